//! Carts: filled, changed, crossed, merged and left.

mod buyer;
mod crossing;
mod edits;
mod held;
mod left;
mod merge;
mod value;
