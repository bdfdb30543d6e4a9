//! Another price list.
use entity::{ids::PriceListId, money::Currency, price_list};
use sea_orm::{ActiveModelTrait, IntoActiveModel};

use super::parent::{self, Failed, ParentError, TakenFrom};
use crate::{
    access::{
        Actor,
        audit::{self, Entry},
    },
    catalogue::save::reprice,
    event::{self, Event},
    pricing::currency,
    shop::{
        Shop, Unit,
        fault::{Fault, HasFault, Violation},
    },
};

pub(super) const NAME_CHARS_MAX: usize = 120;
const CODE_CHARS_MAX: usize = 64;

/// A price list is wanted.
#[derive(Clone, Debug)]
pub struct CreatePriceList {
    pub name: String,
    /// What imports and people call it: small letters, digits, hyphens. Taken from the name if absent.
    pub code: Option<String>,
    pub currency: Currency,
    /// Where the prices come from that it does not have itself.
    pub parent: Option<TakenFrom>,
    pub actor: Actor,
}

/// Why there is no new list.
#[derive(Debug, thiserror::Error)]
pub enum CreatePriceListError {
    #[error("a price list needs a name of 1 to {NAME_CHARS_MAX} letters")]
    BadName,
    #[error("a code is 1 to {CODE_CHARS_MAX} small letters, digits and hyphens")]
    BadCode,
    #[error("another price list has this code")]
    CodeTaken,
    #[error("this is no currency that money is in")]
    UnknownCurrency,
    #[error(transparent)]
    Parent(ParentError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for CreatePriceListError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::BadName | Self::BadCode | Self::CodeTaken | Self::UnknownCurrency | Self::Parent(_) => None,
        }
    }
}

impl From<Failed> for CreatePriceListError {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Refused(refusal) => Self::Parent(refusal),
            Failed::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// Makes a price list. Sent again, it is refused: its code is taken.
pub async fn create(shop: &Shop, request: &CreatePriceList) -> Result<PriceListId, CreatePriceListError> {
    if !is_name(&request.name) {
        return Err(CreatePriceListError::BadName);
    }
    if !currency::is_known(request.currency) {
        return Err(CreatePriceListError::UnknownCurrency);
    }
    let code = request.code.clone().unwrap_or_else(|| code_of(&request.name));
    let of_code = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !(1..=CODE_CHARS_MAX).contains(&code.len()) || !code.bytes().all(of_code) {
        return Err(CreatePriceListError::BadCode);
    }
    shop.write(&(request, code), work).await
}

async fn work(unit: &Unit, (request, code): &(&CreatePriceList, String)) -> Result<PriceListId, CreatePriceListError> {
    reprice::take_turn(unit).await?;
    let row = price_list::Model {
        id: unit.new_id(),
        code: code.clone(),
        name: request.name.trim().to_owned(),
        currency: request.currency,
        parent_id: None,
        parent_factor: "1".to_owned(),
        created_at: unit.now,
        updated_at: unit.now,
    };
    let id = row.id;
    row.into_active_model().insert(&unit.tx).await.map_err(|error| {
        let fault = Fault::from(error);
        if fault.violation() == Some(Violation::Unique) { CreatePriceListError::CodeTaken } else { fault.into() }
    })?;
    if let Some(parent) = request.parent {
        parent::set(unit, id, parent).await?;
        reprice::everything(unit).await?;
    }
    audit::record(unit, &request.actor, [Entry::new("priceListCreate", "PriceList", id)]).await?;
    event::record(unit, [Event::SettingsChanged]).await?;
    Ok(id)
}

pub(super) fn is_name(name: &str) -> bool {
    (1..=NAME_CHARS_MAX).contains(&name.trim().chars().count())
}

/// `Wholesale, EU` becomes `wholesale-eu`.
fn code_of(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let code = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    code.chars().take(CODE_CHARS_MAX).collect()
}
