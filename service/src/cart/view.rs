//! A cart as its buyer sees it.
use std::{collections::HashSet, sync::Arc};

use entity::{
    cart, cart_address, cart_line,
    ids::{CartLineId, CouponCodeId, GiftCardId, PromotionId, VariantId},
    money::{Currency, Minor, Money},
    variant::{self, InventoryPolicy},
};

use super::{add_lines::Attribute, key::CartKey, warning::Warning};
use crate::{
    catalogue::product::Product,
    customer::address::Postal,
    pricing::{
        quote::{Quote, QuotedLine, RefusalReason},
        shipping::ShippingOption,
    },
    shop::settings::Market,
};

/// A cart with its price.
#[derive(Clone, Debug)]
pub struct CartView {
    /// As it was opened. Its buyer is told the same id and secret again, also when they are those of a cart that
    /// was merged into this one.
    pub key: CartKey,
    pub cart: cart::Model,
    pub attributes: Vec<Attribute>,
    pub market: Arc<Market>,
    /// Those that can be bought, oldest first: the quote's lines, in the same order.
    pub lines: Vec<LineView>,
    /// Those that cannot be bought here and now. They cost nothing and are kept: that may pass.
    pub unsold: Vec<LineView>,
    /// Of these variants prices rose so much that the cart comes to more than can be priced: they are among `unsold`.
    pub beyond: Vec<VariantId>,
    /// In the order in which they were entered.
    pub codes: Vec<CodeView>,
    pub gift_cards: Vec<GiftCardView>,
    pub addresses: Vec<cart_address::Model>,
    /// Absent: the selected address.
    pub billing_address: Option<Postal>,
    /// The method that the buyer chose, offered or not.
    pub chosen_option: Option<String>,
    /// What its customer has in the cart's currency, used or not.
    pub store_credit: Option<Minor>,
    pub quote: Quote,
}

/// A line and what is on it.
#[derive(Clone, Debug)]
pub struct LineView {
    pub line: cart_line::Model,
    pub attributes: Vec<Attribute>,
    pub variant: Arc<variant::Model>,
    pub product: Arc<Product>,
    /// What this cart could have of it, with what is held for it. Absent where stock is not counted.
    pub available: Option<i64>,
}

/// A discount code as entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeView {
    /// Absent for a code that does not exist.
    pub id: Option<CouponCodeId>,
    pub code: String,
    /// Absent for a code that does not exist.
    pub promotion: Option<PromotionId>,
    /// Why it takes nothing off. Absent when it does.
    pub refused: Option<RefusalReason>,
}

/// A gift card that pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GiftCardView {
    pub id: GiftCardId,
    pub last_characters: String,
    pub currency: Currency,
    pub balance: Minor,
    /// What it pays of this cart.
    pub used: Minor,
    /// Switched on, not expired, this buyer's to use, and in the cart's currency.
    pub is_usable: bool,
}

impl CartView {
    /// An amount in the cart's currency.
    pub fn money(&self, amount: Minor) -> Money {
        Money { amount, currency: self.cart.currency }
    }

    /// The lines with what they cost.
    pub fn priced_lines(&self) -> impl ExactSizeIterator<Item = (&LineView, &QuotedLine)> + DoubleEndedIterator {
        self.lines.iter().zip(&self.quote.lines)
    }

    /// Units on all lines that can be bought.
    pub fn units(&self) -> i64 {
        self.lines.iter().map(|line| i64::from(line.line.quantity)).sum()
    }

    /// Where its goods go, if the buyer said so.
    pub fn selected_address(&self) -> Option<&cart_address::Model> {
        self.addresses.iter().find(|address| address.is_selected)
    }

    /// The lines that are sent. Without any there is no delivery group.
    pub fn shipped_lines(&self) -> impl Iterator<Item = (&LineView, &QuotedLine)> {
        self.priced_lines().filter(|(line, _)| line.variant.requires_shipping)
    }

    /// The ways to send them.
    pub fn delivery_options(&self) -> &[ShippingOption] {
        &self.quote.shipping_options
    }

    /// What there is to tell the buyer: what an edit found, and what is so as it stands.
    pub(super) fn warnings(&self, of_edit: Vec<Warning>) -> Vec<Warning> {
        let mut warnings = of_edit;
        let said: HashSet<_> = warnings.iter().filter_map(Warning::about_stock).collect();
        for line in self.lines.iter().filter(|line| !said.contains(&line.variant.id)) {
            warnings.extend(self.stock_warning(line));
        }
        let unsold = self.unsold.iter();
        warnings.extend(unsold.map(|line| {
            let (variant, line) = (line.variant.id, line.line.id);
            if self.beyond.contains(&variant) {
                Warning::BeyondPricing { variant, line }
            } else {
                Warning::NotSoldHere { variant, line }
            }
        }));
        for code in &self.codes {
            let refused = code.refused.clone();
            warnings.extend(refused.map(|reason| Warning::CodeRefused { code: code.code.clone(), reason }));
        }
        for card in self.gift_cards.iter().filter(|card| !card.is_usable) {
            warnings.push(Warning::GiftCardUnusable { last_characters: card.last_characters.clone() });
        }
        let is_offered = |handle: &str| self.delivery_options().iter().any(|option| option.handle() == handle);
        if let Some(handle) = self.chosen_option.as_deref().filter(|handle| !is_offered(handle))
            && self.shipped_lines().next().is_some()
        {
            warnings.push(Warning::DeliveryOptionGone { handle: handle.to_owned() });
        }
        warnings
    }

    fn stock_warning(&self, line: &LineView) -> Option<Warning> {
        let available = line.available.filter(|_| line.variant.inventory_policy == InventoryPolicy::Deny)?;
        let (variant, id): (_, CartLineId) = (line.variant.id, line.line.id);
        let of_it = self.lines.iter().filter(|other| other.variant.id == variant);
        let units: i64 = of_it.map(|line| i64::from(line.line.quantity)).sum();
        match available {
            ..=0 => Some(Warning::OutOfStock { variant, line: Some(id) }),
            _ if available < units => Some(Warning::NotEnoughStock { variant, line: Some(id), available }),
            _ => None,
        }
    }
}

impl LineView {
    /// The unit price that the buyer saw at their last edit of lines.
    pub fn seen_amount(&self) -> Option<Minor> {
        self.line.seen_amount
    }
}
