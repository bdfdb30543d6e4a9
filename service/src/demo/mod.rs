//! The demo shop: Millrace Workshop, sixty things from a water mill that does not exist.
//!
//! Entry points: [`seed`] fills an empty database, [`is_empty`] says whether it is one. What the shop
//! sells and says is in `data`, as files; what it looks like is drawn by `picture` into the media folder.
//! Invariant: the database gets all of it or nothing. Pictures are written first, under names that
//! are always the same, so a run that was cut short leaves nothing that the next one minds.
//! Deliberately absent: orders and customers. Its discounts, codes, taxes, shipping and gift card are in `rules`.

mod catalogue;
mod collections;
mod content;
mod data;
mod ground;
mod picture;
mod pictures;
mod rules;

use std::{fs, path::Path};

use entity::{product, shop_setting};
use sea_orm::{EntityTrait, QuerySelect};

pub use self::rules::GIFT_CARD_CODE;
use self::{data::Data, pictures::Picture};
use crate::{
    catalogue::save::SaveOutcome,
    shop::{
        Shop, Unit,
        fault::{Fault, HasFault, Violation},
    },
};

/// Below the media folder.
const FOLDER: &str = "demo";
/// Who is behind what the seed writes to the stock ledger.
const ACTOR: &str = "seed";

/// What was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seeded {
    pub products: usize,
    pub variants: usize,
    pub collections: usize,
    pub pages: usize,
    pub articles: usize,
    pub pictures: usize,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// This many pictures of that many are drawn.
    Drawing(usize, usize),
    Writing,
}

/// Why there is no demo shop.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SeedError {
    #[error("there is a shop in this database already: the demo shop goes into an empty one only")]
    NotEmpty,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for SeedError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::NotEmpty => None,
            Self::Fault(fault) => Some(fault),
        }
    }
}

/// Whether nobody has set up a shop here yet.
pub async fn is_empty(shop: &Shop) -> Result<bool, Fault> {
    let db = &shop.database().write;
    let setting = shop_setting::Entity::find().one(db).await?;
    let product = product::Entity::find().select_only().column(product::Column::Id).into_tuple::<uuid::Uuid>();
    Ok(setting.is_none() && product.one(db).await?.is_none())
}

/// Fills an empty shop. `media_dir` gets the pictures, `progress` hears how far it is.
///
/// # Errors
/// [`SeedError::NotEmpty`] when there is a shop already; a [`Fault`] when the database or the disk fails.
pub async fn seed(shop: &Shop, media_dir: &Path, progress: &mut (dyn FnMut(Step) + Send)) -> Result<Seeded, SeedError> {
    // Looked at before any work is done; what decides is the settings row, of which there can be one.
    if !is_empty(shop).await? {
        return Err(SeedError::NotEmpty);
    }
    let data = Data::read()?;
    let pictures = pictures::of(&data);
    keep(pictures, media_dir, &mut *progress).await?;
    progress(Step::Writing);
    let seeded = shop.write(&data, write).await?;
    shop.forget_settings();
    Ok(Seeded { pictures: pictures::of(&data).count(), ..seeded })
}

/// Draws the pictures and puts them on disk, a few at a time.
async fn keep(
    pictures: impl Iterator<Item = Picture<'_>>,
    media_dir: &Path,
    progress: &mut (dyn FnMut(Step) + Send),
) -> Result<(), Fault> {
    const PICTURES_AT_A_TIME: usize = 32;
    let fault = |error| Fault::other("writing the demo shop's pictures", error);
    let folder = media_dir.join(FOLDER);
    tokio::fs::create_dir_all(&folder).await.map_err(fault)?;
    let objects = picture::Objects::read();
    let pictures: Vec<_> = pictures.collect();
    let total = pictures.len();
    for (number, few) in pictures.chunks(PICTURES_AT_A_TIME).enumerate() {
        let drawn: Vec<_> = few.iter().map(|picture| (folder.join(&picture.file), picture.draw(&objects))).collect();
        let written =
            tokio::task::spawn_blocking(move || drawn.into_iter().try_for_each(|(path, svg)| fs::write(path, svg)));
        written.await.map_err(|error| Fault::other("writing the demo shop's pictures", error))?.map_err(fault)?;
        progress(Step::Drawing((number * PICTURES_AT_A_TIME + few.len()).min(total), total));
    }
    Ok(())
}

async fn write(unit: &Unit, data: &Data) -> Result<Seeded, SeedError> {
    let ground = ground::write(unit, &data.shop).await.map_err(|fault| match fault.violation() {
        Some(Violation::Unique) => SeedError::NotEmpty,
        _ => fault.into(),
    })?;
    let categories = catalogue::categories(unit, data).await?;
    let collections = collections::write(unit, data).await?;
    rules::write(unit, &data.rules, &rules::About::of(data, &categories, &collections)?).await?;
    let SaveOutcome { products, variants, .. } =
        catalogue::products(unit, data, &catalogue::Around { ground, categories, collections: &collections }).await?;
    let leads_to = content::Targets::new(data, &collections, &products);
    let content = content::write(unit, data, leads_to).await?;
    Ok(Seeded {
        products: products.len(),
        variants: variants.created,
        collections: collections.len(),
        pages: content.pages,
        articles: content.articles,
        pictures: 0,
    })
}

#[cfg(test)]
mod tests;
