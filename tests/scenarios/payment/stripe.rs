//! Stripe, played by `localstripe` from `PyPI`: somebody else's idea of what Stripe does.
//!
//! It is started on a free port. `LOCALSTRIPE` names a Python that has it; otherwise one is made in the target folder.
//! It knows no idempotency keys, no redirects and no partial captures: those are shown against our own provider and in
//! the gateway's own tests.
use std::{
    env, fs,
    io::Write,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Mutex,
    time::{Duration, Instant},
};

use api::config::{GatewayName, PaymentOptions, ServeOptions, StripeSecrets};
use entity::{
    money::Minor,
    payment::{Gateway as Kind, Status},
    payment_event, sales_order,
};
use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use service::{
    payment::{
        gateway::{
            Cancel, Gateway, Gateways, Seen, http,
            manual::Manual,
            signature::SigningSecret,
            stripe::{Stripe, StripeKey, StripeOptions},
        },
        reconcile::{self, Reconciled},
        settle::{settle, settle_now},
    },
    shop::clock::{Clock, SystemClock},
};
use tests::{TestShop, on_both_databases};

use super::{
    TOTAL, books, is_well, open, placed, placed_to_capture,
    refunds::{ask, ask_for_capture},
};

on_both_databases!(cards_pay_and_get_their_money_back, cards_that_do_not_pay, what_is_promised, stripe_tells);

const KEY: &str = "sk_test_oxcart";
const PATIENCE: Duration = Duration::from_secs(30);
const VERSION: &str = "localstripe==1.15.10";

/// A running stand-in. It ends with the test.
struct LocalStripe {
    child: Child,
    url: String,
    http: reqwest::Client,
}

impl Drop for LocalStripe {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn runs(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn has_it(python: &Path) -> bool {
    runs(Command::new(python).args(["-c", "import localstripe"]))
}

/// A Python that has it; made once, and kept with the builds.
fn python() -> Option<PathBuf> {
    static MAKING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = MAKING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(named) = env::var_os("LOCALSTRIPE") {
        return Some(PathBuf::from(named)).filter(|python| has_it(python));
    }
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("localstripe");
    let python = home.join("bin/python");
    if has_it(&python) {
        return Some(python);
    }
    let _ = fs::remove_dir_all(&home);
    let made = runs(Command::new("python3").args(["-m", "venv"]).arg(&home))
        && runs(Command::new(&python).args(["-m", "pip", "install", "--quiet", VERSION]));
    (made && has_it(&python)).then_some(python)
}

impl LocalStripe {
    /// None, said loudly, where it cannot be had.
    async fn start() -> Option<Self> {
        let python = tokio::task::spawn_blocking(python).await.unwrap();
        let Some(python) = python else {
            let notice =
                "\n*** SKIPPED: payments by Stripe. Its stand-in `localstripe` needs python3 with venv and pip. ***\n";
            let _ = writeln!(std::io::stderr(), "{notice}");
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(python)
            .args(["-m", "localstripe", "--from-scratch", "--port", &port.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let http = http::client().unwrap();
        let started = Self { child, url: format!("http://127.0.0.1:{port}"), http };
        let began = Instant::now();
        while started.http.get(&started.url).send().await.is_err() {
            assert!(began.elapsed() < PATIENCE, "localstripe does not answer");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Some(started)
    }

    fn stripe(&self) -> Stripe {
        let options = StripeOptions {
            api_url: Some(self.url.parse().unwrap()),
            key: StripeKey::new(KEY),
            webhook_secret: None,
            return_url: None,
        };
        Stripe::new(options, self.http.clone())
    }

    fn gateways(&self) -> Gateways {
        Gateways::new(vec![Box::new(Manual), Box::new(self.stripe())], Duration::from_secs(10))
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let request = self.http.post(format!("{}{path}", self.url)).bearer_auth(KEY).json(&body);
        let text = request.send().await.unwrap().text().await.unwrap();
        serde_json::from_str(&text).unwrap_or_default()
    }

    async fn get(&self, path: &str) -> Value {
        let request = self.http.get(format!("{}{path}", self.url)).bearer_auth(KEY);
        request.send().await.unwrap().json().await.unwrap()
    }

    /// A card with this number, as Stripe's script in the buyer's browser gives it to the shop.
    async fn card(&self, number: &str) -> String {
        let card = json!({ "number": number, "exp_month": "12", "exp_year": "2040", "cvc": "123" });
        let method = self.post("/v1/payment_methods", json!({ "type": "card", "card": card })).await;
        method["id"].as_str().unwrap_or_else(|| panic!("{method:#}")).to_owned()
    }

    /// The buyer proves that it is them, or does not.
    async fn authenticate(&self, intent: &str, success: bool) {
        let secret = self.get(&format!("/v1/payment_intents/{intent}")).await["client_secret"].clone();
        let body = json!({ "client_secret": secret, "success": success });
        self.post(&format!("/v1/payment_intents/{intent}/_authenticate"), body).await;
    }
}

const VISA: &str = "4242424242424242";
const DECLINED: &str = "4000000000000341";
const ASKS: &str = "4000002500003155";

async fn cards_pay_and_get_their_money_back(shop: &TestShop) {
    let Some(local) = LocalStripe::start().await else { return };
    let gateways = local.gateways();
    let good = open(shop).await;
    let card = local.card(VISA).await;
    let order = placed(&shop.shop, good, Kind::Stripe, &card).await;
    settle(&shop.shop, &gateways, order).await.unwrap();
    let paid = books(shop, order).await;
    assert_eq!((paid.payment().status, paid.payment().captured), (Status::Captured, Minor(TOTAL)));
    assert_eq!(paid.order.status, sales_order::Status::Confirmed);
    let intent = local.get(&format!("/v1/payment_intents/{}", paid.payment().provider_key.as_deref().unwrap())).await;
    assert_eq!((intent["amount"].as_i64(), intent["currency"].as_str()), (Some(TOTAL), Some("eur")));
    assert_eq!(intent["metadata"]["payment"], paid.payment().id.to_string());

    for amount in [400, 90] {
        assert!(ask(&shop.shop, order, amount).await);
        settle(&shop.shop, &gateways, order).await.unwrap();
    }
    let after = books(shop, order).await;
    assert_eq!((after.payment().refunded, after.payment().refund_pending), (Minor(490), Minor(0)));
    assert_eq!(after.account("receivable"), 490 - TOTAL);
    let refunds = local.get(&format!("/v1/refunds?payment_intent={}", intent["id"].as_str().unwrap())).await;
    let mut amounts: Vec<_> =
        refunds["data"].as_array().unwrap().iter().map(|refund| refund["amount"].as_i64()).collect();
    amounts.sort_unstable();
    assert_eq!(amounts, [Some(90), Some(400)]);
    // Asked again without having heard the answer: what was made is found by what Stripe was told of it.
    assert!(ask(&shop.shop, order, 100).await);
    let request = books(shop, order).await;
    let transaction = request.refunds.last().unwrap();
    let mut again = transaction.clone();
    again.attempts = 1;
    let stripe = local.stripe();
    for transaction in [transaction, &again, &again] {
        let refund = service::payment::gateway::RefundRequest { payment: request.payment(), transaction };
        stripe.refund(&refund).await.unwrap();
    }
    settle_now(&shop.shop, &gateways, order).await.unwrap();
    let refunds = local.get(&format!("/v1/refunds?payment_intent={}", intent["id"].as_str().unwrap())).await;
    assert_eq!(
        refunds["total_count"], 4,
        "settling asks for the first time, and localstripe forgets keys: {refunds:#}"
    );
    is_well(shop).await;
}

async fn cards_that_do_not_pay(shop: &TestShop) {
    let Some(local) = LocalStripe::start().await else { return };
    let gateways = local.gateways();
    let good = open(shop).await;
    let declined = local.card(DECLINED).await;
    for (card, code) in [(declined.as_str(), "card_declined"), ("pm_nobody", "invalid_request_error")] {
        let order = placed(&shop.shop, good, Kind::Stripe, card).await;
        let settled = settle(&shop.shop, &gateways, order).await.unwrap();
        assert_eq!((settled.order.status, settled.failure_code()), (sales_order::Status::Cancelled, Some(code)));
    }
    // The buyer was asked, and it was not them.
    let asks = local.card(ASKS).await;
    let order = placed(&shop.shop, good, Kind::Stripe, &asks).await;
    settle(&shop.shop, &gateways, order).await.unwrap();
    let waiting = books(shop, order).await;
    assert_eq!(waiting.payment().status, Status::ActionRequired);
    local.authenticate(waiting.payment().provider_key.as_deref().unwrap(), false).await;
    let settled = settle_now(&shop.shop, &gateways, order).await.unwrap();
    assert_eq!(settled.failure_code(), Some("payment_intent_authentication_failure"));
    assert_eq!(settled.order.status, sales_order::Status::Cancelled);
    is_well(shop).await;
}

async fn what_is_promised(shop: &TestShop) {
    let Some(local) = LocalStripe::start().await else { return };
    let gateways = local.gateways();
    let good = open(shop).await;
    let card = local.card(VISA).await;
    let order = placed_to_capture(&shop.shop, good, Kind::Stripe, &card).await;
    settle(&shop.shop, &gateways, order).await.unwrap();
    let promised = books(shop, order).await;
    assert_eq!((promised.payment().status, promised.payment().captured), (Status::Authorized, Minor(0)));
    ask_for_capture(shop, order, TOTAL).await;
    settle(&shop.shop, &gateways, order).await.unwrap();
    let captured = books(shop, order).await;
    assert_eq!((captured.payment().status, captured.payment().captured), (Status::Captured, Minor(TOTAL)));
    assert_eq!(captured.count(payment_event::Kind::Captured), 1);

    // Another is given up; and what has been given up is not given up again.
    let order = placed_to_capture(&shop.shop, good, Kind::Stripe, &card).await;
    settle(&shop.shop, &gateways, order).await.unwrap();
    let promised = books(shop, order).await;
    let (since, now) = (shop.shop.now(), shop.shop.now());
    let cancel = Cancel { payment: promised.payment(), since, now };
    assert_eq!(local.stripe().cancel(&cancel).await.unwrap().state, Seen::Voided);
    assert!(local.stripe().cancel(&cancel).await.is_err());

    // Nobody answered the question whether it is them.
    let asks = local.card(ASKS).await;
    let order = placed(&shop.shop, good, Kind::Stripe, &asks).await;
    settle(&shop.shop, &gateways, order).await.unwrap();
    shop.clock.advance(chrono::Duration::minutes(31));
    let reconciled = Reconciled::default();
    reconcile::round(&shop.shop, &gateways, &reconciled).await.unwrap();
    let over = books(shop, order).await;
    assert_eq!((over.order.status, over.payment().status), (sales_order::Status::Expired, Status::Voided));
    let key = over.payment().provider_key.as_deref().unwrap();
    assert_eq!(local.get(&format!("/v1/payment_intents/{key}")).await["status"], "canceled");
    is_well(shop).await;
}

async fn stripe_tells(shop: &TestShop) {
    let Some(local) = LocalStripe::start().await else { return };
    // It signs with the time of the day.
    shop.clock.advance(SystemClock.now() - shop.shop.now());
    let good = open(shop).await;
    let payment = PaymentOptions {
        gateways: vec![GatewayName::Stripe],
        stripe_api_url: Some(local.url.parse().unwrap()),
        stripe: StripeSecrets {
            key: Some(StripeKey::new(KEY)),
            webhook_secret: Some(SigningSecret::new("whsec_local")),
        },
        ..PaymentOptions::default()
    };
    let server = shop.serve(ServeOptions { payment, ..ServeOptions::default() }).await;
    let hook = json!({ "url": format!("{}/webhooks/payment/stripe", server.url()), "secret": "whsec_local" });
    local.post("/_config/webhooks/shop", hook).await;

    let asks = local.card(ASKS).await;
    let order = placed(&shop.shop, good, Kind::Stripe, &asks).await;
    settle(&shop.shop, &local.gateways(), order).await.unwrap();
    let waiting = books(shop, order).await;
    assert_eq!(waiting.order.status, sales_order::Status::Pending);
    local.authenticate(waiting.payment().provider_key.as_deref().unwrap(), true).await;
    let began = Instant::now();
    while books(shop, order).await.order.status == sales_order::Status::Pending {
        assert!(began.elapsed() < PATIENCE, "nobody told the shop");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let after = books(shop, order).await;
    assert_eq!((after.order.status, after.payment().captured), (sales_order::Status::Confirmed, Minor(TOTAL)));
    server.stop().await;
    is_well(shop).await;
}
