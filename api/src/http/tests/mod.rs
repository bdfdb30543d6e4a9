//! What goes over the wire, against the handlers themselves, with a shop in a file of its own.
mod admin;
mod caching;
mod door;
mod over_http;

use actix_web::{
    App as Actix,
    http::Method,
    middleware::from_fn,
    test::{self, TestRequest},
    web::Data,
};
use serde_json::Value;
use service::{
    access::{
        Actor, Scopes,
        api_key::{self, CreateKey},
    },
    media::{Media, MediaOptions},
    search::SearchIndex,
    setup::{self, ShopPlan},
    shop::Shop,
};
use tempfile::TempDir;

use super::{App, Jobs};
use crate::{
    cli::open::{self, Schema},
    config::{DataOptions, ServeOptions},
    payment,
};

/// A shop with nothing in it, and the handlers in front of it.
pub(super) struct Door {
    app: Data<App>,
    // Kept for as long as the shop's files are needed.
    _folder: TempDir,
}

/// What came back.
pub(super) struct Got {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Got {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(header, _)| header == name).map_or("", |(_, value)| value.as_str())
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub(super) fn code(&self) -> String {
        self.json()["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
    }
}

impl Door {
    pub(super) async fn open() -> Self {
        Self::with(ServeOptions::default()).await
    }

    pub(super) async fn with(options: ServeOptions) -> Self {
        let folder = TempDir::new().expect("a folder");
        let data = DataOptions { data_dir: folder.path().to_owned(), ..DataOptions::default() };
        let shop: Shop = open::shop(&data, Schema::Migrate).await.expect("a shop");
        let plan = ShopPlan {
            name: "Corner".to_owned(),
            currency: "EUR".parse().expect("a currency"),
            country: "DE".parse().expect("a country"),
            language: "EN".parse().expect("a language"),
            weight_unit: entity::weight::WeightUnit::Kilograms,
            tax_inclusive: true,
            location: ("here".to_owned(), "Here".to_owned()),
        };
        shop.write(&plan, setup::ensure_shop).await.expect("set up");
        let search = SearchIndex::open(None).expect("an index");
        let media = Media::open(&data.media_dir(), MediaOptions::default()).expect("a media folder");
        let addr = ([127, 0, 0, 1], 80).into();
        let gateways = payment::gateways(&options.payment, "http://127.0.0.1").expect("gateways");
        let app = App::new(shop, search, media, gateways, Jobs::default(), addr, &options).expect("an app");
        Self { app: Data::new(app), _folder: folder }
    }

    /// A key to the admin API that opens everything.
    pub(super) async fn key(&self) -> String {
        let request = CreateKey {
            name: "Test".to_owned(),
            scopes: Scopes::All,
            expires_after: None,
            actor: Actor::named("test"),
        };
        api_key::create(&self.app.ports.shop, &request).await.expect("a key").reveal()
    }

    /// Sends one request through everything that a real one passes.
    pub(super) async fn send(&self, request: TestRequest) -> Got {
        let service = Actix::new().app_data(self.app.clone()).wrap(from_fn(super::around)).configure(super::routes);
        let service = test::init_service(service).await;
        let response = test::call_service(&service, request.to_request()).await;
        let headers = response.headers().iter();
        let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()));
        let (status, headers) = (response.status().as_u16(), headers.collect());
        Got { status, headers, body: test::read_body(response).await.to_vec() }
    }

    pub(super) async fn post(&self, body: &Value) -> Got {
        self.send(TestRequest::post().uri("/graphql").set_json(body)).await
    }

    pub(super) async fn get(&self, query: &str) -> Got {
        self.send(get(query)).await
    }
}

pub(super) fn get(query: &str) -> TestRequest {
    let query: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("query", query).finish();
    TestRequest::default().method(Method::GET).uri(&format!("/graphql?{query}"))
}
