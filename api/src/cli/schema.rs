//! `oxcart schema`: what clients generate their code from.
use clap::{Args, Subcommand};

use crate::graphql;

use super::{Failure, say};

pub(super) const EXAMPLES: &str = "\
Examples:
  oxcart schema storefront > storefront.graphql    for code generators and editors";

#[derive(Args, Debug)]
pub(super) struct Schema {
    #[command(subcommand)]
    api: Api,
}

#[derive(Debug, Subcommand)]
enum Api {
    /// The storefront API
    Storefront,
    /// The admin API
    Admin,
}

pub(super) fn run(schema: &Schema) -> Result<(), Failure> {
    match schema.api {
        Api::Storefront => {
            say(graphql::storefront_schema().finish().sdl().trim_end());
            Ok(())
        }
        Api::Admin => Err(Failure::new("there is no admin API yet: this version serves the storefront API only")),
    }
}
