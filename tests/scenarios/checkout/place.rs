//! One buyer, one cart, one order.
use entity::{
    cart,
    money::Minor,
    payment,
    sales_order::{self, Status},
    variant::InventoryPolicy,
};
use pretty_assertions::assert_eq;
use sea_orm::EntityTrait;
use service::{
    cart::{
        add_lines::{AddLines, add_lines},
        edit::Target,
        hold,
        refusal::CartError,
        set_codes::{SetCodes, set_codes},
    },
    checkout::{
        obstacle::Obstacle,
        place::{PlaceError, PlaceOrder, place},
    },
    shop::meter::Meter,
};
use tests::{
    TestShop,
    factory::{
        cart::{begin, goods, read, units},
        checkout::{by_hand, order, ready, wanted},
        rules::{by_code, percent_off, ship_to},
        stock::{self, complaints, level},
    },
    on_both_databases,
};

use super::{lines_of, orders};

on_both_databases!(
    an_order_is_what_the_cart_was,
    what_is_missing_is_told_and_nothing_is_done,
    a_changed_price_is_refused,
    what_was_held_is_taken,
    a_placement_takes_a_fixed_number_of_statements,
);

/// What one placement may take, whatever the number of lines: with a discount code, whose counters are three more.
const STATEMENTS_MAX: u64 = 20;

async fn an_order_is_what_the_cart_was(shop: &TestShop) {
    let goods = goods(shop, 2, 10).await;
    ship_to(shop, "DE", &[("standard", 490)]).await;
    let discount = by_code(shop, "TEN", percent_off(10, 100)).await;
    let cart = ready(&shop.shop, goods[0], 3, "ada@shop.example").await;
    let codes = SetCodes { target: cart.key.clone().into(), codes: vec!["TEN".to_owned()] };
    let cart = set_codes(&shop.shop, &codes).await.unwrap().cart;
    assert_eq!((cart.quote.subtotal, cart.quote.payable), (Minor(3_000), Minor(3_190)));

    let placed = order(&shop.shop, &cart).await.unwrap();
    let [order] = orders(shop).await.try_into().unwrap();
    assert_eq!((order.id, order.number, order.status), (placed.order, Some(1_001), Status::Confirmed));
    assert_eq!((order.subtotal, order.discount_total), (Minor(3_000), Minor(300)));
    assert_eq!((order.shipping_price, order.total), (Minor(490), Minor(3_190)));
    assert_eq!(order.email.as_deref(), Some("ada@shop.example"));
    let [line] = lines_of(shop, order.id).await.try_into().unwrap();
    assert_eq!((line.quantity, line.subtotal, line.discount), (3, Minor(3_000), Minor(300)));

    let ground = tests::factory::catalogue::ground(shop).await;
    let stock = level(shop, goods[0], ground.location).await;
    assert_eq!((stock.on_hand, stock.committed, stock.reserved), (10, 3, 0));
    let db = shop.database.connect().await;
    let cart_row = cart::Entity::find_by_id(cart.cart.id).one(&db).await.unwrap().unwrap();
    assert_eq!(cart_row.status, cart::Status::Converted);
    let [payment] = payment::Entity::find().all(&db).await.unwrap().try_into().unwrap();
    assert_eq!((payment.amount, payment.captured), (Minor(3_190), Minor(0)));
    let used = entity::promotion::Entity::find_by_id(discount).one(&db).await.unwrap().unwrap().used_count;
    assert_eq!(used, 1);
    db.close().await.unwrap();

    let again = place(&shop.shop, &by_hand(&cart)).await;
    assert!(matches!(again, Err(PlaceError::AlreadyOrdered(ref same)) if same.order == placed.order), "{again:?}");
    let edit = AddLines { target: cart.key.clone().into(), lines: vec![units(goods[1], 1)] };
    assert!(matches!(add_lines(&shop.shop, &edit).await, Err(CartError::NotFound)));
    assert_eq!(complaints(shop).await, Vec::<String>::new());
}

async fn what_is_missing_is_told_and_nothing_is_done(shop: &TestShop) {
    let goods = goods(shop, 1, 10).await;
    ship_to(shop, "DE", &[("standard", 490)]).await;
    let bare = begin(shop, vec![units(goods[0], 1)]).await;
    let Err(PlaceError::NotReady(missing)) = order(&shop.shop, &bare).await else { panic!("it was placed") };
    assert_eq!(missing, [Obstacle::EmailMissing, Obstacle::AddressMissing]);
    let nothing = begin(shop, Vec::new()).await;
    let Err(PlaceError::NotReady(missing)) = order(&shop.shop, &nothing).await else { panic!("it was placed") };
    assert_eq!(missing, [Obstacle::Empty, Obstacle::EmailMissing]);

    let cart = ready(&shop.shop, goods[0], 1, "ada@shop.example").await;
    let unpaid = PlaceOrder { payment: None, ..by_hand(&cart) };
    let Err(PlaceError::NotReady(missing)) = place(&shop.shop, &unpaid).await else { panic!("it was placed") };
    assert_eq!(missing, [Obstacle::PaymentMissing]);
    let unseen = PlaceOrder { agreed: None, ..by_hand(&cart) };
    let Err(PlaceError::NotReady(missing)) = place(&shop.shop, &unseen).await else { panic!("it was placed") };
    assert_eq!(missing, [Obstacle::NotAgreed]);
    assert_eq!(orders(shop).await, Vec::<sales_order::Model>::new());
    // Refused is as if it had never been sent: the cart is open, at the same version.
    assert_eq!(read(shop, &cart.key).await.cart.version, cart.cart.version);
    let number = service::checkout::place::Wish {
        gateway: payment::Gateway::Test,
        source: Some("4242 4242 4242 4242".to_owned()),
    };
    let careless = PlaceOrder { payment: Some(number), ..by_hand(&cart) };
    assert!(matches!(place(&shop.shop, &careless).await, Err(PlaceError::BadSource)));
    assert_eq!(complaints(shop).await, Vec::<String>::new());
}

async fn a_changed_price_is_refused(shop: &TestShop) {
    let goods = goods(shop, 1, 10).await;
    ship_to(shop, "DE", &[("standard", 490)]).await;
    let cart = ready(&shop.shop, goods[0], 1, "ada@shop.example").await;
    let added = AddLines { target: cart.key.clone().into(), lines: vec![units(goods[0], 1)] };
    let changed = add_lines(&shop.shop, &added).await.unwrap().cart;
    let Err(PlaceError::NotReady(missing)) = order(&shop.shop, &cart).await else { panic!("it was placed") };
    assert_eq!(missing, [Obstacle::PriceChanged { payable: Minor(2_490), agreed: Minor(1_490) }]);
    let stale = Target { cart: cart.key.clone(), expected_version: Some(cart.cart.version) };
    let old = place(&shop.shop, &PlaceOrder { target: stale, ..by_hand(&changed) }).await;
    assert!(matches!(old, Err(PlaceError::Cart(CartError::Stale { .. }))), "{old:?}");
    order(&shop.shop, &changed).await.unwrap();
}

async fn what_was_held_is_taken(shop: &TestShop) {
    let goods = stock::goods(shop, 1, InventoryPolicy::Deny, &[2, 1]).await;
    ship_to(shop, "DE", &[("standard", 490)]).await;
    let cart = ready(&shop.shop, goods.variants[0], 3, "ada@shop.example").await;
    let other = ready(&shop.shop, goods.variants[0], 1, "bob@shop.example").await;
    hold::hold(&shop.shop, &cart.key.clone().into()).await.unwrap();
    let refused = order(&shop.shop, &other).await;
    assert!(matches!(refused, Err(PlaceError::Short(ref short)) if short[0].available == 0), "{refused:?}");
    order(&shop.shop, &read(shop, &cart.key).await).await.unwrap();
    let levels = stock::levels(shop).await;
    let counters: Vec<_> = levels.iter().map(|level| (level.on_hand, level.reserved, level.committed)).collect();
    assert_eq!(counters, [(2, 0, 2), (1, 0, 1)]);
    assert_eq!(complaints(shop).await, Vec::<String>::new());
}

async fn a_placement_takes_a_fixed_number_of_statements(shop: &TestShop) {
    let goods = goods(shop, 50, 1_000).await;
    ship_to(shop, "DE", &[("standard", 490)]).await;
    let mut found = Vec::new();
    for lines in [2, 2, 50] {
        let lines = goods[..lines].iter().map(|good| units(*good, 2)).collect();
        let cart = service::cart::create::create(&shop.shop, &wanted(lines, "ada@shop.example")).await.unwrap().cart;
        let meter = Meter::default();
        meter.clone().scope(order(&shop.shop, &cart)).await.unwrap();
        found.push(meter.statements());
    }
    // The first reads the rules.
    assert_eq!(found[1], found[2], "{found:?}");
    assert!(found[2] <= STATEMENTS_MAX, "{found:?}");
    assert_eq!(complaints(shop).await, Vec::<String>::new());
}
