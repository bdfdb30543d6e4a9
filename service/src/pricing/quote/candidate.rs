//! Who comes into play: automatic promotions, and those of the codes that were entered.
use std::{collections::BTreeMap, sync::Arc};

use entity::ids::PromotionId;

use super::{
    basket::{Basket, EnteredCode},
    draft::{Draft, Played},
    outcome::{RefusalReason, Refused},
};
use crate::pricing::promotion::Promotion;

/// The promotions in play, in order of their ids, each by one code at most.
pub(super) fn played<'a>(draft: &mut Draft<'a>) -> Vec<Played<'a>> {
    let basket = draft.basket;
    let codes = codes(basket);
    let known: BTreeMap<_, _> = basket.promotions.iter().map(|promotion| (promotion.id, promotion)).collect();
    let mut played = Vec::with_capacity(known.len());
    for (id, promotion) in &known {
        let entered = codes.get(&Some(*id)).map_or(&[][..], Vec::as_slice);
        played.extend(by_code(draft, promotion, entered));
    }
    for (id, entered) in &codes {
        let reason = match id {
            None => RefusalReason::UnknownCode,
            Some(id) if known.contains_key(id) => continue,
            Some(_) => RefusalReason::SwitchedOff,
        };
        for code in entered {
            draft.refused.push(Refused { promotion: *id, code: Some(code.code.clone()), reason: reason.clone() });
        }
    }
    played
}

/// The codes by promotion, each once, in their own order: the order in which they were entered means nothing.
fn codes(basket: &Basket) -> BTreeMap<Option<PromotionId>, Vec<&EnteredCode>> {
    let mut codes: BTreeMap<_, Vec<&EnteredCode>> = BTreeMap::new();
    for code in &basket.codes {
        codes.entry(code.promotion).or_default().push(code);
    }
    for entered in codes.values_mut() {
        entered.sort_by(|a, b| (&a.code, a.used).cmp(&(&b.code, b.used)));
        entered.dedup_by(|a, b| a.code == b.code);
    }
    codes
}

/// A promotion by the first of its codes that is not used up; the others have nothing to add.
fn by_code<'a>(
    draft: &mut Draft<'a>,
    promotion: &'a Arc<Promotion>,
    entered: &[&'a EnteredCode],
) -> Option<Played<'a>> {
    if entered.is_empty() {
        return promotion.is_automatic.then_some(Played { promotion, code: None });
    }
    let mut played = None;
    for code in entered {
        let this = Played { promotion, code: Some(&code.code) };
        if code.usage_limit.is_some_and(|limit| code.used >= limit) {
            draft.refuse(this, RefusalReason::CodeUsageLimitReached);
        } else if played.is_some() {
            draft.refuse(this, RefusalReason::AlreadyApplied);
        } else {
            played = Some(this);
        }
    }
    played.or_else(|| promotion.is_automatic.then_some(Played { promotion, code: None }))
}
