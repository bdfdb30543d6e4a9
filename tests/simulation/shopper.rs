//! Shoppers: they fill carts, in two windows at times, try codes, pay, lose patience, and ask again.
use entity::{
    ids::{CartLineId, CustomerId},
    money::Minor,
    payment::Gateway,
};
use service::{
    cart::{
        add_lines::{AddLines, add_lines},
        create::{CreateCart, create},
        edit::{Edited, Target},
        gift_cards::{EditGiftCards, GiftCardChange, edit_gift_cards},
        key::CartKey,
        load,
        refusal::CartError,
        set_codes::{SetCodes, set_codes},
        update_buyer::{Buyer, Patch},
        update_lines::{LineUpdate, UpdateLines, update_lines},
        use_store_credit::{UseStoreCredit, use_store_credit},
    },
    checkout::{
        place::{PlaceOrder, Wish, place},
        prepare::prepare,
    },
    payment::{gateway::Gateways, settle::settle},
    shop::{Shop, idempotency::Once},
};
use tests::factory::{cart::units, checkout::wanted};

use crate::{
    house::{CODE, CODE_EACH, GIFT_CARD},
    stage::{Errander, Flight, Heard},
    told::{Attempt, PATIENCE},
    world::World,
};

pub(crate) struct Shopper {
    name: &'static str,
    customer: Option<CustomerId>,
    pub(crate) cart: Option<CartKey>,
    /// What they saw of it last.
    pub(crate) seen: Option<Seen>,
    /// The last time they tried to order it.
    pub(crate) attempt: Option<usize>,
}

#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) payable: Minor,
    pub(crate) version: i64,
    pub(crate) lines: Vec<CartLineId>,
}

#[derive(Clone, Copy)]
enum Wants {
    Begin,
    Add,
    Change,
    Codes,
    Card,
    Credit,
    Look,
    Prepare,
    Order,
    Again,
    Leave,
}

pub(crate) fn crowd(customers: &[CustomerId]) -> Vec<Shopper> {
    let guests = ["ann", "bob", "cleo"].map(|name| (name, None));
    let known = ["carla", "dana"].into_iter().zip(customers.iter().copied().map(Some));
    let person = |(name, customer)| Shopper { name, customer, cart: None, seen: None, attempt: None };
    guests.into_iter().chain(known).map(person).collect()
}

/// What a shopper does next; none where they only think.
pub(crate) fn next(world: &mut World, who: usize) -> Option<Flight> {
    let shopper = &world.shoppers[who];
    let is_filled = shopper.seen.as_ref().is_some_and(|seen| !seen.lines.is_empty());
    let wants = match (&shopper.cart, shopper.attempt) {
        (None, _) => Wants::Begin,
        (Some(_), None) if !is_filled => world.chance.weighted(&[(6, Wants::Add), (2, Wants::Look), (1, Wants::Leave)]),
        (Some(_), None) => world.chance.weighted(&[
            (3, Wants::Add),
            (2, Wants::Change),
            (3, Wants::Codes),
            (3, Wants::Card),
            (2, Wants::Credit),
            (2, Wants::Look),
            (4, Wants::Prepare),
            (9, Wants::Order),
            (1, Wants::Leave),
        ]),
        (Some(_), Some(attempt)) if world.told.attempts[attempt].order.is_some() => {
            world.chance.weighted(&[(3, Wants::Again), (1, Wants::Look), (1, Wants::Add), (7, Wants::Leave)])
        }
        (Some(_), Some(_)) => world.chance.weighted(&[
            (6, Wants::Again),
            (3, Wants::Order),
            (4, Wants::Look),
            (1, Wants::Add),
            (1, Wants::Prepare),
            (2, Wants::Leave),
        ]),
    };
    start(world, who, wants)
}

fn start(world: &mut World, who: usize, wants: Wants) -> Option<Flight> {
    let (shop, shopper) = (world.house.shop.clone(), &world.shoppers[who]);
    let name = shopper.name;
    let Some(cart) = shopper.cart.clone() else { return Some(begin(world, who)) };
    let target = target(world, who, &cart);
    let (words, work): (String, crate::stage::Work) = match wants {
        Wants::Begin => return Some(begin(world, who)),
        Wants::Add => {
            let (good, quantity) = (world.chance.below(4), world.chance.between(1, 3));
            let lines = vec![units(world.inventory.variants[good], quantity)];
            let request = AddLines { target, lines };
            (format!("adds {quantity} of {good}"), Box::pin(async move { edited(add_lines(&shop, &request).await) }))
        }
        Wants::Change => {
            let lines = &world.shoppers[who].seen.as_ref()?.lines;
            let line = *lines.get(world.chance.below(lines.len()))?;
            let quantity = world.chance.between(0, 3);
            let lines = vec![LineUpdate { line, quantity: Some(quantity), variant: None, attributes: None }];
            let request = UpdateLines { target, lines };
            (
                format!("wants {quantity} of a line"),
                Box::pin(async move { edited(update_lines(&shop, &request).await) }),
            )
        }
        Wants::Codes => {
            let code = world.chance.pick(&[CODE, CODE, CODE_EACH, "NONSENSE"]);
            let request = SetCodes { target, codes: vec![code.to_owned()] };
            (format!("tries {code}"), Box::pin(async move { edited(set_codes(&shop, &request).await) }))
        }
        Wants::Card => {
            let request = EditGiftCards { target, change: GiftCardChange::Add(vec![GIFT_CARD.to_owned()]) };
            ("adds the gift card".to_owned(), Box::pin(async move { edited(edit_gift_cards(&shop, &request).await) }))
        }
        Wants::Credit => {
            let request = UseStoreCredit { target, use_store_credit: world.chance.percent(80) };
            ("uses credit".to_owned(), Box::pin(async move { edited(use_store_credit(&shop, &request).await) }))
        }
        Wants::Look => ("looks".to_owned(), Box::pin(async move { look(&shop, &cart).await })),
        Wants::Prepare => ("prepares".to_owned(), Box::pin(async move { held(&shop, &target).await })),
        Wants::Order => return order(world, who, target),
        Wants::Again => return again(world, who),
        Wants::Leave => {
            let shopper = &mut world.shoppers[who];
            (shopper.cart, shopper.seen, shopper.attempt) = (None, None, None);
            return None;
        }
    };
    Some(Flight::new(Errander::Shopper(who), format!("{name} {words}"), work))
}

/// Some say which version they saw.
fn target(world: &mut World, who: usize, cart: &CartKey) -> Target {
    let version = world.shoppers[who].seen.as_ref().map(|seen| seen.version);
    Target { cart: cart.clone(), expected_version: version.filter(|_| world.chance.percent(30)) }
}

fn begin(world: &mut World, who: usize) -> Flight {
    let (shop, shopper) = (world.house.shop.clone(), &world.shoppers[who]);
    let (name, customer) = (shopper.name, shopper.customer);
    let quantity = world.chance.between(1, 2);
    // The first is what everybody wants.
    let good = world.chance.pick(&[0, 0, 1, 2, 3]);
    let email = format!("{name}@shop.example");
    let request = wanted(vec![units(world.inventory.variants[good], quantity)], &email);
    let buyer = Buyer { customer: customer.map_or(Patch::Keep, Patch::Set), ..request.buyer };
    let codes = if world.chance.percent(30) { vec![CODE.to_owned()] } else { Vec::new() };
    let request = CreateCart { buyer, codes, ..request };
    let work = Box::pin(async move { edited(create(&shop, &request).await) });
    Flight::new(Errander::Shopper(who), format!("{name} begins with {quantity} of {good}"), work)
}

/// Sends the cart to be ordered, under a key of its own.
fn order(world: &mut World, who: usize, target: Target) -> Option<Flight> {
    const SOURCES: [(u32, &str); 7] = [
        (10, "pm_card"),
        (3, "pm_3ds"),
        (3, "pm_slow"),
        (2, "pm_declined"),
        (1, "pm_retry"),
        (1, "pm_unheard_of"),
        (3, "by hand"),
    ];
    let seen = world.shoppers[who].seen.clone()?;
    let number = world.told.attempts.len();
    let cart = target.cart.id;
    let source = world.chance.weighted(&SOURCES);
    let payment = if source == "by hand" {
        Wish { gateway: Gateway::Manual, source: None }
    } else {
        Wish { gateway: Gateway::Stripe, source: Some(source.to_owned()) }
    };
    let once = Once::new(format!("cart:{cart}"), format!("attempt-{number}"), &format!("{number}"));
    let request = PlaceOrder {
        target,
        payment: Some(payment),
        agreed: Some(seen.payable),
        attempt_token: None,
        once: Some(once.expect("a key")),
        is_captured_at_once: world.chance.percent(60),
    };
    let (agreed, at) = (seen.payable, world.house.now());
    world.told.attempts.push(Attempt { cart, request, agreed, at, order: None, is_maker: false });
    world.shoppers[who].attempt = Some(number);
    Some(send(world, who, number, source))
}

/// The same request once more.
fn again(world: &mut World, who: usize) -> Option<Flight> {
    let number = world.shoppers[who].attempt?;
    if world.house.now() - world.told.attempts[number].at > PATIENCE {
        return None;
    }
    Some(send(world, who, number, "again"))
}

fn send(world: &World, who: usize, number: usize, how: &str) -> Flight {
    let attempt = &world.told.attempts[number];
    let (shop, gateways, request) = (world.house.shop.clone(), world.gateways.clone(), attempt.request.clone());
    let words = format!("{} orders for {}, attempt-{number}, {how}", world.shoppers[who].name, attempt.agreed.0);
    let work = Box::pin(async move { ordered(&shop, &gateways, &request).await });
    Flight::new(Errander::Ordering(who, number), words, work)
}

fn edited(edited: Result<Edited, CartError>) -> Heard {
    match edited {
        Ok(edited) => Heard::Cart(Box::new(edited.cart)),
        Err(CartError::NotFound) => Heard::NoCart,
        Err(error) => Heard::of(error),
    }
}

async fn look(shop: &Shop, cart: &CartKey) -> Heard {
    match load::load(shop, cart).await {
        Ok(Some(cart)) => Heard::Cart(Box::new(cart)),
        Ok(None) => Heard::NoCart,
        Err(fault) => Heard::of(fault),
    }
}

async fn held(shop: &Shop, target: &Target) -> Heard {
    match prepare(shop, target).await {
        Ok(prepared) => Heard::Cart(Box::new(prepared.cart)),
        Err(CartError::NotFound) => Heard::NoCart,
        Err(error) => Heard::of(error),
    }
}

/// As the storefront does it: the order, then its payments.
async fn ordered(shop: &Shop, gateways: &Gateways, request: &PlaceOrder) -> Heard {
    let placed = match place(shop, request).await {
        Ok(placed) => placed,
        Err(error) => return Heard::of(error),
    };
    match settle(shop, gateways, placed.order).await {
        Ok(settled) => Heard::Placed { placed, state: format!("{:?}", settled.order.status) },
        Err(fault) => Heard::of(fault),
    }
}
