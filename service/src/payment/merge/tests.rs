use chrono::DateTime;
use entity::{
    ids::{OrderId, PaymentId},
    money::Currency,
    payment::Gateway,
};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

const AMOUNT: i64 = 1_000;

fn payment() -> payment::Model {
    let none = Minor::ZERO;
    payment::Model {
        id: PaymentId(Uuid::nil()),
        order_id: OrderId(Uuid::nil()),
        gateway: Gateway::Test,
        status: Status::Pending,
        currency: Currency::EUR,
        amount: Minor(AMOUNT),
        authorized: none,
        captured: none,
        capture_pending: none,
        refund_pending: none,
        refunded: none,
        is_captured_at_once: true,
        source: None,
        gift_card_id: None,
        provider_key: None,
        action_url: None,
        failure_code: None,
        reconcile_at: None,
        attempts: 0,
        version: 1,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
    }
}

fn seen(state: Seen, authorized: i64, captured: i64) -> Observation {
    let provider_key = Some("key".to_owned());
    Observation { provider_key, state, authorized: Minor(authorized), captured: Minor(captured) }
}

fn all(observations: &[Observation]) -> payment::Model {
    observations.iter().fold(payment(), |was, seen| merge(&was, seen).unwrap_or(was))
}

/// What a provider may say of one payment, sane or not.
fn observation() -> impl Strategy<Value = Observation> {
    let state = prop_oneof![
        Just(Seen::Processing),
        Just(Seen::ActionRequired { url: Some("https://bank.example".to_owned()) }),
        Just(Seen::Authorized),
        Just(Seen::Captured),
        Just(Seen::Failed { code: "card_declined".to_owned(), is_final: true }),
        Just(Seen::Voided),
    ];
    (state, -100..2 * AMOUNT, -100..2 * AMOUNT)
        .prop_map(|(state, authorized, captured)| seen(state, authorized, captured))
}

proptest! {
    /// Late, twice and in any order: the same observations come to the same payment.
    #[test]
    fn the_order_does_not_matter(
        (observations, shuffled) in prop::collection::vec(observation(), 1..7)
            .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
    ) {
        let once = all(&observations);
        prop_assert_eq!(&all(&shuffled), &once);
        let twice: Vec<_> = shuffled.iter().chain(&observations).cloned().collect();
        prop_assert_eq!(&all(&twice), &once);
    }

    /// What the table demands, and that the events add up to the amounts.
    #[test]
    fn every_step_keeps_what_must_be(observations in prop::collection::vec(observation(), 1..12), pending in 0..AMOUNT) {
        let mut was = payment();
        let (mut authorized, mut captured) = (Minor::ZERO, Minor::ZERO);
        for seen in &observations {
            // Somebody asks for a capture whenever it can be.
            was.capture_pending = min(Minor(pending), was.authorized - was.captured);
            let Some(now) = merge(&was, seen) else { continue };
            for (kind, amount, _) in happened(&was, &now) {
                prop_assert!(amount >= Minor::ZERO);
                match kind {
                    Kind::Authorized => authorized += amount,
                    Kind::Captured => captured += amount,
                    _ => {}
                }
            }
            prop_assert!(now.captured >= was.captured && now.authorized >= was.authorized);
            prop_assert!(now.captured + now.capture_pending <= now.authorized && now.authorized <= now.amount);
            prop_assert!(now.capture_pending >= Minor::ZERO);
            prop_assert_eq!((now.authorized, now.captured), (authorized, captured));
            was = now;
        }
    }
}

#[test]
fn what_is_known_is_nothing_new() {
    let captured = all(&[seen(Seen::Captured, AMOUNT, AMOUNT)]);
    assert_eq!((captured.status, captured.captured), (Status::Captured, Minor(AMOUNT)));
    for again in [Seen::Processing, Seen::Authorized, Seen::Captured, Seen::Voided] {
        assert_eq!(merge(&captured, &seen(again, AMOUNT, AMOUNT)), None);
    }
}

#[test]
fn a_buyer_may_succeed_after_failing_and_what_was_promised_may_be_given_up() {
    let failed = Seen::Failed { code: "authentication_failed".to_owned(), is_final: true };
    let later = all(&[seen(failed.clone(), 0, 0), seen(Seen::Authorized, AMOUNT, 0)]);
    assert_eq!((later.status, later.failure_code), (Status::Authorized, None));
    let voided = all(&[seen(Seen::Authorized, AMOUNT, 0), seen(Seen::Voided, 0, 0), seen(failed, 0, 0)]);
    assert_eq!((voided.status, voided.authorized), (Status::Voided, Minor(AMOUNT)));
    // A part that came stays, when the rest is given up.
    let part = all(&[seen(Seen::Authorized, AMOUNT, 400), seen(Seen::Voided, 0, 0)]);
    assert_eq!((part.status, part.captured), (Status::Captured, Minor(400)));
}

#[test]
fn a_capture_that_was_asked_for_is_counted_off() {
    let mut was = all(&[seen(Seen::Authorized, AMOUNT, 0)]);
    was.capture_pending = Minor(700);
    let part = merge(&was, &seen(Seen::Authorized, AMOUNT, 300)).unwrap();
    assert_eq!((part.status, part.capture_pending), (Status::Authorized, Minor(400)));
    // More than was asked for: by somebody at the provider's own desk.
    let more = merge(&part, &seen(Seen::Authorized, AMOUNT, 900)).unwrap();
    assert_eq!((more.captured, more.capture_pending), (Minor(900), Minor(0)));
}

#[test]
fn a_failure_that_is_not_final_is_noted() {
    let noted = all(&[seen(Seen::Failed { code: "try_again".to_owned(), is_final: false }, 0, 0)]);
    assert_eq!((noted.status, noted.failure_code.as_deref()), (Status::Pending, Some("try_again")));
    assert_eq!(merge(&noted, &seen(Seen::Captured, AMOUNT, AMOUNT)).unwrap().failure_code, None);
}
