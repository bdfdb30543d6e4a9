//! Where the goods of a cart may go. One address is the selected one: it decides taxes and shipping.
use entity::{
    address,
    cart::Model as Cart,
    cart_address::{self, Validation},
    ids::{AddressId, CartAddressId},
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::{
    ADDRESSES_MAX,
    edit::{self, Edited, Target},
    load,
    refusal::{AddressProblem, AddressRefusal, CartError},
    warning::Warning,
};
pub use crate::customer::address::{Typed, TypedCountry};
use crate::{
    customer::address::{self as postal, Demand, Field, Postal, Problem},
    shop::{Shop, Unit, fault::Fault},
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct EditAddresses {
    pub target: Target,
    pub change: AddressChange,
}

/// How the delivery addresses of a cart change.
#[derive(Clone, Debug)]
pub enum AddressChange {
    Add(Vec<NewAddress>),
    Update(Vec<AddressUpdate>),
    Remove(Vec<CartAddressId>),
    /// These, and no others.
    Replace(Vec<NewAddress>),
}

/// An address that the goods may go to.
#[derive(Clone, Debug)]
pub struct NewAddress {
    pub source: AddressSource,
    pub is_selected: bool,
    /// Not to be kept for the customer's next order.
    pub is_one_time: bool,
    pub validation: Validation,
}

/// What it says.
#[derive(Clone, Debug)]
pub enum AddressSource {
    Typed(Box<Typed>),
    /// The same as one in the address book of the cart's customer.
    OfCustomer(AddressId),
}

/// A change of one address. What is absent stays as it is.
#[derive(Clone, Debug)]
pub struct AddressUpdate {
    pub id: CartAddressId,
    pub source: Option<AddressSource>,
    pub is_selected: Option<bool>,
    pub is_one_time: Option<bool>,
    pub validation: Option<Validation>,
}

/// Changes the delivery addresses of a cart. The first is selected when none is said to be.
///
/// # Errors
/// See [`CartError`]: a cart that is not open to the key, a stale version, addresses that are too many or wrong.
pub async fn edit_addresses(shop: &Shop, request: &EditAddresses) -> Result<Edited, CartError> {
    check(&request.change)?;
    let warnings = shop.write(request, work).await?;
    edit::answer(shop, &request.target.cart, warnings).await
}

/// Refuses what is wrong whatever the cart holds.
fn check(change: &AddressChange) -> Result<(), CartError> {
    let (selected, count): (Vec<_>, _) = match change {
        AddressChange::Add(new) | AddressChange::Replace(new) => {
            (new.iter().map(|new| new.is_selected).collect(), new.len())
        }
        AddressChange::Update(updates) => {
            (updates.iter().map(|update| update.is_selected == Some(true)).collect(), updates.len())
        }
        AddressChange::Remove(ids) => (Vec::new(), ids.len()),
    };
    if count > ADDRESSES_MAX {
        return Err(CartError::TooManyAddresses);
    }
    let mut selected = selected.iter().enumerate().filter(|(_, is_selected)| **is_selected);
    match selected.nth(1) {
        Some((index, _)) => Err(CartError::SeveralAddressesSelected { index }),
        None => Ok(()),
    }
}

async fn work(unit: &Unit, request: &EditAddresses) -> Result<Vec<Warning>, CartError> {
    let cart = edit::take(unit, &request.target).await?;
    let mut list = Addresses { list: load::addresses(&unit.tx, cart.id).await?, ..Addresses::default() };
    match &request.change {
        AddressChange::Add(new) => list.add(unit, &cart, new).await?,
        AddressChange::Update(updates) => list.update(unit, &cart, updates).await?,
        AddressChange::Remove(ids) => list.remove(ids),
        AddressChange::Replace(new) => {
            list.list.clear();
            list.add(unit, &cart, new).await?;
        }
    }
    list.write(unit, &cart).await
}

/// Gives a cart that was taken, or just begun, these addresses and no others.
pub(super) async fn begin(unit: &Unit, cart: &Cart, new: &[NewAddress]) -> Result<Vec<Warning>, CartError> {
    check(&AddressChange::Replace(new.to_vec()))?;
    let mut list = Addresses::default();
    list.add(unit, cart, new).await?;
    list.write(unit, cart).await
}

/// The addresses of a cart as they are going to be.
#[derive(Default)]
struct Addresses {
    list: Vec<cart_address::Model>,
    warnings: Vec<Warning>,
    refused: Vec<AddressRefusal>,
}

impl Addresses {
    async fn add(&mut self, unit: &Unit, cart: &Cart, new: &[NewAddress]) -> Result<(), Fault> {
        for (index, new) in new.iter().enumerate() {
            let Some((postal, of)) = self.read(unit, cart, index, &new.source, new.validation).await? else { continue };
            let row = row(unit, cart, new, postal, of);
            let like = self.list.iter().find(|there| says_the_same(there, &row)).map(|there| there.id);
            if let Some(id) = like {
                self.warnings.push(Warning::DuplicateAddress { address: id });
            }
            let id = like.unwrap_or(row.id);
            if like.is_none() {
                self.list.push(row);
            }
            if new.is_selected {
                self.select(id);
            }
        }
        Ok(())
    }

    async fn update(&mut self, unit: &Unit, cart: &Cart, updates: &[AddressUpdate]) -> Result<(), Fault> {
        for (index, update) in updates.iter().enumerate() {
            let Some(at) = self.list.iter().position(|there| there.id == update.id) else {
                self.refused.push(AddressRefusal { index, field: None, problem: AddressProblem::Unknown });
                continue;
            };
            let mut row = self.list[at].clone();
            row.validation = update.validation.unwrap_or(row.validation);
            row.is_one_time = update.is_one_time.unwrap_or(row.is_one_time);
            row.is_selected = update.is_selected.unwrap_or(row.is_selected);
            row.updated_at = unit.now;
            let written = AddressSource::Typed(Box::new(typed(&row)));
            let source = update.source.as_ref().unwrap_or(&written);
            let Some((postal, of)) = self.read(unit, cart, index, source, row.validation).await? else { continue };
            if update.source.is_some() {
                row.customer_address_id = of;
            }
            self.list[at] = said(row, postal);
            if update.is_selected == Some(true) {
                self.select(update.id);
            }
        }
        Ok(())
    }

    fn remove(&mut self, ids: &[CartAddressId]) {
        for (index, id) in ids.iter().enumerate() {
            if !self.list.iter().any(|there| there.id == *id) {
                self.refused.push(AddressRefusal { index, field: None, problem: AddressProblem::Unknown });
            }
        }
        self.list.retain(|there| !ids.contains(&there.id));
    }

    fn select(&mut self, id: CartAddressId) {
        for there in &mut self.list {
            there.is_selected = there.id == id;
        }
    }

    /// What a source says, if nothing is wrong with it.
    async fn read(
        &mut self,
        unit: &Unit,
        cart: &Cart,
        index: usize,
        source: &AddressSource,
        validation: Validation,
    ) -> Result<Option<(Postal, Option<AddressId>)>, Fault> {
        let (typed, of) = match source {
            AddressSource::Typed(typed) => (typed.as_ref().clone(), None),
            AddressSource::OfCustomer(id) => {
                let found = address::Entity::find_by_id(*id).one(&unit.tx).await?;
                // Somebody else's is none.
                let Some(found) = found.filter(|found| cart.customer_id == Some(found.customer_id)) else {
                    self.refused.push(AddressRefusal { index, field: None, problem: AddressProblem::Unknown });
                    return Ok(None);
                };
                (of_book(found), Some(*id))
            }
        };
        let demand = match validation {
            Validation::Strict => Demand::Deliverable,
            Validation::CountryCodeOnly => Demand::CountryOnly,
        };
        match postal::check(&typed, demand) {
            Ok(postal) => Ok(Some((postal, of))),
            Err(problems) => {
                self.refused.extend(problems.into_iter().map(|(field, problem)| refusal(index, field, problem)));
                Ok(None)
            }
        }
    }

    async fn write(mut self, unit: &Unit, cart: &Cart) -> Result<Vec<Warning>, CartError> {
        if !self.refused.is_empty() {
            return Err(CartError::Addresses(self.refused));
        }
        if self.list.len() > ADDRESSES_MAX {
            return Err(CartError::TooManyAddresses);
        }
        if !self.list.iter().any(|there| there.is_selected)
            && let Some(first) = self.list.first_mut()
        {
            first.is_selected = true;
        }
        cart_address::Entity::delete_many()
            .filter(cart_address::Column::CartId.eq(cart.id))
            .exec(&unit.tx)
            .await
            .map_err(Fault::from)?;
        let rows = (0..).zip(self.list).map(|(position, row)| cart_address::Model { position, ..row });
        let rows: Vec<_> = rows.map(IntoActiveModel::into_active_model).collect();
        if !rows.is_empty() {
            cart_address::Entity::insert_many(rows).exec_without_returning(&unit.tx).await.map_err(Fault::from)?;
        }
        Ok(self.warnings)
    }
}

fn row(unit: &Unit, cart: &Cart, new: &NewAddress, postal: Postal, of: Option<AddressId>) -> cart_address::Model {
    let row = cart_address::Model {
        id: unit.new_id(),
        cart_id: cart.id,
        position: 0,
        is_selected: false,
        is_one_time: new.is_one_time,
        validation: new.validation,
        customer_address_id: of,
        first_name: String::new(),
        last_name: String::new(),
        company: String::new(),
        address1: String::new(),
        address2: String::new(),
        city: String::new(),
        province_code: String::new(),
        zip: String::new(),
        country: None,
        phone: String::new(),
        created_at: unit.now,
        updated_at: unit.now,
    };
    said(row, postal)
}

fn said(mut row: cart_address::Model, postal: Postal) -> cart_address::Model {
    row.first_name = postal.first_name;
    row.last_name = postal.last_name;
    row.company = postal.company;
    row.address1 = postal.address1;
    row.address2 = postal.address2;
    row.city = postal.city;
    row.province_code = postal.province_code;
    row.zip = postal.zip;
    row.country = postal.country;
    row.phone = postal.phone;
    row
}

fn says_the_same(one: &cart_address::Model, other: &cart_address::Model) -> bool {
    typed(one) == typed(other)
}

fn typed(row: &cart_address::Model) -> Typed {
    Typed {
        first_name: row.first_name.clone(),
        last_name: row.last_name.clone(),
        company: row.company.clone(),
        address1: row.address1.clone(),
        address2: row.address2.clone(),
        city: row.city.clone(),
        province: row.province_code.clone(),
        zip: row.zip.clone(),
        country: row.country.map_or(TypedCountry::Absent, TypedCountry::Known),
        phone: row.phone.clone(),
    }
}

fn of_book(row: address::Model) -> Typed {
    Typed {
        first_name: row.first_name,
        last_name: row.last_name,
        company: row.company,
        address1: row.address1,
        address2: row.address2,
        city: row.city,
        province: row.province_code,
        zip: row.zip,
        country: row.country.map_or(TypedCountry::Absent, TypedCountry::Known),
        phone: row.phone,
    }
}

/// What is wrong with a field, as a refusal of a cart.
pub(super) fn refusal(index: usize, field: Field, problem: Problem) -> AddressRefusal {
    let name = match field {
        Field::FirstName => "firstName",
        Field::LastName => "lastName",
        Field::Company => "company",
        Field::Address1 => "address1",
        Field::Address2 => "address2",
        Field::City => "city",
        Field::Province => "provinceCode",
        Field::Zip => "zip",
        Field::Country => "countryCode",
        Field::Phone => "phone",
    };
    let problem = match problem {
        Problem::Blank => AddressProblem::Required,
        Problem::TooLong => AddressProblem::TooLong,
        Problem::ContainsHtml => AddressProblem::HtmlTags,
        Problem::ContainsUrl => AddressProblem::Url,
        Problem::ContainsEmoji => AddressProblem::Emojis,
        Problem::Unknown if field == Field::Province => AddressProblem::ProvinceUnknown,
        Problem::Pattern if field == Field::Zip => AddressProblem::ZipInvalidForCountry,
        Problem::Unprintable | Problem::Unknown | Problem::Pattern => AddressProblem::Malformed,
        Problem::OfAnotherProvince => AddressProblem::ZipInvalidForProvince,
    };
    AddressRefusal { index, field: Some(name), problem }
}
