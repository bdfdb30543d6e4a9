//! One shopper: fills a cart, perhaps changes their mind, and pays.
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::time::sleep;
use uuid::Uuid;

use super::{super::target::Place, api::Api};

const CREATE: &str = "mutation ($input: CartInput!) { cartCreate(input: $input) { \
    cart { id cost { totalAmount { amount currencyCode } } lines(first: 10) { nodes { id } } \
    discountCodes { code applicable } } userErrors { code message } } }";
const RECOUNT: &str = "mutation ($id: ID!, $lines: [CartLineUpdateInput!]!) { cartLinesUpdate(cartId: $id, lines: $lines) { \
    cart { id cost { totalAmount { amount currencyCode } } lines(first: 10) { nodes { id } } } userErrors { code message } } }";
/// What every attempt to pay answers.
pub(super) const ATTEMPT: &str = "attempt { __typename ... on CartCompletionSuccess { orderId } \
    ... on CartCompletionFailed { errors { code } } } errors { code message }";

/// The gateway is asked about an attempt that is under way this often, this many times.
const POLLS_MAX: u32 = 100;
const POLL: Duration = Duration::from_millis(100);

/// What a shopper wants.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    /// Variants and how many of each.
    pub(super) lines: Vec<(String, u32)>,
    pub(super) code: Option<String>,
    /// The test gateway's token for how they pay.
    pub(super) source: &'static str,
}

/// A cart that can be paid.
#[derive(Clone, Debug)]
pub(super) struct Filled {
    pub(super) id: String,
    lines: Vec<String>,
    total: Value,
    source: &'static str,
    key: String,
}

/// How a visit ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    Ordered(String),
    /// In the shop's own word.
    Refused(String),
    /// Without wanting to pay.
    Left,
    /// Nobody knows, and nobody can be asked.
    Unknown(String),
}

/// A visit, as it is counted.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    pub(super) end: End,
    /// From when the shopper was due.
    pub(super) took: Duration,
    /// Paying alone.
    pub(super) paying: Option<Duration>,
    pub(super) lost: BTreeMap<String, u64>,
}

/// Somebody with a connection of their own.
pub(super) struct Shopper {
    pub(super) api: Api,
    number: u64,
}

impl Shopper {
    pub(super) fn arrive(place: &Place, number: u64) -> Self {
        Self { api: Api::storefront(place), number }
    }

    /// Fills a cart and pays for it.
    pub(super) async fn buy(mut self, wish: &Wish, due: Instant) -> Visit {
        match self.fill(wish).await {
            Ok(cart) => self.pay_and_leave(&cart, due).await,
            Err(end) => self.leave(end, due, None),
        }
    }

    /// Pays for a cart that was filled before.
    pub(super) async fn pay_and_leave(mut self, cart: &Filled, due: Instant) -> Visit {
        let began = Instant::now();
        let end = self.pay(cart).await;
        self.leave(end, due, Some(began.elapsed()))
    }

    pub(super) fn leave(self, end: End, due: Instant, paying: Option<Duration>) -> Visit {
        let mut lost = BTreeMap::new();
        for why in self.api.lost {
            *lost.entry(why).or_default() += 1;
        }
        Visit { end, took: due.elapsed(), paying, lost }
    }

    /// Everything in one mutation, as a shop with a quick checkout does. A cart that is made twice, because the first
    /// answer was lost, harms nobody: it expires.
    ///
    /// # Errors
    /// How the visit ended instead.
    pub(super) async fn fill(&mut self, wish: &Wish) -> Result<Filled, End> {
        let lines: Vec<_> = wish
            .lines
            .iter()
            .map(|(variant, quantity)| json!({ "merchandiseId": variant, "quantity": quantity }))
            .collect();
        let address = json!({ "firstName": "Ada", "lastName": "Lane", "address1": "Lange Strasse 1", "zip": "10115",
            "city": "Berlin", "countryCode": "DE" });
        let input = json!({
            "buyerIdentity": { "countryCode": "DE", "email": format!("shopper-{}@shop.example", self.number) },
            "lines": lines,
            "discountCodes": wish.code.iter().collect::<Vec<_>>(),
            "delivery": { "addresses": [{ "selected": true, "address": { "deliveryAddress": address } }] },
        });
        let data = self.api.ask(CREATE, &json!({ "input": input })).await.map_err(End::Unknown)?;
        let payload = &data["cartCreate"];
        let filled = filled(payload, wish.source)?;
        if wish.code.is_some() && payload["cart"]["discountCodes"][0]["applicable"] != true {
            return Err(End::Refused("the code does not apply".to_owned()));
        }
        Ok(filled)
    }

    /// Wants another number of what is first in the cart.
    ///
    /// # Errors
    /// How the visit ended instead.
    pub(super) async fn recount(&mut self, cart: &Filled, quantity: u32) -> Result<Filled, End> {
        let lines = json!([{ "id": cart.lines.first(), "quantity": quantity }]);
        let data = self.api.ask(RECOUNT, &json!({ "id": cart.id, "lines": lines })).await.map_err(End::Unknown)?;
        filled(&data["cartLinesUpdate"], cart.source)
    }

    /// Pays; asked again with the same key as long as it is not known what became of it.
    pub(super) async fn pay(&mut self, cart: &Filled) -> End {
        let document =
            format!("mutation ($input: CartCompleteInput!) {{ cartComplete(input: $input) {{ {ATTEMPT} }} }}");
        let variables = json!({ "input": cart.input() });
        for _ in 0..POLLS_MAX {
            let data = match self.api.ask(&document, &variables).await {
                Ok(data) => data,
                Err(why) => return End::Unknown(why),
            };
            if let Some(end) = end_of(&data["cartComplete"]) {
                return end;
            }
            sleep(POLL).await;
        }
        End::Unknown("still under way".to_owned())
    }
}

impl Filled {
    /// What `cartComplete` is given: always the same for the same cart.
    pub(super) fn input(&self) -> Value {
        json!({ "cartId": self.id, "amount": self.total, "gateway": "TEST", "source": self.source,
            "idempotencyKey": self.key })
    }
}

fn filled(payload: &Value, source: &'static str) -> Result<Filled, End> {
    let cart = &payload["cart"];
    let Some(id) = cart["id"].as_str() else { return Err(End::Refused(code(&payload["userErrors"]))) };
    let lines = cart["lines"]["nodes"].as_array().into_iter().flatten();
    let lines: Vec<_> = lines.filter_map(|line| line["id"].as_str().map(ToOwned::to_owned)).collect();
    if lines.is_empty() {
        // It is told as a warning, and the cart stays.
        return Err(End::Refused("nothing of it is left".to_owned()));
    }
    let total = cart["cost"]["totalAmount"].clone();
    Ok(Filled { id: id.to_owned(), lines, total, source, key: Uuid::now_v7().to_string() })
}

/// How an attempt ended; none while it is under way.
pub(super) fn end_of(payload: &Value) -> Option<End> {
    let attempt = &payload["attempt"];
    match attempt["__typename"].as_str() {
        Some("CartCompletionSuccess") => {
            let id = attempt["orderId"].as_str().unwrap_or_default();
            Some(End::Ordered(id.split('?').next().unwrap_or_default().to_owned()))
        }
        Some("CartCompletionFailed") => Some(End::Refused(code(&attempt["errors"]))),
        Some(_) => None,
        None => {
            let code = code(&payload["errors"]);
            (code != "IDEMPOTENCY_IN_PROGRESS").then_some(End::Refused(code))
        }
    }
}

fn code(errors: &Value) -> String {
    errors[0]["code"].as_str().unwrap_or("no reason given").to_owned()
}
