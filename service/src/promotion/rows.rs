//! A description as rows, and rows as a description.
use entity::{
    category, collection, customer, customer_group,
    ids::PromotionId,
    market, product, promotion, promotion_action, promotion_condition,
    promotion_condition::Kind as Asked,
    promotion_target,
    promotion_target::{Kind, Role},
    variant,
};
use sea_orm::{ColumnTrait, EntityTrait, PrimaryKeyTrait, QueryFilter, QuerySelect, Select, prelude::Uuid};

use super::terms::{Action, Conditions, Targets, Terms};
use crate::shop::{
    Unit,
    bulk::{self, KEYS_PER_LIST_MAX, OnConflict},
    fault::Fault,
};

/// Something that a description names and that does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no {kind} {id}")]
pub struct Missing {
    pub kind: &'static str,
    pub id: Uuid,
}

/// The discount's own row.
pub(super) fn promotion(unit: &Unit, id: PromotionId, is_automatic: bool, terms: &Terms) -> promotion::Model {
    promotion::Model {
        id,
        title: terms.title.trim().to_owned(),
        is_automatic,
        class: terms.class,
        status: promotion::Status::Draft,
        starts_at: terms.starts_at.unwrap_or(unit.now),
        ends_at: terms.ends_at,
        priority: terms.priority,
        is_exclusive: terms.is_exclusive,
        combines_with_product: terms.combines_with.product,
        combines_with_order: terms.combines_with.order,
        combines_with_shipping: terms.combines_with.shipping,
        currency: terms.currency.filter(|_| terms.has_amounts()),
        maximum_discount: terms.maximum_discount,
        usage_limit: terms.usage_limit,
        usage_limit_per_customer: terms.usage_limit_per_customer,
        used_count: 0,
        version: 1,
        created_at: unit.now,
        updated_at: unit.now,
        deleted_at: None,
    }
}

/// Writes what a discount asks, does and is about. There must be nothing of it yet.
pub(super) async fn put(unit: &Unit, id: PromotionId, terms: &Terms) -> Result<(), Fault> {
    bulk::insert::<promotion_condition::Entity>(unit, &conditions(unit, id, &terms.conditions), OnConflict::Fail)
        .await?;
    bulk::insert::<promotion_action::Entity>(unit, &[action(id, &terms.action)], OnConflict::Fail).await?;
    // A product that is named twice is meant once.
    bulk::insert::<promotion_target::Entity>(unit, &targets(unit, id, &terms.action), OnConflict::Keep).await
}

/// Takes away what [`put`] has written.
pub(super) async fn clear(unit: &Unit, id: PromotionId) -> Result<(), Fault> {
    let of_it = promotion_condition::Column::PromotionId.eq(id);
    promotion_condition::Entity::delete_many().filter(of_it).exec(&unit.tx).await?;
    promotion_action::Entity::delete_by_id(id).exec(&unit.tx).await?;
    let of_it = promotion_target::Column::PromotionId.eq(id);
    promotion_target::Entity::delete_many().filter(of_it).exec(&unit.tx).await?;
    Ok(())
}

fn conditions(unit: &Unit, promotion_id: PromotionId, asked: &Conditions) -> Vec<promotion_condition::Model> {
    let row = |kind| promotion_condition::Model {
        id: unit.new_id(),
        promotion_id,
        kind,
        amount: None,
        resource_id: None,
        country: None,
    };
    let amount = |kind, amount| promotion_condition::Model { amount: Some(amount), ..row(kind) };
    let resource = |kind, id: Uuid| promotion_condition::Model { resource_id: Some(id), ..row(kind) };
    let mut rows = Vec::new();
    rows.extend(asked.subtotal_at_least.map(|least| amount(Asked::SubtotalAtLeast, least.0)));
    rows.extend(asked.quantity_at_least.map(|least| amount(Asked::QuantityAtLeast, least)));
    rows.extend(asked.is_first_order.then(|| row(Asked::FirstOrder)));
    rows.extend(asked.customers.iter().map(|id| resource(Asked::Customer, id.0)));
    rows.extend(asked.groups.iter().map(|id| resource(Asked::CustomerGroup, id.0)));
    rows.extend(asked.markets.iter().map(|id| resource(Asked::Market, id.0)));
    let countries = asked.countries.iter();
    rows.extend(countries.map(|country| promotion_condition::Model { country: Some(*country), ..row(Asked::Country) }));
    rows
}

fn action(promotion_id: PromotionId, action: &Action) -> promotion_action::Model {
    use promotion_action::Kind;
    let row = |kind| promotion_action::Model {
        promotion_id,
        kind,
        rate: None,
        amount: None,
        is_per_unit: false,
        buy_quantity: None,
        get_quantity: None,
        uses_per_order_max: None,
    };
    match action {
        Action::Percentage { rate, .. } => {
            promotion_action::Model { rate: Some(rate.normalize().to_string()), ..row(Kind::Percentage) }
        }
        Action::FixedAmount { amount, is_per_unit, .. } => {
            promotion_action::Model { amount: Some(*amount), is_per_unit: *is_per_unit, ..row(Kind::FixedAmount) }
        }
        Action::FixedPrice { amount, .. } => {
            promotion_action::Model { amount: Some(*amount), is_per_unit: true, ..row(Kind::FixedPrice) }
        }
        Action::FreeShipping => row(Kind::FreeShipping),
        Action::BuyXGetY { buy_quantity, get_quantity, rate, uses_per_order_max, .. } => promotion_action::Model {
            rate: Some(rate.normalize().to_string()),
            buy_quantity: Some(*buy_quantity),
            get_quantity: Some(*get_quantity),
            uses_per_order_max: *uses_per_order_max,
            ..row(Kind::BuyXGetY)
        },
        Action::Gift { quantity, .. } => promotion_action::Model { get_quantity: Some(*quantity), ..row(Kind::Gift) },
    }
}

fn targets(unit: &Unit, promotion_id: PromotionId, action: &Action) -> Vec<promotion_target::Model> {
    let row =
        |role, kind, resource_id| promotion_target::Model { id: unit.new_id(), promotion_id, role, kind, resource_id };
    let all = |role, targets: &Targets| {
        let mut rows = Vec::with_capacity(targets.len());
        rows.extend(targets.products.iter().map(|id| row(role, Kind::Product, id.0)));
        rows.extend(targets.variants.iter().map(|id| row(role, Kind::Variant, id.0)));
        rows.extend(targets.collections.iter().map(|id| row(role, Kind::Collection, id.0)));
        rows.extend(targets.categories.iter().map(|id| row(role, Kind::Category, id.0)));
        rows
    };
    match action {
        Action::Percentage { of, .. } | Action::FixedAmount { of, .. } | Action::FixedPrice { of, .. } => {
            all(Role::Entitled, of)
        }
        Action::FreeShipping => Vec::new(),
        Action::BuyXGetY { buy, get, .. } => {
            let mut rows = all(Role::Buy, buy);
            rows.extend(all(Role::Get, get));
            rows
        }
        Action::Gift { variants, .. } => variants.iter().map(|id| row(Role::Get, Kind::Variant, id.0)).collect(),
    }
}

/// The first thing that is named and does not exist. What is removed later is simply never bought again.
pub(super) async fn missing(unit: &Unit, terms: &Terms) -> Result<Option<Missing>, Fault> {
    let named: Vec<&Targets> = match &terms.action {
        Action::Percentage { of, .. } | Action::FixedAmount { of, .. } | Action::FixedPrice { of, .. } => vec![of],
        Action::BuyXGetY { buy, get, .. } => vec![buy, get],
        Action::FreeShipping | Action::Gift { .. } => Vec::new(),
    };
    let mut variants: Vec<Uuid> = named.iter().flat_map(|of| &of.variants).map(|id| id.0).collect();
    if let Action::Gift { variants: gifts, .. } = &terms.action {
        variants.extend(gifts.iter().map(|id| id.0));
    }
    let products = named.iter().flat_map(|of| &of.products).map(|id| id.0).collect();
    let collections = named.iter().flat_map(|of| &of.collections).map(|id| id.0).collect();
    let categories = named.iter().flat_map(|of| &of.categories).map(|id| id.0).collect();
    let asked = &terms.conditions;
    let customers = asked.customers.iter().map(|id| id.0).collect();
    let groups = asked.groups.iter().map(|id| id.0).collect();
    let markets = asked.markets.iter().map(|id| id.0).collect();

    let there = product::Entity::find().filter(product::Column::DeletedAt.is_null());
    let missing = first_missing(unit, "product", there, product::Column::Id, products).await?;
    if missing.is_some() {
        return Ok(missing);
    }
    let there = variant::Entity::find().filter(variant::Column::DeletedAt.is_null());
    let missing = first_missing(unit, "variant", there, variant::Column::Id, variants).await?;
    if missing.is_some() {
        return Ok(missing);
    }
    let there = collection::Entity::find().filter(collection::Column::DeletedAt.is_null());
    let missing = first_missing(unit, "collection", there, collection::Column::Id, collections).await?;
    if missing.is_some() {
        return Ok(missing);
    }
    let missing = first_missing(unit, "category", category::Entity::find(), category::Column::Id, categories).await?;
    if missing.is_some() {
        return Ok(missing);
    }
    let there = customer::Entity::find().filter(customer::Column::DeletedAt.is_null());
    let missing = first_missing(unit, "customer", there, customer::Column::Id, customers).await?;
    if missing.is_some() {
        return Ok(missing);
    }
    let there = customer_group::Entity::find();
    let missing = first_missing(unit, "customer group", there, customer_group::Column::Id, groups).await?;
    if missing.is_some() {
        return Ok(missing);
    }
    first_missing(unit, "market", market::Entity::find(), market::Column::Id, markets).await
}

async fn first_missing<E>(
    unit: &Unit,
    kind: &'static str,
    there: Select<E>,
    id: E::Column,
    mut named: Vec<Uuid>,
) -> Result<Option<Missing>, Fault>
where
    E: EntityTrait,
    E::PrimaryKey: PrimaryKeyTrait,
{
    named.sort_unstable();
    named.dedup();
    for named in named.chunks(KEYS_PER_LIST_MAX) {
        let select = there.clone().select_only().column(id).filter(id.is_in(named.iter().copied()));
        let found: Vec<Uuid> = select.into_tuple().all(&unit.tx).await?;
        if let Some(id) = named.iter().find(|id| !found.contains(id)) {
            return Ok(Some(Missing { kind, id: *id }));
        }
    }
    Ok(None)
}
