//! What a cart and its lines cost, in the dialect's terms.
//!
//! Discounts of lines are in the lines' totals and in the subtotal; those of the whole order come after it.
use async_graphql::{Object, SimpleObject};
use entity::{money::Minor, promotion::Class};
use service::pricing::quote::QuotedLine;

use super::object::Cart;
use crate::graphql::storefront::money::MoneyV2;

/// What a cart costs.
pub struct CartCost(pub Cart);

#[Object]
impl CartCost {
    /// The lines after their own discounts, before discounts of the order, shipping and added tax.
    async fn subtotal_amount(&self) -> MoneyV2 {
        self.0.money(self.subtotal())
    }

    /// Whether the checkout may find another amount: only if something changes until then.
    async fn subtotal_amount_estimated(&self) -> bool {
        false
    }

    /// The same as `subtotalAmount`: nothing is paid later.
    async fn checkout_charge_amount(&self) -> MoneyV2 {
        self.0.money(self.subtotal())
    }

    /// Everything: lines, discounts, shipping and tax, before gift cards and store credit.
    async fn total_amount(&self) -> MoneyV2 {
        self.0.money(self.0.0.quote.total)
    }

    /// Whether the checkout may find another amount: as long as the buyer has not said where it goes and how.
    async fn total_amount_estimated(&self) -> bool {
        self.is_estimated()
    }

    /// All taxes, whether prices include them or not. Absent where none are due.
    async fn total_tax_amount(&self) -> Option<MoneyV2> {
        let quote = &self.0.0.quote;
        (!quote.taxes.is_empty()).then(|| self.0.money(quote.tax_total))
    }

    async fn total_tax_amount_estimated(&self) -> bool {
        self.is_estimated()
    }

    /// Duties are not computed.
    async fn total_duty_amount(&self) -> Option<MoneyV2> {
        None
    }

    async fn total_duty_amount_estimated(&self) -> bool {
        false
    }
}

impl CartCost {
    fn subtotal(&self) -> Minor {
        self.0.0.quote.lines.iter().map(after_own_discounts).sum()
    }

    fn is_estimated(&self) -> bool {
        let cart = &self.0.0;
        let is_sent = cart.shipped_lines().next().is_some();
        cart.selected_address().is_none() || (is_sent && cart.chosen_option.is_none())
    }
}

/// What a line costs.
#[derive(Clone, SimpleObject)]
pub struct CartLineCost {
    /// One unit.
    pub amount_per_quantity: MoneyV2,
    /// What one unit is compared with, if it is on sale.
    pub compare_at_amount_per_quantity: Option<MoneyV2>,
    /// All units, before discounts.
    pub subtotal_amount: MoneyV2,
    /// All units, after the line's own discounts.
    pub total_amount: MoneyV2,
}

impl CartLineCost {
    /// Of a line that cannot be bought: nothing.
    pub fn of(cart: &Cart, line: Option<&QuotedLine>) -> Self {
        let money = |amount| cart.money(amount);
        Self {
            amount_per_quantity: money(line.map_or(Minor(0), |line| line.unit_price)),
            compare_at_amount_per_quantity: line.and_then(|line| line.compare_at).map(money),
            subtotal_amount: money(line.map_or(Minor(0), |line| line.subtotal)),
            total_amount: money(line.map_or(Minor(0), after_own_discounts)),
        }
    }
}

/// A line after product discounts, before its share of order discounts.
fn after_own_discounts(line: &QuotedLine) -> Minor {
    let own = line.discounts.iter().filter(|part| part.class == Class::Product);
    line.subtotal - own.map(|part| part.amount).sum::<Minor>()
}
