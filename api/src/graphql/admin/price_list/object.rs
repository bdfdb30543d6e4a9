//! A price list.
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::{
    customer_group_price_list,
    money::{Currency, Money},
    price, price_list,
};

use crate::{
    connection,
    graphql::{
        admin::product::ProductVariant,
        context::ContextExt,
        error::OrFail,
        loader::{AnyVariant, AssignmentsOf, PriceListById, PricesOf},
        scalar::{DateTime, Decimal},
        storefront::{
            codes::CurrencyCode,
            connection::{page, slice},
            money::MoneyV2,
            node::id,
        },
    },
};

/// What variants cost, in one currency.
#[derive(Clone)]
pub struct PriceList(pub Arc<price_list::Model>);

/// Where a list takes over what it does not price itself.
#[derive(SimpleObject)]
pub struct PriceListParent {
    /// The list that prices come from.
    pub price_list: PriceList,
    /// What they are multiplied by, between whole units of the two currencies.
    pub factor: Decimal,
}

/// What a variant costs in a list, from a quantity on.
#[derive(Clone)]
pub struct PriceListPrice {
    pub row: price::Model,
    pub currency: Currency,
}

/// A group that buys from a list in a market.
#[derive(Clone)]
pub struct PriceListAssignment(pub customer_group_price_list::Model);

#[Object]
impl PriceList {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        id::encode("PriceList", self.0.id)
    }

    /// What imports call it.
    async fn code(&self) -> &str {
        &self.0.code
    }

    async fn name(&self) -> &str {
        &self.0.name
    }

    async fn currency(&self) -> CurrencyCode {
        self.0.currency.into()
    }

    /// Where the prices come from that it does not have itself.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<PriceListParent>> {
        let Some(parent) = self.0.parent_id else { return Ok(None) };
        let found = ctx.load().get(PriceListById(parent)).await.or_fail()?;
        let factor = Decimal(self.0.parent_factor.clone());
        Ok(found.map(|found| PriceListParent { price_list: PriceList(found), factor }))
    }

    /// The prices it has itself, by quantity and then by variant.
    async fn prices(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<PriceListPriceConnection> {
        let found = ctx.load().page(PricesOf(self.0.id, page(first, after, last, before)?)).await?;
        Ok(PriceListPriceConnection(found.map(|row| PriceListPrice { row, currency: self.0.currency })))
    }

    /// The groups that buy from it, and where.
    async fn assignments(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<PriceListAssignmentConnection> {
        let found = ctx.load().list(AssignmentsOf(self.0.id)).await.or_fail()?;
        let key = |row: &customer_group_price_list::Model| format!("{}/{}", row.customer_group_id, row.market_id);
        let page = slice(&found, &page(first, after, last, before)?, key)?;
        Ok(PriceListAssignmentConnection(page.map(PriceListAssignment)))
    }

    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

#[Object]
impl PriceListAssignment {
    /// The group of customers.
    async fn customer_group_id(&self) -> ID {
        id::encode("CustomerGroup", self.0.customer_group_id)
    }

    /// The market they buy in.
    async fn market_id(&self) -> ID {
        id::encode("Market", self.0.market_id)
    }
}

#[Object]
impl PriceListPrice {
    /// The variant.
    async fn variant(&self, ctx: &Context<'_>) -> Result<Option<ProductVariant>> {
        Ok(ctx.load().get(AnyVariant(self.row.variant_id)).await.or_fail()?.map(ProductVariant))
    }

    /// The variant's id.
    async fn variant_id(&self) -> ID {
        id::encode("ProductVariant", self.row.variant_id)
    }

    /// From so many on.
    async fn minimum_quantity(&self) -> i32 {
        self.row.min_quantity
    }

    async fn price(&self) -> MoneyV2 {
        Money { amount: self.row.amount, currency: self.currency }.into()
    }

    /// The price it is compared with, if it is on sale.
    async fn compare_at_price(&self) -> Option<MoneyV2> {
        self.row.compare_at.map(|amount| Money { amount, currency: self.currency }.into())
    }
}

connection!(
    /// Price lists.
    PriceListConnection,
    PriceListEdge,
    PriceList
);
connection!(
    /// Prices of a list.
    PriceListPriceConnection,
    PriceListPriceEdge,
    PriceListPrice
);
connection!(
    /// Groups that buy from a list.
    PriceListAssignmentConnection,
    PriceListAssignmentEdge,
    PriceListAssignment
);
