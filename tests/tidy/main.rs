//! What the compiler does not hold: who may use whom, how long a file may be, what is written nowhere.

#![cfg(test)]

mod file_length;
mod layers;
mod sources;
mod words;
