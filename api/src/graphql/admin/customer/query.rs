//! Where customers are found.
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use service::{access::Scope, customer::read};

use super::object::{Customer, CustomerConnection};
use crate::graphql::{
    admin::Needs,
    argument::OrDefault,
    context::ContextExt,
    error::OrFail,
    loader::CustomerById,
    storefront::{connection::page, node::id},
};

/// The part of the query root for customers.
#[derive(Default)]
pub struct CustomerQuery;

#[Object]
impl CustomerQuery {
    /// Customers, the oldest first. Needs `read_customers`.
    #[graphql(guard = "Needs(Scope::ReadCustomers)")]
    async fn customers(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
    ) -> Result<CustomerConnection> {
        let found = read::list(ctx.shop(), &page(first, after, last, before)?, reverse.0).await.or_fail()?;
        Ok(CustomerConnection(found.map(|customer| Customer(Arc::new(customer)))))
    }

    /// A customer. Needs `read_customers`.
    #[graphql(guard = "Needs(Scope::ReadCustomers)")]
    async fn customer(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Customer>> {
        let Some(key) = id::decode("Customer", &id)? else { return Ok(None) };
        Ok(ctx.load().get(CustomerById(key)).await.or_fail()?.map(Customer))
    }
}
