//! A small shop, and the process that runs it: it can end and begin anew over the same database.
use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use entity::{
    customer, gift_card,
    ids::{CustomerId, LocationId, VariantId},
    money::{Currency, Minor, Money},
    strings::Strings,
    variant::InventoryPolicy,
};
use sea_orm::{ConnectionTrait, EntityTrait};
use service::{
    catalogue,
    promotion::{
        create::{self, CreateCodeDiscount, NewCode},
        terms::Terms,
    },
    shop::{
        Shop, Unit,
        bulk::{self, OnConflict},
        clock::{Clock, FixedClock, IdSource},
        database::{Database, DatabaseOptions},
        fault::Fault,
    },
    store_credit::change::{self, ChangeStoreCredit},
};
use tests::{
    Backend, TestShop,
    database::TestDatabase,
    factory::{
        catalogue::{ground, save},
        record::{price, product, stock},
        rules::{actor, gift_card as issue, percent_off, ship_to},
        stock::add_location,
    },
};
use tokio::sync::OnceCell;

use crate::faults::Faults;

/// Uses of the code that everybody has.
pub(crate) const CODE_USES: usize = 2;
pub(crate) const CODE: &str = "FORTWO";
/// A code that each buyer can use once.
pub(crate) const CODE_EACH: &str = "ONCEEACH";
pub(crate) const GIFT_CARD: &str = "GIFT0000CARD1234";
pub(crate) const GIFT_AMOUNT: i64 = 5_000;
const CREDIT_AMOUNT: i64 = 2_500;

/// What is sold: its price, the units at either place, and whether it may be sold when there is none.
const GOODS: [(i64, [i64; 2], InventoryPolicy); 4] = [
    (1_000, [2, 1], InventoryPolicy::Deny),
    (1_999, [3, 2], InventoryPolicy::Deny),
    (350, [20, 10], InventoryPolicy::Deny),
    (2_500, [1, 0], InventoryPolicy::Continue),
];

/// What there is in the shop when a run begins.
#[derive(Clone)]
pub(crate) struct Inventory {
    pub(crate) variants: Vec<VariantId>,
    pub(crate) units: Vec<i64>,
    pub(crate) may_oversell: Vec<bool>,
    pub(crate) locations: Vec<LocationId>,
    pub(crate) customers: Vec<CustomerId>,
}

/// The shop of one run.
pub(crate) struct House {
    database: TestDatabase,
    pub(crate) backend: Backend,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) shop: Shop,
    pub(crate) connections: u32,
    seed: u64,
    restarts: u64,
}

impl House {
    /// None where there is no PostgreSQL.
    pub(crate) async fn open(
        backend: Backend,
        seed: u64,
        connections: u32,
        faults: &Faults,
    ) -> Option<(Self, Inventory)> {
        let (database, inventory) = match backend {
            Backend::Sqlite => {
                let (contents, inventory) = READY.get_or_init(ready_file).await;
                (TestDatabase::copied(contents), inventory.clone())
            }
            Backend::Postgres => {
                let database = TestDatabase::empty(backend).await?.without_waiting();
                database.migrate().await;
                let shop = TestShop::on(database).await;
                let inventory = fill(&shop).await;
                shop.shop.database().clone().close().await.expect("closing the shop that was filled");
                (shop.database, inventory)
            }
        };
        let clock = Arc::new(FixedClock::at(opening()));
        let shop = start(&database, &clock, IdSource::seeded(seed), connections, faults).await;
        Some((Self { database, backend, clock, shop, connections, seed, restarts: 0 }, inventory))
    }

    /// The process is gone, and another one starts.
    pub(crate) async fn restart(&mut self, faults: &Faults) {
        self.restarts += 1;
        let gone = self.shop.database().clone();
        let ids = IdSource::seeded(self.seed ^ self.restarts.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        gone.close().await.expect("what the process had open is closed");
        self.shop = start(&self.database, &self.clock, ids, self.connections, faults).await;
    }

    /// PostgreSQL's connection for writing is lost.
    pub(crate) async fn lose(&self, process: i32) {
        let other = self.database.connect().await;
        let statement = format!("SELECT pg_terminate_backend({process})");
        other.execute_unprepared(&statement).await.expect("ending a connection");
        other.close().await.expect("closing a connection");
    }

    pub(crate) async fn remove(self) {
        self.shop.database().clone().close().await.expect("closing the shop");
        self.database.remove().await;
    }
}

static READY: OnceCell<(Vec<u8>, Inventory)> = OnceCell::const_new();

fn opening() -> chrono::DateTime<chrono::Utc> {
    // A day after the shop was filled.
    chrono::DateTime::from_timestamp(1_780_401_600, 0).expect("a valid date")
}

async fn start(
    database: &TestDatabase,
    clock: &Arc<FixedClock>,
    ids: IdSource,
    connections: u32,
    faults: &Faults,
) -> Shop {
    let options = DatabaseOptions {
        connections_max: connections,
        acquire_timeout: Duration::from_mins(1),
        listener: Some(faults.listener()),
        ..DatabaseOptions::new(&database.url)
    };
    let opened = Database::open(&options).await.expect("opening the database");
    if database.backend == Backend::Sqlite {
        // The machine does not lose power here.
        opened.writer().execute_unprepared("PRAGMA synchronous = OFF").await.expect("not waiting for the disk");
    }
    Shop::with(opened, clock.clone(), ids)
}

/// Migrating and filling is done once; every run begins with a copy.
async fn ready_file() -> (Vec<u8>, Inventory) {
    let shop = TestShop::new(Backend::Sqlite).await.expect("SQLite is always there");
    let inventory = fill(&shop).await;
    shop.shop.database().clone().close().await.expect("closing the shop that was filled");
    let contents = shop.database.contents();
    shop.remove().await;
    (contents, inventory)
}

async fn fill(shop: &TestShop) -> Inventory {
    let ground = ground(shop).await;
    let locations = vec![ground.location, add_location(shop, "store").await];
    let records: Vec<_> = (0..)
        .zip(&GOODS)
        .map(|(number, (amount, units, policy))| {
            let mut record = product(&format!("good-{number}"));
            record.variants[0].sku = Some(format!("GOOD-{number}"));
            record.variants[0].inventory_policy = *policy;
            record.variants[0].prices = vec![price(ground.price_list, *amount)];
            record.variants[0].stock = locations.iter().zip(units).map(|(at, units)| stock(*at, *units)).collect();
            record
        })
        .collect();
    let saved: Vec<_> = save(shop, &records).await.products.into_iter().map(|(id, _)| id).collect();
    let found = catalogue::variant::of_products(&shop.shop, &saved).await.expect("the variants");
    ship_to(shop, "DE", &[("standard", 490), ("express", 990)]).await;
    let uses = i64::try_from(CODE_USES).expect("a small number");
    code(shop, CODE, Some(uses), percent_off(10, 0)).await;
    code(shop, CODE_EACH, None, Terms { usage_limit_per_customer: Some(1), ..percent_off(20, 0) }).await;
    issue(shop, GIFT_CARD, GIFT_AMOUNT).await;
    let mut customers = Vec::new();
    for name in ["carla", "dana"] {
        customers.push(customer_with_credit(shop, name).await);
    }
    Inventory {
        variants: saved.iter().map(|product| found[product][0].id).collect(),
        units: GOODS.iter().map(|(_, units, _)| units.iter().sum()).collect(),
        may_oversell: GOODS.iter().map(|(_, _, policy)| *policy == InventoryPolicy::Continue).collect(),
        locations,
        customers,
    }
}

async fn code(shop: &TestShop, code: &str, usage_limit: Option<i64>, terms: Terms) {
    let terms = Terms { title: code.to_owned(), ..terms };
    let codes = vec![NewCode { code: code.to_owned(), usage_limit }];
    let request = CreateCodeDiscount { terms, codes, is_active: true, actor: actor() };
    create::create_code_discount(&shop.shop, &request).await.expect("a code");
}

async fn customer_with_credit(shop: &TestShop, name: &'static str) -> CustomerId {
    let customer = shop.shop.write(&name, new_customer).await.expect("a customer");
    let delta = Money { amount: Minor(CREDIT_AMOUNT), currency: Currency::EUR };
    let request = ChangeStoreCredit { customer, delta, reference: None, actor: actor() };
    change::change(&shop.shop, &request).await.expect("store credit");
    customer
}

async fn new_customer(unit: &Unit, name: &&'static str) -> Result<CustomerId, Fault> {
    let row = customer::Model {
        id: unit.new_id(),
        user_id: None,
        email: Some(format!("{name}@shop.example")),
        phone: None,
        first_name: String::new(),
        last_name: String::new(),
        state: customer::State::Enabled,
        accepts_marketing: false,
        tax_exempt: false,
        language: None,
        note: String::new(),
        tags: Strings::default(),
        order_count: 0,
        version: 1,
        created_at: unit.now,
        updated_at: unit.now,
        deleted_at: None,
    };
    bulk::insert::<customer::Entity>(unit, std::slice::from_ref(&row), OnConflict::Fail).await?;
    Ok(row.id)
}

impl House {
    pub(crate) fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.clock.now()
    }

    pub(crate) fn wait(&self, time: TimeDelta) {
        self.clock.advance(time);
    }

    /// What is left on the gift card.
    pub(crate) async fn gift_card(&self) -> gift_card::Model {
        let found = gift_card::Entity::find().one(self.shop.database().writer()).await;
        found.expect("reading the gift card").expect("the gift card")
    }
}
