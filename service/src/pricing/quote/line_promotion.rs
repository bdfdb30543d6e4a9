//! Step 2: what a product promotion takes off the lines it may discount.
use entity::money::Minor;

use super::{
    buy_get,
    draft::{Cut, Draft},
    entitlement::{Index, LineSet},
    step::How,
};
use crate::{
    pricing::{
        promotion::{ProductAction, Promotion},
        prorate,
        rounding::{self, Fraction},
    },
    shop::fault::Fault,
};

/// What would be taken off, and the units it keeps from other buy-X-get-Y promotions.
#[derive(Default)]
pub(super) struct Cuts {
    pub(super) cuts: Vec<Cut>,
    pub(super) engaged: Vec<(usize, u32)>,
}

impl Cuts {
    pub(super) fn amount(&self) -> Minor {
        self.cuts.iter().map(|cut| cut.amount).sum()
    }
}

/// What `action` takes off the lines in `entitled` as they stand, in order of line ids. Only lines in `open` are
/// discounted.
pub(super) fn cuts(
    draft: &Draft<'_>,
    index: &Index,
    (promotion, action): (&Promotion, &ProductAction),
    (entitled, open): (LineSet, LineSet),
) -> Result<Cuts, Fault> {
    let lines = entitled & open;
    let mut found = match action {
        ProductAction::Percentage { rate } => {
            let fraction = Fraction::from(*rate);
            each(lines, |line| {
                let of = draft.lines[line].total;
                Ok((rounding::part(of, fraction)?.min(of), How::Rate { rate: *rate, of }))
            })?
        }
        ProductAction::AmountAcross { amount } => across(draft, lines, *amount)?,
        ProductAction::AmountEach { amount } => each(lines, |line| {
            let units = draft.lines[line].line.quantity;
            Ok((off_units(draft, line, units, |value| value.min(*amount)), How::Each { amount: *amount, units }))
        })?,
        ProductAction::FixedPrice { price } => each(lines, |line| {
            let units = draft.lines[line].line.quantity;
            let off = off_units(draft, line, units, |value| value - *price);
            Ok((off, How::FixedPrice { price: *price, units }))
        })?,
        ProductAction::BuyGet(rule) => buy_get::cuts(draft, index, rule, (entitled, open))?,
        ProductAction::Gift { items, quantity } => buy_get::gifts(draft, index, index.lines(items) & open, *quantity),
    };
    found.cuts.retain(|cut| cut.amount.0 > 0);
    if let Some(maximum) = promotion.maximum_discount {
        cap(&mut found.cuts, maximum)?;
    }
    Ok(found)
}

fn each(lines: LineSet, cut: impl Fn(usize) -> Result<(Minor, How), Fault>) -> Result<Cuts, Fault> {
    let cuts = lines.iter().map(|line| cut(line).map(|(amount, how)| Cut { line, amount, how }));
    Ok(Cuts { cuts: cuts.collect::<Result<_, _>>()?, engaged: Vec::new() })
}

/// An amount taken off several lines at once, by what is left of each.
pub(super) fn across(draft: &Draft<'_>, lines: LineSet, amount: Minor) -> Result<Cuts, Fault> {
    let lines: Vec<_> = lines.iter().collect();
    let totals: Vec<_> = lines.iter().map(|line| draft.lines[*line].total).collect();
    let weights = totals.iter().copied().sum();
    let shares = prorate::discount(amount, &totals)?;
    let cuts = lines.into_iter().zip(totals).zip(shares).map(|((line, weight), share)| Cut {
        line,
        amount: share,
        how: How::Share { whole: amount.min(weights), weight, weights },
    });
    Ok(Cuts { cuts: cuts.collect(), engaged: Vec::new() })
}

/// What `off` takes off the last `units` of a line, each at its part of what is left of the line, and of none more
/// than that. The last, because where units differ by a minor unit, the dearer come first.
pub(super) fn off_units(draft: &Draft<'_>, line: usize, units: u32, off: impl Fn(Minor) -> Minor) -> Minor {
    values(draft, line, units)
        .into_iter()
        .map(|(count, value)| off(value).clamp(Minor::ZERO, value) * i64::from(count))
        .sum()
}

/// The last `units` of a line by their part of what is left of it.
pub(super) fn values(draft: &Draft<'_>, line: usize, units: u32) -> [(u32, Minor); 2] {
    let draft = &draft.lines[line];
    let [(_, dearer), (cheap, cheaper)] = prorate::per_unit(draft.total, draft.line.quantity);
    let low = units.min(cheap);
    [(low, cheaper), (units - low, dearer)]
}

/// No more than `maximum` together, each line keeping its part.
pub(super) fn cap(cuts: &mut Vec<Cut>, maximum: Minor) -> Result<(), Fault> {
    let amounts: Vec<_> = cuts.iter().map(|cut| cut.amount).collect();
    let weights: Minor = amounts.iter().copied().sum();
    if weights <= maximum {
        return Ok(());
    }
    let shares = prorate::discount(maximum, &amounts)?;
    for (cut, share) in cuts.iter_mut().zip(shares) {
        cut.how = How::Share { whole: maximum, weight: cut.amount, weights };
        cut.amount = share;
    }
    cuts.retain(|cut| cut.amount.0 > 0);
    Ok(())
}
