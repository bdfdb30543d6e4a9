//! Discount codes that a buyer enters.
//!
//! A code need not exist, and need not apply yet: it is kept, and the buyer is told what it does.
use std::collections::HashSet;

use entity::{cart_discount_code, ids::CartId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::{
    CODE_CHARS_MAX, CODES_MAX,
    edit::{self, Edited, Target},
    refusal::CartError,
};
use crate::{
    promotion::coupon,
    shop::{Shop, Unit, fault::Fault},
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct SetCodes {
    pub target: Target,
    /// All that shall be tried: others go. Blank ones are left out, and of two that are the same the second.
    pub codes: Vec<String>,
}

/// Replaces the discount codes of a cart.
///
/// # Errors
/// See [`CartError`]: a cart that is not open to the key, a stale version, codes that are too many or too long.
pub async fn set_codes(shop: &Shop, request: &SetCodes) -> Result<Edited, CartError> {
    let codes = distinct(&request.codes)?;
    let work = Work { target: &request.target, codes };
    shop.write(&work, work_on).await?;
    edit::answer(shop, &request.target.cart, Vec::new()).await
}

struct Work<'a> {
    target: &'a Target,
    codes: Vec<Code>,
}

/// A code as it was written and as it is compared.
#[derive(Clone, Debug)]
pub(super) struct Code {
    pub(super) code: String,
    pub(super) key: String,
}

/// The codes that are not blank, each once.
pub(super) fn distinct(codes: &[String]) -> Result<Vec<Code>, CartError> {
    let mut seen = HashSet::new();
    let mut distinct = Vec::new();
    for (index, code) in codes.iter().enumerate() {
        let code = code.trim();
        if code.is_empty() {
            continue;
        }
        if code.chars().count() > CODE_CHARS_MAX {
            return Err(CartError::CodeMalformed { index });
        }
        let key = coupon::code_key(code);
        if seen.insert(key.clone()) {
            distinct.push(Code { code: code.to_owned(), key });
        }
    }
    if distinct.len() > CODES_MAX { Err(CartError::TooManyCodes) } else { Ok(distinct) }
}

async fn work_on(unit: &Unit, work: &Work<'_>) -> Result<(), CartError> {
    let cart = edit::take(unit, work.target).await?;
    cart_discount_code::Entity::delete_many()
        .filter(cart_discount_code::Column::CartId.eq(cart.id))
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    Ok(write(unit, cart.id, &work.codes).await?)
}

/// Writes the codes of a cart that has none.
pub(super) async fn write(unit: &Unit, cart: CartId, codes: &[Code]) -> Result<(), Fault> {
    if codes.is_empty() {
        return Ok(());
    }
    let rows = (0..).zip(codes).map(|(position, code)| cart_discount_code::ActiveModel {
        cart_id: Set(cart),
        code_key: Set(code.key.clone()),
        code: Set(code.code.clone()),
        position: Set(position),
    });
    cart_discount_code::Entity::insert_many(rows).exec_without_returning(&unit.tx).await?;
    Ok(())
}
