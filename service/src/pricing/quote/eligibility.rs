//! Whether a promotion may apply at all: who buys, when, where, and how much of what.
use std::hash::BuildHasher;

use entity::money::Minor;

use super::{
    basket::Basket,
    buy_get,
    draft::Draft,
    entitlement::{Index, LineSet},
    outcome::RefusalReason,
};
use crate::pricing::promotion::{Action, Conditions, ProductAction, Promotion};

/// What does not depend on the goods.
pub(super) fn of_buyer(basket: &Basket, promotion: &Promotion) -> Result<(), RefusalReason> {
    if basket.now < promotion.starts_at {
        return Err(RefusalReason::NotYetStarted { at: promotion.starts_at });
    }
    if let Some(at) = promotion.ends_at.filter(|at| basket.now >= *at) {
        return Err(RefusalReason::Ended { at });
    }
    if let Some(currency) = promotion.currency.filter(|currency| *currency != basket.currency) {
        return Err(RefusalReason::WrongCurrency { currency });
    }
    let conditions = &promotion.conditions;
    let markets = &conditions.markets;
    if !markets.is_empty() && !basket.market.is_some_and(|market| markets.contains(&market)) {
        return Err(RefusalReason::WrongMarket);
    }
    if !conditions.countries.is_empty() && !conditions.countries.contains(&basket.country) {
        return Err(RefusalReason::WrongCountry);
    }
    of_customer(basket, conditions)?;
    of_usage(basket, promotion)
}

fn of_customer(basket: &Basket, conditions: &Conditions) -> Result<(), RefusalReason> {
    let customer = &basket.customer;
    if !conditions.customers.is_empty() || !conditions.groups.is_empty() {
        let id = customer.id.ok_or(RefusalReason::CustomerMissing)?;
        let is_named = conditions.customers.is_empty() || conditions.customers.contains(&id);
        if !is_named || !is_member(&conditions.groups, &customer.groups) {
            return Err(RefusalReason::CustomerNotEligible);
        }
    }
    if conditions.is_first_order && customer.order_count > 0 {
        return Err(RefusalReason::NotFirstOrder);
    }
    Ok(())
}

fn is_member<T: Eq + std::hash::Hash, S: BuildHasher>(wanted: &std::collections::HashSet<T, S>, has: &[T]) -> bool {
    wanted.is_empty() || has.iter().any(|group| wanted.contains(group))
}

fn of_usage(basket: &Basket, promotion: &Promotion) -> Result<(), RefusalReason> {
    let usage = basket.usage.get(&promotion.id).copied().unwrap_or_default();
    if promotion.usage_limit.is_some_and(|limit| usage.used >= limit) {
        return Err(RefusalReason::UsageLimitReached);
    }
    if promotion.usage_limit_per_customer.is_some_and(|limit| usage.used_by_customer >= limit) {
        return Err(RefusalReason::CustomerUsageLimitReached);
    }
    Ok(())
}

/// What depends on the goods, at their unit prices, before any discount.
pub(super) fn of_goods(
    draft: &Draft<'_>,
    index: &Index,
    promotion: &Promotion,
    entitled: LineSet,
) -> Result<(), RefusalReason> {
    if entitled.is_empty() {
        return Err(RefusalReason::NoEntitledLines);
    }
    let Conditions { subtotal_at_least, quantity_at_least, .. } = promotion.conditions;
    if subtotal_at_least.is_none() && quantity_at_least.is_none() {
        return Ok(());
    }
    let mut have = Minor::ZERO;
    let mut units = 0;
    for line in entitled.iter() {
        have += draft.lines[line].subtotal;
        units += i64::from(draft.lines[line].line.quantity);
    }
    // A gift does not earn itself.
    if let Action::Product(ProductAction::Gift { items, quantity }) = &promotion.action {
        for (line, gifts) in buy_get::gifts(draft, index, index.lines(items), *quantity).engaged {
            if entitled.has(line) {
                have -= draft.lines[line].unit_price * i64::from(gifts);
                units -= i64::from(gifts);
            }
        }
    }
    if let Some(need) = subtotal_at_least.filter(|need| have < *need) {
        return Err(RefusalReason::SubtotalTooLow { need, have });
    }
    if let Some(need) = quantity_at_least.filter(|need| units < *need) {
        return Err(RefusalReason::QuantityTooLow { need, have: units });
    }
    Ok(())
}
