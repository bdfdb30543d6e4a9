//! Who buys, and from where: decides market, currency and prices.
use entity::{cart, cart_address, customer, ids::CustomerId, locale::Country};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseBackend, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};
use serde_json::Value;

use super::{
    PREFERENCES_BYTES_MAX,
    addresses::{self, NewAddress},
    draft::Drafts,
    edit::{self, Edited, Target, Work},
    key::{CUSTOMER_CART_LIFE, GUEST_CART_LIFE},
    merge,
    refusal::CartError,
    shelf,
    warning::Warning,
    write_lines,
};
use crate::{
    auth::email,
    customer::address::text,
    shop::{Shop, Unit, fault::Fault},
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct UpdateBuyer {
    pub target: Target,
    pub buyer: Buyer,
}

/// What is told about the buyer.
#[derive(Clone, Debug, Default)]
pub struct Buyer {
    /// Absent: it stays as it is.
    pub country: Option<Country>,
    /// Somebody whose access token was looked at.
    pub customer: Patch<CustomerId>,
    pub email: Patch<String>,
    pub phone: Patch<String>,
    /// Kept as given.
    pub preferences: Patch<Value>,
    /// All addresses that the goods may go to, from now on. Absent: they stay. A cart that begins is told them itself.
    pub addresses: Option<Vec<NewAddress>>,
}

/// A change of something that may be absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    #[default]
    Keep,
    Clear,
    Set(T),
}

impl<T> Patch<T> {
    fn applied(&self, current: Option<T>) -> Option<T>
    where
        T: Clone,
    {
        match self {
            Self::Keep => current,
            Self::Clear => None,
            Self::Set(value) => Some(value.clone()),
        }
    }
}

/// Changes who buys.
///
/// When a guest's cart becomes a customer's, the carts that the customer had are merged into it: the buyer's device
/// knows this one. Doing it again, or twice at once, changes nothing more.
///
/// # Errors
/// See [`CartError`]: a cart that is not open to the key, a stale version, an address or number that is none.
pub async fn update_buyer(shop: &Shop, request: &UpdateBuyer) -> Result<Edited, CartError> {
    check(&request.buyer)?;
    let work = Work::new(shop, request).await?;
    let warnings = shop.write(&work, work_on).await?;
    edit::answer(shop, &request.target.cart, warnings).await
}

/// Refuses what is wrong whatever the cart holds.
pub(super) fn check(buyer: &Buyer) -> Result<(), CartError> {
    if let Patch::Set(email) = &buyer.email {
        email::normal(email).map_err(|_| CartError::EmailInvalid)?;
    }
    if let Patch::Set(phone) = &buyer.phone {
        text::phone(phone).ok_or(CartError::PhoneInvalid)?;
    }
    match &buyer.preferences {
        Patch::Set(preferences) if preferences.to_string().len() > PREFERENCES_BYTES_MAX => {
            Err(CartError::PreferencesTooLong)
        }
        _ => Ok(()),
    }
}

async fn work_on(unit: &Unit, work: &Work<'_, UpdateBuyer>) -> Result<Vec<Warning>, CartError> {
    let buyer = &work.request.buyer;
    if let Patch::Set(customer) = buyer.customer {
        take_customer(unit, customer).await?;
        merge::take(unit, work.request.target.cart.id, customer).await?;
    }
    let before = edit::take(unit, &work.request.target).await?;
    let cart = with(unit, work, &before, buyer).await?;
    let mut warnings = Vec::new();
    if let Some(addresses) = &buyer.addresses {
        warnings.extend(addresses::begin(unit, &cart, addresses).await?);
    }
    let joins = before.customer_id.is_none().then_some(cart.customer_id).flatten();
    if let Some(customer) = joins {
        merge::into(unit, work.market_of(&cart)?, &cart, customer, &mut warnings).await?;
    } else if cart.market_id != before.market_id || cart.customer_id != before.customer_id {
        see_new_prices(unit, work, &cart).await?;
    }
    Ok(warnings)
}

/// Those who log in with several carts at once do so one after the other.
pub(super) async fn take_customer(unit: &Unit, id: CustomerId) -> Result<customer::Model, CartError> {
    let mut select = customer::Entity::find_by_id(id).filter(customer::Column::DeletedAt.is_null());
    // SQLite has one writer, and that is us.
    if unit.backend() == DatabaseBackend::Postgres {
        select = select.lock_exclusive();
    }
    let found = select.one(&unit.tx).await.map_err(Fault::from)?;
    found.filter(|found| found.state == customer::State::Enabled).ok_or(CartError::CustomerUnknown)
}

async fn with(
    unit: &Unit,
    work: &Work<'_, UpdateBuyer>,
    before: &cart::Model,
    buyer: &Buyer,
) -> Result<cart::Model, CartError> {
    let mut cart = before.clone();
    cart.country = buyer.country.unwrap_or(before.country);
    if cart.country != before.country {
        let market = work.settings.market_of(cart.country);
        let market = market.ok_or_else(|| Fault::broken("the shop has no primary market"))?;
        cart.market_id = market.id;
        cart.currency = market.price_list.currency;
    }
    cart.customer_id = buyer.customer.applied(before.customer_id);
    if before.customer_id.is_some() && cart.customer_id != before.customer_id {
        forget(unit, &mut cart).await?;
    }
    let trimmed = |text: Option<String>| text.map(|text| text.trim().to_owned());
    // In small letters: it tells one guest from another.
    cart.email = trimmed(buyer.email.applied(cart.email)).map(|email| email.to_ascii_lowercase());
    cart.phone = trimmed(buyer.phone.applied(cart.phone));
    cart.preferences = buyer.preferences.applied(Some(cart.preferences)).unwrap_or_else(no_preferences);
    cart.use_store_credit = before.use_store_credit && cart.customer_id == before.customer_id;
    let life = if cart.customer_id.is_some() { CUSTOMER_CART_LIFE } else { GUEST_CART_LIFE };
    cart.expires_at = unit.now + life;
    let mut row = before.clone().into_active_model();
    row.country = Set(cart.country);
    row.market_id = Set(cart.market_id);
    row.currency = Set(cart.currency);
    row.customer_id = Set(cart.customer_id);
    row.email = Set(cart.email.clone());
    row.phone = Set(cart.phone.clone());
    row.preferences = Set(cart.preferences.clone());
    row.billing_address = Set(cart.billing_address.clone());
    row.use_store_credit = Set(cart.use_store_credit);
    row.expires_at = Set(cart.expires_at);
    row.update(&unit.tx).await.map_err(Fault::from)?;
    Ok(cart)
}

/// A customer's cart becomes somebody else's, who shall not learn where the customer lives and how they are reached.
async fn forget(unit: &Unit, cart: &mut cart::Model) -> Result<(), Fault> {
    cart.email = None;
    cart.phone = None;
    cart.billing_address = None;
    cart.preferences = no_preferences();
    let of_it = cart_address::Column::CartId.eq(cart.id);
    cart_address::Entity::delete_many().filter(of_it).exec(&unit.tx).await?;
    Ok(())
}

pub(super) fn no_preferences() -> Value {
    Value::Object(serde_json::Map::new())
}

/// Other prices are what the buyer asked for: they are noted, and no news.
async fn see_new_prices(unit: &Unit, work: &Work<'_, UpdateBuyer>, cart: &cart::Model) -> Result<(), CartError> {
    let market = work.market_of(cart)?;
    let shelf = shelf::look(unit, cart, market, &[]).await?;
    let mut drafts = Drafts::of(shelf.lines.clone())?;
    drafts.lines.iter_mut().for_each(|line| line.seen = None);
    write_lines::write(unit, cart, market, &shelf, drafts, &mut Vec::new()).await
}
