//! Ours: what a checkout would come to, without one and without a cart.
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use service::{
    cart::{
        refusal::CartError,
        simulate::{SimulateError, simulate},
    },
    pricing::quote::QuotedLine,
};

use super::{
    cost::CartLineCost,
    delivery::CartDeliveryOption,
    discount::{self, CartDiscountAllocation, CartDiscountCode},
    input::{
        CartAddressInput, CartBuyerIdentityInput, CartDeliveryAddressInput, CartDeliveryInput, CartInput,
        CartLineInput, CartSelectableAddressInput,
    },
    line::Merchandise,
    mutation,
    object::Cart,
    payload::{CartUserError, CartWarning},
    pricing::{CartPricing, CartTax},
    refusal::{CREATE, user_errors},
    warning,
};
use crate::graphql::{
    context::ContextExt,
    error::{Code, error, internal},
    storefront::variant::ProductVariant,
};

/// What would be bought, by whom, and where it would go.
#[derive(Clone, Debug, InputObject)]
pub struct SimulateCheckoutInput {
    pub lines: Vec<CartLineInput>,
    pub buyer_identity: Option<CartBuyerIdentityInput>,
    pub discount_codes: Option<Vec<String>>,
    pub gift_card_codes: Option<Vec<String>>,
    /// Decides taxes and the ways to send it. Left out: all that is known is the buyer's country.
    pub delivery_address: Option<CartDeliveryAddressInput>,
    /// The way it is sent. Left out, or not offered: the cheapest.
    pub delivery_option_handle: Option<String>,
}

/// What `simulateCheckout` answers.
#[derive(SimpleObject)]
pub struct SimulateCheckoutPayload {
    /// Absent when it was refused.
    pub checkout: Option<SimulatedCheckout>,
    /// Why a cart like this would be refused.
    pub user_errors: Vec<CartUserError>,
    /// What the buyer of it should know: what is out of stock, which codes do nothing.
    pub warnings: Vec<CartWarning>,
}

/// What a checkout would come to now.
pub struct SimulatedCheckout(Cart);

/// A line of it.
#[derive(SimpleObject)]
pub struct SimulatedLine {
    pub merchandise: Merchandise,
    /// What would be in the cart: less than was asked for where stock is short.
    pub quantity: i32,
    /// What there is of it. Absent where nobody counts.
    pub quantity_available: Option<i32>,
    /// Whether it is sold in the buyer's market. What is not costs nothing here.
    pub is_sold: bool,
    pub cost: CartLineCost,
    pub discount_allocations: Vec<CartDiscountAllocation>,
    pub taxes: Vec<CartTax>,
}

#[Object]
impl SimulatedCheckout {
    /// What would be in it, in the order of the input; what is alike is one line.
    async fn lines(&self) -> Vec<SimulatedLine> {
        let cart = &self.0.0;
        let sold = cart.priced_lines().map(|(line, quoted)| (line, Some(quoted)));
        let all = sold.chain(cart.unsold.iter().map(|line| (line, None)));
        let taxes = |line: &QuotedLine| line.taxes.iter().map(|tax| CartTax::of(tax, cart.cart.currency)).collect();
        let lines = all.map(|(line, quoted)| SimulatedLine {
            merchandise: Merchandise::ProductVariant(ProductVariant(line.variant.clone())),
            quantity: line.line.quantity,
            quantity_available: line.available.map(|left| i32::try_from(left.max(0)).unwrap_or(i32::MAX)),
            is_sold: quoted.is_some(),
            cost: CartLineCost::of(&self.0, quoted),
            discount_allocations: quoted.map(|line| discount::of_line(&cart.quote, line)).unwrap_or_default(),
            taxes: quoted.map(taxes).unwrap_or_default(),
        });
        lines.collect()
    }

    /// The price, cent by cent, with the promotions that apply and those that do not.
    async fn pricing(&self) -> CartPricing {
        CartPricing::of(&self.0.0.quote, None)
    }

    async fn discount_codes(&self) -> Vec<CartDiscountCode> {
        let codes = self.0.0.codes.iter();
        codes.map(|code| CartDiscountCode { code: code.code.clone(), applicable: code.refused.is_none() }).collect()
    }

    /// The ways to send it, with what each costs before discounts.
    async fn delivery_options(&self) -> Vec<CartDeliveryOption> {
        self.0.0.delivery_options().iter().map(|option| CartDeliveryOption::of(&self.0, option)).collect()
    }

    /// The way it would be sent. Absent when nothing is sent, or there is no way.
    async fn selected_delivery_option(&self) -> Option<CartDeliveryOption> {
        self.0.0.quote.shipping.as_ref().map(|shipping| CartDeliveryOption::of(&self.0, &shipping.option))
    }
}

/// The root for what would be.
#[derive(Default)]
pub struct SimulateQuery;

#[Object]
impl SimulateQuery {
    /// Ours: price, stock, taxes, ways to send and promotions of what would be in a cart. Nothing comes of it.
    async fn simulate_checkout(
        &self,
        ctx: &Context<'_>,
        input: SimulateCheckoutInput,
    ) -> Result<SimulateCheckoutPayload> {
        let refused = |user_errors| Ok(SimulateCheckoutPayload { checkout: None, user_errors, warnings: Vec::new() });
        ctx.once("simulateCheckout")?;
        let option = input.delivery_option_handle.clone();
        let mut request = match mutation::read_cart(ctx, as_cart(input)).await? {
            Ok(request) => request,
            Err(user_errors) => return refused(user_errors),
        };
        request.delivery_option = option;
        match simulate(ctx.shop(), &request).await {
            Ok(seen) => {
                let cart = Cart::of(ctx, seen.cart).await;
                let warnings = seen.warnings.into_iter().map(|warning| warning::of(warning, &cart)).collect();
                Ok(SimulateCheckoutPayload {
                    checkout: Some(SimulatedCheckout(cart)),
                    user_errors: Vec::new(),
                    warnings,
                })
            }
            Err(SimulateError::Fault(fault) | SimulateError::Refused(CartError::Fault(fault))) => Err(internal(&fault)),
            Err(SimulateError::Refused(refusal)) => refused(user_errors(refusal, &CREATE)?),
            Err(busy @ SimulateError::Busy) => Err(error(Code::RateLimited, busy.to_string())),
        }
    }
}

fn as_cart(input: SimulateCheckoutInput) -> CartInput {
    let address = input.delivery_address.map(|address| CartSelectableAddressInput {
        address: CartAddressInput { copy_from_customer_address_id: None, delivery_address: Some(address) },
        one_time_use: Some(true),
        selected: Some(true),
        validation_strategy: None,
    });
    CartInput {
        lines: Some(input.lines),
        buyer_identity: input.buyer_identity,
        discount_codes: input.discount_codes,
        gift_card_codes: input.gift_card_codes,
        delivery: address.map(|address| CartDeliveryInput { addresses: Some(vec![address]) }),
        ..CartInput::default()
    }
}
