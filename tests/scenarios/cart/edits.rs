//! What one buyer does to one cart, and what is refused of it.
use entity::{
    ids::{CartId, CartLineId, VariantId},
    variant,
};
use pretty_assertions::assert_eq;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use service::cart::{
    LINES_PER_CART_MAX, UNITS_PER_LINE_MAX,
    add_lines::{AddLines, Attribute, NewLine, Parent, add_lines},
    create::{CreateCart, create},
    edit::Edited,
    key::CartKey,
    load,
    metafields::{self, DeleteMetafield, NewMetafield, SetMetafields},
    refusal::{CartError, LineProblem, LineRefusal, MetafieldProblem},
    remove_lines::{RemoveLines, remove_lines},
    set_attributes::{SetAttributes, set_attributes},
    set_note::{SetNote, set_note},
    simulate::{SimulateError, simulate},
    update_lines::{LineUpdate, UpdateLines, update_lines},
    view::CartView,
    warning::Warning,
};
use tests::{
    TestShop,
    factory::cart::{add, begin, contents, empty, goods, line_ids, read, units},
    on_both_databases,
};
use uuid::Uuid;

on_both_databases!(
    like_things_are_one_line,
    lines_are_changed_and_taken_out,
    lines_that_change_places_keep_their_ids,
    lines_belong_to_others,
    only_its_key_opens_a_cart,
    wrong_lines_are_refused_whole,
    a_cart_holds_so_many_lines,
    quantities_keep_to_the_variants_rules,
    what_is_not_in_stock_is_left_out,
    a_price_that_changed_is_told,
    a_simulation_leaves_nothing,
    notes_attributes_and_metafields,
);

fn attribute(key: &str, value: &str) -> Attribute {
    Attribute { key: key.to_owned(), value: value.to_owned() }
}

fn quantity(line: CartLineId, quantity: i64) -> LineUpdate {
    LineUpdate { line, quantity: Some(quantity), variant: None, attributes: None }
}

async fn update(shop: &TestShop, cart: &CartView, lines: Vec<LineUpdate>) -> Result<Edited, CartError> {
    update_lines(&shop.shop, &UpdateLines { target: cart.key.clone().into(), lines }).await
}

async fn try_add(shop: &TestShop, cart: &CartView, lines: Vec<NewLine>) -> Result<Edited, CartError> {
    add_lines(&shop.shop, &AddLines { target: cart.key.clone().into(), lines }).await
}

fn refusals(outcome: Result<Edited, CartError>) -> Vec<LineRefusal> {
    match outcome {
        Err(CartError::Lines(refused)) => refused,
        other => panic!("not refused for its lines: {other:?}"),
    }
}

fn refusal(outcome: Result<Edited, CartError>) -> LineProblem {
    let refused = refusals(outcome);
    assert_eq!(refused.len(), 1, "{refused:?}");
    refused[0].problem
}

async fn like_things_are_one_line(shop: &TestShop) {
    let goods = goods(shop, 2, 100).await;
    let cart = begin(shop, vec![units(goods[0], 1), units(goods[0], 2)]).await;
    assert_eq!(contents(&cart), [(goods[0], 3)]);
    assert_eq!(cart.quote.total.0, 3_000);

    let mut gift = units(goods[0], 1);
    gift.attributes = vec![attribute("to", "Ada"), attribute("wrap", "red")];
    let mut turned = gift.clone();
    turned.attributes.reverse();
    let edited = add(shop, &cart.key, vec![gift, units(goods[1], 1), turned]).await;
    assert_eq!(edited.warnings, []);
    assert_eq!(contents(&edited.cart), [(goods[0], 3), (goods[0], 2), (goods[1], 1)]);
    assert_eq!(edited.cart.lines[1].attributes, [attribute("to", "Ada"), attribute("wrap", "red")]);
    assert_eq!(edited.cart.quote.total.0, 7_000);
    assert_eq!((edited.cart.cart.version, edited.cart.units()), (2, 6));
}

async fn lines_are_changed_and_taken_out(shop: &TestShop) {
    let goods = goods(shop, 3, 100).await;
    let cart = begin(shop, vec![units(goods[0], 1), units(goods[1], 1), units(goods[2], 1)]).await;
    let ids = line_ids(&cart);
    let edited = update(shop, &cart, vec![quantity(ids[0], 5), quantity(ids[1], 0)]).await.unwrap();
    assert_eq!(contents(&edited.cart), [(goods[0], 5), (goods[2], 1)]);

    // Another variant, and another line is like it then: one line remains, the older.
    let change = LineUpdate { line: ids[2], quantity: None, variant: Some(goods[0]), attributes: None };
    let edited = update(shop, &cart, vec![change]).await.unwrap();
    assert_eq!(contents(&edited.cart), [(goods[0], 6)]);
    assert_eq!(line_ids(&edited.cart), [ids[0]]);

    let remove = |lines| RemoveLines { target: cart.key.clone().into(), lines };
    let refused = remove_lines(&shop.shop, &remove(vec![ids[0], ids[1]])).await;
    assert_eq!(refusal(refused), LineProblem::LineUnknown { line: ids[1] });
    assert_eq!(contents(&read(shop, &cart.key).await), [(goods[0], 6)], "nothing of it was done");
    let edited = remove_lines(&shop.shop, &remove(vec![ids[0]])).await.unwrap();
    assert_eq!(contents(&edited.cart), []);
    assert_eq!(edited.cart.quote.total.0, 0);
}

async fn lines_that_change_places_keep_their_ids(shop: &TestShop) {
    let goods = goods(shop, 2, 100).await;
    let cart = begin(shop, vec![units(goods[0], 1), units(goods[1], 2)]).await;
    let ids = line_ids(&cart);
    let to = |line, variant| LineUpdate { line, quantity: None, variant: Some(variant), attributes: None };
    let edited = update(shop, &cart, vec![to(ids[0], goods[1]), to(ids[1], goods[0])]).await.unwrap();
    assert_eq!(contents(&edited.cart), [(goods[1], 1), (goods[0], 2)]);
    assert_eq!(line_ids(&edited.cart), ids);
}

async fn lines_belong_to_others(shop: &TestShop) {
    let goods = goods(shop, 2, 100).await;
    let engraving = NewLine { parent: Some(Parent::Merchandise(goods[0])), ..units(goods[1], 1) };
    let cart = begin(shop, vec![engraving.clone(), units(goods[0], 1)]).await;
    assert_eq!(contents(&cart), [(goods[0], 1), (goods[1], 1)]);
    let ids = line_ids(&cart);
    assert_eq!(cart.lines[1].line.parent_id, Some(ids[0]));

    // The same on its own is another line, the same again is more of it.
    let edited = try_add(shop, &cart, vec![units(goods[1], 1), engraving]).await.unwrap();
    assert_eq!(contents(&edited.cart), [(goods[0], 1), (goods[1], 2), (goods[1], 1)]);
    let below = NewLine { parent: Some(Parent::Line(ids[1])), ..units(goods[0], 1) };
    assert_eq!(refusal(try_add(shop, &cart, vec![below]).await), LineProblem::ParentTooDeep);
    let nowhere = NewLine { parent: Some(Parent::Line(CartLineId(Uuid::now_v7()))), ..units(goods[0], 1) };
    assert_eq!(refusal(try_add(shop, &cart, vec![nowhere]).await), LineProblem::ParentUnknown);

    // A change of the line above takes what belongs to it along; its end is theirs.
    let change = LineUpdate { attributes: Some(vec![attribute("strap", "blue")]), ..quantity(ids[0], 1) };
    let edited = update(shop, &cart, vec![change]).await.unwrap();
    assert_eq!(line_ids(&edited.cart)[..2], ids[..2]);
    assert_eq!(edited.cart.lines[1].line.parent_id, Some(ids[0]));
    let edited = update(shop, &cart, vec![quantity(ids[0], 0)]).await.unwrap();
    assert_eq!(contents(&edited.cart), [(goods[1], 1)]);
}

async fn only_its_key_opens_a_cart(shop: &TestShop) {
    let goods = goods(shop, 1, 100).await;
    let cart = begin(shop, vec![units(goods[0], 1)]).await;
    let other = begin(shop, Vec::new()).await;
    let secret = |cart: &CartView| cart.key.secret.as_ref().unwrap().reveal().to_owned();
    assert_eq!(secret(&cart).len(), 64);
    let keys = [
        CartKey { secret: None, ..cart.key.clone() },
        CartKey::with_secret(cart.key.id, secret(&other)),
        CartKey::with_secret(cart.key.id, ""),
        CartKey::with_secret(CartId(Uuid::now_v7()), secret(&cart)),
    ];
    for key in keys {
        assert!(load::load(&shop.shop, &key).await.unwrap().is_none());
        let request = SetNote { target: key.into(), note: "mine".to_owned() };
        assert!(matches!(set_note(&shop.shop, &request).await, Err(CartError::NotFound)));
    }
    assert_eq!(read(shop, &cart.key).await.cart.version, 1, "nobody touched it");
    // A line of another cart is no line of this one.
    let line = line_ids(&cart)[0];
    assert_eq!(refusal(update(shop, &other, vec![quantity(line, 3)]).await), LineProblem::LineUnknown { line });
}

async fn wrong_lines_are_refused_whole(shop: &TestShop) {
    let goods = goods(shop, 1, 100).await;
    let cart = begin(shop, vec![units(goods[0], 1)]).await;
    let unknown = VariantId(Uuid::now_v7());
    let tried = vec![units(goods[0], 0), units(goods[0], -1), units(goods[0], i64::MAX), units(goods[0], 1)];
    let problems: Vec<_> = refusals(try_add(shop, &cart, tried).await).iter().map(|r| (r.index, r.problem)).collect();
    let expected = [
        (0, LineProblem::QuantityNotPositive),
        (1, LineProblem::QuantityNotPositive),
        (2, LineProblem::QuantityTooLarge),
    ];
    assert_eq!(problems, expected);
    let refused = refusals(try_add(shop, &cart, vec![units(goods[0], 1), units(unknown, 1)]).await);
    assert_eq!(refused, [LineRefusal { index: 1, problem: LineProblem::MerchandiseUnknown }]);
    let line = line_ids(&cart)[0];
    assert_eq!(refusal(update(shop, &cart, vec![quantity(line, -1)]).await), LineProblem::QuantityNegative);
    let huge = update(shop, &cart, vec![quantity(line, UNITS_PER_LINE_MAX + 1)]).await;
    assert_eq!(refusal(huge), LineProblem::QuantityTooLarge);
    let after = read(shop, &cart.key).await;
    assert_eq!((contents(&after), after.cart.version), (vec![(goods[0], 1)], 1));
}

async fn a_cart_holds_so_many_lines(shop: &TestShop) {
    let goods = goods(shop, 1, 1_000).await;
    let labelled =
        |number: usize| NewLine { attributes: vec![attribute("n", &number.to_string())], ..units(goods[0], 1) };
    let cart = begin(shop, (0..LINES_PER_CART_MAX).map(labelled).collect()).await;
    assert_eq!(cart.lines.len(), LINES_PER_CART_MAX);
    assert!(matches!(try_add(shop, &cart, vec![labelled(LINES_PER_CART_MAX)]).await, Err(CartError::TooManyLines)));
    let edited = add(shop, &cart.key, vec![labelled(7)]).await;
    assert_eq!(
        (edited.cart.lines.len(), edited.cart.units()),
        (LINES_PER_CART_MAX, 251),
        "more of a line is no line more"
    );
}

/// Changes a column of a variant past the shop.
async fn meddle(shop: &TestShop, variant: VariantId, column: variant::Column, value: impl Into<sea_orm::Value>) {
    let connection = shop.database.connect().await;
    let changed = variant::Entity::update_many()
        .col_expr(column, Expr::value(value))
        .filter(variant::Column::Id.eq(variant))
        .exec(&connection)
        .await
        .unwrap();
    assert_eq!(changed.rows_affected, 1);
    connection.close().await.unwrap();
}

async fn quantities_keep_to_the_variants_rules(shop: &TestShop) {
    let goods = goods(shop, 1, 11).await;
    meddle(shop, goods[0], variant::Column::QuantityMinimum, 4).await;
    meddle(shop, goods[0], variant::Column::QuantityMaximum, Some(20)).await;
    meddle(shop, goods[0], variant::Column::QuantityStep, 2).await;
    let cart = begin(shop, Vec::new()).await;
    let problem = async |quantity| refusal(try_add(shop, &cart, vec![units(goods[0], quantity)]).await);
    assert_eq!(problem(2).await, LineProblem::BelowMinimum { minimum: 4 });
    assert_eq!(problem(22).await, LineProblem::AboveMaximum { maximum: 20 });
    assert_eq!(problem(5).await, LineProblem::NotAStep { step: 2 });
    // Eleven are there: five steps of two.
    let edited = add(shop, &cart.key, vec![units(goods[0], 12)]).await;
    assert_eq!(contents(&edited.cart), [(goods[0], 10)]);
}

async fn what_is_not_in_stock_is_left_out(shop: &TestShop) {
    let goods = goods(shop, 2, 5).await;
    let cart = begin(shop, vec![units(goods[0], 3)]).await;
    let line = line_ids(&cart)[0];
    let edited = add(shop, &cart.key, vec![units(goods[0], 4)]).await;
    assert_eq!(contents(&edited.cart), [(goods[0], 5)]);
    let short = Warning::NotEnoughStock { variant: goods[0], line: Some(line), available: 5 };
    assert_eq!(edited.warnings, [short]);

    // All that there is, is in the cart: nothing more on a line of its own.
    let mut gift = units(goods[0], 1);
    gift.attributes = vec![attribute("wrap", "red")];
    let edited = add(shop, &cart.key, vec![gift]).await;
    assert_eq!(contents(&edited.cart), [(goods[0], 5)]);
    assert_eq!(edited.warnings.len(), 1);

    meddle(shop, goods[1], variant::Column::InventoryPolicy, variant::InventoryPolicy::Continue).await;
    let edited = add(shop, &cart.key, vec![units(goods[1], 50)]).await;
    assert_eq!(contents(&edited.cart), [(goods[0], 5), (goods[1], 50)]);
    assert_eq!(edited.warnings, []);
}

async fn a_price_that_changed_is_told(shop: &TestShop) {
    let goods = goods(shop, 2, 100).await;
    let cart = begin(shop, vec![units(goods[0], 2)]).await;
    let connection = shop.database.connect().await;
    entity::price::Entity::update_many()
        .col_expr(entity::price::Column::Amount, Expr::value(1_100))
        .filter(entity::price::Column::VariantId.eq(goods[0]))
        .exec(&connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    assert_eq!(read(shop, &cart.key).await.quote.total.0, 2_200, "the price is the one of now");
    let edited = add(shop, &cart.key, vec![units(goods[1], 1)]).await;
    let line = line_ids(&cart)[0];
    let told = Warning::PriceChanged {
        line,
        before: entity::money::Minor(1_000),
        after: cart.money(entity::money::Minor(1_100)),
    };
    assert_eq!(edited.warnings, [told]);
    let edited = add(shop, &cart.key, vec![units(goods[1], 1)]).await;
    assert_eq!(edited.warnings, [], "it is told once");
}

async fn a_simulation_leaves_nothing(shop: &TestShop) {
    let goods = goods(shop, 2, 5).await;
    let request = CreateCart { lines: vec![units(goods[0], 1), units(goods[1], 9)], ..empty() };
    let seen = simulate(&shop.shop, &request).await.unwrap();
    assert_eq!(contents(&seen.cart), [(goods[0], 1), (goods[1], 5)]);
    assert_eq!(seen.cart.quote.total.0, 11_000);
    assert!(matches!(seen.warnings[..], [Warning::NotEnoughStock { available: 5, .. }]), "{:?}", seen.warnings);
    assert!(load::load(&shop.shop, &seen.cart.key).await.unwrap().is_none());
    let connection = shop.database.connect().await;
    assert!(entity::cart::Entity::find().all(&connection).await.unwrap().is_empty());
    connection.close().await.unwrap();
    let wrong = CreateCart { lines: vec![units(VariantId(Uuid::now_v7()), 1)], ..empty() };
    let Err(SimulateError::Refused(refused)) = simulate(&shop.shop, &wrong).await else { panic!("not refused") };
    assert_eq!(refusal(Err(refused)), LineProblem::MerchandiseUnknown);
    assert_eq!(refusal(create(&shop.shop, &wrong).await), LineProblem::MerchandiseUnknown);
}

async fn notes_attributes_and_metafields(shop: &TestShop) {
    let cart = begin(shop, Vec::new()).await;
    let target = || cart.key.clone().into();
    let long = SetNote { target: target(), note: "x".repeat(5_001) };
    assert!(matches!(set_note(&shop.shop, &long).await, Err(CartError::NoteTooLong)));
    let request = SetNote { target: target(), note: "ring twice".to_owned() };
    assert_eq!(set_note(&shop.shop, &request).await.unwrap().cart.cart.note, "ring twice");
    let request = SetAttributes { target: target(), attributes: vec![attribute("from", "Ada")] };
    assert_eq!(set_attributes(&shop.shop, &request).await.unwrap().cart.attributes, [attribute("from", "Ada")]);

    let new = |value: &str| NewMetafield {
        key: "app.gift".to_owned(),
        type_name: "boolean".to_owned(),
        value: value.to_owned(),
    };
    for value in ["true", "false"] {
        let request = SetMetafields { target: target(), metafields: vec![new(value)] };
        metafields::set_metafields(&shop.shop, &request).await.unwrap();
    }
    let delete = DeleteMetafield { target: target(), key: "app.gift".to_owned() };
    metafields::delete_metafield(&shop.shop, &delete).await.unwrap();
    let again = metafields::delete_metafield(&shop.shop, &delete).await;
    assert!(matches!(again, Err(CartError::Metafield { problem: MetafieldProblem::Unknown, .. })));
    assert_eq!(read(shop, &cart.key).await.cart.version, 6);
}
