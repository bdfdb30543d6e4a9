//! A shop from outside: what shopkeepers and shoppers do, one story a module.

#![cfg(test)]

mod demo;
mod import;
mod read_content;
mod save;
mod search;
