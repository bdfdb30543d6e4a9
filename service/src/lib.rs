//! What the shop does. No GraphQL, no HTTP.

pub mod catalogue;
pub mod content;
pub mod demo;
pub mod doctor;
pub mod event;
pub mod inventory;
pub mod media;
pub mod pricing;
pub mod search;
pub mod setup;
pub mod shop;
