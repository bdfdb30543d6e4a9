//! How the provider answers: well, late, twice over, not at all although it did what was asked, or with an old picture.
use service::payment::gateway::GatewayError;

use crate::{
    books::Fate,
    provider::{Call, Reply, Said, boast},
    stage::Flight,
    world::World,
};

/// What becomes of a call.
#[derive(Clone, Copy, Debug)]
enum Manners {
    Good,
    /// It never arrives.
    Down,
    /// It is done, and nobody hears of it.
    Unheard,
    /// Nobody hears of it, and it is done later.
    Late,
    /// It is done; the answer is how it was once.
    Stale,
    /// It says that it took more than was asked for.
    Boasting,
}

/// Answers the call that a request waits for.
pub(crate) fn answer(world: &mut World, flight: &Flight) {
    const BAD: [(u32, Manners); 5] =
        [(3, Manners::Down), (4, Manners::Unheard), (3, Manners::Late), (3, Manners::Stale), (1, Manners::Boasting)];
    let is_bad = world.chance.percent(world.weather().provider);
    let manners = if is_bad { world.chance.weighted(&BAD) } else { Manners::Good };
    say(world, flight, manners);
}

/// The call takes too long.
pub(crate) fn time_out(world: &mut World, flight: &Flight) {
    let manners = world.chance.pick(&[Manners::Down, Manners::Unheard, Manners::Late]);
    say(world, flight, manners);
}

/// Nobody is there any more to hear the answer. The call may have arrived, or may yet.
pub(crate) fn orphan(world: &mut World, flight: &Flight) {
    time_out(world, flight);
}

/// What was on its way arrives now, or never.
pub(crate) fn arrive_late(world: &mut World) {
    for call in std::mem::take(&mut world.on_their_way) {
        let is_lost = world.chance.percent(30);
        world.trace.say(format!("late, lost: {is_lost}: {}", call.words()));
        if !is_lost {
            let _ = carry_out(world, &call);
        }
    }
}

fn say(world: &mut World, flight: &Flight, manners: Manners) {
    let Some(waiting) = flight.waits_for.and_then(|call| world.provider.take_waiting(call)) else { return };
    let said = match manners {
        Manners::Good => carry_out(world, &waiting.call),
        Manners::Down => Err(GatewayError::Unreachable),
        Manners::Unheard => carry_out(world, &waiting.call).and(Err(GatewayError::TimedOut)),
        Manners::Late => {
            world.on_their_way.push(waiting.call.clone());
            Err(GatewayError::TimedOut)
        }
        Manners::Stale => stale(world, &waiting.call),
        Manners::Boasting => boasting(carry_out(world, &waiting.call), &waiting.call),
    };
    world.trace.say(format!("  call {}: {manners:?}: {}: {}", waiting.number, waiting.call.words(), words(&said)));
    waiting.answer(said);
}

fn carry_out(world: &mut World, call: &Call) -> Said {
    let fates = [(7, Fate::Done), (2, Fate::UnderWay), (1, Fate::Failed)];
    let fate = world.chance.weighted(&fates);
    let mut desk = world.provider.desk();
    desk.books.next_refund = fate;
    desk.books.carry_out(call)
}

fn stale(world: &mut World, call: &Call) -> Said {
    let payment = match call {
        Call::Look(payment, _) | Call::Capture { payment, .. } | Call::Cancel { payment, .. } => payment.id,
        Call::Begin(_) | Call::Refund(..) => return carry_out(world, call),
    };
    let history = world.provider.desk().books.history.get(&payment).cloned().unwrap_or_default();
    let said = carry_out(world, call);
    if history.is_empty() { said } else { Ok(Reply::Seen(history[world.chance.below(history.len())].clone())) }
}

fn boasting(said: Said, call: &Call) -> Said {
    let amount = match call {
        Call::Begin(payment)
        | Call::Look(payment, _)
        | Call::Capture { payment, .. }
        | Call::Cancel { payment, .. }
        | Call::Refund(payment, _) => payment.amount,
    };
    said.map(|reply| match reply {
        Reply::Seen(seen) => Reply::Seen(boast(seen, amount)),
        reply @ Reply::Refund(_) => reply,
    })
}

fn words(said: &Said) -> String {
    match said {
        Ok(Reply::Seen(seen)) => format!("{:?}, {} taken", seen.state, seen.captured.0),
        Ok(Reply::Refund(outcome)) => format!("{outcome:?}"),
        Err(error) => error.to_string(),
    }
}
