//! What the shop tells rather than sells: pages, blogs, menus, policies, redirects, and the map of
//! everything that a search engine may visit.
//!
//! Entry points: one module for each kind, reading many keys in one statement (loaders call them)
//! and lists by keyset. Invariant: a viewer sees what is published by the viewer's instant.
//! Deliberately absent: comments on articles, and metaobjects.

pub mod article;
pub mod blog;
pub mod menu;
pub mod page;
pub mod policy;
pub mod query;
pub mod redirect;
pub mod save;
pub mod sitemap;

use crate::shop::{fault::Fault, page::PageError};

/// Why a list cannot be given.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ListError {
    #[error(transparent)]
    Page(#[from] PageError),
    #[error(transparent)]
    Query(#[from] query::QueryError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<sea_orm::DbErr> for ListError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Fault(error.into())
    }
}
