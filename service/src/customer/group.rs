//! Groups of customers who are treated alike: wholesale, staff, press.
use entity::{
    customer_group, customer_group_member,
    ids::{CustomerGroupId, CustomerId},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::address::{LINE_CHARS_MAX, text};
use crate::{
    access::{
        Actor,
        audit::{self, Entry},
    },
    event::{self, Event},
    shop::{
        Shop, Unit,
        bulk::{self, OnConflict},
        fault::{Fault, HasFault, Violation},
    },
};

/// Characters of a group's code at most.
pub const CODE_CHARS_MAX: usize = 64;

/// A new group.
#[derive(Clone, Debug)]
pub struct CreateGroup {
    /// By which imports and rules know it: small letters, digits, `-` and `_`.
    pub code: String,
    pub name: String,
    pub actor: Actor,
}

/// A customer joins a group or leaves it.
#[derive(Clone, Debug)]
pub struct Membership {
    pub group: CustomerGroupId,
    pub customer: CustomerId,
    pub actor: Actor,
}

/// Why nothing changed.
#[derive(Debug, thiserror::Error)]
pub enum GroupError {
    #[error("a code has 1 to {CODE_CHARS_MAX} small letters, digits, `-` or `_`")]
    CodeInvalid,
    #[error("a name has 1 to {LINE_CHARS_MAX} characters")]
    NameInvalid,
    #[error("there is a group with this code")]
    CodeTaken,
    #[error("there is no such group or no such customer")]
    NotFound,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for GroupError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::CodeInvalid | Self::NameInvalid | Self::CodeTaken | Self::NotFound => None,
        }
    }
}

/// Makes a group.
pub async fn create(shop: &Shop, request: &CreateGroup) -> Result<customer_group::Model, GroupError> {
    let of_code = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    if !(1..=CODE_CHARS_MAX).contains(&request.code.len()) || !request.code.bytes().all(of_code) {
        return Err(GroupError::CodeInvalid);
    }
    let name = text::line(&request.name, LINE_CHARS_MAX).map_err(|_| GroupError::NameInvalid)?;
    if name.is_empty() {
        return Err(GroupError::NameInvalid);
    }
    shop.write(&CreateGroup { name, ..request.clone() }, work_create).await
}

async fn work_create(unit: &Unit, request: &CreateGroup) -> Result<customer_group::Model, GroupError> {
    let row = customer_group::Model {
        id: unit.new_id(),
        code: request.code.clone(),
        name: request.name.clone(),
        created_at: unit.now,
        updated_at: unit.now,
    };
    let written = bulk::insert::<customer_group::Entity>(unit, std::slice::from_ref(&row), OnConflict::Fail).await;
    written.map_err(|fault| match fault.violation() {
        Some(Violation::Unique) => GroupError::CodeTaken,
        _ => GroupError::Fault(fault),
    })?;
    audit::record(unit, &request.actor, [Entry::new("customerGroupCreate", "CustomerGroup", row.id)]).await?;
    Ok(row)
}

/// Takes a customer into a group. Those who are in it stay.
pub async fn add_member(shop: &Shop, request: &Membership) -> Result<(), GroupError> {
    shop.write(request, work_add).await
}

async fn work_add(unit: &Unit, request: &Membership) -> Result<(), GroupError> {
    let row = customer_group_member::Model { customer_group_id: request.group, customer_id: request.customer };
    let written = bulk::insert::<customer_group_member::Entity>(unit, &[row], OnConflict::Keep).await;
    written.map_err(|fault| match fault.violation() {
        Some(Violation::ForeignKey) => GroupError::NotFound,
        _ => GroupError::Fault(fault),
    })?;
    note(unit, request, "customerGroupAddMember").await
}

/// Takes a customer out of a group.
pub async fn remove_member(shop: &Shop, request: &Membership) -> Result<(), GroupError> {
    shop.write(request, work_remove).await
}

async fn work_remove(unit: &Unit, request: &Membership) -> Result<(), GroupError> {
    let gone = customer_group_member::Entity::delete_many()
        .filter(customer_group_member::Column::CustomerGroupId.eq(request.group))
        .filter(customer_group_member::Column::CustomerId.eq(request.customer))
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    if gone.rows_affected == 0 {
        return Err(GroupError::NotFound);
    }
    note(unit, request, "customerGroupRemoveMember").await
}

async fn note(unit: &Unit, request: &Membership, action: &'static str) -> Result<(), GroupError> {
    event::record(unit, [Event::CustomerUpdated(request.customer)]).await?;
    Ok(audit::record(unit, &request.actor, [Entry::new(action, "Customer", request.customer)]).await?)
}
