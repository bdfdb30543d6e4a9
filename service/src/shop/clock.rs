//! Time, identity and chance, as arguments: a test can replay anything.
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, SubsecRound, Utc};
use rand::{
    Rng, RngCore, SeedableRng, TryRngCore,
    rngs::{OsRng, StdRng},
};
use uuid::Uuid;

use super::fault::Fault;

/// Tells the time, to the microsecond: what both databases keep.
pub trait Clock: Send + Sync {
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }
}

/// A clock that stands still until it is told otherwise.
pub struct FixedClock(Mutex<DateTime<Utc>>);

impl FixedClock {
    pub fn at(now: DateTime<Utc>) -> Self {
        Self(Mutex::new(now))
    }

    pub fn advance(&self, by: chrono::Duration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now += by;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes UUIDv7 keys that rise in the order they were asked for, also within a millisecond.
pub struct IdSource {
    state: Mutex<State>,
    chance: Chance,
}

/// What codes are drawn from.
enum Chance {
    OperatingSystem,
    Seeded(Box<Mutex<StdRng>>),
}

struct State {
    rng: StdRng,
    last: u128,
}

impl IdSource {
    /// Unpredictable ids, for production.
    pub fn from_entropy() -> Self {
        Self::from_rng(StdRng::from_os_rng(), Chance::OperatingSystem)
    }

    /// The same ids every time, for tests.
    pub fn seeded(seed: u64) -> Self {
        // Not the ids' own numbers: how many codes are drawn must not change the ids.
        let chance = Chance::Seeded(Box::new(Mutex::new(StdRng::seed_from_u64(!seed))));
        Self::from_rng(StdRng::seed_from_u64(seed), chance)
    }

    fn from_rng(rng: StdRng, chance: Chance) -> Self {
        Self { state: Mutex::new(State { rng, last: 0 }), chance }
    }

    /// Bytes that nobody can guess: in production the operating system's.
    ///
    /// # Errors
    /// A [`Fault`] when the system has none to give.
    pub fn fill(&self, bytes: &mut [u8]) -> Result<(), Fault> {
        match &self.chance {
            Chance::OperatingSystem => {
                OsRng.try_fill_bytes(bytes).map_err(|error| Fault::other("drawing random bytes", error))
            }
            Chance::Seeded(rng) => {
                rng.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
                Ok(())
            }
        }
    }

    /// The next id for something that happens `at`.
    pub fn next(&self, at: DateTime<Utc>) -> Uuid {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        let fresh = uuid::Builder::from_unix_timestamp_millis(millis, &state.rng.random()).into_uuid();
        let same_instant = (state.last >> 80) == u128::from(millis);
        let id = if same_instant && fresh.as_u128() <= state.last {
            // The low 62 bits are free of version and variant: a small step keeps both.
            Uuid::from_u128(state.last + u128::from(state.rng.random_range(1..=u32::MAX)))
        } else {
            fresh
        };
        state.last = id.as_u128();
        id
    }
}
