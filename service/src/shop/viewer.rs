//! Who is looking, and from where: decides market, currency, prices and language.
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::{
    ids::CustomerId,
    locale::{Country, Language},
    money::{Currency, Minor, Money},
};

use super::settings::Market;

/// The eyes a catalogue is shown to.
#[derive(Clone, Debug)]
pub struct Viewer {
    pub country: Country,
    pub language: Language,
    /// True when `language` is the one the catalogue is written in: nothing to translate.
    pub reads_original: bool,
    pub market: Arc<Market>,
    /// Who they are, where they said so: groups of customers may have prices of their own.
    pub customer: Option<CustomerId>,
    /// The instant the request is answered at: what is published by then is visible.
    pub now: DateTime<Utc>,
}

impl Viewer {
    pub fn currency(&self) -> Currency {
        self.market.price_list.currency
    }

    /// No money, in the viewer's currency.
    pub fn nothing(&self) -> Money {
        Money { amount: Minor(0), currency: self.currency() }
    }
}
