//! Staff: they take money, send, take back, give back, change and call off orders, and count what is on the shelf.
use entity::{
    ids::OrderId, money::Minor, order_line, order_return, order_return_line, sales_order, sales_order::Status,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use service::{
    access::Actor,
    inventory::adjust::{Adjust, Amount, Change, Stock, adjust},
    order::{
        cancel::Cancel,
        capture::Capture,
        edit::{Add, Edit},
        fulfil::Fulfil,
        lines::Pick,
        refund::Refund,
        returns::{ReceiveReturn, RefundReturn, RequestReturn},
        tracking::Tracking,
    },
    payment::manual::MarkPaid,
    shop::idempotency::Once,
};

use crate::{
    errand::{Errand, arrived},
    stage::{Errander, Flight, Heard},
    told::{Count, Given, PATIENCE},
    world::World,
};

#[derive(Clone, Copy)]
enum Task {
    Capture,
    Send,
    Refund,
    Cancel,
    Edit,
    MarkPaid,
    Return,
    Receive,
    PayBack,
    Repeat,
    Count,
}

const TASKS: [(u32, Task); 11] = [
    (4, Task::Capture),
    (6, Task::Send),
    (4, Task::Refund),
    (3, Task::Cancel),
    (3, Task::Edit),
    (2, Task::MarkPaid),
    (3, Task::Return),
    (3, Task::Receive),
    (3, Task::PayBack),
    (7, Task::Repeat),
    (4, Task::Count),
];

pub(crate) fn staff() -> Actor {
    Actor::named("staff")
}

fn key(world: &World) -> Once {
    let number = world.told.errands.len();
    Once::new("staff", format!("errand-{number}"), &format!("{number}")).expect("a key")
}

/// What staff do next; none where there is nothing to do.
pub(crate) async fn next(world: &mut World) -> Option<Flight> {
    match world.chance.weighted(&TASKS) {
        Task::Repeat => repeat(world),
        Task::Count => Some(count(world)),
        task => {
            let orders = orders(world).await;
            if orders.is_empty() {
                return None;
            }
            let order = orders[world.chance.below(orders.len())].clone();
            let errand = errand(world, task, &order).await?;
            Some(give(world, errand))
        }
    }
}

async fn orders(world: &World) -> Vec<sales_order::Model> {
    let db = world.house.shop.database().writer();
    sales_order::Entity::find().order_by_asc(sales_order::Column::Id).all(db).await.expect("reading the orders")
}

async fn lines(world: &World, order: OrderId) -> Vec<order_line::Model> {
    let db = world.house.shop.database().writer();
    let lines = order_line::Entity::find().filter(order_line::Column::OrderId.eq(order));
    lines.order_by_asc(order_line::Column::Position).all(db).await.expect("reading lines")
}

/// A new errand on its way.
pub(crate) fn give(world: &mut World, errand: Errand) -> Flight {
    let number = world.told.errands.len();
    let at = world.house.now();
    world.told.errands.push(Given { errand: errand.clone(), at, made: None, is_done: false });
    flight(world, errand, number, "")
}

fn flight(world: &World, errand: Errand, number: usize, again: &str) -> Flight {
    let words = format!("staff: {}, errand-{number}{again}", errand.words());
    let (shop, gateways) = (world.house.shop.clone(), world.gateways.clone());
    Flight::new(Errander::Staff(number), words, Box::pin(errand.run(number, shop, gateways)))
}

fn repeat(world: &mut World) -> Option<Flight> {
    let since = world.house.now() - PATIENCE;
    let with_key =
        world.told.errands.iter().enumerate().filter(|(_, given)| given.errand.has_key() && given.at >= since);
    // What was sent just now, most of all.
    let numbers: Vec<_> = with_key.map(|(number, _)| number).rev().take(4).collect();
    if numbers.is_empty() {
        return None;
    }
    let number = world.chance.pick(&numbers);
    let errand = world.told.errands[number].errand.clone();
    Some(flight(world, errand, number, " again"))
}

async fn errand(world: &mut World, task: Task, order: &sales_order::Model) -> Option<Errand> {
    let (actor, once) = (staff(), Some(key(world)));
    let id = order.id;
    Some(match task {
        Task::Capture => {
            let amount = world.chance.percent(50).then(|| Minor(world.chance.between(1, 3_000)));
            Errand::Capture(Capture { order: id, payment: None, amount, once, actor })
        }
        Task::Send => {
            let location = world.chance.pick(&world.inventory.locations.clone());
            let lines = part(world, id, |line| line.quantity - line.removed - line.fulfilled).await;
            // The key, so that two parcels of one request are seen.
            let number = once.as_ref().map(|once| once.key.clone());
            let tracking = Tracking { number, ..Tracking::default() };
            Errand::Fulfil(Fulfil { order: id, location, lines, tracking, once, actor })
        }
        Task::Refund => refund(world, order).await,
        Task::Cancel => {
            if world.chance.percent(50) && order.status != Status::Pending {
                return None;
            }
            Errand::Cancel(Cancel {
                order: id,
                version: world.chance.percent(30).then_some(order.version),
                reason: sales_order::CancelReason::Customer,
                is_restocked: true,
                is_refunded: world.chance.percent(80),
                note: None,
                once,
                actor,
            })
        }
        Task::Edit => edit(world, order).await,
        Task::MarkPaid => Errand::MarkPaid(MarkPaid { order: id, actor }),
        Task::Return => {
            let lines = part(world, id, |line| line.fulfilled - line.returned).await?;
            let (reason, note) = (String::new(), String::new());
            Errand::RequestReturn(RequestReturn { order: id, lines, reason, note, is_approved: true, actor })
        }
        Task::Receive => {
            let (found, lines) = a_return(world, id).await?;
            let at = world.chance.percent(70).then(|| world.chance.pick(&world.inventory.locations.clone()));
            let lines = arrived(&lines, at);
            let version = Some(found.version);
            Errand::Receive(id, ReceiveReturn { order_return: found.id, version, lines, actor })
        }
        Task::PayBack => {
            let (found, _) = a_return(world, id).await?;
            let reason = once.as_ref().map(|once| once.key.clone()).unwrap_or_default();
            let (shipping, version) = (Minor::ZERO, None);
            Errand::RefundReturn(id, RefundReturn { order_return: found.id, version, shipping, reason, once, actor })
        }
        Task::Repeat | Task::Count => return None,
    })
}

/// Of some lines some units, as far as there are any.
async fn part(world: &mut World, order: OrderId, left: impl Fn(&order_line::Model) -> i32) -> Option<Vec<Pick>> {
    let mut picks = Vec::new();
    for line in lines(world, order).await.iter().filter(|line| left(line) > 0) {
        if world.chance.percent(70) {
            let quantity = i32::try_from(world.chance.between(1, i64::from(left(line)))).expect("a small number");
            picks.push(Pick { line: line.id, quantity });
        }
    }
    (!picks.is_empty()).then_some(picks)
}

async fn refund(world: &mut World, order: &sales_order::Model) -> Errand {
    let once = Some(key(world));
    let lines = part(world, order.id, |line| line.quantity - line.refunded).await.unwrap_or_default();
    let is_by_line = world.chance.percent(60);
    let amount = match world.chance.below(3) {
        0 if is_by_line => 0,
        // All of it, or a cent too much.
        1 => order.total.0 + world.chance.between(0, 1),
        _ => world.chance.between(1, order.total.0.max(1)),
    };
    Errand::Refund(Refund {
        order: order.id,
        version: None,
        lines: if is_by_line { lines } else { Vec::new() },
        shipping: if world.chance.percent(20) { Minor(490) } else { Minor::ZERO },
        amount: Minor(amount),
        reason: once.as_ref().map(|once| once.key.clone()).unwrap_or_default(),
        once,
        actor: staff(),
    })
}

async fn edit(world: &mut World, order: &sales_order::Model) -> Errand {
    let once = Some(key(world));
    let fewer = part(world, order.id, |line| line.quantity - line.removed).await.unwrap_or_default();
    let is_more = fewer.is_empty() || world.chance.percent(50);
    let variant = world.inventory.variants[world.chance.below(4)];
    let add = if is_more { vec![Add { variant, quantity: 1 }] } else { Vec::new() };
    let set = fewer.into_iter().map(|pick| Pick { quantity: pick.quantity - 1, ..pick }).collect();
    Errand::Edit(Edit { order: order.id, version: None, add, set, once, actor: staff() })
}

async fn a_return(world: &World, order: OrderId) -> Option<(order_return::Model, Vec<order_return_line::Model>)> {
    let db = world.house.shop.database().writer();
    let open = [order_return::Status::Approved, order_return::Status::Received];
    let found = order_return::Entity::find()
        .filter(order_return::Column::OrderId.eq(order))
        .filter(order_return::Column::Status.is_in(open))
        .order_by_asc(order_return::Column::Id);
    let found = found.one(db).await.expect("reading returns")?;
    let lines = order_return_line::Entity::find()
        .filter(order_return_line::Column::OrderReturnId.eq(found.id))
        .order_by_asc(order_return_line::Column::OrderLineId);
    Some((found, lines.all(db).await.expect("reading what comes back")))
}

/// Something broke, or was found.
fn count(world: &mut World) -> Flight {
    let (number, variant) = (world.told.counts.len(), world.chance.below(4));
    let by = world.chance.pick(&[-2, -1, 1, 2]);
    let location = world.chance.pick(&world.inventory.locations.clone());
    world.told.counts.push(Count { variant, by, is_done: None });
    let change = Change {
        variant: world.inventory.variants[variant],
        location,
        stock: Stock::OnHand,
        to: Amount::By(by),
        expected: None,
    };
    let request = Adjust { changes: vec![change], reason: "correction".to_owned(), reference: None, actor: staff() };
    let shop = world.house.shop.clone();
    let work = Box::pin(async move {
        match adjust(&shop, &request).await {
            Ok(_) => Heard::Done("counted".to_owned()),
            Err(error) => Heard::of(error),
        }
    });
    Flight::new(Errander::Counting(number), format!("staff: {by} of {variant}"), work)
}
