//! Recommendations beside a product.
use entity::ids::ProductId;
use tantivy::{
    DocSet, TERMINATED, Term,
    columnar::StrColumn,
    query::{BooleanQuery, EnableScoring, Occur, Query, TermQuery},
    schema::{Field, IndexRecordOption},
};

use super::{
    Intent, Kind, RELATED_MAX, SearchError,
    ask::{Ask, off_thread},
    clause::{all, any, is, scored},
    order::{ListOrder, SortBy},
};
use crate::{
    search::{
        SearchIndex,
        attribute::Attribute,
        schema::{column, short_key},
    },
    shop::{page::PageRequest, viewer::Viewer},
};

/// Tags, and collections, of a product that are compared.
const SHARED_MAX: usize = 20;
const TYPE_WORTH: u16 = 6;
const COLLECTION_WORTH: u16 = 4;
const TAG_WORTH: u16 = 3;
const VENDOR_WORTH: u16 = 2;

/// Visible products that share type, collections, tags or vendor with `product`, closest first.
///
/// What is sold out comes last. At most `limit`, and at most [`RELATED_MAX`]. Empty for a product
/// that is not in the index, and for one that has nothing to share.
pub async fn related(
    index: &SearchIndex,
    viewer: &Viewer,
    product: ProductId,
    intent: Intent,
    limit: u32,
) -> Result<Vec<ProductId>, SearchError> {
    let viewer = viewer.clone();
    off_thread(index, move |index| answer(index, &viewer, product, intent, limit)).await
}

fn answer(
    index: &SearchIndex,
    viewer: &Viewer,
    product: ProductId,
    intent: Intent,
    limit: u32,
) -> Result<Vec<ProductId>, SearchError> {
    let limit = limit.min(RELATED_MAX);
    let ask = Ask::of(index);
    let itself = key_query(ask.fields.key, product);
    let Some(traits) = Traits::of(&ask, itself.as_ref())? else { return Ok(Vec::new()) };
    let alike = traits.alike(&ask, intent);
    if alike.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let mut clauses: Vec<_> =
        ask.visible(viewer, &[Kind::Product]).into_iter().map(|part| (Occur::Must, part)).collect();
    clauses.push((Occur::Must, any(alike)));
    clauses.push((Occur::MustNot, itself));
    if intent == Intent::Complementary && !traits.product_type.is_empty() {
        clauses.push((Occur::MustNot, is(ask.fields.attribute, &Attribute::ProductType.term(&traits.product_type))));
    }
    let query = all(vec![Box::new(BooleanQuery::new(clauses))]);
    let order =
        ListOrder { by: SortBy::Relevance, reverse: false, available_first: Some(short_key(viewer.market.id.0)) };
    let collected = ask.page(query.as_ref(), &order, &PageRequest::first(limit))?;
    Ok(collected.found().take(limit as usize).map(|found| found.uuid().into()).collect())
}

fn key_query(key: Field, product: ProductId) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_bytes(key, product.0.as_bytes()), IndexRecordOption::Basic))
}

/// What a product has in common with others.
struct Traits {
    product_type: String,
    vendor: String,
    tags: Vec<String>,
    collections: Vec<u64>,
}

impl Traits {
    /// As they are in the index. None for a product that is not there.
    fn of(ask: &Ask, itself: &dyn Query) -> Result<Option<Self>, SearchError> {
        let weight = itself.weight(EnableScoring::disabled_from_searcher(&ask.searcher))?;
        for segment in ask.searcher.segment_readers() {
            let mut found = weight.scorer(segment, 1.0)?;
            let mut doc = found.doc();
            while doc != TERMINATED && segment.alive_bitset().is_some_and(|alive| !alive.is_alive(doc)) {
                doc = found.advance();
            }
            if doc == TERMINATED {
                continue;
            }
            let columns = segment.fast_fields();
            let texts = |name: &str| -> Result<Vec<String>, SearchError> {
                let column = columns.str(name)?;
                column.map_or(Ok(Vec::new()), |column| texts_of(&column, doc))
            };
            let collections = columns.column_opt::<u64>(column::COLLECTION_KEY)?;
            return Ok(Some(Self {
                product_type: texts(column::PRODUCT_TYPE)?.pop().unwrap_or_default(),
                vendor: texts(column::VENDOR)?.pop().unwrap_or_default(),
                tags: texts(column::TAG)?,
                collections: collections.map(|column| column.values_for_doc(doc).collect()).unwrap_or_default(),
            }));
        }
        Ok(None)
    }

    fn alike(&self, ask: &Ask, intent: Intent) -> Vec<Box<dyn Query>> {
        let attribute = |attribute: Attribute, value: &str, worth| {
            (!value.is_empty()).then(|| scored(is(ask.fields.attribute, &attribute.term(value)), worth))
        };
        let mut alike = Vec::new();
        if intent == Intent::Related {
            alike.extend(attribute(Attribute::ProductType, &self.product_type, TYPE_WORTH));
        }
        alike.extend(attribute(Attribute::Vendor, &self.vendor, VENDOR_WORTH));
        alike.extend(self.tags.iter().take(SHARED_MAX).filter_map(|tag| attribute(Attribute::Tag, tag, TAG_WORTH)));
        alike.extend(self.collections.iter().take(SHARED_MAX).map(|collection| {
            let term = Term::from_field_u64(ask.fields.collection_key, *collection);
            scored(Box::new(TermQuery::new(term, IndexRecordOption::Basic)), COLLECTION_WORTH)
        }));
        alike
    }
}

fn texts_of(column: &StrColumn, doc: u32) -> Result<Vec<String>, SearchError> {
    let ords: Vec<_> = column.ords().values_for_doc(doc).take(SHARED_MAX).collect();
    let read = ords.into_iter().map(|ord| {
        let mut text = String::new();
        column.ord_to_str(ord, &mut text).map_err(tantivy::TantivyError::from)?;
        Ok(text)
    });
    read.collect()
}
