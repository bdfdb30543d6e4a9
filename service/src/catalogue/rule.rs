//! Rules that put products into collections by themselves.
//!
//! Pure. Entry point: [`matches()`]. A rule about variants (price, weight, stock, title) holds when it
//! holds for any of them. Texts compare without regard to case.
use entity::{
    collection::RuleMatch,
    collection_rule::{self, Comparison, Field},
    ids::CollectionId,
    money::{Currency, Minor},
    weight::WeightUnit,
};

use crate::pricing::{
    amount::{self, Number},
    rounding,
};

/// A rule-based collection.
#[derive(Clone, Debug)]
pub struct RuleSet {
    pub collection: CollectionId,
    pub rule_match: RuleMatch,
    pub rules: Vec<collection_rule::Model>,
}

/// What the numbers in rules are in.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    pub currency: Currency,
    pub weight_unit: WeightUnit,
}

/// What rules see of a product.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    pub title: &'a str,
    pub vendor: &'a str,
    pub product_type: &'a str,
    pub tags: &'a [String],
    /// Handles of its category and all above.
    pub categories: Vec<&'a str>,
    pub variants: Vec<SubjectVariant>,
}

/// What rules see of a variant.
#[derive(Clone, Debug, Default)]
pub struct SubjectVariant {
    /// Its option values, joined with ` / `.
    pub title: String,
    pub price: Option<Minor>,
    pub compare_at: Option<Minor>,
    pub weight_mg: i64,
    /// On hand, everywhere.
    pub stock: i64,
}

/// Whether a product belongs into a collection. One without rules takes none.
pub fn matches(set: &RuleSet, terms: Terms, subject: &Subject<'_>) -> bool {
    let holds = |rule: &collection_rule::Model| holds(rule, terms, subject);
    match set.rule_match {
        RuleMatch::All => !set.rules.is_empty() && set.rules.iter().all(holds),
        RuleMatch::Any => set.rules.iter().any(holds),
    }
}

fn holds(rule: &collection_rule::Model, terms: Terms, subject: &Subject<'_>) -> bool {
    let any_variant = |value: &dyn Fn(&SubjectVariant) -> Option<i64>, wanted: Option<i64>| {
        subject.variants.iter().any(|variant| compares(rule.relation, value(variant), wanted))
    };
    match rule.field {
        Field::Title => text_holds(rule, subject.title),
        Field::Vendor => text_holds(rule, subject.vendor),
        Field::Type => text_holds(rule, subject.product_type),
        Field::Tag => set_holds(rule, subject.tags.iter().map(String::as_str)),
        Field::Category => set_holds(rule, subject.categories.iter().copied()),
        Field::VariantTitle => subject.variants.iter().any(|variant| text_holds(rule, &variant.title)),
        Field::Price => any_variant(&|v| v.price.map(|price| price.0), money(rule, terms)),
        Field::CompareAtPrice => any_variant(&|v| v.compare_at.map(|price| price.0), money(rule, terms)),
        Field::Weight => any_variant(&|v| Some(v.weight_mg), weight(rule, terms)),
        Field::Stock => any_variant(&|v| Some(v.stock), rule.value.trim().parse().ok()),
    }
}

fn money(rule: &collection_rule::Model, terms: Terms) -> Option<i64> {
    amount::parse(rule.value.trim(), terms.currency).ok().map(|amount| amount.0)
}

fn weight(rule: &collection_rule::Model, terms: Terms) -> Option<i64> {
    let number = Number::read(rule.value.trim()).ok()?;
    let digits = number.digits.checked_mul(terms.weight_unit.milligrams())?;
    rounding::at_decimals(Number { digits, ..number }, 0)
}

fn compares(relation: Comparison, value: Option<i64>, wanted: Option<i64>) -> bool {
    match relation {
        Comparison::IsSet => value.is_some(),
        Comparison::IsNotSet => value.is_none(),
        // A rule whose value is no number holds for nothing.
        Comparison::Equals => wanted.is_some() && value == wanted,
        Comparison::NotEquals => wanted.is_some() && value != wanted,
        Comparison::GreaterThan => value.zip(wanted).is_some_and(|(value, wanted)| value > wanted),
        Comparison::LessThan => value.zip(wanted).is_some_and(|(value, wanted)| value < wanted),
        Comparison::StartsWith | Comparison::EndsWith | Comparison::Contains | Comparison::NotContains => false,
    }
}

fn text_holds(rule: &collection_rule::Model, text: &str) -> bool {
    let (text, wanted) = (text.to_lowercase(), rule.value.to_lowercase());
    match rule.relation {
        Comparison::Equals => text == wanted,
        Comparison::NotEquals => text != wanted,
        Comparison::StartsWith => text.starts_with(&wanted),
        Comparison::EndsWith => text.ends_with(&wanted),
        Comparison::Contains => text.contains(&wanted),
        Comparison::NotContains => !text.contains(&wanted),
        Comparison::IsSet => !text.is_empty(),
        Comparison::IsNotSet => text.is_empty(),
        Comparison::GreaterThan => text > wanted,
        Comparison::LessThan => text < wanted,
    }
}

/// A rule on a set of texts: one of them has to meet it, or none for the rules that say "not".
fn set_holds<'a>(rule: &collection_rule::Model, mut texts: impl Iterator<Item = &'a str>) -> bool {
    match rule.relation {
        Comparison::NotEquals | Comparison::NotContains => texts.all(|text| text_holds(rule, text)),
        Comparison::IsNotSet => texts.next().is_none(),
        _ => texts.any(|text| text_holds(rule, text)),
    }
}

#[cfg(test)]
mod tests {
    use entity::ids::CollectionRuleId;
    use uuid::Uuid;

    use super::*;

    fn rule(field: Field, relation: Comparison, value: &str) -> collection_rule::Model {
        collection_rule::Model {
            id: CollectionRuleId(Uuid::nil()),
            collection_id: CollectionId(Uuid::nil()),
            position: 0,
            field,
            relation,
            value: value.to_owned(),
        }
    }

    fn set(rule_match: RuleMatch, rules: Vec<collection_rule::Model>) -> RuleSet {
        RuleSet { collection: CollectionId(Uuid::nil()), rule_match, rules }
    }

    fn lamp(tags: &[String]) -> Subject<'_> {
        Subject {
            title: "Copper Lamp",
            vendor: "Glow",
            product_type: "Lamp",
            tags,
            categories: vec!["lighting", "home"],
            variants: vec![
                SubjectVariant {
                    title: "Small / Red".into(),
                    price: Some(Minor(1999)),
                    weight_mg: 450_000,
                    ..Default::default()
                },
                SubjectVariant {
                    title: "Large / Red".into(),
                    price: Some(Minor(4999)),
                    compare_at: Some(Minor(5999)),
                    weight_mg: 2_000_000,
                    stock: 3,
                },
            ],
        }
    }

    const TERMS: Terms = Terms { currency: Currency::EUR, weight_unit: WeightUnit::Kilograms };

    #[test]
    fn every_field_is_looked_at() {
        let tags = ["Sale".to_owned(), "new".to_owned()];
        for (field, relation, value, expected) in [
            (Field::Title, Comparison::Contains, "lamp", true),
            (Field::Title, Comparison::StartsWith, "lamp", false),
            (Field::Vendor, Comparison::Equals, "GLOW", true),
            (Field::Type, Comparison::NotEquals, "Lamp", false),
            (Field::Tag, Comparison::Equals, "sale", true),
            (Field::Tag, Comparison::NotEquals, "sale", false),
            (Field::Tag, Comparison::IsNotSet, "", false),
            (Field::Category, Comparison::Equals, "home", true),
            (Field::Price, Comparison::GreaterThan, "49", true),
            (Field::Price, Comparison::GreaterThan, "50", false),
            (Field::Price, Comparison::LessThan, "20.00", true),
            (Field::Price, Comparison::Equals, "cheap", false),
            (Field::CompareAtPrice, Comparison::IsSet, "", true),
            (Field::Weight, Comparison::LessThan, "0.5", true),
            (Field::Weight, Comparison::GreaterThan, "2", false),
            (Field::Stock, Comparison::GreaterThan, "2", true),
            (Field::VariantTitle, Comparison::EndsWith, "red", true),
        ] {
            let set = set(RuleMatch::All, vec![rule(field, relation, value)]);
            assert_eq!(matches(&set, TERMS, &lamp(&tags)), expected, "{field:?} {relation:?} {value}");
        }
    }

    #[test]
    fn all_or_any() {
        let rules =
            vec![rule(Field::Vendor, Comparison::Equals, "glow"), rule(Field::Type, Comparison::Equals, "chair")];
        assert!(!matches(&set(RuleMatch::All, rules.clone()), TERMS, &lamp(&[])));
        assert!(matches(&set(RuleMatch::Any, rules), TERMS, &lamp(&[])));
        assert!(!matches(&set(RuleMatch::All, Vec::new()), TERMS, &lamp(&[])));
    }
}
