//! Who buys, where it goes, and with what it is paid.
use entity::{
    cart_address::Validation,
    ids::{MarketId, PriceListId},
    market, market_country,
    money::{Currency, Minor},
    price, price_list,
};
use pretty_assertions::assert_eq;
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use service::{
    access::Actor,
    cart::{
        DELIVERY_GROUP,
        addresses::{
            AddressChange, AddressSource, AddressUpdate, EditAddresses, NewAddress, Typed, TypedCountry, edit_addresses,
        },
        bill_to::{BillTo, bill_to},
        choose_delivery::{Choice, ChooseDelivery, choose_delivery},
        edit::Edited,
        gift_cards::{EditGiftCards, GiftCardChange, edit_gift_cards},
        refusal::{AddressProblem, AddressRefusal, CartError, GiftCardProblem},
        set_codes::{SetCodes, set_codes},
        update_buyer::{Buyer, Patch, UpdateBuyer, update_buyer},
        use_store_credit::{UseStoreCredit, use_store_credit},
        view::CartView,
        warning::Warning,
    },
    gift_card::create::{self as gift_card, CreateGiftCard},
    pricing::quote::RefusalReason,
};
use tests::{
    TestShop,
    factory::{
        cart::{begin, contents, customer, goods, read, units},
        rules::{by_code, percent_off, ship_to},
    },
    on_both_databases,
};
use uuid::Uuid;

on_both_databases!(
    another_country_is_another_market,
    codes_are_kept_and_explained,
    gift_cards_are_taken_in_order,
    addresses_are_looked_at,
    a_way_to_ship_is_chosen,
    a_buyer_is_told_what_is_wrong,
    a_cart_that_changes_hands_tells_nothing,
);

async fn update(shop: &TestShop, cart: &CartView, buyer: Buyer) -> Result<Edited, CartError> {
    update_buyer(&shop.shop, &UpdateBuyer { target: cart.key.clone().into(), buyer }).await
}

/// Switzerland, in francs, where only the first of the goods is sold.
async fn switzerland(shop: &TestShop, sold: entity::ids::VariantId) {
    let now = shop.shop.now();
    let connection = shop.database.connect().await;
    let francs: Currency = "CHF".parse().unwrap();
    let list = price_list::Model {
        id: PriceListId(Uuid::now_v7()),
        code: "ch".to_owned(),
        name: "Switzerland".to_owned(),
        currency: francs,
        parent_id: None,
        parent_factor: "1".to_owned(),
        created_at: now,
        updated_at: now,
    };
    let list = list.into_active_model().insert(&connection).await.unwrap().id;
    let market = market::Model {
        id: MarketId(Uuid::now_v7()),
        handle: "ch".to_owned(),
        name: "Switzerland".to_owned(),
        is_primary: false,
        price_list_id: list,
        tax_inclusive: true,
        created_at: now,
        updated_at: now,
    };
    let market = market.into_active_model().insert(&connection).await.unwrap().id;
    let country = market_country::Model { country: "CH".parse().unwrap(), market_id: market };
    country.into_active_model().insert(&connection).await.unwrap();
    let price = price::Model {
        variant_id: sold,
        price_list_id: list,
        min_quantity: 1,
        amount: Minor(1_250),
        compare_at: None,
        updated_at: now,
    };
    price.into_active_model().insert(&connection).await.unwrap();
    connection.close().await.unwrap();
    shop.shop.forget_settings();
}

async fn another_country_is_another_market(shop: &TestShop) {
    let goods = goods(shop, 2, 100).await;
    switzerland(shop, goods[0]).await;
    let cart = begin(shop, vec![units(goods[0], 2), units(goods[1], 1)]).await;
    assert_eq!(cart.quote.total, Minor(4_000));
    let to = |country: &str| Buyer { country: Some(country.parse().unwrap()), ..Buyer::default() };
    let edited = update(shop, &cart, to("CH")).await.unwrap();
    assert_eq!(edited.cart.cart.currency.code(), "CHF");
    assert_eq!(edited.cart.quote.total, Minor(2_500));
    assert_eq!(contents(&edited.cart), [(goods[0], 2)]);
    let line = cart.lines[1].line.id;
    assert_eq!(edited.warnings, [Warning::NotSoldHere { variant: goods[1], line }]);
    let edited = update(shop, &cart, to("DE")).await.unwrap();
    assert_eq!((edited.cart.quote.total, edited.warnings), (Minor(4_000), vec![]), "it was kept");
}

async fn codes_are_kept_and_explained(shop: &TestShop) {
    let goods = goods(shop, 1, 100).await;
    by_code(shop, "Ten", percent_off(10, 1_500)).await;
    let cart = begin(shop, vec![units(goods[0], 1)]).await;
    let set = async |codes: &[&str]| {
        let codes = codes.iter().map(|code| (*code).to_owned()).collect();
        set_codes(&shop.shop, &SetCodes { target: cart.key.clone().into(), codes }).await
    };
    let edited = set(&[" ten ", "", "nonsense", "TEN"]).await.unwrap();
    let codes: Vec<_> = edited.cart.codes.iter().map(|code| (code.code.as_str(), code.refused.clone())).collect();
    let low = RefusalReason::SubtotalTooLow { need: Minor(1_500), have: Minor(1_000) };
    assert_eq!(codes, [("ten", Some(low.clone())), ("nonsense", Some(RefusalReason::UnknownCode))]);
    let told = [("ten", low), ("nonsense", RefusalReason::UnknownCode)];
    let told = told.map(|(code, reason)| Warning::CodeRefused { code: code.to_owned(), reason });
    assert_eq!(edited.warnings, told);
    let edited = tests::factory::cart::add(shop, &cart.key, vec![units(goods[0], 1)]).await;
    assert_eq!(edited.cart.quote.total, Minor(1_800));
    assert_eq!(edited.cart.codes[0].refused, None);
    assert_eq!(set(&[]).await.unwrap().cart.quote.total, Minor(2_000));
    let many: Vec<_> = (0..26).map(|number| number.to_string()).collect();
    let many: Vec<_> = many.iter().map(String::as_str).collect();
    assert!(matches!(set(&many).await, Err(CartError::TooManyCodes)));
    assert!(matches!(set(&["ok", &"x".repeat(256)]).await, Err(CartError::CodeMalformed { index: 1 })));
}

async fn card(shop: &TestShop, amount: i64) -> String {
    let request = CreateGiftCard {
        amount: Minor(amount),
        currency: Currency::EUR,
        code: None,
        customer: None,
        expires_at: None,
        note: String::new(),
        actor: Actor { name: "test".to_owned(), request_id: None },
    };
    gift_card::create(&shop.shop, &request).await.unwrap().code
}

async fn gift_cards_are_taken_in_order(shop: &TestShop) {
    let goods = goods(shop, 1, 100).await;
    let cart = begin(shop, vec![units(goods[0], 1)]).await;
    let (first, second) = (card(shop, 600).await, card(shop, 600).await);
    let change =
        async |change| edit_gift_cards(&shop.shop, &EditGiftCards { target: cart.key.clone().into(), change }).await;
    let edited = change(GiftCardChange::Replace(vec![first.to_lowercase()])).await.unwrap();
    assert_eq!(edited.cart.quote.payable, Minor(400));
    let edited = change(GiftCardChange::Add(vec![second, first.clone()])).await.unwrap();
    let used: Vec<_> = edited.cart.gift_cards.iter().map(|card| card.used.0).collect();
    assert_eq!((used, edited.cart.quote.payable), (vec![600, 400], Minor(0)));
    let unknown = change(GiftCardChange::Add(vec!["AAAA-BBBB".to_owned()])).await;
    assert!(matches!(unknown, Err(CartError::GiftCard { index: 0, problem: GiftCardProblem::CodeUnknown })));
    let ids: Vec<_> = edited.cart.gift_cards.iter().map(|card| card.id).collect();
    let edited = change(GiftCardChange::Remove(vec![ids[0]])).await.unwrap();
    assert_eq!(edited.cart.quote.payable, Minor(400));
    let gone = change(GiftCardChange::Remove(vec![ids[0]])).await;
    assert!(matches!(gone, Err(CartError::GiftCard { problem: GiftCardProblem::NotApplied, .. })));
    let credit = UseStoreCredit { target: cart.key.clone().into(), use_store_credit: true };
    let refused = use_store_credit(&shop.shop, &credit).await;
    assert!(matches!(refused, Err(CartError::StoreCreditWithoutCustomer)));
}

fn berlin(street: &str) -> NewAddress {
    let typed = Typed {
        address1: street.to_owned(),
        city: "Berlin".to_owned(),
        zip: "10115".to_owned(),
        country: TypedCountry::Known("DE".parse().unwrap()),
        ..Typed::default()
    };
    NewAddress {
        source: AddressSource::Typed(Box::new(typed)),
        is_selected: false,
        is_one_time: false,
        validation: Validation::Strict,
    }
}

async fn addresses_are_looked_at(shop: &TestShop) {
    let cart = begin(shop, Vec::new()).await;
    let change =
        async |change| edit_addresses(&shop.shop, &EditAddresses { target: cart.key.clone().into(), change }).await;
    let edited = change(AddressChange::Add(vec![berlin("Am Tor 1"), berlin("Am Tor 2")])).await.unwrap();
    let selected: Vec<_> = edited.cart.addresses.iter().map(|address| address.is_selected).collect();
    assert_eq!(selected, [true, false], "the first, when nothing is said");
    let ids: Vec<_> = edited.cart.addresses.iter().map(|address| address.id).collect();
    let select =
        AddressUpdate { id: ids[1], source: None, is_selected: Some(true), is_one_time: None, validation: None };
    let edited = change(AddressChange::Update(vec![select])).await.unwrap();
    assert_eq!(edited.cart.selected_address().map(|address| address.id), Some(ids[1]));
    let edited = change(AddressChange::Add(vec![berlin("Am Tor 1")])).await.unwrap();
    assert_eq!(edited.cart.addresses.len(), 2);
    assert_eq!(edited.warnings, [Warning::DuplicateAddress { address: ids[0] }]);

    let both = [1, 2].map(|number| NewAddress { is_selected: true, ..berlin(&format!("Weg {number}")) });
    let refused = change(AddressChange::Replace(both.into())).await;
    assert!(matches!(refused, Err(CartError::SeveralAddressesSelected { index: 1 })));
    let mut wrong = berlin("");
    if let AddressSource::Typed(typed) = &mut wrong.source {
        typed.zip = "1".to_owned();
    }
    let Err(CartError::Addresses(refused)) = change(AddressChange::Add(vec![berlin("Weg 3"), wrong])).await else {
        panic!("not refused");
    };
    let expected = [("address1", AddressProblem::Required), ("zip", AddressProblem::ZipInvalidForCountry)];
    assert_eq!(refused, expected.map(|(field, problem)| AddressRefusal { index: 1, field: Some(field), problem }));
    let many = (0..11).map(|number| berlin(&format!("Weg {number}"))).collect();
    assert!(matches!(change(AddressChange::Add(many)).await, Err(CartError::TooManyAddresses)));
    let edited = change(AddressChange::Remove(vec![ids[1]])).await.unwrap();
    assert_eq!(edited.cart.selected_address().map(|address| address.id), Some(ids[0]), "one is left");
    assert_eq!(edited.cart.cart.version, 5, "what was refused was no edit");

    let to = |address| BillTo { target: cart.key.clone().into(), address };
    let AddressSource::Typed(typed) = berlin("Amtsweg 1").source else { panic!("typed") };
    let edited = bill_to(&shop.shop, &to(Some(*typed))).await.unwrap();
    assert_eq!(edited.cart.billing_address.unwrap().address1, "Amtsweg 1");
    assert_eq!(bill_to(&shop.shop, &to(None)).await.unwrap().cart.billing_address, None);
}

async fn a_way_to_ship_is_chosen(shop: &TestShop) {
    let goods = goods(shop, 1, 100).await;
    ship_to(shop, "DE", &[("express", 900), ("standard", 490)]).await;
    let cart = begin(shop, vec![units(goods[0], 1)]).await;
    let handles: Vec<_> = cart.delivery_options().iter().map(|option| option.handle().to_owned()).collect();
    assert_eq!(handles, ["express", "standard"]);
    assert_eq!(cart.quote.total, Minor(1_490), "the cheapest, as long as none is chosen");
    let choose = async |group: &str, option: &str| {
        let choices = vec![Choice { group: group.to_owned(), option: option.to_owned() }];
        choose_delivery(&shop.shop, &ChooseDelivery { target: cart.key.clone().into(), choices }).await
    };
    assert_eq!(choose(DELIVERY_GROUP, "express").await.unwrap().cart.quote.total, Minor(1_900));
    let refused = choose(DELIVERY_GROUP, "pigeon").await;
    assert!(matches!(refused, Err(CartError::DeliveryOptionUnknown { index: 0 })));
    assert!(matches!(choose("other", "express").await, Err(CartError::DeliveryGroupUnknown { index: 0 })));
    let france = Buyer { country: Some("FR".parse().unwrap()), ..Buyer::default() };
    let edited = update(shop, &cart, france).await.unwrap();
    assert_eq!(edited.warnings, [Warning::DeliveryOptionGone { handle: "express".to_owned() }]);
}

async fn a_buyer_is_told_what_is_wrong(shop: &TestShop) {
    let cart = begin(shop, Vec::new()).await;
    let email = |text: &str| Buyer { email: Patch::Set(text.to_owned()), ..Buyer::default() };
    assert!(matches!(update(shop, &cart, email("nonsense")).await, Err(CartError::EmailInvalid)));
    let phone = Buyer { phone: Patch::Set("call me".to_owned()), ..Buyer::default() };
    assert!(matches!(update(shop, &cart, phone).await, Err(CartError::PhoneInvalid)));
    let edited = update(shop, &cart, email("ada@example.com")).await.unwrap();
    assert_eq!(edited.cart.cart.email.as_deref(), Some("ada@example.com"));
    let kept = update(shop, &cart, Buyer::default()).await.unwrap();
    assert_eq!(kept.cart.cart.email.as_deref(), Some("ada@example.com"));
    let cleared = Buyer { email: Patch::Clear, ..Buyer::default() };
    update(shop, &cart, cleared).await.unwrap();
    assert_eq!(read(shop, &cart.key).await.cart.email, None);
}

async fn a_cart_that_changes_hands_tells_nothing(shop: &TestShop) {
    let (ada, eve) = (customer(shop, "ada@example.com").await, customer(shop, "eve@example.com").await);
    let cart = begin(shop, Vec::new()).await;
    let is = |customer| Buyer { customer, ..Buyer::default() };
    let contact = |name: &str| Buyer {
        email: Patch::Set(format!("{name}@example.com")),
        phone: Patch::Set("+49 30 1234567".to_owned()),
        ..Buyer::default()
    };
    let furnish = async || {
        update(shop, &cart, contact("ada")).await.unwrap();
        let change = AddressChange::Add(vec![berlin("Am Tor 1")]);
        edit_addresses(&shop.shop, &EditAddresses { target: cart.key.clone().into(), change }).await.unwrap();
        let AddressSource::Typed(typed) = berlin("Amtsweg 1").source else { panic!("typed") };
        bill_to(&shop.shop, &BillTo { target: cart.key.clone().into(), address: Some(*typed) }).await.unwrap();
    };
    let personal = |cart: &CartView| {
        let row = &cart.cart;
        (row.email.clone(), row.phone.is_some(), cart.billing_address.is_some(), cart.addresses.len())
    };
    furnish().await;
    // A guest who logs in keeps what they wrote.
    let hers = update(shop, &cart, is(Patch::Set(ada))).await.unwrap();
    assert_eq!(personal(&hers.cart), (Some("ada@example.com".to_owned()), true, true, 1));
    let same = update(shop, &cart, is(Patch::Set(ada))).await.unwrap();
    assert_eq!(personal(&same.cart), personal(&hers.cart));
    let others = update(shop, &cart, is(Patch::Set(eve))).await.unwrap();
    assert_eq!(personal(&others.cart), (None, false, false, 0));
    furnish().await;
    let nobodys = update(shop, &cart, is(Patch::Clear)).await.unwrap();
    assert_eq!(personal(&nobodys.cart), (None, false, false, 0));
    // What the change itself says is the new buyer's.
    update(shop, &cart, is(Patch::Set(ada))).await.unwrap();
    furnish().await;
    let told = Buyer { customer: Patch::Set(eve), addresses: Some(vec![berlin("Weg 9")]), ..contact("eve") };
    let others = update(shop, &cart, told).await.unwrap();
    assert_eq!(personal(&others.cart), (Some("eve@example.com".to_owned()), true, false, 1));
    assert_eq!(others.cart.addresses[0].address1, "Weg 9");
}
