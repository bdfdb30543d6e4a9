//! A parsed text as a query of the index: conditions, and what holds the tree together.
use std::{ops::Bound, str::FromStr};

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, Utc};
use entity::{ids::PriceListId, locale::Language, money::Currency};
use rust_decimal::Decimal;
use tantivy::{
    Searcher, Term,
    query::{
        AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, FastFieldRangeQuery, InvertedIndexRangeQuery, Occur,
        Query, TermQuery,
    },
    schema::{Field, IndexRecordOption},
};
use uuid::Uuid;

use super::{LastWord, TextField, word};
use crate::{
    pricing::currency,
    search::{
        attribute::Attribute,
        schema::{Fields, price_path, short_key},
        syntax::{self, Comparison, Condition, Node},
    },
    shop::viewer::Viewer,
};

/// Who asks, and of what.
pub(super) struct Asker<'a> {
    pub(super) searcher: &'a Searcher,
    pub(super) fields: &'a Fields,
    /// Texts are looked for by their stems in these: the viewer's, and the catalogue's own.
    pub(super) languages: Vec<Language>,
    pub(super) look_in: &'a [TextField],
    pub(super) price_list: PriceListId,
    pub(super) currency: Currency,
    /// The market, shortened.
    pub(super) market: u64,
    pub(super) warnings: Vec<String>,
    /// Unknown words that may still be taken for misspelt ones: looking for those is slow.
    pub(super) misspelt_left: u32,
}

/// Words of one text that are taken for misspelt ones.
const MISSPELT_WORDS_MAX: u32 = 4;

/// Where words are looked for unless somebody says otherwise.
pub(super) const EVERYWHERE: [TextField; 9] = [
    TextField::Title,
    TextField::ProductType,
    TextField::Vendor,
    TextField::Tag,
    TextField::VariantTitle,
    TextField::VariantSku,
    TextField::VariantBarcode,
    TextField::Author,
    TextField::Body,
];

impl<'a> Asker<'a> {
    pub(super) fn new(
        searcher: &'a Searcher,
        fields: &'a Fields,
        viewer: &Viewer,
        original: Option<&Language>,
        look_in: &'a [TextField],
    ) -> Self {
        let mut languages = vec![viewer.language.clone()];
        languages.extend(original.filter(|original| **original != viewer.language).cloned());
        Self {
            searcher,
            fields,
            languages,
            look_in,
            price_list: viewer.market.price_list.id,
            currency: viewer.currency(),
            market: short_key(viewer.market.id.0),
            warnings: Vec::new(),
            misspelt_left: MISSPELT_WORDS_MAX,
        }
    }

    /// What a text asks for. None asks for nothing in particular.
    pub(super) fn text(&mut self, text: &str, last_word: LastWord) -> tantivy::Result<Option<Box<dyn Query>>> {
        let parsed = syntax::parse(text);
        self.warnings = parsed.warnings;
        let node = if last_word == LastWord::Prefix { with_prefix(parsed.node, text) } else { parsed.node };
        let query = self.node(&node)?;
        Ok(match (query, word::whole_title(self.fields, &node)) {
            (Some(query), Some(bonus)) => {
                let preferred: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, query), (Occur::Should, bonus)];
                Some(Box::new(BooleanQuery::new(preferred)))
            }
            (query, _) => query,
        })
    }

    fn node(&mut self, node: &Node) -> tantivy::Result<Option<Box<dyn Query>>> {
        Ok(match node {
            Node::All => None,
            Node::Word { text, is_prefix } => word::bare(self, text, *is_prefix)?,
            Node::Phrase(text) => word::phrase(self, text),
            Node::Condition(condition) => self.condition(condition)?.map(silent),
            Node::And(nodes) => {
                let parts = self.nodes(&word::without_stop_words(nodes, self.languages.first()))?;
                (!parts.is_empty()).then(|| all(parts))
            }
            Node::Or(nodes) => {
                let parts = self.nodes(nodes)?;
                // An alternative that asks for nothing in particular is met by everything.
                (parts.len() == nodes.len()).then(|| any(parts))
            }
            Node::Not(node) => self.node(node)?.map(none),
        })
    }

    fn nodes(&mut self, nodes: &[Node]) -> tantivy::Result<Vec<Box<dyn Query>>> {
        nodes.iter().filter_map(|node| self.node(node).transpose()).collect()
    }

    fn condition(&mut self, condition: &Condition) -> tantivy::Result<Option<Box<dyn Query>>> {
        let query = match condition.name.as_str() {
            "tag" => Some(self.attribute(Attribute::AnyTag, condition)),
            "tag_not" => Some(none(self.attribute(Attribute::AnyTag, condition))),
            "vendor" => Some(self.attribute(Attribute::AnyVendor, condition)),
            "product_type" => Some(self.attribute(Attribute::AnyProductType, condition)),
            "handle" => Some(self.attribute(Attribute::Handle, condition)),
            "sku" | "variants.sku" => Some(self.attribute(Attribute::Sku, condition)),
            "barcode" | "variants.barcode" => Some(self.attribute(Attribute::Barcode, condition)),
            "collection" | "collection_id" => Some(self.id_attribute(Attribute::Collection, &condition.value)),
            "category" | "category_id" => Some(self.id_attribute(Attribute::Category, &condition.value)),
            "id" => Some(self.id(&condition.value)),
            "title" => word::in_field(self, TextField::Title, condition)?,
            "variants.title" | "variant_title" => word::in_field(self, TextField::VariantTitle, condition)?,
            "author" => word::in_field(self, TextField::Author, condition)?,
            "body" => word::in_field(self, TextField::Body, condition)?,
            "price" | "variants.price" => self.price(condition),
            "available_for_sale" | "available" => self.availability(&condition.value),
            "created_at" => self.time(self.fields.created_at, condition),
            "updated_at" => self.time(self.fields.updated_at, condition),
            "published_at" => self.time(self.fields.published_at, condition),
            name => {
                self.warnings.push(format!("`{name}` cannot be searched by and was ignored"));
                None
            }
        };
        Ok(query)
    }

    fn attribute(&self, attribute: Attribute, condition: &Condition) -> Box<dyn Query> {
        let term = attribute.term(&condition.value);
        if condition.is_prefix { begins_with(self.fields.attribute, &term) } else { is(self.fields.attribute, &term) }
    }

    fn id_attribute(&self, attribute: Attribute, value: &str) -> Box<dyn Query> {
        id_of(value).map_or_else(nothing, |id| is(self.fields.attribute, &attribute.id_term(id)))
    }

    fn id(&self, value: &str) -> Box<dyn Query> {
        id_of(value).map_or_else(nothing, |id| {
            Box::new(TermQuery::new(Term::from_field_bytes(self.fields.key, id.as_bytes()), IndexRecordOption::Basic))
        })
    }

    fn price(&mut self, condition: &Condition) -> Option<Box<dyn Query>> {
        let amount = Decimal::from_str(&condition.value).ok();
        let Some(amount) = amount.and_then(|amount| currency::from_decimal(amount, self.currency).ok()) else {
            return self.not_a(condition, "an amount");
        };
        let (low, high) = bounds(condition.comparison, amount.0, amount.0);
        Some(self.price_between(low, high))
    }

    /// What has a variant whose price, in minor units, is within the bounds.
    pub(super) fn price_between(&self, low: Bound<i64>, high: Bound<i64>) -> Box<dyn Query> {
        let term = |amount| {
            let path = price_path(self.price_list);
            let mut term = Term::from_field_json_path(self.fields.price, &path, false);
            term.append_type_and_fast_value::<i64>(amount);
            term
        };
        // Prices are never negative: an open end still needs a bound that names the column.
        let low = if low == Bound::Unbounded { Bound::Included(0) } else { low };
        Box::new(FastFieldRangeQuery::new(low.map(term), high.map(term)))
    }

    fn availability(&mut self, value: &str) -> Option<Box<dyn Query>> {
        match value.to_ascii_lowercase().as_str() {
            "true" => Some(self.available()),
            "false" => Some(none(self.available())),
            _ => {
                self.warnings.push("availability is `true` or `false`: the condition was ignored".to_owned());
                None
            }
        }
    }

    /// What the viewer can buy.
    pub(super) fn available(&self) -> Box<dyn Query> {
        let term = Term::from_field_u64(self.fields.available, self.market);
        Box::new(TermQuery::new(term, IndexRecordOption::Basic))
    }

    fn time(&mut self, field: Field, condition: &Condition) -> Option<Box<dyn Query>> {
        let Some((first, last)) = instants(&condition.value) else { return self.not_a(condition, "a date") };
        let (low, high) = bounds(condition.comparison, first, last);
        let term = |at| Term::from_field_i64(field, at);
        Some(Box::new(FastFieldRangeQuery::new(low.map(term), high.map(term))))
    }

    fn not_a(&mut self, condition: &Condition, what: &str) -> Option<Box<dyn Query>> {
        self.warnings.push(format!("`{}` is compared with {what}: the condition was ignored", condition.name));
        None
    }
}

/// Lets the last word stand for longer ones, where the text ends with it.
fn with_prefix(node: Node, text: &str) -> Node {
    match node {
        Node::Word { text: word, .. } if text.ends_with(&word) => Node::Word { text: word, is_prefix: true },
        Node::And(mut nodes) => {
            if let Some(last) = nodes.pop() {
                nodes.push(with_prefix(last, text));
            }
            Node::And(nodes)
        }
        node => node,
    }
}

/// The bounds of what compares so with a value; a value may be a span, as a day is.
fn bounds(comparison: Comparison, first: i64, last: i64) -> (Bound<i64>, Bound<i64>) {
    match comparison {
        Comparison::Equal => (Bound::Included(first), Bound::Included(last)),
        Comparison::Less => (Bound::Unbounded, Bound::Excluded(first)),
        Comparison::LessOrEqual => (Bound::Unbounded, Bound::Included(first)),
        Comparison::Greater => (Bound::Excluded(first), Bound::Unbounded),
        Comparison::GreaterOrEqual => (Bound::Included(first), Bound::Unbounded),
    }
}

/// The first and the last microsecond of a date or a time, in UTC unless it says otherwise.
fn instants(text: &str) -> Option<(i64, i64)> {
    if let Ok(date) = NaiveDate::from_str(text) {
        let start = |date: NaiveDate| Some(date.and_hms_opt(0, 0, 0)?.and_utc().timestamp_micros());
        return Some((start(date)?, start(date.checked_add_days(Days::new(1))?)? - 1));
    }
    let zoned = DateTime::parse_from_rfc3339(text).map(|at| at.with_timezone(&Utc)).ok();
    let at = zoned.or_else(|| NaiveDateTime::from_str(text).ok().map(|at| at.and_utc()))?.timestamp_micros();
    Some((at, at))
}

/// The id in a global id, or alone.
fn id_of(value: &str) -> Option<Uuid> {
    let tail = value.rsplit('/').next().unwrap_or(value);
    Uuid::parse_str(tail.split('?').next().unwrap_or(tail)).ok()
}

pub(super) fn is(field: Field, term: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::Basic))
}

pub(super) fn begins_with(field: Field, start: &str) -> Box<dyn Query> {
    // No text has this character, so nothing that begins so sorts behind it.
    let end = format!("{start}{}", char::MAX);
    let term = |text: &str| Term::from_field_text(field, text);
    Box::new(InvertedIndexRangeQuery::new(Bound::Included(term(start)), Bound::Excluded(term(&end))))
}

pub(super) fn nothing() -> Box<dyn Query> {
    Box::new(EmptyQuery)
}

/// Adds nothing to the score.
pub(super) fn silent(query: Box<dyn Query>) -> Box<dyn Query> {
    scored(query, 0)
}

pub(super) fn scored(query: Box<dyn Query>, score: u16) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, f32::from(score)))
}

pub(super) fn all(parts: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    Box::new(BooleanQuery::new(parts.into_iter().map(|part| (Occur::Must, part)).collect()))
}

pub(super) fn any(parts: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    Box::new(BooleanQuery::new(parts.into_iter().map(|part| (Occur::Should, part)).collect()))
}

/// Whatever does not match.
pub(super) fn none(query: Box<dyn Query>) -> Box<dyn Query> {
    let everything = silent(Box::new(AllQuery));
    Box::new(BooleanQuery::new(vec![(Occur::Must, everything), (Occur::MustNot, query)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_span_and_a_time_is_not() {
        let (first, last) = instants("2020-01-01").unwrap();
        assert_eq!(last - first, 24 * 3_600 * 1_000_000 - 1);
        assert_eq!(instants("2020-01-01T00:00:00Z").unwrap(), (first, first));
        assert_eq!(instants("2020-01-01T01:00:00+01:00").unwrap(), (first, first));
        assert_eq!(instants("2020-01-01T00:00:00").unwrap(), (first, first));
        assert!(instants("yesterday").is_none());
    }

    #[test]
    fn ids_are_found_in_global_ids() {
        let id = Uuid::from_u128(7);
        assert_eq!(id_of(&format!("gid://shopify/Product/{id}")), Some(id));
        assert_eq!(id_of(&id.to_string()), Some(id));
        assert_eq!(id_of("632910392"), None);
    }
}
