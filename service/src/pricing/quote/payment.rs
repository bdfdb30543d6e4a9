//! Step 7: gift cards, then store credit. They pay; they change neither the total nor the tax.
use entity::money::Minor;

use super::{
    draft::Draft,
    outcome::GiftCardUse,
    step::{Subject, Why},
};

/// What is paid by what the buyer already has, and what is left to pay.
pub(super) struct Paid {
    pub(super) gift_cards: Vec<GiftCardUse>,
    pub(super) store_credit: Minor,
    pub(super) payable: Minor,
}

pub(super) fn pay(draft: &mut Draft<'_>, total: Minor) -> Paid {
    let basket = draft.basket;
    let mut due = total;
    let mut gift_cards = Vec::with_capacity(basket.gift_cards.len());
    for card in &basket.gift_cards {
        let used = spend(draft, &mut due, card.balance, Why::GiftCard { id: card.id, balance: card.balance });
        gift_cards.push(GiftCardUse { id: card.id, used });
    }
    let balance = basket.store_credit.unwrap_or_default();
    let store_credit = spend(draft, &mut due, balance, Why::StoreCredit { balance });
    Paid { gift_cards, store_credit, payable: due }
}

fn spend(draft: &mut Draft<'_>, due: &mut Minor, balance: Minor, why: Why) -> Minor {
    let used = balance.min(*due).max(Minor::ZERO);
    if used.0 > 0 {
        draft.step(Subject::Order, (*due, *due - used), why);
        *due -= used;
    }
    used
}
