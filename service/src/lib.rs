//! What the shop does. No GraphQL, no HTTP.

pub mod access;
pub mod auth;
pub mod cart;
pub mod catalogue;
pub mod checkout;
pub mod content;
pub mod customer;
pub mod demo;
pub mod doctor;
pub mod event;
pub mod gift_card;
pub mod history;
pub mod inventory;
pub mod media;
pub mod order;
pub mod payment;
pub mod pricing;
pub mod pricing_rules;
pub mod promotion;
pub mod search;
pub mod setup;
pub mod shipping;
pub mod shop;
pub mod store_credit;
pub mod tax;
