//! Which of the promotions that may apply do: the one that goes first wins where two do not combine.
//!
//! First goes the higher priority, then the larger discount (of each alone, at the unit prices), then the
//! older id. Product promotions are taken off at once in that order, so that one of them which finds its lines
//! taken keeps nobody else out; order and shipping promotions are taken off when all of the former are.
use std::{cmp::Reverse, collections::HashMap};

use entity::{ids::PromotionId, money::Minor, promotion::Class};

use super::{
    candidate,
    draft::{Draft, Played},
    eligibility,
    entitlement::{Index, LineSet},
    line_promotion, order_promotion,
    outcome::RefusalReason,
    shipping,
};
use crate::{
    pricing::promotion::{Action, ProductAction},
    shop::fault::Fault,
};

/// A promotion that may apply.
#[derive(Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub(super) played: Played<'a>,
    pub(super) entitled: LineSet,
    /// What it would take off alone.
    amount: Minor,
}

/// What is left to do when product promotions are done, in the order to do it in.
#[derive(Default)]
pub(super) struct Later<'a> {
    pub(super) order: Vec<Candidate<'a>>,
    pub(super) shipping: Vec<Candidate<'a>>,
}

/// Decides who applies, and takes product promotions off. Those that are barred do not.
pub(super) fn choose<'a>(
    draft: &mut Draft<'a>,
    index: &Index,
    barred: &HashMap<PromotionId, RefusalReason>,
) -> Result<Later<'a>, Fault> {
    let mut candidates = Vec::new();
    // What shipping would cost without any discount.
    let price = shipping::choose(draft).map(|(option, _)| option.price);
    for played in candidate::played(draft) {
        if let Some(reason) = barred.get(&played.promotion.id) {
            draft.refuse(played, reason.clone());
            continue;
        }
        match consider(draft, index, played, price)? {
            Ok(candidate) => candidates.push(candidate),
            Err(reason) => draft.refuse(played, reason),
        }
    }
    candidates.sort_by_key(|candidate| {
        let promotion = candidate.played.promotion;
        // Free shipping of what ships for free anyway keeps nobody out.
        (candidate.amount.0 == 0, Reverse(promotion.priority), Reverse(candidate.amount), promotion.id)
    });
    let mut accepted: Vec<Played<'a>> = Vec::new();
    let mut later = Later::default();
    for candidate in candidates {
        let played = candidate.played;
        if let Some(with) = accepted.iter().find(|other| !combine(**other, played)) {
            draft.refuse(played, RefusalReason::NotCombinable { with: with.promotion.id });
            continue;
        }
        match &played.promotion.action {
            Action::Product(action) => {
                if let Err(reason) = take_off(draft, index, candidate, action)? {
                    draft.refuse(played, reason);
                    continue;
                }
            }
            Action::Order(_) => later.order.push(candidate),
            Action::Shipping(_) => later.shipping.push(candidate),
        }
        accepted.push(played);
    }
    Ok(later)
}

/// Two product promotions may stand in one cart: on which lines is asked line by line.
fn combine(one: Played<'_>, other: Played<'_>) -> bool {
    let (a, b) = (one.promotion.combines, other.promotion.combines);
    if one.class() == Class::Product && other.class() == Class::Product {
        return !a.is_exclusive && !b.is_exclusive;
    }
    a.allows(other.class()) && b.allows(one.class())
}

fn consider<'a>(
    draft: &Draft<'a>,
    index: &Index,
    played: Played<'a>,
    shipping: Option<Minor>,
) -> Result<Result<Candidate<'a>, RefusalReason>, Fault> {
    let promotion = played.promotion;
    if let Err(reason) = eligibility::of_buyer(draft.basket, promotion) {
        return Ok(Err(reason));
    }
    let entitled = index.lines(&promotion.entitled);
    if let Err(reason) = eligibility::of_goods(draft, index, promotion, entitled) {
        return Ok(Err(reason));
    }
    let amount = match &promotion.action {
        Action::Product(action) => {
            let cuts = line_promotion::cuts(draft, index, (promotion, action), (entitled, index.all()))?;
            cuts.amount()
        }
        Action::Order(action) => order_promotion::amount(draft, promotion, *action, entitled)?,
        Action::Shipping(action) => match shipping {
            None => return Ok(Err(RefusalReason::NoEntitledShipping)),
            Some(price) => {
                let amount = shipping::discount(price, promotion, *action)?;
                return Ok(Ok(Candidate { played, entitled, amount }));
            }
        },
    };
    if amount.0 == 0 {
        return Ok(Err(nothing_off(index, &promotion.action)));
    }
    Ok(Ok(Candidate { played, entitled, amount }))
}

/// Why a promotion whose conditions hold takes nothing off.
fn nothing_off(index: &Index, action: &Action) -> RefusalReason {
    match action {
        Action::Product(ProductAction::BuyGet(rule)) if index.lines(&rule.gets).is_empty() => {
            RefusalReason::NoEntitledLines
        }
        Action::Product(ProductAction::Gift { items, .. }) if index.lines(items).is_empty() => {
            RefusalReason::NoEntitledLines
        }
        Action::Product(ProductAction::BuyGet(_)) => RefusalReason::NotEnoughBought,
        Action::Product(_) | Action::Order(_) | Action::Shipping(_) => RefusalReason::NothingToDiscount,
    }
}

fn take_off(
    draft: &mut Draft<'_>,
    index: &Index,
    candidate: Candidate<'_>,
    action: &ProductAction,
) -> Result<Result<(), RefusalReason>, Fault> {
    let played = candidate.played;
    let wanted = wanted(index, candidate, action);
    let mut open = LineSet::default();
    let mut blocked = None;
    for line in wanted.iter() {
        match blocker(draft, line, played) {
            None => open.insert(line),
            Some(other) => blocked = blocked.or(Some(other)),
        }
    }
    let found = line_promotion::cuts(draft, index, (played.promotion, action), (candidate.entitled, open))?;
    if found.cuts.is_empty() {
        let reason = blocked.map(|with| RefusalReason::NotCombinable { with });
        return Ok(Err(reason.unwrap_or_else(|| nothing_off(index, &played.promotion.action))));
    }
    draft.cut(played, found.cuts);
    for (line, units) in found.engaged {
        draft.lines[line].engaged += units;
    }
    Ok(Ok(()))
}

/// The promotion on a line that this one may not stand beside.
fn blocker(draft: &Draft<'_>, line: usize, played: Played<'_>) -> Option<PromotionId> {
    let line = &draft.lines[line];
    let other = line.taken_by?;
    (!line.is_open || !played.promotion.combines.allows(Class::Product)).then_some(other)
}

/// The lines that the promotion would discount.
fn wanted(index: &Index, candidate: Candidate<'_>, action: &ProductAction) -> LineSet {
    match action {
        ProductAction::BuyGet(rule) => index.lines(&rule.gets) & candidate.entitled,
        ProductAction::Gift { items, .. } => index.lines(items),
        ProductAction::Percentage { .. }
        | ProductAction::AmountAcross { .. }
        | ProductAction::AmountEach { .. }
        | ProductAction::FixedPrice { .. } => candidate.entitled,
    }
}
