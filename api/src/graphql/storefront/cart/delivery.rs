//! Where a cart could be sent, what is sent together, and how.
use async_graphql::{Enum, ID, Object, Result, SimpleObject, Union};
use entity::cart_address;
use service::{cart::DELIVERY_GROUP, pricing::shipping::ShippingOption};

use super::{
    key,
    line::{self, BaseCartLineConnection},
    object::Cart,
};
use crate::{
    connection,
    graphql::{
        argument::OrDefault,
        storefront::{
            address::MailingAddress,
            codes::CountryCode,
            connection::{page, slice},
            money::MoneyV2,
        },
    },
};

/// Where a cart could be sent.
pub struct CartDelivery(pub Cart);

#[Object]
impl CartDelivery {
    /// The addresses that were given, in their order.
    async fn addresses(
        &self,
        #[graphql(desc = "Only the one it goes to, or only the others.")] selected: Option<bool>,
    ) -> Vec<CartSelectableAddress> {
        let addresses = self.0.0.addresses.iter();
        let wanted = addresses.filter(|address| selected.is_none_or(|selected| address.is_selected == selected));
        wanted.map(|address| CartSelectableAddress::of(&self.0, address)).collect()
    }
}

/// An address that a cart could be sent to.
#[derive(Clone, SimpleObject)]
pub struct CartSelectableAddress {
    pub id: ID,
    pub address: CartAddress,
    /// Whether it stays out of the customer's address book.
    pub one_time_use: bool,
    /// Whether the cart goes there.
    pub selected: bool,
}

/// An address of a cart.
#[derive(Clone, Union)]
pub enum CartAddress {
    CartDeliveryAddress(CartDeliveryAddress),
}

/// A postal address of a cart.
#[derive(Clone)]
pub struct CartDeliveryAddress(MailingAddress);

#[Object]
impl CartDeliveryAddress {
    async fn address1(&self) -> Option<&str> {
        self.0.text(|postal| &postal.address1)
    }

    async fn address2(&self) -> Option<&str> {
        self.0.text(|postal| &postal.address2)
    }

    async fn city(&self) -> Option<&str> {
        self.0.text(|postal| &postal.city)
    }

    async fn company(&self) -> Option<&str> {
        self.0.text(|postal| &postal.company)
    }

    async fn country_code(&self) -> Option<CountryCode> {
        self.0.country_code()
    }

    async fn first_name(&self) -> Option<&str> {
        self.0.text(|postal| &postal.first_name)
    }

    async fn last_name(&self) -> Option<&str> {
        self.0.text(|postal| &postal.last_name)
    }

    /// As it is written on a parcel.
    async fn formatted(&self) -> Vec<String> {
        self.0.lines(false, true)
    }

    async fn phone(&self) -> Option<&str> {
        self.0.text(|postal| &postal.phone)
    }

    async fn province_code(&self) -> Option<&str> {
        self.0.text(|postal| &postal.province_code)
    }

    async fn zip(&self) -> Option<&str> {
        self.0.text(|postal| &postal.zip)
    }
}

impl CartSelectableAddress {
    fn of(cart: &Cart, address: &cart_address::Model) -> Self {
        Self {
            id: key::encode_part("CartSelectableAddress", address.id, cart.0.cart.id),
            address: CartAddress::CartDeliveryAddress(CartDeliveryAddress(MailingAddress::of_cart(address))),
            one_time_use: address.is_one_time,
            selected: address.is_selected,
        }
    }
}

/// What is sent together. A cart has one group at most.
#[derive(Clone)]
pub struct CartDeliveryGroup(pub Cart);

/// When a group is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CartDeliveryGroupType {
    /// Once.
    OneTimePurchase,
    /// Again and again. There are no subscriptions yet.
    Subscription,
}

#[Object]
impl CartDeliveryGroup {
    async fn id(&self) -> ID {
        key::encode_text("CartDeliveryGroup", DELIVERY_GROUP, self.0.0.cart.id)
    }

    async fn group_type(&self) -> CartDeliveryGroupType {
        CartDeliveryGroupType::OneTimePurchase
    }

    /// The lines that are sent.
    #[expect(clippy::unused_async, reason = "a resolver with arguments is one")]
    async fn cart_lines(
        &self,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
    ) -> Result<BaseCartLineConnection> {
        let mut lines = line::shipped(&self.0);
        if reverse.0 {
            lines.reverse();
        }
        Ok(BaseCartLineConnection(slice(&lines, &page(first, after, last, before)?, line::cursor)?))
    }

    /// Where it goes: the selected address; while there is none, the buyer's country.
    async fn delivery_address(&self) -> MailingAddress {
        let cart = &self.0.0;
        match cart.selected_address() {
            Some(address) => MailingAddress::of_cart(address),
            None => MailingAddress::of_country(cart.cart.id, cart.cart.country),
        }
    }

    /// The ways to send it, in the shop's order, with what each costs before discounts.
    async fn delivery_options(&self) -> Vec<CartDeliveryOption> {
        self.0.0.delivery_options().iter().map(|option| CartDeliveryOption::of(&self.0, option)).collect()
    }

    /// What the buyer chose; until they do, the cheapest.
    async fn selected_delivery_option(&self) -> Option<CartDeliveryOption> {
        let shipping = self.0.0.quote.shipping.as_ref()?;
        Some(CartDeliveryOption::of(&self.0, &shipping.option))
    }
}

/// How goods come to their buyer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum DeliveryMethodType {
    Local,
    None,
    PickupPoint,
    PickUp,
    Retail,
    Shipping,
}

/// A way to send a delivery group.
#[derive(Clone, SimpleObject)]
pub struct CartDeliveryOption {
    /// What chooses it.
    pub handle: String,
    pub code: Option<String>,
    pub title: Option<String>,
    pub description: Option<String>,
    pub delivery_method_type: DeliveryMethodType,
    /// Before discounts.
    pub estimated_cost: MoneyV2,
}

impl CartDeliveryOption {
    pub fn of(cart: &Cart, option: &ShippingOption) -> Self {
        Self::priced(option, cart.money(option.price))
    }

    pub fn priced(option: &ShippingOption, estimated_cost: MoneyV2) -> Self {
        let written = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Self {
            handle: option.handle().to_owned(),
            code: written(&option.method.code),
            title: written(&option.method.name),
            description: written(&option.method.description),
            delivery_method_type: DeliveryMethodType::Shipping,
            estimated_cost,
        }
    }
}

connection!(
    /// Delivery groups.
    CartDeliveryGroupConnection,
    CartDeliveryGroupEdge,
    CartDeliveryGroup
);
