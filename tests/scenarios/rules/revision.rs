//! Rules are read once for a revision, and never used for another.
use pretty_assertions::assert_eq;
use service::{
    pricing_rules::{self, Rules},
    promotion::{
        create::{CreateAutomaticDiscount, create_automatic_discount, create_code_discount},
        switch::{self, SwitchDiscount},
    },
    shop::{Unit, fault::Fault, meter::Meter},
    tax::category::{self, CreateTaxCategory},
};
use std::sync::Arc;
use tests::{TestShop, factory::catalogue, on_both_databases};

use super::terms::{actor, by_codes, ten_percent};

on_both_databases!(
    rules_are_read_once_for_a_revision,
    rules_of_a_unit_that_is_rolled_back_are_nobodys,
    the_number_of_statements_does_not_depend_on_the_rules,
);

async fn current(shop: &TestShop) -> Arc<Rules> {
    let db = shop.shop.database().writer();
    let revision = pricing_rules::revision(db).await.unwrap();
    pricing_rules::at(&shop.shop, db, revision).await.unwrap()
}

async fn statements<T>(work: impl Future<Output = T>) -> (T, u64) {
    let meter = Meter::default();
    let value = meter.clone().scope(work).await;
    (value, meter.statements())
}

fn automatic() -> CreateAutomaticDiscount {
    CreateAutomaticDiscount { terms: ten_percent("Everybody"), is_active: true, actor: actor() }
}

async fn rules_are_read_once_for_a_revision(shop: &TestShop) {
    catalogue::ground(shop).await;
    let (empty, first) = statements(current(shop)).await;
    assert!(empty.candidates(&[]).is_empty() && first > 1, "{first} statements");
    assert_eq!(statements(current(shop)).await.1, 1, "only the revision is read");

    let everybody = create_automatic_discount(&shop.shop, &automatic()).await.unwrap();
    let coded = create_code_discount(&shop.shop, &by_codes(&["TEN"])).await.unwrap();
    let rules = current(shop).await;
    let ids = |candidates: Vec<Arc<service::pricing::promotion::Promotion>>| -> Vec<_> {
        candidates.iter().map(|promotion| promotion.id).collect()
    };
    assert_eq!(ids(rules.candidates(&[])), [everybody]);
    assert_eq!(ids(rules.candidates(&[coded, coded, everybody])), [everybody, coded]);

    let switch = SwitchDiscount { id: everybody, is_automatic: true, actor: actor() };
    switch::deactivate(&shop.shop, &switch).await.unwrap();
    assert_eq!(ids(current(shop).await.candidates(&[coded])), [coded]);
    // Whoever still holds the old rules keeps them whole.
    assert_eq!(ids(rules.candidates(&[])), [everybody]);
    switch::activate(&shop.shop, &switch).await.unwrap();
    switch::delete(&shop.shop, &switch).await.unwrap();
    assert!(current(shop).await.candidates(&[]).is_empty());
}

/// Changes a rule, reads the rules in the middle of it, and thinks better of it.
async fn change_of_mind(unit: &Unit, shop: &&TestShop) -> Result<(), Fault> {
    pricing_rules::touch(unit).await?;
    let sql = "INSERT INTO tax_category (id, code, name, is_default, created_at, updated_at) \
               SELECT l.id, 'ghost', 'Ghost', TRUE, l.created_at, l.updated_at FROM price_list l";
    sea_orm::ConnectionTrait::execute_unprepared(&unit.tx, sql).await?;
    let revision = pricing_rules::revision(&unit.tx).await?;
    let rules = pricing_rules::at(&shop.shop, &unit.tx, revision).await?;
    assert!(rules.taxes.categories.contains("ghost"), "a unit sees what it has written");
    Err(Fault::broken("never mind"))
}

async fn rules_of_a_unit_that_is_rolled_back_are_nobodys(shop: &TestShop) {
    catalogue::ground(shop).await;
    current(shop).await;
    shop.shop.write(&shop, change_of_mind).await.unwrap_err();
    assert!(!current(shop).await.taxes.categories.contains("ghost"));
    // The next change is another state, although it is the next one too.
    let real =
        CreateTaxCategory { code: "books".to_owned(), name: "Books".to_owned(), is_default: false, actor: actor() };
    category::create(&shop.shop, &real).await.unwrap();
    let rules = current(shop).await;
    assert_eq!(rules.taxes.default_category, "books");
    assert!(!rules.taxes.categories.contains("ghost"));
}

async fn the_number_of_statements_does_not_depend_on_the_rules(shop: &TestShop) {
    catalogue::ground(shop).await;
    for code in ["A", "B"] {
        create_code_discount(&shop.shop, &by_codes(&[code])).await.unwrap();
    }
    let (_, with_two) = statements(current(shop)).await;
    for number in 0..20 {
        create_code_discount(&shop.shop, &by_codes(&[&format!("MORE-{number}")])).await.unwrap();
        create_automatic_discount(&shop.shop, &automatic()).await.unwrap();
    }
    let (rules, with_many) = statements(current(shop)).await;
    assert_eq!(rules.candidates(&[]).len(), 20);
    assert_eq!(with_many, with_two);
    assert!(with_many <= 14, "{with_many} statements");
}
