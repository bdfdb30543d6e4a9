//! A shop from outside: what shopkeepers and shoppers do, one story a module.

#![cfg(test)]

mod save;
mod search;
