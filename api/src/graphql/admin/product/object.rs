//! A product and its variants as staff see them.
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result};
use entity::{product, variant};
use service::{
    access::Scope,
    catalogue::{staff::StaffProduct, variant::title},
};

use crate::{
    connection,
    graphql::{
        admin::Needs,
        context::ContextExt,
        error::OrFail,
        loader::{AnyProduct, LeftToSell, OffersOf, VariantsOf},
        scalar::DateTime,
        storefront::{
            connection::{page, slice},
            money::MoneyV2,
            node::id,
        },
    },
};

/// Whether shoppers see a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ProductStatus {
    /// On sale, once it is published.
    Active,
    /// Put away.
    Archived,
    /// Not ready yet.
    Draft,
}

impl From<product::Status> for ProductStatus {
    fn from(status: product::Status) -> Self {
        match status {
            product::Status::Active => Self::Active,
            product::Status::Archived => Self::Archived,
            product::Status::Draft => Self::Draft,
        }
    }
}

/// What the shop sells, or may sell one day.
#[derive(Clone)]
pub struct Product(pub Arc<StaffProduct>);

/// One sellable form of a product.
#[derive(Clone)]
pub struct ProductVariant(pub Arc<variant::Model>);

#[Object]
impl Product {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("Product", self.0.id)
    }

    async fn handle(&self) -> &str {
        &self.0.handle
    }

    async fn title(&self) -> &str {
        &self.0.title
    }

    async fn vendor(&self) -> &str {
        &self.0.vendor
    }

    async fn product_type(&self) -> &str {
        &self.0.product_type
    }

    async fn tags(&self) -> &[String] {
        &self.0.tags.0
    }

    async fn status(&self) -> ProductStatus {
        self.0.status.into()
    }

    /// From when on shoppers see it, if it is active.
    async fn published_at(&self) -> Option<DateTime> {
        self.0.published_at.map(Into::into)
    }

    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// Its variants, in their order.
    async fn variants(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<ProductVariantConnection> {
        let variants = ctx.load().list(VariantsOf(self.0.id)).await.or_fail()?;
        let request = page(first, after, last, before)?;
        let page = slice(&variants, &request, |variant| variant.id.to_string())?;
        Ok(ProductVariantConnection(page.map(ProductVariant)))
    }
}

#[Object]
impl ProductVariant {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("ProductVariant", self.0.id)
    }

    /// The product it is a form of. Absent where the product was deleted.
    async fn product(&self, ctx: &Context<'_>) -> Result<Option<Product>> {
        Ok(ctx.load().get(AnyProduct(self.0.product_id)).await.or_fail()?.map(Product))
    }

    /// Its option values, joined: `Red / M`.
    async fn title(&self) -> String {
        title(&self.0)
    }

    async fn sku(&self) -> Option<&str> {
        self.0.sku.as_deref()
    }

    async fn barcode(&self) -> Option<&str> {
        self.0.barcode.as_deref()
    }

    /// The price of one in the primary market. Absent where its list does not price it.
    async fn price(&self, ctx: &Context<'_>) -> Result<Option<MoneyV2>> {
        let offers = ctx.load().list(OffersOf(self.0.product_id)).await.or_fail()?;
        let own = offers.iter().find(|offer| offer.variant == self.0.id);
        Ok(own.and_then(|offer| offer.price).map(Into::into))
    }

    /// What is left to sell, over all locations: below zero where more was promised. Absent where nobody counts. Needs
    /// `read_inventory`.
    #[graphql(guard = "Needs(Scope::ReadInventory)")]
    async fn inventory_quantity(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        if !self.0.is_tracked {
            return Ok(None);
        }
        let left = ctx.load().get(LeftToSell(self.0.id)).await.or_fail()?.unwrap_or_default();
        Ok(Some(i32::try_from(left).unwrap_or(if left < 0 { i32::MIN } else { i32::MAX })))
    }

    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

connection!(
    /// Products.
    ProductConnection,
    ProductEdge,
    Product
);
connection!(
    /// Variants.
    ProductVariantConnection,
    ProductVariantEdge,
    ProductVariant
);
