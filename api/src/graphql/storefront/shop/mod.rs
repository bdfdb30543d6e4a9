//! The shop itself: what it is called, where it is, what it promises.
pub mod brand;
pub mod consent;
pub mod domain;
pub mod object;
pub mod payment;
pub mod policy;

pub use self::{
    object::{SHOP_ID, Shop},
    policy::ShopPolicy,
};

use async_graphql::{Object, SimpleObject};

use self::consent::ConsentManagement;

/// Versions of the dialect that clients may name. One schema answers them all.
const API_VERSIONS: [&str; 3] = ["2026-07", "2026-04", "unstable"];

/// The shop part of the query root.
#[derive(Default)]
pub struct ShopQuery;

#[Object]
impl ShopQuery {
    /// The shop.
    async fn shop(&self) -> Shop {
        Shop
    }

    /// Versions of this API. Others are answered in the same way.
    async fn public_api_versions(&self) -> Vec<ApiVersion> {
        let version = |handle: &str| ApiVersion {
            display_name: handle.to_owned(),
            handle: handle.to_owned(),
            supported: handle != "unstable",
        };
        API_VERSIONS.into_iter().map(version).collect()
    }

    /// What a client needs to know before it stores a visitor's choices.
    async fn consent_management(&self) -> ConsentManagement {
        ConsentManagement
    }
}

/// A version of this API.
#[derive(SimpleObject)]
pub struct ApiVersion {
    display_name: String,
    handle: String,
    supported: bool,
}
