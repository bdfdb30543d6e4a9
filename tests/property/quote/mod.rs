//! The price of a cart, for many thousands of carts that nobody would think of.
//!
//! `identities` holds what is true of every quote, `rules` which promotions may stand in it, `oracle`
//! computes prices, shares and taxes a second time, as the design page words them, and `order`
//! shuffles. A counterexample is shrunk, then printed with its plan and its trace.
mod basket;
mod identities;
mod oracle;
mod order;
mod plan;
mod rules;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use service::pricing::quote::{Basket, Quote, quote};

use self::plan::{Plan, plan};

/// All tests of this folder together, unless `OXCART_TEST_CARTS` asks for more.
const CARTS: u32 = 24_000;
/// The carts are split over tests, which run beside one another.
const SHARES: u32 = 6;

/// Draws one share of the carts, always the same ones, and holds each against `law`.
fn try_share(share: u8, law: impl Fn(&Plan, &Basket, &Quote) -> Result<(), TestCaseError>) {
    let carts = std::env::var("OXCART_TEST_CARTS").ok().and_then(|carts| carts.parse().ok()).unwrap_or(CARTS);
    let config = Config {
        cases: carts / SHARES,
        max_shrink_iters: 20_000,
        failure_persistence: None,
        source_file: Some(file!()),
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[share; 32]);
    let outcome = TestRunner::new_with_rng(config, rng).run(&plan(), |plan| {
        let basket = plan.basket();
        let quote = quote(&basket).map_err(|fault| TestCaseError::fail(fault.to_string()))?;
        law(&plan, &basket, &quote).map_err(|error| match error {
            TestCaseError::Fail(why) => TestCaseError::fail(format!("{why}\n{}", told(&quote))),
            TestCaseError::Reject(why) => TestCaseError::Reject(why),
        })
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

/// The trace of a quote, one sentence a line.
fn told(quote: &Quote) -> String {
    let steps: Vec<_> = quote.trace.iter().map(|step| format!("  {:?}: {step}", step.subject)).collect();
    let refused: Vec<_> =
        quote.refused.iter().map(|refused| format!("  {:?}: {}", refused.code, refused.reason)).collect();
    format!("trace:\n{}\nrefused:\n{}", steps.join("\n"), refused.join("\n"))
}

/// Every law, in the order in which a failure is easiest to read.
fn every_law(plan: &Plan, basket: &Basket, quote: &Quote) -> Result<(), TestCaseError> {
    oracle::unit_prices(basket, quote)?;
    identities::lines(basket, quote)?;
    identities::totals(quote)?;
    identities::payments(basket, quote)?;
    identities::trace(quote)?;
    rules::everyone_is_answered(basket, quote)?;
    rules::applied_may_apply(basket, quote)?;
    rules::refusals_are_true(basket, quote)?;
    rules::combinations(quote)?;
    oracle::order_discounts(basket, quote)?;
    oracle::taxes(plan, basket, quote)?;
    oracle::shipping(basket, quote)?;
    order::does_not_matter(basket, quote)
}

macro_rules! shares {
    ($($name:ident: $share:literal),+ $(,)?) => {$(
        #[test]
        fn $name() {
            try_share($share, every_law);
        }
    )+};
}

shares! {
    carts_of_share_one: 1,
    carts_of_share_two: 2,
    carts_of_share_three: 3,
    carts_of_share_four: 4,
    carts_of_share_five: 5,
    carts_of_share_six: 6,
}

/// What the same price with tax inside and with tax beside it has to do with one another.
#[test]
fn inclusive_is_exclusive_plus_tax() {
    let config = Config { cases: 4_000, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    TestRunner::new_with_rng(config, rng)
        .run(&plan(), |plan| oracle::inclusive_and_exclusive(&plan))
        .unwrap_or_else(|error| panic!("{error}"));
}
