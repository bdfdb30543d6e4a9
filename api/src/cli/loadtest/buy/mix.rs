//! A day in a shop: most look around, some change their mind, some cards are declined, some people click twice; and
//! staff send and cancel what was ordered meanwhile.
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Value, json};
use tokio::time::sleep;
use uuid::Uuid;

use super::{
    super::target::Place,
    api::Api,
    keeper::Wares,
    shopper::{End, Shopper, Visit, Wish},
};

pub(super) const PAYS: &str = "tok_visa";
const DECLINED: &str = "tok_declined";
const BROWSE: &str = "{ products(first: 20) { nodes { title handle priceRange { minVariantPrice { amount } } } } }";
const LOOK: &str = "query ($id: ID!) { order(id: $id) { version lineItems(first: 10) { nodes { unfulfilledQuantity \
                    allocations { remainingQuantity location { id } } } } } }";
const SEND: &str = "mutation ($fulfillment: FulfillmentInput!, $key: String!) { \
                    fulfillmentCreate(fulfillment: $fulfillment, idempotencyKey: $key) { userErrors { code } } }";
const CANCEL: &str = "mutation ($id: ID!, $key: String!) { \
                      orderCancel(orderId: $id, reason: CUSTOMER, idempotencyKey: $key) { userErrors { code } } }";
/// Between two things that staff do.
const STAFF_PAUSE: Duration = Duration::from_millis(150);

/// What everybody in the shop knows.
pub(super) struct Day {
    pub(super) place: Place,
    pub(super) wares: Wares,
    pub(super) code: String,
    /// Orders that shoppers were told of.
    pub(super) told: Mutex<Vec<String>>,
    pub(super) seed: u64,
}

impl Day {
    /// One visitor, who is as their number has it.
    pub(super) async fn visit(self: Arc<Self>, number: u64, due: Instant) -> Visit {
        let mut rng = StdRng::seed_from_u64(self.seed.wrapping_add(number));
        let visit = match rng.random_range(0..100) {
            0..20 => self.browse(number, due).await,
            20..30 => self.leave_the_cart(&mut rng, number, due).await,
            30..40 => self.change_their_mind(&mut rng, number, due).await,
            40..50 => self.click_twice(&mut rng, number, due).await,
            kind => {
                let mut wish = self.wish(&mut rng);
                wish.code = Some(self.code.clone()).filter(|_| kind < 65);
                wish.source = if kind < 55 { DECLINED } else { PAYS };
                Shopper::arrive(&self.place, number).buy(&wish, due).await
            }
        };
        if let End::Ordered(order) = &visit.end {
            self.told.lock().unwrap_or_else(PoisonError::into_inner).push(order.clone());
        }
        visit
    }

    fn wish(&self, rng: &mut StdRng) -> Wish {
        let kinds = rng.random_range(1..=3);
        let chosen = self.wares.spread.choose_multiple(rng, kinds).cloned();
        let lines = chosen.map(|variant| (variant, rng.random_range(1..=2))).collect::<Vec<_>>();
        Wish { lines, code: None, source: PAYS }
    }

    async fn browse(&self, number: u64, due: Instant) -> Visit {
        let mut shopper = Shopper::arrive(&self.place, number);
        let end = match shopper.api.ask(BROWSE, &json!({})).await {
            Ok(_) => End::Left,
            Err(why) => End::Unknown(why),
        };
        shopper.leave(end, due, None)
    }

    async fn leave_the_cart(&self, rng: &mut StdRng, number: u64, due: Instant) -> Visit {
        let mut shopper = Shopper::arrive(&self.place, number);
        let end = shopper.fill(&self.wish(rng)).await.map_or_else(|end| end, |_| End::Left);
        shopper.leave(end, due, None)
    }

    async fn change_their_mind(&self, rng: &mut StdRng, number: u64, due: Instant) -> Visit {
        let mut shopper = Shopper::arrive(&self.place, number);
        let cart = match shopper.fill(&self.wish(rng)).await {
            Ok(cart) => shopper.recount(&cart, 3).await,
            Err(end) => Err(end),
        };
        match cart {
            Ok(cart) => shopper.pay_and_leave(&cart, due).await,
            Err(end) => shopper.leave(end, due, None),
        }
    }

    /// Two requests for the same attempt, on two connections.
    async fn click_twice(&self, rng: &mut StdRng, number: u64, due: Instant) -> Visit {
        let mut shopper = Shopper::arrive(&self.place, number);
        let cart = match shopper.fill(&self.wish(rng)).await {
            Ok(cart) => cart,
            Err(end) => return shopper.leave(end, due, None),
        };
        let began = Instant::now();
        let mut other = Shopper::arrive(&self.place, number);
        let (first, second) = tokio::join!(shopper.pay(&cart), other.pay(&cart));
        let end = if first == second { first } else { End::Unknown(format!("two clicks: {first:?}, {second:?}")) };
        shopper.leave(end, due, Some(began.elapsed()))
    }
}

/// Sends and cancels what was ordered, until the shop closes.
pub(super) async fn staff(day: &Day, key: &str, is_closed: impl Fn() -> bool) -> BTreeMap<String, u64> {
    let mut rng = StdRng::seed_from_u64(day.seed);
    let mut admin = Api::admin(&day.place, key);
    let mut done = BTreeMap::new();
    while !is_closed() {
        sleep(STAFF_PAUSE).await;
        let order = day.told.lock().unwrap_or_else(PoisonError::into_inner).choose(&mut rng).cloned();
        let Some(order) = order else { continue };
        let sends = rng.random_range(0..3) > 0;
        let what = if sends { send(&mut admin, &order).await } else { cancel(&mut admin, &order).await };
        *done.entry(what).or_default() += 1;
    }
    done
}

async fn send(admin: &mut Api, order: &str) -> String {
    let Ok(found) = admin.ask(LOOK, &json!({ "id": order })).await else { return "no answer".to_owned() };
    let lines = found["order"]["lineItems"]["nodes"].as_array().into_iter().flatten();
    let mut shelves = lines.flat_map(|line| line["allocations"].as_array().into_iter().flatten());
    let Some(shelf) = shelves.find(|shelf| shelf["remainingQuantity"].as_i64() > Some(0)) else {
        return "nothing to send".to_owned();
    };
    let fulfillment = json!({ "orderId": order, "locationId": shelf["location"]["id"] });
    let variables = json!({ "fulfillment": fulfillment, "key": Uuid::now_v7().to_string() });
    outcome("sent", admin.ask(SEND, &variables).await, "fulfillmentCreate")
}

async fn cancel(admin: &mut Api, order: &str) -> String {
    let variables = json!({ "id": order, "key": Uuid::now_v7().to_string() });
    outcome("cancelled", admin.ask(CANCEL, &variables).await, "orderCancel")
}

fn outcome(done: &str, answer: Result<Value, String>, field: &str) -> String {
    match answer {
        Err(_) => "no answer".to_owned(),
        Ok(data) => match data[field]["userErrors"][0]["code"].as_str() {
            None => done.to_owned(),
            Some(code) => format!("not {done}: {code}"),
        },
    }
}
