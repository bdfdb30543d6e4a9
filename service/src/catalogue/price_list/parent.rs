//! Where a list takes over what it does not price itself.
use entity::{ids::PriceListId, price_list};
use rust_decimal::Decimal;
use sea_orm::{ConnectionTrait, EntityTrait, Statement};

use crate::shop::{Unit, fault::Fault};

/// Decimals of a factor at most.
const FACTOR_DECIMALS_MAX: u32 = 12;
/// A dear currency's prices in a cheap one stay below this.
const FACTOR_MAX: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

/// A parent list and the factor between whole units of the two currencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenFrom {
    pub list: PriceListId,
    pub factor: Decimal,
}

/// Why a list cannot have this parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParentError {
    #[error("the factor must be above 0, at most 1000000, with at most {FACTOR_DECIMALS_MAX} decimals")]
    FactorOutOfRange,
    #[error("there is no such price list to take prices from")]
    Unknown,
    #[error("a price list cannot take prices from itself")]
    Itself,
    #[error("the other price list takes its prices from a third one: take them from there")]
    HasParent,
    #[error("other price lists take their prices from this one: it cannot take its own from elsewhere")]
    HasChildren,
}

/// A refusal, or breakage.
pub(super) enum Failed {
    Refused(ParentError),
    Fault(Fault),
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Sets a list's parent.
pub(super) async fn set(unit: &Unit, list: PriceListId, parent: TakenFrom) -> Result<(), Failed> {
    let factor = parent.factor.normalize();
    if factor <= Decimal::ZERO || factor > FACTOR_MAX || factor.scale() > FACTOR_DECIMALS_MAX {
        return Err(Failed::Refused(ParentError::FactorOutOfRange));
    }
    let sql = "UPDATE price_list SET parent_id = $1, parent_factor = $2, updated_at = $3 \
               WHERE id = $4 AND id <> $1 \
               AND EXISTS (SELECT 1 FROM price_list parent WHERE parent.id = $1 AND parent.parent_id IS NULL) \
               AND NOT EXISTS (SELECT 1 FROM price_list child WHERE child.parent_id = $4)";
    let values = [parent.list.into(), factor.to_string().into(), unit.now.into(), list.into()];
    let statement = Statement::from_sql_and_values(unit.backend(), sql, values);
    let set = unit.tx.execute_raw(statement).await.map_err(Fault::from)?;
    if set.rows_affected() == 1 {
        return Ok(());
    }
    if list == parent.list {
        return Err(Failed::Refused(ParentError::Itself));
    }
    let found = price_list::Entity::find_by_id(parent.list).one(&unit.tx).await.map_err(Fault::from)?;
    Err(Failed::Refused(match found {
        None => ParentError::Unknown,
        Some(found) if found.parent_id.is_some() => ParentError::HasParent,
        Some(_) => ParentError::HasChildren,
    }))
}
