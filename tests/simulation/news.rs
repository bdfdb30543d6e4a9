//! What the provider sends of its own accord: twice, out of order, never; and what others send in its name.
use entity::ids::PaymentId;
use service::payment::gateway::signature::{self, SigningSecret};

use crate::{
    provider::{SECRET, delivery},
    world::World,
};

/// Deliveries that were not taken yet.
#[derive(Default)]
pub(crate) struct Courier {
    count: u64,
    bags: Vec<Letter>,
}

#[derive(Clone)]
pub(crate) struct Letter {
    pub(crate) event: String,
    pub(crate) body: String,
    pub(crate) signature: Option<String>,
    /// It must not be taken.
    pub(crate) is_forged: bool,
}

/// Some of the news is written down to be sent; some of it never is.
pub(crate) fn collect(world: &mut World, loses_some: bool) {
    let news = std::mem::take(&mut world.provider.desk().books.news);
    for payment in news {
        if loses_some && world.chance.percent(15) {
            continue;
        }
        let names_ours = world.chance.percent(50);
        let letter = write(world, payment, names_ours);
        world.courier.bags.push(letter);
    }
}

fn write(world: &mut World, payment: PaymentId, names_ours: bool) -> Letter {
    world.courier.count += 1;
    let event = format!("evt_{}", world.courier.count);
    let body = delivery(&event, payment, names_ours);
    Letter { event, body, signature: None, is_forged: false }
}

/// One of those that wait. Some come again.
pub(crate) fn next(world: &mut World) -> Option<Letter> {
    collect(world, true);
    if world.courier.bags.is_empty() {
        return None;
    }
    let at = world.chance.below(world.courier.bags.len());
    let comes_again = world.chance.percent(30);
    let letter = if comes_again { world.courier.bags[at].clone() } else { world.courier.bags.remove(at) };
    let now = world.house.now();
    let forgery = world.chance.percent(12);
    if !forgery {
        let signed = signature::sign(&SigningSecret::new(SECRET), letter.body.as_bytes(), now);
        return Some(Letter { signature: Some(signed), ..letter });
    }
    let signature = match world.chance.below(3) {
        0 => None,
        1 => Some(signature::sign(&SigningSecret::new("whsec_guessed"), letter.body.as_bytes(), now)),
        _ => {
            let then = now - chrono::TimeDelta::hours(1);
            Some(signature::sign(&SigningSecret::new(SECRET), letter.body.as_bytes(), then))
        }
    };
    Some(Letter { signature, is_forged: true, ..letter })
}

/// All that is left, as providers deliver in the end.
pub(crate) fn rest(world: &mut World) -> Vec<Letter> {
    collect(world, false);
    let now = world.house.now();
    let sign = |letter: Letter| {
        let signed = signature::sign(&SigningSecret::new(SECRET), letter.body.as_bytes(), now);
        Letter { signature: Some(signed), ..letter }
    };
    std::mem::take(&mut world.courier.bags).into_iter().map(sign).collect()
}
