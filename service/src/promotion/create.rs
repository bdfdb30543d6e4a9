//! A discount is made: one that applies by itself, or one that codes bring about.
use std::collections::HashSet;

use entity::{
    coupon_code,
    ids::{CouponBatchId, PromotionId},
    promotion,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    coupon::{CODE_CHARS_MAX, code_key},
    rows::{self, Missing},
    terms::{Terms, TermsError, USES_MAX},
};
use crate::{
    access::{
        Actor,
        audit::{self, Entry},
    },
    event::{self, Event},
    pricing_rules::{self, PROMOTIONS_ACTIVE_MAX},
    shop::{
        Shop, Unit,
        bulk::{self, KEYS_PER_LIST_MAX, OnConflict},
        fault::{Fault, HasFault},
    },
};

/// Codes that are written down by hand at most; for more there is [`batch`](super::batch).
pub const CODES_BY_HAND_MAX: usize = 250;

/// A code that the shopkeeper thought of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCode {
    pub code: String,
    /// How often this code may be used.
    pub usage_limit: Option<i64>,
}

/// A discount that applies when one of its codes is entered.
#[derive(Clone, Debug)]
pub struct CreateCodeDiscount {
    pub terms: Terms,
    /// At least one.
    pub codes: Vec<NewCode>,
    /// Or else a draft, which does nothing yet.
    pub is_active: bool,
    pub actor: Actor,
}

/// A discount that applies by itself.
#[derive(Clone, Debug)]
pub struct CreateAutomaticDiscount {
    pub terms: Terms,
    /// Or else a draft, which does nothing yet.
    pub is_active: bool,
    pub actor: Actor,
}

/// Why there is no new discount, or none of the kind that was wanted.
#[derive(Debug, thiserror::Error)]
pub enum DiscountError {
    #[error(transparent)]
    Terms(#[from] TermsError),
    #[error("{0}")]
    Missing(Missing),
    #[error(transparent)]
    Codes(#[from] CodesError),
    #[error("at most {PROMOTIONS_ACTIVE_MAX} discounts can be active: deactivate one first")]
    TooManyActive,
    #[error("there is no such discount")]
    NotFound,
    #[error("somebody else changed this discount: look at it again")]
    Stale,
    #[error("it was used more often already")]
    LimitBelowUsed,
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What is wrong with codes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodesError {
    #[error("a discount by code needs a code")]
    None,
    #[error("at most {CODES_BY_HAND_MAX} codes at a time: make a batch for more")]
    TooMany,
    #[error("a code is not blank")]
    Blank,
    #[error("a code has at most {CODE_CHARS_MAX} letters, and none that cannot be typed")]
    Bad,
    #[error("the code `{0}` is written twice")]
    Twice(String),
    #[error("the code `{0}` belongs to a discount already")]
    Taken(String),
    #[error("a code can be used between 1 and {USES_MAX} times")]
    BadLimit,
}

impl HasFault for DiscountError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Terms(_)
            | Self::Missing(_)
            | Self::Codes(_)
            | Self::TooManyActive
            | Self::NotFound
            | Self::Stale
            | Self::LimitBelowUsed => None,
        }
    }
}

/// Makes a discount by code.
pub async fn create_code_discount(shop: &Shop, request: &CreateCodeDiscount) -> Result<PromotionId, DiscountError> {
    shop.write(request, create_code_discount_in).await
}

pub(crate) async fn create_code_discount_in(
    unit: &Unit,
    request: &CreateCodeDiscount,
) -> Result<PromotionId, DiscountError> {
    check_codes(&request.codes)?;
    let id = create(unit, &request.terms, false, request.is_active).await?;
    put_codes(unit, id, &request.codes).await?;
    audit::record(unit, &request.actor, [Entry::new("discountCodeCreate", "Discount", id)]).await?;
    Ok(id)
}

/// Makes an automatic discount.
pub async fn create_automatic_discount(
    shop: &Shop,
    request: &CreateAutomaticDiscount,
) -> Result<PromotionId, DiscountError> {
    shop.write(request, create_automatic_discount_in).await
}

pub(crate) async fn create_automatic_discount_in(
    unit: &Unit,
    request: &CreateAutomaticDiscount,
) -> Result<PromotionId, DiscountError> {
    let id = create(unit, &request.terms, true, request.is_active).await?;
    audit::record(unit, &request.actor, [Entry::new("discountAutomaticCreate", "Discount", id)]).await?;
    Ok(id)
}

async fn create(unit: &Unit, terms: &Terms, is_automatic: bool, is_active: bool) -> Result<PromotionId, DiscountError> {
    terms.check(unit.now)?;
    // Those who change rules take turns, so what is counted here stays so.
    pricing_rules::touch(unit).await?;
    if let Some(missing) = rows::missing(unit, terms).await? {
        return Err(DiscountError::Missing(missing));
    }
    let status = if is_active { promotion::Status::Active } else { promotion::Status::Draft };
    let row = promotion::Model { status, ..rows::promotion(unit, unit.new_id(), is_automatic, terms) };
    let id = row.id;
    bulk::insert::<promotion::Entity>(unit, &[row], OnConflict::Fail).await?;
    rows::put(unit, id, terms).await?;
    if pricing_rules::is_crowded(unit).await? {
        return Err(DiscountError::TooManyActive);
    }
    event::record(unit, [Event::PromotionChanged(id)]).await?;
    Ok(id)
}

pub(super) fn check_codes(codes: &[NewCode]) -> Result<(), CodesError> {
    if codes.is_empty() {
        return Err(CodesError::None);
    }
    if codes.len() > CODES_BY_HAND_MAX {
        return Err(CodesError::TooMany);
    }
    let mut seen = HashSet::new();
    for code in codes {
        let written = code.code.trim();
        if written.is_empty() {
            return Err(CodesError::Blank);
        }
        if written.chars().count() > CODE_CHARS_MAX || written.chars().any(char::is_control) {
            return Err(CodesError::Bad);
        }
        if !code.usage_limit.is_none_or(|limit| (1..=USES_MAX).contains(&limit)) {
            return Err(CodesError::BadLimit);
        }
        if !seen.insert(code_key(written)) {
            return Err(CodesError::Twice(written.to_owned()));
        }
    }
    Ok(())
}

/// Writes codes of a discount; none of them may be another's, or there already.
pub(super) async fn put_codes(unit: &Unit, promotion: PromotionId, codes: &[NewCode]) -> Result<(), DiscountError> {
    let rows: Vec<_> =
        codes.iter().map(|code| row(unit, promotion, None, code.code.trim(), code.usage_limit)).collect();
    // A code that is taken stays where it is, and is found by looking which of ours are not there.
    bulk::insert::<coupon_code::Entity>(unit, &rows, OnConflict::Keep).await?;
    for rows in rows.chunks(KEYS_PER_LIST_MAX) {
        let ours: HashSet<_> = rows.iter().map(|row| row.id).collect();
        let keys = rows.iter().map(|row| row.code_key.as_str());
        let there = coupon_code::Entity::find()
            .filter(coupon_code::Column::CodeKey.is_in(keys))
            .all(&unit.tx)
            .await
            .map_err(Fault::from)?;
        if let Some(taken) = there.into_iter().find(|row| !ours.contains(&row.id)) {
            return Err(CodesError::Taken(taken.code).into());
        }
    }
    Ok(())
}

pub(super) fn row(
    unit: &Unit,
    promotion_id: PromotionId,
    coupon_batch_id: Option<CouponBatchId>,
    code: &str,
    usage_limit: Option<i64>,
) -> coupon_code::Model {
    coupon_code::Model {
        id: unit.new_id(),
        promotion_id,
        coupon_batch_id,
        code: code.to_owned(),
        code_key: code_key(code),
        usage_limit,
        used_count: 0,
        created_at: unit.now,
    }
}
