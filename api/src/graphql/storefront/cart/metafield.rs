//! What edits of a cart's metafields answer.
use async_graphql::{Context, Enum, ID, Result, SimpleObject};
use entity::ids::CartId;
use service::cart::metafields::{NAMESPACE_DEFAULT, NewMetafield};

use crate::graphql::storefront::metafield::{self, Metafield};

/// Why metafields were not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum MetafieldsSetUserErrorCode {
    AppNotAuthorized,
    Blank,
    Inclusion,
    InvalidOwner,
    InvalidType,
    InvalidValue,
    LessThanOrEqualTo,
    Present,
    TooLong,
    TooShort,
}

/// Why metafields were not written. None of them were.
#[derive(Clone, Debug, SimpleObject)]
pub struct MetafieldsSetUserError {
    pub code: Option<MetafieldsSetUserErrorCode>,
    /// The metafield it is about, counted from 0.
    pub element_index: Option<i32>,
    pub field: Option<Vec<String>>,
    pub message: String,
}

/// What `cartMetafieldsSet` answers.
#[derive(Default, SimpleObject)]
pub struct CartMetafieldsSetPayload {
    /// As they were written.
    pub metafields: Option<Vec<Metafield>>,
    pub user_errors: Vec<MetafieldsSetUserError>,
}

/// Why a metafield was not taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum MetafieldDeleteErrorCode {
    AppNotAuthorized,
    InvalidOwner,
    MetafieldDoesNotExist,
}

/// Why a metafield was not taken away.
#[derive(Clone, Debug, SimpleObject)]
pub struct MetafieldDeleteUserError {
    pub code: Option<MetafieldDeleteErrorCode>,
    pub field: Option<Vec<String>>,
    pub message: String,
}

/// What `cartMetafieldDelete` answers.
#[derive(Default, SimpleObject)]
pub struct CartMetafieldDeletePayload {
    /// Of the metafield that is gone.
    pub deleted_id: Option<ID>,
    pub user_errors: Vec<MetafieldDeleteUserError>,
}

impl CartMetafieldsSetPayload {
    pub fn refused(user_errors: Vec<MetafieldsSetUserError>) -> Self {
        Self { metafields: None, user_errors }
    }

    /// The metafields as they were written.
    pub async fn done(ctx: &Context<'_>, cart: CartId, written: &[NewMetafield]) -> Result<Self> {
        let mut metafields = Vec::with_capacity(written.len());
        for NewMetafield { key, .. } in written {
            let (namespace, key) = key.split_once('.').unwrap_or((NAMESPACE_DEFAULT, key));
            metafields.extend(metafield::one(ctx, cart, Some(namespace), key).await?);
        }
        Ok(Self { metafields: Some(metafields), user_errors: Vec::new() })
    }
}
