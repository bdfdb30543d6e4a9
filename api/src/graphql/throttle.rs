//! Slows down whoever tries many logins, or many cards that are declined, from one address of the net.
//!
//! A hundred tries in a row are free; after that each waits for its turn, and those whose turn would come too late
//! are refused. Kept in memory, per process, for a bounded number of addresses: it makes guessing slow, it does not
//! make it impossible. That an account closes after five wrong passwords does not depend on it.
use std::{
    net::{IpAddr, Ipv6Addr},
    time::{Duration, Instant},
};

use moka::{ops::compute::Op, sync::Cache};

/// Tries in a row that nobody waits for.
const FREE_TRIES: u32 = 100;
/// Longest that a try is kept waiting.
const WAIT_MAX: Duration = Duration::from_secs(5);
/// Addresses that are remembered at most.
const ADDRESSES_MAX: u64 = 100_000;
/// Bits of an IPv6 address that one subscriber has.
const SUBSCRIBER_BITS: u32 = 64;

/// Tries that must wait, or must not be made.
pub struct Throttle {
    /// When the tries made so far are paid for.
    paid_at: Cache<IpAddr, Instant>,
    /// What a try costs. None: as many as they like.
    every: Option<Duration>,
}

/// The try is one too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany;

impl Throttle {
    /// `per_minute` tries of one address; zero stands for any number.
    pub fn new(per_minute: u32) -> Self {
        let every = Duration::from_mins(1).checked_div(per_minute);
        // Who is not remembered has nothing left to pay.
        let idle = every.map_or(WAIT_MAX, |every| every * (FREE_TRIES + 1) + WAIT_MAX);
        Self { paid_at: Cache::builder().max_capacity(ADDRESSES_MAX).time_to_idle(idle).build(), every }
    }

    /// How long a try of this address must wait.
    ///
    /// # Errors
    /// [`TooMany`], when that would be too long. Such a try costs nothing.
    pub fn wait(&self, address: IpAddr, now: Instant) -> Result<Duration, TooMany> {
        let Some(every) = self.every else { return Ok(Duration::ZERO) };
        let mut wait = Err(TooMany);
        self.paid_at.entry(subscriber(address)).and_compute_with(|kept| {
            let paid_at = kept.map_or(now, |kept| kept.into_value().max(now)) + every;
            let due = paid_at.saturating_duration_since(now).saturating_sub(every * FREE_TRIES);
            if due > WAIT_MAX {
                return Op::Nop;
            }
            wait = Ok(due);
            Op::Put(paid_at)
        });
        wait
    }
}

impl Throttle {
    /// Whether another try of this address would be one too many. It costs nothing to ask.
    ///
    /// # Errors
    /// [`TooMany`].
    pub fn look(&self, address: IpAddr, now: Instant) -> Result<(), TooMany> {
        let Some(every) = self.every else { return Ok(()) };
        let paid_at = self.paid_at.get(&subscriber(address)).map_or(now, |paid_at| paid_at.max(now)) + every;
        let due = paid_at.saturating_duration_since(now).saturating_sub(every * FREE_TRIES);
        if due > WAIT_MAX { Err(TooMany) } else { Ok(()) }
    }
}

/// Whose address it is: a subscriber has many of IPv6.
fn subscriber(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> SUBSCRIBER_BITS << SUBSCRIBER_BITS)),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_hundred_tries_each_waits_and_some_are_refused() {
        let throttle = Throttle::new(60);
        let (one, other) = ([192, 0, 2, 1].into(), [192, 0, 2, 2].into());
        let now = Instant::now();
        for _ in 0..FREE_TRIES {
            assert_eq!(throttle.wait(one, now), Ok(Duration::ZERO));
        }
        for seconds in 1..=5 {
            assert_eq!(throttle.wait(one, now), Ok(Duration::from_secs(seconds)));
        }
        assert_eq!(throttle.wait(one, now), Err(TooMany));
        assert_eq!((throttle.look(one, now), throttle.look(other, now)), (Err(TooMany), Ok(())));
        assert_eq!(throttle.wait(other, now), Ok(Duration::ZERO), "others do not wait for it");
        assert_eq!(throttle.wait(one, now + Duration::from_secs(1)), Ok(Duration::from_secs(5)));
        assert_eq!(throttle.wait(one, now + Duration::from_mins(5)), Ok(Duration::ZERO));
        assert_eq!(Throttle::new(0).wait(one, now), Ok(Duration::ZERO));
    }

    #[test]
    fn neighbours_in_a_subscribers_net_are_one() {
        let of = |text: &str| subscriber(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2:3::4"), of("2001:db8:1:2::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}
