//! From the rows of a product to its record.
//!
//! Pure. What a product says of itself is taken from the first row that says it; a row that cannot be
//! taken is rejected alone.
mod media;
mod options;
mod variant;

use chrono::{DateTime, Utc};
use entity::{
    ids::{LocationId, PriceListId},
    money::Currency,
    product::Status,
    weight::WeightUnit,
};

use super::{
    cell,
    finding::Findings,
    group::Group,
    header::{Column, Header, MetafieldColumn},
    lexer::Record,
};
use crate::catalogue::{
    html,
    record::{MetafieldRecord, ProductRecord},
};

/// Characters of a vendor, type, tag, SKU or barcode at most.
const NAME_CHARS_MAX: usize = 255;
/// Characters of a title at most.
const TITLE_CHARS_MAX: usize = 1_000;
/// Tags of a product at most.
const TAGS_MAX: usize = 250;

/// What all rows of a file are read against.
pub(super) struct Plan {
    pub header: Header,
    pub currency: Currency,
    pub price_list: PriceListId,
    pub location: LocationId,
    pub weight_unit: WeightUnit,
    /// For each market of the header: its price list and that list's currency.
    pub markets: Vec<Option<(PriceListId, Currency)>>,
    pub publish: bool,
    pub now: DateTime<Utc>,
}

/// A product as read, not yet written.
#[derive(Clone, Debug)]
pub(super) struct Assembled {
    /// The line of its first row.
    pub line: u64,
    pub record: ProductRecord,
    /// The path of its category, as written.
    pub category: Option<String>,
}

/// A product's rows while it is put together.
struct Draft<'a> {
    plan: &'a Plan,
    handle: &'a str,
    rows: &'a [Record],
    findings: &'a mut Findings,
}

/// Puts a product together; none when nothing of it can be taken, which is said in `findings`.
pub(super) fn product(plan: &Plan, group: &Group, findings: &mut Findings) -> Option<Assembled> {
    let line = group.rows.first()?.line;
    let handle = group.handle.text.as_str();
    if group.handle.was_cut {
        findings.warn(line, handle, "its handle is longer than 255 characters: it was shortened");
    }
    let mut draft = Draft { plan, handle, rows: &group.rows, findings };
    let Some(title) = draft.text(Column::Title, TITLE_CHARS_MAX) else {
        for row in &group.rows {
            draft.findings.reject(row.line, handle, "no row of this product has a title");
        }
        return None;
    };
    let media = draft.media();
    let (options, variants) = draft.variants(&media)?;
    let (status, is_published) = draft.status();
    Some(Assembled {
        line,
        category: draft.first(Column::Category).map(|(_, text)| cell::line(text)),
        record: ProductRecord {
            handle: handle.to_owned(),
            title,
            body_html: html::sanitised(
                draft.first(Column::Body).map(|(_, text)| cell::lines(text)).unwrap_or_default(),
            ),
            vendor: draft.text(Column::Vendor, NAME_CHARS_MAX).unwrap_or_default(),
            product_type: draft.text(Column::Type, NAME_CHARS_MAX).unwrap_or_default(),
            category: None,
            tags: draft.tags(),
            status,
            published_at: is_published.then_some(plan.now),
            is_gift_card: draft.first(Column::GiftCard).and_then(|(_, text)| cell::truth(text)).unwrap_or(false),
            seo_title: draft.text(Column::SeoTitle, TITLE_CHARS_MAX),
            seo_description: draft.first(Column::SeoDescription).map(|(_, text)| cell::line(text)),
            options,
            variants,
            media: media.into_records(),
            metafields: metafields(&plan.header.metafields, draft.rows),
            translations: Vec::new(),
            collections: Vec::new(),
        },
    })
}

impl<'a> Draft<'a> {
    fn cell(&self, row: &'a Record, column: Column) -> &'a str {
        self.plan.header.cell(&row.cells, column)
    }

    /// The first cell of a column that is not blank, and its line.
    fn first(&self, column: Column) -> Option<(u64, &'a str)> {
        if !self.plan.header.has(column) {
            return None;
        }
        self.rows.iter().map(|row| (row.line, self.cell(row, column))).find(|(_, text)| !text.is_empty())
    }

    /// The same as one line of text, cut where it is too long.
    fn text(&mut self, column: Column, chars_max: usize) -> Option<String> {
        let (line, text) = self.first(column)?;
        let text = self.cut(line, column, cell::line(text), chars_max);
        (!text.is_empty()).then_some(text)
    }

    fn cut(&mut self, line: u64, column: Column, text: String, chars_max: usize) -> String {
        let (text, was_cut) = cell::cut(text, chars_max);
        if was_cut {
            let what = column.name();
            self.findings.warn(
                line,
                self.handle,
                format!("its {what} is longer than {chars_max} characters: it was cut"),
            );
        }
        text
    }

    fn tags(&mut self) -> Vec<String> {
        let Some((line, text)) = self.first(Column::Tags) else { return Vec::new() };
        let mut tags: Vec<String> = Vec::new();
        for tag in text.split(',') {
            let tag = self.cut(line, Column::Tags, cell::line(tag), NAME_CHARS_MAX);
            if !tag.is_empty() && !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        if tags.len() > TAGS_MAX {
            self.findings.warn(
                line,
                self.handle,
                format!("it has {} tags: the first {TAGS_MAX} are taken", tags.len()),
            );
            tags.truncate(TAGS_MAX);
        }
        tags
    }

    /// Its status, and whether it is shown in the storefront. Where a file says neither, it is.
    fn status(&mut self) -> (Status, bool) {
        if self.plan.publish {
            return (Status::Active, true);
        }
        let status = match self.first(Column::Status) {
            None => Status::Active,
            Some((_, text)) if text.eq_ignore_ascii_case("active") => Status::Active,
            Some((_, text)) if text.eq_ignore_ascii_case("draft") => Status::Draft,
            Some((_, text)) if text.eq_ignore_ascii_case("archived") => Status::Archived,
            Some((line, text)) => {
                self.findings.warn(line, self.handle, format!("its status {text:?} is not known: it is a draft"));
                Status::Draft
            }
        };
        let is_published = self.first(Column::Published).and_then(|(_, text)| cell::truth(text)).unwrap_or(true);
        (status, is_published)
    }
}

/// The values in columns, each the first in `rows` that is not blank.
fn metafields(columns: &[MetafieldColumn], rows: &[Record]) -> Vec<MetafieldRecord> {
    let mut fields: Vec<MetafieldRecord> = Vec::new();
    for column in columns {
        let cells = rows.iter().filter_map(|row| row.cells.get(column.at));
        let Some(value) = cells.map(|cell| cell::lines(cell)).find(|value| !value.is_empty()) else { continue };
        if fields.iter().any(|field| field.namespace == column.namespace && field.key == column.key) {
            continue;
        }
        let type_name = if value.contains('\n') { "multi_line_text_field" } else { "single_line_text_field" };
        fields.push(MetafieldRecord {
            namespace: column.namespace.clone(),
            key: column.key.clone(),
            type_name: type_name.to_owned(),
            value,
        });
    }
    fields
}

impl Column {
    /// What it is called in a sentence.
    fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Vendor => "vendor",
            Self::Type => "type",
            Self::Tags => "tag",
            Self::SeoTitle => "SEO title",
            Self::Sku => "SKU",
            Self::Barcode => "barcode",
            Self::OptionName(_) => "option name",
            Self::OptionValue(_) => "option value",
            Self::Price => "price",
            Self::CompareAt => "compare-at price",
            Self::Cost => "cost",
            _ => "text",
        }
    }
}
