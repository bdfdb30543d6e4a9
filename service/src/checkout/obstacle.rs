//! What keeps a cart from being ordered.
use entity::{
    cart_address,
    ids::{CartLineId, VariantId},
    money::Minor,
};

use crate::{
    cart::view::CartView,
    customer::address::{self, Demand, Field, Problem, Typed, TypedCountry},
};

/// Something that the buyer has to put right first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    #[error("there is nothing in the cart")]
    Empty,
    #[error("something in the cart cannot be bought here and now: take it out")]
    NotSold { line: CartLineId, variant: VariantId },
    #[error("of something in the cart, {available} can be had: put in fewer")]
    Short { variant: VariantId, available: i64 },
    #[error("an e-mail address is needed, to which the confirmation goes")]
    EmailMissing,
    #[error("a delivery address is needed")]
    AddressMissing,
    #[error("the delivery address {problem}: {field:?}")]
    Address { field: Field, problem: Problem },
    #[error("nothing is sent to this address")]
    NoDelivery,
    #[error("the chosen way of delivery is not offered any more: choose another")]
    DeliveryOptionGone,
    #[error("say how you want to pay")]
    PaymentMissing,
    #[error("say how much you agree to pay")]
    NotAgreed,
    /// In minor units of the cart's currency.
    #[error("the amount to pay is {} now, and was {} when it was agreed to: look at the cart again", .payable.0, .agreed.0)]
    PriceChanged { payable: Minor, agreed: Minor },
}

/// All that can be told of a cart as it is, but for how it is paid.
pub(super) fn of(cart: &CartView) -> Vec<Obstacle> {
    let mut found = Vec::new();
    if cart.lines.is_empty() && cart.unsold.is_empty() {
        found.push(Obstacle::Empty);
    }
    let unsold = cart.unsold.iter();
    found.extend(unsold.map(|line| Obstacle::NotSold { line: line.line.id, variant: line.variant.id }));
    if cart.cart.email.is_none() && cart.cart.customer_id.is_none() {
        found.push(Obstacle::EmailMissing);
    }
    if cart.shipped_lines().next().is_some() {
        found.extend(of_delivery(cart));
    }
    found
}

fn of_delivery(cart: &CartView) -> Vec<Obstacle> {
    let Some(selected) = cart.selected_address() else { return vec![Obstacle::AddressMissing] };
    if let Err(problems) = address::check(&typed(selected), Demand::Deliverable) {
        return problems.into_iter().map(|(field, problem)| Obstacle::Address { field, problem }).collect();
    }
    let Some(shipping) = &cart.quote.shipping else { return vec![Obstacle::NoDelivery] };
    let is_gone = cart.chosen_option.is_some() && !shipping.is_chosen;
    if is_gone { vec![Obstacle::DeliveryOptionGone] } else { Vec::new() }
}

fn typed(row: &cart_address::Model) -> Typed {
    Typed {
        first_name: row.first_name.clone(),
        last_name: row.last_name.clone(),
        company: row.company.clone(),
        address1: row.address1.clone(),
        address2: row.address2.clone(),
        city: row.city.clone(),
        province: row.province_code.clone(),
        zip: row.zip.clone(),
        country: row.country.map_or(TypedCountry::Absent, TypedCountry::Known),
        phone: row.phone.clone(),
    }
}
