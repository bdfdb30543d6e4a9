//! A cart that prices took beyond what can be priced.
use entity::{ids::VariantId, money::Minor, price};
use pretty_assertions::assert_eq;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use service::cart::{
    add_lines::{AddLines, add_lines},
    edit::Edited,
    key::CartKey,
    refusal::{CartError, LineProblem},
    set_note::{SetNote, set_note},
    update_lines::{LineUpdate, UpdateLines, update_lines},
    warning::Warning,
};
use tests::{
    TestShop,
    factory::cart::{begin, contents, goods, line_ids, read, units},
    on_both_databases,
};

on_both_databases!(it_opens_and_can_be_made_smaller);

/// A thousand units at this come to the most that can be priced.
const DEAR: Minor = Minor(1_000_000_000_000);

async fn reprice(shop: &TestShop, variants: &[VariantId], amount: Minor) {
    let connection = shop.database.connect().await;
    price::Entity::update_many()
        .col_expr(price::Column::Amount, Expr::value(amount))
        .filter(price::Column::VariantId.is_in(variants.iter().copied()))
        .exec(&connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
}

async fn change(
    shop: &TestShop,
    cart: &CartKey,
    line: entity::ids::CartLineId,
    quantity: i64,
) -> Result<Edited, CartError> {
    let lines = vec![LineUpdate { line, quantity: Some(quantity), variant: None, attributes: None }];
    update_lines(&shop.shop, &UpdateLines { target: cart.clone().into(), lines }).await
}

fn is_too_much(outcome: Result<Edited, CartError>) -> bool {
    match outcome {
        Err(CartError::Lines(refused)) => refused[0].problem == LineProblem::QuantityTooLarge,
        _ => false,
    }
}

async fn it_opens_and_can_be_made_smaller(shop: &TestShop) {
    let goods = goods(shop, 3, 10_000).await;
    let cart = begin(shop, vec![units(goods[0], 1_000), units(goods[1], 1_000)]).await;
    let lines = line_ids(&cart);
    reprice(shop, &goods[..2], DEAR).await;

    let opened = read(shop, &cart.key).await;
    assert_eq!(contents(&opened), [(goods[0], 1_000)], "as much as can be priced, the oldest first");
    assert_eq!(opened.quote.subtotal, Minor(1_000_000_000_000_000));
    assert_eq!((opened.unsold.len(), opened.beyond.clone()), (1, vec![goods[1]]));

    let beyond = Warning::BeyondPricing { variant: goods[1], line: lines[1] };
    let note = SetNote { target: cart.key.clone().into(), note: "x".to_owned() };
    assert_eq!(set_note(&shop.shop, &note).await.unwrap().warnings, std::slice::from_ref(&beyond));
    // More of anything is refused; less is not, also where it is still too much.
    let more = AddLines { target: cart.key.clone().into(), lines: vec![units(goods[2], 1)] };
    assert!(is_too_much(add_lines(&shop.shop, &more).await));
    assert!(is_too_much(change(shop, &cart.key, lines[1], 1_001).await));
    let edited = change(shop, &cart.key, lines[1], 500).await.unwrap();
    assert!(edited.warnings.contains(&beyond), "{:?}", edited.warnings);
    let edited = change(shop, &cart.key, lines[0], 500).await.unwrap();
    assert_eq!(contents(&edited.cart), [(goods[0], 500), (goods[1], 500)]);
    assert_eq!((edited.cart.quote.subtotal, edited.cart.beyond), (Minor(1_000_000_000_000_000), vec![]));
    assert!(is_too_much(add_lines(&shop.shop, &more).await), "one more is one too many");
    change(shop, &cart.key, lines[0], 499).await.unwrap();
    add_lines(&shop.shop, &more).await.unwrap();
}
