//! Whole values as terms of one field: what filters and `field:value` conditions look up.
use uuid::Uuid;

use super::text::{Word, fold};

/// Separates the parts of a value that has several: an option and its value.
pub(super) const PART_END: char = '\u{1f}';
/// Characters of a value that count.
pub(super) const VALUE_CHARS_MAX: usize = 255;

/// Something a document has, found by its whole value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attribute {
    /// Exactly as written; the first ones are what filters name.
    Vendor,
    ProductType,
    Tag,
    /// `name PART_END value`
    Option,
    /// `namespace PART_END key PART_END value`
    ProductMetafield,
    VariantMetafield,
    /// An id; of products: also of the categories above.
    Category,
    Collection,
    /// Folded: what people type.
    AnyVendor,
    AnyProductType,
    AnyTag,
    AnyTitle,
    Handle,
    Sku,
    Barcode,
}

impl Attribute {
    fn mark(self) -> &'static str {
        match self {
            Self::Vendor => "v=",
            Self::ProductType => "t=",
            Self::Tag => "g=",
            Self::Option => "o=",
            Self::ProductMetafield => "m=",
            Self::VariantMetafield => "n=",
            Self::Category => "c=",
            Self::Collection => "k=",
            Self::AnyVendor => "v~",
            Self::AnyProductType => "t~",
            Self::AnyTag => "g~",
            Self::AnyTitle => "i~",
            Self::Handle => "h~",
            Self::Sku => "s~",
            Self::Barcode => "b~",
        }
    }

    fn is_folded(self) -> bool {
        self.mark().ends_with('~')
    }

    /// The term for a value.
    pub(super) fn term(self, value: &str) -> String {
        let value = cut(value);
        if self.is_folded() { format!("{}{}", self.mark(), fold(value)) } else { format!("{}{value}", self.mark()) }
    }

    /// The term for an id.
    pub(super) fn id_term(self, id: Uuid) -> String {
        format!("{}{}", self.mark(), id.simple())
    }
}

/// A value cut to what counts, at a character's boundary.
pub(super) fn cut(value: &str) -> &str {
    value.char_indices().nth(VALUE_CHARS_MAX).map_or(value, |(end, _)| &value[..end])
}

/// A word of a title for completing queries: found by language and folded beginning, shown as it
/// is written.
pub(super) fn completion(language: &str, word: &Word) -> String {
    format!("{}{}{PART_END}{}", completion_start(language), word.folded, word.lower)
}

/// What all completions of a language begin with.
pub(super) fn completion_start(language: &str) -> String {
    format!("{language}{PART_END}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_what_people_type_only() {
        assert_eq!(Attribute::Tag.term("Grün"), "g=Grün");
        assert_eq!(Attribute::AnyTag.term("Grün"), "g~grun");
        assert_eq!(cut(&"ä".repeat(400)).chars().count(), VALUE_CHARS_MAX);
    }
}
