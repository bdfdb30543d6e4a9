//! Logging in and out.
use async_graphql::{Context, Object, Result};
use service::auth::{
    login::{self, LogIn},
    password::Password,
    session,
};

use super::{
    input::CustomerAccessTokenCreateInput,
    payload::{CustomerAccessTokenCreatePayload, CustomerAccessTokenDeletePayload, CustomerAccessTokenRenewPayload},
    refusal,
};
use crate::graphql::context::ContextExt;

#[derive(Default)]
pub struct AccessTokenMutation;

#[Object]
impl AccessTokenMutation {
    /// Logs a customer in for 30 days. Five wrong passwords in a row close the account for two hours; why a
    /// login is refused is not told.
    async fn customer_access_token_create(
        &self,
        ctx: &Context<'_>,
        input: CustomerAccessTokenCreateInput,
    ) -> Result<CustomerAccessTokenCreatePayload> {
        ctx.slow_down().await?;
        let request = LogIn { email: input.email, password: Password::attempt(&input.password) };
        Ok(match login::log_in(ctx.shop(), &request).await {
            Ok(granted) => {
                CustomerAccessTokenCreatePayload { customer_access_token: Some(granted.into()), errors: Vec::new() }
            }
            Err(error) => refusal::of_log_in(error)?.into(),
        })
    }

    /// A new token in exchange for one that lasts. The old one opens nothing any more: using it again ends the
    /// new one, too, because somebody else must have a copy.
    async fn customer_access_token_renew(
        &self,
        ctx: &Context<'_>,
        customer_access_token: String,
    ) -> Result<CustomerAccessTokenRenewPayload> {
        let (token, user_errors) = match session::renew(ctx.shop(), &customer_access_token).await {
            Ok(granted) => (Some(granted.into()), Vec::new()),
            Err(error) => (None, refusal::of_token(error)?),
        };
        Ok(CustomerAccessTokenRenewPayload { customer_access_token: token, user_errors })
    }

    /// Logs out.
    async fn customer_access_token_delete(
        &self,
        ctx: &Context<'_>,
        customer_access_token: String,
    ) -> Result<CustomerAccessTokenDeletePayload> {
        let (deleted, user_errors) = match session::log_out(ctx.shop(), &customer_access_token).await {
            Ok(()) => (Some(customer_access_token), Vec::new()),
            Err(error) => (None, refusal::of_token(error)?),
        };
        Ok(CustomerAccessTokenDeletePayload {
            deleted_access_token: deleted.clone(),
            deleted_customer_access_token_id: deleted,
            user_errors,
        })
    }
}
