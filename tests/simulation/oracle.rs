//! What must be true in the end, from what the clients were told, from the provider's own books, and by the doctor.
use std::collections::{BTreeMap, BTreeSet};

use entity::{
    fulfilment,
    ids::{CartId, OrderId, PaymentId, VariantId},
    ledger_entry,
    money::Minor,
    order_adjustment, order_line, order_return_line,
    payment::{self, Gateway},
    refund,
    sales_order::{self, Status},
};
use sea_orm::{DatabaseConnection, EntityTrait, QueryOrder};
use service::doctor::{self, Finding};

use crate::{
    house::{CODE, CODE_EACH, CODE_USES, GIFT_AMOUNT},
    world::World,
};

/// All that is written down.
struct Papers {
    orders: Vec<sales_order::Model>,
    lines: Vec<order_line::Model>,
    adjustments: Vec<order_adjustment::Model>,
    payments: Vec<payment::Model>,
    refunds: Vec<refund::Model>,
    parcels: Vec<fulfilment::Model>,
    returned: Vec<order_return_line::Model>,
    ledger: Vec<ledger_entry::Model>,
    on_hand: BTreeMap<VariantId, i64>,
}

impl Papers {
    async fn read(db: &DatabaseConnection) -> Self {
        let levels = entity::stock_level::Entity::find().all(db).await.expect("reading the levels");
        let mut on_hand = BTreeMap::new();
        for level in levels {
            *on_hand.entry(level.variant_id).or_default() += level.on_hand;
        }
        let orders = sales_order::Entity::find().order_by_asc(sales_order::Column::Id).all(db).await;
        Self {
            orders: orders.expect("reading the orders"),
            lines: order_line::Entity::find().all(db).await.expect("reading lines"),
            adjustments: order_adjustment::Entity::find().all(db).await.expect("reading adjustments"),
            payments: payment::Entity::find().all(db).await.expect("reading payments"),
            refunds: refund::Entity::find().all(db).await.expect("reading refunds"),
            parcels: fulfilment::Entity::find().all(db).await.expect("reading parcels"),
            returned: order_return_line::Entity::find().all(db).await.expect("reading returns"),
            ledger: ledger_entry::Entity::find().all(db).await.expect("reading the ledger"),
            on_hand,
        }
    }

    fn payments_of(&self, order: OrderId) -> impl Iterator<Item = &payment::Model> {
        self.payments.iter().filter(move |payment| payment.order_id == order)
    }

    /// In words, for comparing two runs.
    fn words(&self) -> String {
        let order = |order: &sales_order::Model| {
            let paid: Vec<_> = self.payments_of(order.id).map(|p| (p.captured.0, p.refunded.0)).collect();
            format!("{:?} {:?} {} {paid:?}", order.number, order.status, order.total.0)
        };
        let orders: Vec<_> = self.orders.iter().map(order).collect();
        format!("{}; on hand {:?}", orders.join("; "), self.on_hand.values().collect::<Vec<_>>())
    }
}

/// All that is wrong; and, in words, how things ended.
pub(crate) async fn examine(world: &World) -> (Vec<String>, String) {
    let papers = Papers::read(world.house.shop.database().writer()).await;
    let mut wrong = world.told.wrong.clone();
    wrong.extend(doctor(world).await);
    wrong.extend(orders(world, &papers));
    wrong.extend(repeated(world, &papers));
    wrong.extend(stock(world, &papers));
    wrong.extend(codes(&papers));
    wrong.extend(money(world, &papers));
    wrong.extend(gift_card(world, &papers).await);
    wrong.extend(numbers(&papers));
    (wrong, papers.words())
}

async fn doctor(world: &World) -> Vec<String> {
    let checks = match doctor::examine(&world.house.shop).await {
        Ok(checks) => checks,
        Err(fault) => return vec![format!("the doctor cannot look: {fault:?}")],
    };
    let wrong = checks.into_iter().filter_map(|check| match check.finding {
        Finding::Well(_) => None,
        Finding::Wrong(what) => Some(format!("doctor: {}: {what}", check.name)),
    });
    wrong.collect()
}

/// What was acknowledged is there, what is there was sent, and nobody pays what they did not agree to.
fn orders(world: &World, papers: &Papers) -> Vec<String> {
    let mut wrong = Vec::new();
    let attempts = &world.told.attempts;
    for (number, attempt) in attempts.iter().enumerate() {
        let Some(order) = attempt.order else { continue };
        let Some(found) = papers.orders.iter().find(|found| found.id == order) else {
            wrong.push(format!("attempt-{number} was told of order {order}, which is not there"));
            continue;
        };
        if found.cart_id != Some(attempt.cart) {
            wrong.push(format!("order {order} is of another cart than attempt-{number}"));
        }
        let asked: Minor = papers.payments_of(order).filter(|payment| is_outside(payment)).map(|p| p.amount).sum();
        if attempt.is_maker && found.edited_at.is_none() && asked != attempt.agreed && !was_marked(world, order) {
            wrong.push(format!("order {order} asks for {}, agreed was {}", asked.0, attempt.agreed.0));
        }
    }
    let makers = attempts.iter().filter(|attempt| attempt.is_maker).filter_map(|attempt| attempt.order);
    let mut seen = BTreeSet::new();
    wrong.extend(makers.filter(|order| !seen.insert(*order)).map(|order| format!("two attempts made order {order}")));
    let mut of_cart: BTreeMap<CartId, usize> = BTreeMap::new();
    for order in &papers.orders {
        let Some(cart) = order.cart_id.filter(|cart| attempts.iter().any(|attempt| attempt.cart == *cart)) else {
            wrong.push(format!("nobody sent order {}", order.id));
            continue;
        };
        if !matches!(order.status, Status::Cancelled | Status::Expired) || order.number.is_some() {
            *of_cart.entry(cart).or_default() += 1;
        }
    }
    wrong.extend(
        of_cart.iter().filter(|(_, count)| **count > 1).map(|(cart, count)| format!("{count} orders of {cart}")),
    );
    wrong
}

/// Money that has to be asked for: what the shop holds of the buyer's was taken at once.
fn is_outside(payment: &payment::Model) -> bool {
    !matches!(payment.gateway, Gateway::GiftCard | Gateway::StoreCredit)
}

/// Staff wrote down a payment of their own.
fn was_marked(world: &World, order: OrderId) -> bool {
    let marks = |given: &crate::told::Given| matches!(&given.errand, crate::errand::Errand::MarkPaid(mark) if mark.order == order);
    world.told.errands.iter().any(marks)
}

/// A key that was sent again did nothing again.
fn repeated(world: &World, papers: &Papers) -> Vec<String> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    let refunds = papers.refunds.iter().map(|refund| refund.reason.as_str());
    for key in refunds.chain(papers.parcels.iter().filter_map(|parcel| parcel.tracking_number.as_deref())) {
        *times.entry(key).or_default() += 1;
    }
    let twice = times.into_iter().filter(|(key, times)| key.starts_with("errand-") && *times > 1);
    let mut wrong: Vec<_> = twice.map(|(key, times)| format!("{key} was done {times} times")).collect();
    for given in &world.told.errands {
        let refund = matches!(given.errand, crate::errand::Errand::Refund(_)).then_some(given.made).flatten();
        if let Some(made) = refund.filter(|made| !papers.refunds.iter().any(|refund| refund.id.0 == *made)) {
            wrong.push(format!("refund {made} was acknowledged and is not there"));
        }
    }
    wrong
}

/// On the shelf is what was there, and what was counted, less what was sent, and what came back; and no more was sold.
fn stock(world: &World, papers: &Papers) -> Vec<String> {
    let mut wrong = Vec::new();
    for (number, variant) in world.inventory.variants.iter().enumerate() {
        let own: Vec<_> = papers.lines.iter().filter(|line| line.variant_id == Some(*variant)).collect();
        let sent: i64 = own.iter().map(|line| i64::from(line.fulfilled)).sum();
        let waiting: i64 = own.iter().map(|line| i64::from(line.quantity - line.removed - line.fulfilled)).sum();
        let back = papers.returned.iter().filter(|row| own.iter().any(|line| line.id == row.order_line_id));
        let sum = world.inventory.units[number] - sent + back.map(|row| i64::from(row.restocked)).sum::<i64>();
        let (mut least, mut most) = (sum, sum);
        for count in world.told.counts.iter().filter(|count| count.variant == number) {
            match count.is_done {
                Some(true) => (least, most) = (least + count.by, most + count.by),
                Some(false) => {}
                None => (least, most) = (least + count.by.min(0), most + count.by.max(0)),
            }
        }
        let on_hand = papers.on_hand.get(variant).copied().unwrap_or_default();
        if !(least..=most).contains(&on_hand) {
            wrong.push(format!("{on_hand} of {number} on hand, should be {least} to {most}"));
        }
        if waiting > most && !world.inventory.may_oversell[number] {
            wrong.push(format!("{waiting} of {number} are sold, and there are {most}"));
        }
    }
    wrong
}

fn codes(papers: &Papers) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut each: BTreeMap<&str, BTreeSet<OrderId>> = BTreeMap::new();
    let mut shared = BTreeSet::new();
    for order in papers.orders.iter().filter(|order| !matches!(order.status, Status::Cancelled | Status::Expired)) {
        let has = |code| {
            let own = papers.adjustments.iter().filter(|adjustment| adjustment.order_id == order.id);
            own.filter_map(|adjustment| adjustment.code.as_deref()).any(|used| used == code)
        };
        if has(CODE) {
            shared.insert(order.id);
        }
        if has(CODE_EACH) {
            each.entry(order.email.as_deref().unwrap_or_default()).or_default().insert(order.id);
        }
    }
    if shared.len() > CODE_USES {
        wrong.push(format!("{CODE} was used {} times", shared.len()));
    }
    let twice = each.iter().filter(|(_, orders)| orders.len() > 1);
    wrong.extend(twice.map(|(buyer, orders)| format!("{buyer} used {CODE_EACH} {} times", orders.len())));
    wrong
}

/// The provider's books say of every payment what the shop's say.
fn money(world: &World, papers: &Papers) -> Vec<String> {
    let desk = world.provider.desk();
    let mut wrong = Vec::new();
    let known: BTreeMap<PaymentId, &payment::Model> =
        papers.payments.iter().map(|payment| (payment.id, payment)).collect();
    for payment in desk.books.intents.keys().filter(|payment| !known.contains_key(payment)) {
        wrong.push(format!("the provider took {payment}, of which the shop knows nothing"));
    }
    let by_provider = papers.payments.iter().filter(|payment| payment.gateway == Gateway::Stripe);
    for payment in by_provider.clone() {
        let (theirs, ours) = (desk.books.keeps(payment.id), (payment.captured - payment.refunded).0);
        if theirs != ours {
            wrong.push(format!("payment {}: the provider keeps {theirs}, the shop says {ours}", payment.id));
        }
        let order = papers.orders.iter().find(|order| order.id == payment.order_id);
        let is_void = order.is_none_or(|order| order.number.is_none());
        if is_void && theirs != 0 {
            wrong.push(format!("payment {}: {theirs} is kept without an order", payment.id));
        }
    }
    let cleared = papers.ledger.iter().filter(|entry| entry.account == "clearing:stripe").map(|entry| entry.amount.0);
    let (cleared, kept) = (cleared.sum::<i64>(), by_provider.map(|payment| desk.books.keeps(payment.id)).sum::<i64>());
    if cleared != kept {
        wrong.push(format!("the ledger says the provider keeps {cleared}, it keeps {kept}"));
    }
    wrong
}

async fn gift_card(world: &World, papers: &Papers) -> Vec<String> {
    let card = world.house.gift_card().await;
    let used = papers.payments.iter().filter(|payment| payment.gateway == Gateway::GiftCard);
    let used: i64 = used.map(|payment| (payment.captured - payment.refunded).0).sum();
    let is_right = card.balance.0 >= 0 && card.balance.0 == GIFT_AMOUNT - used;
    (!is_right).then(|| format!("{} on the gift card, {used} of it used", card.balance.0)).into_iter().collect()
}

fn numbers(papers: &Papers) -> Vec<String> {
    let mut numbers: Vec<_> = papers.orders.iter().filter_map(|order| order.number).collect();
    numbers.sort_unstable();
    let is_gapless = numbers.iter().zip(1_001..).all(|(number, expected)| *number == expected);
    (!is_gapless).then(|| format!("order numbers with gaps: {numbers:?}")).into_iter().collect()
}
