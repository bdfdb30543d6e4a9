//! `oxcart schema`: what clients generate their code from.
use clap::{Args, Subcommand};

use crate::graphql;

use super::say;

pub(super) const EXAMPLES: &str = "\
Examples:
  oxcart schema storefront > storefront.graphql    for code generators and editors
  oxcart schema admin > admin.graphql              the back office's";

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

pub(super) fn run(schema: &Schema) {
    let sdl = match schema.api {
        Api::Storefront => graphql::storefront_schema().finish().sdl(),
        Api::Admin => graphql::admin_schema().finish().sdl(),
    };
    say(sdl.trim_end());
}
