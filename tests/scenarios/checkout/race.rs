//! Two hundred shoppers and a hundred units; a code for ten and a hundred who have it; one gift card in many carts.
use std::sync::Arc;

use entity::{
    coupon_code, gift_card,
    money::Minor,
    sales_order::{self, Status},
    variant::InventoryPolicy,
};
use pretty_assertions::assert_eq;
use sea_orm::EntityTrait;
use service::{
    cart::{
        add_lines::{AddLines, add_lines},
        gift_cards::{EditGiftCards, GiftCardChange, edit_gift_cards},
        refusal::CartError,
        set_codes::{SetCodes, set_codes},
        view::CartView,
    },
    checkout::{
        obstacle::Obstacle,
        place::{PlaceError, Placed},
    },
    promotion::{
        create::{self, CreateCodeDiscount, NewCode},
        terms::Terms,
    },
    shop::Shop,
};
use tests::{
    Backend, TestShop,
    factory::{
        cart::{goods, units},
        checkout::{order, ready},
        rules::{actor, gift_card, percent_off, ship_to},
        stock::{self, complaints},
    },
};
use tokio::task::JoinSet;

use super::{every_run, lines_of, node, orders};

const SHOPPERS: usize = 200;
const UNITS: i64 = 100;

macro_rules! races {
    ($($name:ident / $sqlite:ident / $postgres:ident),+ $(,)?) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $sqlite() {
            every_run(Backend::Sqlite, $name).await;
        }

        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $postgres() {
            every_run(Backend::Postgres, $name).await;
        }
    )+};
}

races!(
    the_last_units / the_last_units_sqlite / the_last_units_postgres,
    a_code_for_ten / a_code_for_ten_sqlite / a_code_for_ten_postgres,
    one_gift_card / one_gift_card_sqlite / one_gift_card_postgres,
    a_first_order / a_first_order_sqlite / a_first_order_postgres,
    two_tabs / two_tabs_sqlite / two_tabs_postgres,
);

/// Everybody orders at the same moment, on two servers.
async fn rush(shop: &TestShop, carts: Vec<CartView>) -> Vec<Result<Placed, PlaceError>> {
    let nodes = [node(shop, 7).await, node(shop, 8).await];
    let start = Arc::new(tokio::sync::Barrier::new(carts.len()));
    let mut shoppers = JoinSet::new();
    for (number, cart) in carts.into_iter().enumerate() {
        let (node, start) = (nodes[number % 2].clone(), start.clone());
        shoppers.spawn(async move {
            start.wait().await;
            order(&node, &cart).await
        });
    }
    let outcomes = shoppers.join_all().await;
    for node in nodes {
        node.database().clone().close().await.unwrap();
    }
    outcomes
}

async fn carts(shop: &Shop, count: usize, variant: entity::ids::VariantId) -> Vec<CartView> {
    let mut carts = Vec::with_capacity(count);
    for number in 0..count {
        carts.push(ready(shop, variant, 1, &format!("shopper-{number}@shop.example")).await);
    }
    carts
}

async fn the_last_units(shop: &TestShop) {
    let goods = stock::goods(shop, 1, InventoryPolicy::Deny, &[70, 30]).await;
    ship_to(shop, "DE", &[("standard", 490)]).await;
    let carts = carts(&shop.shop, SHOPPERS, goods.variants[0]).await;
    let outcomes = rush(shop, carts).await;
    let sold = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let short = outcomes.iter().filter(|outcome| matches!(outcome, Err(PlaceError::Short(_)))).count();
    assert_eq!((sold, short), (100, 100), "{:?}", outcomes.iter().find(|outcome| outcome.is_err()));
    let mut numbers: Vec<_> = orders(shop).await.into_iter().filter_map(|order| order.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1_001..=1_100).collect::<Vec<_>>());
    let levels = stock::levels(shop).await;
    assert_eq!(levels.iter().map(|level| level.committed).sum::<i64>(), UNITS);
    assert_eq!(complaints(shop).await, Vec::<String>::new());
}

async fn a_code_for_ten(shop: &TestShop) {
    let goods = goods(shop, 1, 10_000).await;
    ship_to(shop, "DE", &[("standard", 490)]).await;
    let codes = vec![NewCode { code: "TEN".to_owned(), usage_limit: Some(10) }];
    let terms: Terms = percent_off(10, 100);
    let request = CreateCodeDiscount { terms, codes, is_active: true, actor: actor() };
    create::create_code_discount(&shop.shop, &request).await.unwrap();
    let mut ready = Vec::new();
    for cart in carts(&shop.shop, 100, goods[0]).await {
        let codes = SetCodes { target: cart.key.clone().into(), codes: vec!["TEN".to_owned()] };
        ready.push(set_codes(&shop.shop, &codes).await.unwrap().cart);
    }
    assert!(ready.iter().all(|cart| cart.quote.payable == Minor(1_390)));
    let outcomes = rush(shop, ready).await;
    let redeemed = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let refused = outcomes.iter().filter(|outcome| match outcome {
        Err(PlaceError::DiscountGone) => true,
        Err(PlaceError::NotReady(missing)) => matches!(missing[..], [Obstacle::PriceChanged { .. }]),
        _ => false,
    });
    assert_eq!((redeemed, refused.count()), (10, 90));
    let db = shop.database.connect().await;
    let code = coupon_code::Entity::find().one(&db).await.unwrap().unwrap();
    db.close().await.unwrap();
    assert_eq!(code.used_count, 10);
    assert!(orders(shop).await.iter().all(|order| order.discount_total == Minor(100)));
    assert_eq!(complaints(shop).await, Vec::<String>::new());
}

/// Ten carts of one guest, each with a code for a first order.
async fn a_first_order(shop: &TestShop) {
    let goods = goods(shop, 1, 10_000).await;
    ship_to(shop, "DE", &[("standard", 490)]).await;
    let mut terms: Terms = percent_off(10, 100);
    terms.conditions.is_first_order = true;
    let codes = vec![NewCode { code: "FIRST".to_owned(), usage_limit: None }];
    let request = CreateCodeDiscount { terms, codes, is_active: true, actor: actor() };
    create::create_code_discount(&shop.shop, &request).await.unwrap();
    let with_code = async |email: &str| {
        let cart = ready(&shop.shop, goods[0], 1, email).await;
        let codes = SetCodes { target: cart.key.clone().into(), codes: vec!["FIRST".to_owned()] };
        set_codes(&shop.shop, &codes).await.unwrap().cart
    };
    let mut carts = Vec::new();
    for _ in 0..10 {
        carts.push(with_code("ann@shop.example").await);
    }
    assert!(carts.iter().all(|cart| cart.quote.payable == Minor(1_390)), "{:?}", carts[0].quote.refused);
    let outcomes = rush(shop, carts).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    let (late, other) = (with_code("Ann@Shop.example").await, with_code("ben@shop.example").await);
    assert_eq!((late.quote.payable, other.quote.payable), (Minor(1_490), Minor(1_390)));
    assert_eq!(complaints(shop).await, Vec::<String>::new());
}

/// Forty carts of 14.90 each, and a card with 50.00 on it that each of them wants to pay with.
async fn one_gift_card(shop: &TestShop) {
    let goods = goods(shop, 1, 10_000).await;
    ship_to(shop, "DE", &[("standard", 490)]).await;
    gift_card(shop, "GIFT0000CARD1234", 5_000).await;
    let mut ready = Vec::new();
    for cart in carts(&shop.shop, 40, goods[0]).await {
        let target = cart.key.clone().into();
        let change = GiftCardChange::Add(vec!["GIFT0000CARD1234".to_owned()]);
        ready.push(edit_gift_cards(&shop.shop, &EditGiftCards { target, change }).await.unwrap().cart);
    }
    let outcomes = rush(shop, ready).await;
    // Three pay with it alone; for the others the amount to pay has changed since they agreed to nothing.
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 3);
    let db = shop.database.connect().await;
    let card = gift_card::Entity::find().one(&db).await.unwrap().unwrap();
    db.close().await.unwrap();
    assert_eq!(card.balance, Minor(5_000 - 3 * 1_490));
    assert_eq!(complaints(shop).await, Vec::<String>::new());
}

/// One tab pays while the other puts more in, many times over.
async fn two_tabs(shop: &TestShop) {
    let goods = goods(shop, 2, 10_000).await;
    ship_to(shop, "DE", &[("standard", 490)]).await;
    for round in 0..20 {
        let cart = ready(&shop.shop, goods[0], 1, &format!("round-{round}@shop.example")).await;
        let edit = AddLines { target: cart.key.clone().into(), lines: vec![units(goods[1], 1)] };
        let (placed, twin, edited) =
            tokio::join!(order(&shop.shop, &cart), order(&shop.shop, &cart), add_lines(&shop.shop, &edit));
        match edited {
            Ok(edited) => {
                assert!(placed.is_err() && twin.is_err(), "an order of what was not seen: {placed:?} {twin:?}");
                order(&shop.shop, &edited.cart).await.unwrap();
            }
            Err(CartError::NotFound) => assert!(placed.is_ok() ^ twin.is_ok(), "{placed:?} {twin:?}"),
            Err(error) => panic!("{error:?}"),
        }
        let of_cart: Vec<sales_order::Model> =
            orders(shop).await.into_iter().filter(|order| order.cart_id == Some(cart.cart.id)).collect();
        let [order] = &of_cart[..] else { panic!("{} orders of one cart", of_cart.len()) };
        assert_eq!(order.status, Status::Confirmed);
        let lines = lines_of(shop, order.id).await;
        let total: Minor = lines.iter().map(|line| line.subtotal).sum();
        assert_eq!(order.total, total + order.shipping_price);
    }
    assert_eq!(complaints(shop).await, Vec::<String>::new());
}
