//! What holds for every input, tried with many.

#![cfg(test)]

mod cursor;
mod quote;
mod stock;
