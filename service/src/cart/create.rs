//! A cart begins.
use std::sync::Arc;

use entity::{
    cart::{self, Status},
    ids::CartId,
    locale::{Country, Language},
};
use sea_orm::{EntityTrait, IntoActiveModel};

use super::{
    SOURCE_NAME_CHARS_MAX,
    add_lines::{self, Attribute, NewLine},
    addresses::{self, NewAddress},
    choose_delivery, draft,
    edit::{self, Edited},
    gift_cards,
    key::{CUSTOMER_CART_LIFE, CartKey, GUEST_CART_LIFE},
    metafields::{self, NewMetafield},
    refusal::CartError,
    set_attributes,
    set_codes::{self, Code},
    set_note,
    update_buyer::{self, Buyer, Patch},
    warning::Warning,
};
use crate::shop::{
    Shop, Unit,
    fault::Fault,
    secret::{self, Secret},
    settings::{Market, Settings},
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct CreateCart {
    /// Where the visitor is, and what they read; the buyer's own country goes before.
    pub country: Country,
    pub language: Language,
    pub buyer: Buyer,
    pub lines: Vec<NewLine>,
    pub codes: Vec<String>,
    pub gift_cards: Vec<String>,
    pub attributes: Vec<Attribute>,
    pub note: String,
    pub metafields: Vec<NewMetafield>,
    pub addresses: Vec<NewAddress>,
    /// Where it comes from, for the shopkeeper.
    pub source_name: Option<String>,
    /// The handle of a delivery option, to be taken if it is offered.
    pub delivery_option: Option<String>,
}

/// Begins a cart. Its key is told once, in the answer.
///
/// # Errors
/// See [`CartError`]: then there is no cart at all.
pub async fn create(shop: &Shop, request: &CreateCart) -> Result<Edited, CartError> {
    let work = Work::new(shop, request).await?;
    let (id, warnings) = shop.write(&work, begin).await?;
    edit::answer(shop, &work.key(id), warnings).await
}

/// A request that is in itself right, with what it needs from outside.
pub(super) struct Work<'a> {
    pub(super) settings: Arc<Settings>,
    pub(super) request: &'a CreateCart,
    codes: Vec<Code>,
    secret: Secret,
}

impl<'a> Work<'a> {
    pub(super) async fn new(shop: &Shop, request: &'a CreateCart) -> Result<Self, CartError> {
        update_buyer::check(&request.buyer)?;
        add_lines::check(&request.lines)?;
        gift_cards::check(&request.gift_cards)?;
        set_attributes::check(&request.attributes)?;
        set_note::check(&request.note)?;
        metafields::check(&request.metafields)?;
        if request.source_name.as_ref().is_some_and(|name| name.chars().count() > SOURCE_NAME_CHARS_MAX) {
            return Err(CartError::SourceNameTooLong);
        }
        let codes = set_codes::distinct(&request.codes)?;
        Ok(Self { settings: shop.settings().await?, request, codes, secret: Secret::random()? })
    }

    pub(super) fn key(&self, id: CartId) -> CartKey {
        CartKey::with_secret(id, self.secret.reveal())
    }

    fn row(&self, unit: &Unit, market: &Market, country: Country) -> Result<cart::Model, CartError> {
        let buyer = &self.request.buyer;
        let given = |patch: &Patch<String>| match patch {
            Patch::Set(text) => Some(text.trim().to_owned()),
            Patch::Keep | Patch::Clear => None,
        };
        let customer_id = match buyer.customer {
            Patch::Set(customer) => Some(customer),
            Patch::Keep | Patch::Clear => None,
        };
        let life = if customer_id.is_some() { CUSTOMER_CART_LIFE } else { GUEST_CART_LIFE };
        Ok(cart::Model {
            id: unit.new_id(),
            secret_hash: secret::hash(self.secret.reveal()),
            version: 1,
            status: Status::Active,
            market_id: market.id,
            country,
            language: self.request.language.clone(),
            currency: market.price_list.currency,
            customer_id,
            // In small letters: it tells one guest from another.
            email: given(&buyer.email).map(|email| email.to_ascii_lowercase()),
            phone: given(&buyer.phone),
            note: self.request.note.clone(),
            attributes: draft::attributes_to_json(&self.request.attributes)?,
            preferences: match &buyer.preferences {
                Patch::Set(preferences) => preferences.clone(),
                Patch::Keep | Patch::Clear => update_buyer::no_preferences(),
            },
            billing_address: None,
            use_store_credit: false,
            source_name: self.request.source_name.clone(),
            merged_into_id: None,
            created_at: unit.now,
            updated_at: unit.now,
            expires_at: unit.now + life,
        })
    }
}

/// Begins the cart in a unit. A customer's other carts stay what they are: this one may be for a single purchase.
pub(super) async fn begin(unit: &Unit, work: &Work<'_>) -> Result<(CartId, Vec<Warning>), CartError> {
    let request = work.request;
    let country = request.buyer.country.unwrap_or(request.country);
    let market = work.settings.market_of(country).ok_or_else(|| Fault::broken("the shop has no primary market"))?;
    if let Patch::Set(customer) = request.buyer.customer {
        update_buyer::take_customer(unit, customer).await?;
    }
    let cart = work.row(unit, market, country)?;
    cart::Entity::insert(cart.clone().into_active_model())
        .exec_without_returning(&unit.tx)
        .await
        .map_err(Fault::from)?;
    set_codes::write(unit, cart.id, &work.codes).await?;
    if !request.gift_cards.is_empty() {
        let cards = gift_cards::with_codes(unit, &cart, &request.gift_cards).await?;
        gift_cards::write(unit, cart.id, &cards).await?;
    }
    if !request.metafields.is_empty() {
        metafields::write(unit, cart.id, &request.metafields).await?;
    }
    if let Some(option) = &request.delivery_option {
        choose_delivery::write(unit, cart.id, option).await?;
    }
    let mut warnings = Vec::new();
    if !request.addresses.is_empty() {
        warnings.extend(addresses::begin(unit, &cart, &request.addresses).await?);
    }
    if !request.lines.is_empty() {
        warnings.extend(add_lines::add(unit, &cart, market, &request.lines).await?);
    }
    Ok((cart.id, warnings))
}
