//! What there is to choose about a product.
use std::collections::HashMap;

use entity::{ids::ProductId, option_value, product_option};
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

fn to_values() -> RelationDef {
    product_option::Entity::belongs_to(option_value::Entity)
        .from(product_option::Column::Id)
        .to(option_value::Column::OptionId)
        .into()
}
