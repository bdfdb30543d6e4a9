//! Writing a batch of past orders, in one unit.
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use entity::{
    customer, fulfilment, fulfilment_line,
    ids::{CustomerId, LocationId, ProductId, VariantId},
    money::Currency,
    order_allocation, order_line, sales_order, variant,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DerivePartialModel, EntityTrait, QueryFilter, QuerySelect, Statement, Value,
};

use super::{
    HistoryError, HistoryOptions, Report,
    read::{Batch, PastOrder, Rejected},
    rows::{self, Known, Rows},
};
use crate::{
    event::{self, Event},
    inventory::{fulfilment::Parcel, past_sale},
    order::{
        confirm,
        timeline::{self, Happening},
    },
    payment::past,
    shop::{
        Shop, Unit,
        bulk::{self, KEYS_PER_LIST_MAX, OnConflict},
        fault::Fault,
        settings::{Market, Settings},
    },
};

/// Who brings them, in ledgers and timelines.
pub(super) const ACTOR: &str = "import";

/// The shop that orders are brought into.
pub(super) struct Ground {
    pub(super) settings: Arc<Settings>,
    pub(super) market: Arc<Market>,
    pub(super) location: LocationId,
    pub(super) currency: Currency,
}

impl Ground {
    pub(super) async fn of(shop: &Shop, options: &HistoryOptions) -> Result<Self, HistoryError> {
        let settings = shop.settings().await?;
        let market = settings.primary_market().cloned();
        let market = market.ok_or_else(|| Fault::broken("the shop has no primary market"))?;
        let currency = market.price_list.currency;
        if let Some(asked) = options.currency.filter(|asked| *asked != currency) {
            return Err(HistoryError::OtherCurrency { shop: currency, asked });
        }
        let location = match &options.location {
            None => settings.locations.first().map(|location| location.id),
            Some(name) => {
                let is_meant = |text: &str| text.eq_ignore_ascii_case(name.trim());
                let found = settings.locations.iter().find(|found| is_meant(&found.code) || is_meant(&found.name));
                Some(found.ok_or_else(|| HistoryError::UnknownLocation(name.clone()))?.id)
            }
        };
        let location = location.ok_or_else(|| Fault::broken("the shop has no location"))?;
        Ok(Self { settings, market, location, currency })
    }
}

/// Writes batches, and remembers the goods it has met.
pub(super) struct Writer<'a> {
    shop: &'a Shop,
    ground: Ground,
    /// By SKU. Bounded by the catalogue.
    goods: HashMap<String, Option<Known>>,
}

#[derive(DerivePartialModel)]
#[sea_orm(entity = "variant::Entity")]
struct Found {
    id: VariantId,
    product_id: ProductId,
    sku: Option<String>,
    option1: String,
    option2: String,
    option3: String,
    requires_shipping: bool,
    is_tracked: bool,
}

/// What a unit works on.
struct Work<'a> {
    ground: &'a Ground,
    goods: &'a HashMap<String, Option<Known>>,
    orders: &'a [PastOrder],
}

/// What a unit did.
#[derive(Default)]
struct Done {
    written: Vec<sales_order::Model>,
    lines: u64,
    units: i64,
    known: u64,
    rejected: Vec<Rejected>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(shop: &'a Shop, ground: Ground) -> Self {
        Self { shop, ground, goods: HashMap::new() }
    }

    pub(super) async fn write(&mut self, batch: Batch, report: &mut Report) -> Result<(), HistoryError> {
        self.meet(&batch.orders).await?;
        let work = Work { ground: &self.ground, goods: &self.goods, orders: &batch.orders };
        let done = self.shop.write(&work, write_all).await?;
        report.rows = batch.progress.rows;
        report.orders += done.written.len() as u64;
        report.revenue += done.written.iter().map(|order| order.total).sum();
        report.lines += done.lines;
        report.units += done.units;
        report.known += done.known;
        report.reject(batch.rejected.into_iter().chain(done.rejected));
        Ok(())
    }

    /// Looks up the goods that were not met before.
    async fn meet(&mut self, orders: &[PastOrder]) -> Result<(), Fault> {
        let skus = orders.iter().flat_map(|order| &order.lines).map(|line| &line.sku);
        let new: BTreeSet<&String> = skus.filter(|sku| !self.goods.contains_key(*sku)).collect();
        let new: Vec<String> = new.into_iter().cloned().collect();
        let db = self.shop.database().current();
        for skus in new.chunks(KEYS_PER_LIST_MAX) {
            let found: Vec<Found> = variant::Entity::find()
                .filter(variant::Column::Sku.is_in(skus))
                .filter(variant::Column::DeletedAt.is_null())
                .into_partial_model()
                .all(db)
                .await?;
            let products: Vec<_> = found.iter().map(|found| found.product_id).collect();
            let titles: HashMap<ProductId, String> = entity::product::Entity::find()
                .select_only()
                .column(entity::product::Column::Id)
                .column(entity::product::Column::Title)
                .filter(entity::product::Column::Id.is_in(products))
                .into_tuple()
                .all(db)
                .await?
                .into_iter()
                .collect();
            self.goods.extend(skus.iter().map(|sku| (sku.clone(), None)));
            for found in found {
                let Some(sku) = found.sku.clone() else { continue };
                let options = [found.option1, found.option2, found.option3];
                let options: Vec<_> = options.into_iter().filter(|option| !option.is_empty()).collect();
                let known = Known {
                    variant: found.id,
                    product: found.product_id,
                    title: titles.get(&found.product_id).cloned().unwrap_or_default(),
                    variant_title: options.join(" / "),
                    requires_shipping: found.requires_shipping,
                    is_tracked: found.is_tracked,
                };
                self.goods.insert(sku, Some(known));
            }
        }
        Ok(())
    }
}

async fn write_all(unit: &Unit, work: &Work<'_>) -> Result<Done, Fault> {
    let known = known(unit, work.orders).await?;
    let mut done = Done::default();
    let mut fresh = Vec::with_capacity(work.orders.len());
    for order in work.orders {
        if known.contains(&order.id) {
            done.known += 1;
        } else if let Some(missing) = order.lines.iter().find(|line| good(work, &line.sku).is_none()) {
            let reason = format!("there is nothing with the SKU {:?} in the catalogue", missing.sku);
            done.rejected.push(Rejected { line: order.line, order: order.id.clone(), reason });
        } else {
            fresh.push(order);
        }
    }
    let fresh = take_goods(unit, work, fresh, &mut done).await?;
    if fresh.is_empty() {
        return Ok(done);
    }
    let first = numbers(unit, fresh.len()).await?;
    let rows = rows::of(unit, work.ground, &fresh, first, |sku| good(work, sku))?;
    insert(unit, &rows).await?;
    done.lines = rows.lines.len() as u64;
    done.units = rows.lines.iter().map(|line| i64::from(line.quantity)).sum();
    done.written = rows.orders;
    Ok(done)
}

fn good<'w>(work: &Work<'w>, sku: &str) -> Option<&'w Known> {
    work.goods.get(sku).and_then(Option::as_ref)
}

/// The ids of those that are here already.
async fn known(unit: &Unit, orders: &[PastOrder]) -> Result<HashSet<String>, Fault> {
    let ids: Vec<_> = orders.iter().map(|order| order.id.as_str()).collect();
    let found: Vec<Option<String>> = sales_order::Entity::find()
        .select_only()
        .column(sales_order::Column::ExternalId)
        .filter(sales_order::Column::ExternalId.is_in(ids))
        .into_tuple()
        .all(&unit.tx)
        .await?;
    Ok(found.into_iter().flatten().collect())
}

/// Takes the goods off the shelf. An order whose goods are not there is left out.
async fn take_goods<'o>(
    unit: &Unit,
    work: &Work<'_>,
    orders: Vec<&'o PastOrder>,
    done: &mut Done,
) -> Result<Vec<&'o PastOrder>, Fault> {
    let parcel = |order: &&PastOrder| {
        let units = order
            .lines
            .iter()
            .filter_map(|line| Some((good(work, &line.sku)?.variant, work.ground.location, i64::from(line.quantity))));
        Parcel { units: units.collect(), reference: order.id.clone(), actor: ACTOR.to_owned() }
    };
    let parcels: Vec<_> = orders.iter().map(parcel).collect();
    let outcomes = past_sale::take(unit, &parcels).await?;
    let mut taken = Vec::with_capacity(orders.len());
    for (order, outcome) in orders.into_iter().zip(outcomes) {
        match outcome {
            Ok(()) => taken.push(order),
            Err(error) => {
                let reason = error.to_string();
                done.rejected.push(Rejected { line: order.line, order: order.id.clone(), reason });
            }
        }
    }
    Ok(taken)
}

/// The first of so many order numbers.
async fn numbers(unit: &Unit, count: usize) -> Result<i64, Fault> {
    let count = i64::try_from(count).map_err(|error| Fault::other("numbering orders", error))?;
    Ok(confirm::next_of(unit, count).await? - count + 1)
}

async fn insert(unit: &Unit, rows: &Rows) -> Result<(), Fault> {
    bulk::insert::<customer::Entity>(unit, &rows.customers, OnConflict::Keep).await?;
    bulk::insert::<sales_order::Entity>(unit, &rows.orders, OnConflict::Fail).await?;
    bulk::insert::<order_line::Entity>(unit, &rows.lines, OnConflict::Fail).await?;
    bulk::insert::<order_allocation::Entity>(unit, &rows.allocations, OnConflict::Fail).await?;
    bulk::insert::<fulfilment::Entity>(unit, &rows.fulfilments, OnConflict::Fail).await?;
    bulk::insert::<fulfilment_line::Entity>(unit, &rows.sent, OnConflict::Fail).await?;
    past::paid(unit, &rows.orders, ACTOR).await?;
    timeline::record_each(unit, rows.orders.iter().map(|order| (order.id, Happening::Placed)), ACTOR).await?;
    count_orders(unit, rows.customers.iter().map(|customer| customer.id)).await?;
    event::record(unit, rows.orders.iter().map(|order| Event::OrderConfirmed(order.id))).await
}

/// How many orders customers have, counted anew.
async fn count_orders(unit: &Unit, customers: impl Iterator<Item = CustomerId>) -> Result<(), Fault> {
    let values: Vec<Value> = customers.map(Value::from).collect();
    if values.is_empty() {
        return Ok(());
    }
    let places: Vec<_> = (1..=values.len()).map(|place| format!("${place}")).collect();
    let sql = format!(
        "UPDATE customer SET order_count = (SELECT COUNT(*) FROM sales_order o WHERE o.customer_id = customer.id \
         AND o.number IS NOT NULL AND o.status NOT IN ('cancelled', 'expired')) WHERE id IN ({})",
        places.join(", ")
    );
    unit.tx.execute_raw(Statement::from_sql_and_values(unit.backend(), sql, values)).await?;
    Ok(())
}
