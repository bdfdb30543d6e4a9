//! A customer, as those who work for the shop see them.
use std::sync::Arc;

use async_graphql::{Enum, ID, Object};
use entity::{customer, customer_group};

use crate::{
    connection,
    graphql::{
        scalar::{DateTime, UnsignedInt64},
        storefront::node::id,
    },
};

/// Somebody who buys.
#[derive(Clone)]
pub struct Customer(pub Arc<customer::Model>);

/// Whether a customer can log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CustomerState {
    /// Bought without an account.
    Guest,
    Enabled,
    /// Closed out.
    Disabled,
}

impl From<customer::State> for CustomerState {
    fn from(state: customer::State) -> Self {
        match state {
            customer::State::Guest => Self::Guest,
            customer::State::Enabled => Self::Enabled,
            customer::State::Disabled => Self::Disabled,
        }
    }
}

#[Object]
impl Customer {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        id::encode("Customer", self.0.id)
    }

    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    async fn first_name(&self) -> &str {
        &self.0.first_name
    }

    async fn last_name(&self) -> &str {
        &self.0.last_name
    }

    async fn state(&self) -> CustomerState {
        self.0.state.into()
    }

    async fn accepts_marketing(&self) -> bool {
        self.0.accepts_marketing
    }

    /// Whether they pay no taxes.
    async fn tax_exempt(&self) -> bool {
        self.0.tax_exempt
    }

    async fn tags(&self) -> &[String] {
        &self.0.tags.0
    }

    /// What the shop notes about them. They do not see it.
    async fn note(&self) -> &str {
        &self.0.note
    }

    /// Orders they placed and did not cancel.
    async fn number_of_orders(&self) -> UnsignedInt64 {
        UnsignedInt64(self.0.order_count.to_string())
    }

    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

connection!(
    /// Customers.
    CustomerConnection,
    CustomerEdge,
    Customer
);

/// Customers who are treated alike.
#[derive(Clone)]
pub struct CustomerGroup(pub customer_group::Model);

#[Object]
impl CustomerGroup {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        id::encode("CustomerGroup", self.0.id)
    }

    /// By which imports and rules know it.
    async fn code(&self) -> &str {
        &self.0.code
    }

    async fn name(&self) -> &str {
        &self.0.name
    }

    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}
