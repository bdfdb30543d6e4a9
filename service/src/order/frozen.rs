//! What a price was computed to be, as rows that never change.
use entity::{
    ids::{LocationId, OrderId, OrderLineId, VariantId},
    money::Minor,
    order_adjustment, order_allocation, order_line,
    order_line::{UnitRun, Units},
};

use crate::{
    inventory::reserve::Held,
    pricing::quote::{QuotedLine, TaxLine},
    shop::{Unit, fault::Fault},
};

/// A line unit by unit.
pub(crate) fn units(line: &QuotedLine) -> Units {
    let runs = line.units.iter().map(|run| UnitRun {
        count: run.count,
        subtotal: run.subtotal,
        discount: run.discount,
        tax: run.tax,
    });
    Units(runs.collect())
}

/// The taxes of a line; without one, of shipping.
pub(crate) fn taxes(
    unit: &Unit,
    order: OrderId,
    line: Option<OrderLineId>,
    taxes: &[TaxLine],
) -> Vec<order_adjustment::Model> {
    let rows = taxes.iter().map(|tax| order_adjustment::Model {
        id: unit.new_id(),
        order_id: order,
        order_line_id: line,
        kind: order_adjustment::Kind::Tax,
        promotion_id: None,
        class: None,
        code: None,
        tax_rate_id: Some(tax.id),
        title: tax.name.clone(),
        rate: Some(tax.rate.to_string()),
        base: Some(tax.base),
        amount: tax.amount,
    });
    rows.collect()
}

/// From where each line is sent: what was taken of a variant is given to its lines in their order.
///
/// # Errors
/// A [`Fault`] when more was taken than the lines ask for.
pub(crate) fn allocations(lines: &[order_line::Model], taken: &[Held]) -> Result<Vec<order_allocation::Model>, Fault> {
    let mut left: Vec<(VariantId, LocationId, i64)> =
        taken.iter().map(|held| (held.variant, held.location, held.quantity)).collect();
    let mut rows = Vec::with_capacity(lines.len());
    for line in lines {
        let mut missing = i64::from(line.quantity);
        for (_, location, quantity) in left.iter_mut().filter(|(variant, ..)| Some(*variant) == line.variant_id) {
            let part = missing.min(*quantity);
            if part == 0 {
                continue;
            }
            *quantity -= part;
            missing -= part;
            rows.push(order_allocation::Model {
                order_line_id: line.id,
                location_id: *location,
                quantity: i32::try_from(part).map_err(|error| Fault::other("allocating a line", error))?,
                fulfilled: 0,
                released: 0,
            });
        }
    }
    if left.iter().any(|(.., quantity)| *quantity > 0) {
        return Err(Fault::broken("more was taken than was ordered"));
    }
    Ok(rows)
}

/// What a line has when nothing has happened to it.
pub(super) struct Described<'a> {
    pub(super) id: OrderLineId,
    pub(super) order: OrderId,
    pub(super) position: i32,
    pub(super) quoted: &'a QuotedLine,
    pub(super) good: &'a super::price::Good,
    pub(super) is_added: bool,
}

/// A line as it is written.
pub(super) fn line(unit: &Unit, of: &Described<'_>) -> Result<order_line::Model, Fault> {
    let (good, quoted) = (of.good, of.quoted);
    Ok(order_line::Model {
        id: of.id,
        order_id: of.order,
        position: of.position,
        variant_id: good.variant,
        product_id: good.product,
        title: good.title.clone(),
        variant_title: good.variant_title.clone(),
        sku: good.sku.clone(),
        attributes: serde_json::json!([]),
        requires_shipping: good.requires_shipping,
        is_gift_card: good.is_gift_card,
        is_added: of.is_added,
        quantity: i32::try_from(quoted.quantity).map_err(|error| Fault::other("writing a line", error))?,
        removed: 0,
        fulfilled: 0,
        returned: 0,
        refunded: 0,
        unit_price: quoted.unit_price,
        compare_at: quoted.compare_at,
        subtotal: quoted.subtotal,
        discount: quoted.discount(),
        tax: quoted.tax(),
        units: units(quoted),
        created_at: unit.now,
        updated_at: unit.now,
    })
}

/// The tax of shipping, or of whatever these are of.
pub(super) fn sum(taxes: &[TaxLine]) -> Minor {
    taxes.iter().map(|tax| tax.amount).sum()
}
