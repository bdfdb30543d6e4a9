//! The shop's legal texts. There are eight kinds and at most one of each.
use std::collections::HashMap;

use entity::{
    ids::ShopPolicyId,
    shop_policy::{self, Kind, Model},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::shop::{Shop, fault::Fault};

/// Policies by what they are about.
pub async fn by_kinds(shop: &Shop, kinds: &[Kind]) -> Result<HashMap<Kind, Model>, Fault> {
    let found = shop_policy::Entity::find()
        .filter(shop_policy::Column::Kind.is_in(kinds.iter().copied()))
        .all(shop.read())
        .await?;
    Ok(found.into_iter().map(|policy| (policy.kind, policy)).collect())
}

/// Policies by id.
pub async fn by_ids(shop: &Shop, ids: &[ShopPolicyId]) -> Result<HashMap<ShopPolicyId, Model>, Fault> {
    let found =
        shop_policy::Entity::find().filter(shop_policy::Column::Id.is_in(ids.iter().copied())).all(shop.read()).await?;
    Ok(found.into_iter().map(|policy| (policy.id, policy)).collect())
}

/// The word a policy has in its address: `/policies/privacy-policy`.
pub fn handle(kind: Kind) -> &'static str {
    match kind {
        Kind::Privacy => "privacy-policy",
        Kind::Refund => "refund-policy",
        Kind::Shipping => "shipping-policy",
        Kind::TermsOfService => "terms-of-service",
        Kind::TermsOfSale => "terms-of-sale",
        Kind::Subscription => "subscription-policy",
        Kind::ContactInformation => "contact-information",
        Kind::LegalNotice => "legal-notice",
    }
}
