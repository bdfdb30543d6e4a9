//! What an edit of lines has to know: the cart's lines, and all that limits and prices what is on them or
//! shall be. One statement.
use std::collections::HashMap;

use entity::{
    cart, cart_line,
    ids::{CartLineId, PriceListId, VariantId},
    money::Minor,
    variant::InventoryPolicy,
};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value, prelude::DateTimeUtc, prelude::Json};

use super::{candidate, refusal::LineProblem};
use crate::{
    inventory::availability,
    pricing::quote::{self, PriceCandidate},
    shop::{Unit, fault::Fault, settings::Market},
};

/// What a variant can be sold as.
#[derive(Clone, Debug)]
pub(super) struct Good {
    /// Published and not deleted.
    pub(super) is_known: bool,
    pub(super) prices: Vec<PriceCandidate>,
    is_tracked: bool,
    policy: InventoryPolicy,
    /// With what is held for this cart.
    available: i64,
    minimum: i32,
    maximum: Option<i32>,
    step: i32,
}

/// The cart's lines, oldest first, and the goods on them or asked for.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    pub(super) lines: Vec<cart_line::Model>,
    pub(super) goods: HashMap<VariantId, Good>,
    /// Whether stock is held for the cart.
    pub(super) is_held: bool,
}

impl Good {
    /// What is wrong about a buyer having so many of it.
    pub(super) fn problem_with(&self, units: i64) -> Option<LineProblem> {
        if units < i64::from(self.minimum) {
            return Some(LineProblem::BelowMinimum { minimum: self.minimum });
        }
        if let Some(maximum) = self.maximum.filter(|maximum| units > i64::from(*maximum)) {
            return Some(LineProblem::AboveMaximum { maximum });
        }
        (units % i64::from(self.step) != 0).then_some(LineProblem::NotAStep { step: self.step })
    }

    /// What one unit costs when so many of it are in the cart.
    pub(super) fn price(&self, units: i64) -> Option<PriceCandidate> {
        quote::price_of(&self.prices, units)
    }

    /// The most that a cart may hold of it, of what is there; none when there is no end to it.
    /// What is left over of a step cannot be sold, and nothing can when it is less than the minimum.
    pub(super) fn units_max(&self) -> Option<i64> {
        if !self.is_tracked || self.policy == InventoryPolicy::Continue {
            return None;
        }
        let whole_steps = self.available.max(0) / i64::from(self.step) * i64::from(self.step);
        Some(if whole_steps < i64::from(self.minimum) { 0 } else { whole_steps })
    }

    /// The most of it that one buyer may have, in whole steps.
    pub(super) fn units_per_buyer_max(&self) -> Option<i64> {
        let step = i64::from(self.step);
        self.maximum.map(|maximum| i64::from(maximum) / step * step)
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: VariantId,
    is_tracked: bool,
    inventory_policy: InventoryPolicy,
    quantity_minimum: i32,
    quantity_maximum: Option<i32>,
    quantity_step: i32,
    is_known: i32,
    available: i64,
    is_held: i32,
    line_id: Option<CartLineId>,
    quantity: Option<i32>,
    attributes: Option<Json>,
    likeness: Option<String>,
    parent_id: Option<CartLineId>,
    seen_amount: Option<Minor>,
    created_at: Option<DateTimeUtc>,
    updated_at: Option<DateTimeUtc>,
    price_list_id: Option<PriceListId>,
    min_quantity: Option<i32>,
    amount: Option<Minor>,
    compare_at: Option<Minor>,
}

/// Looks at a cart that was taken, and at the variants it shall hold.
pub(super) async fn look(
    unit: &Unit,
    cart: &cart::Model,
    market: &Market,
    wanted: &[VariantId],
) -> Result<Shelf, Fault> {
    let rows = Row::find_by_statement(statement(unit, cart, market, wanted)).all(&unit.tx).await?;
    let mut shelf = Shelf::default();
    let mut lines = HashMap::new();
    for row in rows {
        shelf.is_held |= row.is_held != 0;
        if let Some(line) = row.line(cart) {
            lines.insert(line.id, line);
        }
        let good = shelf.goods.entry(row.id).or_insert_with(|| Good {
            is_known: row.is_known != 0,
            prices: Vec::new(),
            is_tracked: row.is_tracked,
            policy: row.inventory_policy,
            available: row.available,
            minimum: row.quantity_minimum,
            maximum: row.quantity_maximum,
            step: row.quantity_step,
        });
        if let (Some(list), Some(min_quantity), Some(amount)) = (row.price_list_id, row.min_quantity, row.amount) {
            let candidate = candidate::of(&market.price_list, list, i64::from(min_quantity), amount, row.compare_at)?;
            // A variant on two lines comes with its prices twice.
            if !good.prices.contains(&candidate) {
                good.prices.push(candidate);
            }
        }
    }
    shelf.lines = lines.into_values().collect();
    shelf.lines.sort_unstable_by_key(|line| (line.created_at, line.id));
    Ok(shelf)
}

impl Row {
    fn line(&self, cart: &cart::Model) -> Option<cart_line::Model> {
        Some(cart_line::Model {
            id: self.line_id?,
            cart_id: cart.id,
            variant_id: self.id,
            quantity: self.quantity?,
            attributes: self.attributes.clone()?,
            likeness: self.likeness.clone()?,
            parent_id: self.parent_id,
            seen_amount: self.seen_amount,
            created_at: self.created_at?,
            updated_at: self.updated_at?,
        })
    }
}

fn statement(unit: &Unit, cart: &cart::Model, market: &Market, wanted: &[VariantId]) -> Statement {
    let mut values: Vec<Value> = vec![cart.id.into(), unit.now.into()];
    let lists = candidate::lists(&mut values, cart.customer_id, market);
    let locations = candidate::places(&mut values, market.locations.iter().map(|id| (*id).into()));
    let wanted = candidate::places(&mut values, wanted.iter().map(|id| (*id).into()));
    let available = availability::available_to(&locations, "$2", "$1");
    let sql = format!(
        "SELECT v.id, v.is_tracked, v.inventory_policy, v.quantity_minimum, v.quantity_maximum, v.quantity_step, \
           CASE WHEN v.deleted_at IS NULL AND p.status = 'active' AND p.deleted_at IS NULL AND p.published_at <= $2 \
             THEN 1 ELSE 0 END AS is_known, {available} AS available, \
           CASE WHEN EXISTS (SELECT 1 FROM reservation h WHERE h.holder_id = $1 AND h.expires_at > $2) THEN 1 ELSE 0 END AS is_held, \
           l.id AS line_id, l.quantity, l.attributes, l.likeness, l.parent_id, l.seen_amount, l.created_at, \
           l.updated_at, t.price_list_id, t.min_quantity, t.amount, t.compare_at \
         FROM variant v JOIN product p ON p.id = v.product_id \
         LEFT JOIN cart_line l ON l.cart_id = $1 AND l.variant_id = v.id \
         LEFT JOIN price t ON t.variant_id = v.id AND {lists} \
         WHERE v.id IN (SELECT variant_id FROM cart_line WHERE cart_id = $1 \
           UNION SELECT id FROM variant WHERE id IN ({wanted}))"
    );
    Statement::from_sql_and_values(unit.tx.get_database_backend(), sql, values)
}
