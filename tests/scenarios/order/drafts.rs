//! Orders that staff write.
use entity::{
    money::Minor,
    payment,
    sales_order::{Source, Status},
    variant::InventoryPolicy,
};
use pretty_assertions::assert_eq;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use service::{
    checkout::complete_draft::{self, CompleteDraft, CompleteDraftError},
    order::{
        draft::{self, CreateDraft, DraftError, Terms, UpdateDraft},
        lines::LineError,
        price::{PriceError, Wanted, What},
        transition::NotOpen,
    },
    shop::idempotency::{Once, OnceError},
};
use tests::{
    TestShop,
    factory::stock::{Goods, goods},
    on_both_databases,
};

use super::{counters, lines, order, send, sound, staff, story};

on_both_databases!(agreed_on_and_completed, nothing_to_pay, written_anew, what_is_refused);

fn own(title: &str, price: i64) -> Wanted {
    let what = What::Own { title: title.to_owned(), is_taxable: true, requires_shipping: false };
    Wanted { what, quantity: 1, price: Some(Minor(price)) }
}

fn of(goods: &Goods, quantity: i32, price: Option<i64>) -> Wanted {
    Wanted { what: What::Variant(goods.variants[0]), quantity, price: price.map(Minor) }
}

fn terms(lines: Vec<Wanted>) -> Terms {
    Terms { lines, email: Some("ann@example.com".to_owned()), ..Terms::default() }
}

fn create(terms: Terms) -> CreateDraft {
    CreateDraft { terms, actor: staff() }
}

fn complete(order: entity::ids::OrderId) -> CompleteDraft {
    CompleteDraft { order, version: None, once: None, actor: staff() }
}

async fn agreed_on_and_completed(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let agreed = Terms {
        shipping: Some(("By van".to_owned(), Minor(250))),
        ..terms(vec![of(&goods, 2, Some(800)), of(&goods, 1, None), own("Engraving", 300)])
    };
    let id = draft::create(&shop.shop, &create(agreed)).await.unwrap();
    let written = order(shop, id).await;
    assert_eq!((written.status, written.source, written.number), (Status::Draft, Source::Draft, None));
    assert_eq!((written.subtotal.0, written.total.0), (2_900, 3_150));
    assert_eq!(counters(shop, &goods).await, (10, 0, 0), "a draft takes nothing");

    let once = Once::new("staff", "key-1", "complete").unwrap();
    let request = CompleteDraft { once: Some(once), ..complete(id) };
    complete_draft::complete_draft(&shop.shop, &request).await.unwrap();
    complete_draft::complete_draft(&shop.shop, &request).await.unwrap();
    let other = Some(Once::new("staff", "key-1", "another").unwrap());
    let told = complete_draft::complete_draft(&shop.shop, &CompleteDraft { once: other, ..complete(id) }).await;
    assert!(matches!(told, Err(CompleteDraftError::Once(OnceError::Mismatch))), "{told:?}");
    let placed = order(shop, id).await;
    assert_eq!((placed.status, placed.number, placed.total.0), (Status::Confirmed, Some(1_001), 3_150));
    assert_eq!(counters(shop, &goods).await, (10, 0, 3));
    let db = shop.database.connect().await;
    let payments = payment::Entity::find().filter(payment::Column::OrderId.eq(id)).all(&db).await.unwrap();
    db.close().await.unwrap();
    assert_eq!((payments.len(), payments[0].amount.0, payments[0].status), (1, 3_150, payment::Status::Pending));
    assert_eq!(story(shop, id).await, ["drafted", "placed", "payment_begun", "confirmed"]);
    let again = complete_draft::complete_draft(&shop.shop, &complete(id)).await;
    assert!(matches!(again, Err(CompleteDraftError::Order(NotOpen::WrongStatus(Status::Confirmed)))), "{again:?}");
    send(shop, id, goods.locations[0], None).await.unwrap();
    assert_eq!(order(shop, id).await.status, Status::Shipped);
    sound(shop).await;
}

async fn nothing_to_pay(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let id = draft::create(&shop.shop, &create(terms(vec![of(&goods, 1, Some(0))]))).await.unwrap();
    complete_draft::complete_draft(&shop.shop, &complete(id)).await.unwrap();
    assert_eq!(order(shop, id).await.status, Status::Confirmed);
    assert_eq!(story(shop, id).await, ["drafted", "placed", "confirmed"]);
    sound(shop).await;
}

async fn written_anew(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let id = draft::create(&shop.shop, &create(terms(vec![own("A", 100), own("B", 200)]))).await.unwrap();
    let version = Some(order(shop, id).await.version);
    let anew = UpdateDraft { order: id, version, terms: terms(vec![of(&goods, 20, Some(10))]), actor: staff() };
    draft::update(&shop.shop, &anew).await.unwrap();
    let told = draft::update(&shop.shop, &anew).await;
    assert!(matches!(told, Err(DraftError::Order(NotOpen::Stale))), "{told:?}");
    assert_eq!((lines(shop, id).await.len(), order(shop, id).await.total.0), (1, 200));
    let short = complete_draft::complete_draft(&shop.shop, &complete(id)).await;
    assert!(matches!(short, Err(CompleteDraftError::Short(_))), "{short:?}");
    assert_eq!(order(shop, id).await.status, Status::Draft, "nothing was written");
    sound(shop).await;
}

async fn what_is_refused(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let refused = async |terms: Terms| draft::create(&shop.shop, &create(terms)).await.unwrap_err();
    let told = refused(terms(Vec::new())).await;
    assert!(matches!(told, DraftError::Line(LineError::Nothing)), "{told:?}");
    let told = refused(terms(vec![of(&goods, 1, None), Wanted { price: None, ..own("A", 1) }])).await;
    assert!(matches!(told, DraftError::Price(PriceError::NoPrice { line: 1 })), "{told:?}");
    let told = refused(terms(vec![own("A", -1)])).await;
    assert!(matches!(told, DraftError::Price(PriceError::BadPrice { line: 0 })), "{told:?}");
    let told = refused(terms(vec![own(" ", 1)])).await;
    assert!(matches!(told, DraftError::Price(PriceError::BadTitle { line: 0 })), "{told:?}");
    let told = refused(terms(vec![Wanted { quantity: 0, ..own("A", 1) }])).await;
    assert!(matches!(told, DraftError::Price(PriceError::BadQuantity { line: 0 })), "{told:?}");
    let told = refused(terms(vec![of(&goods, 1_000_000, Some(1_000_000_000_000_000))])).await;
    assert!(matches!(told, DraftError::Price(PriceError::TooMuch)), "{told:?}");
    let shipped = Terms { shipping: Some(("Van".to_owned(), Minor(1))), ..terms(vec![own("A", 1)]) };
    let told = refused(shipped).await;
    assert!(matches!(told, DraftError::Price(PriceError::NothingToShip)), "{told:?}");
    let told = refused(Terms { email: Some("nobody".to_owned()), ..terms(vec![own("A", 1)]) }).await;
    assert!(matches!(told, DraftError::BadEmail), "{told:?}");
}
