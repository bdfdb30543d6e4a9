//! What staff send about orders.
use async_graphql::{ID, InputObject, Result};
use entity::money::{Currency, Minor};
use service::order::{
    edit::Add,
    lines::Pick,
    price::{Wanted, What},
    returns::Arrived,
    tracking::Tracking,
};

use crate::graphql::{
    admin::money,
    scalar::Decimal,
    storefront::{address::MailingAddressInput, node::id},
};

/// Units of a line.
#[derive(Clone, Debug, InputObject)]
pub struct OrderLineItemQuantityInput {
    pub line_item_id: ID,
    pub quantity: i32,
}

/// What is given back: the sum of the parts.
#[derive(Clone, Debug, InputObject)]
pub struct RefundInput {
    pub order_id: ID,
    /// The version of the order that was seen: refused if it is another by now. Absent: what is left decides.
    pub version: Option<i64>,
    /// Units, at what was paid for them.
    pub refund_line_items: Option<Vec<OrderLineItemQuantityInput>>,
    /// Of what was paid for shipping, with its tax.
    pub shipping: Option<Decimal>,
    /// For nothing in particular.
    pub amount: Option<Decimal>,
    /// Why, at most 255 characters.
    pub note: Option<String>,
}

/// How a parcel can be followed.
#[derive(Clone, Debug, Default, InputObject)]
pub struct FulfillmentTrackingInput {
    /// Who carries it.
    pub company: Option<String>,
    /// What they call it.
    pub number: Option<String>,
    /// Their page about it.
    pub url: Option<String>,
}

/// A part of an order that leaves the house.
#[derive(Clone, Debug, InputObject)]
pub struct FulfillmentInput {
    pub order_id: ID,
    /// From where it is sent.
    pub location_id: ID,
    /// What is in it. Absent: all that is still to be sent from there.
    pub line_items: Option<Vec<OrderLineItemQuantityInput>>,
    pub tracking_info: Option<FulfillmentTrackingInput>,
}

/// What shall come back.
#[derive(Clone, Debug, InputObject)]
pub struct ReturnRequestInput {
    pub order_id: ID,
    pub return_line_items: Vec<OrderLineItemQuantityInput>,
    /// Why, at most 255 characters.
    pub reason: Option<String>,
    pub note: Option<String>,
    /// Agreed to at once.
    pub approved: Option<bool>,
}

/// Units of a line that are back in the house.
#[derive(Clone, Debug, InputObject)]
pub struct ReturnReceiveLineItemInput {
    pub line_item_id: ID,
    pub quantity: i32,
    /// On whose shelf they are put. Absent: on none, they cannot be sold again.
    pub restock_location_id: Option<ID>,
}

/// Units of a variant that are put into an order, at today's price.
#[derive(Clone, Debug, InputObject)]
pub struct OrderEditAddInput {
    pub variant_id: ID,
    pub quantity: i32,
}

/// What was agreed on.
#[derive(Clone, Debug, InputObject)]
pub struct DraftOrderInput {
    pub customer_id: Option<ID>,
    /// Absent: the customer's.
    pub email: Option<String>,
    /// Absent: the market of where it goes.
    pub market_id: Option<ID>,
    /// At most 250.
    pub line_items: Vec<DraftOrderLineItemInput>,
    pub shipping_line: Option<DraftOrderShippingLineInput>,
    pub shipping_address: Option<MailingAddressInput>,
    /// Absent: where it goes.
    pub billing_address: Option<MailingAddressInput>,
    pub note: Option<String>,
}

/// Something that is ordered: a variant, or what is in no catalogue and has a title and a price.
#[derive(Clone, Debug, InputObject)]
pub struct DraftOrderLineItemInput {
    pub variant_id: Option<ID>,
    /// Of what is in no catalogue.
    pub title: Option<String>,
    pub quantity: i32,
    /// Of one unit, in the market's currency. Absent: the variant's price of today.
    pub price: Option<Decimal>,
    /// Of what is in no catalogue; true if absent.
    pub taxable: Option<bool>,
    /// Of what is in no catalogue; false if absent.
    pub requires_shipping: Option<bool>,
}

/// What sending it is called and costs.
#[derive(Clone, Debug, InputObject)]
pub struct DraftOrderShippingLineInput {
    pub title: String,
    pub price: Decimal,
}

impl OrderLineItemQuantityInput {
    fn pick(&self) -> Result<Pick> {
        Ok(Pick { line: id::known("LineItem", &self.line_item_id)?, quantity: self.quantity })
    }
}

pub(super) fn picks(lines: &[OrderLineItemQuantityInput]) -> Result<Vec<Pick>> {
    lines.iter().map(OrderLineItemQuantityInput::pick).collect()
}

/// An amount in an order's currency; nothing if absent.
pub(super) fn amount(amount: Option<&Decimal>, currency: Currency) -> Result<Minor> {
    amount.map_or(Ok(Minor::ZERO), |amount| money::minor(amount, currency))
}

impl From<FulfillmentTrackingInput> for Tracking {
    fn from(input: FulfillmentTrackingInput) -> Self {
        Self { company: input.company, number: input.number, url: input.url }
    }
}

impl ReturnReceiveLineItemInput {
    pub(super) fn arrived(&self) -> Result<Arrived> {
        let location = self.restock_location_id.as_ref();
        Ok(Arrived {
            line: id::known("LineItem", &self.line_item_id)?,
            quantity: self.quantity,
            restock_at: location.map(|location| id::known("Location", location)).transpose()?,
        })
    }
}

impl OrderEditAddInput {
    pub(super) fn add(&self) -> Result<Add> {
        Ok(Add { variant: id::known("ProductVariant", &self.variant_id)?, quantity: self.quantity })
    }
}

impl DraftOrderLineItemInput {
    pub(super) fn wanted(&self, currency: Currency) -> Result<Wanted> {
        let what = match &self.variant_id {
            Some(variant) => What::Variant(id::known("ProductVariant", variant)?),
            None => What::Own {
                title: self.title.clone().unwrap_or_default(),
                is_taxable: self.taxable.unwrap_or(true),
                requires_shipping: self.requires_shipping.unwrap_or(false),
            },
        };
        let price = self.price.as_ref().map(|price| money::minor(price, currency)).transpose()?;
        Ok(Wanted { what, quantity: self.quantity, price })
    }
}
