//! Discounts, from rows to rules.
use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    str::FromStr,
    sync::Arc,
};

use chrono::{DateTime, Utc};
use entity::{
    ids::{CategoryId, CollectionId, CustomerGroupId, CustomerId, MarketId, ProductId, PromotionId, VariantId},
    money::Minor,
    promotion::{self, Class, Status},
    promotion_action::{self, Kind},
    promotion_condition::{self, Kind as Asked},
    promotion_target::{self, Kind as Named, Role},
};
use rust_decimal::Decimal;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
    sea_query::{ExprTrait, SimpleExpr},
};

use super::PROMOTIONS_ACTIVE_MAX;
use crate::{
    pricing::promotion::{
        Action, BuyGet, Combines, Conditions, OrderAction, ProductAction, Promotion, Reward, ShippingAction, TargetSet,
        Targets,
    },
    shop::{Unit, fault::Fault},
};

/// Products, customers and so on that all active discounts name together: what is kept in memory stays small.
pub(super) const NAMED_MAX: u64 = 100_000;

/// Discounts that apply, or will.
fn active(now: DateTime<Utc>) -> Select<promotion::Entity> {
    let lasts = promotion::Column::EndsAt.is_null().or(promotion::Column::EndsAt.gt(now));
    promotion::Entity::find()
        .filter(promotion::Column::Status.eq(Status::Active))
        .filter(promotion::Column::DeletedAt.is_null())
        .filter(lasts)
}

/// `column IN (…)` of the discounts above.
fn of_active(column: impl ColumnTrait, now: DateTime<Utc>) -> SimpleExpr {
    column.in_subquery(active(now).select_only().column(promotion::Column::Id).into_query())
}

/// Whether there is more than can be kept.
pub(super) async fn is_crowded(unit: &Unit) -> Result<bool, Fault> {
    if active(unit.now).count(&unit.tx).await? > PROMOTIONS_ACTIVE_MAX {
        return Ok(true);
    }
    let targets = promotion_target::Entity::find()
        .filter(of_active(promotion_target::Column::PromotionId, unit.now))
        .count(&unit.tx)
        .await?;
    let conditions = promotion_condition::Entity::find()
        .filter(of_active(promotion_condition::Column::PromotionId, unit.now))
        .count(&unit.tx)
        .await?;
    Ok(targets + conditions > NAMED_MAX)
}

/// All that apply or will: one statement for each table.
pub(super) async fn read(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<Arc<Promotion>>, Fault> {
    let promotions = active(now).order_by_asc(promotion::Column::Id).all(db).await?;
    let actions =
        promotion_action::Entity::find().filter(of_active(promotion_action::Column::PromotionId, now)).all(db).await?;
    let conditions = promotion_condition::Entity::find()
        .filter(of_active(promotion_condition::Column::PromotionId, now))
        .all(db)
        .await?;
    let targets =
        promotion_target::Entity::find().filter(of_active(promotion_target::Column::PromotionId, now)).all(db).await?;
    let mut actions: HashMap<_, _> = actions.into_iter().map(|action| (action.promotion_id, action)).collect();
    let mut conditions = grouped(conditions, |row| row.promotion_id);
    let mut targets = grouped(targets, |row| row.promotion_id);
    let mut rules = Vec::with_capacity(promotions.len());
    for row in promotions {
        let action = actions.remove(&row.id).ok_or_else(|| wrong(row.id))?;
        let asked = conditions.remove(&row.id).unwrap_or_default();
        let about = targets.remove(&row.id).unwrap_or_default();
        rules.push(Arc::new(rule(row, &action, &asked, &about)?));
    }
    Ok(rules)
}

fn rule(
    row: promotion::Model,
    action: &promotion_action::Model,
    asked: &[promotion_condition::Model],
    about: &[promotion_target::Model],
) -> Result<Promotion, Fault> {
    let conditions = conditions(asked);
    // There is one first order: whoever has one under way has used it, also before it has its number.
    // `promotion::redemption` counts by the same rule.
    let usage_limit_per_customer = if conditions.is_first_order { Some(1) } else { row.usage_limit_per_customer };
    Ok(Promotion {
        id: row.id,
        action: act(row.class, action, about)?,
        title: row.title,
        is_automatic: row.is_automatic,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        priority: row.priority,
        combines: Combines {
            is_exclusive: row.is_exclusive,
            with_product: row.combines_with_product,
            with_order: row.combines_with_order,
            with_shipping: row.combines_with_shipping,
        },
        currency: row.currency,
        maximum_discount: row.maximum_discount,
        usage_limit: row.usage_limit,
        usage_limit_per_customer,
        entitled: goods(about, Role::Entitled),
        conditions,
    })
}

fn conditions(asked: &[promotion_condition::Model]) -> Conditions {
    let mut conditions = Conditions::default();
    for row in asked {
        match row.kind {
            Asked::SubtotalAtLeast => conditions.subtotal_at_least = row.amount.map(Minor),
            Asked::QuantityAtLeast => conditions.quantity_at_least = row.amount,
            Asked::FirstOrder => conditions.is_first_order = true,
            Asked::Customer => conditions.customers.extend(row.resource_id.map(CustomerId)),
            Asked::CustomerGroup => conditions.groups.extend(row.resource_id.map(CustomerGroupId)),
            Asked::Market => conditions.markets.extend(row.resource_id.map(MarketId)),
            Asked::Country => conditions.countries.extend(row.country),
        }
    }
    conditions
}

fn act(class: Class, action: &promotion_action::Model, about: &[promotion_target::Model]) -> Result<Action, Fault> {
    let broken = || wrong(action.promotion_id);
    let rate = || action.rate.as_deref().and_then(|rate| Decimal::from_str(rate).ok()).ok_or_else(broken);
    let amount = || action.amount.ok_or_else(broken);
    let units = |units: Option<i32>| units.and_then(|units| u32::try_from(units).ok()).ok_or_else(broken);
    Ok(match (class, action.kind) {
        (Class::Product, Kind::Percentage) => Action::Product(ProductAction::Percentage { rate: rate()? }),
        (Class::Product, Kind::FixedAmount) if action.is_per_unit => {
            Action::Product(ProductAction::AmountEach { amount: amount()? })
        }
        (Class::Product, Kind::FixedAmount) => Action::Product(ProductAction::AmountAcross { amount: amount()? }),
        (Class::Product, Kind::FixedPrice) => Action::Product(ProductAction::FixedPrice { price: amount()? }),
        (Class::Product, Kind::BuyXGetY) => Action::Product(ProductAction::BuyGet(BuyGet {
            buys: goods(about, Role::Buy),
            buy_quantity: units(action.buy_quantity)?,
            gets: goods(about, Role::Get),
            get_quantity: units(action.get_quantity)?,
            reward: match action.amount {
                Some(amount) => Reward::AmountOff { amount },
                None => Reward::Percentage { rate: rate()? },
            },
            uses_per_order_max: action.uses_per_order_max.map(|uses| units(Some(uses))).transpose()?,
        })),
        (Class::Product, Kind::Gift) => Action::Product(ProductAction::Gift {
            items: goods(about, Role::Get),
            quantity: units(action.get_quantity)?,
        }),
        (Class::Order, Kind::Percentage) => Action::Order(OrderAction::Percentage { rate: rate()? }),
        (Class::Order, Kind::FixedAmount) => Action::Order(OrderAction::Amount { amount: amount()? }),
        (Class::Shipping, Kind::FreeShipping) => Action::Shipping(ShippingAction::Free),
        (Class::Shipping, Kind::Percentage) => Action::Shipping(ShippingAction::Percentage { rate: rate()? }),
        (Class::Shipping, Kind::FixedAmount) => Action::Shipping(ShippingAction::Amount { amount: amount()? }),
        (Class::Shipping, Kind::FixedPrice) => Action::Shipping(ShippingAction::FixedPrice { price: amount()? }),
        (Class::Product, Kind::FreeShipping)
        | (Class::Order, Kind::FixedPrice | Kind::FreeShipping | Kind::BuyXGetY | Kind::Gift)
        | (Class::Shipping, Kind::BuyXGetY | Kind::Gift) => return Err(broken()),
    })
}

/// The goods that are named on one side. Entitled is everything when nothing is named.
fn goods(about: &[promotion_target::Model], role: Role) -> Targets {
    let mut set = TargetSet::default();
    let mut named = about.iter().filter(|row| row.role == role).peekable();
    if named.peek().is_none() && role == Role::Entitled {
        return Targets::Everything;
    }
    for row in named {
        match row.kind {
            Named::Product => insert(&mut set.products, ProductId(row.resource_id)),
            Named::Variant => insert(&mut set.variants, VariantId(row.resource_id)),
            Named::Collection => insert(&mut set.collections, CollectionId(row.resource_id)),
            Named::Category => insert(&mut set.categories, CategoryId(row.resource_id)),
        }
    }
    Targets::Only(set)
}

fn insert<T: Hash + Eq>(set: &mut HashSet<T>, item: T) {
    set.insert(item);
}

fn grouped<T>(rows: Vec<T>, key: impl Fn(&T) -> PromotionId) -> HashMap<PromotionId, Vec<T>> {
    let mut groups = HashMap::<_, Vec<_>>::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}

fn wrong(promotion: PromotionId) -> Fault {
    Fault::broken(format!("what the discount {promotion} does cannot be read"))
}
