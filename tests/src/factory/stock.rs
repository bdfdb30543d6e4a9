//! Goods on shelves, and a look at the shelves afterwards.
use entity::{
    ids::{LocationId, ProductId, VariantId},
    stock_level,
    variant::{self, InventoryPolicy},
};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, prelude::*};
use service::{
    doctor::{self, Finding},
    setup::{self, Ground},
    shop::{Unit, fault::Fault},
};

use super::{
    catalogue::{ground, save},
    record::{price, product, stock, variant as record},
};
use crate::TestShop;

/// Goods to reserve: some variants, each with the same number of units at some locations.
pub struct Goods {
    pub ground: Ground,
    pub products: Vec<ProductId>,
    pub variants: Vec<VariantId>,
    /// Those asked first before others.
    pub locations: Vec<LocationId>,
}

/// Puts `units[location]` of each variant on the shelf of each location.
pub async fn goods(shop: &TestShop, variants: usize, policy: InventoryPolicy, units: &[i64]) -> Goods {
    let ground = ground(shop).await;
    let mut locations = vec![ground.location];
    for number in 1..units.len() {
        locations.push(add_location(shop, &format!("store-{number}")).await);
    }
    let records: Vec<_> = (0..variants)
        .map(|number| {
            let mut goods = product(&format!("goods-{number}"));
            let mut only = record(&[]);
            only.sku = Some(format!("GOODS-{number}"));
            only.inventory_policy = policy;
            only.prices = vec![price(ground.price_list, 1_000)];
            only.stock = locations.iter().zip(units).map(|(location, units)| stock(*location, *units)).collect();
            goods.variants = vec![only];
            goods
        })
        .collect();
    let products: Vec<_> = save(shop, &records).await.products.into_iter().map(|(id, _)| id).collect();
    let db = shop.database.connect().await;
    let mut variants = Vec::new();
    for product in &products {
        let only = variant::Entity::find().filter(variant::Column::ProductId.eq(*product)).one(&db).await;
        variants.push(only.expect("reading a variant").expect("the variant is there").id);
    }
    db.close().await.expect("closing a connection");
    shop.shop.forget_settings();
    Goods { ground, products, variants, locations }
}

/// A further location, asked after the others.
pub async fn add_location(shop: &TestShop, code: &str) -> LocationId {
    async fn work(unit: &Unit, code: &&str) -> Result<LocationId, Fault> {
        let country = "DE".parse().map_err(|_| Fault::broken("Germany is a country"))?;
        setup::add_location(unit, (*code).to_owned(), (*code).to_owned(), country).await
    }
    shop.shop.write(&code, work).await.expect("adding a location")
}

/// Every level, in the order of their keys.
pub async fn levels(shop: &TestShop) -> Vec<stock_level::Model> {
    let db = shop.database.connect().await;
    let levels = stock_level::Entity::find()
        .order_by_asc(stock_level::Column::VariantId)
        .order_by_asc(stock_level::Column::LocationId)
        .all(&db)
        .await
        .expect("reading the levels");
    db.close().await.expect("closing a connection");
    levels
}

/// The level of a variant at a location.
pub async fn level(shop: &TestShop, variant: VariantId, location: LocationId) -> stock_level::Model {
    let levels = levels(shop).await;
    let found = levels.into_iter().find(|level| level.variant_id == variant && level.location_id == location);
    found.expect("the level is there")
}

/// What the doctor complains about.
pub async fn complaints(shop: &TestShop) -> Vec<String> {
    let checks = doctor::examine(&shop.shop).await.expect("looking at the shop");
    let wrong = checks.into_iter().filter_map(|check| match check.finding {
        Finding::Well(_) => None,
        Finding::Wrong(what) => Some(format!("{}: {what}", check.name)),
    });
    wrong.collect()
}

/// The same, in a shop whose stock is committed to nobody's order: there the stock is tested alone.
pub async fn stock_complaints(shop: &TestShop) -> Vec<String> {
    let mut complaints = complaints(shop).await;
    complaints.retain(|complaint| !complaint.starts_with("stock committed:"));
    complaints
}
