//! What a buyer should know about their cart, in the dialect's words.
use async_graphql::ID;
use entity::ids::{CartLineId, VariantId};
use service::{cart::warning::Warning, pricing::quote::RefusalReason};

use super::{code::CartWarningCode, key, object::Cart, payload::CartWarning};
use crate::graphql::storefront::node::id;

/// A warning, about a part of the cart where there is one.
pub fn of(warning: Warning, cart: &Cart) -> CartWarning {
    let line = |line: CartLineId| key::encode_part("CartLine", line, cart.0.cart.id);
    let line_or =
        |of: Option<CartLineId>, variant: VariantId| of.map_or_else(|| id::encode("ProductVariant", variant), line);
    let whole = || key::encode(cart.key());
    let warn = |code, target, message: String| CartWarning { code, target, message };
    match warning {
        Warning::NotEnoughStock { variant, line, available } => warn(
            CartWarningCode::MerchandiseNotEnoughStock,
            line_or(line, variant),
            format!("only {available} of it are left, and that many are in the cart"),
        ),
        Warning::OutOfStock { variant, line } => {
            warn(CartWarningCode::MerchandiseOutOfStock, line_or(line, variant), "nothing of it is left".to_owned())
        }
        Warning::NotSoldHere { line: of, .. } => warn(
            CartWarningCode::ProductUnavailableInBuyerLocation,
            line(of),
            "it is not sold in the buyer's market any more, and left out of the price".to_owned(),
        ),
        Warning::BeyondPricing { line: of, .. } => warn(
            CartWarningCode::CartValueTooLarge,
            line(of),
            "with it the cart comes to more than can be priced: it is left out of the price".to_owned(),
        ),
        Warning::PriceChanged { line: of, before, after } => {
            let before = super::pricing::amount_of(before, after.currency).amount.0;
            let (after, currency) = (super::pricing::amount_of(after.amount, after.currency).amount.0, after.currency);
            let message = format!("one of it costs {after} {currency} now, not {before}");
            warn(CartWarningCode::MerchandisePriceChanged, line(of), message)
        }
        Warning::LinesLeftOut { lines } => {
            let message = format!("{lines} lines of the other cart found no place in this one");
            warn(CartWarningCode::CartLinesLeftOut, whole(), message)
        }
        Warning::QuantityCapped { line: of, quantity, .. } => {
            let message = format!("nobody may have more of it than {quantity}");
            warn(CartWarningCode::MerchandiseQuantityCapped, line(of), message)
        }
        Warning::CodeRefused { code, reason } => {
            let why = super::pricing::reason(&reason, cart.0.cart.currency);
            let message = format!("the code {code:?} takes nothing off: {why}");
            warn(of_reason(&reason), ID(code), message)
        }
        Warning::DeliveryOptionGone { handle } => {
            let message = "the chosen delivery is not offered any more: the cheapest is taken instead".to_owned();
            warn(CartWarningCode::DeliveryOptionUnavailable, ID(handle), message)
        }
        Warning::DuplicateAddress { address } => warn(
            CartWarningCode::DuplicateDeliveryAddress,
            key::encode_part("CartSelectableAddress", address, cart.0.cart.id),
            "this address is on the cart already".to_owned(),
        ),
        Warning::GiftCardUnusable { last_characters } => {
            let message = format!("the gift card that ends in {last_characters} cannot be used any more");
            warn(CartWarningCode::PaymentsGiftCardsUnavailable, whole(), message)
        }
    }
}

fn of_reason(reason: &RefusalReason) -> CartWarningCode {
    match reason {
        RefusalReason::UnknownCode => CartWarningCode::DiscountNotFound,
        RefusalReason::SwitchedOff | RefusalReason::NotYetStarted { .. } | RefusalReason::Ended { .. } => {
            CartWarningCode::DiscountCurrentlyInactive
        }
        RefusalReason::CustomerMissing => CartWarningCode::DiscountEligibleCustomerMissing,
        RefusalReason::CustomerNotEligible | RefusalReason::NotFirstOrder => {
            CartWarningCode::DiscountCustomerNotEligible
        }
        RefusalReason::UsageLimitReached | RefusalReason::CodeUsageLimitReached => {
            CartWarningCode::DiscountUsageLimitReached
        }
        RefusalReason::CustomerUsageLimitReached => CartWarningCode::DiscountCustomerUsageLimitReached,
        RefusalReason::NoEntitledLines | RefusalReason::NotEnoughBought => CartWarningCode::DiscountNoEntitledLineItems,
        RefusalReason::NoEntitledShipping => CartWarningCode::DiscountNoEntitledShippingLines,
        RefusalReason::SubtotalTooLow { .. } => CartWarningCode::DiscountPurchaseNotInRange,
        RefusalReason::QuantityTooLow { .. } => CartWarningCode::DiscountQuantityNotInRange,
        RefusalReason::WrongCurrency { .. }
        | RefusalReason::WrongMarket
        | RefusalReason::WrongCountry
        | RefusalReason::NotCombinable { .. }
        | RefusalReason::AlreadyApplied
        | RefusalReason::NothingToDiscount => CartWarningCode::DiscountCodeNotHonoured,
    }
}
