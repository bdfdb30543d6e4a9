//! Parcels, as their buyer sees them.
use async_graphql::{Context, Object, Result, SimpleObject};
use entity::{fulfilment_line, money::Currency};
use service::order::read::Parcel;

use super::line::OrderLineItem;
use crate::{
    connection,
    graphql::{
        context::ContextExt,
        error::{OrFail, internal},
        loader::{OrderLinesOf, Versioned},
        scalar::Url,
        storefront::connection::{page, slice},
    },
};

/// A part of an order that was sent.
#[derive(Clone)]
pub struct Fulfillment {
    pub parcel: Parcel,
    pub order: Versioned,
    pub currency: Currency,
}

/// How a parcel can be followed.
#[derive(Clone, Debug, SimpleObject)]
pub struct FulfillmentTrackingInfo {
    pub number: Option<String>,
    pub url: Option<Url>,
}

/// Units of a line in a parcel.
#[derive(Clone)]
pub struct FulfillmentLineItem {
    row: fulfilment_line::Model,
    order: Versioned,
    currency: Currency,
}

#[Object]
impl Fulfillment {
    /// Who carries it.
    async fn tracking_company(&self) -> Option<&str> {
        self.parcel.fulfilment.tracking_company.as_deref()
    }

    /// How it can be followed.
    async fn tracking_info(&self, first: Option<i32>) -> Vec<FulfillmentTrackingInfo> {
        let row = &self.parcel.fulfilment;
        let info =
            FulfillmentTrackingInfo { number: row.tracking_number.clone(), url: row.tracking_url.clone().map(Url) };
        let is_wanted = first.is_none_or(|first| first > 0) && (info.number.is_some() || info.url.is_some());
        is_wanted.then_some(info).into_iter().collect()
    }

    /// What is in it.
    #[expect(clippy::unused_async, reason = "async-graphql wants every field so")]
    async fn fulfillment_line_items(
        &self,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        reverse: Option<bool>,
    ) -> Result<FulfillmentLineItemConnection> {
        let mut rows = self.parcel.lines.clone();
        if reverse == Some(true) {
            rows.reverse();
        }
        let page = slice(&rows, &page(first, after, last, before)?, |row| row.order_line_id.to_string())?;
        let (order, currency) = (self.order, self.currency);
        Ok(FulfillmentLineItemConnection(page.map(|row| FulfillmentLineItem { row, order, currency })))
    }
}

#[Object]
impl FulfillmentLineItem {
    async fn line_item(&self, ctx: &Context<'_>) -> Result<OrderLineItem> {
        let (order, currency) = (self.order, self.currency);
        let lines = ctx.load().list(OrderLinesOf(order)).await.or_fail()?;
        let line = lines.iter().find(|row| row.id == self.row.order_line_id);
        let gone = || internal(&service::shop::fault::Fault::broken("a parcel's line is not in its order"));
        Ok(OrderLineItem { row: line.ok_or_else(gone)?.clone(), order, currency })
    }

    async fn quantity(&self) -> i32 {
        self.row.quantity
    }
}

connection!(
    /// What is in a parcel.
    FulfillmentLineItemConnection,
    FulfillmentLineItemEdge,
    FulfillmentLineItem
);
