//! Shoppers who order, through the public API, in a shop that is made for it.
//!
//! Entry points: one for each kind of rush. Each ends with the proof that all is as it must be, which is a failure if
//! it is not. The shop is the demo shop, in a folder of its own below the data folder, or in a PostgreSQL database of its
//! own beside the one that is named; it is taken away at the end.

mod api;
mod arrive;
mod floor;
mod ground;
mod keeper;
mod mix;
mod options;
mod proof;
mod rush;
mod shopper;
mod told;

pub(super) use self::options::{Checkout, CouponRace, EXAMPLES, FlashSale, Mixed};
pub(super) use self::rush::{checkout, coupon_race, flash_sale, mixed};
