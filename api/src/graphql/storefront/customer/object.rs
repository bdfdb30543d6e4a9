//! A customer.
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::{address, customer};
use service::{
    auth::session::Granted,
    customer::address::{Postal, format},
    order::list::{self, ListOrders, Which},
    shop::page::Page,
};

use crate::{
    connection,
    graphql::{
        argument::OrDefault,
        context::ContextExt,
        error::OrFail,
        loader::AddressesOf,
        scalar::{DateTime, UnsignedInt64, Url},
        storefront::{
            address::MailingAddress,
            connection::{page, slice},
            metafield::{self, HasMetafieldsIdentifier, Metafield},
            node::id,
            order::{Order, OrderConnection, OrderSortKeys},
        },
    },
};

/// Somebody who buys.
#[derive(Clone)]
pub struct Customer {
    row: Arc<customer::Model>,
    /// Whether their access token led here. Whoever only has their cart is not shown where they live.
    is_proven: bool,
}

/// A login that lasts.
#[derive(Clone, Debug, SimpleObject)]
pub struct CustomerAccessToken {
    /// Opens the account until it expires: keep it from everybody else.
    pub access_token: String,
    pub expires_at: DateTime,
}

impl From<Granted> for CustomerAccessToken {
    fn from(granted: Granted) -> Self {
        Self { access_token: granted.token.reveal().to_owned(), expires_at: granted.expires_at.into() }
    }
}

impl From<customer::Model> for Customer {
    fn from(customer: customer::Model) -> Self {
        Self { row: Arc::new(customer), is_proven: true }
    }
}

impl Customer {
    /// Whose cart it is, for whoever has the cart.
    pub fn of_cart(row: Arc<customer::Model>) -> Self {
        Self { row, is_proven: false }
    }

    async fn book(&self, ctx: &Context<'_>) -> Result<Arc<Vec<address::Model>>> {
        if !self.is_proven {
            return Ok(Arc::default());
        }
        ctx.load().list(AddressesOf(self.row.id)).await.or_fail()
    }
}

fn written(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

#[Object]
impl Customer {
    /// A globally unique id. It leads nowhere without the customer's token.
    pub async fn id(&self) -> ID {
        id::encode("Customer", self.row.id)
    }

    async fn email(&self) -> Option<&str> {
        self.row.email.as_deref()
    }

    /// As in `+49301234567`.
    async fn phone(&self) -> Option<&str> {
        self.row.phone.as_deref()
    }

    async fn first_name(&self) -> Option<&str> {
        written(&self.row.first_name)
    }

    async fn last_name(&self) -> Option<&str> {
        written(&self.row.last_name)
    }

    /// First and last name; without any, the address for mail, or the telephone number.
    async fn display_name(&self) -> String {
        let customer = &self.row;
        let names = Postal {
            first_name: customer.first_name.clone(),
            last_name: customer.last_name.clone(),
            ..Postal::default()
        };
        let name = Some(format::name(&names)).filter(|name| !name.is_empty());
        name.or_else(|| customer.email.clone()).or_else(|| customer.phone.clone()).unwrap_or_default()
    }

    /// Whether they want to be written to.
    async fn accepts_marketing(&self) -> bool {
        self.row.accepts_marketing
    }

    /// What the shop notes about them.
    async fn tags(&self) -> &[String] {
        &self.row.tags.0
    }

    /// Pictures of customers are not kept.
    async fn avatar_url(&self) -> Option<Url> {
        None
    }

    async fn created_at(&self) -> DateTime {
        self.row.created_at.into()
    }

    async fn updated_at(&self) -> DateTime {
        self.row.updated_at.into()
    }

    /// Orders they placed and did not cancel.
    async fn number_of_orders(&self) -> UnsignedInt64 {
        UnsignedInt64(self.row.order_count.to_string())
    }

    /// Their orders, once they were confirmed. Empty in a cart: whoever has the cart is not shown what its customer
    /// bought before.
    #[expect(clippy::too_many_arguments, reason = "the dialect's")]
    async fn orders(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
        #[graphql(default)] sort_key: OrDefault<OrderSortKeys>,
        query: Option<String>,
    ) -> Result<OrderConnection> {
        let page = page(first, after, last, before)?;
        if !self.is_proven {
            return Ok(OrderConnection(Page::empty()));
        }
        let which = Which::Of(self.row.id);
        let request = ListOrders { which, query, sort: sort_key.0.into(), reverse: reverse.0, page };
        let found = list::list(ctx.shop(), &request).await.or_fail()?;
        Ok(OrderConnection(found.map(|order| Order(Arc::new(order)))))
    }

    /// Where their orders go when they do not say. Null in a cart.
    async fn default_address(&self, ctx: &Context<'_>) -> Result<Option<MailingAddress>> {
        let book = self.book(ctx).await?;
        Ok(book.iter().find(|address| address.is_default).map(MailingAddress::of_customer))
    }

    /// Their address book. Empty in a cart: whoever has the cart is not shown where its customer lives.
    async fn addresses(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
    ) -> Result<MailingAddressConnection> {
        let mut book = self.book(ctx).await?.to_vec();
        if reverse.0 {
            book.reverse();
        }
        let page = slice(&book, &page(first, after, last, before)?, |address| address.id.to_string())?;
        Ok(MailingAddressConnection(page.map(|address| MailingAddress::of_customer(&address))))
    }

    /// A value of the shop's own.
    async fn metafield(&self, ctx: &Context<'_>, namespace: Option<String>, key: String) -> Result<Option<Metafield>> {
        metafield::one(ctx, self.row.id, namespace.as_deref(), &key).await
    }

    /// Values of the shop's own, in the order asked for.
    async fn metafields(
        &self,
        ctx: &Context<'_>,
        identifiers: Vec<HasMetafieldsIdentifier>,
    ) -> Result<Vec<Option<Metafield>>> {
        metafield::some(ctx, self.row.id, &identifiers).await
    }
}

connection!(
    /// An address book.
    MailingAddressConnection,
    MailingAddressEdge,
    MailingAddress
);
