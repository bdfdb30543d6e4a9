//! What a list says itself: prices of variants, from some quantity on.
//!
//! Entry points: [`add`] and [`delete`]. Both may be sent again: the second time nothing changes.
use std::collections::{BTreeSet, HashMap, HashSet};

use entity::{
    ids::{PriceListId, ProductId, VariantId},
    money::{Currency, Minor},
    price, price_list, variant,
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    access::{
        Actor,
        audit::{self, Entry},
    },
    catalogue::save::reprice,
    pricing::amount::{self, AmountError},
    shop::{
        Shop, Unit,
        bulk::{self, OnConflict},
        fault::{Fault, HasFault},
    },
};

/// Prices written or deleted by one request.
pub const PRICES_PER_REQUEST_MAX: usize = 250;
/// Quantities from which a variant costs something else, in one list.
pub const TIERS_MAX: usize = 20;
/// Minor units of a price: far above what anything costs, far below where sums of them end.
const AMOUNT_MAX: Minor = Minor(1_000_000_000_000);
const MIN_QUANTITY_MAX: i32 = 1_000_000;

const REPLACE: OnConflict = OnConflict::Do(
    " ON CONFLICT (variant_id, price_list_id, min_quantity) DO UPDATE SET amount = excluded.amount, \
     compare_at = excluded.compare_at, updated_at = excluded.updated_at",
);

/// An amount as people write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenMoney {
    /// `"19.99"`
    pub amount: String,
    pub currency: Currency,
}

/// What a variant shall cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedPrice {
    pub variant: VariantId,
    /// From so many on.
    pub min_quantity: i32,
    pub price: WrittenMoney,
    /// The price it is compared with, if it is on sale.
    pub compare_at: Option<WrittenMoney>,
}

/// Prices for a list.
#[derive(Clone, Debug)]
pub struct AddFixedPrices {
    pub list: PriceListId,
    pub prices: Vec<FixedPrice>,
    pub actor: Actor,
}

/// Why nothing was written: all of it is, or nothing.
#[derive(Debug, thiserror::Error)]
pub enum AddFixedPricesError {
    #[error("there is no such price list")]
    UnknownList,
    #[error("send 1 to {PRICES_PER_REQUEST_MAX} prices at a time")]
    BadCount,
    /// Which of the prices, and why.
    #[error("some of the prices cannot be taken")]
    Prices(Vec<(usize, PriceRefusal)>),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What is wrong about a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PriceRefusal {
    #[error("there is no such variant")]
    UnknownVariant,
    #[error("the price is not in the list's currency, {0}")]
    WrongCurrency(Currency),
    #[error("the price cannot be taken: {0}")]
    BadAmount(AmountError),
    #[error("the price to compare with is not in the list's currency, {0}")]
    WrongCompareAtCurrency(Currency),
    #[error("the price to compare with cannot be taken: {0}")]
    BadCompareAt(AmountError),
    #[error("the price to compare with must be above the price")]
    CompareAtNotAbove,
    #[error("the quantity must be from 1 to {MIN_QUANTITY_MAX}")]
    BadQuantity,
    #[error("this variant has another price from the same quantity on in this request")]
    Twice,
    #[error("a variant has at most {TIERS_MAX} prices in a list")]
    TooManyTiers,
}

impl HasFault for AddFixedPricesError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::UnknownList | Self::BadCount | Self::Prices(_) => None,
        }
    }
}

/// The currency of a list and prices in it.
pub type Written = (Currency, Vec<price::Model>);

/// Writes prices into a list. A price that is there, from the same quantity on, is replaced.
pub async fn add(shop: &Shop, request: &AddFixedPrices) -> Result<Written, AddFixedPricesError> {
    if !(1..=PRICES_PER_REQUEST_MAX).contains(&request.prices.len()) {
        return Err(AddFixedPricesError::BadCount);
    }
    shop.write(request, add_in).await
}

async fn add_in(unit: &Unit, request: &AddFixedPrices) -> Result<Written, AddFixedPricesError> {
    reprice::take_turn(unit).await?;
    let list = price_list::Entity::find_by_id(request.list).one(&unit.tx).await.map_err(Fault::from)?;
    let list = list.ok_or(AddFixedPricesError::UnknownList)?;
    let products = products_of(unit, request.prices.iter().map(|price| price.variant)).await?;
    let mut taken = HashSet::new();
    let (mut rows, mut refused) = (Vec::with_capacity(request.prices.len()), Vec::new());
    for (index, wanted) in request.prices.iter().enumerate() {
        match row(unit, &list, wanted) {
            Err(refusal) => refused.push((index, refusal)),
            Ok(row) if !products.contains_key(&row.variant_id) => {
                refused.push((index, PriceRefusal::UnknownVariant));
            }
            Ok(row) if !taken.insert((row.variant_id, row.min_quantity)) => refused.push((index, PriceRefusal::Twice)),
            Ok(row) => rows.push(row),
        }
    }
    if !refused.is_empty() {
        return Err(AddFixedPricesError::Prices(refused));
    }
    bulk::insert::<price::Entity>(unit, &rows, REPLACE).await?;
    refuse_many_tiers(unit, request).await?;
    changed(unit, request.list, "priceListFixedPricesAdd", (&request.actor, &products)).await?;
    Ok((list.currency, rows))
}

fn row(unit: &Unit, list: &price_list::Model, wanted: &FixedPrice) -> Result<price::Model, PriceRefusal> {
    if !(1..=MIN_QUANTITY_MAX).contains(&wanted.min_quantity) {
        return Err(PriceRefusal::BadQuantity);
    }
    if wanted.price.currency != list.currency {
        return Err(PriceRefusal::WrongCurrency(list.currency));
    }
    let amount = minor(&wanted.price).map_err(PriceRefusal::BadAmount)?;
    let compare_at = match &wanted.compare_at {
        None => None,
        Some(money) if money.currency != list.currency => {
            return Err(PriceRefusal::WrongCompareAtCurrency(list.currency));
        }
        Some(money) => Some(minor(money).map_err(PriceRefusal::BadCompareAt)?),
    };
    if compare_at.is_some_and(|compare_at| compare_at <= amount) {
        return Err(PriceRefusal::CompareAtNotAbove);
    }
    Ok(price::Model {
        variant_id: wanted.variant,
        price_list_id: list.id,
        min_quantity: wanted.min_quantity,
        amount,
        compare_at,
        updated_at: unit.now,
    })
}

fn minor(money: &WrittenMoney) -> Result<Minor, AmountError> {
    let minor = amount::parse(money.amount.trim(), money.currency)?;
    if minor > AMOUNT_MAX { Err(AmountError::TooLarge) } else { Ok(minor) }
}

/// Counted after they were written, so that two requests cannot both find room.
async fn refuse_many_tiers(unit: &Unit, request: &AddFixedPrices) -> Result<(), AddFixedPricesError> {
    let crowded: Vec<VariantId> = price::Entity::find()
        .select_only()
        .column(price::Column::VariantId)
        .filter(price::Column::PriceListId.eq(request.list))
        .filter(price::Column::VariantId.is_in(request.prices.iter().map(|price| price.variant)))
        .group_by(price::Column::VariantId)
        .having(Expr::col(price::Column::MinQuantity).count().gt(u32::try_from(TIERS_MAX).unwrap_or(u32::MAX)))
        .into_tuple()
        .all(&unit.tx)
        .await
        .map_err(Fault::from)?;
    let refused: Vec<_> = request
        .prices
        .iter()
        .enumerate()
        .filter(|(_, price)| crowded.contains(&price.variant))
        .map(|(index, _)| (index, PriceRefusal::TooManyTiers))
        .collect();
    if refused.is_empty() { Ok(()) } else { Err(AddFixedPricesError::Prices(refused)) }
}

/// Prices that a list shall not have any more.
#[derive(Clone, Debug)]
pub struct DeleteFixedPrices {
    pub list: PriceListId,
    pub variants: Vec<VariantId>,
    /// Only the price from this quantity on; all of a variant's if absent.
    pub min_quantity: Option<i32>,
    pub actor: Actor,
}

/// Why nothing was deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteFixedPricesError {
    #[error("there is no such price list")]
    UnknownList,
    #[error("name 1 to {PRICES_PER_REQUEST_MAX} variants at a time")]
    BadCount,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for DeleteFixedPricesError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::UnknownList | Self::BadCount => None,
        }
    }
}

/// Takes prices out of a list, and tells of which variants there were some.
pub async fn delete(shop: &Shop, request: &DeleteFixedPrices) -> Result<Vec<VariantId>, DeleteFixedPricesError> {
    if !(1..=PRICES_PER_REQUEST_MAX).contains(&request.variants.len()) {
        return Err(DeleteFixedPricesError::BadCount);
    }
    shop.write(request, delete_in).await
}

async fn delete_in(unit: &Unit, request: &DeleteFixedPrices) -> Result<Vec<VariantId>, DeleteFixedPricesError> {
    reprice::take_turn(unit).await?;
    let list = price_list::Entity::find_by_id(request.list).one(&unit.tx).await.map_err(Fault::from)?;
    list.ok_or(DeleteFixedPricesError::UnknownList)?;
    let mut delete = price::Entity::delete_many()
        .filter(price::Column::PriceListId.eq(request.list))
        .filter(price::Column::VariantId.is_in(request.variants.iter().copied()));
    if let Some(min_quantity) = request.min_quantity {
        delete = delete.filter(price::Column::MinQuantity.eq(min_quantity));
    }
    let gone = delete.exec_with_returning(&unit.tx).await.map_err(Fault::from)?;
    let gone: BTreeSet<_> = gone.into_iter().map(|row| row.variant_id).collect();
    if !gone.is_empty() {
        let products = products_of(unit, gone.iter().copied()).await?;
        changed(unit, request.list, "priceListFixedPricesDelete", (&request.actor, &products)).await?;
    }
    Ok(gone.into_iter().collect())
}

/// Whose forms these variants are. Variants that were put away are nobody's.
async fn products_of(
    unit: &Unit,
    variants: impl Iterator<Item = VariantId>,
) -> Result<HashMap<VariantId, ProductId>, Fault> {
    let found: Vec<(VariantId, ProductId)> = variant::Entity::find()
        .select_only()
        .columns([variant::Column::Id, variant::Column::ProductId])
        .filter(variant::Column::Id.is_in(variants))
        .filter(variant::Column::DeletedAt.is_null())
        .into_tuple()
        .all(&unit.tx)
        .await?;
    Ok(found.into_iter().collect())
}

async fn changed(
    unit: &Unit,
    list: PriceListId,
    action: &'static str,
    (actor, products): (&Actor, &HashMap<VariantId, ProductId>),
) -> Result<(), Fault> {
    let touched: BTreeSet<_> = products.values().copied().collect();
    reprice::products(unit, &touched.into_iter().collect::<Vec<_>>()).await?;
    let mut variants: Vec<_> = products.keys().copied().collect();
    variants.sort_unstable();
    let of_variants = variants.into_iter().map(|variant| Entry::new(action, "ProductVariant", variant));
    audit::record(unit, actor, std::iter::once(Entry::new(action, "PriceList", list)).chain(of_variants)).await
}
