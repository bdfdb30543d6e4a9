//! What a cart holds and what belongs to it, as the database has it: a few statements, whatever the number of
//! lines and of promotions.
use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use entity::{
    cart, cart_address, cart_line,
    ids::{
        CartAddressId, CartId, CategoryId, CollectionId, CustomerGroupId, GiftCardId, PriceListId, ProductId, VariantId,
    },
    money::{Currency, Minor},
    variant,
};
use sea_orm::{ConnectionTrait, FromQueryResult, IdenStatic, Iterable, QueryResult, Statement, Value};
use uuid::Uuid;

use super::candidate;
use crate::{
    catalogue::product::Product,
    inventory::availability,
    pricing::quote::PriceCandidate,
    shop::{fault::Fault, settings::Market},
};

/// A cart's row with what is known about its customer, and the state of the rules when it was read.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Head {
    #[sea_orm(nested)]
    pub(super) cart: cart::Model,
    pub(super) revision: i64,
    /// Of a guest: 1 if somebody has ordered with this address for mail.
    pub(super) order_count: Option<i64>,
    pub(super) tax_exempt: Option<bool>,
    pub(super) store_credit: Option<Minor>,
    pub(super) option_handle: Option<String>,
    /// In the order in which they were given.
    #[sea_orm(skip)]
    pub(super) addresses: Vec<cart_address::Model>,
}

/// The cart with this id, whatever its status, and its delivery addresses.
pub(super) async fn head(db: &impl ConnectionTrait, id: CartId) -> Result<Option<Head>, Fault> {
    let columns: Vec<_> = cart_address::Column::iter().map(|column| renamed("a", column.as_str())).collect();
    let columns = columns.join(", ");
    let sql = format!(
        "SELECT c.*, r.revision, u.tax_exempt, \
           COALESCE(u.order_count, CASE WHEN c.customer_id IS NULL AND EXISTS (SELECT 1 FROM sales_order o \
              WHERE o.email = c.email AND o.number IS NOT NULL AND o.status NOT IN ('cancelled', 'expired')) \
              THEN CAST(1 AS BIGINT) END) AS order_count, \
           (SELECT s.balance FROM store_credit s \
              WHERE s.customer_id = c.customer_id AND s.currency = c.currency) AS store_credit, \
           (SELECT d.option_handle FROM cart_delivery_choice d \
              WHERE d.cart_id = c.id AND d.group_key = $2) AS option_handle, {columns} \
         FROM cart c JOIN pricing_revision r ON r.id = 1 \
         LEFT JOIN customer u ON u.id = c.customer_id AND u.deleted_at IS NULL \
         LEFT JOIN cart_address a ON a.cart_id = c.id \
         WHERE c.id = $1 ORDER BY a.position, a.id"
    );
    let values = [id.into(), super::DELIVERY_GROUP.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = db.query_all_raw(statement).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let mut head = Head::from_query_result(first, "")?;
    for row in &rows {
        if row.try_get::<Option<CartAddressId>>("a_", "id")?.is_some() {
            head.addresses.push(cart_address::Model::from_query_result(row, "a_")?);
        }
    }
    Ok(Some(head))
}

/// What a cart has besides its lines.
#[derive(Clone, Debug, Default)]
pub(super) struct Belongings {
    pub(super) codes: Vec<Code>,
    pub(super) gift_cards: Vec<GiftCard>,
    /// Those of its customer.
    pub(super) groups: Vec<CustomerGroupId>,
}

#[derive(Clone, Debug)]
pub(super) struct Code {
    pub(super) code: String,
    pub(super) key: String,
}

#[derive(Clone, Debug)]
pub(super) struct GiftCard {
    pub(super) id: GiftCardId,
    pub(super) last_characters: String,
    pub(super) currency: Currency,
    pub(super) balance: Minor,
    /// Switched on, not expired, and not somebody else's.
    pub(super) is_usable: bool,
}

#[derive(FromQueryResult)]
struct Belonging {
    kind: String,
    id: Option<Uuid>,
    label: String,
    detail: String,
    position: i64,
    amount: i64,
    is_usable: i64,
}

pub(super) async fn belongings(
    db: &impl ConnectionTrait,
    cart: &cart::Model,
    now: DateTime<Utc>,
) -> Result<Belongings, Fault> {
    let sql = "SELECT 'code' AS kind, CAST(NULL AS UUID) AS id, d.code AS label, d.code_key AS detail, \
                 CAST(d.position AS BIGINT) AS position, CAST(0 AS BIGINT) AS amount, CAST(1 AS BIGINT) AS is_usable \
               FROM cart_discount_code d WHERE d.cart_id = $1 \
               UNION ALL \
               SELECT 'gift card', g.id, g.last_characters, g.currency, CAST(x.position AS BIGINT), g.balance, \
                 CAST(CASE WHEN g.is_active AND (g.expires_at IS NULL OR g.expires_at > $2) \
                   AND (g.customer_id IS NULL OR g.customer_id = c.customer_id) THEN 1 ELSE 0 END AS BIGINT) \
               FROM cart_gift_card x JOIN gift_card g ON g.id = x.gift_card_id JOIN cart c ON c.id = x.cart_id \
               WHERE x.cart_id = $1 \
               UNION ALL \
               SELECT 'group', m.customer_group_id, '', '', CAST(0 AS BIGINT), CAST(0 AS BIGINT), CAST(1 AS BIGINT) \
               FROM cart c JOIN customer_group_member m ON m.customer_id = c.customer_id WHERE c.id = $1 \
               ORDER BY 1, 5, 2";
    let values: [Value; 2] = [cart.id.into(), now.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let mut found = Belongings::default();
    for row in Belonging::find_by_statement(statement).all(db).await? {
        match (row.kind.as_str(), row.id) {
            ("code", _) => found.codes.push(Code { code: row.label, key: row.detail }),
            ("gift card", Some(id)) => found.gift_cards.push(GiftCard {
                id: id.into(),
                last_characters: row.label,
                currency: row.detail.parse().map_err(|error| Fault::other("reading a gift card's currency", error))?,
                balance: Minor(row.amount),
                is_usable: row.is_usable != 0,
            }),
            ("group", Some(id)) => found.groups.push(id.into()),
            _ => return Err(Fault::broken(format!("a cart has a {:?} at {}", row.kind, row.position))),
        }
    }
    Ok(found)
}

/// A line with what is on it.
#[derive(Clone, Debug)]
pub(super) struct Content {
    pub(super) line: cart_line::Model,
    pub(super) variant: Arc<variant::Model>,
    pub(super) product: Arc<Product>,
    /// Published and not deleted.
    pub(super) is_known: bool,
    /// With what is held for this cart.
    pub(super) available: i64,
}

/// The columns of [`Product`].
const PRODUCT_COLUMNS: [&str; 15] = [
    "id",
    "handle",
    "title",
    "sort_title",
    "vendor",
    "product_type",
    "category_id",
    "tags",
    "published_at",
    "is_gift_card",
    "seo_title",
    "seo_description",
    "units_sold",
    "created_at",
    "updated_at",
];

/// The lines of a cart, oldest first.
pub(super) async fn lines(
    db: &impl ConnectionTrait,
    cart: &cart::Model,
    market: &Market,
    now: DateTime<Utc>,
) -> Result<Vec<Content>, Fault> {
    let mut values: Vec<Value> = vec![cart.id.into(), now.into()];
    let locations = candidate::places(&mut values, market.locations.iter().map(|id| (*id).into()));
    let available = availability::available_to(&locations, "$2", "$1");
    let columns: Vec<_> = cart_line::Column::iter()
        .map(|column| renamed("l", column.as_str()))
        .chain(variant::Column::iter().map(|column| renamed("v", column.as_str())))
        .chain(PRODUCT_COLUMNS.iter().map(|column| renamed("p", column)))
        .collect();
    let columns = columns.join(", ");
    let sql = format!(
        "SELECT {columns}, {available} AS available, \
           CASE WHEN v.deleted_at IS NULL AND p.status = 'active' AND p.deleted_at IS NULL AND p.published_at <= $2 \
             THEN 1 ELSE 0 END AS is_known \
         FROM cart_line l JOIN variant v ON v.id = l.variant_id JOIN product p ON p.id = v.product_id \
         WHERE l.cart_id = $1 ORDER BY l.created_at, l.id"
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = db.query_all_raw(statement).await?;
    rows.iter().map(content).collect()
}

fn renamed(table: &str, column: &str) -> String {
    format!("{table}.\"{column}\" AS \"{table}_{column}\"")
}

fn content(row: &QueryResult) -> Result<Content, Fault> {
    Ok(Content {
        line: cart_line::Model::from_query_result(row, "l_")?,
        variant: Arc::new(variant::Model::from_query_result(row, "v_")?),
        product: Arc::new(Product::from_query_result(row, "p_")?),
        is_known: row.try_get::<i32>("", "is_known")? != 0,
        available: row.try_get("", "available")?,
    })
}

/// What follows from a cart's lines: the prices they may have, and what their products are part of.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) prices: HashMap<VariantId, Vec<PriceCandidate>>,
    pub(super) collections: HashMap<ProductId, Vec<CollectionId>>,
    /// A product's category and all above it.
    pub(super) categories: HashMap<ProductId, Vec<CategoryId>>,
    /// The cart's version when this, the last statement, was run: another than before tells that it was edited
    /// in between.
    pub(super) version: i64,
}

#[derive(FromQueryResult)]
struct Fact {
    kind: String,
    about: Uuid,
    other: Uuid,
    number: i64,
    amount: Minor,
    compare_at: Option<Minor>,
}

pub(super) async fn facts(db: &impl ConnectionTrait, cart: &cart::Model, market: &Market) -> Result<Facts, Fault> {
    let mut values: Vec<Value> = vec![cart.id.into()];
    let lists = candidate::lists(&mut values, cart.customer_id, market);
    let sql = format!(
        "WITH RECURSIVE goods (variant_id, product_id, category_id) AS (\
           SELECT DISTINCT v.id, p.id, p.category_id FROM cart_line l JOIN variant v ON v.id = l.variant_id \
           JOIN product p ON p.id = v.product_id WHERE l.cart_id = $1), \
         path (product_id, category_id) AS (\
           SELECT product_id, category_id FROM goods WHERE category_id IS NOT NULL \
           UNION SELECT path.product_id, k.parent_id FROM path JOIN category k ON k.id = path.category_id \
           WHERE k.parent_id IS NOT NULL) \
         SELECT 'version' AS kind, c.id AS about, c.id AS other, c.version AS number, \
           CAST(0 AS BIGINT) AS amount, CAST(NULL AS BIGINT) AS compare_at FROM cart c WHERE c.id = $1 \
         UNION ALL SELECT 'price', t.variant_id, t.price_list_id, CAST(t.min_quantity AS BIGINT), t.amount, t.compare_at \
           FROM price t WHERE t.variant_id IN (SELECT variant_id FROM goods) AND {lists} \
         UNION ALL SELECT 'collection', m.product_id, m.collection_id, CAST(0 AS BIGINT), CAST(0 AS BIGINT), NULL \
           FROM collection_product m WHERE m.product_id IN (SELECT product_id FROM goods) \
         UNION ALL SELECT 'category', path.product_id, path.category_id, CAST(0 AS BIGINT), CAST(0 AS BIGINT), NULL \
           FROM path"
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let mut facts = Facts::default();
    for row in Fact::find_by_statement(statement).all(db).await? {
        match row.kind.as_str() {
            "version" => facts.version = row.number,
            "price" => {
                let list = PriceListId(row.other);
                let price = candidate::of(&market.price_list, list, row.number, row.amount, row.compare_at)?;
                facts.prices.entry(row.about.into()).or_default().push(price);
            }
            "collection" => facts.collections.entry(row.about.into()).or_default().push(row.other.into()),
            "category" => facts.categories.entry(row.about.into()).or_default().push(row.other.into()),
            kind => return Err(Fault::broken(format!("a cart's goods have a {kind:?}"))),
        }
    }
    Ok(facts)
}
