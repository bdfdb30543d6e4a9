//! Texts in the shop's other languages.
use std::collections::HashMap;

use entity::{locale::Language, translation};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::shop::{Shop, fault::Fault};

/// What is translated of one thing, by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts(HashMap<String, String>);

impl Texts {
    /// The translated text of a field, or the original.
    pub fn or<'a>(&'a self, field: &str, original: &'a str) -> &'a str {
        self.0.get(field).map_or(original, String::as_str)
    }

    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }
}

/// The texts of anything, by its id, in a language.
pub async fn of_owners(shop: &Shop, language: &Language, owners: &[Uuid]) -> Result<HashMap<Uuid, Texts>, Fault> {
    let found = translation::Entity::find()
        .filter(translation::Column::Language.eq(language.clone()))
        .filter(translation::Column::OwnerId.is_in(owners.iter().copied()))
        .all(shop.read())
        .await?;
    let mut texts = HashMap::<_, Texts>::new();
    for row in found {
        texts.entry(row.owner_id).or_default().0.insert(row.field, row.value);
    }
    Ok(texts)
}
