//! What was measured, and what it proves, as a person reads it.
use std::{collections::BTreeMap, fmt::Write as _, time::Duration};

use super::shopper::{End, Visit};

/// What came of a crowd of shoppers.
#[derive(Default)]
pub(super) struct Told {
    pub(super) ordered: Vec<String>,
    refused: BTreeMap<String, u64>,
    lost: BTreeMap<String, u64>,
    pub(super) left: u64,
    pub(super) unknown: BTreeMap<String, u64>,
    /// Of those who ordered, in order.
    whole: Vec<Duration>,
    paying: Vec<Duration>,
}

impl Told {
    pub(super) fn of(visits: Vec<Visit>) -> Self {
        let mut told = Self::default();
        for visit in visits {
            for (why, times) in visit.lost {
                *told.lost.entry(why).or_default() += times;
            }
            match visit.end {
                End::Ordered(order) => {
                    told.ordered.push(order);
                    told.whole.push(visit.took);
                    told.paying.extend(visit.paying);
                }
                End::Refused(code) => *told.refused.entry(code).or_default() += 1,
                End::Left => told.left += 1,
                End::Unknown(why) => *told.unknown.entry(why).or_default() += 1,
            }
        }
        told.whole.sort_unstable();
        told.paying.sort_unstable();
        told
    }

    pub(super) fn refusals(&self) -> u64 {
        self.refused.values().sum()
    }

    /// Orders a second, in tenths.
    pub(super) fn tenths_a_second(&self, within: Duration) -> u128 {
        self.ordered.len() as u128 * 10_000 / within.as_millis().max(1)
    }

    pub(super) fn table(&self, name: &str, within: Duration) -> String {
        let tenths = self.tenths_a_second(within);
        let mut text = format!(
            "{name}: {} orders in {}, {}.{} a second\n",
            self.ordered.len(),
            seconds(within),
            tenths / 10,
            tenths % 10
        );
        for (what, sorted) in [("from arriving to the order", &self.whole), ("of that, paying", &self.paying)] {
            if let Some(max) = sorted.last() {
                let (middle, most) = (at(sorted, 50), at(sorted, 99));
                let _ = writeln!(
                    text,
                    "  {what:<27} p50 {}, p99 {}, at most {}",
                    millis(middle),
                    millis(most),
                    millis(*max)
                );
            }
        }
        for (what, counts) in
            [("refused", &self.refused), ("asked again after", &self.lost), ("never answered", &self.unknown)]
        {
            for (code, times) in counts {
                let _ = writeln!(text, "  {what:<27} {times} × {code}");
            }
        }
        if self.left > 0 {
            let _ = writeln!(text, "  {:<27} {}", "left without buying", self.left);
        }
        text
    }
}

fn at(sorted: &[Duration], percent: usize) -> Duration {
    let index = (sorted.len() * percent).div_ceil(100).max(1) - 1;
    sorted.get(index).copied().unwrap_or_default()
}

fn millis(time: Duration) -> String {
    let tenths = time.as_micros() / 100;
    format!("{}.{} ms", tenths / 10, tenths % 10)
}

fn seconds(time: Duration) -> String {
    let tenths = time.as_millis() / 100;
    format!("{}.{} s", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_of_those_who_waited() {
        let hundred: Vec<_> = (1..=100).map(Duration::from_millis).collect();
        assert_eq!(at(&hundred, 50), Duration::from_millis(50));
        assert_eq!(at(&hundred, 99), Duration::from_millis(99));
        assert_eq!(at(&hundred[..1], 99), Duration::from_millis(1));
        assert_eq!(at(&[], 99), Duration::ZERO);
    }
}
