//! Somebody registers.
use entity::{customer, ids::UserId, strings::Strings, user_account};

use super::{
    invite,
    profile::{Finding, Part, Reader},
};
use crate::{
    event::{self, Event},
    shop::{
        Shop, Unit,
        bulk::{self, OnConflict},
        fault::{Fault, HasFault, Violation},
    },
};

/// Who registers, as they typed it.
#[derive(Clone, Debug, Default)]
pub struct CreateCustomer {
    pub email: String,
    pub password: String,
    pub first_name: String,
    pub last_name: String,
    pub phone: String,
    pub accepts_marketing: bool,
}

/// Why they are not registered.
#[derive(Debug, thiserror::Error)]
pub enum CreateCustomerError {
    #[error("something is not as it must be")]
    Invalid(Vec<Finding>),
    #[error("this address for mail is taken")]
    Taken,
    /// Somebody bought with this address without an account. Who reads its mail may have it.
    #[error("we have sent a mail to this address: follow what it says to open the account")]
    Unclaimed,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for CreateCustomerError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Invalid(_) | Self::Taken | Self::Unclaimed => None,
        }
    }
}

/// What is written, once all is checked and the password hashed.
struct Checked {
    email: String,
    password_hash: String,
    first_name: String,
    last_name: String,
    phone: Option<String>,
    accepts_marketing: bool,
}

/// Makes an account and its customer. Of several who register with one address at once, one does.
pub async fn create(shop: &Shop, request: &CreateCustomer) -> Result<customer::Model, CreateCustomerError> {
    let mut read = Reader::default();
    let email = read.email(&request.email);
    let password = read.password(&request.password);
    let first_name = read.name(Part::FirstName, &request.first_name);
    let last_name = read.name(Part::LastName, &request.last_name);
    let phone = read.phone(&request.phone);
    let Some(password) = password.filter(|_| read.0.is_empty()) else {
        return Err(CreateCustomerError::Invalid(read.0));
    };
    let password_hash = password.hash().await?;
    let accepts_marketing = request.accepts_marketing;
    let checked = Checked { email, password_hash, first_name, last_name, phone, accepts_marketing };
    match shop.write(&checked, work).await {
        Err(CreateCustomerError::Taken) if invite::invite(shop, &checked.email).await? => {
            Err(CreateCustomerError::Unclaimed)
        }
        done => done,
    }
}

async fn work(unit: &Unit, checked: &Checked) -> Result<customer::Model, CreateCustomerError> {
    let account = account(unit, &checked.email, Some(checked.password_hash.clone()));
    let customer = customer::Model {
        id: unit.new_id(),
        user_id: Some(account.id),
        email: Some(checked.email.clone()),
        phone: checked.phone.clone(),
        first_name: checked.first_name.clone(),
        last_name: checked.last_name.clone(),
        state: customer::State::Enabled,
        accepts_marketing: checked.accepts_marketing,
        tax_exempt: false,
        language: None,
        note: String::new(),
        tags: Strings::default(),
        order_count: 0,
        version: 1,
        created_at: unit.now,
        updated_at: unit.now,
        deleted_at: None,
    };
    // The constraints decide who of several was first.
    bulk::insert::<user_account::Entity>(unit, &[account], OnConflict::Fail).await.map_err(taken)?;
    bulk::insert::<customer::Entity>(unit, std::slice::from_ref(&customer), OnConflict::Fail).await.map_err(taken)?;
    event::record(unit, [Event::CustomerCreated(customer.id)]).await?;
    Ok(customer)
}

/// A login, with or without a password.
pub(super) fn account(unit: &Unit, email: &str, password_hash: Option<String>) -> user_account::Model {
    user_account::Model {
        id: unit.new_id::<UserId>(),
        email: email.to_owned(),
        password_hash,
        failed_attempts: 0,
        locked_until: None,
        email_verified_at: None,
        totp_secret: None,
        created_at: unit.now,
        updated_at: unit.now,
    }
}

fn taken(fault: Fault) -> CreateCustomerError {
    match fault.violation() {
        Some(Violation::Unique) => CreateCustomerError::Taken,
        _ => CreateCustomerError::Fault(fault),
    }
}
