//! What is kept of each document: terms to find it by, columns to sort, count and filter it by.
//!
//! Nothing is stored to be shown: the database has it.
use tantivy::{
    Index,
    schema::{
        BytesOptions, FAST, Field, INDEXED, IndexRecordOption, JsonObjectOptions, Schema, TextFieldIndexing,
        TextOptions,
    },
    tokenizer::TextAnalyzer,
};

use super::{query::TextField, text::Prose};

/// Rises with every change of what is indexed or how: an index with another one is built anew.
pub(super) const VERSION: u32 = 1;

const WORDS_AND_STEMS: &str = "words_and_stems";
const STEMS: &str = "stems";

/// Names of columns: columns are opened by name.
pub(super) mod column {
    pub(crate) const KIND: &str = "kind";
    pub(crate) const ID_HIGH: &str = "id_high";
    pub(crate) const ID_LOW: &str = "id_low";
    pub(crate) const SORT_TITLE: &str = "sort_title";
    pub(crate) const VENDOR: &str = "vendor_name";
    pub(crate) const PRODUCT_TYPE: &str = "product_type_name";
    pub(crate) const TAG: &str = "tag_name";
    pub(crate) const OPTION: &str = "option_value";
    pub(crate) const METAFIELD: &str = "metafield_value";
    pub(crate) const CREATED_AT: &str = "created_at";
    pub(crate) const UPDATED_AT: &str = "updated_at";
    pub(crate) const PUBLISHED_AT: &str = "published_at";
    pub(crate) const UNITS_SOLD: &str = "units_sold";
    pub(crate) const RANK: &str = "rank";
    pub(crate) const AVAILABLE: &str = "available";
    pub(crate) const PRICE: &str = "price";
    pub(crate) const COLLECTION_KEY: &str = "collection_key";
    pub(crate) const COLLECTION_POSITION: &str = "collection_position";
}

/// The fields, to write and to query.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    /// The id's 16 bytes: what a document is replaced by.
    pub(super) key: Field,
    pub(super) kind: Field,
    pub(super) id_high: Field,
    pub(super) id_low: Field,

    pub(super) title: Field,
    pub(super) vendor: Field,
    pub(super) product_type: Field,
    pub(super) tag: Field,
    pub(super) variant: Field,
    pub(super) author: Field,
    pub(super) body: Field,
    /// Whole values, see [`Attribute`](super::attribute::Attribute).
    pub(super) attribute: Field,
    /// Words to complete a query with, see [`completion`](super::attribute::completion).
    pub(super) completion: Field,

    pub(super) sort_title: Field,
    pub(super) vendor_name: Field,
    pub(super) product_type_name: Field,
    pub(super) tag_name: Field,
    pub(super) option_value: Field,
    pub(super) metafield_value: Field,
    /// Microseconds since 1970, as the two after it.
    pub(super) created_at: Field,
    pub(super) updated_at: Field,
    pub(super) published_at: Field,
    pub(super) units_sold: Field,
    /// Breaks ties of relevance: what sells, and what is named briefly.
    pub(super) rank: Field,
    /// Markets in which some variant can be bought, see [`short_key`].
    pub(super) available: Field,
    /// For each price list, the distinct prices of the variants, in minor units.
    pub(super) price: Field,
    /// The collections a product is in, see [`short_key`], and in the same order its place in each.
    pub(super) collection_key: Field,
    pub(super) collection_position: Field,
}

impl Fields {
    /// The field of words for a place to look; none for those that are whole values.
    pub(super) fn words_of(&self, field: TextField) -> Option<Field> {
        match field {
            TextField::Author => Some(self.author),
            TextField::Body => Some(self.body),
            TextField::ProductType => Some(self.product_type),
            TextField::Tag => Some(self.tag),
            TextField::Title => Some(self.title),
            TextField::VariantTitle => Some(self.variant),
            TextField::Vendor => Some(self.vendor),
            TextField::VariantBarcode | TextField::VariantSku => None,
        }
    }
}

/// A key as a number: its random half, unique enough among the few markets or the many collections
/// of one shop.
pub(super) fn short_key(id: uuid::Uuid) -> u64 {
    id.as_u64_pair().1
}

/// The path of a list's prices within the price column.
pub(super) fn price_path(list: entity::ids::PriceListId) -> String {
    list.0.simple().to_string()
}

pub(super) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let text = |tokenizer, option| {
        let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_fieldnorms(false);
        TextOptions::default().set_indexing_options(indexing.set_index_option(option))
    };
    let phrases = text(WORDS_AND_STEMS, IndexRecordOption::WithFreqsAndPositions);
    let words = text(WORDS_AND_STEMS, IndexRecordOption::Basic);
    let whole = text("raw", IndexRecordOption::Basic);
    let text_column = TextOptions::default().set_fast("raw");
    let fields = Fields {
        key: builder.add_bytes_field("key", BytesOptions::default().set_indexed()),
        kind: builder.add_u64_field(column::KIND, INDEXED | FAST),
        id_high: builder.add_u64_field(column::ID_HIGH, FAST),
        id_low: builder.add_u64_field(column::ID_LOW, FAST),
        title: builder.add_text_field("title", phrases),
        vendor: builder.add_text_field("vendor", words.clone()),
        product_type: builder.add_text_field("product_type", words.clone()),
        tag: builder.add_text_field("tag", words.clone()),
        variant: builder.add_text_field("variant", words.clone()),
        author: builder.add_text_field("author", words),
        body: builder.add_text_field("body", text(STEMS, IndexRecordOption::WithFreqsAndPositions)),
        attribute: builder.add_text_field("attribute", whole.clone()),
        completion: builder.add_text_field("completion", whole),
        sort_title: builder.add_text_field(column::SORT_TITLE, text_column.clone()),
        vendor_name: builder.add_text_field(column::VENDOR, text_column.clone()),
        product_type_name: builder.add_text_field(column::PRODUCT_TYPE, text_column.clone()),
        tag_name: builder.add_text_field(column::TAG, text_column.clone()),
        option_value: builder.add_text_field(column::OPTION, text_column.clone()),
        metafield_value: builder.add_text_field(column::METAFIELD, text_column),
        created_at: builder.add_i64_field(column::CREATED_AT, FAST),
        updated_at: builder.add_i64_field(column::UPDATED_AT, FAST),
        published_at: builder.add_i64_field(column::PUBLISHED_AT, FAST),
        units_sold: builder.add_u64_field(column::UNITS_SOLD, FAST),
        rank: builder.add_u64_field(column::RANK, FAST),
        available: builder.add_u64_field(column::AVAILABLE, INDEXED | FAST),
        price: builder.add_json_field(column::PRICE, JsonObjectOptions::default().set_fast("raw")),
        collection_key: builder.add_u64_field(column::COLLECTION_KEY, INDEXED | FAST),
        collection_position: builder.add_i64_field(column::COLLECTION_POSITION, FAST),
    };
    (builder.build(), fields)
}

/// Tells the index how texts are cut. Needed each time one is opened.
pub(super) fn register_tokenizers(index: &Index) {
    index.tokenizers().register(WORDS_AND_STEMS, TextAnalyzer::from(Prose { with_words: true }));
    index.tokenizers().register(STEMS, TextAnalyzer::from(Prose { with_words: false }));
}
