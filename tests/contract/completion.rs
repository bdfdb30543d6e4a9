//! From a cart to an order over HTTP, in the dialect's steps and in one.
use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tests::{
    TestShop,
    client::Client,
    factory::{cart::goods, rules::ship_to, stock::complaints},
    on_both_databases,
};

on_both_databases!(
    step_by_step,
    all_at_once,
    the_same_key_is_the_same_order,
    a_declined_card_gives_the_cart_back,
    who_tries_many_cards_is_stopped,
    aliases_order_once,
    what_is_missing_has_its_code,
    a_cart_is_copied_and_forgets_its_buyer,
);

const ADDRESS: &str = "{ firstName: \"Ada\", lastName: \"Byron\", address1: \"Lange Strasse 1\", city: \"Berlin\", \
                       zip: \"10115\", countryCode: \"DE\" }";

const ATTEMPT: &str = "fragment Attempt on CartCompletionAttemptResult { __typename
    ... on CartCompletionSuccess { id orderId orderUrl completedAt }
    ... on CartCompletionProcessing { id pollDelay }
    ... on CartCompletionActionRequired { id action { ... on CompletePaymentChallenge { redirectUrl } } }
    ... on CartCompletionFailed { id errors { code message } } }";

/// A cart that lacks nothing: one thing for 10.00, sent for 4.90.
async fn ready(shop: &TestShop) -> (Client, Value) {
    let variant = goods(shop, 1, 100).await[0];
    ship_to(shop, "DE", &[("standard", 490)]).await;
    let client = shop.client().await;
    let cart = begin(&client, &format!("gid://shopify/ProductVariant/{variant}")).await;
    (client, cart)
}

async fn begin(client: &Client, merchandise: &str) -> Value {
    let document = format!(
        "mutation ($merchandise: ID!) {{ cartCreate(input: {{ lines: [{{ merchandiseId: $merchandise, quantity: 1 }}]
            buyerIdentity: {{ email: \"ada@shop.example\", countryCode: DE }}
            delivery: {{ addresses: [{{ selected: true, address: {{ deliveryAddress: {} }} }}] }} }})
        {{ cart {{ id cost {{ totalAmount {{ amount currencyCode }} }} }} userErrors {{ code field message }} }} }}",
        ADDRESS.replace("countryCode: \"DE\"", "countryCode: DE")
    );
    let data = client.query(&document, json!({ "merchandise": merchandise })).await;
    assert_eq!(data["cartCreate"]["userErrors"], json!([]), "{data:#}");
    data["cartCreate"]["cart"].clone()
}

async fn complete(client: &Client, cart: &Value, gateway: &str, source: Option<&str>, key: Option<&str>) -> Value {
    let document = format!(
        "mutation ($input: CartCompleteInput!) {{ cartComplete(input: $input) {{ attempt {{ ...Attempt }}
            errors {{ code message }} }} }} {ATTEMPT}"
    );
    let input = json!({ "cartId": cart["id"], "amount": cart["cost"]["totalAmount"], "gateway": gateway,
        "source": source, "idempotencyKey": key });
    client.query(&document, json!({ "input": input })).await["cartComplete"].clone()
}

async fn look(client: &Client, attempt: &Value) -> Value {
    let document =
        format!("query ($id: String!) {{ cartCompletionAttempt(attemptId: $id) {{ ...Attempt }} }} {ATTEMPT}");
    client.query(&document, json!({ "id": attempt })).await["cartCompletionAttempt"].clone()
}

async fn is_open(client: &Client, cart: &Value) -> bool {
    let found = client.query("query ($id: ID!) { cart(id: $id) { id } }", json!({ "id": cart["id"] })).await;
    !found["cart"].is_null()
}

async fn step_by_step(shop: &TestShop) {
    let (client, cart) = ready(shop).await;
    let id = &cart["id"];
    let prepared = client
        .query(
            "mutation ($id: ID!) { cartPrepareForCompletion(cartId: $id) { result { __typename
                ... on CartStatusNotReady { errors { code message } } } userErrors { message } } }",
            json!({ "id": id }),
        )
        .await;
    assert_eq!(prepared["cartPrepareForCompletion"]["result"], json!({ "__typename": "CartStatusReady" }));
    let session = client
        .query(
            "mutation ($id: ID!) { cartPaymentSessionCreate(cartId: $id, gateway: TEST, source: \"tok_visa\") {
                session { id } userErrors { code message } } }",
            json!({ "id": id }),
        )
        .await["cartPaymentSessionCreate"]["session"]["id"]
        .clone();
    let agree = format!(
        "mutation ($id: ID!, $amount: MoneyInput!, $session: String!) {{ cartPaymentUpdate(cartId: $id, payment: {{
            amount: $amount, directPaymentMethod: {{ sessionId: $session, billingAddress: {{ {} }} }} }})
            {{ cart {{ id }} userErrors {{ code field message }} }} }}",
        "address1: \"Lange Strasse 1\", city: \"Berlin\", zip: \"10115\", country: \"Germany\""
    );
    let amount = &cart["cost"]["totalAmount"];
    let agreed = client.query(&agree, json!({ "id": id, "amount": amount, "session": session })).await;
    assert_eq!(agreed["cartPaymentUpdate"]["userErrors"], json!([]));

    let submit =
        "mutation ($id: ID!) { cartSubmitForCompletion(cartId: $id, attemptToken: \"mine\") { result { __typename
        ... on SubmitSuccess { attemptId redirectUrl } ... on SubmitAlreadyAccepted { attemptId }
        ... on SubmitFailed { errors { code message } } } userErrors { code message } } }";
    let submitted = client.query(submit, json!({ "id": id })).await["cartSubmitForCompletion"].clone();
    assert_eq!(submitted["result"]["__typename"], "SubmitSuccess", "{submitted:#}");
    let attempt = &submitted["result"]["attemptId"];
    let done = look(&client, attempt).await;
    assert_eq!(done["__typename"], "CartCompletionSuccess", "{done:#}");
    assert!(done["orderId"].as_str().unwrap().contains("?key="));
    let again = client.query(submit, json!({ "id": id })).await["cartSubmitForCompletion"]["result"].clone();
    assert_eq!(again, json!({ "__typename": "SubmitAlreadyAccepted", "attemptId": attempt }));
    assert!(!is_open(&client, &cart).await);
    // An order's number opens nothing: its key does.
    let bare = attempt.as_str().unwrap().split('?').next().unwrap();
    assert_eq!(look(&client, &json!(bare)).await, Value::Null);
    assert_eq!(complaints(shop).await, Vec::<String>::new());
}

async fn all_at_once(shop: &TestShop) {
    let (client, cart) = ready(shop).await;
    let dear = json!({ "id": cart["id"], "cost": { "totalAmount": { "amount": "9.99", "currencyCode": "EUR" } } });
    let refused = complete(&client, &dear, "MANUAL", None, None).await;
    assert_eq!(refused["errors"][0]["code"], "PAYMENTS_UNACCEPTABLE_PAYMENT_AMOUNT");
    assert!(is_open(&client, &cart).await);
    let numbered = complete(&client, &cart, "TEST", Some("4242 4242 4242 4242"), None).await;
    assert_eq!(numbered["errors"][0]["code"], "PAYMENTS_CREDIT_CARD_GENERIC");
    let done = complete(&client, &cart, "MANUAL", None, None).await;
    assert_eq!((&done["attempt"]["__typename"], &done["errors"]), (&json!("CartCompletionSuccess"), &json!([])));
    let again = complete(&client, &cart, "MANUAL", None, None).await;
    assert_eq!(again["errors"][0]["code"], "CART_ALREADY_ORDERED");
    assert_eq!(complaints(shop).await, Vec::<String>::new());
}

async fn the_same_key_is_the_same_order(shop: &TestShop) {
    let (client, cart) = ready(shop).await;
    let requests = (0..20).map(|_| complete(&client, &cart, "TEST", Some("tok_visa"), Some("key")));
    let answers = futures::future::join_all(requests).await;
    let orders: std::collections::BTreeSet<_> =
        answers.iter().map(|answer| answer["attempt"]["id"].as_str().unwrap_or_default()).collect();
    assert_eq!(orders.len(), 1, "{answers:#?}");
    let other = complete(&client, &cart, "TEST", Some("tok_declined"), Some("key")).await;
    assert_eq!(other["errors"][0]["code"], "IDEMPOTENCY_MISMATCH");
    assert_eq!(complaints(shop).await, Vec::<String>::new());
}

async fn a_declined_card_gives_the_cart_back(shop: &TestShop) {
    let (client, cart) = ready(shop).await;
    let declined = complete(&client, &cart, "TEST", Some("tok_declined"), None).await["attempt"].clone();
    assert_eq!(declined["__typename"], "CartCompletionFailed", "{declined:#}");
    assert_eq!(declined["errors"][0]["code"], "PAYMENT_CARD_DECLINED");
    assert!(is_open(&client, &cart).await);
    let proof = complete(&client, &cart, "TEST", Some("tok_3ds"), None).await["attempt"].clone();
    assert_eq!(proof["__typename"], "CartCompletionActionRequired", "{proof:#}");
    assert!(proof["action"]["redirectUrl"].is_string());
    assert!(!is_open(&client, &cart).await);
    assert_eq!(complaints(shop).await, Vec::<String>::new());
}

async fn who_tries_many_cards_is_stopped(shop: &TestShop) {
    let (client, cart) = ready(shop).await;
    let document = "mutation ($input: CartCompleteInput!) { cartComplete(input: $input) { attempt { __typename } } }";
    let attempt = |source: &str| {
        let amount = &cart["cost"]["totalAmount"];
        json!({ "input": { "cartId": cart["id"], "amount": amount, "gateway": "TEST", "source": source } })
    };
    let mut declined = 0;
    loop {
        let answer = client.send(document, attempt("tok_declined")).await;
        if !answer.codes().is_empty() {
            assert_eq!(answer.codes(), ["RATE_LIMITED"]);
            break;
        }
        assert_eq!(answer.data()["cartComplete"]["attempt"]["__typename"], "CartCompletionFailed");
        declined += 1;
        assert!(declined < 200, "nobody is stopped");
    }
    assert!(declined >= 100, "stopped after {declined}");
    assert_eq!(client.send(document, attempt("tok_visa")).await.codes(), ["RATE_LIMITED"]);
    assert!(is_open(&client, &cart).await);
    assert_eq!(complaints(shop).await, Vec::<String>::new());
}

async fn aliases_order_once(shop: &TestShop) {
    let (client, cart) = ready(shop).await;
    let field = |alias: usize| {
        format!(
            "a{alias}: cartComplete(input: {{ cartId: $id, amount: $amount, gateway: MANUAL }}) \
             {{ attempt {{ __typename }} errors {{ code }} }}"
        )
    };
    let fields: Vec<_> = (0..5).map(field).collect();
    let document = format!("mutation ($id: ID!, $amount: MoneyInput!) {{ {} }}", fields.join(" "));
    let variables = json!({ "id": cart["id"], "amount": cart["cost"]["totalAmount"] });
    let answers = client.query(&document, variables).await;
    let placed = answers.as_object().unwrap().values().filter(|answer| !answer["attempt"].is_null()).count();
    assert_eq!(placed, 1, "{answers:#}");
    assert_eq!(complaints(shop).await, Vec::<String>::new());
}

async fn what_is_missing_has_its_code(shop: &TestShop) {
    let (client, _) = ready(shop).await;
    let empty = client.query("mutation { cartCreate { cart { id } } }", json!({})).await["cartCreate"]["cart"].clone();
    let prepare = "mutation ($id: ID!) { cartPrepareForCompletion(cartId: $id) { result {
        ... on CartStatusNotReady { errors { code } } } userErrors { code } } }";
    let found = client.query(prepare, json!({ "id": empty["id"] })).await["cartPrepareForCompletion"].clone();
    let codes = json!([{ "code": "MERCHANDISE_NOT_APPLICABLE" }, { "code": "BUYER_IDENTITY_EMAIL_REQUIRED" }]);
    assert_eq!(found["result"]["errors"], codes);
    let nowhere = json!({ "id": "gid://shopify/Cart/00000000-0000-7000-8000-000000000000" });
    let found = client.query(prepare, nowhere).await["cartPrepareForCompletion"].clone();
    assert_eq!(found, json!({ "result": null, "userErrors": [{ "code": "INVALID" }] }));
}

async fn a_cart_is_copied_and_forgets_its_buyer(shop: &TestShop) {
    let (client, cart) = ready(shop).await;
    let state = "cart { id totalQuantity buyerIdentity { email } delivery { addresses { id } } } userErrors { code }";
    let document = format!(
        "mutation ($id: ID!) {{ cartClone(cartId: $id) {{ {state} }} cartRemovePersonalData(cartId: $id) {{ {state} }} }}"
    );
    let answer = client.query(&document, json!({ "id": cart["id"] })).await;
    assert_ne!(answer["cartClone"]["cart"]["id"], cart["id"]);
    assert_eq!(answer["cartRemovePersonalData"]["cart"]["id"], cart["id"]);
    for cart in [&answer["cartClone"]["cart"], &answer["cartRemovePersonalData"]["cart"]] {
        assert_eq!(cart["totalQuantity"], 1);
        assert_eq!(cart["buyerIdentity"]["email"], Value::Null);
        assert_eq!(cart["delivery"]["addresses"], json!([]));
    }
}
