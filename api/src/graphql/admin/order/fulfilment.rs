//! Parcels.
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::{ids::OrderLineId, money::Currency};
use service::order::read::Parcel;

use super::{line::LineItem, status::FulfillmentDisplayStatus};
use crate::graphql::{
    admin::location::object::{self as location, Location},
    context::ContextExt,
    error::OrFail,
    loader::{OrderLinesOf, Versioned},
    scalar::{DateTime, Url},
    storefront::node::id,
};

/// A part of an order, on its way.
#[derive(Clone)]
pub struct Fulfillment {
    pub parcel: Parcel,
    pub order: Versioned,
    pub currency: Currency,
}

/// How a parcel can be followed.
#[derive(Clone, Debug, SimpleObject)]
pub struct FulfillmentTrackingInfo {
    pub company: Option<String>,
    pub number: Option<String>,
    pub url: Option<Url>,
}

/// Units of a line in a parcel.
#[derive(Clone, SimpleObject)]
pub struct FulfillmentLineItem {
    pub line_item: Option<LineItem>,
    pub quantity: i32,
}

/// The line of an order that something is about.
pub(super) async fn line_item(
    ctx: &Context<'_>,
    order: Versioned,
    currency: Currency,
    line: OrderLineId,
) -> Result<Option<LineItem>> {
    let lines = ctx.load().list(OrderLinesOf(order)).await.or_fail()?;
    Ok(lines.iter().find(|row| row.id == line).map(|row| LineItem { row: row.clone(), order, currency }))
}

#[Object]
impl Fulfillment {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("Fulfillment", self.parcel.fulfilment.id)
    }

    async fn display_status(&self) -> FulfillmentDisplayStatus {
        self.parcel.fulfilment.status.into()
    }

    /// From where it was sent.
    async fn location(&self, ctx: &Context<'_>) -> Result<Option<Location>> {
        location::find(ctx, self.parcel.fulfilment.location_id).await
    }

    /// How it can be followed. Empty where nobody said.
    async fn tracking_info(&self) -> Vec<FulfillmentTrackingInfo> {
        let row = &self.parcel.fulfilment;
        let info = FulfillmentTrackingInfo {
            company: row.tracking_company.clone(),
            number: row.tracking_number.clone(),
            url: row.tracking_url.clone().map(Url),
        };
        let is_said = info.company.is_some() || info.number.is_some() || info.url.is_some();
        is_said.then_some(info).into_iter().collect()
    }

    /// What is in it.
    async fn line_items(&self, ctx: &Context<'_>) -> Result<Vec<FulfillmentLineItem>> {
        let mut items = Vec::with_capacity(self.parcel.lines.len());
        for row in &self.parcel.lines {
            let line_item = line_item(ctx, self.order, self.currency, row.order_line_id).await?;
            items.push(FulfillmentLineItem { line_item, quantity: row.quantity });
        }
        Ok(items)
    }

    async fn created_at(&self) -> DateTime {
        self.parcel.fulfilment.created_at.into()
    }

    async fn delivered_at(&self) -> Option<DateTime> {
        self.parcel.fulfilment.delivered_at.map(Into::into)
    }
}
