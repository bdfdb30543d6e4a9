//! A shop from outside: what shopkeepers and shoppers do, one story a module.

#![cfg(test)]

mod admin;
mod cart;
mod checkout;
mod customers;
mod demo;
mod import;
mod order;
mod payment;
mod read_content;
mod rules;
mod save;
mod search;
mod stock;
