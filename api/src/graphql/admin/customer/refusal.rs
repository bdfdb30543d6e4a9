//! Why a change of a group is refused.
use async_graphql::{Enum, Error};
use service::customer::group::GroupError;

use crate::{graphql::error::internal, user_error};

/// What can be wrong about a change of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CustomerGroupErrorCode {
    /// The code has letters that codes do not have, the name none.
    Invalid,
    /// Another group has the code.
    Taken,
    /// There is no such group, or no such customer, or they are not in it.
    NotFound,
}

user_error!(
    /// Why a change of a group is refused.
    CustomerGroupUserError,
    CustomerGroupErrorCode
);

pub(super) fn of(error: GroupError) -> Result<CustomerGroupUserError, Error> {
    let message = error.to_string();
    let (code, field): (_, &[&str]) = match error {
        GroupError::CodeInvalid => (CustomerGroupErrorCode::Invalid, &["input", "code"]),
        GroupError::NameInvalid => (CustomerGroupErrorCode::Invalid, &["input", "name"]),
        GroupError::CodeTaken => (CustomerGroupErrorCode::Taken, &["input", "code"]),
        GroupError::NotFound => (CustomerGroupErrorCode::NotFound, &[]),
        GroupError::Fault(fault) => return Err(internal(&fault)),
    };
    Ok(CustomerGroupUserError::new(code, field, message))
}
