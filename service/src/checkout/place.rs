//! A cart becomes an order.
use std::sync::Arc;

use chrono::TimeDelta;
use entity::{
    cart, customer,
    ids::{OrderId, VariantId},
    money::Minor,
    order_adjustment, order_allocation, order_line,
    payment::{self, Gateway},
    sales_order::{self, Status},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    choose_payment::{self, is_token},
    obstacle::{self, Obstacle},
    order_key,
    rows::{self, Placing, Rows},
};
use crate::{
    cart::{convert::convert, edit::Target, refusal::CartError, view::CartView},
    event::{self, Event},
    inventory::{
        Shortage,
        reserve::ReserveError,
        sell::{self, Sell},
    },
    order::{
        confirm, frozen,
        timeline::{self, Happening},
    },
    payment::{
        NewPayment, begin_rows,
        credit::{self, CreditError, CreditUse, Paid},
    },
    promotion::redemption::{self, Redeem, RedeemError, Use},
    shop::{
        Shop, Unit,
        bulk::{self, OnConflict},
        fault::{Fault, HasFault},
        idempotency::{self, Once, OnceError, Turn},
        settings::Settings,
    },
};

/// An order waits this long for the money of a gateway that answers at once.
pub const PAID_WITHIN: TimeDelta = TimeDelta::minutes(30);
/// Characters of a buyer's name for an attempt at most.
pub const ATTEMPT_TOKEN_CHARS_MAX: usize = 255;
/// Who orders, in ledgers and timelines.
const ACTOR: &str = "buyer";

/// How the buyer pays what gift cards and store credit leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub gateway: Gateway,
    /// The provider's token for how the buyer pays.
    pub source: Option<String>,
}

/// What is wanted.
#[derive(Clone, Debug)]
pub struct PlaceOrder {
    pub target: Target,
    /// Absent: as it was chosen for the cart.
    pub payment: Option<Wish>,
    /// What the buyer has seen and agrees to pay. Absent: as it was agreed to for the cart. Nobody is charged what they
    /// did not agree to.
    pub agreed: Option<Minor>,
    /// The buyer's own name for this attempt: sent again, it is the same attempt.
    pub attempt_token: Option<String>,
    pub once: Option<Once>,
    /// Otherwise it is authorized, and captured by the shop later.
    pub is_captured_at_once: bool,
}

/// An order, as whoever placed it may open it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    pub order: OrderId,
    /// The secret part of its id.
    pub secret: String,
    /// False when it was there already: the request was sent again.
    pub is_new: bool,
}

/// Why it is refused. Then nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    #[error(transparent)]
    Cart(#[from] CartError),
    #[error("{}", .0.first().map_or_else(String::new, ToString::to_string))]
    NotReady(Vec<Obstacle>),
    #[error("this cart was ordered already")]
    AlreadyOrdered(Placed),
    #[error("some of it is not in stock any more")]
    Short(Vec<Shortage>),
    #[error("something in it is not sold any more")]
    NotSold(VariantId),
    /// The price without it is another.
    #[error("a discount cannot be used any more: look at the cart again")]
    DiscountGone,
    #[error("a gift card or store credit has less on it than before: look at the cart again")]
    CreditGone,
    #[error("the payment token is the provider's, not a card number")]
    BadSource,
    #[error("an attempt's token has 1 to {ATTEMPT_TOKEN_CHARS_MAX} characters")]
    BadAttemptToken,
    #[error(transparent)]
    Once(OnceError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for PlaceError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Cart(error) => error.fault(),
            Self::Once(error) => error.fault(),
            Self::Fault(fault) => Some(fault),
            _ => None,
        }
    }
}

/// Places the order of a cart.
///
/// Its goods are the order's then, its promotions are counted, its gift cards are charged, and the rest waits for the
/// gateway, which `payment::settle` asks after this. What is paid already, or by hand later, is confirmed at once.
///
/// # Errors
/// See [`PlaceError`].
pub async fn place(shop: &Shop, request: &PlaceOrder) -> Result<Placed, PlaceError> {
    let source = request.payment.as_ref().and_then(|wish| wish.source.as_deref());
    if source.is_some_and(|source| !is_token(source)) {
        return Err(PlaceError::BadSource);
    }
    let token = request.attempt_token.as_deref();
    if token.is_some_and(|token| !(1..=ATTEMPT_TOKEN_CHARS_MAX).contains(&token.chars().count())) {
        return Err(PlaceError::BadAttemptToken);
    }
    let work = Work { settings: shop.settings().await?, request };
    shop.write(&work, place_in).await
}

struct Work<'a> {
    settings: Arc<Settings>,
    request: &'a PlaceOrder,
}

async fn place_in(unit: &Unit, work: &Work<'_>) -> Result<Placed, PlaceError> {
    let request = work.request;
    let id: OrderId = unit.new_id();
    if let Some(once) = &request.once
        && let Turn::Done(done) = idempotency::begin(unit, once, id.0).await.map_err(PlaceError::Once)?
    {
        return replayed(unit, request, done.into()).await;
    }
    let cart = match convert(unit, work.settings.clone(), &request.target).await {
        Ok(cart) => cart,
        Err(CartError::NotFound) => return Err(ordered_before(unit, request).await?),
        Err(error) => return Err(error.into()),
    };
    let wish = wish(unit, &cart, request).await?;
    let email = email(unit, &cart).await?;
    let expires_at = unit.now + PAID_WITHIN;
    let placing = Placing { id, email, attempt_token: request.attempt_token.as_deref(), expires_at };
    let rows = rows::of(unit, &cart, &placing)?;
    write(unit, &rows).await?;
    let payment = begin_payment(unit, &cart, &rows.order, wish, request.is_captured_at_once).await?;
    let is_settled = payment.as_ref().is_none_or(|payment| payment.gateway == Gateway::Manual);
    let paid = pay_by_credit(unit, &cart, &rows.order).await?;
    tell(unit, &rows.order, paid, payment.as_ref(), is_settled).await?;
    take_goods(unit, work, &cart, &rows).await?;
    redeem(unit, &cart, &rows.order).await?;
    if is_settled {
        confirm::number(unit, &rows.order).await?;
    }
    Ok(Placed { order: id, secret: order_key::secret(&cart.cart, id), is_new: true })
}

/// How the rest is paid, if there is any; refused when the cart is not ready.
async fn wish(unit: &Unit, cart: &CartView, request: &PlaceOrder) -> Result<Option<Wish>, PlaceError> {
    let mut obstacles = obstacle::of(cart);
    let payable = cart.quote.payable;
    let is_all_said = request.payment.is_some() && request.agreed.is_some();
    let chosen = if is_all_said { None } else { choose_payment::chosen(unit, cart.cart.id).await? };
    let agreed = request.agreed.or_else(|| chosen.as_ref().and_then(|chosen| chosen.agreed));
    if let Some(agreed) = agreed.filter(|agreed| *agreed != payable) {
        obstacles.push(Obstacle::PriceChanged { payable, agreed });
    }
    let wish = request
        .payment
        .clone()
        .or_else(|| chosen.map(|chosen| Wish { gateway: chosen.gateway, source: chosen.source }))
        .filter(|_| payable > Minor::ZERO);
    if payable > Minor::ZERO && wish.is_none() {
        obstacles.push(Obstacle::PaymentMissing);
    } else if payable > Minor::ZERO && agreed.is_none() {
        obstacles.push(Obstacle::NotAgreed);
    }
    if obstacles.is_empty() { Ok(wish) } else { Err(PlaceError::NotReady(obstacles)) }
}

/// Where the confirmation goes: as the buyer said, else to the customer.
async fn email(unit: &Unit, cart: &CartView) -> Result<Option<String>, Fault> {
    match (&cart.cart.email, cart.cart.customer_id) {
        (Some(email), _) => Ok(Some(email.clone())),
        (None, None) => Ok(None),
        (None, Some(customer)) => {
            let found = customer::Entity::find_by_id(customer).one(&unit.tx).await?;
            Ok(found.and_then(|customer| customer.email))
        }
    }
}

async fn write(unit: &Unit, rows: &Rows) -> Result<(), Fault> {
    bulk::insert::<sales_order::Entity>(unit, std::slice::from_ref(&rows.order), OnConflict::Fail).await?;
    bulk::insert::<order_line::Entity>(unit, &rows.lines, OnConflict::Fail).await?;
    bulk::insert::<order_adjustment::Entity>(unit, &rows.adjustments, OnConflict::Fail).await
}

async fn begin_payment(
    unit: &Unit,
    cart: &CartView,
    order: &sales_order::Model,
    wish: Option<Wish>,
    is_captured_at_once: bool,
) -> Result<Option<payment::Model>, Fault> {
    let Some(wish) = wish else { return Ok(None) };
    let amount = cart.quote.payable;
    let new = NewPayment { gateway: wish.gateway, source: wish.source, amount, is_captured_at_once };
    begin_rows(unit, order, &new).await.map(Some)
}

async fn pay_by_credit(unit: &Unit, cart: &CartView, order: &sales_order::Model) -> Result<Paid, PlaceError> {
    let cards = cart.quote.gift_cards.iter().map(|card| CreditUse::GiftCard { id: card.id, amount: card.used });
    let account = CreditUse::StoreCredit { amount: cart.quote.store_credit_used };
    let uses: Vec<_> = cards.chain([account]).collect();
    credit::pay(unit, order, &uses).await.map_err(|error| match error {
        CreditError::NotEnoughOnCard(_) | CreditError::CardUnusable(_) | CreditError::NotEnoughCredit => {
            PlaceError::CreditGone
        }
        CreditError::Fault(fault) => PlaceError::Fault(fault),
    })
}

async fn tell(
    unit: &Unit,
    order: &sales_order::Model,
    paid: Paid,
    payment: Option<&payment::Model>,
    is_settled: bool,
) -> Result<(), Fault> {
    let begun = payment.map(|payment| Happening::PaymentBegun(payment.id));
    let confirmed = is_settled.then_some(Happening::Confirmed);
    let happenings = [Happening::Placed].into_iter().chain(paid.happenings).chain(begun).chain(confirmed);
    timeline::record(unit, order.id, happenings, ACTOR).await?;
    let confirmed = is_settled.then_some(Event::OrderConfirmed(order.id));
    event::record(unit, [Event::OrderPlaced(order.id)].into_iter().chain(paid.events).chain(confirmed)).await
}

async fn take_goods(unit: &Unit, work: &Work<'_>, cart: &CartView, rows: &Rows) -> Result<(), PlaceError> {
    let demand = cart.lines.iter().map(|line| (line.variant.id, i64::from(line.line.quantity))).collect();
    let locations = work.settings.markets.iter().find(|market| market.id == cart.cart.market_id);
    let sell = Sell {
        holder: cart.cart.id.0,
        demand,
        locations: locations.map(|market| market.locations.clone()).unwrap_or_default(),
        reference: rows.order.id.to_string(),
        actor: ACTOR.to_owned(),
    };
    let taken = sell::sell(unit, &sell).await.map_err(|error| match error {
        ReserveError::Short(shortages) => PlaceError::Short(shortages),
        ReserveError::UnknownVariant(variant) => PlaceError::NotSold(variant),
        ReserveError::Fault(fault) => PlaceError::Fault(fault),
        error @ (ReserveError::BadQuantity | ReserveError::TooMany | ReserveError::AlreadyOver) => {
            PlaceError::Fault(Fault::other("taking an order's goods", error))
        }
    })?;
    let allocations = frozen::allocations(&rows.lines, &taken)?;
    Ok(bulk::insert::<order_allocation::Entity>(unit, &allocations, OnConflict::Fail).await?)
}

async fn redeem(unit: &Unit, cart: &CartView, order: &sales_order::Model) -> Result<(), PlaceError> {
    let code = |code: &str| cart.codes.iter().find(|entered| entered.code == code).and_then(|entered| entered.id);
    let uses = cart.quote.applied.iter().map(|applied| Use {
        promotion: applied.promotion.id,
        code: applied.code.as_deref().and_then(code),
        amount: applied.amount,
    });
    // As the price of the cart counted them.
    let buyer_key = redemption::buyer_key(cart.cart.customer_id, cart.cart.email.as_deref());
    let request = Redeem { order: order.id, buyer_key, uses: uses.collect() };
    redemption::redeem(unit, &request).await.map_err(|error| match error {
        RedeemError::UsedUp | RedeemError::CodeUsedUp | RedeemError::BuyerUsedUp => PlaceError::DiscountGone,
        RedeemError::Fault(fault) => PlaceError::Fault(fault),
    })
}

/// What the same request made when it was done. It is told to whoever has the key of the cart, and to nobody who has
/// only read the request.
async fn replayed(unit: &Unit, request: &PlaceOrder, order: OrderId) -> Result<Placed, PlaceError> {
    let key = &request.target.cart;
    let asked = cart::Entity::find_by_id(key.id).one(&unit.tx).await.map_err(Fault::from)?;
    if !asked.is_some_and(|cart| key.opens(&cart)) {
        return Err(CartError::NotFound.into());
    }
    let carts = sea_orm::sea_query::Query::select()
        .column(sales_order::Column::CartId)
        .from(sales_order::Entity)
        .and_where(sales_order::Column::Id.eq(order))
        .to_owned();
    let cart = cart::Entity::find().filter(cart::Column::Id.in_subquery(carts)).one(&unit.tx).await;
    let cart = cart.map_err(Fault::from)?.ok_or(CartError::NotFound)?;
    Ok(Placed { order, secret: order_key::secret(&cart, order), is_new: false })
}

/// A cart that is not open: because it was ordered, which its buyer is told, or because there is none.
async fn ordered_before(unit: &Unit, request: &PlaceOrder) -> Result<PlaceError, PlaceError> {
    let key = &request.target.cart;
    let cart = cart::Entity::find_by_id(key.id).one(&unit.tx).await.map_err(Fault::from)?;
    let Some(cart) = cart.filter(|cart| key.opens(cart)) else { return Err(CartError::NotFound.into()) };
    let order: Option<OrderId> = sales_order::Entity::find()
        .select_only()
        .column(sales_order::Column::Id)
        .filter(sales_order::Column::CartId.eq(cart.id))
        .filter(sales_order::Column::Status.is_not_in([Status::Cancelled, Status::Expired]))
        .order_by_desc(sales_order::Column::CreatedAt)
        .into_tuple()
        .one(&unit.tx)
        .await
        .map_err(Fault::from)?;
    let order = order.ok_or(CartError::NotFound)?;
    let placed = Placed { order, secret: order_key::secret(&cart, order), is_new: false };
    Ok(PlaceError::AlreadyOrdered(placed))
}
