//! Registering, and what customers change about themselves.
use async_graphql::{Context, Object, Result};
use service::{
    auth,
    customer::{
        create::{self, CreateCustomer},
        update::{self, UpdateCustomer},
    },
};

use super::{
    input::{CustomerCreateInput, CustomerUpdateInput, cleared},
    payload::{CustomerCreatePayload, CustomerUpdatePayload},
    refusal,
};
use crate::graphql::{context::ContextExt, error::OrFail};

#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Registers a customer. They are not logged in by it.
    async fn customer_create(&self, ctx: &Context<'_>, input: CustomerCreateInput) -> Result<CustomerCreatePayload> {
        ctx.slow_down().await?;
        let request = CreateCustomer {
            email: input.email,
            password: input.password,
            first_name: input.first_name.unwrap_or_default(),
            last_name: input.last_name.unwrap_or_default(),
            phone: input.phone.unwrap_or_default(),
            accepts_marketing: input.accepts_marketing.unwrap_or_default(),
        };
        Ok(match create::create(ctx.shop(), &request).await {
            Ok(customer) => CustomerCreatePayload { customer: Some(customer.into()), errors: Vec::new() },
            Err(error) => refusal::of_create(error)?.into(),
        })
    }

    /// Changes what a customer said about themselves. Another password ends all their logins; the token that comes back
    /// is a new one.
    async fn customer_update(
        &self,
        ctx: &Context<'_>,
        customer_access_token: String,
        customer: CustomerUpdateInput,
    ) -> Result<CustomerUpdatePayload> {
        let Some(own) = auth::customer_of(ctx.shop(), &customer_access_token).await.or_fail()? else {
            return Ok(refusal::unidentified().into());
        };
        if customer.email.is_some() || customer.password.is_some() {
            // Whether an address is taken is told, and a password is costly to keep: neither as often as one likes.
            ctx.slow_down().await?;
        }
        let request = UpdateCustomer {
            customer: own.id,
            email: customer.email,
            password: customer.password,
            first_name: cleared(customer.first_name),
            last_name: cleared(customer.last_name),
            phone: cleared(customer.phone),
            accepts_marketing: customer.accepts_marketing,
        };
        Ok(match update::update(ctx.shop(), &request).await {
            Ok((customer, granted)) => CustomerUpdatePayload {
                customer: Some(customer.into()),
                customer_access_token: granted.map(Into::into),
                errors: Vec::new(),
            },
            Err(error) => refusal::of_update(error)?.into(),
        })
    }
}
