//! The codes that come in lists too long to read: countries, currencies, languages.
//!
//! What the database holds may be a code that the dialect does not have; it then becomes the
//! list's own word for "some other".

mod country;
mod currency;
mod language;

pub use self::{country::CountryCode, currency::CurrencyCode, language::LanguageCode};

/// An enum of codes with an English name each, and possibly one more text.
macro_rules! code {
    (
        $(#[$about:meta])*
        $name:ident from $entity:ty, else $other:ident, then $second:ident;
        $($item:ident $text:literal $more:literal,)+
    ) => {
        code! { $(#[$about])* $name from $entity, else $other; $($item $text,)+ }

        impl $name {
            pub fn $second(self) -> &'static str {
                match self { $(Self::$item => $more,)+ }
            }
        }
    };
    (
        $(#[$about:meta])*
        $name:ident from $entity:ty, else $other:ident;
        $($item:ident $text:literal,)+
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, async_graphql::Enum)]
        #[graphql(rename_items = "UPPERCASE")]
        pub enum $name { $($item,)+ }

        impl $name {
            /// The code as text.
            pub fn code(self) -> &'static str {
                match self { $(Self::$item => stringify!($item),)+ }
            }

            /// What it is called in English.
            pub fn name(self) -> &'static str {
                match self { $(Self::$item => $text,)+ }
            }

            /// The same code as the shop's own vocabulary has it.
            pub fn to_entity(self) -> Option<$entity> {
                self.code().parse().ok()
            }
        }

        impl From<&$entity> for $name {
            fn from(code: &$entity) -> Self {
                match code.code() {
                    $(stringify!($item) => Self::$item,)+
                    _ => Self::$other,
                }
            }
        }

        impl From<$entity> for $name {
            fn from(code: $entity) -> Self {
                Self::from(&code)
            }
        }
    };
}
use code;

#[cfg(test)]
mod tests {
    use entity::{locale::Language, money::Currency};

    use super::*;

    #[test]
    fn codes_go_both_ways_and_unknown_ones_become_the_other() {
        let brazilian: Language = "PT_BR".parse().unwrap();
        assert_eq!(LanguageCode::from(&brazilian), LanguageCode::PT_BR);
        assert_eq!(LanguageCode::PT_BR.to_entity(), Some(brazilian));
        assert_eq!(LanguageCode::DE.endonym(), "Deutsch");
        assert_eq!(CurrencyCode::from(Currency::EUR).symbol(), "€");
        assert_eq!(CurrencyCode::from("QQQ".parse::<Currency>().unwrap()), CurrencyCode::XXX);
        assert_eq!(CountryCode::DE.name(), "Germany");
    }

    #[test]
    fn items_are_named_as_they_are_written() {
        let name = async_graphql::resolver_utils::enum_value(LanguageCode::PT_BR);
        assert_eq!(name, async_graphql::Value::Enum(async_graphql::Name::new("PT_BR")));
        let name = async_graphql::resolver_utils::enum_value(CountryCode::DE);
        assert_eq!(name, async_graphql::Value::Enum(async_graphql::Name::new("DE")));
    }
}
