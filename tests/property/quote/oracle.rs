//! The same prices, computed a second time in the plainest way: whole numbers, no shared code.
use std::collections::HashMap;

use entity::money::Minor;
use proptest::{prelude::*, test_runner::TestCaseError};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use service::pricing::{
    promotion::{Action, OrderAction, Targets},
    quote::{Basket, Line, PriceCandidate, PriceSource, Quote, TaxLine, quote},
    shipping::ShippingTax,
    tax::Due,
};

use super::plan::Plan;

/// Rates have four decimals here: so many of these are one.
const ONE: i128 = 10_000;

fn parts(rate: Decimal) -> i128 {
    (rate * Decimal::from(10_000)).to_i128().expect("a rate of four decimals")
}

/// Of two positive whole numbers, halves up.
fn divide(dividend: i128, divisor: i128) -> i64 {
    i64::try_from((2 * dividend + divisor) / (2 * divisor)).expect("an amount")
}

/// All taxes of a line together, in 1/ONE²: plain ones on the net price, compound ones on that and the plain ones.
fn combined(due: &[Due]) -> i128 {
    let of =
        |is_compound| due.iter().filter(|due| due.is_compound == is_compound).map(|due| parts(due.rate)).sum::<i128>();
    let (plain, compound) = (of(false), of(true));
    plain * ONE + compound * (ONE + plain)
}

/// The net amount in an amount that includes taxes.
fn net(gross: Minor, due: &[Due]) -> Minor {
    let square = ONE * ONE;
    Minor(divide(i128::from(gross.0) * square, square + combined(due)))
}

fn due<'a>(basket: &'a Basket, line: &Line) -> &'a [Due] {
    if line.is_taxable && !line.is_gift_card { basket.taxes.due(line.tax_category.as_deref()) } else { &[] }
}

/// Most specific list, highest tier that the whole cart reaches, lowest of several lists.
pub(super) fn unit_prices(basket: &Basket, quote: &Quote) -> Result<(), TestCaseError> {
    for (line, quoted) in basket.lines.iter().zip(&quote.lines) {
        let of_variant = basket.lines.iter().filter(|other| other.variant == line.variant);
        let in_cart: u32 = of_variant.map(|other| other.quantity).sum();
        let mut reached: Vec<&PriceCandidate> =
            line.prices.iter().filter(|price| price.min_quantity <= in_cart).collect();
        for source in [PriceSource::GroupList, PriceSource::MarketList, PriceSource::ParentList] {
            if reached.iter().any(|price| price.source == source) {
                reached.retain(|price| price.source == source);
                break;
            }
        }
        let mut highest: HashMap<_, u32> = HashMap::new();
        for price in &reached {
            let tier = highest.entry(price.list).or_default();
            *tier = price.min_quantity.max(*tier);
        }
        let of_tier = reached.iter().filter(|price| highest.get(&price.list) == Some(&price.min_quantity));
        let lowest = of_tier.map(|price| price.amount).min().expect("every line has a price");
        let is_reduced = basket.is_tax_inclusive && basket.customer.is_tax_exempt;
        let expected = if is_reduced { net(lowest, due(basket, line)) } else { lowest };
        prop_assert_eq!(quoted.unit_price, expected);
    }
    Ok(())
}

/// Each tax where tax is beside the price; all taxes together where it is in it.
pub(super) fn taxes(plan: &Plan, basket: &Basket, quote: &Quote) -> Result<(), TestCaseError> {
    if basket.customer.is_tax_exempt {
        // Prices were reduced to net: no tax is in them.
        prop_assert_eq!(quote.tax_total, Minor(0));
        return Ok(());
    }
    prop_assert_eq!(quote.is_tax_included, plan.is_tax_inclusive);
    for (line, quoted) in basket.lines.iter().zip(&quote.lines) {
        tax_of(basket.is_tax_inclusive, quoted.total, due(basket, line), &quoted.taxes)?;
    }
    let Some(shipping) = &quote.shipping else { return Ok(()) };
    if let ShippingTax::Own { category } = &shipping.option.method.tax {
        let due: Vec<_> =
            basket.taxes.due(category.as_deref()).iter().filter(|due| due.taxes_shipping).cloned().collect();
        tax_of(basket.is_tax_inclusive, shipping.total, &due, &shipping.taxes)?;
    }
    Ok(())
}

fn tax_of(is_inclusive: bool, total: Minor, due: &[Due], told: &[TaxLine]) -> Result<(), TestCaseError> {
    let told_of = |name: &str| told.iter().filter(|tax| tax.name == name).map(|tax| tax.amount.0).sum::<i64>();
    let sum: i64 = told.iter().map(|tax| tax.amount.0).sum();
    if is_inclusive {
        prop_assert_eq!(sum, total.0 - net(total, due).0, "the tax in {:?} at {:?}", total, due);
        return Ok(());
    }
    let plain: i64 =
        due.iter().filter(|due| !due.is_compound).map(|due| divide(i128::from(total.0) * parts(due.rate), ONE)).sum();
    for due in due {
        let base = if due.is_compound { total.0 + plain } else { total.0 };
        let expected = divide(i128::from(base) * parts(due.rate), ONE);
        prop_assert_eq!(told_of(&due.name), expected, "{} on {}", due.name, base);
    }
    prop_assert_eq!(sum, due.iter().map(|due| told_of(&due.name)).sum::<i64>(), "a tax that is not due");
    Ok(())
}

/// Order discounts are one amount, spread over what is left of the entitled lines by largest remainders.
pub(super) fn order_discounts(basket: &Basket, quote: &Quote) -> Result<(), TestCaseError> {
    let mut left: Vec<i64> = quote
        .lines
        .iter()
        .map(|line| {
            let of_products = line.discounts.iter().filter(|off| off.class == entity::promotion::Class::Product);
            line.subtotal.0 - of_products.map(|off| off.amount.0).sum::<i64>()
        })
        .collect();
    for applied in &quote.applied {
        let Action::Order(action) = &applied.promotion.action else { continue };
        let weights: Vec<i64> = basket
            .lines
            .iter()
            .zip(&left)
            .map(|(line, left)| if entitled(&applied.promotion.entitled, line) { *left } else { 0 })
            .collect();
        let base: i64 = weights.iter().sum();
        let asked = match action {
            OrderAction::Percentage { rate } => divide(i128::from(base) * parts(*rate), ONE),
            OrderAction::Amount { amount } => amount.0,
        };
        let most = applied.promotion.maximum_discount.map_or(i64::MAX, |most| most.0);
        let discount = asked.min(most).min(base);
        prop_assert_eq!(applied.amount.0, discount);
        let ids: Vec<_> = basket.lines.iter().map(|line| line.id).collect();
        for (index, share) in shares(discount, &weights, &ids).into_iter().enumerate() {
            let own = quote.lines[index].discounts.iter().filter(|off| off.promotion == applied.promotion.id);
            prop_assert_eq!(own.map(|off| off.amount.0).sum::<i64>(), share, "of line {}", index);
            left[index] -= share;
        }
    }
    Ok(())
}

fn entitled(targets: &Targets, line: &Line) -> bool {
    !line.is_gift_card
        && match targets {
            Targets::Everything => true,
            Targets::Only(set) => {
                set.products.contains(&line.product)
                    || set.variants.contains(&line.variant)
                    || line.collections.iter().any(|id| set.collections.contains(id))
                    || line.categories.iter().any(|id| set.categories.contains(id))
            }
        }
}

fn shares<I: Ord + Copy>(whole: i64, weights: &[i64], ids: &[I]) -> Vec<i64> {
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let exact = |weight: &i64| i128::from(whole) * i128::from(*weight);
    let mut shares: Vec<i64> =
        weights.iter().map(|weight| i64::try_from(exact(weight) / sum).expect("a share")).collect();
    let mut by_remainder: Vec<usize> = (0..weights.len()).filter(|index| weights[*index] > 0).collect();
    by_remainder.sort_by_key(|index| (std::cmp::Reverse(exact(&weights[*index]) % sum), ids[*index]));
    let over = whole - shares.iter().sum::<i64>();
    for index in by_remainder.into_iter().take(usize::try_from(over).expect("a small number")) {
        shares[index] += 1;
    }
    shares
}

/// The chosen method if it is offered, else the cheapest; at the lowest rate that fits.
pub(super) fn shipping(basket: &Basket, quote: &Quote) -> Result<(), TestCaseError> {
    let Some(delivery) = &basket.delivery else {
        prop_assert!(quote.shipping.is_none() && quote.shipping_options.is_empty());
        return Ok(());
    };
    let chosen = quote.shipping_options.iter().find(|option| Some(option.handle()) == delivery.chosen.as_deref());
    let cheapest = quote.shipping_options.iter().map(|option| option.price).min();
    let Some(shipping) = &quote.shipping else {
        prop_assert!(cheapest.is_none(), "there are methods, and none is assumed");
        return Ok(());
    };
    prop_assert_eq!(shipping.is_chosen, chosen.is_some());
    if let Some(chosen) = chosen {
        prop_assert_eq!(chosen, &shipping.option);
    } else {
        prop_assert_eq!(Some(shipping.option.price), cheapest);
    }
    if !(basket.is_tax_inclusive && basket.customer.is_tax_exempt) {
        prop_assert_eq!(shipping.price, shipping.option.price);
    }
    Ok(())
}

/// A price with tax beside it, sold with the same tax in it, has the same net price.
///
/// With `k` taxes that were each rounded, the gross price is off by at most `k/2`; taking the tax out
/// again divides that by one plus the rate and rounds once more: the net price is off by less than
/// `k/2 + 1/2`. With one tax above zero it is therefore exact.
pub(super) fn inclusive_and_exclusive(plan: &Plan) -> Result<(), TestCaseError> {
    let mut plan = plan.clone();
    plan.is_tax_inclusive = false;
    plan.customer.is_tax_exempt = false;
    plan.promotions.clear();
    plan.methods.clear();
    let mut basket = plan.basket();
    let exclusive = quote(&basket).map_err(|fault| TestCaseError::fail(fault.to_string()))?;
    basket.is_tax_inclusive = true;
    for (line, quoted) in basket.lines.iter_mut().zip(&exclusive.lines) {
        let tax: i64 = quoted.taxes.iter().map(|tax| tax.amount.0).sum();
        line.quantity = 1;
        line.prices = vec![PriceCandidate {
            source: PriceSource::MarketList,
            list: line.prices[0].list,
            min_quantity: 1,
            amount: Minor(quoted.total.0 + tax),
            compare_at: None,
        }];
    }
    let inclusive = quote(&basket).map_err(|fault| TestCaseError::fail(fault.to_string()))?;
    for ((line, beside), inside) in basket.lines.iter().zip(&exclusive.lines).zip(&inclusive.lines) {
        let tax: i64 = inside.taxes.iter().map(|tax| tax.amount.0).sum();
        let off = (inside.total.0 - tax - beside.total.0).abs();
        let taxes = due(&basket, line).iter().filter(|due| !due.rate.is_zero()).count();
        let bound = if taxes <= 1 { 0 } else { i64::try_from(taxes.div_ceil(2)).expect("few taxes") };
        prop_assert!(off <= bound, "{} taxes, off by {off}", taxes);
    }
    Ok(())
}
