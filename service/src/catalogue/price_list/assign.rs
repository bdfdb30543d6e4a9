//! A group of customers buys from a list of its own in a market.
use entity::{
    customer_group, customer_group_price_list,
    ids::{CustomerGroupId, MarketId, PriceListId},
    market, price_list,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement};

use crate::{
    access::{
        Actor,
        audit::{self, Entry},
    },
    pricing_rules,
    shop::{
        Shop, Unit,
        fault::{Fault, HasFault},
    },
};

/// Which list a group shall buy from in a market.
#[derive(Clone, Debug)]
pub struct AssignPriceList {
    pub group: CustomerGroupId,
    pub market: MarketId,
    /// Absent: from the market's own, as everybody else.
    pub list: Option<PriceListId>,
    pub actor: Actor,
}

/// Why it is refused.
#[derive(Debug, thiserror::Error)]
pub enum AssignPriceListError {
    #[error("there is no such group of customers")]
    UnknownGroup,
    #[error("there is no such market")]
    UnknownMarket,
    #[error("there is no such price list")]
    UnknownList,
    #[error("the list is in another currency than the market's")]
    WrongCurrency,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for AssignPriceListError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::UnknownGroup | Self::UnknownMarket | Self::UnknownList | Self::WrongCurrency => None,
        }
    }
}

/// Gives a group a list in a market, or takes it away. Sent again, nothing changes.
pub async fn assign(shop: &Shop, request: &AssignPriceList) -> Result<(), AssignPriceListError> {
    shop.write(request, work).await
}

async fn work(unit: &Unit, request: &AssignPriceList) -> Result<(), AssignPriceListError> {
    match request.list {
        None => {
            customer_group_price_list::Entity::delete_many()
                .filter(customer_group_price_list::Column::CustomerGroupId.eq(request.group))
                .filter(customer_group_price_list::Column::MarketId.eq(request.market))
                .exec(&unit.tx)
                .await
                .map_err(Fault::from)?;
        }
        Some(list) => {
            // What does not exist or does not fit gives no row to insert.
            let sql = "INSERT INTO customer_group_price_list (customer_group_id, market_id, price_list_id) \
                       SELECT g.id, m.id, l.id FROM customer_group g, market m, price_list own, price_list l \
                       WHERE g.id = $1 AND m.id = $2 AND own.id = m.price_list_id AND l.id = $3 \
                       AND l.currency = own.currency \
                       ON CONFLICT (customer_group_id, market_id) DO UPDATE SET price_list_id = excluded.price_list_id";
            let values = [request.group.into(), request.market.into(), list.into()];
            let statement = Statement::from_sql_and_values(unit.backend(), sql, values);
            let assigned = unit.tx.execute_raw(statement).await.map_err(Fault::from)?;
            if assigned.rows_affected() != 1 {
                return Err(why(unit, request, list).await?);
            }
        }
    }
    let entry = Entry::new("priceListAssign", "CustomerGroup", request.group);
    audit::record(unit, &request.actor, [entry]).await?;
    pricing_rules::touch(unit).await?;
    Ok(())
}

async fn why(unit: &Unit, request: &AssignPriceList, list: PriceListId) -> Result<AssignPriceListError, Fault> {
    let tx = &unit.tx;
    Ok(if customer_group::Entity::find_by_id(request.group).one(tx).await?.is_none() {
        AssignPriceListError::UnknownGroup
    } else if market::Entity::find_by_id(request.market).one(tx).await?.is_none() {
        AssignPriceListError::UnknownMarket
    } else if price_list::Entity::find_by_id(list).one(tx).await?.is_none() {
        AssignPriceListError::UnknownList
    } else {
        AssignPriceListError::WrongCurrency
    })
}
