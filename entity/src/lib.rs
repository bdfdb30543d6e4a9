//! The shop's vocabulary: its tables, one a file, and the value types their columns use.

#![expect(
    clippy::disallowed_methods,
    reason = "SeaORM's derive begins transactions of its own; nobody here calls them"
)]

pub mod ids;
pub mod locale;
pub mod money;
pub mod strings;
pub mod weight;

pub mod article;
pub mod blog;
pub mod category;
pub mod collection;
pub mod collection_product;
pub mod collection_rule;
pub mod consumer_cursor;
pub mod location;
pub mod market;
pub mod market_country;
pub mod market_language;
pub mod market_location;
pub mod media;
pub mod menu;
pub mod menu_item;
pub mod metafield;
pub mod option_value;
pub mod outbox_event;
pub mod page;
pub mod price;
pub mod price_list;
pub mod product;
pub mod product_option;
pub mod product_price_range;
pub mod shop_policy;
pub mod shop_setting;
pub mod stock_level;
pub mod stock_movement;
pub mod tag;
pub mod translation;
pub mod url_redirect;
pub mod variant;
