//! What staff do to groups of customers.
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use entity::ids::CustomerId;
use service::{
    access::Scope,
    customer::group::{self, CreateGroup, GroupError, Membership},
};

use super::{
    object::{Customer, CustomerGroup},
    refusal::{self, CustomerGroupUserError},
};
use crate::graphql::{admin::Needs, context::ContextExt, error::OrFail, loader::CustomerById, storefront::node::id};

/// A new group.
#[derive(InputObject)]
pub struct CustomerGroupCreateInput {
    /// 1 to 64 small letters, digits, `-` or `_`.
    pub code: String,
    pub name: String,
}

/// A group that was made, or why not.
#[derive(SimpleObject)]
pub struct CustomerGroupCreatePayload {
    pub customer_group: Option<CustomerGroup>,
    pub user_errors: Vec<CustomerGroupUserError>,
}

/// A customer who joined a group or left it, or why not.
#[derive(SimpleObject)]
pub struct CustomerGroupMemberPayload {
    pub customer: Option<Customer>,
    pub user_errors: Vec<CustomerGroupUserError>,
}

/// The part of the mutation root for customers.
#[derive(Default)]
pub struct CustomerMutation;

#[Object]
impl CustomerMutation {
    /// Makes a group of customers. Needs `write_customers`.
    #[graphql(guard = "Needs(Scope::WriteCustomers)")]
    async fn customer_group_create(
        &self,
        ctx: &Context<'_>,
        input: CustomerGroupCreateInput,
    ) -> Result<CustomerGroupCreatePayload> {
        let request = CreateGroup { code: input.code, name: input.name, actor: ctx.actor()? };
        let (customer_group, user_errors) = match group::create(ctx.shop(), &request).await {
            Ok(made) => (Some(CustomerGroup(made)), Vec::new()),
            Err(error) => (None, vec![refusal::of(error)?]),
        };
        Ok(CustomerGroupCreatePayload { customer_group, user_errors })
    }

    /// Takes a customer into a group. Who is in it stays. Needs `write_customers`.
    #[graphql(guard = "Needs(Scope::WriteCustomers)")]
    async fn customer_group_add_member(
        &self,
        ctx: &Context<'_>,
        group_id: ID,
        customer_id: ID,
    ) -> Result<CustomerGroupMemberPayload> {
        let request = membership(ctx, &group_id, &customer_id)?;
        let done = group::add_member(ctx.shop(), &request).await;
        member(ctx, request.customer, done).await
    }

    /// Takes a customer out of a group. Needs `write_customers`.
    #[graphql(guard = "Needs(Scope::WriteCustomers)")]
    async fn customer_group_remove_member(
        &self,
        ctx: &Context<'_>,
        group_id: ID,
        customer_id: ID,
    ) -> Result<CustomerGroupMemberPayload> {
        let request = membership(ctx, &group_id, &customer_id)?;
        let done = group::remove_member(ctx.shop(), &request).await;
        member(ctx, request.customer, done).await
    }
}

fn membership(ctx: &Context<'_>, group: &ID, customer: &ID) -> Result<Membership> {
    Ok(Membership {
        group: id::known("CustomerGroup", group)?,
        customer: id::known("Customer", customer)?,
        actor: ctx.actor()?,
    })
}

async fn member(
    ctx: &Context<'_>,
    customer: CustomerId,
    done: Result<(), GroupError>,
) -> Result<CustomerGroupMemberPayload> {
    if let Err(error) = done {
        return Ok(CustomerGroupMemberPayload { customer: None, user_errors: vec![refusal::of(error)?] });
    }
    let customer = ctx.load().get(CustomerById(customer)).await.or_fail()?.map(Customer);
    Ok(CustomerGroupMemberPayload { customer, user_errors: Vec::new() })
}
