//! What the demo shop is made of, as it stands in the files of `data`.
use std::collections::HashMap;

use entity::locale::Language;
use serde::{Deserialize, de::DeserializeOwned};

use super::picture::Colour;
use crate::shop::fault::Fault;

const PRODUCTS: [&str; 7] = [
    include_str!("data/products_pottery.json"),
    include_str!("data/products_paper.json"),
    include_str!("data/products_linen.json"),
    include_str!("data/products_wood.json"),
    include_str!("data/products_living.json"),
    include_str!("data/products_pantry.json"),
    include_str!("data/products_gifts.json"),
];

/// A text and its German translation.
pub(super) type Pair = (String, String);

/// Everything.
pub(super) struct Data {
    pub shop: ShopData,
    pub rules: RulesData,
    pub words: Words,
    /// Handle, parent, name, German name; parents first.
    pub categories: Vec<(String, Option<String>, String, String)>,
    pub families: Vec<Family>,
    pub collections: Vec<CollectionData>,
    pub content: Content,
    pub german: Language,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShopData {
    pub name: String,
    pub description: String,
    pub email: String,
    /// Code, name, country, city.
    pub locations: Vec<(String, String, String, String)>,
    /// Code, name, currency, parent, factor.
    pub price_lists: Vec<(String, String, String, Option<String>, String)>,
    pub markets: Vec<MarketData>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RulesData {
    /// Code and name; the first is the default.
    pub tax_categories: Vec<(String, String)>,
    /// Country, province, the tax's name, its rate, and its rate on food where that is another.
    pub taxes: Vec<(String, String, String, String, Option<String>)>,
    /// Name, countries, methods.
    pub zones: Vec<(String, Vec<String>, Vec<MethodData>)>,
}

/// Code, name, description, days from and to, rates.
pub(super) type MethodData = (String, String, String, (i32, i32), Vec<RateData>);
/// Currency, basis, span, amount, free from.
pub(super) type RateData = (String, String, i64, Option<i64>, i64, Option<i64>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MarketData {
    pub handle: String,
    pub name: String,
    pub price_list: String,
    pub tax_inclusive: bool,
    pub languages: Vec<String>,
    pub locations: Vec<String>,
    pub countries: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    /// Name of a colour, `#rrggbb`, German name.
    pub swatches: HashMap<String, Pair>,
    /// Names of options and of values that are no colours.
    pub german: HashMap<String, String>,
}

/// Products that share a maker.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Family {
    pub vendor: String,
    pub material: Pair,
    pub accent: String,
    pub wall: String,
    pub tags: Vec<String>,
    pub care: Pair,
    pub products: Vec<ProductData>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProductData {
    pub handle: String,
    pub title: String,
    #[serde(rename = "type")]
    pub product_type: String,
    pub category: String,
    /// What it is drawn as, and in which colours where no option decides.
    pub object: String,
    pub colour: Option<String>,
    pub accent: Option<String>,
    pub wall: Option<String>,
    /// In cents of a euro, tax included; `was` is how much more it used to cost.
    pub price: i64,
    pub was: Option<i64>,
    pub grams: i64,
    /// On sale for so long.
    pub days: i64,
    #[serde(default)]
    pub tags: Vec<String>,
    /// Tags of the family that it does not have.
    #[serde(default)]
    pub not: Vec<String>,
    pub body: String,
    #[serde(default)]
    pub options: serde_json::Map<String, serde_json::Value>,
    /// What an option value adds to the price, in cents, or to the weight, in grams.
    #[serde(default)]
    pub add: HashMap<String, i64>,
    #[serde(default)]
    pub weigh: HashMap<String, i64>,
    /// Variants without stock, or all with this value; on `backorder` they are sold nevertheless.
    #[serde(default)]
    pub out: Vec<String>,
    #[serde(default)]
    pub backorder: bool,
    /// How much is in the package, by option value.
    #[serde(default)]
    pub unit: HashMap<String, i64>,
    pub unit_of: Option<String>,
    pub size: Option<String>,
    pub seo: Option<String>,
    #[serde(default)]
    pub related: Vec<String>,
    pub de: TextData,
    pub status: Option<String>,
    #[serde(default)]
    pub is_gift_card: bool,
    pub ships: Option<bool>,
    /// Never out of stock: nothing is counted.
    #[serde(default)]
    pub always: bool,
    pub material: Option<Pair>,
    pub care: Option<Pair>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct TextData {
    pub title: String,
    pub body: Option<String>,
    pub excerpt: Option<String>,
}

/// Object, colour, second colour, place from the left, size in percent.
pub(super) type Prop = (String, String, String, i32, i32);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CollectionData {
    pub handle: String,
    pub title: String,
    pub body: String,
    pub order: String,
    /// Field, relation, value.
    #[serde(default)]
    pub rules: Vec<(String, String, String)>,
    #[serde(rename = "match")]
    pub rule_match: Option<String>,
    #[serde(default)]
    pub products: Vec<String>,
    pub wall: Option<String>,
    #[serde(default)]
    pub scene: Vec<Prop>,
    pub de: TextData,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Content {
    pub pages: Vec<PageData>,
    /// Kind, title, text.
    pub policies: Vec<(String, String, String)>,
    pub policies_de: HashMap<String, Pair>,
    /// Handle, title, German title, what it is about.
    pub blogs: Vec<(String, String, String, String)>,
    pub articles: Vec<ArticleData>,
    pub menus: Vec<MenuData>,
    pub redirects: Vec<Pair>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PageData {
    pub handle: String,
    pub title: String,
    pub body: String,
    pub seo: Option<String>,
    pub de: TextData,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ArticleData {
    pub blog: String,
    pub handle: String,
    pub title: String,
    pub author: String,
    pub days: i64,
    pub tags: Vec<String>,
    pub wall: String,
    pub scene: Vec<Prop>,
    pub excerpt: String,
    pub body: String,
    pub de: TextData,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MenuData {
    pub handle: String,
    pub title: String,
    pub items: Vec<MenuItemData>,
}

/// An entry: title, German title, `kind:handle`, and what is below it.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum MenuItemData {
    Leaf(String, String, String),
    Branch(String, String, String, Vec<MenuItemData>),
}

impl Data {
    pub(super) fn read() -> Result<Self, Fault> {
        Ok(Self {
            shop: parse(include_str!("data/shop.json"))?,
            rules: parse(include_str!("data/rules.json"))?,
            words: parse(include_str!("data/words.json"))?,
            categories: parse(include_str!("data/categories.json"))?,
            families: PRODUCTS.into_iter().map(parse).collect::<Result<_, _>>()?,
            collections: parse(include_str!("data/collections.json"))?,
            content: parse(include_str!("data/content.json"))?,
            german: "DE".parse().map_err(|error| Fault::other("reading the demo shop", error))?,
        })
    }

    /// Every product with its family, numbered from 1 in their order.
    pub(super) fn products(&self) -> impl Iterator<Item = (i64, &Family, &ProductData)> {
        let products =
            self.families.iter().flat_map(|family| family.products.iter().map(move |product| (family, product)));
        (1..).zip(products).map(|(number, (family, product))| (number, family, product))
    }
}

impl ProductData {
    /// Its options with their values, in order.
    pub(super) fn options(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        self.options.iter().map(|(name, values)| {
            let values = values.as_array().map(Vec::as_slice).unwrap_or_default();
            (name.as_str(), values.iter().filter_map(serde_json::Value::as_str).collect())
        })
    }
}

impl Words {
    /// The colour that an option value is, if it is one.
    pub(super) fn colour(&self, value: &str) -> Option<Colour> {
        self.swatches.get(value).and_then(|(hex, _)| hex.parse().ok())
    }

    pub(super) fn german(&self, word: &str) -> Option<&str> {
        let swatch = self.swatches.get(word).map(|(_, german)| german);
        swatch.or_else(|| self.german.get(word)).map(String::as_str)
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::other("reading the demo shop", error))
}
