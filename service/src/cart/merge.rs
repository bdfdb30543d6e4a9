//! A guest logs in: what they had in other carts comes into this one.
//!
//! Units of like lines are added, as far as stock and limits go; what the surviving cart has of its own stays.
use std::collections::{HashMap, HashSet};

use entity::{
    cart::{self, Status},
    cart_address, cart_delivery_choice, cart_discount_code, cart_gift_card, cart_line,
    ids::{CartId, CartLineId, CustomerId},
    metafield::{self, OwnerType},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DatabaseBackend, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use super::{
    ADDRESSES_MAX, CODES_MAX, GIFT_CARDS_MAX, LINES_PER_CART_MAX, METAFIELDS_MAX, UNITS_PER_LINE_MAX,
    draft::{self, Draft, Drafts},
    hold,
    refusal::CartError,
    shelf::{self, Shelf},
    warning::Warning,
    write_lines,
};
use crate::{
    event::{self, Event},
    inventory::release,
    shop::{Unit, fault::Fault, settings::Market},
};

/// Carts that are merged into one at once; a customer with more keeps the oldest ones apart.
const CARTS_MAX: u64 = 20;

/// Merges the carts that a customer has into the one they are using, which is taken and theirs already.
/// The customer's row is taken too: two of their devices do not do this at once.
pub(super) async fn into(
    unit: &Unit,
    market: &Market,
    cart: &cart::Model,
    customer: CustomerId,
    warnings: &mut Vec<Warning>,
) -> Result<(), CartError> {
    let others = close_others(unit, cart, customer).await?;
    let ids: Vec<_> = others.iter().map(|other| other.id).collect();
    let lines = lines_of(unit, &ids).await?;
    let wanted: Vec<_> = lines.iter().map(|line| line.variant_id).collect();
    let mut shelf = shelf::look(unit, cart, market, &wanted).await?;
    if let_go(unit, market, &ids, &shelf).await? {
        // What was held for the others is free again.
        shelf = shelf::look(unit, cart, market, &wanted).await?;
        shelf.is_held = true;
    }
    let mut drafts = Drafts::of(shelf.lines.clone())?;
    // The customer's prices, which may be others than a guest's: noted, and no news.
    drafts.lines.iter_mut().for_each(|line| line.seen = None);
    let touched = take_in(&mut drafts, lines)?;
    leave_out(&mut drafts, &touched, warnings);
    cap(&mut drafts, &touched, &shelf, warnings);
    if !ids.is_empty() {
        cart_line::Entity::delete_many()
            .filter(cart_line::Column::CartId.is_in(ids.iter().copied()))
            .exec(&unit.tx)
            .await
            .map_err(Fault::from)?;
    }
    write_lines::write(unit, cart, market, &shelf, drafts, warnings).await?;
    if !others.is_empty() {
        take_over(unit, cart, &others).await?;
        let merged = ids.iter().map(|other| Event::CartMerged { cart: *other, into: cart.id });
        event::record(unit, merged).await?;
    }
    Ok(())
}

/// Takes the rows of a cart and of the customer's carts that may come into it, in the order of their keys. Of all that
/// a merge takes they come first, after the customer; stock comes last.
pub(super) async fn take(unit: &Unit, cart: CartId, customer: CustomerId) -> Result<(), Fault> {
    // SQLite has one writer, and that is us.
    if unit.backend() == DatabaseBackend::Postgres {
        let open = Condition::all()
            .add(cart::Column::CustomerId.eq(customer))
            .add(cart::Column::Status.is_in([Status::Active, Status::Abandoned]));
        cart::Entity::find()
            .select_only()
            .column(cart::Column::Id)
            .filter(Condition::any().add(cart::Column::Id.eq(cart)).add(open))
            .order_by_asc(cart::Column::Id)
            .lock_exclusive()
            .into_tuple::<CartId>()
            .all(&unit.tx)
            .await?;
    }
    Ok(())
}

/// Gives back what is held for the other carts, and says whether that was anything.
async fn let_go(unit: &Unit, market: &Market, others: &[CartId], shelf: &Shelf) -> Result<bool, Fault> {
    let holders: Vec<_> = others.iter().map(|other| other.0).collect();
    let mut next = Vec::with_capacity(shelf.goods.len() * market.locations.len());
    for good in shelf.goods.keys() {
        next.extend(market.locations.iter().map(|location| (*good, *location)));
    }
    Ok(release::release_all(unit, &holders, &next, hold::ACTOR).await? > 0)
}

/// Ends the customer's other carts, in the order of their keys. Whoever has their keys is led to this one.
async fn close_others(unit: &Unit, cart: &cart::Model, customer: CustomerId) -> Result<Vec<cart::Model>, Fault> {
    let is_open = || {
        Condition::all()
            .add(cart::Column::CustomerId.eq(customer))
            .add(cart::Column::Id.ne(cart.id))
            .add(cart::Column::Status.is_in([Status::Active, Status::Abandoned]))
            .add(cart::Column::ExpiresAt.gt(unit.now))
    };
    let mut ids: Vec<CartId> = cart::Entity::find()
        .select_only()
        .column(cart::Column::Id)
        .filter(is_open())
        .order_by_desc(cart::Column::UpdatedAt)
        .limit(CARTS_MAX)
        .into_tuple()
        .all(&unit.tx)
        .await?;
    ids.sort_unstable();
    let mut closed = Vec::with_capacity(ids.len());
    for id in ids {
        let taken = cart::Entity::update_many()
            .col_expr(cart::Column::Status, Expr::value(Status::Merged))
            .col_expr(cart::Column::MergedIntoId, Expr::value(cart.id))
            .col_expr(cart::Column::Version, Expr::col(cart::Column::Version).add(1))
            .col_expr(cart::Column::UpdatedAt, Expr::value(unit.now))
            .filter(cart::Column::Id.eq(id))
            .filter(is_open())
            .exec_with_returning(&unit.tx)
            .await?;
        closed.extend(taken);
    }
    // Who was led to one of these is led here at once: a chain would end with its shortest life.
    cart::Entity::update_many()
        .col_expr(cart::Column::MergedIntoId, Expr::value(cart.id))
        .filter(cart::Column::MergedIntoId.is_in(closed.iter().map(|other| other.id)))
        .exec(&unit.tx)
        .await?;
    // The youngest speaks first.
    closed.sort_by_key(|other| std::cmp::Reverse(other.id));
    Ok(closed)
}

async fn lines_of(unit: &Unit, carts: &[CartId]) -> Result<Vec<cart_line::Model>, Fault> {
    if carts.is_empty() {
        return Ok(Vec::new());
    }
    Ok(cart_line::Entity::find()
        .filter(cart_line::Column::CartId.is_in(carts.iter().copied()))
        .order_by_asc(cart_line::Column::CreatedAt)
        .order_by_asc(cart_line::Column::Id)
        .all(&unit.tx)
        .await?)
}

/// Adds lines of other carts. They keep their ids where nothing like them is there.
fn take_in(drafts: &mut Drafts, lines: Vec<cart_line::Model>) -> Result<Vec<CartLineId>, Fault> {
    let incoming = Drafts::of(lines)?;
    let mut went_to = HashMap::new();
    let mut touched = Vec::new();
    for is_child in [false, true] {
        for line in incoming.lines.iter().filter(|line| line.parent().is_some() == is_child) {
            let parent = line.parent().map(|parent| went_to.get(&parent).copied().unwrap_or(parent));
            let moved: Draft = line.moved(line.id, parent);
            let on = drafts.put(moved);
            went_to.insert(line.id, on);
            touched.push(on);
        }
    }
    touched.sort_unstable();
    touched.dedup();
    Ok(touched)
}

/// The last that came in find no place when there are too many.
fn leave_out(drafts: &mut Drafts, touched: &[CartLineId], warnings: &mut Vec<Warning>) {
    let over = drafts.lines.len().saturating_sub(LINES_PER_CART_MAX);
    if over == 0 {
        return;
    }
    let touched: HashSet<_> = touched.iter().collect();
    let gone: Vec<_> =
        drafts.lines.iter().rev().map(|line| line.id).filter(|id| touched.contains(id)).take(over).collect();
    warnings.push(Warning::LinesLeftOut { lines: gone.len() });
    for id in gone {
        if let Some(line) = drafts.get_mut(id) {
            line.quantity = 0;
        }
    }
    drafts.settle();
}

fn cap(drafts: &mut Drafts, touched: &[CartLineId], shelf: &Shelf, warnings: &mut Vec<Warning>) {
    for id in touched {
        let Some(line) = drafts.lines.iter().find(|line| line.id == *id) else { continue };
        let (variant, units) = (line.variant, drafts.units(line.variant));
        let most = shelf.goods.get(&variant).and_then(shelf::Good::units_per_buyer_max).unwrap_or(i64::MAX);
        let fits =
            line.quantity.saturating_sub(if units > most { units - most } else { 0 }).clamp(0, UNITS_PER_LINE_MAX);
        if let Some(line) = drafts.get_mut(*id)
            && fits < line.quantity
        {
            line.quantity = fits;
            warnings.push(Warning::QuantityCapped { variant, line: *id, quantity: fits });
        }
    }
    drafts.settle();
    drafts.cap_to_stock(touched, &shelf.goods, warnings);
}

/// What else the other carts have, where this one has nothing of the kind or has room for more.
async fn take_over(unit: &Unit, cart: &cart::Model, others: &[cart::Model]) -> Result<(), CartError> {
    let ids: Vec<_> = others.iter().map(|other| other.id).collect();
    codes(unit, cart.id, &ids).await?;
    gift_cards(unit, cart.id, &ids).await?;
    addresses(unit, cart.id, &ids).await?;
    delivery(unit, cart.id, &ids).await?;
    metafields(unit, cart.id, &ids).await?;
    let mut row = cart.clone().into_active_model();
    if cart.note.is_empty()
        && let Some(other) = others.iter().find(|other| !other.note.is_empty())
    {
        row.note = Set(other.note.clone());
    }
    if draft::attributes_of_json(&cart.attributes)?.is_empty() {
        let mut found = others.iter().map(|other| &other.attributes);
        if let Some(attributes) = found.find(|found| found.as_array().is_some_and(|list| !list.is_empty())) {
            row.attributes = Set(attributes.clone());
        }
    }
    if cart.email.is_none() {
        row.email = Set(others.iter().find_map(|other| other.email.clone()));
    }
    if cart.phone.is_none() {
        row.phone = Set(others.iter().find_map(|other| other.phone.clone()));
    }
    if cart.billing_address.is_none() {
        row.billing_address = Set(others.iter().find_map(|other| other.billing_address.clone()));
    }
    row.use_store_credit = Set(cart.use_store_credit || others.iter().any(|other| other.use_store_credit));
    cart::Entity::update(row).exec(&unit.tx).await.map_err(Fault::from)?;
    Ok(())
}

/// Those of this cart first, then as many of the others as there is room for.
fn union<T, K: Eq + std::hash::Hash>(
    rows: Vec<T>,
    own: impl Fn(&T) -> bool,
    key: impl Fn(&T) -> K,
    most: usize,
) -> Vec<T> {
    let (mut kept, more): (Vec<_>, Vec<_>) = rows.into_iter().partition(own);
    let mut seen: HashSet<_> = kept.iter().map(&key).collect();
    kept.extend(more.into_iter().filter(|row| seen.insert(key(row))));
    kept.truncate(most);
    kept
}

async fn codes(unit: &Unit, cart: CartId, others: &[CartId]) -> Result<(), Fault> {
    use cart_discount_code::{Column, Entity};
    let all = others.iter().copied().chain([cart]);
    let rows = Entity::find().filter(Column::CartId.is_in(all)).order_by_asc(Column::Position).all(&unit.tx).await?;
    let kept = union(rows, |row| row.cart_id == cart, |row| row.code_key.clone(), CODES_MAX);
    Entity::delete_many().filter(Column::CartId.is_in(others.iter().copied())).exec(&unit.tx).await?;
    let new = (0..).zip(kept).filter(|(_, row)| row.cart_id != cart);
    let new: Vec<_> = new
        .map(|(position, row)| cart_discount_code::Model { cart_id: cart, position, ..row }.into_active_model())
        .collect();
    if !new.is_empty() {
        Entity::insert_many(new).exec_without_returning(&unit.tx).await?;
    }
    Ok(())
}

async fn gift_cards(unit: &Unit, cart: CartId, others: &[CartId]) -> Result<(), Fault> {
    use cart_gift_card::{Column, Entity};
    let all = others.iter().copied().chain([cart]);
    let rows = Entity::find().filter(Column::CartId.is_in(all)).order_by_asc(Column::Position).all(&unit.tx).await?;
    let kept = union(rows, |row| row.cart_id == cart, |row| row.gift_card_id, GIFT_CARDS_MAX);
    Entity::delete_many().filter(Column::CartId.is_in(others.iter().copied())).exec(&unit.tx).await?;
    let new = (0..).zip(kept).filter(|(_, row)| row.cart_id != cart);
    let new: Vec<_> = new
        .map(|(position, row)| cart_gift_card::Model { cart_id: cart, position, ..row }.into_active_model())
        .collect();
    if !new.is_empty() {
        Entity::insert_many(new).exec_without_returning(&unit.tx).await?;
    }
    Ok(())
}

/// Addresses move. One that was selected elsewhere is selected here when none of this cart's is.
async fn addresses(unit: &Unit, cart: CartId, others: &[CartId]) -> Result<(), Fault> {
    use cart_address::{Column, Entity};
    let all = others.iter().copied().chain([cart]);
    let rows = Entity::find()
        .filter(Column::CartId.is_in(all))
        .order_by_asc(Column::Position)
        .order_by_asc(Column::Id)
        .all(&unit.tx)
        .await?;
    let mut is_selected = rows.iter().any(|row| row.cart_id == cart && row.is_selected);
    let kept = union(rows, |row| row.cart_id == cart, what_it_says, ADDRESSES_MAX);
    for (position, row) in (0..).zip(kept).filter(|(_, row)| row.cart_id != cart) {
        let selects = row.is_selected && !is_selected;
        is_selected |= selects;
        let mut row = row.into_active_model();
        row.cart_id = Set(cart);
        row.position = Set(position);
        row.is_selected = Set(selects);
        Entity::update(row).exec(&unit.tx).await?;
    }
    Entity::delete_many().filter(Column::CartId.is_in(others.iter().copied())).exec(&unit.tx).await?;
    Ok(())
}

fn what_it_says(row: &cart_address::Model) -> [String; 10] {
    [
        row.first_name.clone(),
        row.last_name.clone(),
        row.company.clone(),
        row.address1.clone(),
        row.address2.clone(),
        row.city.clone(),
        row.province_code.clone(),
        row.zip.clone(),
        row.country.map(|country| country.to_string()).unwrap_or_default(),
        row.phone.clone(),
    ]
}

async fn delivery(unit: &Unit, cart: CartId, others: &[CartId]) -> Result<(), Fault> {
    use cart_delivery_choice::{Column, Entity};
    let rows = Entity::find().filter(Column::CartId.is_in(others.iter().copied())).all(&unit.tx).await?;
    let new = rows.into_iter().map(|row| cart_delivery_choice::Model { cart_id: cart, ..row }.into_active_model());
    let new: Vec<_> = new.take(1).collect();
    if !new.is_empty() {
        let stays = OnConflict::columns([Column::CartId, Column::GroupKey]).do_nothing().to_owned();
        Entity::insert_many(new).on_conflict(stays).exec_without_returning(&unit.tx).await?;
    }
    Ok(())
}

async fn metafields(unit: &Unit, cart: CartId, others: &[CartId]) -> Result<(), Fault> {
    use metafield::{Column, Entity};
    let all: Vec<Uuid> = others.iter().chain([&cart]).map(|id| id.0).collect();
    let rows = Entity::find()
        .filter(Column::OwnerType.eq(OwnerType::Cart))
        .filter(Column::OwnerId.is_in(all))
        .order_by_asc(Column::Id)
        .all(&unit.tx)
        .await?;
    let is_own = |row: &metafield::Model| row.owner_id == cart.0;
    let kept = union(rows, is_own, |row| (row.namespace.clone(), row.key.clone()), METAFIELDS_MAX);
    let moved: Vec<_> = kept.iter().filter(|row| !is_own(row)).map(|row| row.id).collect();
    Entity::update_many()
        .col_expr(Column::OwnerId, Expr::value(cart.0))
        .filter(Column::Id.is_in(moved))
        .exec(&unit.tx)
        .await?;
    let gone: Vec<Uuid> = others.iter().map(|id| id.0).collect();
    Entity::delete_many()
        .filter(Column::OwnerType.eq(OwnerType::Cart))
        .filter(Column::OwnerId.is_in(gone))
        .exec(&unit.tx)
        .await?;
    Ok(())
}
