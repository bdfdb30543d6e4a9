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

pub mod address;
pub mod api_key;
pub mod article;
pub mod audit_log;
pub mod blog;
pub mod cart;
pub mod cart_address;
pub mod cart_delivery_choice;
pub mod cart_discount_code;
pub mod cart_gift_card;
pub mod cart_line;
pub mod category;
pub mod collection;
pub mod collection_product;
pub mod collection_rule;
pub mod consumer_cursor;
pub mod coupon_batch;
pub mod coupon_code;
pub mod customer;
pub mod customer_group;
pub mod customer_group_member;
pub mod customer_group_price_list;
pub mod gift_card;
pub mod gift_card_movement;
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
pub mod pricing_revision;
pub mod product;
pub mod product_option;
pub mod product_price_range;
pub mod promotion;
pub mod promotion_action;
pub mod promotion_condition;
pub mod promotion_target;
pub mod reservation;
pub mod session;
pub mod shipping_method;
pub mod shipping_rate;
pub mod shipping_zone;
pub mod shipping_zone_region;
pub mod shop_policy;
pub mod shop_setting;
pub mod stock_level;
pub mod stock_movement;
pub mod stock_transfer;
pub mod stock_transfer_line;
pub mod store_credit;
pub mod store_credit_movement;
pub mod tag;
pub mod tax_category;
pub mod tax_rate;
pub mod translation;
pub mod url_redirect;
pub mod user_account;
pub mod user_token;
pub mod variant;
