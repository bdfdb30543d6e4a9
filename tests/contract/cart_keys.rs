//! What opens a cart over HTTP: its secret, or being the customer whose it is.
use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tests::{TestShop, client::Client, factory::cart::goods, on_both_databases};

on_both_databases!(a_customer_opens_their_own_cart_by_who_they_are, metafields_go_where_the_cart_went);

/// Registers somebody, logs them in and gives their token.
async fn token(client: &Client, email: &str) -> String {
    let input = json!({ "email": email, "password": "correct horse battery" });
    let document = "mutation ($input: CustomerCreateInput!, $login: CustomerAccessTokenCreateInput!) {
        customerCreate(input: $input) { customerUserErrors { code } }
        customerAccessTokenCreate(input: $login) { customerAccessToken { accessToken } customerUserErrors { code } } }";
    let data = client.query(document, json!({ "input": input, "login": input })).await;
    let token = &data["customerAccessTokenCreate"]["customerAccessToken"]["accessToken"];
    token.as_str().unwrap_or_else(|| panic!("{data:#}")).to_owned()
}

/// Begins a cart, of a customer if there is a token, and gives its id.
async fn begin(client: &Client, variant: &str, token: Option<&str>) -> String {
    let document = "mutation ($input: CartInput!) { cartCreate(input: $input) { cart { id } userErrors { code } } }";
    let identity = token.map(|token| json!({ "customerAccessToken": token }));
    let lines = json!([{ "merchandiseId": variant, "quantity": 1 }]);
    let data = client.query(document, json!({ "input": { "lines": lines, "buyerIdentity": identity } })).await;
    data["cartCreate"]["cart"]["id"].as_str().unwrap_or_else(|| panic!("{data:#}")).to_owned()
}

async fn variant(shop: &TestShop) -> String {
    format!("gid://shopify/ProductVariant/{}", goods(shop, 1, 100).await[0])
}

async fn a_customer_opens_their_own_cart_by_who_they_are(shop: &TestShop) {
    let variant = variant(shop).await;
    let client = shop.client().await;
    let (ada, eve) = (token(&client, "ada@example.com").await, token(&client, "eve@example.com").await);
    let whole = begin(&client, &variant, Some(&ada)).await;
    let (bare, _) = whole.split_once("?key=").unwrap();
    let buyer = |token: &str| format!("@inContext(buyer: {{ customerAccessToken: \"{token}\" }})");
    let read = async |id: &str, buyer: &str| {
        let document =
            format!("query ($id: ID!) {buyer} {{ cart(id: $id) {{ totalQuantity }} node(id: $id) {{ id }} }}");
        client.query(&document, json!({ "id": id })).await
    };
    let note = async |id: &str, buyer: &str| {
        let document = format!(
            "mutation ($id: ID!) {buyer} {{ cartNoteUpdate(cartId: $id, note: \"x\") {{ cart {{ note }} userErrors {{ code }} }} }}"
        );
        client.query(&document, json!({ "id": id })).await["cartNoteUpdate"].clone()
    };
    assert_eq!(read(bare, &buyer(&ada)).await["cart"], json!({ "totalQuantity": 1 }));
    assert_eq!(read(bare, &buyer(&ada)).await["node"]["id"], bare);
    assert_eq!(note(bare, &buyer(&ada)).await, json!({ "cart": { "note": "x" }, "userErrors": [] }));
    for nobody in [String::new(), buyer(&eve), buyer("nonsense")] {
        assert_eq!(read(bare, &nobody).await, json!({ "cart": null, "node": null }), "{nobody}");
        let refused = note(bare, &nobody).await;
        assert_eq!(refused, json!({ "cart": null, "userErrors": [{ "code": "INVALID" }] }), "{nobody}");
    }
    // A wrong secret stays wrong, whoever has it.
    assert_eq!(read(&format!("{bare}?key=nonsense"), &buyer(&ada)).await["cart"], Value::Null);
    // Others' carts are not hers, and their secret opens them for her too.
    let guests = begin(&client, &variant, None).await;
    let (bare, _) = guests.split_once("?key=").unwrap();
    assert_eq!(read(bare, &buyer(&ada)).await["cart"], Value::Null);
    assert_eq!(read(&guests, &buyer(&ada)).await["cart"], json!({ "totalQuantity": 1 }));
}

async fn metafields_go_where_the_cart_went(shop: &TestShop) {
    let variant = variant(shop).await;
    let client = shop.client().await;
    let ada = token(&client, "ada@example.com").await;
    let old = begin(&client, &variant, Some(&ada)).await;
    let new = begin(&client, &variant, None).await;
    let login = "mutation ($id: ID!, $token: String!) {
        cartBuyerIdentityUpdate(cartId: $id, buyerIdentity: { customerAccessToken: $token }) { userErrors { code } } }";
    client.query(login, json!({ "id": new, "token": ada })).await;

    // The key of the cart that was merged: what is written is on the one it was merged into.
    let set = "mutation ($owner: ID!) { cartMetafieldsSet(metafields: [{ ownerId: $owner, key: \"app.colour\",
        type: \"single_line_text_field\", value: \"celadon\" }]) { metafields { id key value } userErrors { code } } }";
    let written = client.query(set, json!({ "owner": old })).await["cartMetafieldsSet"].clone();
    assert_eq!((&written["userErrors"], &written["metafields"][0]["value"]), (&json!([]), &json!("celadon")));
    let read = "query ($id: ID!) { cart(id: $id) { metafield(namespace: \"app\", key: \"colour\") { id } } }";
    let there = client.query(read, json!({ "id": new })).await["cart"]["metafield"]["id"].clone();
    assert_eq!(written["metafields"][0]["id"], there);

    let delete = "mutation ($owner: ID!) { cartMetafieldDelete(input: { ownerId: $owner, key: \"app.colour\" }) {
        deletedId userErrors { code field } } }";
    let gone = client.query(delete, json!({ "owner": old })).await["cartMetafieldDelete"].clone();
    assert_eq!(gone, json!({ "deletedId": there, "userErrors": [] }));
    let nothing = client.query(delete, json!({ "owner": new })).await["cartMetafieldDelete"].clone();
    let refused = json!([{ "code": "METAFIELD_DOES_NOT_EXIST", "field": ["input", "key"] }]);
    assert_eq!(nothing, json!({ "deletedId": null, "userErrors": refused }));
}
