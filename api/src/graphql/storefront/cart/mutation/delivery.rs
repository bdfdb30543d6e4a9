//! Where a cart goes, and how it is sent.
use async_graphql::{Context, ID, Object, Result};
use entity::{
    cart_address::Validation,
    ids::{AddressId, CartAddressId},
};
use service::cart::{
    addresses::{
        AddressChange, AddressSource, AddressUpdate, EditAddresses, NewAddress, Typed, TypedCountry, edit_addresses,
    },
    choose_delivery::{Choice, ChooseDelivery, choose_delivery},
};
use uuid::Uuid;

use super::{answer, target};
use crate::graphql::{
    context::ContextExt,
    storefront::{
        cart::{
            input::{
                CartAddressInput, CartDeliveryAddressInput, CartSelectableAddressInput,
                CartSelectableAddressUpdateInput, CartSelectedDeliveryOptionInput, DeliveryAddressInput,
                DeliveryAddressValidationStrategy,
            },
            key,
            payload::{
                CartDeliveryAddressesAddPayload, CartDeliveryAddressesRemovePayload,
                CartDeliveryAddressesReplacePayload, CartDeliveryAddressesUpdatePayload,
                CartSelectedDeliveryOptionsUpdatePayload, Outcome,
            },
            refusal::{ADDRESSES_REMOVE, PLAIN, Place},
        },
        codes::CountryCode,
    },
};

/// Edits of delivery.
#[derive(Default)]
pub struct DeliveryMutation;

#[Object]
impl DeliveryMutation {
    /// Adds addresses that a cart could be sent to. The first is the one it goes to when none is said to be.
    async fn cart_delivery_addresses_add(
        &self,
        ctx: &Context<'_>,
        cart_id: ID,
        addresses: Vec<CartSelectableAddressInput>,
        #[graphql(desc = "Ours: at any other, `STALE`.")] expected_version: Option<i32>,
    ) -> Result<CartDeliveryAddressesAddPayload> {
        let change = AddressChange::Add(addresses.into_iter().map(new_address).collect());
        edit(ctx, &cart_id, change, expected_version, &PLAIN).await.map(Into::into)
    }

    /// Changes addresses that a cart could be sent to. What is left out stays.
    async fn cart_delivery_addresses_update(
        &self,
        ctx: &Context<'_>,
        cart_id: ID,
        addresses: Vec<CartSelectableAddressUpdateInput>,
        #[graphql(desc = "Ours: at any other, `STALE`.")] expected_version: Option<i32>,
    ) -> Result<CartDeliveryAddressesUpdatePayload> {
        let update = |given: CartSelectableAddressUpdateInput| AddressUpdate {
            id: address(&given.id),
            source: given.address.map(source),
            is_selected: given.selected,
            is_one_time: given.one_time_use,
            validation: given.validation_strategy.map(validation),
        };
        let change = AddressChange::Update(addresses.into_iter().map(update).collect());
        edit(ctx, &cart_id, change, expected_version, &PLAIN).await.map(Into::into)
    }

    /// Takes addresses off a cart.
    async fn cart_delivery_addresses_remove(
        &self,
        ctx: &Context<'_>,
        cart_id: ID,
        address_ids: Vec<ID>,
        #[graphql(desc = "Ours: at any other, `STALE`.")] expected_version: Option<i32>,
    ) -> Result<CartDeliveryAddressesRemovePayload> {
        let change = AddressChange::Remove(address_ids.iter().map(address).collect());
        edit(ctx, &cart_id, change, expected_version, &ADDRESSES_REMOVE).await.map(Into::into)
    }

    /// Replaces the addresses that a cart could be sent to.
    async fn cart_delivery_addresses_replace(
        &self,
        ctx: &Context<'_>,
        cart_id: ID,
        addresses: Vec<CartSelectableAddressInput>,
        #[graphql(desc = "Ours: at any other, `STALE`.")] expected_version: Option<i32>,
    ) -> Result<CartDeliveryAddressesReplacePayload> {
        let change = AddressChange::Replace(addresses.into_iter().map(new_address).collect());
        edit(ctx, &cart_id, change, expected_version, &PLAIN).await.map(Into::into)
    }

    /// Chooses how delivery groups are sent.
    async fn cart_selected_delivery_options_update(
        &self,
        ctx: &Context<'_>,
        cart_id: ID,
        selected_delivery_options: Vec<CartSelectedDeliveryOptionInput>,
        #[graphql(desc = "Ours: at any other, `STALE`.")] expected_version: Option<i32>,
    ) -> Result<CartSelectedDeliveryOptionsUpdatePayload> {
        let choice = |given: CartSelectedDeliveryOptionInput| Choice {
            group: key::decode_text("CartDeliveryGroup", &given.delivery_group_id).unwrap_or_default().to_owned(),
            option: given.delivery_option_handle,
        };
        let request = ChooseDelivery {
            target: target(ctx, &cart_id, expected_version),
            choices: selected_delivery_options.into_iter().map(choice).collect(),
        };
        let edited = choose_delivery(ctx.shop(), &request).await;
        answer(ctx, &request.target, edited, &PLAIN).await.map(Into::into)
    }
}

async fn edit(
    ctx: &Context<'_>,
    cart_id: &ID,
    change: AddressChange,
    expected_version: Option<i32>,
    place: &Place,
) -> Result<Outcome> {
    let request = EditAddresses { target: target(ctx, cart_id, expected_version), change };
    let edited = edit_addresses(ctx.shop(), &request).await;
    answer(ctx, &request.target, edited, place).await
}

/// An address to add.
pub fn new_address(given: CartSelectableAddressInput) -> NewAddress {
    NewAddress {
        source: source(given.address),
        is_selected: given.selected.unwrap_or_default(),
        is_one_time: given.one_time_use.unwrap_or_default(),
        validation: given.validation_strategy.map_or(Validation::CountryCodeOnly, validation),
    }
}

/// Addresses as clients gave them before carts had several. The first is where it goes.
pub fn preferred_addresses(given: Vec<DeliveryAddressInput>) -> Vec<NewAddress> {
    given.into_iter().enumerate().map(|(index, given)| preferred_address(index, given)).collect()
}

fn preferred_address(index: usize, given: DeliveryAddressInput) -> NewAddress {
    let of_customer = given.customer_address_id.as_ref().map(of_customer);
    NewAddress {
        source: of_customer
            .unwrap_or_else(|| AddressSource::Typed(Box::new(given.delivery_address.unwrap_or_default().typed()))),
        is_selected: index == 0,
        is_one_time: given.one_time_use.unwrap_or_default(),
        validation: given.delivery_address_validation_strategy.map_or(Validation::CountryCodeOnly, validation),
    }
}

fn source(given: CartAddressInput) -> AddressSource {
    match given.copy_from_customer_address_id {
        Some(id) => of_customer(&id),
        None => AddressSource::Typed(Box::new(typed(given.delivery_address.unwrap_or_default()))),
    }
}

fn of_customer(id: &ID) -> AddressSource {
    AddressSource::OfCustomer(key::decode_part("MailingAddress", id).unwrap_or(AddressId(Uuid::nil())))
}

/// The address an id is of. An id that can be no address's is one of nothing.
fn address(id: &ID) -> CartAddressId {
    key::decode_part("CartSelectableAddress", id).unwrap_or(CartAddressId(Uuid::nil()))
}

fn typed(given: CartDeliveryAddressInput) -> Typed {
    let country = match given.country_code {
        None | Some(CountryCode::ZZ) => TypedCountry::Absent,
        Some(code) => code.to_entity().map_or(TypedCountry::Unknown, TypedCountry::Known),
    };
    Typed {
        first_name: given.first_name.unwrap_or_default(),
        last_name: given.last_name.unwrap_or_default(),
        company: given.company.unwrap_or_default(),
        address1: given.address1.unwrap_or_default(),
        address2: given.address2.unwrap_or_default(),
        city: given.city.unwrap_or_default(),
        province: given.province_code.unwrap_or_default(),
        zip: given.zip.unwrap_or_default(),
        country,
        phone: given.phone.unwrap_or_default(),
    }
}

fn validation(strategy: DeliveryAddressValidationStrategy) -> Validation {
    match strategy {
        DeliveryAddressValidationStrategy::CountryCodeOnly => Validation::CountryCodeOnly,
        DeliveryAddressValidationStrategy::Strict => Validation::Strict,
    }
}
