//! What there is to choose about a product.
use std::collections::{HashMap, HashSet};

use entity::{
    ids::{OptionValueId, ProductId, ProductOptionId},
    option_value, product_option,
};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef};

use crate::shop::{Shop, fault::Fault};

/// An option with its values, in the order they are offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductOption {
    pub option: product_option::Model,
    pub values: Vec<option_value::Model>,
}

/// The options of products, in their order.
pub async fn of_products(shop: &Shop, products: &[ProductId]) -> Result<HashMap<ProductId, Vec<ProductOption>>, Fault> {
    let rows: Vec<(product_option::Model, Option<option_value::Model>)> = product_option::Entity::find()
        .select_also(option_value::Entity)
        .join(JoinType::LeftJoin, to_values())
        .filter(product_option::Column::ProductId.is_in(products.iter().copied()))
        .order_by_asc(product_option::Column::ProductId)
        .order_by_asc(product_option::Column::Position)
        .order_by_asc(option_value::Column::Position)
        .all(shop.read())
        .await?;
    let mut options = HashMap::<_, Vec<ProductOption>>::new();
    for (option, value) in rows {
        let of_product = options.entry(option.product_id).or_default();
        if of_product.last().is_none_or(|last| last.option.id != option.id) {
            of_product.push(ProductOption { option, values: Vec::new() });
        }
        if let (Some(last), Some(value)) = (of_product.last_mut(), value) {
            last.values.push(value);
        }
    }
    Ok(options)
}

/// Options by id, whole.
pub async fn by_ids(shop: &Shop, ids: &[ProductOptionId]) -> Result<HashMap<ProductOptionId, ProductOption>, Fault> {
    let products: Vec<ProductId> = product_option::Entity::find()
        .select_only()
        .column(product_option::Column::ProductId)
        .distinct()
        .filter(product_option::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(shop.read())
        .await?;
    let options = of_products(shop, &products).await?.into_values().flatten();
    let asked: HashSet<_> = ids.iter().collect();
    Ok(options.filter(|option| asked.contains(&option.option.id)).map(|option| (option.option.id, option)).collect())
}

/// The options that values belong to, whole, by value.
pub async fn of_values(shop: &Shop, ids: &[OptionValueId]) -> Result<HashMap<OptionValueId, ProductOption>, Fault> {
    let found: Vec<(OptionValueId, ProductOptionId)> = option_value::Entity::find()
        .select_only()
        .columns([option_value::Column::Id, option_value::Column::OptionId])
        .filter(option_value::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(shop.read())
        .await?;
    let options: HashSet<_> = found.iter().map(|(_, option)| *option).collect();
    let options = by_ids(shop, &options.into_iter().collect::<Vec<_>>()).await?;
    Ok(found.into_iter().filter_map(|(value, option)| Some((value, options.get(&option)?.clone()))).collect())
}

fn to_values() -> RelationDef {
    product_option::Entity::belongs_to(option_value::Entity)
        .from(product_option::Column::Id)
        .to(option_value::Column::OptionId)
        .into()
}
