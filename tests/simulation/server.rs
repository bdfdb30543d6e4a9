//! What the server does without being asked by a client: the reconciler, the sweeper, deliveries, buyers who come back.
use entity::{ids::PaymentId, payment::Gateway};
use service::{
    inventory::sweep::sweep,
    payment::{
        reconcile::{Reconciled, round_of},
        settle,
        webhook::{self, Receipt, Receive, ReceiveError},
    },
};

use crate::{
    news::{self, Letter},
    stage::{Errander, Flight, Heard, Work},
    world::World,
};

fn flight(words: String, work: Work) -> Flight {
    Flight::new(Errander::House, words, work)
}

/// The reconciler, or the sweeper.
pub(crate) fn next(world: &mut World) -> Flight {
    if world.chance.percent(70) { reconcile(world) } else { take_back(world) }
}

pub(crate) fn reconcile(world: &World) -> Flight {
    let (shop, gateways) = (world.house.shop.clone(), world.gateways.clone());
    let work = async move {
        let reconciled = Reconciled::default();
        // One after the other: side by side they would not do the same each time.
        match round_of(&shop, &gateways, &reconciled, 1).await {
            Ok(()) if reconciled.failures() > 0 => Heard::Broken("an order could not be reconciled".to_owned()),
            Ok(()) => Heard::Done(format!("{} settled, {} expired", reconciled.orders(), reconciled.expired())),
            Err(fault) => Heard::of(fault),
        }
    };
    flight("the reconciler".to_owned(), Box::pin(work))
}

pub(crate) fn take_back(world: &World) -> Flight {
    let shop = world.house.shop.clone();
    let work = async move {
        match sweep(&shop, 5).await {
            Ok(count) => Heard::Done(format!("{count} swept")),
            Err(fault) => Heard::of(fault),
        }
    };
    flight("the sweeper".to_owned(), Box::pin(work))
}

/// A delivery comes in.
pub(crate) fn deliver(world: &mut World) -> Option<Flight> {
    let letter = news::next(world)?;
    Some(hand_over(world, letter))
}

/// As the server does it: written down, answered, and then applied.
pub(crate) fn hand_over(world: &World, letter: Letter) -> Flight {
    let (shop, gateways) = (world.house.shop.clone(), world.gateways.clone());
    let words = format!("delivery {}{}", letter.event, if letter.is_forged { ", forged" } else { "" });
    let work = async move {
        let signature = letter.signature.as_deref();
        let request = Receive { gateway: Gateway::Stripe, signature, body: letter.body.as_bytes() };
        let receipt = match webhook::receive(&shop, &gateways, &request).await {
            Ok(_) if letter.is_forged => return Heard::Broken("a forged delivery was taken".to_owned()),
            Ok(receipt) => receipt,
            Err(ReceiveError::Webhook(why)) if letter.is_forged => return Heard::Refused(why.to_string()),
            Err(ReceiveError::Webhook(why)) => return Heard::Broken(format!("a delivery was refused: {why}")),
            Err(ReceiveError::Fault(fault)) => return Heard::of(fault),
        };
        let Receipt::New(waiting) = receipt else { return Heard::Done("known".to_owned()) };
        match webhook::apply(&shop, &gateways, waiting).await {
            Ok(is_done) => Heard::Done(format!("applied: {is_done}")),
            Err(fault) => Heard::of(fault),
        }
    };
    flight(words, Box::pin(work))
}

/// A buyer comes back from their bank.
pub(crate) fn come_back(world: &World, payment: PaymentId) -> Flight {
    let (shop, gateways) = (world.house.shop.clone(), world.gateways.clone());
    let work = async move {
        match settle::come_back(&shop, &gateways, payment).await {
            Ok(status) => Heard::Done(format!("{status:?}")),
            Err(fault) => Heard::of(fault),
        }
    };
    flight(format!("the buyer of {payment} comes back"), Box::pin(work))
}
