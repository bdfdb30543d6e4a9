//! Codes that buyers enter: how they are compared, and what they stand for.
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{
    ids::{CouponCodeId, PromotionId},
    promotion,
};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use unicode_normalization::UnicodeNormalization;

use crate::shop::fault::Fault;

/// Letters of a code at most.
pub const CODE_CHARS_MAX: usize = 255;
/// Codes looked up at once at most: more than a cart takes.
pub const CODES_PER_LOOKUP_MAX: usize = 250;

/// A code as it is compared: without outer blanks, and without regard to case (`Straße` is `STRASSE`)
/// and to how its letters are composed.
pub fn code_key(code: &str) -> String {
    // To capitals first: some small letters have two of them, and both spellings shall meet.
    code.trim().nfkc().collect::<String>().to_uppercase().to_lowercase()
}

/// A code that exists, and its promotion as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundCode {
    pub id: CouponCodeId,
    /// As the shopkeeper wrote it.
    pub code: String,
    pub promotion: PromotionId,
    pub status: promotion::Status,
    pub starts_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    /// How often this code may be used, and was.
    pub usage_limit: Option<i64>,
    pub used_count: i64,
}

/// How often a promotion may be used, and was, by whatever code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    pub usage_limit: Option<i64>,
    pub usage_limit_per_customer: Option<i64>,
    pub used_count: i64,
    /// How often this buyer used it.
    pub used_by_buyer: i64,
}

/// What limits the promotions of one cart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InPlay {
    /// By [`code_key`]. A code that is missing does not exist, or its promotion was deleted.
    pub codes: HashMap<String, FoundCode>,
    pub counters: HashMap<PromotionId, Counters>,
}

#[derive(FromQueryResult)]
struct Row {
    code_key: Option<String>,
    code_id: Option<CouponCodeId>,
    code: Option<String>,
    code_used: Option<i64>,
    code_limit: Option<i64>,
    promotion_id: PromotionId,
    status: promotion::Status,
    starts_at: DateTime<Utc>,
    ends_at: Option<DateTime<Utc>>,
    used_count: i64,
    usage_limit: Option<i64>,
    usage_limit_per_customer: Option<i64>,
    used_by_buyer: i64,
}

const PROMOTION: &str = "p.id AS promotion_id, p.status, p.starts_at, p.ends_at, p.used_count, p.usage_limit, \
    p.usage_limit_per_customer, CAST(COALESCE((SELECT u.used_count FROM promotion_use u \
        WHERE u.promotion_id = p.id AND u.buyer_key = $1), 0) AS BIGINT) AS used_by_buyer";

/// Looks up codes by their keys, and the counters of their promotions and of the `limited` ones that
/// apply without a code: one statement for all, none for nothing.
///
/// `buyer_key` says who would use them, see [`buyer_key`](super::redemption::buyer_key).
///
/// # Errors
/// A [`Fault`] when the database fails, or for more than [`CODES_PER_LOOKUP_MAX`] codes.
pub async fn in_play(
    db: &impl ConnectionTrait,
    code_keys: &[String],
    limited: &[PromotionId],
    buyer_key: &str,
) -> Result<InPlay, Fault> {
    if code_keys.len() > CODES_PER_LOOKUP_MAX {
        return Err(Fault::broken("too many codes looked up at once"));
    }
    if code_keys.is_empty() && limited.is_empty() {
        return Ok(InPlay::default());
    }
    let statement = statement(db, code_keys, limited, buyer_key);
    let mut found = InPlay::default();
    for row in Row::find_by_statement(statement).all(db).await? {
        let counters = Counters {
            usage_limit: row.usage_limit,
            usage_limit_per_customer: row.usage_limit_per_customer,
            used_count: row.used_count,
            used_by_buyer: row.used_by_buyer,
        };
        found.counters.insert(row.promotion_id, counters);
        if let (Some(key), Some(id), Some(code)) = (row.code_key, row.code_id, row.code) {
            let code = FoundCode {
                id,
                code,
                promotion: row.promotion_id,
                status: row.status,
                starts_at: row.starts_at,
                ends_at: row.ends_at,
                usage_limit: row.code_limit,
                used_count: row.code_used.unwrap_or_default(),
            };
            found.codes.insert(key, code);
        }
    }
    Ok(found)
}

fn statement(db: &impl ConnectionTrait, code_keys: &[String], limited: &[PromotionId], buyer_key: &str) -> Statement {
    let mut values = Vec::<Value>::with_capacity(1 + code_keys.len() + limited.len());
    values.push(buyer_key.into());
    let mut parts = Vec::with_capacity(2);
    if !code_keys.is_empty() {
        let keys = places(&mut values, code_keys.iter().map(|key| key.as_str().into()));
        parts.push(format!(
            "SELECT c.code_key, c.id AS code_id, c.code, c.used_count AS code_used, c.usage_limit AS code_limit, \
             {PROMOTION} FROM coupon_code c JOIN promotion p ON p.id = c.promotion_id \
             WHERE c.code_key IN ({keys}) AND p.deleted_at IS NULL"
        ));
    }
    if !limited.is_empty() {
        let ids = places(&mut values, limited.iter().map(|id| (*id).into()));
        parts.push(format!(
            "SELECT CAST(NULL AS TEXT) AS code_key, CAST(NULL AS UUID) AS code_id, CAST(NULL AS TEXT) AS code, \
             CAST(NULL AS BIGINT) AS code_used, CAST(NULL AS BIGINT) AS code_limit, \
             {PROMOTION} FROM promotion p WHERE p.id IN ({ids})"
        ));
    }
    Statement::from_sql_and_values(db.get_database_backend(), parts.join(" UNION ALL "), values)
}

/// Appends values and names their places: `$3, $4`.
fn places(values: &mut Vec<Value>, more: impl Iterator<Item = Value>) -> String {
    let start = values.len();
    values.extend(more);
    (start + 1..=values.len()).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_compared_without_case_and_outer_blanks() {
        assert_eq!(code_key("  Welcome10\n"), "welcome10");
        assert_eq!(code_key("STRASSE"), code_key("straße"));
        // One letter, and two that look like it.
        assert_eq!(code_key("CAF\u{c9}"), code_key("cafe\u{301}"));
        assert_eq!(code_key("WELCOME 10"), "welcome 10");
        assert_ne!(code_key("A-B"), code_key("AB"));
    }
}
