//! The prices that a cart's variants may have: which lists they come from, and what they say.
use entity::{
    ids::{CustomerId, PriceListId},
    money::{Minor, Money},
};
use sea_orm::Value;

use crate::{
    pricing::{
        quote::{PriceCandidate, PriceSource},
        rounding,
    },
    shop::{fault::Fault, settings::Market, settings::PriceList},
};

/// SQL that is true of the prices `t` that a cart may be priced by: the market's list, the list that takes over
/// from, and the lists in the same currency of the groups the customer is in.
pub(crate) fn lists(values: &mut Vec<Value>, customer: Option<CustomerId>, market: &Market) -> String {
    let own = market.price_list.id;
    let parent = market.price_list.parent.map_or(own, |parent| parent.id);
    let both = places(values, [own.into(), parent.into()].into_iter());
    let Some(customer) = customer else { return format!("t.price_list_id IN ({both})") };
    let customer = places(values, [customer.into()].into_iter());
    let place = places(values, [market.id.into()].into_iter());
    let currency = places(values, [market.price_list.currency.into()].into_iter());
    format!(
        "(t.price_list_id IN ({both}) OR t.price_list_id IN (SELECT g.price_list_id \
           FROM customer_group_member m JOIN customer_group_price_list g ON g.customer_group_id = m.customer_group_id \
           JOIN price_list w ON w.id = g.price_list_id \
           WHERE m.customer_id = {customer} AND g.market_id = {place} AND w.currency = {currency}))"
    )
}

/// A price that a list has for a variant, in the market's currency.
pub(crate) fn of(
    market: &PriceList,
    list: PriceListId,
    min_quantity: i64,
    amount: Minor,
    compare_at: Option<Minor>,
) -> Result<PriceCandidate, Fault> {
    let (source, amount, compare_at) = match market.parent {
        _ if list == market.id => (PriceSource::MarketList, amount, compare_at),
        Some(parent) if list == parent.id => {
            let convert =
                |amount| rounding::convert(Money { amount, currency: parent.currency }, parent.factor, market.currency);
            (PriceSource::ParentList, convert(amount)?, compare_at.map(convert).transpose()?)
        }
        _ => (PriceSource::GroupList, amount, compare_at),
    };
    let min_quantity = u32::try_from(min_quantity).map_err(|_| Fault::broken("a price is for less than nothing"))?;
    Ok(PriceCandidate { source, list, min_quantity, amount, compare_at })
}

/// Appends values and names their places: `$3, $4`. An empty list matches nothing.
pub(crate) fn places(values: &mut Vec<Value>, more: impl Iterator<Item = Value>) -> String {
    let start = values.len();
    values.extend(more);
    if values.len() == start {
        return "NULL".to_owned();
    }
    (start + 1..=values.len()).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}
