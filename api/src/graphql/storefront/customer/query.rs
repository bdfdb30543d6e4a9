//! Who is logged in.
use async_graphql::{Context, Object, Result};
use service::auth;

use super::object::Customer;
use crate::graphql::{context::ContextExt, error::OrFail};

/// The part of the query root for customers.
#[derive(Default)]
pub struct CustomerQuery;

#[Object]
impl CustomerQuery {
    /// The customer a token belongs to. Null when it is not known, or no longer.
    async fn customer(&self, ctx: &Context<'_>, customer_access_token: String) -> Result<Option<Customer>> {
        Ok(auth::customer_of(ctx.shop(), &customer_access_token).await.or_fail()?.map(Customer::from))
    }
}
