//! The cart, as the dialect has it, and what is ours beside it: `version`, `pricing`, `simulateCheckout`, store credit.
//!
//! What a cart is and costs is decided in `service::cart` and `service::pricing`; here it gets its names.
pub mod buyer;
pub mod code;
pub mod cost;
pub mod delivery;
pub mod discount;
pub mod gift_card;
pub mod input;
pub mod key;
pub mod line;
pub mod metafield;
pub mod mutation;
pub mod object;
pub mod payload;
pub mod pricing;
pub mod query;
pub mod refusal;
pub mod simulate;
pub mod warning;

pub use self::{
    gift_card::AppliedGiftCard,
    line::{CartLine, ComponentizableCartLine},
    mutation::CartMutation,
    object::{Cart, checkout_url},
    query::{CartQuery, cart_of},
    simulate::SimulateQuery,
};
