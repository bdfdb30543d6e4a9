//! The steps from a cart to an order.
use async_graphql::{Context, ID, Object, Result};
use entity::payment::{Gateway, Status};
use service::{
    cart::{load, refusal::CartError},
    checkout::{
        choose_payment::{Agree, ChoosePayment, ChoosePaymentError, agree, choose_payment},
        place::{PlaceError, PlaceOrder, Placed, Wish, place},
        prepare::{Prepared, prepare},
    },
    payment::settle::settle,
    shop::idempotency::{Once, OnceError},
};
use uuid::Uuid;

use super::{
    code::SubmissionErrorCode,
    input::{CartCompleteInput, CartPaymentInput, PaymentGateway},
    key,
    object::{
        CartCompletePayload, CartOperationError, CartPaymentSession, CartPaymentSessionCreatePayload,
        CartPaymentUpdatePayload, CartPrepareForCompletionPayload, CartPrepareForCompletionResult, CartStatusNotReady,
        CartStatusReady, CartSubmitForCompletionPayload, CartSubmitForCompletionResult, SubmissionError,
        SubmitAlreadyAccepted, SubmitFailed, SubmitSuccess,
    },
    query::of_placed,
    refusal::{of_choice, of_obstacle, of_place, wrong_currency},
};
use crate::graphql::{
    context::ContextExt,
    error::{OrFail, internal},
    scalar::Url,
    storefront::cart::{
        checkout_url,
        code::CartErrorCode,
        mutation::target,
        object::Cart,
        payload::CartUserError,
        refusal::{PLAIN, user_errors},
    },
};

/// From a cart to an order.
#[derive(Default)]
pub struct CheckoutMutation;

#[Object]
impl CheckoutMutation {
    /// Says whether a cart can be ordered, and if so holds its goods for ten minutes.
    async fn cart_prepare_for_completion(
        &self,
        ctx: &Context<'_>,
        cart_id: ID,
    ) -> Result<CartPrepareForCompletionPayload> {
        let Prepared { cart, obstacles } = match prepare(ctx.shop(), &target(ctx, &cart_id, None)).await {
            Ok(prepared) => prepared,
            Err(error) => {
                let user_errors = user_errors(error, &PLAIN)?;
                return Ok(CartPrepareForCompletionPayload { result: None, user_errors });
            }
        };
        let currency = cart.cart.currency;
        let cart = Some(Cart::of(ctx, cart).await);
        let result = if obstacles.is_empty() {
            CartPrepareForCompletionResult::CartStatusReady(CartStatusReady { cart })
        } else {
            let errors = obstacles.iter().map(|obstacle| {
                let SubmissionError { code, message } = of_obstacle(obstacle, currency);
                CartOperationError { code: async_graphql::resolver_utils::enum_value(code).to_string(), message }
            });
            CartPrepareForCompletionResult::CartStatusNotReady(CartStatusNotReady { cart, errors: errors.collect() })
        };
        Ok(CartPrepareForCompletionPayload { result: Some(result), user_errors: Vec::new() })
    }

    /// Ours: says how a cart will be paid. The session's id is for `cartPaymentUpdate`.
    async fn cart_payment_session_create(
        &self,
        ctx: &Context<'_>,
        cart_id: ID,
        gateway: PaymentGateway,
        #[graphql(desc = "The gateway's token for how the buyer pays. Never a card number.")] source: Option<String>,
    ) -> Result<CartPaymentSessionCreatePayload> {
        if !ctx.gateways().has(gateway.into()) {
            let user_errors = vec![gateway_missing()];
            return Ok(CartPaymentSessionCreatePayload { session: None, user_errors });
        }
        let target = target(ctx, &cart_id, None);
        let request = ChoosePayment { target, gateway: gateway.into(), source, agreed: None };
        match choose_payment(ctx.shop(), &request).await {
            Ok(choice) => {
                let session = Some(CartPaymentSession { id: choice.session.to_string() });
                Ok(CartPaymentSessionCreatePayload { session, user_errors: Vec::new() })
            }
            Err(error) => Ok(CartPaymentSessionCreatePayload { session: None, user_errors: of_choice(error)? }),
        }
    }

    /// The buyer agrees to an amount, and to how it is paid.
    async fn cart_payment_update(
        &self,
        ctx: &Context<'_>,
        cart_id: ID,
        payment: CartPaymentInput,
    ) -> Result<CartPaymentUpdatePayload> {
        let target = target(ctx, &cart_id, None);
        let agreed = payment.amount.money()?;
        let refused = |user_errors| Ok(CartPaymentUpdatePayload { cart: None, user_errors, warnings: Vec::new() });
        let Some(cart) = load::load(ctx.shop(), &target.cart).await.or_fail()? else {
            return refused(user_errors(CartError::NotFound, &PLAIN)?);
        };
        if agreed.currency != cart.cart.currency {
            return refused(vec![wrong_currency(agreed, cart.cart.currency)]);
        }
        if let Some(direct) = payment.direct_payment_method {
            // What is no id is the id of no session.
            let session = Uuid::parse_str(&direct.session_id).unwrap_or(Uuid::nil());
            let request = Agree { target: target.clone(), session, agreed: agreed.amount };
            if let Err(error) = agree(ctx.shop(), &request).await {
                return refused(of_choice(error)?);
            }
        } else if payment.free_payment_method.is_none() {
            return refused(of_choice(ChoosePaymentError::SessionUnknown)?);
        }
        let cart = load::load(ctx.shop(), &target.cart).await.or_fail()?;
        let cart = match cart {
            Some(cart) => Some(Cart::of(ctx, cart).await),
            None => None,
        };
        Ok(CartPaymentUpdatePayload { cart, user_errors: Vec::new(), warnings: Vec::new() })
    }

    /// Orders a cart. With the same token it is the same attempt.
    async fn cart_submit_for_completion(
        &self,
        ctx: &Context<'_>,
        cart_id: ID,
        #[graphql(desc = "The client's own name for this attempt.")] attempt_token: String,
    ) -> Result<CartSubmitForCompletionPayload> {
        let request = PlaceOrder {
            target: target(ctx, &cart_id, None),
            payment: None,
            agreed: None,
            attempt_token: Some(attempt_token),
            once: None,
            is_captured_at_once: true,
        };
        let result = match submit(ctx, &request).await? {
            Ok(placed) => CartSubmitForCompletionResult::SubmitSuccess(SubmitSuccess {
                attempt_id: key::attempt_id(&placed),
                redirect_url: Url(key::order_url(ctx.base_url(), placed.order, Some(&placed.secret))),
            }),
            Err(PlaceError::AlreadyOrdered(placed)) => {
                let attempt_id = key::attempt_id(&placed);
                CartSubmitForCompletionResult::SubmitAlreadyAccepted(SubmitAlreadyAccepted { attempt_id })
            }
            Err(PlaceError::Cart(CartError::Fault(fault))) => return Err(internal(&fault)),
            Err(PlaceError::Cart(error)) => {
                let user_errors = user_errors(error, &PLAIN)?;
                return Ok(CartSubmitForCompletionPayload { result: None, user_errors });
            }
            Err(error) => CartSubmitForCompletionResult::SubmitFailed(SubmitFailed {
                checkout_url: Some(checkout_url(ctx.base_url(), &request.target.cart)),
                errors: of_place(error, ctx.viewer().currency())?,
            }),
        };
        Ok(CartSubmitForCompletionPayload { result: Some(result), user_errors: Vec::new() })
    }

    /// Ours: orders a cart and pays for it, all at once.
    async fn cart_complete(&self, ctx: &Context<'_>, input: CartCompleteInput) -> Result<CartCompletePayload> {
        let refused = |errors| Ok(CartCompletePayload { attempt: None, errors });
        let agreed = input.amount.money()?;
        if input.gateway.is_some_and(|gateway| !ctx.gateways().has(gateway.into())) {
            let message = Some("this shop does not take this way of paying".to_owned());
            return refused(vec![SubmissionError { code: SubmissionErrorCode::PaymentsMethodUnavailable, message }]);
        }
        let once = match once(&input) {
            Ok(once) => once,
            Err(error) => return refused(of_place(PlaceError::Once(error), agreed.currency)?),
        };
        let request = PlaceOrder {
            target: target(ctx, &input.cart_id, None),
            payment: input.gateway.map(|gateway| Wish { gateway: gateway.into(), source: input.source }),
            agreed: Some(agreed.amount),
            attempt_token: None,
            once,
            is_captured_at_once: true,
        };
        match submit(ctx, &request).await? {
            Ok(placed) => Ok(CartCompletePayload { attempt: of_placed(ctx, &placed).await?, errors: Vec::new() }),
            Err(error) => refused(of_place(error, agreed.currency)?),
        }
    }
}

/// Places an order, and asks its gateway.
async fn submit(ctx: &Context<'_>, request: &PlaceOrder) -> Result<Result<Placed, PlaceError>> {
    // By hand nobody's card is tried.
    if request.payment.as_ref().is_none_or(|wish| wish.gateway != Gateway::Manual) {
        ctx.may_pay()?;
    }
    let placed = match place(ctx.shop(), request).await {
        Ok(placed) => placed,
        Err(error) => return Ok(Err(error)),
    };
    let settled = settle(ctx.shop(), ctx.gateways(), placed.order).await.or_fail()?;
    if placed.is_new && settled.payments.iter().any(|payment| payment.status == Status::Failed) {
        ctx.declined();
    }
    Ok(Ok(placed))
}

/// The key of the request, which is the cart's: all that is asked for must be the same.
fn once(input: &CartCompleteInput) -> Result<Option<Once>, OnceError> {
    let Some(key) = &input.idempotency_key else { return Ok(None) };
    let request = format!(
        "cartComplete\n{}\n{}\n{:?}\n{:?}\n{:?}",
        input.cart_id.0, input.amount.amount.0, input.amount.currency_code, input.gateway, input.source
    );
    let cart = input.cart_id.0.split('?').next().unwrap_or_default();
    Once::new(format!("cart:{cart}"), key, &request).map(Some)
}

fn gateway_missing() -> CartUserError {
    CartUserError {
        code: Some(CartErrorCode::PaymentsCreditCardBaseGatewayNotSupported),
        field: Some(vec!["gateway".to_owned()]),
        message: "this shop does not take this way of paying".to_owned(),
    }
}
