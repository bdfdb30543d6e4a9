//! Many edit one cart at once: none is lost, and none is half done.
use std::{collections::BTreeMap, future::Future, pin::pin, time::Duration};

use entity::ids::CartLineId;
use futures::{
    future::{BoxFuture, FutureExt, join_all},
    poll,
};
use pretty_assertions::assert_eq;
use service::{
    cart::{
        add_lines::{AddLines, Attribute, NewLine, add_lines},
        edit::Target,
        key::CartKey,
        refusal::CartError,
        remove_lines::{RemoveLines, remove_lines},
        set_codes::{SetCodes, set_codes},
        set_note::{SetNote, set_note},
        update_lines::{LineUpdate, UpdateLines, update_lines},
    },
    shop::Shop,
};
use tests::{
    TestShop,
    factory::cart::{add, begin, contents, goods, line_ids, read, seen, units},
    on_both_databases,
};

on_both_databases!(
    a_hundred_edits_at_once_are_all_there,
    of_edits_that_saw_the_same_version_one_is_done,
    an_edit_that_is_cut_off_leaves_nothing_half_done,
);

const EDITS: i64 = 100;
const ADDS: i64 = 60;
const REMOVALS: i64 = 10;
const UPDATES: i64 = 15;

fn engraved(line: &NewLine, text: &str) -> NewLine {
    NewLine { attributes: vec![Attribute { key: "engraving".to_owned(), value: text.to_owned() }], ..line.clone() }
}

fn code(number: i64) -> Vec<String> {
    vec![format!("CODE{number}"), "SHARED".to_owned()]
}

/// One of a hundred edits: adds, removals, updates, codes and a note.
fn edit(shop: &Shop, cart: &CartKey, number: i64, lines: &[CartLineId]) -> BoxFuture<'static, Result<i64, CartError>> {
    let (shop, target, lines) = (shop.clone(), Target::from(cart.clone()), lines.to_vec());
    let variant_of = |index: usize| lines[index];
    let updated = variant_of(0);
    async move {
        let index = usize::try_from(number).unwrap();
        let edited = if number < REMOVALS {
            remove_lines(&shop, &RemoveLines { target, lines: vec![lines[index + 1]] }).await
        } else if number < REMOVALS + UPDATES {
            let update = LineUpdate { line: updated, quantity: Some(number), variant: None, attributes: None };
            update_lines(&shop, &UpdateLines { target, lines: vec![update] }).await
        } else if number % 2 == 0 {
            set_codes(&shop, &SetCodes { target, codes: code(number) }).await
        } else {
            set_note(&shop, &SetNote { target, note: format!("note {number}") }).await
        };
        edited.map(|edited| edited.cart.cart.version)
    }
    .boxed()
}

async fn a_hundred_edits_at_once_are_all_there(shop: &TestShop) {
    let goods = goods(shop, 3, 10_000).await;
    let mut lines = vec![engraved(&units(goods[0], 1), "updated")];
    lines.extend((0..REMOVALS).map(|number| engraved(&units(goods[1], 1), &format!("removed {number}"))));
    let cart = begin(shop, lines).await;
    assert_eq!(cart.cart.version, 1);
    let ids = line_ids(&cart);

    let adds = (0..ADDS).map(|number| {
        let (shop, target) = (shop.shop.clone(), Target::from(cart.key.clone()));
        let line = units(goods[usize::try_from(number % 3).unwrap()], 1 + number % 2);
        let added = async move { add_lines(&shop, &AddLines { target, lines: vec![line] }).await };
        added.map(|edited| edited.map(|edited| edited.cart.cart.version)).boxed()
    });
    let others = (0..EDITS - ADDS).map(|number| edit(&shop.shop, &cart.key, number, &ids));
    let tasks = adds.chain(others).map(tokio::spawn);
    let outcomes: Vec<_> = join_all(tasks).await.into_iter().map(|outcome| outcome.unwrap()).collect();
    let versions: Vec<i64> = outcomes.into_iter().map(|outcome| outcome.expect("every edit is done")).collect();
    assert_eq!(versions.iter().max(), Some(&(EDITS + 1)), "the last edit saw them all");

    let after = read(shop, &cart.key).await;
    assert_eq!(after.cart.version, EDITS + 1, "one version for each edit");
    let mut expected = BTreeMap::new();
    for number in 0..ADDS {
        *expected.entry(goods[usize::try_from(number % 3).unwrap()]).or_insert(0) += 1 + number % 2;
    }
    let plain = after.lines.iter().filter(|line| line.attributes.is_empty());
    let plain: BTreeMap<_, _> = plain.map(|line| (line.variant.id, i64::from(line.line.quantity))).collect();
    assert_eq!(plain, expected, "no unit that was added is lost, none is there twice");
    let engraved: Vec<_> = after.lines.iter().filter(|line| !line.attributes.is_empty()).collect();
    assert_eq!(engraved.len(), 1, "what was removed is gone, what was updated is there");
    assert_eq!(engraved[0].line.id, ids[0]);
    let is_one_of = (REMOVALS..REMOVALS + UPDATES).contains(&i64::from(engraved[0].line.quantity));
    assert!(is_one_of, "the quantity is what some update said");
    let codes: Vec<_> = after.codes.iter().map(|code| code.code.clone()).collect();
    assert!((0..EDITS).any(|number| codes == code(number)), "the codes are those of one edit: {codes:?}");
    assert!(after.cart.note.starts_with("note "));

    let by_hand: i64 = contents(&after)
        .into_iter()
        .map(|(variant, quantity)| {
            let price = 1_000 * (1 + i64::try_from(goods.iter().position(|good| *good == variant).unwrap()).unwrap());
            price * i64::from(quantity)
        })
        .sum();
    assert_eq!(after.quote.subtotal.0, by_hand);
    assert_eq!(read(shop, &cart.key).await.quote, after.quote, "a fresh calculation says the same");
}

async fn of_edits_that_saw_the_same_version_one_is_done(shop: &TestShop) {
    let goods = goods(shop, 1, 10_000).await;
    let cart = begin(shop, Vec::new()).await;
    let edits = (0..20).map(|_| {
        let (shop, target) = (shop.shop.clone(), seen(&cart));
        let lines = vec![units(goods[0], 1)];
        tokio::spawn(async move { add_lines(&shop, &AddLines { target, lines }).await })
    });
    let (mut done, mut stale) = (0, 0);
    for outcome in join_all(edits).await {
        match outcome.unwrap() {
            Ok(_) => done += 1,
            Err(CartError::Stale { version: 2 }) => stale += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!((done, stale), (1, 19));
    let after = read(shop, &cart.key).await;
    assert_eq!((after.cart.version, contents(&after)), (2, vec![(goods[0], 1)]));
}

/// Polls something so many times and drops it: a process that dies there.
async fn cut_off<F: Future>(work: F, polls: usize) -> bool {
    let mut work = pin!(work);
    for _ in 0..polls {
        if poll!(work.as_mut()).is_ready() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    false
}

async fn an_edit_that_is_cut_off_leaves_nothing_half_done(shop: &TestShop) {
    let goods = goods(shop, 3, 10_000).await;
    let cart = begin(shop, vec![units(goods[0], 1)]).await;
    let (mut polls, mut edits, mut cuts) = (1, 0, 0);
    loop {
        let lines = goods.iter().map(|good| units(*good, 1)).collect();
        let request = AddLines { target: cart.key.clone().into(), lines };
        let is_done = cut_off(add_lines(&shop.shop, &request), polls).await;
        let after = read(shop, &cart.key).await;
        // It may have been committed just before the end: then all of it is there.
        edits = if after.cart.version == edits + 1 { edits } else { edits + 1 };
        assert_eq!(after.cart.version, edits + 1);
        let quantities: Vec<_> = contents(&after).iter().map(|(_, quantity)| i64::from(*quantity)).collect();
        let expected = if edits == 0 { vec![1] } else { vec![edits + 1, edits, edits] };
        assert_eq!(quantities, expected, "after {polls} polls");
        // How far it comes in so many polls is the machine's to say.
        polls = if is_done { 1 } else { polls + 1 };
        cuts += usize::from(!is_done);
        if is_done && cuts > 3 {
            break;
        }
    }
    add(shop, &cart.key, vec![units(goods[0], 1)]).await;
}
