//! Buy X get Y, and gifts: discounts on some units of a line.
//!
//! The cheapest units that one may get are discounted. What is bought for them is first what one may not get,
//! then the dearest of what one may get.
use super::{
    draft::{Cut, Draft},
    entitlement::{Index, LineSet},
    line_promotion::{Cuts, off_units, values},
    step::How,
};
use crate::{
    pricing::{
        promotion::{BuyGet, Reward},
        rounding::{self, Fraction},
    },
    shop::fault::Fault,
};

/// Units of a line that are still free for this.
struct Free {
    line: usize,
    units: u32,
}

/// What the rule takes off. `entitled` narrows both sides.
pub(super) fn cuts(
    draft: &Draft<'_>,
    index: &Index,
    rule: &BuyGet,
    (entitled, open): (LineSet, LineSet),
) -> Result<Cuts, Fault> {
    let buys = index.lines(&rule.buys) & entitled;
    let gets = index.lines(&rule.gets) & entitled & open;
    let free = |line: usize| draft.lines[line].line.quantity - draft.lines[line].engaged;
    let count = |set: LineSet| set.iter().map(|line| i64::from(free(line))).sum::<i64>();
    let only_bought = count(buys) - count(buys & gets);
    let pool = Pool { bought: count(buys), only_bought, got: count(gets) };
    let uses = pool.uses(rule);
    if uses == 0 {
        return Ok(Cuts::default());
    }
    // The dearest of what may be bought only, then the dearest of what may be either.
    let by_price = |set: LineSet| index.cheapest_first(set).map(|line| Free { line, units: free(line) });
    let only = by_price(buys).rev().filter(|place| !gets.has(place.line));
    let either = by_price(buys & gets).rev();
    let bought = take(only.chain(either), uses * i64::from(rule.buy_quantity));
    let mut left: Vec<_> = by_price(gets).collect();
    for place in &mut left {
        let spent = bought.iter().find(|(line, _)| *line == place.line).map_or(0, |(_, units)| *units);
        place.units -= spent;
    }
    let got = take(left.into_iter(), uses * i64::from(rule.get_quantity));
    let mut found = Cuts { cuts: rewards(draft, &got, rule.reward)?, engaged: bought };
    found.engaged.extend(got);
    found.cuts.sort_by_key(|cut| cut.line);
    Ok(found)
}

/// Up to `quantity` units free, the cheapest first.
pub(super) fn gifts(draft: &Draft<'_>, index: &Index, lines: LineSet, quantity: u32) -> Cuts {
    let free = |line: usize| draft.lines[line].line.quantity - draft.lines[line].engaged;
    let places = index.cheapest_first(lines).map(|line| Free { line, units: free(line) });
    let got = take(places, i64::from(quantity));
    let mut cuts: Vec<_> = got
        .iter()
        .map(|(line, units)| Cut {
            line: *line,
            amount: off_units(draft, *line, *units, |value| value),
            how: How::Gift { units: *units },
        })
        .collect();
    cuts.sort_by_key(|cut| cut.line);
    Cuts { cuts, engaged: got }
}

/// How many units there are: to buy, to buy and not to get, to get.
struct Pool {
    bought: i64,
    only_bought: i64,
    got: i64,
}

impl Pool {
    /// How many times the rule can be used. Each use takes all it asks for and gives at least one unit.
    fn uses(&self, rule: &BuyGet) -> i64 {
        let (buy, get) = (i64::from(rule.buy_quantity.max(1)), i64::from(rule.get_quantity.max(1)));
        let fits = |uses: i64| {
            let shared = (uses * buy - self.only_bought).max(0);
            uses * buy <= self.bought && self.got - shared > (uses - 1) * get
        };
        // More uses need more and leave less, so the answer can be halved towards.
        let (mut low, mut high) = (0, self.bought / buy);
        if let Some(max) = rule.uses_per_order_max {
            high = high.min(i64::from(max));
        }
        while low < high {
            let middle = low + (high - low + 1) / 2;
            if fits(middle) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        low
    }
}

fn take(places: impl Iterator<Item = Free>, mut wanted: i64) -> Vec<(usize, u32)> {
    let mut taken = Vec::new();
    for place in places {
        if wanted <= 0 {
            break;
        }
        let units = place.units.min(u32::try_from(wanted).unwrap_or(u32::MAX));
        if units > 0 {
            taken.push((place.line, units));
            wanted -= i64::from(units);
        }
    }
    taken
}

fn rewards(draft: &Draft<'_>, got: &[(usize, u32)], reward: Reward) -> Result<Vec<Cut>, Fault> {
    let cut = |&(line, units): &(usize, u32)| {
        let amount = match reward {
            Reward::Percentage { rate } => {
                let of = values(draft, line, units).into_iter().map(|(count, value)| value * i64::from(count)).sum();
                rounding::part(of, Fraction::from(rate))?.min(of)
            }
            Reward::AmountOff { amount } => off_units(draft, line, units, |value| value.min(amount)),
            Reward::FixedPrice { price } => off_units(draft, line, units, |value| value - price),
        };
        Ok(Cut { line, amount, how: How::BuyGet { units, reward } })
    };
    got.iter().map(cut).collect()
}

#[cfg(test)]
mod tests {
    use entity::money::Minor;

    use super::*;
    use crate::pricing::promotion::Targets;

    fn rule(buy_quantity: u32, get_quantity: u32, uses_per_order_max: Option<u32>) -> BuyGet {
        let reward = Reward::FixedPrice { price: Minor(0) };
        let (buys, gets) = (Targets::Everything, Targets::Everything);
        BuyGet { buys, buy_quantity, gets, get_quantity, reward, uses_per_order_max }
    }

    #[test]
    fn uses_take_all_and_give_something() {
        let same = |units| Pool { bought: units, only_bought: 0, got: units };
        let uses = |pool: Pool, buy, get| pool.uses(&rule(buy, get, None));
        assert_eq!((0..=7).map(|units| uses(same(units), 1, 1)).collect::<Vec<_>>(), [0, 0, 1, 1, 2, 2, 3, 3]);
        assert_eq!((2..=6).map(|units| uses(same(units), 2, 1)).collect::<Vec<_>>(), [0, 1, 1, 1, 2]);
        // Two sides that have nothing in common.
        assert_eq!(uses(Pool { bought: 6, only_bought: 6, got: 2 }, 2, 1), 2);
        assert_eq!(uses(Pool { bought: 6, only_bought: 6, got: 0 }, 2, 1), 0);
        // The last use gives what there is.
        assert_eq!(uses(Pool { bought: 4, only_bought: 4, got: 4 }, 2, 3), 2);
        assert_eq!(same(100).uses(&rule(1, 1, Some(3))), 3);
    }
}
