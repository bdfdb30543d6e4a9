//! Who buys.
use async_graphql::{Context, InputType, Object, Result, SimpleObject, Union, Value};

use super::{
    input::{CartPreferencesInput, PreferenceDeliveryMethodType},
    object::Cart,
};
use crate::graphql::{
    context::ContextExt,
    error::OrFail,
    loader::CustomerById,
    storefront::{address::MailingAddress, codes::CountryCode, customer::Customer},
};

/// Who buys a cart.
pub struct CartBuyerIdentity(pub Cart);

#[Object]
impl CartBuyerIdentity {
    /// Decides market, currency and prices.
    async fn country_code(&self) -> Option<CountryCode> {
        Some(self.0.0.cart.country.into())
    }

    async fn email(&self) -> Option<&str> {
        self.0.0.cart.email.as_deref()
    }

    /// The customer whose cart it is. Null for a guest's.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Customer>> {
        let Some(id) = self.0.0.cart.customer_id else { return Ok(None) };
        Ok(ctx.load().get(CustomerById(id)).await.or_fail()?.map(Customer::of_cart))
    }

    async fn phone(&self) -> Option<&str> {
        self.0.0.cart.phone.as_deref()
    }

    /// What the buyer prefers, as it was told.
    async fn preferences(&self) -> Option<CartPreferences> {
        CartPreferences::of(&self.0.0.cart.preferences)
    }

    /// The addresses that were given, the selected one first.
    #[graphql(deprecation = "use `Cart.delivery`")]
    async fn delivery_address_preferences(&self) -> Vec<DeliveryAddress> {
        let (selected, others): (Vec<_>, Vec<_>) = self.0.0.addresses.iter().partition(|address| address.is_selected);
        let all = selected.into_iter().chain(others);
        all.map(|address| DeliveryAddress::MailingAddress(MailingAddress::of_cart(address))).collect()
    }
}

/// Where something is delivered.
#[derive(Clone, Union)]
pub enum DeliveryAddress {
    MailingAddress(MailingAddress),
}

/// What a buyer prefers.
#[derive(Clone, Debug, SimpleObject)]
pub struct CartPreferences {
    pub delivery: Option<CartDeliveryPreference>,
    pub wallet: Option<Vec<String>>,
}

/// How a buyer prefers to get it.
#[derive(Clone, Debug, SimpleObject)]
pub struct CartDeliveryPreference {
    pub coordinates: Option<CartDeliveryCoordinatesPreference>,
    pub delivery_method: Vec<PreferenceDeliveryMethodType>,
    pub pickup_handle: Vec<String>,
}

/// Where a buyer would like to pick it up.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct CartDeliveryCoordinatesPreference {
    pub country_code: CountryCode,
    pub latitude: f64,
    pub longitude: f64,
}

impl CartPreferences {
    /// From what was kept of an input. None where nothing was.
    fn of(kept: &serde_json::Value) -> Option<Self> {
        let kept = Value::from_json(kept.clone()).ok()?;
        let CartPreferencesInput { delivery, wallet } = CartPreferencesInput::parse(Some(kept)).ok()?;
        if delivery.is_none() && wallet.is_none() {
            return None;
        }
        let delivery = delivery.map(|delivery| CartDeliveryPreference {
            coordinates: delivery.coordinates.map(|place| CartDeliveryCoordinatesPreference {
                country_code: place.country_code,
                latitude: place.latitude,
                longitude: place.longitude,
            }),
            delivery_method: delivery.delivery_method.unwrap_or_default(),
            pickup_handle: delivery.pickup_handle.unwrap_or_default(),
        });
        Some(Self { delivery, wallet })
    }
}

/// Preferences as they are kept: as they were given.
pub fn kept(given: &CartPreferencesInput) -> serde_json::Value {
    given.to_value().into_json().unwrap_or_default()
}
