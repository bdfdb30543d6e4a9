//! Orders that were placed and paid for, by rows: nobody had to fill a cart.
use entity::{
    ids::{CustomerId, LocationId, OrderId, OrderLineId, PaymentId, ProductId, VariantId},
    ledger_entry,
    money::{Currency, Minor},
    order_adjustment, order_allocation, order_line,
    order_line::{UnitRun, Units},
    payment::{self, Gateway},
    payment_event::{self, Kind},
    sales_order::{self, Source, Status},
};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use service::{
    event::{self, Event},
    inventory::sell::{self, Sell},
    shop::{
        Unit,
        bulk::{self, OnConflict},
        fault::Fault,
    },
};

use super::stock::Goods;
use crate::TestShop;

/// What is ordered.
#[derive(Clone, Debug)]
pub struct Ordered {
    pub lines: Vec<OrderedLine>,
    pub shipping: i64,
    /// How it is paid; what it comes to in all should be what these come to.
    pub paid: Paid,
    pub customer: Option<CustomerId>,
    pub email: &'static str,
    pub is_tax_included: bool,
}

#[derive(Clone, Copy, Debug)]
pub struct OrderedLine {
    /// Which of the goods.
    pub of: usize,
    pub quantity: i32,
    pub price: i64,
    /// Off the whole line.
    pub discount: i64,
}

/// How an order is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paid {
    Captured,
    Authorized,
    /// By hand, later.
    Pending,
}

/// An order as it was made.
#[derive(Clone, Debug)]
pub struct Placed {
    pub id: OrderId,
    pub number: i64,
    pub lines: Vec<OrderLineId>,
    pub payment: PaymentId,
    pub total: i64,
}

impl Default for Ordered {
    fn default() -> Self {
        Self {
            lines: Vec::new(),
            shipping: 500,
            paid: Paid::Captured,
            customer: None,
            email: "ann@example.com",
            is_tax_included: true,
        }
    }
}

/// A confirmed, paid order of so many units of each of the goods, at 10 euros each, with 5 euros for shipping.
pub async fn order(shop: &TestShop, goods: &Goods, quantities: &[i32]) -> Placed {
    let lines = quantities.iter().enumerate();
    let lines = lines.map(|(of, quantity)| OrderedLine { of, quantity: *quantity, price: 1_000, discount: 0 });
    order_of(shop, goods, Ordered { lines: lines.collect(), ..Ordered::default() }).await
}

/// A confirmed order. Its stock is really committed.
pub async fn order_of(shop: &TestShop, goods: &Goods, ordered: Ordered) -> Placed {
    shop.shop.write(&(goods, ordered), write).await.expect("writing an order")
}

async fn write(unit: &Unit, (goods, ordered): &(&Goods, Ordered)) -> Result<Placed, Fault> {
    let id: OrderId = unit.new_id();
    let lines: Vec<_> = (0..).zip(&ordered.lines).map(|(at, of)| line(unit, id, at, goods, of, ordered)).collect();
    let order = row(unit, id, number(unit).await?, goods, ordered, &lines);
    bulk::insert::<sales_order::Entity>(unit, std::slice::from_ref(&order), OnConflict::Fail).await?;
    bulk::insert::<order_line::Entity>(unit, &lines, OnConflict::Fail).await?;
    bulk::insert::<order_adjustment::Entity>(unit, &adjustments(unit, &lines), OnConflict::Fail).await?;
    let payment = pay(unit, &order, ordered.paid).await?;
    event::record(unit, [Event::OrderPlaced(id), Event::OrderConfirmed(id)]).await?;
    let sell = Sell {
        holder: id.0,
        demand: lines.iter().filter_map(|line| Some((line.variant_id?, i64::from(line.quantity)))).collect(),
        locations: goods.locations.clone(),
        reference: id.to_string(),
        actor: "buyer".to_owned(),
    };
    let taken = sell::sell(unit, &sell).await.map_err(|error| Fault::other("selling", error))?;
    let taken: Vec<_> = taken.iter().map(|held| (held.variant, held.location, held.quantity)).collect();
    bulk::insert::<order_allocation::Entity>(unit, &allocations(&lines, taken), OnConflict::Fail).await?;
    if let Some(customer) = ordered.customer {
        let sql = "UPDATE customer SET order_count = order_count + 1 WHERE id = $1";
        unit.tx.execute_raw(Statement::from_sql_and_values(unit.backend(), sql, [customer.into()])).await?;
    }
    let number = order.number.unwrap_or_default();
    let lines = lines.iter().map(|line| line.id).collect();
    Ok(Placed { id, number, lines, payment, total: order.total.0 })
}

async fn number(unit: &Unit) -> Result<i64, Fault> {
    let sql = "UPDATE order_counter SET last_number = last_number + 1 RETURNING last_number";
    let row = unit.tx.query_one_raw(Statement::from_string(unit.backend(), sql)).await?;
    Ok(row.ok_or_else(|| Fault::broken("no counter"))?.try_get("", "last_number")?)
}

fn line(
    unit: &Unit,
    order: OrderId,
    position: i32,
    goods: &Goods,
    of: &OrderedLine,
    ordered: &Ordered,
) -> order_line::Model {
    let count = i64::from(of.quantity);
    // The first units take what does not divide.
    let (each, dearer) = (of.discount / count, of.discount % count);
    let run = |count: i64, discount: i64| {
        let net = of.price - discount;
        let tax = if ordered.is_tax_included { net - net * 100 / 119 } else { net * 19 / 100 };
        UnitRun {
            count: u32::try_from(count).expect("a small number"),
            subtotal: Minor(of.price),
            discount: Minor(discount),
            tax: Minor(tax),
        }
    };
    let units: Vec<_> =
        [run(dearer, each + 1), run(count - dearer, each)].into_iter().filter(|run| run.count > 0).collect();
    let tax = units.iter().map(|run| run.tax * i64::from(run.count)).sum();
    order_line::Model {
        id: unit.new_id(),
        order_id: order,
        position,
        variant_id: Some(variant(goods, of.of)),
        product_id: Some(product(goods, of.of)),
        title: format!("Goods {}", of.of),
        variant_title: "Default Title".to_owned(),
        sku: Some(format!("GOODS-{}", of.of)),
        attributes: json!([]),
        requires_shipping: true,
        is_gift_card: false,
        is_added: false,
        quantity: of.quantity,
        removed: 0,
        fulfilled: 0,
        returned: 0,
        refunded: 0,
        unit_price: Minor(of.price),
        compare_at: None,
        subtotal: Minor(of.price * count),
        discount: Minor(of.discount),
        tax,
        units: Units(units),
        created_at: unit.now,
        updated_at: unit.now,
    }
}

/// The discount and the tax of each line.
fn adjustments(unit: &Unit, lines: &[order_line::Model]) -> Vec<order_adjustment::Model> {
    let empty = |line: &order_line::Model, kind, amount| order_adjustment::Model {
        id: unit.new_id(),
        order_id: line.order_id,
        order_line_id: Some(line.id),
        kind,
        promotion_id: None,
        class: None,
        code: None,
        tax_rate_id: None,
        title: String::new(),
        rate: None,
        base: None,
        amount,
    };
    let of_line = |line: &order_line::Model| {
        let discount = empty(line, order_adjustment::Kind::Discount, line.discount);
        let tax = empty(line, order_adjustment::Kind::Tax, line.tax);
        [
            order_adjustment::Model { title: "For Ann".to_owned(), ..discount },
            order_adjustment::Model {
                title: "VAT".to_owned(),
                rate: Some("0.19".to_owned()),
                base: Some(line.subtotal - line.discount),
                ..tax
            },
        ]
    };
    lines.iter().flat_map(of_line).filter(|row| row.amount > Minor::ZERO).collect()
}

fn variant(goods: &Goods, of: usize) -> VariantId {
    goods.variants[of]
}

fn product(goods: &Goods, of: usize) -> ProductId {
    goods.products[of]
}

fn row(
    unit: &Unit,
    id: OrderId,
    number: i64,
    goods: &Goods,
    ordered: &Ordered,
    lines: &[order_line::Model],
) -> sales_order::Model {
    let subtotal: Minor = lines.iter().map(|line| line.subtotal).sum();
    let discount: Minor = lines.iter().map(|line| line.discount).sum();
    let tax: Minor = lines.iter().map(|line| line.tax).sum();
    let on_top = if ordered.is_tax_included { Minor::ZERO } else { tax };
    let total = subtotal - discount + Minor(ordered.shipping) + on_top;
    sales_order::Model {
        id,
        number: Some(number),
        status: Status::Confirmed,
        source: Source::Cart,
        cart_id: None,
        external_id: None,
        secret_hash: None,
        attempt_token: None,
        customer_id: ordered.customer,
        email: Some(ordered.email.to_owned()),
        phone: None,
        market_id: goods.ground.market,
        country: "DE".parse().expect("a country"),
        language: "EN".parse().expect("a language"),
        currency: Currency::EUR,
        is_tax_included: ordered.is_tax_included,
        subtotal,
        discount_total: discount,
        shipping_price: Minor(ordered.shipping),
        shipping_discount: Minor::ZERO,
        shipping_tax: Minor::ZERO,
        tax_total: tax,
        total,
        current_subtotal: subtotal,
        current_discount_total: discount,
        current_tax_total: tax,
        current_total: total,
        shipping_method: Some("standard".to_owned()),
        shipping_title: Some("Standard".to_owned()),
        shipping_address: Some(
            json!({ "first_name": "Ann", "last_name": "Smith", "company": "", "address1": "Street 1",
            "address2": "", "city": "Berlin", "province_code": "", "zip": "10115", "country": "DE", "phone": "" }),
        ),
        billing_address: None,
        note: String::new(),
        attributes: json!([]),
        cancel_reason: None,
        cancelled_at: None,
        placed_at: Some(unit.now),
        expires_at: None,
        edited_at: None,
        version: 1,
        created_at: unit.now,
        updated_at: unit.now,
    }
}

#[expect(clippy::too_many_lines, reason = "one row after another")]
async fn pay(unit: &Unit, order: &sales_order::Model, paid: Paid) -> Result<PaymentId, Fault> {
    let (status, authorized, captured) = match paid {
        Paid::Captured => (payment::Status::Captured, order.total, order.total),
        Paid::Authorized => (payment::Status::Authorized, order.total, Minor::ZERO),
        Paid::Pending => (payment::Status::Pending, Minor::ZERO, Minor::ZERO),
    };
    let id: PaymentId = unit.new_id();
    let row = payment::Model {
        id,
        order_id: order.id,
        gateway: if paid == Paid::Pending { Gateway::Manual } else { Gateway::Test },
        status,
        currency: order.currency,
        amount: order.total,
        authorized,
        captured,
        capture_pending: Minor::ZERO,
        refund_pending: Minor::ZERO,
        refunded: Minor::ZERO,
        is_captured_at_once: paid != Paid::Authorized,
        source: (paid != Paid::Pending).then(|| "tok_visa".to_owned()),
        gift_card_id: None,
        provider_key: (paid != Paid::Pending).then(|| format!("test_{id}")),
        action_url: None,
        failure_code: None,
        reconcile_at: None,
        attempts: 0,
        version: 1,
        created_at: unit.now,
        updated_at: unit.now,
    };
    bulk::insert::<payment::Entity>(unit, std::slice::from_ref(&row), OnConflict::Fail).await?;
    let happened = [(Kind::Begun, row.amount), (Kind::Authorized, authorized), (Kind::Captured, captured)];
    let happened = happened.into_iter().filter(|(kind, amount)| *kind == Kind::Begun || *amount > Minor::ZERO);
    let events: Vec<_> = happened
        .map(|(kind, amount)| payment_event::Model {
            id: unit.new_id(),
            payment_id: row.id,
            kind,
            amount,
            detail: json!({}),
            actor: "buyer".to_owned(),
            created_at: unit.now,
        })
        .collect();
    bulk::insert::<payment_event::Entity>(unit, &events, OnConflict::Fail).await?;
    let money = events.iter().filter(|event| event.kind == Kind::Captured);
    let entries: Vec<_> = money
        .flat_map(|event| {
            [("clearing:test", event.amount), ("receivable", Minor::ZERO - event.amount)].map(|side| (event, side))
        })
        .map(|(event, (account, amount))| ledger_entry::Model {
            id: unit.new_id(),
            payment_event_id: event.id,
            order_id: order.id,
            account: account.to_owned(),
            currency: order.currency,
            amount,
            created_at: unit.now,
        })
        .collect();
    bulk::insert::<ledger_entry::Entity>(unit, &entries, OnConflict::Fail).await?;
    Ok(row.id)
}

fn allocations(
    lines: &[order_line::Model],
    mut taken: Vec<(VariantId, LocationId, i64)>,
) -> Vec<order_allocation::Model> {
    let mut rows = Vec::new();
    for line in lines {
        let mut missing = i64::from(line.quantity);
        for (_, location, left) in taken.iter_mut().filter(|(variant, ..)| Some(*variant) == line.variant_id) {
            let part = missing.min(*left);
            if part > 0 {
                *left -= part;
                missing -= part;
                rows.push(order_allocation::Model {
                    order_line_id: line.id,
                    location_id: *location,
                    quantity: i32::try_from(part).expect("a small number"),
                    fulfilled: 0,
                    released: 0,
                });
            }
        }
    }
    rows
}
