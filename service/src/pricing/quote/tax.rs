//! Step 6: tax, on what is left of each line and of shipping after all discounts.
//!
//! Included: net = round(gross / (1 + all rates)), and the difference is the tax, split over several taxes by
//! largest remainder. Not included: each tax = round(net × rate), a compound one on net and the plain taxes.
use std::collections::BTreeMap;

use entity::money::Minor;
use rust_decimal::Decimal;

use super::{
    basket::Line,
    draft::Draft,
    outcome::{QuotedShipping, TaxLine},
    step::{Subject, Why},
};
use crate::{
    pricing::{
        prorate,
        rounding::{self, Fraction},
        shipping::{ShippingOption, ShippingTax},
        tax::{Due, TaxTable},
    },
    shop::fault::Fault,
};

/// Percent that a tax may be of its base, to keep amounts in range.
const PERCENT_MAX: i64 = 1000;

/// Whether amounts can be computed with these taxes.
pub(super) fn check(taxes: &TaxTable) -> Result<(), Fault> {
    let mut rates = taxes.by_category.values().flat_map(|due| due.iter()).map(|due| due.rate);
    if rates.any(|rate| rate < Decimal::ZERO || rate > Decimal::new(PERCENT_MAX, 2)) {
        return Err(Fault::broken("a tax rate is out of range"));
    }
    Ok(())
}

/// What is due on a line's goods, whoever buys.
pub(super) fn due_on<'t>(line: &Line, taxes: &'t TaxTable) -> &'t [Due] {
    if !line.is_taxable || line.is_gift_card { &[] } else { taxes.due(line.tax_category.as_deref()) }
}

/// All rates as one: what is added to a net amount altogether.
pub(super) fn together<'t>(due: impl IntoIterator<Item = &'t Due>) -> Decimal {
    let (mut plain, mut compound) = (Decimal::ZERO, Decimal::ZERO);
    for due in due {
        *(if due.is_compound { &mut compound } else { &mut plain }) += due.rate;
    }
    plain + compound * (Decimal::ONE + plain)
}

/// The taxes on an amount: in it, or on top of it.
fn taxes(amount: Minor, due: &[&Due], is_included: bool) -> Result<Vec<TaxLine>, Fault> {
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let net =
        if is_included { rounding::without(amount, Fraction::from(together(due.iter().copied())))? } else { amount };
    let included = if is_included { Some(shares(amount - net, due)?) } else { None };
    let mut base_of_compound = net;
    let mut lines = Vec::with_capacity(due.len());
    // Plain taxes stand before compound ones.
    for (place, due) in due.iter().enumerate() {
        let base = if due.is_compound { base_of_compound } else { net };
        let amount = match &included {
            Some(shares) => shares[place],
            None => rounding::part(base, Fraction::from(due.rate))?,
        };
        if !due.is_compound {
            base_of_compound += amount;
        }
        lines.push(TaxLine { id: due.id, name: due.name.clone(), rate: due.rate, base, amount });
    }
    Ok(lines)
}

/// A tax that was taken out of a gross amount, split over the taxes it is made of.
fn shares(tax: Minor, due: &[&Due]) -> Result<Vec<Minor>, Fault> {
    if due.len() == 1 {
        return Ok(vec![tax]);
    }
    let plain: Decimal = due.iter().filter(|due| !due.is_compound).map(|due| due.rate).sum();
    let effective = |due: &&Due| if due.is_compound { due.rate * (Decimal::ONE + plain) } else { due.rate }.normalize();
    let rates: Vec<Decimal> = due.iter().map(effective).collect();
    let scale = rates.iter().map(Decimal::scale).max().unwrap_or_default();
    let weights: Option<Vec<i128>> =
        rates.iter().map(|rate| rate.mantissa().checked_mul(10_i128.pow(scale - rate.scale()))).collect();
    let weights = weights.ok_or_else(|| Fault::broken("tax rates with too many decimals"))?;
    prorate::split(tax, &weights)
}

/// Taxes every line.
pub(super) fn of_lines(draft: &mut Draft<'_>) -> Result<(), Fault> {
    if draft.basket.customer.is_tax_exempt {
        return Ok(());
    }
    let is_included = draft.is_tax_included();
    for place in 0..draft.lines.len() {
        let (line, total) = (draft.lines[place].line, draft.lines[place].total);
        let due: Vec<_> = due_on(line, &draft.basket.taxes).iter().collect();
        let taxes = taxes(total, &due, is_included)?;
        let subject = Subject::Line { id: line.id, label: line.label.clone() };
        steps(draft, &subject, (total, is_included), &taxes, &due);
        draft.lines[place].taxes = taxes;
    }
    Ok(())
}

fn steps(draft: &mut Draft<'_>, subject: &Subject, of: (Minor, bool), taxes: &[TaxLine], due: &[&Due]) {
    let (mut before, is_included) = of;
    for (tax, due) in taxes.iter().zip(due) {
        let after = if is_included { before } else { before + tax.amount };
        draft.step(
            subject.clone(),
            (before, after),
            Why::Tax {
                name: tax.name.clone(),
                rate: tax.rate,
                is_compound: due.is_compound,
                is_included,
                base: tax.base,
                amount: tax.amount,
            },
        );
        before = after;
    }
}

/// Taxes shipping, at its own category or like the goods.
pub(super) fn of_shipping(draft: &mut Draft<'_>, shipping: &mut QuotedShipping) -> Result<(), Fault> {
    if draft.basket.customer.is_tax_exempt {
        return Ok(());
    }
    let is_included = draft.is_tax_included();
    let mut before = shipping.total;
    let all = &mut shipping.taxes;
    for (part, due) in parts(draft, &shipping.option, shipping.total)? {
        let taxes = taxes(part, &due, is_included)?;
        steps(draft, &Subject::Shipping, (before, is_included), &taxes, &due);
        for tax in taxes {
            if !is_included {
                before += tax.amount;
            }
            match all.iter_mut().find(|other| other.id == tax.id) {
                Some(other) => {
                    other.base += tax.base;
                    other.amount += tax.amount;
                }
                None => all.push(tax),
            }
        }
    }
    Ok(())
}

/// The price of shipping without the tax in it, for those who pay none.
pub(super) fn net_of_shipping(draft: &Draft<'_>, option: &ShippingOption) -> Result<Minor, Fault> {
    let parts = parts(draft, option, option.price)?;
    let nets = parts.into_iter().map(|(part, due)| rounding::without(part, Fraction::from(together(due))));
    nets.sum()
}

/// The parts of shipping that are taxed differently, with what is due on each.
fn parts<'a>(draft: &Draft<'a>, option: &ShippingOption, amount: Minor) -> Result<Vec<(Minor, Vec<&'a Due>)>, Fault> {
    let basket = draft.basket;
    let on_shipping = |due: &'a [Due]| due.iter().filter(|due| due.taxes_shipping).collect::<Vec<_>>();
    let category = match &option.method.tax {
        ShippingTax::Own { category } => category.as_deref(),
        ShippingTax::Proportional => {
            // By the goods that are sent, together by what is due on them.
            let mut goods: BTreeMap<Vec<entity::ids::TaxRateId>, (i128, &'a [Due])> = BTreeMap::new();
            for draft in draft.lines.iter().filter(|draft| draft.line.requires_shipping) {
                let due = due_on(draft.line, &basket.taxes);
                let ids = due.iter().map(|due| due.id).collect();
                goods.entry(ids).or_insert((0, due)).0 += i128::from(draft.total.0);
            }
            let weights: Vec<_> = goods.values().map(|(weight, _)| *weight).collect();
            // Goods that cost nothing have no shares: shipping is then taxed at the default category.
            if weights.iter().any(|weight| *weight > 0) {
                let shares = prorate::split(amount, &weights)?;
                let parts = shares.into_iter().zip(goods.into_values());
                return Ok(parts.map(|(share, (_, due))| (share, on_shipping(due))).collect());
            }
            None
        }
    };
    Ok(vec![(amount, on_shipping(basket.taxes.due(category)))])
}

/// The taxes of many amounts, by name and rate.
pub(super) fn summary<'t>(taxes: impl Iterator<Item = &'t TaxLine>) -> Vec<TaxLine> {
    let mut sums: BTreeMap<(&str, Decimal), TaxLine> = BTreeMap::new();
    for tax in taxes {
        match sums.entry((&tax.name, tax.rate)) {
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(tax.clone());
            }
            std::collections::btree_map::Entry::Occupied(mut sum) => {
                sum.get_mut().base += tax.base;
                sum.get_mut().amount += tax.amount;
            }
        }
    }
    sums.into_values().collect()
}
