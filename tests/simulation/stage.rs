//! Requests under way. Each runs until it ends or waits for the provider; then it is somebody else's turn.
use std::{
    fmt::Display,
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::Pin,
    task::Poll,
};

use service::{cart::view::CartView, checkout::place::Placed, shop::fault::HasFault};
use uuid::Uuid;

use crate::{
    faults::{Ended, Faults, Trouble},
    house::House,
    provider::Provider,
};

pub(crate) type Work = Pin<Box<dyn Future<Output = Heard> + Send>>;

/// What a client hears.
pub(crate) enum Heard {
    Cart(Box<CartView>),
    NoCart,
    /// The order, and how it stood when it was settled.
    Placed {
        placed: Placed,
        state: String,
    },
    Errand {
        number: usize,
        made: Option<Uuid>,
        state: String,
    },
    Done(String),
    Refused(String),
    /// An internal fault.
    Broken(String),
}

impl Heard {
    /// A refusal, or a fault.
    #[expect(clippy::needless_pass_by_value, reason = "as `map_err` hands it over")]
    pub(crate) fn of<E: HasFault + Display>(error: E) -> Self {
        match error.fault() {
            Some(fault) => Self::Broken(format!("{fault:?}")),
            None => Self::Refused(error.to_string()),
        }
    }

    pub(crate) fn words(&self) -> String {
        match self {
            Self::Cart(cart) => format!("cart at version {}, {} to pay", cart.cart.version, cart.quote.payable.0),
            Self::NoCart => "no cart".to_owned(),
            Self::Placed { placed, state } => format!("order {} new: {} {state}", placed.order, placed.is_new),
            Self::Errand { made, state, .. } => format!("done {made:?} {state}"),
            Self::Done(what) => what.clone(),
            Self::Refused(why) => format!("refused: {why}"),
            Self::Broken(why) => format!("FAULT {why}"),
        }
    }
}

/// Whose request it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Errander {
    Shopper(usize),
    /// A shopper who orders, with the attempt.
    Ordering(usize, usize),
    /// Staff, with the errand.
    Staff(usize),
    Counting(usize),
    /// The server itself, providers' deliveries, buyers who come back from their bank.
    House,
}

/// A request under way.
pub(crate) struct Flight {
    pub(crate) of: Errander,
    pub(crate) words: String,
    pub(crate) work: Work,
    /// The call to the provider that it waits for.
    pub(crate) waits_for: Option<u64>,
    /// A statement was made to fail while it ran.
    pub(crate) was_struck: bool,
}

impl Flight {
    pub(crate) fn new(of: Errander, words: String, work: Work) -> Self {
        Self { of, words, work, waits_for: None, was_struck: false }
    }
}

/// How far it has come.
pub(crate) enum Leg {
    Waits(u64),
    Heard(Heard),
    Ended(Trouble),
}

/// Lets a request go on.
pub(crate) async fn drive(flight: &mut Flight, provider: &Provider, faults: &Faults, house: &House) -> Leg {
    loop {
        let step = poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| flight.work.as_mut().poll(context))) {
            Err(panic) => match panic.downcast::<Ended>() {
                Ok(ended) => Poll::Ready(Some(Leg::Ended(ended.0))),
                Err(panic) => resume_unwind(panic),
            },
            Ok(Poll::Ready(heard)) => Poll::Ready(Some(Leg::Heard(heard))),
            Ok(Poll::Pending) => match provider.take_arrived() {
                Some(call) => Poll::Ready(Some(Leg::Waits(call))),
                None if faults.has_lost() => Poll::Ready(None),
                None => Poll::Pending,
            },
        });
        match step.await {
            Some(leg) => return leg,
            None => {
                if let Some(process) = faults.take_lost() {
                    house.lose(process).await;
                }
            }
        }
    }
}
