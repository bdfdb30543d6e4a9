//! The rows of past orders.
use std::collections::BTreeMap;

use entity::{
    customer, fulfilment, fulfilment_line,
    ids::{CustomerId, OrderId, OrderLineId, ProductId, VariantId},
    money::Minor,
    order_allocation, order_line,
    order_line::{UnitRun, Units},
    sales_order::{self, Source, Status},
    strings::Strings,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use super::{
    read::{PastLine, PastOrder},
    write::Ground,
};
use crate::shop::{Unit, fault::Fault};

/// Something in the catalogue.
pub(super) struct Known {
    pub(super) variant: VariantId,
    pub(super) product: ProductId,
    pub(super) title: String,
    pub(super) variant_title: String,
    pub(super) requires_shipping: bool,
    pub(super) is_tracked: bool,
}

/// All rows of a batch.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) customers: Vec<customer::Model>,
    pub(super) orders: Vec<sales_order::Model>,
    pub(super) lines: Vec<order_line::Model>,
    pub(super) allocations: Vec<order_allocation::Model>,
    pub(super) fulfilments: Vec<fulfilment::Model>,
    pub(super) sent: Vec<fulfilment_line::Model>,
}

/// The rows of orders, numbered from `first` on.
pub(super) fn of<'g>(
    unit: &Unit,
    ground: &Ground,
    orders: &[&PastOrder],
    first: i64,
    good: impl Fn(&str) -> Option<&'g Known>,
) -> Result<Rows, Fault> {
    let mut rows = Rows::default();
    let mut customers = BTreeMap::new();
    for (number, past) in (first..).zip(orders) {
        let customer = past.customer.as_deref().map(customer_id);
        if let (Some(id), Some(name)) = (customer, &past.customer) {
            customers.entry(id).or_insert_with(|| self::customer(unit, id, name));
        }
        let order = order(unit, ground, past, number, customer)?;
        let parcel = parcel(unit, ground, &order, past);
        for (position, line) in (0..).zip(&past.lines) {
            let known = good(&line.sku).ok_or_else(|| Fault::broken("goods were met and are not known"))?;
            let line = self::line(unit, order.id, position, line, known, past);
            if known.is_tracked {
                rows.allocations.push(order_allocation::Model {
                    order_line_id: line.id,
                    location_id: ground.location,
                    quantity: line.quantity,
                    fulfilled: line.quantity,
                    released: 0,
                });
            }
            rows.sent.push(fulfilment_line::Model {
                fulfilment_id: parcel.id,
                order_line_id: line.id,
                quantity: line.quantity,
            });
            rows.lines.push(line);
        }
        rows.fulfilments.push(parcel);
        rows.orders.push(order);
    }
    rows.customers = customers.into_values().collect();
    Ok(rows)
}

/// A customer's key follows from what the other shop called them: they are found again by it.
fn customer_id(name: &str) -> CustomerId {
    let digest = Sha256::digest(format!("imported customer {name}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    CustomerId(Builder::from_custom_bytes(bytes).into_uuid())
}

fn customer(unit: &Unit, id: CustomerId, name: &str) -> customer::Model {
    customer::Model {
        id,
        user_id: None,
        email: None,
        phone: None,
        first_name: String::new(),
        last_name: String::new(),
        state: customer::State::Guest,
        accepts_marketing: false,
        tax_exempt: false,
        language: None,
        note: format!("Imported: {name}"),
        tags: Strings::default(),
        order_count: 0,
        version: 1,
        created_at: unit.now,
        updated_at: unit.now,
        deleted_at: None,
    }
}

fn order(
    unit: &Unit,
    ground: &Ground,
    past: &PastOrder,
    number: i64,
    customer: Option<CustomerId>,
) -> Result<sales_order::Model, Fault> {
    let total = past
        .lines
        .iter()
        .try_fold(0_i64, |sum, line| sum.checked_add(line.unit_price.0.checked_mul(i64::from(line.quantity))?));
    let total = Minor(total.ok_or_else(|| Fault::broken("an order comes to more than can be counted"))?);
    Ok(sales_order::Model {
        id: unit.new_id(),
        number: Some(number),
        status: Status::Delivered,
        source: Source::Import,
        cart_id: None,
        external_id: Some(past.id.clone()),
        secret_hash: None,
        attempt_token: None,
        customer_id: customer,
        email: None,
        phone: None,
        market_id: ground.market.id,
        country: ground.settings.shop.country,
        language: ground.settings.shop.language.clone(),
        currency: ground.currency,
        // Whatever taxes there were are in the prices.
        is_tax_included: true,
        subtotal: total,
        discount_total: Minor::ZERO,
        shipping_price: Minor::ZERO,
        shipping_discount: Minor::ZERO,
        shipping_tax: Minor::ZERO,
        tax_total: Minor::ZERO,
        total,
        current_subtotal: total,
        current_discount_total: Minor::ZERO,
        current_tax_total: Minor::ZERO,
        current_total: total,
        shipping_method: None,
        shipping_title: None,
        shipping_address: None,
        billing_address: None,
        note: String::new(),
        attributes: json!([]),
        cancel_reason: None,
        cancelled_at: None,
        placed_at: Some(past.placed_at),
        expires_at: None,
        edited_at: None,
        version: 1,
        created_at: past.placed_at,
        updated_at: unit.now,
    })
}

fn parcel(unit: &Unit, ground: &Ground, order: &sales_order::Model, past: &PastOrder) -> fulfilment::Model {
    fulfilment::Model {
        id: unit.new_id(),
        order_id: order.id,
        location_id: ground.location,
        status: fulfilment::Status::Delivered,
        tracking_company: None,
        tracking_number: None,
        tracking_url: None,
        sent_at: past.placed_at,
        delivered_at: Some(past.placed_at),
        created_at: past.placed_at,
        updated_at: unit.now,
    }
}

fn line(
    unit: &Unit,
    order: OrderId,
    position: i32,
    line: &PastLine,
    known: &Known,
    past: &PastOrder,
) -> order_line::Model {
    let id: OrderLineId = unit.new_id::<Uuid>().into();
    order_line::Model {
        id,
        order_id: order,
        position,
        variant_id: Some(known.variant),
        product_id: Some(known.product),
        title: known.title.clone(),
        variant_title: known.variant_title.clone(),
        sku: Some(line.sku.clone()),
        attributes: json!([]),
        requires_shipping: known.requires_shipping,
        is_gift_card: false,
        is_added: false,
        quantity: line.quantity,
        removed: 0,
        fulfilled: line.quantity,
        returned: 0,
        refunded: 0,
        unit_price: line.unit_price,
        compare_at: None,
        subtotal: line.unit_price * i64::from(line.quantity),
        discount: Minor::ZERO,
        tax: Minor::ZERO,
        units: Units(vec![UnitRun {
            count: line.quantity.unsigned_abs(),
            subtotal: line.unit_price,
            discount: Minor::ZERO,
            tax: Minor::ZERO,
        }]),
        created_at: past.placed_at,
        updated_at: unit.now,
    }
}
