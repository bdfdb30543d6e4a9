//! Steps 4 and 5: what shipping costs, and what shipping promotions take off it.
use entity::money::Minor;

use super::{
    combination::Candidate,
    draft::Draft,
    outcome::{QuotedShipping, RefusalReason},
    step::{How, Subject, Why},
    tax,
};
use crate::{
    pricing::{
        promotion::{Action, Promotion, ShippingAction},
        rounding::{self, Fraction},
        shipping::{self, Parcel, ShippingOption},
    },
    shop::fault::Fault,
};

/// The goods that are sent, as they stand.
fn parcel(draft: &Draft<'_>) -> Option<Parcel> {
    let mut parcel = Parcel { currency: draft.basket.currency, goods: Minor::ZERO, weight_mg: 0, quantity: 0 };
    for draft in draft.lines.iter().filter(|draft| draft.line.requires_shipping) {
        let quantity = i64::from(draft.line.quantity);
        parcel.goods += draft.total;
        parcel.weight_mg = parcel.weight_mg.saturating_add(draft.line.weight_mg.saturating_mul(quantity));
        parcel.quantity += quantity;
    }
    (parcel.quantity > 0).then_some(parcel)
}

/// The ways to ship the goods as they stand.
pub(super) fn options(draft: &Draft<'_>) -> Vec<ShippingOption> {
    let offered = draft.basket.delivery.as_ref().zip(parcel(draft));
    offered.map_or_else(Vec::new, |(delivery, parcel)| shipping::options(&delivery.methods, &parcel))
}

/// The option that the buyer chose, else the cheapest; and whether they did.
pub(super) fn choose(draft: &Draft<'_>) -> Option<(ShippingOption, bool)> {
    let options = options(draft);
    let chosen = draft.basket.delivery.as_ref().and_then(|delivery| delivery.chosen.as_deref());
    if let Some(option) = options.iter().find(|option| Some(option.handle()) == chosen) {
        return Some((option.clone(), true));
    }
    // Of equals the first, as they are shown.
    options.into_iter().min_by_key(|option| option.price).map(|option| (option, false))
}

/// What a promotion takes off a price of shipping.
pub(super) fn discount(price: Minor, promotion: &Promotion, action: ShippingAction) -> Result<Minor, Fault> {
    let amount = match action {
        ShippingAction::Free => price,
        ShippingAction::Percentage { rate } => rounding::part(price, Fraction::from(rate))?,
        ShippingAction::Amount { amount } => amount,
        ShippingAction::FixedPrice { price: fixed } => price - fixed,
    };
    let capped = promotion.maximum_discount.map_or(amount, |maximum| amount.min(maximum));
    Ok(capped.clamp(Minor::ZERO, price))
}

/// Shipping with its discounts, not taxed yet.
pub(super) fn quote(draft: &mut Draft<'_>, candidates: &[Candidate<'_>]) -> Result<Option<QuotedShipping>, Fault> {
    let Some((option, is_chosen)) = choose(draft) else {
        for candidate in candidates {
            draft.refuse(candidate.played, RefusalReason::NoEntitledShipping);
        }
        return Ok(None);
    };
    if !(0..=super::SUBTOTAL_MAX).contains(&option.price.0) {
        return Err(Fault::broken("an amount of money is out of range"));
    }
    let goods = parcel(draft).map_or(Minor::ZERO, |parcel| parcel.goods);
    draft.step(
        Subject::Shipping,
        (Minor::ZERO, option.price),
        Why::Shipping {
            method: option.method.name.clone(),
            rate: option.rate,
            is_chosen,
            is_free_from: option.is_free_from,
            goods,
        },
    );
    let mut price = option.price;
    if draft.basket.is_tax_inclusive && draft.basket.customer.is_tax_exempt {
        price = tax::net_of_shipping(draft, &option)?;
        if price != option.price {
            draft.step(Subject::Shipping, (option.price, price), Why::ShippingTaxTakenOut);
        }
    }
    let mut shipping =
        QuotedShipping { option, is_chosen, price, discounts: Vec::new(), total: price, taxes: Vec::new() };
    take_off(draft, &mut shipping, candidates)?;
    Ok(Some(shipping))
}

fn take_off(draft: &mut Draft<'_>, shipping: &mut QuotedShipping, candidates: &[Candidate<'_>]) -> Result<(), Fault> {
    for candidate in candidates {
        let played = candidate.played;
        let Action::Shipping(action) = played.promotion.action else { continue };
        let before = shipping.total;
        let amount = discount(before, played.promotion, action)?;
        if amount.0 == 0 {
            draft.refuse(played, RefusalReason::NothingToDiscount);
            continue;
        }
        shipping.total -= amount;
        shipping.discounts.push(played.allocation(amount));
        let how = match action {
            // The maximum may have taken the place of what the action says.
            _ if Some(amount) == played.promotion.maximum_discount => How::Amount { amount },
            ShippingAction::Free => How::Free,
            ShippingAction::Percentage { rate } => How::Rate { rate, of: before },
            ShippingAction::Amount { .. } => How::Amount { amount },
            ShippingAction::FixedPrice { price } => How::FixedPrice { price, units: 1 },
        };
        draft.step(Subject::Shipping, (before, shipping.total), played.why(how));
        draft.apply(played, amount);
    }
    Ok(())
}
