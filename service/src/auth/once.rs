//! Tokens that are sent by mail and work once: to choose a password, to open an account.
//!
//! Whoever sends the mail makes the token, at that moment, with [`issue`]: so it is in the mail and nowhere else.
use chrono::TimeDelta;
use entity::{
    ids::UserId,
    user_token::{self, Column, Kind},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::shop::{
    Unit,
    bulk::{self, OnConflict},
    fault::Fault,
    secret::{self, Secret},
};

/// How long a token works.
pub fn lifetime(kind: Kind) -> TimeDelta {
    match kind {
        Kind::Reset => TimeDelta::hours(2),
        Kind::Verify => TimeDelta::days(7),
        Kind::Activate => TimeDelta::days(30),
    }
}

/// A new token; the account's earlier ones of this kind work no more.
/// `token` is drawn by the caller, once, however often the unit runs.
pub async fn issue(unit: &Unit, user: UserId, kind: Kind, token: &Secret) -> Result<(), Fault> {
    user_token::Entity::delete_many()
        .filter(Column::UserId.eq(user))
        .filter(Column::Kind.eq(kind))
        .exec(&unit.tx)
        .await?;
    let row = user_token::Model {
        id: unit.new_id(),
        user_id: user,
        kind,
        token_hash: secret::hash(token.reveal()),
        created_at: unit.now,
        expires_at: unit.now + lifetime(kind),
        used_at: None,
    };
    bulk::insert::<user_token::Entity>(unit, &[row], OnConflict::Fail).await
}

/// Uses a token up. False when it is not this account's, is past its time or was used before.
pub async fn redeem(unit: &Unit, user: UserId, kind: Kind, token: &str) -> Result<bool, Fault> {
    let redeemed = user_token::Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(unit.now))
        .filter(Column::TokenHash.eq(secret::hash(token)))
        .filter(Column::UserId.eq(user))
        .filter(Column::Kind.eq(kind))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(unit.now))
        .exec(&unit.tx)
        .await?;
    Ok(redeemed.rows_affected == 1)
}

/// Ends all tokens of an account: what was mailed before its address or password changed opens nothing any more.
pub async fn revoke_all(unit: &Unit, user: UserId) -> Result<(), Fault> {
    user_token::Entity::delete_many().filter(Column::UserId.eq(user)).exec(&unit.tx).await?;
    Ok(())
}
