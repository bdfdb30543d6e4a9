//! Variants: what a buyer puts in a cart.
use std::{collections::HashMap, sync::Arc};

use entity::{
    ids::{ProductId, VariantId},
    product, variant,
};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef};

use super::product::visible;
use crate::shop::{Shop, fault::Fault, viewer::Viewer};

/// The variants of products, in their order.
pub async fn of_products(
    shop: &Shop,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Vec<Arc<variant::Model>>>, Fault> {
    let found = variant::Entity::find()
        .filter(variant::Column::ProductId.is_in(products.iter().copied()))
        .filter(variant::Column::DeletedAt.is_null())
        .order_by_asc(variant::Column::ProductId)
        .order_by_asc(variant::Column::Position)
        .order_by_asc(variant::Column::Id)
        .all(shop.read())
        .await?;
    let mut variants = HashMap::<_, Vec<_>>::new();
    for variant in found {
        variants.entry(variant.product_id).or_default().push(Arc::new(variant));
    }
    Ok(variants)
}

/// Variants of visible products, by id.
pub async fn by_ids(
    shop: &Shop,
    viewer: &Viewer,
    ids: &[VariantId],
) -> Result<HashMap<VariantId, variant::Model>, Fault> {
    let found = variant::Entity::find()
        .join(JoinType::InnerJoin, to_product())
        .filter(variant::Column::Id.is_in(ids.iter().copied()))
        .filter(variant::Column::DeletedAt.is_null())
        .filter(visible(viewer.now))
        .all(shop.read())
        .await?;
    Ok(found.into_iter().map(|variant| (variant.id, variant)).collect())
}

fn to_product() -> RelationDef {
    variant::Entity::belongs_to(product::Entity).from(variant::Column::ProductId).to(product::Column::Id).into()
}

/// The chosen option values, without the ones the product does not have.
pub fn option_values(variant: &variant::Model) -> impl Iterator<Item = &str> {
    [&variant.option1, &variant.option2, &variant.option3]
        .into_iter()
        .map(String::as_str)
        .filter(|value| !value.is_empty())
}

/// `Red / M`; `Default Title` where there is nothing to choose, as storefronts expect.
pub fn title(variant: &variant::Model) -> String {
    let values: Vec<_> = option_values(variant).collect();
    if values.is_empty() { DEFAULT_TITLE.to_owned() } else { values.join(" / ") }
}

/// The title, and the only option value, of a variant without options.
pub const DEFAULT_TITLE: &str = "Default Title";
/// The name of the option of a product without options.
pub const DEFAULT_OPTION: &str = "Title";
