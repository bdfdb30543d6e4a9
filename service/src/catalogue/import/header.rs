//! Which column holds what: by name, in any order and case, in both spellings that exports have used.
use std::collections::HashMap;

/// Letters by which a misspelt header may differ from the one that was meant.
const TYPOS_MAX: usize = 2;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Column {
    Handle,
    Title,
    Body,
    Vendor,
    Category,
    Type,
    Tags,
    Published,
    Status,
    GiftCard,
    SeoTitle,
    SeoDescription,
    /// 0 to 2.
    OptionName(u8),
    OptionValue(u8),
    Sku,
    Barcode,
    Grams,
    Weight,
    WeightUnit,
    Tracker,
    Quantity,
    Policy,
    /// Whether it is sold when out of stock: the policy as a truth.
    Continue,
    RequiresShipping,
    Taxable,
    TaxCode,
    Price,
    CompareAt,
    Cost,
    VariantImage,
    ImageSource,
    ImagePosition,
    ImageAlt,
    UnitQuantity,
    UnitName,
    UnitBaseQuantity,
    UnitBaseName,
}

/// Headers as exports spell them, folded.
const NAMES: [(&str, Column); 80] = [
    ("handle", Column::Handle),
    ("url handle", Column::Handle),
    ("title", Column::Title),
    ("body (html)", Column::Body),
    ("body html", Column::Body),
    ("body", Column::Body),
    ("description", Column::Body),
    ("vendor", Column::Vendor),
    ("product category", Column::Category),
    ("standardized product type", Column::Category),
    ("type", Column::Type),
    ("custom product type", Column::Type),
    ("tags", Column::Tags),
    ("published", Column::Published),
    ("published on online store", Column::Published),
    ("status", Column::Status),
    ("gift card", Column::GiftCard),
    ("seo title", Column::SeoTitle),
    ("seo description", Column::SeoDescription),
    ("option1 name", Column::OptionName(0)),
    ("option2 name", Column::OptionName(1)),
    ("option3 name", Column::OptionName(2)),
    ("option 1 name", Column::OptionName(0)),
    ("option 2 name", Column::OptionName(1)),
    ("option 3 name", Column::OptionName(2)),
    ("option1 value", Column::OptionValue(0)),
    ("option2 value", Column::OptionValue(1)),
    ("option3 value", Column::OptionValue(2)),
    ("option 1 value", Column::OptionValue(0)),
    ("option 2 value", Column::OptionValue(1)),
    ("option 3 value", Column::OptionValue(2)),
    ("variant sku", Column::Sku),
    ("sku", Column::Sku),
    ("variant barcode", Column::Barcode),
    ("barcode", Column::Barcode),
    ("variant grams", Column::Grams),
    ("weight value (grams)", Column::Grams),
    ("variant weight", Column::Weight),
    ("variant weight unit", Column::WeightUnit),
    ("weight unit for display", Column::WeightUnit),
    ("variant inventory tracker", Column::Tracker),
    ("inventory tracker", Column::Tracker),
    ("variant inventory qty", Column::Quantity),
    ("inventory quantity", Column::Quantity),
    ("variant inventory quantity", Column::Quantity),
    ("variant inventory policy", Column::Policy),
    ("continue selling when out of stock", Column::Continue),
    ("variant requires shipping", Column::RequiresShipping),
    ("requires shipping", Column::RequiresShipping),
    ("variant taxable", Column::Taxable),
    ("charge tax", Column::Taxable),
    ("variant tax code", Column::TaxCode),
    ("tax code", Column::TaxCode),
    ("variant price", Column::Price),
    ("price", Column::Price),
    ("variant compare at price", Column::CompareAt),
    ("variant compare-at price", Column::CompareAt),
    ("compare-at price", Column::CompareAt),
    ("compare at price", Column::CompareAt),
    ("cost per item", Column::Cost),
    ("variant cost", Column::Cost),
    ("variant image", Column::VariantImage),
    ("variant image url", Column::VariantImage),
    ("image src", Column::ImageSource),
    ("image url", Column::ImageSource),
    ("product image url", Column::ImageSource),
    ("image position", Column::ImagePosition),
    ("image alt text", Column::ImageAlt),
    ("unit price total measure", Column::UnitQuantity),
    ("unit price total measure unit", Column::UnitName),
    ("unit price base measure", Column::UnitBaseQuantity),
    ("unit price base measure unit", Column::UnitBaseName),
    ("variant unit price total measure", Column::UnitQuantity),
    ("variant unit price total measure unit", Column::UnitName),
    ("variant unit price base measure", Column::UnitBaseQuantity),
    ("variant unit price base measure unit", Column::UnitBaseName),
    ("unit price measurement quantity", Column::UnitQuantity),
    ("unit price measurement unit", Column::UnitName),
    ("image alt", Column::ImageAlt),
    ("option1 title", Column::OptionName(0)),
];

/// Headers that exports have and a shop of ours has no use for: nothing to report.
const UNUSED: [&str; 8] = [
    "variant fulfillment service",
    "fulfillment service",
    "option1 linked to",
    "option2 linked to",
    "option3 linked to",
    "collection",
    "google shopping / custom product",
    "template suffix",
];

/// A column of values of the shop's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MetafieldColumn {
    pub at: usize,
    pub namespace: String,
    pub key: String,
}

/// The columns of one market.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct MarketColumns {
    pub name: String,
    pub included: Option<usize>,
    pub price: Option<usize>,
    pub compare_at: Option<usize>,
}

/// Where everything is in a row.
#[derive(Clone, Debug, Default)]
pub(super) struct Header {
    at: HashMap<Column, usize>,
    pub metafields: Vec<MetafieldColumn>,
    /// Those that each variant has a value of its own for.
    pub variant_metafields: Vec<MetafieldColumn>,
    pub markets: Vec<MarketColumns>,
    /// What is to be said about the headers.
    pub warnings: Vec<String>,
}

impl Header {
    pub(super) fn read(cells: &[String]) -> Self {
        let mut header = Self::default();
        for (at, cell) in cells.iter().enumerate() {
            let name = cell.trim();
            let folded = fold(name);
            if folded.is_empty() || UNUSED.contains(&folded.as_str()) {
                continue;
            }
            if let Some((_, column)) = NAMES.iter().find(|(known, _)| *known == folded) {
                if header.at.contains_key(column) {
                    header.warnings.push(format!("column {name:?} is there twice: the first is used"));
                } else {
                    header.at.insert(*column, at);
                }
            } else if let Some(metafield) = metafield(at, &folded) {
                header.metafields.push(metafield);
            } else if let Some(metafield) = metafield_of("variant", at, &folded) {
                header.variant_metafields.push(metafield);
            } else if !header.market(at, name, &folded) {
                header.warnings.push(match meant(&folded) {
                    Some(known) => format!("column {name:?} is not known: did you mean {known:?}?"),
                    None => format!("column {name:?} is not known and left out"),
                });
            }
        }
        header
    }

    /// The cell of a column in a row, without space around it; empty where there is none.
    pub(super) fn cell<'a>(&self, row: &'a [String], column: Column) -> &'a str {
        self.at.get(&column).and_then(|at| row.get(*at)).map_or("", |cell| cell.trim())
    }

    pub(super) fn has(&self, column: Column) -> bool {
        self.at.contains_key(&column)
    }

    /// `Price / Europe` and its kin.
    fn market(&mut self, at: usize, name: &str, folded: &str) -> bool {
        let Some((what, _)) = folded.split_once(" / ") else { return false };
        let Some((_, market)) = name.split_once('/') else { return false };
        let market = market.trim();
        let place = self.markets.iter().position(|known| known.name.eq_ignore_ascii_case(market));
        let columns = match place.and_then(|place| self.markets.get_mut(place)) {
            Some(columns) => columns,
            None if matches!(what, "included" | "price" | "compare at price" | "compare-at price") => {
                self.markets.push(MarketColumns { name: market.to_owned(), ..MarketColumns::default() });
                let Some(columns) = self.markets.last_mut() else { return false };
                columns
            }
            None => return false,
        };
        match what {
            "included" => columns.included = Some(at),
            "price" => columns.price = Some(at),
            "compare at price" | "compare-at price" => columns.compare_at = Some(at),
            _ => return false,
        }
        true
    }
}

/// `Fabric (product.metafields.custom.fabric)`, and the columns that exports have for one channel.
fn metafield(at: usize, folded: &str) -> Option<MetafieldColumn> {
    metafield_of("product", at, folded).or_else(|| {
        // Written with a slash, or without.
        let attribute = folded.strip_prefix("google shopping ")?.trim_start_matches("/ ");
        Some(MetafieldColumn { at, namespace: "google_shopping".to_owned(), key: attribute.replace([' ', '/'], "_") })
    })
}

/// `Fabric (variant.metafields.custom.fabric)`.
fn metafield_of(owner: &str, at: usize, folded: &str) -> Option<MetafieldColumn> {
    let (_, path) = folded.split_once(&format!("({owner}.metafields."))?;
    let (namespace, key) = path.strip_suffix(')')?.split_once('.')?;
    Some(MetafieldColumn { at, namespace: namespace.to_owned(), key: key.to_owned() })
}

/// Lower case, one space for many.
fn fold(name: &str) -> String {
    name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The header that was probably meant.
fn meant(folded: &str) -> Option<&'static str> {
    let near = |known: &&str| distance(folded, known).filter(|typos| *typos <= TYPOS_MAX && *typos * 3 <= known.len());
    let names = NAMES.iter().map(|(known, _)| *known).chain(UNUSED);
    names.filter_map(|known| near(&known).map(|typos| (typos, known))).min().map(|(_, known)| known)
}

/// Letters to put in, take out or change; none when it is clearly many.
fn distance(a: &str, b: &str) -> Option<usize> {
    if a.len().abs_diff(b.len()) > TYPOS_MAX * 4 {
        return None;
    }
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut above_left = i;
        let mut left = i + 1;
        for (cell, other) in row.iter_mut().skip(1).zip(&b) {
            let here = (above_left + usize::from(letter != *other)).min(*cell + 1).min(left + 1);
            above_left = *cell;
            *cell = here;
            left = here;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(names: &[&str]) -> Header {
        Header::read(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn any_order_case_and_spelling() {
        let header = read(&[" variant  PRICE", "TITLE", "URL handle", "Option 2 Value", "Variant Fulfillment Service"]);
        let row: Vec<String> = ["9.99", "Cup ", "cup", "Blue", "manual"].map(str::to_owned).into();
        assert_eq!(header.cell(&row, Column::Price), "9.99");
        assert_eq!(header.cell(&row, Column::Title), "Cup");
        assert_eq!(header.cell(&row, Column::OptionValue(1)), "Blue");
        assert_eq!(header.cell(&row, Column::Vendor), "");
        assert!(header.warnings.is_empty() && !header.has(Column::Vendor));
    }

    #[test]
    fn misspelt_headers_are_reported() {
        let warnings = read(&["Handel", "Vendro", "Variant Pricee", "Shoe Lace", "Title", "Title"]).warnings;
        assert_eq!(
            warnings,
            [
                "column \"Handel\" is not known: did you mean \"handle\"?",
                "column \"Vendro\" is not known: did you mean \"vendor\"?",
                "column \"Variant Pricee\" is not known: did you mean \"variant price\"?",
                "column \"Shoe Lace\" is not known and left out",
                "column \"Title\" is there twice: the first is used",
            ]
        );
    }

    #[test]
    fn metafields_and_markets() {
        let header = read(&[
            "Fabric (product.metafields.custom.fabric)",
            "Google Shopping / Age Group",
            "Wash at (variant.metafields.care.wash_at)",
            "Included / International",
            "Price / International",
            "Compare At Price / International",
            "Price / Rest of Europe",
        ]);
        let fields: Vec<_> = header.metafields.iter().map(|f| (f.namespace.as_str(), f.key.as_str())).collect();
        assert_eq!(fields, [("custom", "fabric"), ("google_shopping", "age_group")]);
        let own = &header.variant_metafields[0];
        assert_eq!((own.at, own.namespace.as_str(), own.key.as_str()), (2, "care", "wash_at"));
        assert_eq!(header.markets.len(), 2);
        let international =
            MarketColumns { name: "International".to_owned(), included: Some(3), price: Some(4), compare_at: Some(5) };
        assert_eq!(header.markets[0], international);
        assert!(header.warnings.is_empty());
    }
}
