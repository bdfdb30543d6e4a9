//! The gateways of a running shop, as the options name them.
use std::time::Duration;

use service::{
    payment::gateway::{
        Gateway, Gateways, http,
        manual::Manual,
        signature::SigningSecret,
        stripe::{Stripe, StripeOptions},
        test::TestGateway,
    },
    shop::secret::Secret,
};

use crate::{
    cli::Failure,
    config::{GatewayName, PaymentOptions},
    http::payment_pages,
};

/// Makes the gateways. `base_url` is where clients reach the shop, without a slash at its end.
///
/// # Errors
/// A gateway that is asked for cannot be made.
pub(crate) fn gateways(options: &PaymentOptions, base_url: &str) -> Result<Gateways, Failure> {
    let http = http::client().map_err(|fault| Failure::while_doing("setting up payments", &fault))?;
    let mut gateways: Vec<Box<dyn Gateway>> = Vec::new();
    for name in wanted(options) {
        gateways.push(match name {
            GatewayName::Manual => Box::new(Manual),
            GatewayName::Test => {
                tracing::warn!("the test gateway is on: orders can be placed without money");
                // Whoever sends its deliveries is this process.
                let secret = Secret::random().map_err(|fault| Failure::while_doing("setting up payments", &fault))?;
                Box::new(TestGateway::new(base_url, SigningSecret::new(secret.reveal()), http.clone()))
            }
            GatewayName::Stripe => Box::new(stripe(options, base_url, http.clone())?),
        });
    }
    Ok(Gateways::new(gateways, Duration::from_millis(options.payment_timeout_ms)))
}

fn wanted(options: &PaymentOptions) -> Vec<GatewayName> {
    if !options.gateways.is_empty() {
        return options.gateways.clone();
    }
    let other = if options.stripe.key.is_some() { GatewayName::Stripe } else { GatewayName::Test };
    vec![GatewayName::Manual, other]
}

fn stripe(options: &PaymentOptions, base_url: &str, http: http::Client) -> Result<Stripe, Failure> {
    let Some(key) = options.stripe.key.clone() else {
        return Err(Failure::new("the stripe gateway needs OXCART_STRIPE_SECRET_KEY".to_owned()));
    };
    if options.stripe.webhook_secret.is_none() {
        tracing::warn!("OXCART_STRIPE_WEBHOOK_SECRET is not set: what Stripe tells of its own accord is not taken");
    }
    let options = StripeOptions {
        api_url: options.stripe_api_url.clone(),
        key,
        webhook_secret: options.stripe.webhook_secret.clone(),
        return_url: Some(format!("{base_url}{}", payment_pages::RETURN_PATH)),
    };
    Ok(Stripe::new(options, http))
}
