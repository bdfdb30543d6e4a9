//! Is what the shop keeps twice still the same twice? Reads only.
//!
//! Entry points: [`examine`], and [`watch`] for a server. Every check is one statement that finds what is wrong, with a few
//! examples by a name that a shopkeeper knows.
//! Absent: repairing. What is wrong was written by a bug, and a bug is looked at first.
mod orders;
pub mod watch;

use sea_orm::{DatabaseBackend, FromQueryResult, Statement};

use crate::{
    event::feed,
    shop::{Shop, fault::Fault},
};

/// Examples of what is wrong that are shown.
const EXAMPLES_MAX: u64 = 3;

/// What one look found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub name: &'static str,
    pub finding: Finding,
}

/// How it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    Well(String),
    Wrong(String),
}

#[derive(FromQueryResult)]
struct Wrong {
    total: i64,
    label: String,
}

#[derive(FromQueryResult)]
struct Count {
    total: i64,
}

/// Something kept twice.
struct Invariant {
    name: &'static str,
    /// What is counted for the good news.
    counted: (&'static str, &'static str),
    /// What is wrong about each of the rows found.
    complaint: &'static str,
    /// Selects a `label` for each thing that is wrong.
    wrong: &'static str,
}

const INVARIANTS: [Invariant; 12] = [
    Invariant {
        name: "stock ledger",
        counted: ("stock_level", "levels"),
        complaint: "differ from the sum of their movements",
        wrong: "SELECT COALESCE(v.sku, p.handle) AS label FROM stock_level l \
                JOIN variant v ON v.id = l.variant_id JOIN product p ON p.id = v.product_id \
                LEFT JOIN (SELECT variant_id, location_id, \
                    SUM(CASE WHEN counter = 'on_hand' THEN delta ELSE 0 END) AS on_hand, \
                    SUM(CASE WHEN counter = 'reserved' THEN delta ELSE 0 END) AS reserved, \
                    SUM(CASE WHEN counter = 'committed' THEN delta ELSE 0 END) AS committed, \
                    SUM(CASE WHEN counter = 'safety' THEN delta ELSE 0 END) AS safety, \
                    SUM(CASE WHEN counter = 'incoming' THEN delta ELSE 0 END) AS incoming \
                    FROM stock_movement GROUP BY variant_id, location_id) m \
                ON m.variant_id = l.variant_id AND m.location_id = l.location_id \
                WHERE l.on_hand <> COALESCE(m.on_hand, 0) OR l.reserved <> COALESCE(m.reserved, 0) \
                OR l.committed <> COALESCE(m.committed, 0) OR l.safety <> COALESCE(m.safety, 0) \
                OR l.incoming <> COALESCE(m.incoming, 0)",
    },
    Invariant {
        name: "stock reserved",
        counted: ("reservation", "reservations"),
        complaint: "do not add up to what their level says is reserved",
        // Both ways: a level without its reservations, reservations without their level.
        wrong: "SELECT COALESCE(v.sku, p.handle) AS label FROM (SELECT variant_id, SUM(wanted) AS wanted, \
                    SUM(held) AS held FROM (SELECT variant_id, location_id, reserved AS wanted, 0 AS held FROM stock_level \
                    WHERE reserved <> 0 \
                    UNION ALL SELECT variant_id, location_id, 0, quantity FROM reservation) each_side \
                    GROUP BY variant_id, location_id) s \
                JOIN variant v ON v.id = s.variant_id JOIN product p ON p.id = v.product_id \
                WHERE s.wanted <> s.held",
    },
    Invariant {
        name: "stock promised",
        counted: ("stock_level", "levels"),
        complaint: "have promised more than there is, of variants that may not be oversold",
        wrong: "SELECT COALESCE(v.sku, p.handle) AS label FROM stock_level l \
                JOIN variant v ON v.id = l.variant_id JOIN product p ON p.id = v.product_id \
                WHERE v.inventory_policy = 'deny' AND v.is_tracked AND l.on_hand < l.reserved + l.committed",
    },
    Invariant {
        name: "price ranges",
        counted: ("product_price_range", "ranges"),
        complaint: "are not the span of the prices they sum up",
        // Lists that take prices from a parent are rounded in code, and not looked at here.
        wrong: "SELECT p.handle AS label FROM (SELECT t.price_list_id, v.product_id, MIN(t.amount) AS low, \
                    MAX(t.amount) AS high FROM price t JOIN variant v ON v.id = t.variant_id \
                    JOIN price_list l ON l.id = t.price_list_id \
                    WHERE v.deleted_at IS NULL AND t.min_quantity = 1 AND l.parent_id IS NULL \
                    GROUP BY t.price_list_id, v.product_id) s \
                JOIN product p ON p.id = s.product_id \
                LEFT JOIN product_price_range r ON r.price_list_id = s.price_list_id AND r.product_id = s.product_id \
                WHERE p.deleted_at IS NULL \
                AND (r.product_id IS NULL OR r.min_amount <> s.low OR r.max_amount <> s.high)",
    },
    Invariant {
        name: "variants",
        counted: ("product", "products"),
        complaint: "have no variant, so nothing of them can be bought",
        wrong: "SELECT p.handle AS label FROM product p WHERE p.deleted_at IS NULL AND NOT EXISTS \
                (SELECT 1 FROM variant v WHERE v.product_id = p.id AND v.deleted_at IS NULL)",
    },
    Invariant {
        name: "media",
        counted: ("media", "media"),
        complaint: "belong to nothing, or to another product than the variant that shows them",
        wrong: "SELECT m.source AS label FROM media m WHERE m.product_id IS NULL \
                AND NOT EXISTS (SELECT 1 FROM collection c WHERE c.media_id = m.id) \
                AND NOT EXISTS (SELECT 1 FROM article a WHERE a.media_id = m.id) \
                UNION ALL SELECT m.source FROM variant v JOIN media m ON m.id = v.media_id \
                WHERE v.deleted_at IS NULL AND (m.product_id IS NULL OR m.product_id <> v.product_id)",
    },
    Invariant {
        name: "gift cards",
        counted: ("gift_card", "gift cards"),
        complaint: "differ from the sum of their movements",
        wrong: "SELECT g.last_characters AS label FROM gift_card g LEFT JOIN (SELECT gift_card_id, SUM(delta) AS moved \
                    FROM gift_card_movement GROUP BY gift_card_id) m ON m.gift_card_id = g.id \
                WHERE g.balance <> COALESCE(m.moved, 0)",
    },
    Invariant {
        name: "store credit",
        counted: ("store_credit", "accounts"),
        complaint: "differ from the sum of their movements",
        wrong: "SELECT s.currency AS label FROM store_credit s LEFT JOIN (SELECT store_credit_id, SUM(delta) AS moved \
                    FROM store_credit_movement GROUP BY store_credit_id) m ON m.store_credit_id = s.id \
                WHERE s.balance <> COALESCE(m.moved, 0)",
    },
    Invariant {
        name: "code batches",
        counted: ("coupon_batch", "batches"),
        complaint: "have not as many codes as were drawn",
        // Codes of a deleted discount are free for others.
        wrong: "SELECT p.title AS label FROM coupon_batch b JOIN promotion p ON p.id = b.promotion_id \
                WHERE p.deleted_at IS NULL \
                AND b.size <> (SELECT COUNT(*) FROM coupon_code c WHERE c.coupon_batch_id = b.id)",
    },
    Invariant {
        name: "menus",
        counted: ("menu_item", "items"),
        complaint: "stand below an item of another menu",
        wrong: "SELECT i.title AS label FROM menu_item i JOIN menu_item parent ON parent.id = i.parent_id \
                WHERE parent.menu_id <> i.menu_id",
    },
    Invariant {
        name: "cart lines",
        counted: ("cart_line", "lines"),
        complaint: "belong to a line of another cart, or to one that belongs to a third",
        wrong: "SELECT p.handle AS label FROM cart_line l JOIN cart_line above ON above.id = l.parent_id \
                JOIN variant v ON v.id = l.variant_id JOIN product p ON p.id = v.product_id \
                WHERE above.cart_id <> l.cart_id OR above.parent_id IS NOT NULL",
    },
    Invariant {
        name: "merged carts",
        counted: ("cart", "carts"),
        complaint: "still have what went into another cart",
        wrong: "SELECT p.handle AS label FROM cart c JOIN cart_line l ON l.cart_id = c.id \
                JOIN variant v ON v.id = l.variant_id JOIN product p ON p.id = v.product_id WHERE c.status = 'merged'",
    },
];

/// Looks at everything. The checks run one after the other: each may read a whole table.
pub async fn examine(shop: &Shop) -> Result<Vec<Check>, Fault> {
    let mut checks = vec![settings(shop).await];
    for invariant in INVARIANTS.iter().chain(&orders::INVARIANTS) {
        let finding = find(shop, invariant.wrong, invariant.counted, invariant.complaint).await?;
        checks.push(Check { name: invariant.name, finding });
    }
    let finding = find(shop, &tags(shop), ("tag", "tags"), "are not counted as often as products have them").await?;
    checks.push(Check { name: "tags", finding });
    checks.push(events(shop).await?);
    Ok(checks)
}

/// A shop that was never set up is the one thing without which nothing else makes sense.
async fn settings(shop: &Shop) -> Check {
    let finding = match shop.settings().await {
        Ok(settings) => Finding::Well(format!(
            "{}, {} market(s), {} location(s)",
            settings.shop.name,
            settings.markets.len(),
            settings.locations.len()
        )),
        Err(_) => Finding::Wrong("the shop was never set up: seed or import something".to_owned()),
    };
    Check { name: "settings", finding }
}

/// The tags that products have, against those that were counted. Each database unfolds JSON in its own words.
fn tags(shop: &Shop) -> String {
    let unfolded = match shop.database().backend() {
        DatabaseBackend::Postgres => "product, jsonb_array_elements_text(product.tags) AS each_tag (value)",
        _ => "product, json_each(product.tags) AS each_tag",
    };
    let had = format!(
        "SELECT each_tag.value AS name, COUNT(*) AS had FROM {unfolded} WHERE product.deleted_at IS NULL \
         GROUP BY each_tag.value"
    );
    format!(
        "SELECT h.name AS label FROM ({had}) h LEFT JOIN tag t ON t.name = h.name \
         WHERE t.name IS NULL OR t.product_count <> h.had \
         UNION ALL SELECT t.name FROM tag t LEFT JOIN ({had}) h ON h.name = t.name WHERE h.name IS NULL"
    )
}

/// Whether the feed of events can be read, and where its readers are.
async fn events(shop: &Shop) -> Result<Check, Fault> {
    feed::after(shop, feed::Position::default(), 1).await?;
    let events = count(shop, "outbox_event").await?;
    let readers = count(shop, "consumer_cursor").await?;
    Ok(Check { name: "events", finding: Finding::Well(format!("{events} recorded, {readers} reader(s)")) })
}

async fn find(shop: &Shop, wrong: &str, (table, things): (&str, &str), complaint: &str) -> Result<Finding, Fault> {
    let sql =
        format!("SELECT COUNT(*) OVER () AS total, label FROM ({wrong}) found ORDER BY label LIMIT {EXAMPLES_MAX}");
    let statement = Statement::from_string(shop.database().backend(), sql);
    let found = Wrong::find_by_statement(statement).all(shop.read()).await?;
    let Some(total) = found.first().map(|wrong| wrong.total) else {
        return Ok(Finding::Well(format!("{} {things}", count(shop, table).await?)));
    };
    let examples: Vec<_> = found.iter().map(|wrong| wrong.label.as_str()).collect();
    Ok(Finding::Wrong(format!("{total} {things} {complaint}: {}", examples.join(", "))))
}

async fn count(shop: &Shop, table: &str) -> Result<i64, Fault> {
    let statement = Statement::from_string(shop.database().backend(), format!("SELECT COUNT(*) AS total FROM {table}"));
    Ok(Count::find_by_statement(statement).one(shop.read()).await?.map(|count| count.total).unwrap_or_default())
}
