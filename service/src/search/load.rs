//! Reads what products, many at once, are indexed by: a fixed number of statements for any number.
use std::collections::HashMap;

use entity::{
    ids::{CategoryId, ProductId},
    strings::Strings,
};
use sea_orm::{DatabaseBackend, FromQueryResult, Statement, Value, prelude::DateTimeUtc};
use uuid::Uuid;

use super::{
    assemble::{CollectionRow, MetafieldRow, OptionRow, PriceRow, Sources, StockRow, TranslationRow, VariantRow},
    source::ProductSource,
};
use crate::{
    inventory::availability,
    shop::{Shop, fault::Fault},
};

/// Products read together.
pub(super) const PRODUCTS_PER_READ: usize = 500;

/// Which products.
pub(super) enum Scope {
    Ids(Vec<Uuid>),
    /// The ids behind the first up to and with the second.
    Between(Uuid, Uuid),
}

impl Scope {
    /// The condition on a column, and its values: the only ones of their statement.
    fn holds(&self, backend: DatabaseBackend, column: &str) -> (String, Vec<Value>) {
        // SQLite takes `$1` for a name, and looks for each among all the others.
        let place = |at: usize| if backend == DatabaseBackend::Sqlite { "?".to_owned() } else { format!("${at}") };
        match self {
            Self::Ids(ids) => {
                let places: Vec<_> = (1..=ids.len()).map(place).collect();
                let values = ids.iter().map(|id| Value::from(*id)).collect();
                (format!("{column} IN ({})", places.join(", ")), values)
            }
            Self::Between(after, to) => {
                let values = vec![Value::from(*after), Value::from(*to)];
                (format!("{column} > {} AND {column} <= {}", place(1), place(2)), values)
            }
        }
    }
}

/// Reads sources, and remembers the category tree meanwhile.
pub(super) struct Loader<'a> {
    shop: &'a Shop,
    parents: Option<HashMap<CategoryId, Option<CategoryId>>>,
}

/// Levels of the category tree that are looked up.
const CATEGORY_DEPTH_MAX: usize = 16;

#[derive(FromQueryResult)]
struct ProductRow {
    id: ProductId,
    handle: String,
    title: String,
    sort_title: String,
    body_html: String,
    vendor: String,
    product_type: String,
    category_id: Option<CategoryId>,
    tags: Strings,
    published_at: DateTimeUtc,
    units_sold: i64,
    created_at: DateTimeUtc,
    updated_at: DateTimeUtc,
}

#[derive(FromQueryResult)]
struct CategoryRow {
    id: CategoryId,
    parent_id: Option<CategoryId>,
}

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

const VISIBLE: &str = "status = 'active' AND deleted_at IS NULL AND published_at IS NOT NULL";

impl<'a> Loader<'a> {
    pub(super) fn new(shop: &'a Shop) -> Self {
        Self { shop, parents: None }
    }

    /// The products of a scope that may ever be seen.
    pub(super) async fn products(&mut self, scope: &Scope) -> Result<Vec<ProductSource>, Fault> {
        let shop = self.shop;
        let rows: Vec<ProductRow> = read(shop, scope, "id", |holds| {
            format!(
                "SELECT id, handle, title, sort_title, body_html, vendor, product_type, category_id, tags, \
                 published_at, units_sold, created_at, updated_at FROM product WHERE {holds} AND {VISIBLE}"
            )
        })
        .await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        self.read_categories(rows.iter().any(|row| row.category_id.is_some())).await?;
        let mut sources = Sources::new(rows.into_iter().map(|row| self.source(row)).collect());
        sources.add_options(options(shop, scope).await?);
        sources.add_variants(variants(shop, scope).await?);
        sources.add_prices(prices(shop, scope).await?);
        sources.add_stock(stock(shop, scope).await?);
        sources.add_collections(collections(shop, scope).await?);
        sources.add_metafields(metafields(shop, scope).await?);
        sources.add_translations(translations(shop, scope).await?);
        Ok(sources.into_products())
    }

    fn source(&self, row: ProductRow) -> ProductSource {
        ProductSource {
            id: row.id,
            handle: row.handle,
            title: row.title,
            sort_title: row.sort_title,
            body_html: row.body_html,
            vendor: row.vendor,
            product_type: row.product_type,
            categories: self.with_ancestors(row.category_id),
            tags: row.tags.0,
            published_at: row.published_at,
            units_sold: row.units_sold,
            created_at: row.created_at,
            updated_at: row.updated_at,
            options: Default::default(),
            variants: Vec::new(),
            collections: Vec::new(),
            metafields: Vec::new(),
            translations: Vec::new(),
        }
    }

    async fn read_categories(&mut self, are_needed: bool) -> Result<(), Fault> {
        if self.parents.is_none() && are_needed {
            let statement =
                Statement::from_string(self.shop.database().backend(), "SELECT id, parent_id FROM category");
            let rows = CategoryRow::find_by_statement(statement).all(self.shop.database().current()).await?;
            self.parents = Some(rows.into_iter().map(|row| (row.id, row.parent_id)).collect());
        }
        Ok(())
    }

    fn with_ancestors(&self, category: Option<CategoryId>) -> Vec<CategoryId> {
        let parent = |id: &CategoryId| self.parents.as_ref().and_then(|parents| *parents.get(id)?);
        std::iter::successors(category, parent).take(CATEGORY_DEPTH_MAX).collect()
    }

    /// The next ids of products that may be seen, behind one.
    pub(super) async fn next_ids(&self, after: Uuid) -> Result<Vec<Uuid>, Fault> {
        let sql = format!("SELECT id FROM product WHERE id > $1 AND {VISIBLE} ORDER BY id LIMIT {PRODUCTS_PER_READ}");
        let statement = Statement::from_sql_and_values(self.shop.database().backend(), sql, [after.into()]);
        let rows = IdRow::find_by_statement(statement).all(self.shop.database().current()).await?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }

    /// How many products may be seen.
    pub(super) async fn count(&self) -> Result<u64, Fault> {
        #[derive(FromQueryResult)]
        struct Count {
            count: i64,
        }
        let sql = format!("SELECT COUNT(*) AS count FROM product WHERE {VISIBLE}");
        let statement = Statement::from_string(self.shop.database().backend(), sql);
        let row = Count::find_by_statement(statement).one(self.shop.database().current()).await?;
        Ok(row.and_then(|row| u64::try_from(row.count).ok()).unwrap_or_default())
    }

    /// The products of a collection that may be seen, with their places in it.
    pub(super) async fn members(&self, collection: Uuid) -> Result<HashMap<Uuid, i64>, Fault> {
        let sql = format!(
            "SELECT c.product_id, c.collection_id, c.position FROM collection_product c \
             JOIN product p ON p.id = c.product_id WHERE c.collection_id = $1 AND {VISIBLE}"
        );
        let statement = Statement::from_sql_and_values(self.shop.database().backend(), sql, [collection.into()]);
        let rows = CollectionRow::find_by_statement(statement).all(self.shop.database().current()).await?;
        Ok(rows.into_iter().map(|row| (row.product_id.0, row.position)).collect())
    }
}

async fn read<R: FromQueryResult>(
    shop: &Shop,
    scope: &Scope,
    column: &str,
    sql: impl FnOnce(String) -> String,
) -> Result<Vec<R>, Fault> {
    let backend = shop.database().backend();
    let (holds, values) = scope.holds(backend, column);
    let statement = Statement::from_sql_and_values(backend, sql(holds), values);
    Ok(R::find_by_statement(statement).all(shop.database().current()).await?)
}

async fn options(shop: &Shop, scope: &Scope) -> Result<Vec<OptionRow>, Fault> {
    read(shop, scope, "product_id", |holds| {
        format!("SELECT product_id, position, name FROM product_option WHERE {holds}")
    })
    .await
}

async fn variants(shop: &Shop, scope: &Scope) -> Result<Vec<VariantRow>, Fault> {
    read(shop, scope, "product_id", |holds| {
        format!(
            "SELECT id, product_id, option1, option2, option3, sku, barcode, is_tracked, inventory_policy \
             FROM variant WHERE {holds} AND deleted_at IS NULL ORDER BY product_id, position, id"
        )
    })
    .await
}

async fn prices(shop: &Shop, scope: &Scope) -> Result<Vec<PriceRow>, Fault> {
    read(shop, scope, "v.product_id", |holds| {
        format!(
            "SELECT v.product_id, p.variant_id, p.price_list_id, p.amount FROM variant v \
             JOIN price p ON p.variant_id = v.id WHERE {holds} AND v.deleted_at IS NULL AND p.min_quantity = 1"
        )
    })
    .await
}

/// What is free at each level. A location that owes more than it has takes nothing from the others.
async fn stock(shop: &Shop, scope: &Scope) -> Result<Vec<StockRow>, Fault> {
    let backend = shop.database().backend();
    let (holds, mut values) = scope.holds(backend, "v.product_id");
    values.push(shop.now().into());
    // Last in the statement, because SQLite counts its places there.
    let now = if backend == DatabaseBackend::Sqlite { "?".to_owned() } else { format!("${}", values.len()) };
    let free = availability::free("level", &now);
    let sql = format!(
        "WITH level AS (SELECT v.product_id, s.* FROM variant v JOIN stock_level s ON s.variant_id = v.id \
         WHERE {holds} AND v.deleted_at IS NULL AND v.is_tracked) \
         SELECT product_id, variant_id, location_id, free FROM \
         (SELECT level.*, {free} AS free FROM level) free_level WHERE free > 0"
    );
    let statement = Statement::from_sql_and_values(backend, sql, values);
    Ok(StockRow::find_by_statement(statement).all(shop.database().current()).await?)
}

async fn collections(shop: &Shop, scope: &Scope) -> Result<Vec<CollectionRow>, Fault> {
    read(shop, scope, "product_id", |holds| {
        format!("SELECT product_id, collection_id, position FROM collection_product WHERE {holds}")
    })
    .await
}

async fn metafields(shop: &Shop, scope: &Scope) -> Result<Vec<MetafieldRow>, Fault> {
    let mut rows: Vec<MetafieldRow> = read(shop, scope, "owner_id", |holds| {
        format!(
            "SELECT owner_id AS product_id, FALSE AS of_variant, namespace, key, type AS type_name, value \
             FROM metafield WHERE {holds} AND owner_type = 'product'"
        )
    })
    .await?;
    let of_variants = read(shop, scope, "v.product_id", |holds| {
        format!(
            "SELECT v.product_id, TRUE AS of_variant, m.namespace, m.key, m.type AS type_name, m.value \
             FROM variant v JOIN metafield m ON m.owner_id = v.id \
             WHERE {holds} AND v.deleted_at IS NULL AND m.owner_type = 'variant'"
        )
    });
    rows.extend(of_variants.await?);
    Ok(rows)
}

/// Titles and bodies in other languages.
pub(super) async fn translations(shop: &Shop, scope: &Scope) -> Result<Vec<TranslationRow>, Fault> {
    read(shop, scope, "owner_id", |holds| {
        format!(
            "SELECT owner_id, language, field, value FROM translation \
             WHERE {holds} AND field IN ('title', 'body_html') ORDER BY owner_id, language, field"
        )
    })
    .await
}
