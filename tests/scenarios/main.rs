//! A shop from outside: what shopkeepers and shoppers do, one story a module.

#![cfg(test)]

mod import;
mod read_content;
mod save;
mod search;
