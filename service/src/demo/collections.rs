//! The demo shop's collections, picked by hand and by rules.
use entity::{
    collection::{Kind, ProductOrder, RuleMatch},
    collection_rule::{Comparison, Field},
    ids::CollectionId,
};
use sea_orm::ActiveEnum;

use super::{
    data::{CollectionData, Data},
    pictures,
};
use crate::{
    catalogue::{
        record::{CollectionRecord, RuleRecord, TranslationRecord},
        save,
    },
    shop::{Unit, fault::Fault},
};

/// Writes them and answers with their keys, in the order of the data. Rules find their products
/// when those are written.
pub(super) async fn write(unit: &Unit, data: &Data) -> Result<Vec<CollectionId>, Fault> {
    let records: Vec<_> =
        data.collections.iter().map(|collection| record(unit, collection)).collect::<Result<_, _>>()?;
    save::collections(unit, &records).await
}

fn record(unit: &Unit, data: &CollectionData) -> Result<CollectionRecord, Fault> {
    let rules = data.rules.iter().map(|(field, relation, value)| {
        Ok(RuleRecord { field: word::<Field>(field)?, relation: word::<Comparison>(relation)?, value: value.clone() })
    });
    let text = |field, value: &str| TranslationRecord { language: "DE".to_owned(), field, value: value.to_owned() };
    let body = data.de.body.as_deref().map(|body| text("body_html", body));
    Ok(CollectionRecord {
        handle: data.handle.clone(),
        title: data.title.clone(),
        body_html: data.body.clone(),
        kind: if data.rules.is_empty() { Kind::Manual } else { Kind::Rule },
        rule_match: data.rule_match.as_deref().map_or(Ok(RuleMatch::All), word)?,
        rules: rules.collect::<Result<_, Fault>>()?,
        product_order: word::<ProductOrder>(&data.order)?,
        media: data.wall.as_ref().map(|_| pictures::banner_record("collection", &data.handle, &data.title)),
        published_at: Some(unit.now),
        seo_title: None,
        seo_description: None,
        metafields: Vec::new(),
        translations: [text("title", &data.de.title)].into_iter().chain(body).collect(),
    })
}

/// A word as the database spells it.
pub(super) fn word<E: ActiveEnum<Value = String>>(text: &str) -> Result<E, Fault> {
    E::try_from_value(&text.to_owned())
        .map_err(|_| Fault::broken(format!("the demo shop says {text}, which means nothing")))
}
