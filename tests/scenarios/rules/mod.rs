//! The rules that prices follow from: made, changed, kept in memory, looked up.
mod batch;
mod discounts;
mod money;
mod revision;
mod staff;
mod terms;
