//! `oxcart seed`: something to look at in an empty shop.
use std::time::Duration;

use clap::{Args, Subcommand};
use service::{
    demo::{self, SeedError, Seeded, Step},
    shop::Shop,
};

use crate::config::DataOptions;

use super::{Failure, open, progress::Display, say};

#[derive(Args, Debug)]
pub(super) struct Seed {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The demo shop: sixty products of an invented workshop, with pictures, pages and a journal, in two
    /// languages and three markets. Goes into an empty database only
    Demo(DataOptions),
}

pub(super) async fn run(seed: Seed) -> Result<(), Failure> {
    let What::Demo(data) = seed.what;
    let shop = open::shop(&data, open::Schema::Migrate).await?;
    match plant(&shop, &data).await {
        Ok((seeded, took)) => tell(&seeded, took),
        Err(SeedError::NotEmpty) => {
            return Err(Failure::new(format!(
                "{}; for a fresh one, use another --data-dir or DATABASE_URL",
                SeedError::NotEmpty
            )));
        }
        Err(SeedError::Fault(fault)) => return Err(Failure::while_doing("seeding the demo shop", &fault)),
    }
    Ok(())
}

/// Fills the shop if there is nothing in it. Somebody else may be quicker: then theirs it is.
pub(crate) async fn if_empty(shop: &Shop, data: &DataOptions) -> Result<(), Failure> {
    let failed = |fault| Failure::while_doing("seeding the demo shop", &fault);
    if !demo::is_empty(shop).await.map_err(failed)? {
        return Ok(());
    }
    match plant(shop, data).await {
        Ok((seeded, took)) => {
            tell(&seeded, took);
            Ok(())
        }
        Err(SeedError::NotEmpty) => Ok(()),
        Err(SeedError::Fault(fault)) => Err(failed(fault)),
    }
}

async fn plant(shop: &Shop, data: &DataOptions) -> Result<(Seeded, Duration), SeedError> {
    let mut display = Display::start("drawing the demo shop", "pictures");
    let seeded = demo::seed(shop, &data.media_dir(), &mut |step| match step {
        Step::Drawing(done, total) => display.reach(done as u64, total as u64),
        Step::Writing => {}
    })
    .await;
    let took = display.finish();
    seeded.map(|seeded| (seeded, took))
}

fn tell(seeded: &Seeded, took: Duration) {
    say(&format!(
        "The demo shop is ready: {} products in {} variants, {} collections, {} pages, {} articles, {} pictures, in {} ms",
        seeded.products,
        seeded.variants,
        seeded.collections,
        seeded.pages,
        seeded.articles,
        seeded.pictures,
        took.as_millis()
    ));
}
