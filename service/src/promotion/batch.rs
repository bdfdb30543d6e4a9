//! Many codes for one discount, each for somebody else: drawn, not thought of.
use std::collections::HashSet;

use entity::{
    coupon_batch, coupon_code,
    ids::{CouponBatchId, PromotionId},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{create::row, presence, terms::USES_MAX};
use crate::{
    access::{
        Actor,
        audit::{self, Entry},
    },
    event::{self, Event},
    shop::{
        Shop, Unit,
        bulk::{self, OnConflict},
        code,
        fault::{Fault, HasFault},
    },
};

/// Codes of one batch.
pub const BATCH_CODES_MAX: usize = 100_000;
/// Random symbols of a code: 60 bits, so that trying codes out finds none.
const SYMBOLS: usize = 12;
const PREFIX_CHARS_MAX: usize = 32;
/// How often codes that exist already are replaced by others before we believe that something is wrong with chance.
const DRAWS_MAX: u32 = 8;
/// Rows made and written at a time: what is held in memory at once.
const ROWS_PER_WRITE: usize = 2_000;

/// A batch is wanted.
#[derive(Clone, Debug)]
pub struct CreateBatch {
    pub discount: PromotionId,
    /// What all codes begin with: `SUMMER-`.
    pub prefix: String,
    pub size: usize,
    /// How often each code may be used.
    pub usage_limit: Option<i64>,
    pub actor: Actor,
}

/// Why there is no new batch.
#[derive(Debug, thiserror::Error)]
pub enum CreateBatchError {
    #[error("a batch has between 1 and {BATCH_CODES_MAX} codes")]
    BadSize,
    #[error("a prefix has at most {PREFIX_CHARS_MAX} letters, digits, `-` or `_`")]
    BadPrefix,
    #[error("a code can be used between 1 and {USES_MAX} times")]
    BadLimit,
    #[error("there is no such discount by code")]
    NoDiscount,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for CreateBatchError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::BadSize | Self::BadPrefix | Self::BadLimit | Self::NoDiscount => None,
        }
    }
}

/// Makes a batch: all of its codes or none. One transaction, because nobody else waits for what it
/// locks on PostgreSQL, and because on SQLite, where everybody does, it is over in a second or two.
pub async fn create(shop: &Shop, request: &CreateBatch) -> Result<coupon_batch::Model, CreateBatchError> {
    check(request)?;
    // Drawn once: the unit may run several times.
    let drawn = draw(shop, request.size)?;
    shop.write(&(request, drawn), work).await
}

fn check(request: &CreateBatch) -> Result<(), CreateBatchError> {
    if !(1..=BATCH_CODES_MAX).contains(&request.size) {
        return Err(CreateBatchError::BadSize);
    }
    let prefix = request.prefix.trim();
    let of_a_prefix = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if prefix.len() > PREFIX_CHARS_MAX || !prefix.bytes().all(of_a_prefix) {
        return Err(CreateBatchError::BadPrefix);
    }
    if !request.usage_limit.is_none_or(|limit| (1..=USES_MAX).contains(&limit)) {
        return Err(CreateBatchError::BadLimit);
    }
    Ok(())
}

/// Codes that differ from one another.
fn draw(shop: &Shop, size: usize) -> Result<Vec<String>, Fault> {
    let mut seen = HashSet::with_capacity(size);
    let mut codes = Vec::with_capacity(size);
    for _ in 0..DRAWS_MAX {
        for code in code::random(shop, size - codes.len(), SYMBOLS)? {
            if seen.insert(code.clone()) {
                codes.push(code);
            }
        }
        if codes.len() == size {
            return Ok(codes);
        }
    }
    Err(Fault::broken("chance gives the same codes again and again"))
}

async fn work(
    unit: &Unit,
    (request, drawn): &(&CreateBatch, Vec<String>),
) -> Result<coupon_batch::Model, CreateBatchError> {
    if !presence::is_there(unit, request.discount).await? {
        return Err(CreateBatchError::NoDiscount);
    }
    let batch = coupon_batch::Model {
        id: unit.new_id(),
        promotion_id: request.discount,
        prefix: request.prefix.trim().to_owned(),
        size: i32::try_from(request.size).map_err(|_| CreateBatchError::BadSize)?,
        created_at: unit.now,
    };
    bulk::insert::<coupon_batch::Entity>(unit, std::slice::from_ref(&batch), OnConflict::Fail).await?;
    fill(unit, request, &batch, drawn).await?;
    audit::record(unit, &request.actor, [Entry::new("discountCodeBatchCreate", "DiscountCodeBatch", batch.id)]).await?;
    event::record(unit, [Event::PromotionChanged(request.discount)]).await?;
    if presence::keep(unit, request.discount).await? { Ok(batch) } else { Err(CreateBatchError::NoDiscount) }
}

/// Writes the codes. One that exists already, in whatever discount, is replaced by another.
async fn fill(unit: &Unit, request: &CreateBatch, batch: &coupon_batch::Model, drawn: &[String]) -> Result<(), Fault> {
    write(unit, request, batch, drawn).await?;
    let mut attempts = 0;
    loop {
        let missing = request.size.saturating_sub(written(unit, batch.id).await?);
        if missing == 0 {
            return Ok(());
        }
        if attempts == DRAWS_MAX {
            return Err(Fault::broken("chance gives codes that exist, again and again"));
        }
        attempts += 1;
        write(unit, request, batch, &draw(unit.shop(), missing)?).await?;
    }
}

async fn written(unit: &Unit, batch: CouponBatchId) -> Result<usize, Fault> {
    let of_it = coupon_code::Column::CouponBatchId.eq(batch);
    let count = coupon_code::Entity::find().filter(of_it).count(&unit.tx).await?;
    usize::try_from(count).map_err(|error| Fault::other("counting codes", error))
}

async fn write(unit: &Unit, request: &CreateBatch, batch: &coupon_batch::Model, codes: &[String]) -> Result<(), Fault> {
    for codes in codes.chunks(ROWS_PER_WRITE) {
        let rows: Vec<_> = codes
            .iter()
            .map(|code| {
                let code = format!("{}{code}", batch.prefix);
                row(unit, batch.promotion_id, Some(batch.id), &code, request.usage_limit)
            })
            .collect();
        bulk::insert::<coupon_code::Entity>(unit, &rows, OnConflict::Keep).await?;
    }
    Ok(())
}
