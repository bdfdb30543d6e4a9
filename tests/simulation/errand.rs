//! What staff ask for: each can be asked for again with the same key.
use entity::{
    ids::{OrderId, OrderReturnId},
    money::Minor,
};
use service::{
    order::{
        cancel::{self, Cancel},
        capture::{self, Capture},
        edit::{self, Edit},
        fulfil::{self, Fulfil},
        refund::{self, Refund},
        returns::{self, Arrived, ReceiveReturn, RefundReturn, RequestReturn},
    },
    payment::{
        gateway::Gateways,
        manual::{self, MarkPaid},
        settle::settle,
    },
    shop::Shop,
};
use uuid::Uuid;

use crate::stage::Heard;

#[derive(Clone, Debug)]
pub(crate) enum Errand {
    Cancel(Cancel),
    Capture(Capture),
    Fulfil(Fulfil),
    Refund(Refund),
    Edit(Edit),
    MarkPaid(MarkPaid),
    RequestReturn(RequestReturn),
    Receive(OrderId, ReceiveReturn),
    RefundReturn(OrderId, RefundReturn),
}

impl Errand {
    pub(crate) fn order(&self) -> OrderId {
        match self {
            Self::Cancel(errand) => errand.order,
            Self::Capture(errand) => errand.order,
            Self::Fulfil(errand) => errand.order,
            Self::Refund(errand) => errand.order,
            Self::Edit(errand) => errand.order,
            Self::MarkPaid(errand) => errand.order,
            Self::RequestReturn(errand) => errand.order,
            Self::Receive(order, _) | Self::RefundReturn(order, _) => *order,
        }
    }

    /// Whether it carries a key, and can be sent again.
    pub(crate) fn has_key(&self) -> bool {
        !matches!(self, Self::MarkPaid(_) | Self::RequestReturn(_) | Self::Receive(..))
    }

    pub(crate) fn words(&self) -> String {
        let order = self.order();
        match self {
            Self::Cancel(_) => format!("cancel {order}"),
            Self::Capture(errand) => format!("capture {:?} of {order}", errand.amount.map(|amount| amount.0)),
            Self::Fulfil(errand) => format!("send of {order} from {}: {:?}", errand.location, errand.lines),
            Self::Refund(errand) => {
                format!("refund of {order}: {:?} + {} + {}", errand.lines, errand.shipping.0, errand.amount.0)
            }
            Self::Edit(errand) => format!("edit {order}: {:?} {:?}", errand.set, errand.add),
            Self::MarkPaid(_) => format!("mark {order} as paid"),
            Self::RequestReturn(errand) => format!("ask for a return of {order}: {:?}", errand.lines),
            Self::Receive(_, errand) => format!("receive {} of {order}: {:?}", errand.order_return, errand.lines),
            Self::RefundReturn(_, errand) => format!("pay back {} of {order}", errand.order_return),
        }
    }

    /// As the admin API does it: the change, then whatever money it moves.
    pub(crate) async fn run(self, number: usize, shop: Shop, gateways: Gateways) -> Heard {
        let order = self.order();
        let made = match self.change(&shop).await {
            Ok(made) => made,
            Err(heard) => return heard,
        };
        match settle(&shop, &gateways, order).await {
            Ok(settled) => Heard::Errand { number, made, state: format!("{:?}", settled.order.status) },
            Err(fault) => Heard::Broken(format!("{fault:?}")),
        }
    }

    async fn change(&self, shop: &Shop) -> Result<Option<Uuid>, Heard> {
        match self {
            Self::Cancel(errand) => cancel::cancel(shop, errand).await.map(|()| None).map_err(Heard::of),
            Self::Capture(errand) => capture::capture(shop, errand).await.map(|()| None).map_err(Heard::of),
            Self::Fulfil(errand) => fulfil::fulfil(shop, errand).await.map(|made| Some(made.0)).map_err(Heard::of),
            Self::Refund(errand) => refund::refund(shop, errand).await.map(|made| Some(made.0)).map_err(Heard::of),
            Self::Edit(errand) => edit::edit(shop, errand).await.map(|()| None).map_err(Heard::of),
            Self::MarkPaid(errand) => manual::mark_paid(shop, errand).await.map(|_: Minor| None).map_err(Heard::of),
            Self::RequestReturn(errand) => {
                returns::request(shop, errand).await.map(|made: OrderReturnId| Some(made.0)).map_err(Heard::of)
            }
            Self::Receive(_, errand) => returns::receive(shop, errand).await.map(|()| None).map_err(Heard::of),
            Self::RefundReturn(_, errand) => {
                returns::refund(shop, errand).await.map(|made| Some(made.0)).map_err(Heard::of)
            }
        }
    }
}

/// All that arrived, put on a shelf again.
pub(crate) fn arrived(lines: &[entity::order_return_line::Model], at: Option<entity::ids::LocationId>) -> Vec<Arrived> {
    let open = lines.iter().filter(|line| line.quantity > line.received);
    open.map(|line| Arrived { line: line.order_line_id, quantity: line.quantity - line.received, restock_at: at })
        .collect()
}
