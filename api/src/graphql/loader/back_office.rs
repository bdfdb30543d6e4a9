//! Batches of what only those who work for the shop see.
use std::{collections::HashMap, sync::Arc};

use entity::{
    customer_group_price_list,
    ids::{
        PriceListId, ProductId, PromotionId, ShippingMethodId, ShippingZoneId, StockTransferId, TaxCategoryId,
        VariantId,
    },
    price_list, shipping_method, shipping_rate, shipping_zone, shipping_zone_region, stock_transfer_line, tax_category,
    variant,
};
use service::{
    catalogue::{self, staff, staff::StaffProduct},
    inventory,
    promotion::list::{self as discounts, Details},
    shipping,
    shop::fault::Fault,
    tax,
};

use super::{Batched, Kept, Key, Loaders, Source};

key!(
    /// A price list.
    PriceListById(PriceListId) -> Arc<price_list::Model>,
    |source, ids| catalogue::price_list::read::by_ids(&source.shop, &ids)
);
key!(
    /// Which groups buy from a price list, and where.
    AssignmentsOf(PriceListId) -> Arc<Vec<customer_group_price_list::Model>>,
    |source, ids| catalogue::price_list::read::assignments(&source.shop, &ids)
);
key!(
    /// A product, whatever its status.
    AnyProduct(ProductId) -> Arc<StaffProduct>,
    |source, ids| staff::products_by_ids(&source.shop, &ids)
);
key!(
    /// A variant of any product.
    AnyVariant(VariantId) -> Arc<variant::Model>,
    |source, ids| staff::variants_by_ids(&source.shop, &ids)
);
key!(
    /// What is left to sell of a variant, over all locations.
    LeftToSell(VariantId) -> i64,
    |source, ids| inventory::availability::everywhere(&source.shop, &ids)
);
key!(
    /// A tax category.
    TaxCategoryById(TaxCategoryId) -> Arc<tax_category::Model>,
    |source, ids| tax::list::categories_by_ids(&source.shop, &ids)
);
key!(
    /// A shipping zone.
    ShippingZoneById(ShippingZoneId) -> Arc<shipping_zone::Model>,
    |source, ids| shipping::list::zones_by_ids(&source.shop, &ids)
);
key!(
    /// The countries and provinces of a shipping zone.
    RegionsOf(ShippingZoneId) -> Arc<Vec<shipping_zone_region::Model>>,
    |source, ids| shipping::list::regions(&source.shop, &ids)
);
key!(
    /// The ways to ship in a zone.
    MethodsOf(ShippingZoneId) -> Arc<Vec<shipping_method::Model>>,
    |source, ids| shipping::list::methods(&source.shop, &ids)
);
key!(
    /// What a way to ship costs.
    RatesOf(ShippingMethodId) -> Arc<Vec<shipping_rate::Model>>,
    |source, ids| shipping::list::rates(&source.shop, &ids)
);
key!(
    /// What a discount asks, does and is about.
    DetailsOf(PromotionId) -> Arc<Details>,
    |source, ids| discounts::details(&source.shop, &ids)
);
key!(
    /// What a transfer carries, at a version: within one request it may take several steps.
    TransferLinesOf((StockTransferId, i32)) -> Arc<Vec<stock_transfer_line::Model>>,
    |source, ids| async {
        let transfers: Vec<_> = ids.iter().map(|(id, _)| *id).collect();
        let lines = inventory::transfer::lines_of(&source.shop, &transfers).await?;
        Ok::<_, Fault>(ids.iter().map(|key| (*key, lines.get(&key.0).cloned().unwrap_or_default())).collect::<HashMap<_, _>>())
    }
);
