//! Orders are looked through.
use entity::variant::InventoryPolicy;
use pretty_assertions::assert_eq;
use sea_orm::ConnectionTrait;
use service::{
    doctor::watch::{self, Watched},
    order::list::{self, ListOrders, Sort, Which},
    shop::page::PageRequest,
};
use tests::{
    TestShop,
    factory::{
        order::{Ordered, OrderedLine, order_of},
        stock::goods,
    },
    on_both_databases,
};

on_both_databases!(page_by_page, what_is_looked_for, the_doctor_looks_by_itself);

fn request(query: &str, sort: Sort, reverse: bool) -> ListOrders {
    let query = Some(query.to_owned());
    ListOrders { which: Which::Placed, query, sort, reverse, page: PageRequest::first(2) }
}

/// Six orders, two of each price, a minute after each other.
async fn six(shop: &TestShop) -> Vec<i64> {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[100]).await;
    let mut numbers = Vec::new();
    for at in 0..6_i64 {
        shop.clock.advance(chrono::Duration::minutes(1));
        let lines = vec![OrderedLine { of: 0, quantity: 1, price: 1_000 * (1 + at % 3), discount: 0 }];
        let email = if at < 2 { "bob@example.com" } else { "ann@example.com" };
        numbers.push(order_of(shop, &goods, Ordered { lines, email, ..Ordered::default() }).await.number);
    }
    numbers
}

async fn page_by_page(shop: &TestShop) {
    let numbers = six(shop).await;
    for (sort, expected) in [
        (Sort::Id, [0, 1, 2, 3, 4, 5]),
        (Sort::PlacedAt, [0, 1, 2, 3, 4, 5]),
        (Sort::Number, [0, 1, 2, 3, 4, 5]),
        (Sort::Total, [0, 3, 1, 4, 2, 5]),
    ] {
        for reverse in [false, true] {
            let mut request = request("", sort, reverse);
            let mut found = Vec::new();
            loop {
                let page = list::list(&shop.shop, &request).await.unwrap();
                found.extend(page.items.iter().filter_map(|(_, order)| order.number));
                request.page.cursor = page.items.last().map(|(cursor, _)| cursor.clone());
                if !page.has_next {
                    break;
                }
            }
            let mut expected: Vec<_> = expected.iter().map(|at| numbers[*at]).collect();
            if reverse {
                expected.reverse();
            }
            assert_eq!(found, expected, "{sort:?} {reverse}");
        }
    }
}

async fn what_is_looked_for(shop: &TestShop) {
    let numbers = six(shop).await;
    for (query, expected) in [
        ("email:bob@example.com", vec![0, 1]),
        ("status:confirmed email:bob@example.com", vec![0, 1]),
        ("status:cancelled", vec![]),
        ("status:nonsense", vec![]),
        ("processed_at:>=2026-06-01T12:05:00Z", vec![4, 5]),
        ("-email:ann@example.com", vec![0, 1]),
        ("nobody@example.com", vec![]),
    ] {
        let page = list::list(&shop.shop, &request(query, Sort::Id, false)).await.unwrap();
        let found: Vec<_> = page.items.iter().filter_map(|(_, order)| order.number).collect();
        let expected: Vec<_> = expected.iter().map(|at| numbers[*at]).collect();
        assert_eq!(found, expected, "{query}");
    }
    let one = list::list(&shop.shop, &request(&format!("#{}", numbers[3]), Sort::Id, false)).await.unwrap();
    assert_eq!(one.items[0].1.number, Some(numbers[3]));
}

/// Lines that say they were sent, and no parcel: told to whoever reads the metrics.
async fn the_doctor_looks_by_itself(shop: &TestShop) {
    six(shop).await;
    let watched = Watched::default();
    watch::look(&shop.shop, &watched).await.unwrap();
    assert_eq!((watched.wrong(), watched.looks(), watched.failures()), (0, 1, 0));
    let db = shop.database.connect().await;
    db.execute_unprepared("UPDATE order_line SET fulfilled = 1").await.unwrap();
    watch::look(&shop.shop, &watched).await.unwrap();
    assert!(watched.wrong() > 0);
    assert_eq!(watched.looks(), 2);
    db.execute_unprepared("UPDATE order_line SET fulfilled = 0").await.unwrap();
    db.close().await.unwrap();
    watch::look(&shop.shop, &watched).await.unwrap();
    assert_eq!((watched.wrong(), watched.looks()), (0, 3));
}
