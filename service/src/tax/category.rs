//! Goods that are taxed alike: made, changed, removed.
use entity::{ids::TaxCategoryId, tax_category};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};

use crate::{
    access::{
        Actor,
        audit::{self, Entry},
    },
    event::{self, Event},
    pricing_rules,
    shop::{
        Shop, Unit,
        bulk::{self, OnConflict},
        fault::{Fault, HasFault, Violation},
    },
};

const CODE_CHARS_MAX: usize = 64;
const NAME_CHARS_MAX: usize = 255;
/// Categories of a shop.
pub const CATEGORIES_MAX: u64 = 250;

/// A category is wanted.
#[derive(Clone, Debug)]
pub struct CreateTaxCategory {
    /// What variants name.
    pub code: String,
    pub name: String,
    /// Whether goods that name no category are in this one.
    pub is_default: bool,
    pub actor: Actor,
}

/// A category shall be another. What is absent stays.
#[derive(Clone, Debug)]
pub struct UpdateTaxCategory {
    pub id: TaxCategoryId,
    pub name: Option<String>,
    /// Makes it the default. The way back is to make another one the default.
    pub make_default: bool,
    pub actor: Actor,
}

/// A category shall be gone. Goods that name it are then in the default one.
#[derive(Clone, Debug)]
pub struct DeleteTaxCategory {
    pub id: TaxCategoryId,
    pub actor: Actor,
}

/// Why it is refused.
#[derive(Debug, thiserror::Error)]
pub enum TaxCategoryError {
    #[error("a category's code has 1 to {CODE_CHARS_MAX} letters, digits, `-`, `_` or `.`")]
    BadCode,
    #[error("a category has a name of 1 to {NAME_CHARS_MAX} letters")]
    BadName,
    #[error("another category has this code")]
    CodeTaken,
    #[error("a shop has at most {CATEGORIES_MAX} tax categories")]
    TooMany,
    #[error("there is no such category")]
    NotFound,
    #[error("this is where goods without a category belong: make another one the default first")]
    IsDefault,
    #[error("there are rates or shipping methods of this category: remove or change them first")]
    InUse,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for TaxCategoryError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::BadCode
            | Self::BadName
            | Self::CodeTaken
            | Self::TooMany
            | Self::NotFound
            | Self::IsDefault
            | Self::InUse => None,
        }
    }
}

/// Makes a category. The first of a shop is its default, asked for or not.
pub async fn create(shop: &Shop, request: &CreateTaxCategory) -> Result<tax_category::Model, TaxCategoryError> {
    shop.write(request, create_in).await
}

pub(crate) async fn create_in(
    unit: &Unit,
    request: &CreateTaxCategory,
) -> Result<tax_category::Model, TaxCategoryError> {
    let code = request.code.trim();
    let of_a_code = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if !(1..=CODE_CHARS_MAX).contains(&code.len()) || !code.bytes().all(of_a_code) {
        return Err(TaxCategoryError::BadCode);
    }
    let name = named(&request.name)?;
    // Those who change rules take turns, so what is counted here stays so.
    pricing_rules::touch(unit).await?;
    let categories = tax_category::Entity::find().count(&unit.tx).await.map_err(Fault::from)?;
    if categories >= CATEGORIES_MAX {
        return Err(TaxCategoryError::TooMany);
    }
    let is_default = request.is_default || categories == 0;
    if is_default {
        withdraw_default(unit).await?;
    }
    let category = tax_category::Model {
        id: unit.new_id(),
        code: code.to_owned(),
        name,
        is_default,
        created_at: unit.now,
        updated_at: unit.now,
    };
    let rows = std::slice::from_ref(&category);
    bulk::insert::<tax_category::Entity>(unit, rows, OnConflict::Fail).await.map_err(|fault| {
        match fault.violation() {
            Some(Violation::Unique) => TaxCategoryError::CodeTaken,
            Some(Violation::ForeignKey | Violation::Check) | None => fault.into(),
        }
    })?;
    tell(unit, &request.actor, Entry::new("taxCategoryCreate", "TaxCategory", category.id)).await?;
    Ok(category)
}

/// Changes a category.
pub async fn update(shop: &Shop, request: &UpdateTaxCategory) -> Result<tax_category::Model, TaxCategoryError> {
    shop.write(request, update_in).await
}

async fn update_in(unit: &Unit, request: &UpdateTaxCategory) -> Result<tax_category::Model, TaxCategoryError> {
    let name = request.name.as_deref().map(named).transpose()?;
    pricing_rules::touch(unit).await?;
    if request.make_default {
        withdraw_default(unit).await?;
    }
    let mut update = tax_category::Entity::update_many()
        .col_expr(tax_category::Column::UpdatedAt, Expr::value(unit.now))
        .filter(tax_category::Column::Id.eq(request.id));
    if let Some(name) = name {
        update = update.col_expr(tax_category::Column::Name, Expr::value(name));
    }
    if request.make_default {
        update = update.col_expr(tax_category::Column::IsDefault, Expr::value(true));
    }
    let changed = update.exec_with_returning(&unit.tx).await.map_err(Fault::from)?;
    let category = changed.into_iter().next().ok_or(TaxCategoryError::NotFound)?;
    tell(unit, &request.actor, Entry::new("taxCategoryUpdate", "TaxCategory", category.id)).await?;
    Ok(category)
}

/// Removes a category that no rate and no shipping method is of.
pub async fn delete(shop: &Shop, request: &DeleteTaxCategory) -> Result<(), TaxCategoryError> {
    shop.write(request, delete_in).await
}

async fn delete_in(unit: &Unit, request: &DeleteTaxCategory) -> Result<(), TaxCategoryError> {
    pricing_rules::touch(unit).await?;
    let deleted = tax_category::Entity::delete_many()
        .filter(tax_category::Column::Id.eq(request.id))
        .filter(tax_category::Column::IsDefault.eq(false))
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)
        .map_err(|fault| match fault.violation() {
            Some(Violation::ForeignKey) => TaxCategoryError::InUse,
            Some(Violation::Unique | Violation::Check) | None => fault.into(),
        })?;
    if deleted.rows_affected != 1 {
        let there = tax_category::Entity::find_by_id(request.id).one(&unit.tx).await.map_err(Fault::from)?;
        return Err(there.map_or(TaxCategoryError::NotFound, |_| TaxCategoryError::IsDefault));
    }
    tell(unit, &request.actor, Entry::new("taxCategoryDelete", "TaxCategory", request.id)).await?;
    Ok(())
}

fn named(name: &str) -> Result<String, TaxCategoryError> {
    let name = name.trim();
    let is_sound = (1..=NAME_CHARS_MAX).contains(&name.chars().count());
    is_sound.then(|| name.to_owned()).ok_or(TaxCategoryError::BadName)
}

/// There is one default at most.
async fn withdraw_default(unit: &Unit) -> Result<(), Fault> {
    tax_category::Entity::update_many()
        .col_expr(tax_category::Column::IsDefault, Expr::value(false))
        .col_expr(tax_category::Column::UpdatedAt, Expr::value(unit.now))
        .filter(tax_category::Column::IsDefault.eq(true))
        .exec(&unit.tx)
        .await?;
    Ok(())
}

async fn tell(unit: &Unit, actor: &Actor, entry: Entry) -> Result<(), Fault> {
    audit::record(unit, actor, [entry]).await?;
    event::record(unit, [Event::TaxesChanged]).await
}
