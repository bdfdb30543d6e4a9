//! Expected refusals, in the dialect's words.
use async_graphql::{Enum, Result, SimpleObject};
use service::{
    auth::{login::LogInError, session::TokenError},
    customer::{
        address::{Field, Problem},
        address_book::AddressBookError,
        choose_password::ChoosePasswordError,
        create::CreateCustomerError,
        profile::{Finding, Flaw, Part},
        update::UpdateCustomerError,
    },
};

use super::payload::UserError;
use crate::graphql::error::internal;

/// What went wrong, for clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CustomerErrorCode {
    /// There is a password already.
    AlreadyEnabled,
    /// No mail can be sent to this domain.
    BadDomain,
    Blank,
    ContainsHtmlTags,
    ContainsUrl,
    /// There is a customer, and they have to follow a mail first.
    CustomerDisabled,
    Invalid,
    /// Not used: nobody logs in by Multipass.
    InvalidMultipassRequest,
    NotFound,
    PasswordStartsOrEndsWithWhitespace,
    Taken,
    TokenInvalid,
    TooLong,
    TooShort,
    /// No such account, a wrong password, too many of them, an access token that opens nothing.
    UnidentifiedCustomer,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct CustomerUserError {
    pub code: CustomerErrorCode,
    /// The way to the part of the input that is wrong, from the argument down.
    pub field: Option<Vec<String>>,
    /// For people.
    pub message: String,
}

use CustomerErrorCode as Code;

fn one(code: Code, field: &[&str], message: impl Into<String>) -> CustomerUserError {
    let field = (!field.is_empty()).then(|| field.iter().map(|part| (*part).to_owned()).collect());
    CustomerUserError { code, field, message: message.into() }
}

/// The access token opens nothing.
pub(super) fn unidentified() -> Vec<CustomerUserError> {
    let message = "this access token is not known, or no longer: log in again";
    vec![one(Code::UnidentifiedCustomer, &["customerAccessToken"], message)]
}

/// An id that is nobody's address, or somebody else's.
pub(super) fn no_such_address(argument: &str) -> Vec<CustomerUserError> {
    vec![one(Code::NotFound, &[argument], "there is no such address")]
}

/// A link that is none of ours.
pub(super) fn bad_link(argument: &str) -> Vec<CustomerUserError> {
    vec![one(Code::TokenInvalid, &[argument], ChoosePasswordError::TokenInvalid.to_string())]
}

fn finding(argument: &str, finding: Finding) -> CustomerUserError {
    let part = match finding.part {
        Part::Email => "email",
        Part::Password => "password",
        Part::Phone => "phone",
        Part::FirstName => "firstName",
        Part::LastName => "lastName",
    };
    let code = match finding.flaw {
        Flaw::Blank => Code::Blank,
        Flaw::TooShort => Code::TooShort,
        Flaw::TooLong => Code::TooLong,
        Flaw::Invalid => Code::Invalid,
        Flaw::BadDomain => Code::BadDomain,
        Flaw::ContainsHtml => Code::ContainsHtmlTags,
        Flaw::ContainsUrl => Code::ContainsUrl,
        Flaw::SpaceAround => Code::PasswordStartsOrEndsWithWhitespace,
    };
    let path = if argument.is_empty() { vec![part] } else { vec![argument, part] };
    one(code, &path, finding.message)
}

fn findings(argument: &str, all: Vec<Finding>) -> Vec<CustomerUserError> {
    all.into_iter().map(|found| finding(argument, found)).collect()
}

pub(super) fn of_create(error: CreateCustomerError) -> Result<Vec<CustomerUserError>> {
    let message = error.to_string();
    Ok(match error {
        CreateCustomerError::Invalid(all) => findings("input", all),
        CreateCustomerError::Taken => vec![one(Code::Taken, &["input", "email"], message)],
        CreateCustomerError::Unclaimed => vec![one(Code::CustomerDisabled, &["input", "email"], message)],
        CreateCustomerError::Fault(fault) => return Err(internal(&fault)),
    })
}

pub(super) fn of_update(error: UpdateCustomerError) -> Result<Vec<CustomerUserError>> {
    let message = error.to_string();
    Ok(match error {
        UpdateCustomerError::Invalid(all) => findings("customer", all),
        UpdateCustomerError::Taken => vec![one(Code::Taken, &["customer", "email"], message)],
        UpdateCustomerError::Gone => unidentified(),
        UpdateCustomerError::Fault(fault) => return Err(internal(&fault)),
    })
}

pub(super) fn of_log_in(error: LogInError) -> Result<Vec<CustomerUserError>> {
    match error {
        LogInError::Unidentified => Ok(vec![one(Code::UnidentifiedCustomer, &[], "Unidentified customer")]),
        LogInError::Fault(fault) => Err(internal(&fault)),
    }
}

pub(super) fn of_token(error: TokenError) -> Result<Vec<UserError>> {
    match error {
        TokenError::Unknown => Ok(unidentified().iter().map(UserError::from).collect()),
        TokenError::Fault(fault) => Err(internal(&fault)),
    }
}

/// `argument` is the input the password and the token are in; for a link, `link` is its argument.
pub(super) fn of_password(error: ChoosePasswordError, input: &str, link: &[&str]) -> Result<Vec<CustomerUserError>> {
    let message = error.to_string();
    Ok(match error {
        ChoosePasswordError::Invalid(found) => vec![finding(input, found)],
        ChoosePasswordError::TokenInvalid => vec![one(Code::TokenInvalid, link, message)],
        ChoosePasswordError::AlreadyEnabled => vec![one(Code::AlreadyEnabled, link, message)],
        ChoosePasswordError::Fault(fault) => return Err(internal(&fault)),
    })
}

/// `argument` names the address by its id, where there is one.
pub(super) fn of_address_book(error: AddressBookError, argument: &str) -> Result<Vec<CustomerUserError>> {
    let message = error.to_string();
    Ok(match error {
        AddressBookError::Invalid(problems) => {
            problems.into_iter().map(|(field, problem)| wrong(field, problem)).collect()
        }
        AddressBookError::TooMany => vec![one(Code::Invalid, &["address"], message)],
        AddressBookError::NotFound => no_such_address(argument),
        AddressBookError::Gone => unidentified(),
        AddressBookError::Fault(fault) => return Err(internal(&fault)),
    })
}

fn wrong(field: Field, problem: Problem) -> CustomerUserError {
    let (part, name) = match field {
        Field::FirstName => ("firstName", "the first name"),
        Field::LastName => ("lastName", "the last name"),
        Field::Company => ("company", "the company"),
        Field::Address1 => ("address1", "the first line of the address"),
        Field::Address2 => ("address2", "the second line of the address"),
        Field::City => ("city", "the city"),
        Field::Province => ("province", "the province"),
        Field::Zip => ("zip", "the postal code"),
        Field::Country => ("country", "the country"),
        Field::Phone => ("phone", "the telephone number"),
    };
    let code = match problem {
        Problem::Blank => Code::Blank,
        Problem::TooLong => Code::TooLong,
        Problem::ContainsHtml => Code::ContainsHtmlTags,
        Problem::ContainsUrl => Code::ContainsUrl,
        Problem::ContainsEmoji
        | Problem::Unprintable
        | Problem::Unknown
        | Problem::Pattern
        | Problem::OfAnotherProvince => Code::Invalid,
    };
    one(code, &["address", part], format!("{name} {problem}"))
}
