//! What an order uses of promotions and codes counts against their limits, in the order's own transaction.
//!
//! Every use is counted, also of what has no limit: one may be set tomorrow. Each counter is raised by one guarded
//! statement, and the counters that many orders want at once come last.
use entity::{
    ids::{CouponCodeId, CustomerId, OrderId, PromotionId},
    money::Minor,
    redemption,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement, Value, sea_query::Expr};

use crate::shop::{
    Unit,
    bulk::{self, OnConflict},
    fault::{Fault, HasFault},
};

/// A promotion that takes something off an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    pub promotion: PromotionId,
    /// Absent when it applied by itself.
    pub code: Option<CouponCodeId>,
    pub amount: Minor,
}

/// What an order uses.
#[derive(Clone, Debug)]
pub struct Redeem {
    pub order: OrderId,
    /// See [`buyer_key`].
    pub buyer_key: String,
    /// Each promotion once.
    pub uses: Vec<Use>,
}

/// Why it is refused: somebody else was the last who could. Then the unit has to be rolled back.
#[derive(Debug, thiserror::Error)]
pub enum RedeemError {
    #[error("a promotion has been used as often as it may, or is over")]
    UsedUp,
    #[error("a code has been used as often as it may")]
    CodeUsedUp,
    #[error("this buyer has used a promotion as often as they may")]
    BuyerUsedUp,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for RedeemError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::UsedUp | Self::CodeUsedUp | Self::BuyerUsedUp => None,
        }
    }
}

/// Who uses it, as limits per customer count: the customer who is signed in, else whose e-mail address it is.
pub fn buyer_key(customer: Option<CustomerId>, email: Option<&str>) -> String {
    customer.map_or_else(
        || format!("email:{}", email.unwrap_or_default().trim().to_lowercase()),
        |customer| format!("customer:{customer}"),
    )
}

/// One more for this buyer, unless they have had all they may: what is for a first order they may have once, also when
/// two of their carts are ordered at the same moment.
const COUNT_BUYER: &str = "INSERT INTO promotion_use (promotion_id, buyer_key, used_count) \
    SELECT p.id, $1, 1 FROM promotion p WHERE p.id IN ({ids}) \
    ON CONFLICT (promotion_id, buyer_key) DO UPDATE SET used_count = promotion_use.used_count + 1 \
    WHERE COALESCE((SELECT CASE WHEN EXISTS (SELECT 1 FROM promotion_condition c WHERE c.promotion_id = p.id \
        AND c.kind = 'first_order') THEN 1 ELSE p.usage_limit_per_customer END \
        FROM promotion p WHERE p.id = promotion_use.promotion_id), \
        promotion_use.used_count + 1) > promotion_use.used_count \
    RETURNING promotion_id AS id";
const COUNT_CODE: &str = "UPDATE coupon_code SET used_count = used_count + 1 \
    WHERE id IN ({ids}) AND (usage_limit IS NULL OR used_count < usage_limit) RETURNING id";
const COUNT_PROMOTION: &str = "UPDATE promotion SET used_count = used_count + 1 \
    WHERE id IN ({ids}) AND status = 'active' AND deleted_at IS NULL \
    AND (usage_limit IS NULL OR used_count < usage_limit) RETURNING id";

/// Counts what an order uses. Call it late in a unit: other buyers wait for these counters.
///
/// # Errors
/// See [`RedeemError`].
pub async fn redeem(unit: &Unit, request: &Redeem) -> Result<(), RedeemError> {
    if request.uses.is_empty() {
        return Ok(());
    }
    let mut uses = request.uses.clone();
    uses.sort_unstable_by_key(|used| used.promotion);
    let rows: Vec<_> = uses
        .iter()
        .map(|used| redemption::Model {
            id: unit.new_id(),
            promotion_id: used.promotion,
            coupon_code_id: used.code,
            order_id: request.order,
            buyer_key: request.buyer_key.clone(),
            amount: used.amount,
            created_at: unit.now,
            released_at: None,
        })
        .collect();
    bulk::insert::<redemption::Entity>(unit, &rows, OnConflict::Fail).await?;
    let promotions: Vec<Value> = uses.iter().map(|used| used.promotion.into()).collect();
    let buyer = vec![Value::from(request.buyer_key.as_str())];
    if count(unit, COUNT_BUYER, buyer, &promotions).await? < promotions.len() {
        return Err(RedeemError::BuyerUsedUp);
    }
    let codes: Vec<Value> = uses.iter().filter_map(|used| used.code).map(Value::from).collect();
    if count(unit, COUNT_CODE, Vec::new(), &codes).await? < codes.len() {
        return Err(RedeemError::CodeUsedUp);
    }
    if count(unit, COUNT_PROMOTION, Vec::new(), &promotions).await? < promotions.len() {
        return Err(RedeemError::UsedUp);
    }
    Ok(())
}

const FORGET_BUYER: &str = "UPDATE promotion_use SET used_count = used_count - 1 \
    WHERE buyer_key = $1 AND promotion_id IN ({ids}) RETURNING promotion_id AS id";
const FORGET_CODE: &str = "UPDATE coupon_code SET used_count = used_count - 1 WHERE id IN ({ids}) RETURNING id";
const FORGET_PROMOTION: &str = "UPDATE promotion SET used_count = used_count - 1 WHERE id IN ({ids}) RETURNING id";

/// What an order used can be used again. A second time nothing happens.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn release(unit: &Unit, order: OrderId) -> Result<(), Fault> {
    let released = redemption::Entity::update_many()
        .col_expr(redemption::Column::ReleasedAt, Expr::value(unit.now))
        .filter(redemption::Column::OrderId.eq(order))
        .filter(redemption::Column::ReleasedAt.is_null())
        .exec_with_returning(&unit.tx)
        .await?;
    let Some(first) = released.first() else { return Ok(()) };
    let promotions: Vec<Value> = released.iter().map(|row| row.promotion_id.into()).collect();
    let codes: Vec<Value> = released.iter().filter_map(|row| row.coupon_code_id).map(Value::from).collect();
    count(unit, FORGET_BUYER, vec![first.buyer_key.as_str().into()], &promotions).await?;
    count(unit, FORGET_CODE, Vec::new(), &codes).await?;
    count(unit, FORGET_PROMOTION, Vec::new(), &promotions).await?;
    Ok(())
}

/// Runs a statement over some ids and says how many rows it changed.
async fn count(unit: &Unit, sql: &str, mut values: Vec<Value>, ids: &[Value]) -> Result<usize, Fault> {
    if ids.is_empty() {
        return Ok(0);
    }
    let start = values.len();
    values.extend_from_slice(ids);
    let places: Vec<_> = (start + 1..=values.len()).map(|place| format!("${place}")).collect();
    let sql = sql.replace("{ids}", &places.join(", "));
    let rows = unit.tx.query_all_raw(Statement::from_sql_and_values(unit.backend(), sql, values)).await?;
    Ok(rows.len())
}
