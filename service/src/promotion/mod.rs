//! Discounts: what is taken off, when, for whom, and by which code.
//!
//! Entry points: [`create`], [`update`] and [`switch`] for whoever runs the shop, [`batch`] for many codes at once,
//! [`coupon`] for carts,
//! [`redemption`] for orders. What a discount comes to is `pricing`'s to say, and what applies at all is kept in
//! memory by `pricing_rules`. Invariant: no counter goes above its limit; the limits are read from the database each time.

pub mod add_codes;
pub mod batch;
pub mod coupon;
pub mod create;
pub mod list;
mod presence;
pub mod redemption;
mod rows;
pub mod switch;
pub mod terms;
pub mod update;
