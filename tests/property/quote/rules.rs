//! Which promotions may stand in a quote, beside which, and what is said of the others.
use std::collections::HashSet;

use entity::{money::Minor, promotion::Class};
use proptest::{prelude::*, test_runner::TestCaseError};
use service::pricing::{
    promotion::{Action, ProductAction, Promotion, TargetSet, Targets},
    quote::{Basket, EnteredCode, Line, Quote, RefusalReason},
};

/// Every candidate and every code is either applied or refused with a reason, and never both.
pub(super) fn everyone_is_answered(basket: &Basket, quote: &Quote) -> Result<(), TestCaseError> {
    let applied: HashSet<_> = quote.applied.iter().map(|applied| applied.promotion.id).collect();
    prop_assert_eq!(applied.len(), quote.applied.len(), "no promotion applies twice");
    let refused: HashSet<_> = quote.refused.iter().filter_map(|refused| refused.promotion).collect();
    for promotion in &basket.promotions {
        let (is_applied, is_refused) = (applied.contains(&promotion.id), refused.contains(&promotion.id));
        prop_assert!(is_applied != is_refused, "{} is applied {is_applied}, refused {is_refused}", promotion.title);
    }
    for EnteredCode { code, .. } in &basket.codes {
        let is_refused = quote.refused.iter().any(|refused| refused.code.as_deref() == Some(code));
        prop_assert!(quote.honours(code) != is_refused, "{code} is refused {is_refused}");
    }
    for applied in &quote.applied {
        prop_assert_eq!(applied.code.is_none(), applied.promotion.is_automatic);
    }
    Ok(())
}

fn holds(targets: &Targets, line: &Line) -> bool {
    match targets {
        Targets::Everything => !line.is_gift_card,
        Targets::Only(set) => !line.is_gift_card && contains(set, line),
    }
}

fn contains(set: &TargetSet, line: &Line) -> bool {
    set.products.contains(&line.product)
        || set.variants.contains(&line.variant)
        || line.collections.iter().any(|collection| set.collections.contains(collection))
        || line.categories.iter().any(|category| set.categories.contains(category))
}

/// What the conditions of a promotion measure.
struct Measured {
    subtotal: Minor,
    quantity: i64,
}

fn measure(promotion: &Promotion, basket: &Basket, quote: &Quote) -> Measured {
    let entitled = || basket.lines.iter().zip(&quote.lines).filter(|(line, _)| holds(&promotion.entitled, line));
    Measured {
        subtotal: Minor(entitled().map(|(_, line)| line.subtotal.0).sum()),
        quantity: entitled().map(|(_, line)| i64::from(line.quantity)).sum(),
    }
}

/// What is applied fulfils its conditions, read a second time.
pub(super) fn applied_may_apply(basket: &Basket, quote: &Quote) -> Result<(), TestCaseError> {
    for applied in &quote.applied {
        let promotion = &*applied.promotion;
        let conditions = &promotion.conditions;
        prop_assert!(promotion.starts_at <= basket.now);
        prop_assert!(promotion.ends_at.is_none_or(|end| basket.now < end));
        prop_assert!(promotion.currency.is_none_or(|currency| currency == basket.currency));
        let usage = basket.usage.get(&promotion.id).copied().unwrap_or_default();
        prop_assert!(promotion.usage_limit.is_none_or(|limit| usage.used < limit));
        prop_assert!(promotion.usage_limit_per_customer.is_none_or(|limit| usage.used_by_customer < limit));
        let is_in = |empty: bool, is_member: bool| empty || is_member;
        let customer = &basket.customer;
        prop_assert!(is_in(
            conditions.customers.is_empty(),
            customer.id.is_some_and(|id| conditions.customers.contains(&id))
        ));
        prop_assert!(is_in(
            conditions.groups.is_empty(),
            customer.groups.iter().any(|group| conditions.groups.contains(group))
        ));
        prop_assert!(is_in(
            conditions.markets.is_empty(),
            basket.market.is_some_and(|market| conditions.markets.contains(&market))
        ));
        prop_assert!(is_in(conditions.countries.is_empty(), conditions.countries.contains(&basket.country)));
        prop_assert!(!conditions.is_first_order || customer.order_count == 0);
        // Gifts do not count towards the minimums, so those may count fewer than we do here.
        let most = measure(promotion, basket, quote);
        prop_assert!(conditions.subtotal_at_least.is_none_or(|least| most.subtotal >= least));
        prop_assert!(conditions.quantity_at_least.is_none_or(|least| most.quantity >= least));
        if let Some(code) = &applied.code {
            let entered = basket.codes.iter().find(|entered| entered.code == *code);
            let is_used_up =
                entered.is_none_or(|entered| entered.usage_limit.is_some_and(|limit| entered.used >= limit));
            prop_assert!(!is_used_up, "{code} is used up");
        }
    }
    Ok(())
}

/// What is given as the reason is so.
pub(super) fn refusals_are_true(basket: &Basket, quote: &Quote) -> Result<(), TestCaseError> {
    for refused in &quote.refused {
        let Some(id) = refused.promotion else {
            prop_assert_eq!(&refused.reason, &RefusalReason::UnknownCode);
            continue;
        };
        let Some(promotion) = basket.promotions.iter().find(|promotion| promotion.id == id) else { continue };
        let usage = basket.usage.get(&id).copied().unwrap_or_default();
        let customer = &basket.customer;
        let is_so = match &refused.reason {
            RefusalReason::UnknownCode | RefusalReason::SwitchedOff => false,
            RefusalReason::NotYetStarted { at } => *at == promotion.starts_at && basket.now < *at,
            RefusalReason::Ended { at } => promotion.ends_at == Some(*at) && *at <= basket.now,
            RefusalReason::WrongCurrency { currency } => {
                promotion.currency == Some(*currency) && *currency != basket.currency
            }
            RefusalReason::WrongMarket => {
                basket.market.is_none_or(|market| !promotion.conditions.markets.contains(&market))
            }
            RefusalReason::WrongCountry => !promotion.conditions.countries.contains(&basket.country),
            RefusalReason::CustomerMissing => customer.id.is_none(),
            RefusalReason::CustomerNotEligible => customer.id.is_some(),
            RefusalReason::NotFirstOrder => promotion.conditions.is_first_order && customer.order_count > 0,
            RefusalReason::UsageLimitReached => promotion.usage_limit.is_some_and(|limit| usage.used >= limit),
            RefusalReason::CustomerUsageLimitReached => {
                promotion.usage_limit_per_customer.is_some_and(|limit| usage.used_by_customer >= limit)
            }
            RefusalReason::NoEntitledLines => {
                let has_targets_of_its_own =
                    matches!(promotion.action, Action::Product(ProductAction::BuyGet(_) | ProductAction::Gift { .. }));
                has_targets_of_its_own || measure(promotion, basket, quote).quantity == 0
            }
            RefusalReason::NoEntitledShipping => promotion.class() == Class::Shipping,
            RefusalReason::SubtotalTooLow { need, have } => {
                have < need
                    && promotion.conditions.subtotal_at_least == Some(*need)
                    && *have <= measure(promotion, basket, quote).subtotal
            }
            RefusalReason::QuantityTooLow { need, have } => {
                have < need && promotion.conditions.quantity_at_least == Some(*need)
            }
            RefusalReason::NotCombinable { with } => quote.applied.iter().any(|applied| applied.promotion.id == *with),
            // Seen from the outcome, these cannot be told from it.
            RefusalReason::CodeUsageLimitReached
            | RefusalReason::NotEnoughBought
            | RefusalReason::AlreadyApplied
            | RefusalReason::NothingToDiscount => true,
        };
        prop_assert!(is_so, "{} is refused because {}, and that is not so", promotion.title, refused.reason);
    }
    Ok(())
}

/// Two promotions stand together where each allows the other's class; two product promotions also
/// where no line has both.
pub(super) fn combinations(quote: &Quote) -> Result<(), TestCaseError> {
    for (index, one) in quote.applied.iter().enumerate() {
        for other in &quote.applied[index + 1..] {
            let (one, other) = (&one.promotion, &other.promotion);
            if one.combines.allows(other.class()) && other.combines.allows(one.class()) {
                continue;
            }
            let is_exclusive = one.combines.is_exclusive || other.combines.is_exclusive;
            let of_products = one.class() == Class::Product && other.class() == Class::Product;
            let share_a_line = quote.lines.iter().any(|line| {
                let has = |promotion: &Promotion| {
                    line.discounts.iter().any(|allocation| allocation.promotion == promotion.id)
                };
                has(one) && has(other)
            });
            prop_assert!(
                of_products && !is_exclusive && !share_a_line,
                "{} and {} do not combine",
                one.title,
                other.title
            );
        }
    }
    Ok(())
}
