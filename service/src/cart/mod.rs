//! Carts: what people are about to buy, and what it will cost them.
//!
//! Entry points: [`create`](create::create) and one file for each edit; [`load`](load::load) reads a cart with its
//! price; [`simulate`](simulate::simulate) prices one that never was; [`hold`](hold::hold) keeps its stock while its buyer
//! pays; `convert` makes it an order's; [`tidy`] ends what is over.
//! Invariants: the first statement of an edit takes the cart's row, so that edits queue and none is lost; an edit is
//! all or nothing; a price is computed anew whenever it is shown, from what the database holds then.
//! Absent: ordering and paying, which is `checkout`.

pub mod add_lines;
pub mod addresses;
pub mod bill_to;
pub(crate) mod candidate;
pub mod choose_delivery;
mod contents;
pub(crate) mod convert;
pub mod copy;
pub mod create;
mod draft;
pub mod edit;
pub mod forget_buyer;
pub mod gift_cards;
pub mod hold;
pub mod key;
pub mod load;
mod merge;
pub mod metafields;
mod priced;
pub mod refusal;
pub mod remove_lines;
pub mod set_attributes;
pub mod set_codes;
pub mod set_note;
mod shelf;
pub mod simulate;
pub mod tidy;
pub mod update_buyer;
pub mod update_lines;
pub mod use_store_credit;
pub mod view;
pub mod warning;
mod write_lines;

/// Lines of one cart.
pub const LINES_PER_CART_MAX: usize = 250;
/// Units of one line.
pub const UNITS_PER_LINE_MAX: i64 = 1_000_000;
/// Lines of one request.
pub const LINES_PER_EDIT_MAX: usize = LINES_PER_CART_MAX;
/// Attributes of a cart, and of each line.
pub const ATTRIBUTES_MAX: usize = 100;
/// Characters of an attribute's key, and of its value.
pub const ATTRIBUTE_KEY_CHARS_MAX: usize = 255;
pub const ATTRIBUTE_VALUE_CHARS_MAX: usize = 5_000;
/// Bytes of the attributes of all lines of a cart: they are read with every edit.
pub const ATTRIBUTE_BYTES_PER_CART_MAX: usize = 262_144;
/// Characters of the buyer's note.
pub const NOTE_CHARS_MAX: usize = 5_000;
/// Discount codes of one cart.
pub const CODES_MAX: usize = 25;
/// Characters of a discount code, and of a gift card's.
pub const CODE_CHARS_MAX: usize = 255;
/// Gift cards of one cart.
pub const GIFT_CARDS_MAX: usize = 10;
/// Delivery addresses of one cart.
pub const ADDRESSES_MAX: usize = 10;
/// Metafields of one cart.
pub const METAFIELDS_MAX: usize = 50;
/// Characters of a metafield's value.
pub const METAFIELD_VALUE_CHARS_MAX: usize = 10_000;
/// Bytes of the buyer's preferences, as JSON.
pub const PREFERENCES_BYTES_MAX: usize = 10_000;
/// Characters of where a cart says it comes from.
pub const SOURCE_NAME_CHARS_MAX: usize = 255;

/// The one delivery group of a cart, as its choice is stored.
pub const DELIVERY_GROUP: &str = "main";
