//! Customers' address books.
use async_graphql::{Context, ID, Object, Result};
use entity::ids::AddressId;
use service::{
    auth,
    customer::address_book::{self, AddAddress, ChangeAddress, OwnAddress},
};

use super::{
    input,
    payload::{
        CustomerAddressCreatePayload, CustomerAddressDeletePayload, CustomerAddressUpdatePayload,
        CustomerDefaultAddressUpdatePayload,
    },
    refusal,
};
use crate::graphql::{
    context::ContextExt,
    error::OrFail,
    storefront::{
        address::{MailingAddress, MailingAddressInput},
        node::id,
    },
};

#[derive(Default)]
pub struct AddressBookMutation;

/// The address an id names, whoever's it is.
fn key(id: &ID) -> Result<Option<AddressId>> {
    id::decode("MailingAddress", id)
}

#[Object]
impl AddressBookMutation {
    /// Puts an address into the book, which holds up to 100. The first one becomes the default.
    async fn customer_address_create(
        &self,
        ctx: &Context<'_>,
        customer_access_token: String,
        address: MailingAddressInput,
    ) -> Result<CustomerAddressCreatePayload> {
        let Some(own) = auth::customer_of(ctx.shop(), &customer_access_token).await.or_fail()? else {
            return Ok(refusal::unidentified().into());
        };
        let request = AddAddress { customer: own.id, address: input::address(address) };
        Ok(match address_book::add(ctx.shop(), &request).await {
            Ok(row) => CustomerAddressCreatePayload {
                customer_address: Some(MailingAddress::of_customer(&row)),
                errors: Vec::new(),
            },
            Err(error) => refusal::of_address_book(error, "address")?.into(),
        })
    }

    /// Writes an address anew. What is left out stays.
    async fn customer_address_update(
        &self,
        ctx: &Context<'_>,
        customer_access_token: String,
        id: ID,
        address: MailingAddressInput,
    ) -> Result<CustomerAddressUpdatePayload> {
        let Some(own) = auth::customer_of(ctx.shop(), &customer_access_token).await.or_fail()? else {
            return Ok(refusal::unidentified().into());
        };
        let Some(id) = key(&id)? else { return Ok(refusal::no_such_address("id").into()) };
        let request = ChangeAddress { customer: own.id, id, address: input::address(address) };
        Ok(match address_book::change(ctx.shop(), &request).await {
            Ok(row) => CustomerAddressUpdatePayload {
                customer_address: Some(MailingAddress::of_customer(&row)),
                errors: Vec::new(),
            },
            Err(error) => refusal::of_address_book(error, "id")?.into(),
        })
    }

    /// Takes an address out of the book. If it was the default, the oldest that is left becomes it.
    async fn customer_address_delete(
        &self,
        ctx: &Context<'_>,
        customer_access_token: String,
        id: ID,
    ) -> Result<CustomerAddressDeletePayload> {
        let Some(own) = auth::customer_of(ctx.shop(), &customer_access_token).await.or_fail()? else {
            return Ok(refusal::unidentified().into());
        };
        let Some(address) = key(&id)? else { return Ok(refusal::no_such_address("id").into()) };
        Ok(match address_book::remove(ctx.shop(), &OwnAddress { customer: own.id, id: address }).await {
            Ok(()) => CustomerAddressDeletePayload {
                deleted_customer_address_id: Some(id::encode("MailingAddress", address).0),
                errors: Vec::new(),
            },
            Err(error) => refusal::of_address_book(error, "id")?.into(),
        })
    }

    /// Makes an address the one that is used when nobody says which.
    async fn customer_default_address_update(
        &self,
        ctx: &Context<'_>,
        customer_access_token: String,
        address_id: ID,
    ) -> Result<CustomerDefaultAddressUpdatePayload> {
        let Some(own) = auth::customer_of(ctx.shop(), &customer_access_token).await.or_fail()? else {
            return Ok(refusal::unidentified().into());
        };
        let Some(id) = key(&address_id)? else { return Ok(refusal::no_such_address("addressId").into()) };
        Ok(match address_book::make_default(ctx.shop(), &OwnAddress { customer: own.id, id }).await {
            Ok(customer) => CustomerDefaultAddressUpdatePayload { customer: Some(customer.into()), errors: Vec::new() },
            Err(error) => refusal::of_address_book(error, "addressId")?.into(),
        })
    }
}
