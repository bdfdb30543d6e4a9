//! What a key allows.
use std::{collections::BTreeSet, fmt, str::FromStr};

use entity::strings::Strings;

/// The word for all scopes, those to come included.
const ALL: &str = "all";

macro_rules! scopes {
    ($($(#[$doc:meta])* $scope:ident = $word:literal $(implies $implied:ident)?),+ $(,)?) => {
        /// One permission. Its word is what keys are made with and what a refusal names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Scope { $($(#[$doc])* $scope),+ }

        impl Scope {
            pub const ALL: &[Self] = &[$(Self::$scope),+];

            pub fn word(self) -> &'static str {
                match self { $(Self::$scope => $word),+ }
            }

            /// Whoever may change something may also see it.
            fn implied(self) -> Option<Self> {
                match self { $(Self::$scope => scopes!(@implied $($implied)?)),+ }
            }
        }
    };
    (@implied) => { None };
    (@implied $scope:ident) => { Some(Self::$scope) };
}

scopes!(
    /// Products and what they cost.
    ReadProducts = "read_products",
    WriteProducts = "write_products" implies ReadProducts,
    /// Stock, its history, and transfers.
    ReadInventory = "read_inventory",
    WriteInventory = "write_inventory" implies ReadInventory,
    /// The places that hold stock.
    ReadLocations = "read_locations",
    WriteLocations = "write_locations" implies ReadLocations,
    /// Countries, their currency and price list.
    ReadMarkets = "read_markets",
    WriteMarkets = "write_markets" implies ReadMarkets,
    /// Promotions and codes.
    ReadDiscounts = "read_discounts",
    WriteDiscounts = "write_discounts" implies ReadDiscounts,
    /// Gift cards and store credit.
    ReadGiftCards = "read_gift_cards",
    WriteGiftCards = "write_gift_cards" implies ReadGiftCards,
    /// Shipping zones, methods and rates.
    ReadShipping = "read_shipping",
    WriteShipping = "write_shipping" implies ReadShipping,
    /// Tax categories and rates.
    ReadTaxes = "read_taxes",
    WriteTaxes = "write_taxes" implies ReadTaxes,
    /// Customers and their groups.
    ReadCustomers = "read_customers",
    WriteCustomers = "write_customers" implies ReadCustomers,
    /// Orders, drafts of orders, their parcels, returns and refunds.
    ReadOrders = "read_orders",
    WriteOrders = "write_orders" implies ReadOrders,
);

/// There is no scope of that name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no scope `{0}`")]
pub struct NotAScope(pub String);

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Scope {
    type Err = NotAScope;

    fn from_str(word: &str) -> Result<Self, NotAScope> {
        Self::ALL.iter().find(|scope| scope.word() == word).copied().ok_or_else(|| NotAScope(word.to_owned()))
    }
}

/// What one key allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scopes {
    /// Everything, also what later versions bring.
    All,
    These(BTreeSet<Scope>),
}

impl Scopes {
    pub fn allow(&self, scope: Scope) -> bool {
        match self {
            Self::All => true,
            Self::These(granted) => granted.iter().any(|held| *held == scope || held.implied() == Some(scope)),
        }
    }

    pub fn is_empty(&self) -> bool {
        matches!(self, Self::These(granted) if granted.is_empty())
    }

    /// The words that it was made of.
    pub fn words(&self) -> Vec<&'static str> {
        match self {
            Self::All => vec![ALL],
            Self::These(granted) => granted.iter().map(|scope| scope.word()).collect(),
        }
    }

    /// From words as people write them.
    ///
    /// # Errors
    /// The first word that is no scope.
    pub fn of_words<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, NotAScope> {
        let mut granted = BTreeSet::new();
        let mut all = false;
        for word in words {
            if word == ALL {
                all = true;
            } else {
                granted.insert(word.parse()?);
            }
        }
        Ok(if all { Self::All } else { Self::These(granted) })
    }

    pub(super) fn stored(&self) -> Strings {
        self.words().into_iter().map(str::to_owned).collect()
    }

    /// A scope that this version does not know, perhaps one that was given up, allows nothing.
    pub(super) fn of_stored(stored: &Strings) -> Self {
        if stored.0.iter().any(|word| word == ALL) {
            return Self::All;
        }
        Self::These(stored.0.iter().filter_map(|word| word.parse().ok()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_allows_reading_and_nothing_else() {
        let scopes = Scopes::of_words(["write_products"]).unwrap();
        let allowed: Vec<_> = Scope::ALL.iter().filter(|scope| scopes.allow(**scope)).collect();
        assert_eq!(allowed, [&Scope::ReadProducts, &Scope::WriteProducts]);
        assert!(!Scopes::of_words(["read_products"]).unwrap().allow(Scope::WriteProducts));
    }

    #[test]
    fn words_come_back_as_they_were_stored() {
        for words in [vec!["all"], vec!["read_products", "write_inventory"], vec![]] {
            let scopes = Scopes::of_words(words.clone()).unwrap();
            assert_eq!(Scopes::of_stored(&scopes.stored()), scopes);
            assert_eq!(scopes.words(), words);
        }
        assert_eq!(Scopes::of_words(["read_everything"]), Err(NotAScope("read_everything".to_owned())));
        let given_up = Strings(vec!["read_everything".to_owned()]);
        assert!(Scopes::of_stored(&given_up).is_empty());
    }
}
