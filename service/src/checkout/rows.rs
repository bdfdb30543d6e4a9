//! A cart's price, frozen.
use std::collections::HashMap;

use entity::{
    ids::{CartLineId, OrderId, OrderLineId, PromotionId},
    money::Minor,
    order_adjustment, order_line,
    sales_order::{self, Source, Status},
};
use serde_json::{Value, json};

use super::order_key;
use crate::{
    cart::{add_lines::Attribute, view::CartView},
    catalogue::variant,
    customer::address::{Postal, snapshot},
    order::frozen,
    pricing::quote::{Allocation, TaxLine},
    shop::{Unit, fault::Fault},
};

/// The rows of an order, but for where its goods come from.
pub(super) struct Rows {
    pub(super) order: sales_order::Model,
    pub(super) lines: Vec<order_line::Model>,
    pub(super) adjustments: Vec<order_adjustment::Model>,
}

/// What the cart does not say.
pub(super) struct Placing<'a> {
    pub(super) id: OrderId,
    pub(super) email: Option<String>,
    pub(super) attempt_token: Option<&'a str>,
    /// Until when it waits for its money.
    pub(super) expires_at: chrono::DateTime<chrono::Utc>,
}

/// An order that waits for its money.
pub(super) fn of(unit: &Unit, cart: &CartView, placing: &Placing<'_>) -> Result<Rows, Fault> {
    let order = order(unit, cart, placing)?;
    let ids: HashMap<CartLineId, OrderLineId> = cart.quote.lines.iter().map(|line| (line.id, unit.new_id())).collect();
    let of_line = |id: &CartLineId| ids.get(id).copied().ok_or_else(|| Fault::broken("a priced line is not there"));
    let mut lines = Vec::with_capacity(ids.len());
    let mut adjustments = Vec::new();
    let adjusting = Adjusting { unit, order: order.id, titles: titles(cart) };
    for (place, (view, quoted)) in cart.priced_lines().enumerate() {
        let id = of_line(&quoted.id)?;
        let position = i32::try_from(place).map_err(|error| Fault::other("numbering lines", error))?;
        lines.push(order_line::Model {
            id,
            order_id: order.id,
            position,
            variant_id: Some(view.variant.id),
            product_id: Some(view.product.id),
            title: view.product.title.clone(),
            variant_title: variant::title(&view.variant),
            sku: view.variant.sku.clone(),
            attributes: attributes(&view.attributes),
            requires_shipping: view.variant.requires_shipping,
            is_gift_card: view.product.is_gift_card,
            is_added: false,
            quantity: view.line.quantity,
            removed: 0,
            fulfilled: 0,
            returned: 0,
            refunded: 0,
            unit_price: quoted.unit_price,
            compare_at: quoted.compare_at,
            subtotal: quoted.subtotal,
            discount: quoted.discount(),
            tax: quoted.tax(),
            units: frozen::units(quoted),
            created_at: unit.now,
            updated_at: unit.now,
        });
        adjustments.extend(adjusting.of(Some(id), &quoted.discounts, &quoted.taxes));
    }
    if let Some(shipping) = &cart.quote.shipping {
        adjustments.extend(adjusting.of(None, &shipping.discounts, &shipping.taxes));
    }
    Ok(Rows { order, lines, adjustments })
}

fn order(unit: &Unit, cart: &CartView, placing: &Placing<'_>) -> Result<sales_order::Model, Fault> {
    let quote = &cart.quote;
    let shipping = quote.shipping.as_ref();
    let shipping_price = shipping.map_or(Minor::ZERO, |shipping| shipping.price);
    let delivery = cart.selected_address().map(|address| snapshot::write(&Postal::from(address))).transpose()?;
    let billing = cart.billing_address.as_ref().map(snapshot::write).transpose()?;
    Ok(sales_order::Model {
        id: placing.id,
        number: None,
        status: Status::Pending,
        source: Source::Cart,
        cart_id: Some(cart.cart.id),
        external_id: None,
        secret_hash: Some(order_key::hash(&cart.cart, placing.id)),
        attempt_token: placing.attempt_token.map(str::to_owned),
        customer_id: cart.cart.customer_id,
        email: placing.email.clone(),
        phone: cart.cart.phone.clone(),
        market_id: cart.cart.market_id,
        country: cart.cart.country,
        language: cart.cart.language.clone(),
        currency: quote.currency,
        is_tax_included: quote.is_tax_included,
        subtotal: quote.subtotal,
        discount_total: quote.discount_total,
        shipping_price,
        shipping_discount: shipping_price - quote.shipping_total,
        shipping_tax: shipping.map_or(Minor::ZERO, |shipping| shipping.taxes.iter().map(|tax| tax.amount).sum()),
        tax_total: quote.tax_total,
        total: quote.total,
        current_subtotal: quote.subtotal,
        current_discount_total: quote.discount_total,
        current_tax_total: quote.tax_total,
        current_total: quote.total,
        shipping_method: shipping.map(|shipping| shipping.option.handle().to_owned()),
        shipping_title: shipping.map(|shipping| shipping.option.method.name.clone()),
        billing_address: billing.or_else(|| delivery.clone()),
        shipping_address: delivery,
        note: cart.cart.note.clone(),
        attributes: attributes(&cart.attributes),
        cancel_reason: None,
        cancelled_at: None,
        placed_at: Some(unit.now),
        expires_at: Some(placing.expires_at),
        edited_at: None,
        version: 1,
        created_at: unit.now,
        updated_at: unit.now,
    })
}

fn attributes(of: &[Attribute]) -> Value {
    of.iter().map(|attribute| json!({ "key": attribute.key, "value": attribute.value })).collect()
}

fn titles(cart: &CartView) -> HashMap<PromotionId, &str> {
    cart.quote.applied.iter().map(|applied| (applied.promotion.id, applied.promotion.title.as_str())).collect()
}

struct Adjusting<'a> {
    unit: &'a Unit,
    order: OrderId,
    titles: HashMap<PromotionId, &'a str>,
}

impl Adjusting<'_> {
    fn of(
        &self,
        line: Option<OrderLineId>,
        discounts: &[Allocation],
        taxes: &[TaxLine],
    ) -> Vec<order_adjustment::Model> {
        let discounts = discounts.iter().map(|discount| order_adjustment::Model {
            promotion_id: Some(discount.promotion),
            class: Some(discount.class),
            code: discount.code.clone(),
            title: self.titles.get(&discount.promotion).copied().unwrap_or_default().to_owned(),
            amount: discount.amount,
            ..self.discount(line)
        });
        discounts.chain(frozen::taxes(self.unit, self.order, line, taxes)).collect()
    }

    fn discount(&self, line: Option<OrderLineId>) -> order_adjustment::Model {
        order_adjustment::Model {
            id: self.unit.new_id(),
            order_id: self.order,
            order_line_id: line,
            kind: order_adjustment::Kind::Discount,
            promotion_id: None,
            class: None,
            code: None,
            tax_rate_id: None,
            title: String::new(),
            rate: None,
            base: None,
            amount: Minor::ZERO,
        }
    }
}
