//! Choosing a password with what came by mail.
use async_graphql::{Context, ID, Object, Result};
use entity::ids::CustomerId;
use service::customer::{
    choose_password::{ChoosePassword, Occasion, choose_password},
    recover::recover,
};
use uuid::Uuid;

use super::{
    input::{CustomerActivateInput, CustomerResetInput, secretive},
    payload::{
        CustomerActivateByUrlPayload, CustomerActivatePayload, CustomerRecoverPayload, CustomerResetByUrlPayload,
        CustomerResetPayload,
    },
    refusal,
};
use crate::graphql::{context::ContextExt, error::OrFail, scalar::Url, storefront::node::id};

#[derive(Default)]
pub struct PasswordMutation;

/// Runs the choice of a password and makes its payload.
macro_rules! chosen {
    ($ctx:expr, $payload:ident, $request:expr, $input:expr, $link:expr) => {{
        $ctx.slow_down().await?;
        Ok(match choose_password($ctx.shop(), &$request).await {
            Ok((customer, granted)) => $payload {
                customer: Some(customer.into()),
                customer_access_token: Some(granted.into()),
                errors: Vec::new(),
            },
            Err(error) => refusal::of_password(error, $input, $link)?.into(),
        })
    }};
}

#[Object]
impl PasswordMutation {
    /// Has a mail sent to choose another password. Whether there is such a customer is not told.
    async fn customer_recover(&self, ctx: &Context<'_>, email: String) -> Result<CustomerRecoverPayload> {
        ctx.slow_down().await?;
        recover(ctx.shop(), &email).await.or_fail()?;
        Ok(CustomerRecoverPayload::default())
    }

    /// Chooses another password with the token that came by mail. All logins end, and one begins.
    async fn customer_reset(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: CustomerResetInput,
    ) -> Result<CustomerResetPayload> {
        let Some(customer) = id::decode("Customer", &id)? else { return Ok(refusal::bad_link("id").into()) };
        let (token, password) = (secretive(input.reset_token), secretive(input.password));
        let request = ChoosePassword { customer, occasion: Occasion::Reset, token, password };
        chosen!(ctx, CustomerResetPayload, request, "input", &["input", "resetToken"])
    }

    /// Chooses another password with the link that came by mail.
    async fn customer_reset_by_url(
        &self,
        ctx: &Context<'_>,
        reset_url: Url,
        password: String,
    ) -> Result<CustomerResetByUrlPayload> {
        let Some((customer, token)) = of_link(&reset_url.0) else { return Ok(refusal::bad_link("resetUrl").into()) };
        let (token, password) = (secretive(token), secretive(password));
        let request = ChoosePassword { customer, occasion: Occasion::Reset, token, password };
        chosen!(ctx, CustomerResetByUrlPayload, request, "", &["resetUrl"])
    }

    /// Chooses the first password of an account, with the token that came by mail.
    async fn customer_activate(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: CustomerActivateInput,
    ) -> Result<CustomerActivatePayload> {
        let Some(customer) = id::decode("Customer", &id)? else { return Ok(refusal::bad_link("id").into()) };
        let (token, password) = (secretive(input.activation_token), secretive(input.password));
        let request = ChoosePassword { customer, occasion: Occasion::Activation, token, password };
        chosen!(ctx, CustomerActivatePayload, request, "input", &["input", "activationToken"])
    }

    /// Chooses the first password of an account, with the link that came by mail.
    async fn customer_activate_by_url(
        &self,
        ctx: &Context<'_>,
        activation_url: Url,
        password: String,
    ) -> Result<CustomerActivateByUrlPayload> {
        let Some((customer, token)) = of_link(&activation_url.0) else {
            return Ok(refusal::bad_link("activationUrl").into());
        };
        let (token, password) = (secretive(token), secretive(password));
        let request = ChoosePassword { customer, occasion: Occasion::Activation, token, password };
        chosen!(ctx, CustomerActivateByUrlPayload, request, "", &["activationUrl"])
    }
}

/// `https://shop.example/account/reset/<customer>/<token>`: the last two parts of the path.
fn of_link(link: &str) -> Option<(CustomerId, String)> {
    let link = url::Url::parse(link).ok()?;
    let mut parts = link.path_segments()?.rev().filter(|part| !part.is_empty());
    let (token, customer) = (parts.next()?, parts.next()?);
    Some((Uuid::parse_str(customer).ok()?.into(), token.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_end_in_the_customer_and_the_token() {
        let customer = Uuid::from_u128(7);
        let link = format!("https://shop.example/account/reset/{customer}/abc?x=1");
        assert_eq!(of_link(&link), Some((customer.into(), "abc".to_owned())));
        assert_eq!(of_link("https://shop.example/account/reset/7/abc"), None);
        assert_eq!(of_link("abc"), None);
    }
}
