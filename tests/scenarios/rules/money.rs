//! Gift cards and store credit: a balance is the sum of its ledger, and nobody spends what is not there.
use chrono::Duration;
use entity::{
    customer, gift_card_movement,
    ids::CustomerId,
    money::{Currency, Minor, Money},
    strings::Strings,
};
use futures::future::join_all;
use pretty_assertions::assert_eq;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, PaginatorTrait};
use service::{
    doctor::{self, Finding},
    gift_card::{
        adjust::{AdjustGiftCard, adjust},
        create::{CreateGiftCard, CreateGiftCardError, create},
        deactivate::{DeactivateGiftCard, deactivate},
        find::{self, Usability},
        ledger::MoveError,
        list,
    },
    shop::idempotency::{NotDone, Once, OnceError},
    store_credit::{
        self,
        change::{ChangeStoreCredit, change, change_once},
        ledger::MoveError as CreditError,
    },
};
use tests::{TestShop, factory::catalogue, on_both_databases};
use uuid::Uuid;

use super::terms::actor;

on_both_databases!(
    a_card_is_known_by_its_code_alone,
    nobody_spends_what_is_not_on_the_card,
    store_credit_is_spent_once,
    cards_that_cannot_be_spent_say_why,
);

fn card(code: Option<&str>) -> CreateGiftCard {
    CreateGiftCard {
        amount: Minor(5_000),
        currency: Currency::EUR,
        code: code.map(str::to_owned),
        customer: None,
        expires_at: None,
        note: String::new(),
        actor: actor(),
    }
}

fn euro(amount: i64) -> Money {
    Money { amount: Minor(amount), currency: Currency::EUR }
}

async fn ledgers_are_well(shop: &TestShop) {
    for check in doctor::examine(&shop.shop).await.unwrap() {
        if ["gift cards", "store credit"].contains(&check.name) {
            assert!(matches!(check.finding, Finding::Well(_)), "{check:?}");
        }
    }
}

async fn a_card_is_known_by_its_code_alone(shop: &TestShop) {
    catalogue::ground(shop).await;
    let made = create(&shop.shop, &card(None)).await.unwrap();
    assert_eq!(made.code.len(), 19, "four groups of four");
    assert!(!format!("{made:?}").contains(&made.code), "no log shows a code");
    let row = list::by_id(&shop.shop, made.id).await.unwrap().unwrap();
    assert!(made.code.ends_with(&row.last_characters) && !row.code_hash.contains(&made.code));
    let typed = made.code.to_lowercase().replace('-', " ");
    let codes = [typed.clone(), "K7PW-0000".to_owned()];
    let found = find::by_codes(shop.shop.database().writer(), &codes).await.unwrap();
    assert_eq!((found.len(), found[&typed].id, found[&typed].balance), (1, made.id, Minor(5_000)));

    create(&shop.shop, &card(Some("summer-2026"))).await.unwrap();
    let taken = create(&shop.shop, &card(Some("SUMMER 2026"))).await.unwrap_err();
    assert!(matches!(taken, CreateGiftCardError::CodeTaken));
    for code in ["short", "with-ümlaut-1", "semi;colon99"] {
        let refused = create(&shop.shop, &card(Some(code))).await.unwrap_err();
        assert!(matches!(refused, CreateGiftCardError::BadCode), "{code}: {refused:?}");
    }
    ledgers_are_well(shop).await;
}

async fn nobody_spends_what_is_not_on_the_card(shop: &TestShop) {
    catalogue::ground(shop).await;
    let made = create(&shop.shop, &card(None)).await.unwrap();
    // Forty at once take 3.00 from a card with 50.00 on it: sixteen of them can.
    let takers: Vec<_> = (0..40)
        .map(|number| AdjustGiftCard {
            card: made.id,
            delta: euro(-300),
            reference: Some(format!("taker {number}")),
            actor: actor(),
        })
        .collect();
    let outcomes = join_all(takers.iter().map(|taker| adjust(&shop.shop, taker))).await;
    let (taken, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!((taken.len(), refused.len()), (16, 24));
    assert!(refused.into_iter().all(|refused| matches!(refused, Err(MoveError::NotEnough))));
    let row = list::by_id(&shop.shop, made.id).await.unwrap().unwrap();
    assert_eq!((row.balance, row.version), (Minor(200), 17));
    let lines = gift_card_movement::Entity::find().count(shop.shop.database().writer()).await.unwrap();
    assert_eq!(lines, 17, "the issue, and one for each who got something");
    ledgers_are_well(shop).await;

    let wrong = AdjustGiftCard {
        card: made.id,
        delta: Money { amount: Minor(100), currency: Currency::USD },
        reference: None,
        actor: actor(),
    };
    assert!(matches!(adjust(&shop.shop, &wrong).await, Err(MoveError::WrongCurrency)));
    let gone = DeactivateGiftCard { card: made.id, actor: actor() };
    deactivate(&shop.shop, &gone).await.unwrap();
    deactivate(&shop.shop, &gone).await.unwrap();
    let late = AdjustGiftCard { delta: euro(100), ..wrong };
    assert!(matches!(adjust(&shop.shop, &late).await, Err(MoveError::Deactivated)));
}

async fn buyer(shop: &TestShop) -> CustomerId {
    let now = shop.shop.now();
    let id = CustomerId(Uuid::from_u128(11));
    let row = customer::Model {
        id,
        user_id: None,
        email: Some("ada@example.com".to_owned()),
        phone: None,
        first_name: String::new(),
        last_name: String::new(),
        state: customer::State::Guest,
        accepts_marketing: false,
        tax_exempt: false,
        language: None,
        note: String::new(),
        tags: Strings::default(),
        order_count: 0,
        version: 1,
        created_at: now,
        updated_at: now,
        deleted_at: None,
    };
    row.into_active_model().insert(shop.shop.database().writer()).await.unwrap();
    id
}

async fn store_credit_is_spent_once(shop: &TestShop) {
    catalogue::ground(shop).await;
    let customer = buyer(shop).await;
    let of = |customer, amount| ChangeStoreCredit { customer, delta: euro(amount), reference: None, actor: actor() };
    assert!(matches!(change(&shop.shop, &of(customer, -1)).await, Err(CreditError::NotEnough)));
    // Two first credits at once open one account.
    let (one, other) = (of(customer, 1_000), of(customer, 500));
    let (one, other) = tokio::join!(change(&shop.shop, &one), change(&shop.shop, &other));
    assert_eq!(one.unwrap().account, other.unwrap().account);
    let takers = vec![of(customer, -400); 10];
    let outcomes = join_all(takers.iter().map(|taker| change(&shop.shop, taker))).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 3);
    let db = shop.shop.database().writer();
    assert_eq!(store_credit::balance(db, customer, Currency::EUR).await.unwrap(), Minor(300));
    assert_eq!(store_credit::balance(db, customer, Currency::USD).await.unwrap(), Minor(0));
    let nobody = of(CustomerId(Uuid::from_u128(12)), 100);
    assert!(matches!(change(&shop.shop, &nobody).await, Err(CreditError::NoCustomer)));
    // Ten at once with one key are one; the same key cannot mean something else.
    let (gift, key) = (of(customer, 50), Once::new("staff", "gift", "50").unwrap());
    let gifts = join_all((0..10).map(|_| change_once(&shop.shop, &gift, &key))).await;
    assert!(gifts.into_iter().all(|given| given.is_ok_and(|standing| standing.balance == Minor(350))));
    let other = Once::new("staff", "gift", "60").unwrap();
    let refused = change_once(&shop.shop, &gift, &other).await;
    assert!(matches!(refused, Err(NotDone::Once(OnceError::Mismatch))), "{refused:?}");
    ledgers_are_well(shop).await;
}

async fn cards_that_cannot_be_spent_say_why(shop: &TestShop) {
    catalogue::ground(shop).await;
    let customer = buyer(shop).await;
    let now = shop.shop.now();
    let theirs = CreateGiftCard {
        customer: Some(customer),
        expires_at: Some(now + Duration::days(1)),
        ..card(Some("FOR-ADA-12"))
    };
    let made = create(&shop.shop, &theirs).await.unwrap();
    let found = find::by_ids(shop.shop.database().writer(), &[made.id]).await.unwrap();
    let card = &found[&made.id];
    let day = Duration::days(1);
    assert_eq!(card.usability(now, Currency::EUR, Some(customer)), Usability::Usable);
    assert_eq!(card.usability(now, Currency::EUR, None), Usability::NotTheirs);
    assert_eq!(card.usability(now, Currency::USD, Some(customer)), Usability::WrongCurrency);
    assert_eq!(card.usability(now + day, Currency::EUR, Some(customer)), Usability::Expired);
    shop.clock.advance(day);
    let late = AdjustGiftCard { card: made.id, delta: euro(-1), reference: None, actor: actor() };
    assert!(matches!(adjust(&shop.shop, &late).await, Err(MoveError::Expired)));
    let nobodys = CreateGiftCard { customer: Some(CustomerId(Uuid::nil())), ..self::card(None) };
    assert!(matches!(create(&shop.shop, &nobodys).await, Err(CreateGiftCardError::NoCustomer)));
    let past = CreateGiftCard { expires_at: Some(now), ..self::card(None) };
    assert!(matches!(create(&shop.shop, &past).await, Err(CreateGiftCardError::Expired)));
}
