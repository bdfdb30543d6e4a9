//! Where staff find products and variants.
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use service::{
    access::Scope,
    catalogue::staff::{self, ListAll},
};

use super::object::{Product, ProductConnection, ProductVariant, ProductVariantConnection};
use crate::graphql::{
    admin::Needs,
    argument::OrDefault,
    context::ContextExt,
    error::OrFail,
    loader::{AnyProduct, AnyVariant},
    storefront::{connection::page, node::id},
};

/// The part of the query root for products.
#[derive(Default)]
pub struct ProductQuery;

#[Object]
impl ProductQuery {
    /// A product, whatever its status. Needs `read_products`.
    #[graphql(guard = "Needs(Scope::ReadProducts)")]
    async fn product(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Product>> {
        let Some(key) = id::decode("Product", &id)? else { return Ok(None) };
        Ok(ctx.load().get(AnyProduct(key)).await.or_fail()?.map(Product))
    }

    /// Products, whatever their status, the oldest first. Needs `read_products`.
    #[expect(clippy::too_many_arguments, reason = "a connection's arguments, and what narrows it")]
    #[graphql(guard = "Needs(Scope::ReadProducts)")]
    async fn products(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
        #[graphql(desc = "The beginning of a title, a handle or a SKU; or `sku:AB-1`, `sku:AB*`, `barcode:4006`, \
                          `handle:blue-mug`, `status:draft`. Several must all hold, unless `OR` stands between them.")]
        query: Option<String>,
    ) -> Result<ProductConnection> {
        let request = ListAll { query, reverse: reverse.0, page: page(first, after, last, before)? };
        let found = staff::products(ctx.shop(), &request).await.or_fail()?;
        Ok(ProductConnection(found.map(|product| Product(Arc::new(product)))))
    }

    /// A variant of any product. Needs `read_products`.
    #[graphql(guard = "Needs(Scope::ReadProducts)")]
    async fn product_variant(&self, ctx: &Context<'_>, id: ID) -> Result<Option<ProductVariant>> {
        let Some(key) = id::decode("ProductVariant", &id)? else { return Ok(None) };
        Ok(ctx.load().get(AnyVariant(key)).await.or_fail()?.map(ProductVariant))
    }

    /// Variants of all products, the oldest first. Needs `read_products`.
    #[expect(clippy::too_many_arguments, reason = "a connection's arguments, and what narrows it")]
    #[graphql(guard = "Needs(Scope::ReadProducts)")]
    async fn product_variants(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
        #[graphql(desc = "The beginning of a SKU; or `sku:AB-1`, `barcode:4006`, `product_id:…`.")] query: Option<
            String,
        >,
    ) -> Result<ProductVariantConnection> {
        let request = ListAll { query, reverse: reverse.0, page: page(first, after, last, before)? };
        let found = staff::variants(ctx.shop(), &request).await.or_fail()?;
        Ok(ProductVariantConnection(found.map(|variant| ProductVariant(Arc::new(variant)))))
    }
}
