//! Postal addresses, of carts and of customers.
use super::{codes::CountryCode, node::id};
use async_graphql::{ID, InputObject, Object, resolver_utils::EnumType};
use entity::{
    address, cart_address,
    ids::{CartId, OrderId},
    locale::Country,
};
use service::customer::address::{
    Postal, Typed, TypedCountry,
    format::{self, Lines},
};

/// A postal address.
#[derive(Clone)]
pub struct MailingAddress {
    id: ID,
    postal: Postal,
}

impl MailingAddress {
    /// In a customer's address book.
    pub fn of_customer(address: &address::Model) -> Self {
        Self { id: id::encode("MailingAddress", address.id), postal: address.into() }
    }

    /// Of a cart.
    pub fn of_cart(address: &cart_address::Model) -> Self {
        Self { id: id::encode("MailingAddress", address.id), postal: address.into() }
    }

    /// As it was written down with an order.
    pub fn of_order(order: OrderId, postal: Postal) -> Self {
        Self { id: id::encode("MailingAddress", order), postal }
    }

    /// All that is known of where a cart goes is the country.
    pub fn of_country(cart: CartId, country: Country) -> Self {
        let postal = Postal { country: Some(country), ..Postal::default() };
        Self { id: id::encode("MailingAddress", cart), postal }
    }

    /// One of its texts. None where there is nothing.
    pub fn text(&self, of: impl Fn(&Postal) -> &String) -> Option<&str> {
        Some(of(&self.postal).as_str()).filter(|text| !text.is_empty())
    }

    pub fn country_code(&self) -> Option<CountryCode> {
        self.postal.country.map(CountryCode::from)
    }

    fn country_name(&self) -> &'static str {
        self.country_code().map(CountryCode::name).unwrap_or_default()
    }

    /// As it is written on a parcel.
    pub fn lines(&self, with_name: bool, with_company: bool) -> Vec<String> {
        format::lines(&self.postal, self.country_name(), Lines { with_name, with_company })
    }
}

fn written(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

#[Object]
impl MailingAddress {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        self.id.clone()
    }

    async fn first_name(&self) -> Option<&str> {
        self.text(|postal| &postal.first_name)
    }

    async fn last_name(&self) -> Option<&str> {
        self.text(|postal| &postal.last_name)
    }

    /// First and last name.
    async fn name(&self) -> Option<String> {
        written(format::name(&self.postal))
    }

    async fn company(&self) -> Option<&str> {
        self.text(|postal| &postal.company)
    }

    async fn address1(&self) -> Option<&str> {
        self.text(|postal| &postal.address1)
    }

    async fn address2(&self) -> Option<&str> {
        self.text(|postal| &postal.address2)
    }

    async fn city(&self) -> Option<&str> {
        self.text(|postal| &postal.city)
    }

    /// What the state or province is called.
    async fn province(&self) -> Option<String> {
        written(format::province_name(&self.postal).to_owned())
    }

    async fn province_code(&self) -> Option<&str> {
        self.text(|postal| &postal.province_code)
    }

    async fn zip(&self) -> Option<&str> {
        self.text(|postal| &postal.zip)
    }

    /// What the country is called.
    async fn country(&self) -> Option<&'static str> {
        self.country_code().map(CountryCode::name)
    }

    async fn country_code_v2(&self) -> Option<CountryCode> {
        self.country_code()
    }

    async fn phone(&self) -> Option<&str> {
        self.text(|postal| &postal.phone)
    }

    /// As it is written on a parcel, in the order of its country.
    async fn formatted(
        &self,
        #[graphql(default = false)] with_name: bool,
        #[graphql(default = true)] with_company: bool,
    ) -> Vec<String> {
        self.lines(with_name, with_company)
    }

    /// City, province and country.
    async fn formatted_area(&self) -> Option<String> {
        format::area(&self.postal, self.country_name())
    }

    /// Addresses are not looked up on a map.
    async fn latitude(&self) -> Option<f64> {
        None
    }

    /// Addresses are not looked up on a map.
    async fn longitude(&self) -> Option<f64> {
        None
    }
}

/// A postal address as it is typed.
#[derive(Clone, Debug, Default, InputObject)]
pub struct MailingAddressInput {
    pub address1: Option<String>,
    pub address2: Option<String>,
    pub city: Option<String>,
    pub company: Option<String>,
    /// Its name or its code.
    pub country: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub phone: Option<String>,
    /// Its name or its code.
    pub province: Option<String>,
    pub zip: Option<String>,
}

impl MailingAddressInput {
    /// As it was typed.
    pub fn typed(self) -> Typed {
        Typed {
            first_name: self.first_name.unwrap_or_default(),
            last_name: self.last_name.unwrap_or_default(),
            company: self.company.unwrap_or_default(),
            address1: self.address1.unwrap_or_default(),
            address2: self.address2.unwrap_or_default(),
            city: self.city.unwrap_or_default(),
            province: self.province.unwrap_or_default(),
            zip: self.zip.unwrap_or_default(),
            country: self.country.as_deref().map(country).unwrap_or_default(),
            phone: self.phone.unwrap_or_default(),
        }
    }
}

/// The country that somebody typed: its English name, or its code.
pub fn country(typed: &str) -> TypedCountry {
    let typed = typed.trim();
    if typed.is_empty() {
        return TypedCountry::Absent;
    }
    let is_it = |code: &CountryCode| code.code().eq_ignore_ascii_case(typed) || code.name().eq_ignore_ascii_case(typed);
    let found = CountryCode::items().iter().map(|item| item.value).find(is_it).and_then(CountryCode::to_entity);
    found.map_or(TypedCountry::Unknown, TypedCountry::Known)
}
