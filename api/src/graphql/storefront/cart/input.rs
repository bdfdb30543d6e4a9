//! What clients say about a cart, in the dialect's words.
use async_graphql::{Enum, ID, InputObject, MaybeUndefined};

use crate::graphql::storefront::{address::MailingAddressInput, codes::CountryCode};

/// A note of a client's own on a cart or a line.
#[derive(Clone, Debug, InputObject)]
pub struct AttributeInput {
    pub key: String,
    pub value: String,
}

/// A cart as it is to begin.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CartInput {
    pub attributes: Option<Vec<AttributeInput>>,
    pub buyer_identity: Option<CartBuyerIdentityInput>,
    pub delivery: Option<CartDeliveryInput>,
    pub discount_codes: Option<Vec<String>>,
    pub gift_card_codes: Option<Vec<String>>,
    pub lines: Option<Vec<CartLineInput>>,
    pub metafields: Option<Vec<CartInputMetafieldInput>>,
    pub note: Option<String>,
    /// The shop front or campaign it began in.
    pub source_name: Option<String>,
}

/// Something to put into a cart.
#[derive(Clone, Debug, InputObject)]
pub struct CartLineInput {
    pub attributes: Option<Vec<AttributeInput>>,
    /// The variant.
    pub merchandise_id: ID,
    /// The line it belongs to, an engraving to a watch.
    pub parent: Option<CartLineParentInput>,
    /// One when left out.
    pub quantity: Option<i32>,
    /// There are no selling plans: any is refused.
    pub selling_plan_id: Option<ID>,
}

/// The line that another belongs to: by its id, or by what is in it.
#[derive(Clone, Debug, InputObject)]
pub struct CartLineParentInput {
    pub line_id: Option<ID>,
    pub merchandise_id: Option<ID>,
}

/// What to change about a line. What is left out stays.
#[derive(Clone, Debug, InputObject)]
pub struct CartLineUpdateInput {
    pub attributes: Option<Vec<AttributeInput>>,
    pub id: ID,
    pub merchandise_id: Option<ID>,
    /// Zero takes the line out.
    pub quantity: Option<i32>,
    /// There are no selling plans: any is refused.
    pub selling_plan_id: Option<ID>,
    /// How the client shows the line. Not kept.
    pub view_key: Option<String>,
}

/// Who buys. What is left out stays.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CartBuyerIdentityInput {
    /// Buying for a company is not known here: any is refused.
    pub company_location_id: Option<ID>,
    /// Decides market, currency and prices.
    pub country_code: Option<CountryCode>,
    /// Makes it the customer's cart, and brings in what they had in another. Null makes it a guest's again.
    pub customer_access_token: MaybeUndefined<String>,
    pub email: MaybeUndefined<String>,
    pub phone: MaybeUndefined<String>,
    pub preferences: Option<CartPreferencesInput>,
    /// The old way to say where to send it: replaces the cart's delivery addresses.
    pub delivery_address_preferences: Option<Vec<DeliveryAddressInput>>,
}

/// What the buyer prefers. Kept for the checkout to begin with.
#[derive(Clone, Debug, InputObject)]
pub struct CartPreferencesInput {
    pub delivery: Option<CartDeliveryPreferenceInput>,
    pub wallet: Option<Vec<String>>,
}

/// How the buyer prefers to get it.
#[derive(Clone, Debug, InputObject)]
pub struct CartDeliveryPreferenceInput {
    pub coordinates: Option<CartDeliveryCoordinatesPreferenceInput>,
    pub delivery_method: Option<Vec<PreferenceDeliveryMethodType>>,
    pub pickup_handle: Option<Vec<String>>,
}

/// Where the buyer would like to pick it up.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct CartDeliveryCoordinatesPreferenceInput {
    pub country_code: CountryCode,
    pub latitude: f64,
    pub longitude: f64,
}

/// A way to get it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum PreferenceDeliveryMethodType {
    PickupPoint,
    PickUp,
    Shipping,
}

/// Where a cart could be sent.
#[derive(Clone, Debug, InputObject)]
pub struct CartDeliveryInput {
    pub addresses: Option<Vec<CartSelectableAddressInput>>,
}

/// An address, written out or taken from the customer's address book. One of the two.
#[derive(Clone, Debug, InputObject)]
pub struct CartAddressInput {
    pub copy_from_customer_address_id: Option<ID>,
    pub delivery_address: Option<CartDeliveryAddressInput>,
}

/// An address written out.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CartDeliveryAddressInput {
    pub address1: Option<String>,
    pub address2: Option<String>,
    pub city: Option<String>,
    pub company: Option<String>,
    pub country_code: Option<CountryCode>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub phone: Option<String>,
    pub province_code: Option<String>,
    pub zip: Option<String>,
}

/// An address to add to a cart.
#[derive(Clone, Debug, InputObject)]
pub struct CartSelectableAddressInput {
    pub address: CartAddressInput,
    /// Whether to keep it out of the customer's address book.
    pub one_time_use: Option<bool>,
    /// Whether the cart is to be sent there.
    pub selected: Option<bool>,
    pub validation_strategy: Option<DeliveryAddressValidationStrategy>,
}

/// What to change about an address of a cart. What is left out stays.
#[derive(Clone, Debug, InputObject)]
pub struct CartSelectableAddressUpdateInput {
    pub address: Option<CartAddressInput>,
    pub id: ID,
    pub one_time_use: Option<bool>,
    pub selected: Option<bool>,
    pub validation_strategy: Option<DeliveryAddressValidationStrategy>,
}

/// The old way to say where to send it.
#[derive(Clone, Debug, InputObject)]
pub struct DeliveryAddressInput {
    pub customer_address_id: Option<ID>,
    pub delivery_address: Option<MailingAddressInput>,
    pub delivery_address_validation_strategy: Option<DeliveryAddressValidationStrategy>,
    pub one_time_use: Option<bool>,
}

/// How much of an address must be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum DeliveryAddressValidationStrategy {
    /// The country. The rest may come later.
    CountryCodeOnly,
    /// Everything that the country's post asks for.
    Strict,
}

/// The way to send a delivery group.
#[derive(Clone, Debug, InputObject)]
pub struct CartSelectedDeliveryOptionInput {
    pub delivery_group_id: ID,
    pub delivery_option_handle: String,
}

/// A metafield for a cart that begins.
#[derive(Clone, Debug, InputObject)]
pub struct CartInputMetafieldInput {
    /// `namespace.key`, or a key in the namespace `custom`.
    pub key: String,
    #[graphql(name = "type")]
    pub type_name: String,
    pub value: String,
}

/// A metafield for a cart.
#[derive(Clone, Debug, InputObject)]
pub struct CartMetafieldsSetInput {
    /// `namespace.key`, or a key in the namespace `custom`.
    pub key: String,
    /// The cart.
    pub owner_id: ID,
    #[graphql(name = "type")]
    pub type_name: String,
    pub value: String,
}

/// Which metafield of a cart to take away.
#[derive(Clone, Debug, InputObject)]
pub struct CartMetafieldDeleteInput {
    /// `namespace.key`, or a key in the namespace `custom`.
    pub key: String,
    /// The cart.
    pub owner_id: ID,
}
