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
pub mod redirect;
pub mod save;
pub mod sitemap;

pub use crate::shop::query::ListError;
