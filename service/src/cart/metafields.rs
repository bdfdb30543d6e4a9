//! Values of an app's own on a cart.
use entity::{
    ids::{CartId, MetafieldId},
    metafield::{self, OwnerType},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::OnConflict};

use super::{
    METAFIELD_VALUE_CHARS_MAX, METAFIELDS_MAX,
    edit::{self, Target},
    refusal::{CartError, MetafieldProblem},
};
use crate::shop::{Shop, Unit, fault::Fault};

/// Characters of a namespace and of a key.
const NAME_CHARS: std::ops::RangeInclusive<usize> = 2..=64;
/// The namespace of keys that have none.
pub const NAMESPACE_DEFAULT: &str = "custom";

/// What is wanted.
#[derive(Clone, Debug)]
pub struct SetMetafields {
    pub target: Target,
    pub metafields: Vec<NewMetafield>,
}

/// A metafield that is to be written; the one of the same key is replaced.
#[derive(Clone, Debug)]
pub struct NewMetafield {
    /// `namespace.key`, or a key alone.
    pub key: String,
    pub type_name: String,
    pub value: String,
}

/// One is to go.
#[derive(Clone, Debug)]
pub struct DeleteMetafield {
    pub target: Target,
    /// `namespace.key`, or a key alone.
    pub key: String,
}

/// Writes metafields of a cart, and tells of which: a key may lead to the cart that its own was merged into.
///
/// # Errors
/// See [`CartError`]: a cart that is not open to the key, a stale version, metafields that are too many or malformed.
pub async fn set_metafields(shop: &Shop, request: &SetMetafields) -> Result<CartId, CartError> {
    check(&request.metafields)?;
    shop.write(request, set).await
}

/// Takes a metafield off a cart, and tells which one it was.
///
/// # Errors
/// See [`CartError`]: a cart that is not open to the key, a stale version, a metafield that is not there.
pub async fn delete_metafield(shop: &Shop, request: &DeleteMetafield) -> Result<MetafieldId, CartError> {
    names(&request.key).map_err(|problem| CartError::Metafield { index: 0, problem })?;
    shop.write(request, delete).await
}

pub(super) fn check(metafields: &[NewMetafield]) -> Result<(), CartError> {
    if metafields.len() > METAFIELDS_MAX {
        return Err(CartError::TooManyMetafields);
    }
    for (index, metafield) in metafields.iter().enumerate() {
        problem_with(metafield).map_err(|problem| CartError::Metafield { index, problem })?;
    }
    Ok(())
}

fn problem_with(metafield: &NewMetafield) -> Result<(), MetafieldProblem> {
    names(&metafield.key)?;
    if metafield.type_name.trim().is_empty() {
        return Err(MetafieldProblem::TypeBlank);
    }
    if metafield.value.chars().count() > METAFIELD_VALUE_CHARS_MAX {
        return Err(MetafieldProblem::ValueTooLong);
    }
    Ok(())
}

/// The namespace and the key that a text names.
fn names(key: &str) -> Result<(&str, &str), MetafieldProblem> {
    let (namespace, key) = key.split_once('.').unwrap_or((NAMESPACE_DEFAULT, key));
    let is_name = |name: &str| {
        NAME_CHARS.contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    if is_name(namespace) && is_name(key) { Ok((namespace, key)) } else { Err(MetafieldProblem::KeyMalformed) }
}

async fn set(unit: &Unit, request: &SetMetafields) -> Result<CartId, CartError> {
    let cart = edit::take(unit, &request.target).await?;
    write(unit, cart.id, &request.metafields).await?;
    Ok(cart.id)
}

/// Writes metafields of a cart that was taken.
pub(super) async fn write(unit: &Unit, cart: CartId, metafields: &[NewMetafield]) -> Result<(), CartError> {
    let again = OnConflict::columns([metafield::Column::OwnerId, metafield::Column::Namespace, metafield::Column::Key])
        .update_columns([metafield::Column::TypeName, metafield::Column::Value, metafield::Column::UpdatedAt])
        .to_owned();
    for (index, new) in metafields.iter().enumerate() {
        let (namespace, key) = names(&new.key).map_err(|problem| CartError::Metafield { index, problem })?;
        let row = metafield::ActiveModel {
            id: Set(unit.new_id()),
            owner_type: Set(OwnerType::Cart),
            owner_id: Set(cart.0),
            namespace: Set(namespace.to_owned()),
            key: Set(key.to_owned()),
            type_name: Set(new.type_name.clone()),
            value: Set(new.value.clone()),
            created_at: Set(unit.now),
            updated_at: Set(unit.now),
        };
        metafield::Entity::insert(row)
            .on_conflict(again.clone())
            .exec_without_returning(&unit.tx)
            .await
            .map_err(Fault::from)?;
    }
    let count = of_cart(cart).count(&unit.tx).await.map_err(Fault::from)?;
    if count > METAFIELDS_MAX as u64 { Err(CartError::TooManyMetafields) } else { Ok(()) }
}

async fn delete(unit: &Unit, request: &DeleteMetafield) -> Result<MetafieldId, CartError> {
    let refuse = |problem| CartError::Metafield { index: 0, problem };
    let (namespace, key) = names(&request.key).map_err(refuse)?;
    let cart = edit::take(unit, &request.target).await?;
    let gone = metafield::Entity::delete_many()
        .filter(metafield::Column::OwnerType.eq(OwnerType::Cart))
        .filter(metafield::Column::OwnerId.eq(cart.id.0))
        .filter(metafield::Column::Namespace.eq(namespace))
        .filter(metafield::Column::Key.eq(key))
        .exec_with_returning(&unit.tx)
        .await
        .map_err(Fault::from)?;
    gone.into_iter().next().map(|row| row.id).ok_or_else(|| refuse(MetafieldProblem::Unknown))
}

pub(super) fn of_cart(cart: CartId) -> sea_orm::Select<metafield::Entity> {
    metafield::Entity::find()
        .filter(metafield::Column::OwnerType.eq(OwnerType::Cart))
        .filter(metafield::Column::OwnerId.eq(cart.0))
}
