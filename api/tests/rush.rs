//! The load tests that order, as a person runs them: small, on SQLite and, where there is one, on PostgreSQL. Each ends
//! with its own proof, and with a failure if that does not hold.

#![cfg(test)]

use std::{
    env,
    process::{Command, Output},
};

fn run(arguments: &[&str], database_url: Option<&str>) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_oxcart"));
    command.arg("loadtest").args(arguments).arg("--data-dir").arg(folder.path()).env_remove("DATABASE_URL");
    if let Some(url) = database_url {
        command.env("DATABASE_URL", url);
    }
    let output = command.output().unwrap();
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert!(left.is_empty(), "the shop was not taken away: {left:?}");
    output
}

fn proven(arguments: &[&str], told: &[&str]) {
    let postgres = env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty());
    for database_url in [None, postgres.as_deref()] {
        let Output { status, stdout, stderr } = run(arguments, database_url);
        let (stdout, stderr) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
        assert!(status.success(), "{arguments:?}: {stdout}\n{stderr}");
        for told in told {
            assert!(stdout.contains(told), "{arguments:?} does not say {told:?}: {stdout}\n{stderr}");
        }
        assert!(!stdout.contains("WRONG"), "{stdout}");
    }
}

#[test]
fn a_flash_sale_sells_what_there_is() {
    let told = ["10 orders in", "14 × MERCHANDISE_OUT_OF_STOCK", "10 units: 10 sold to 24 who wanted one, 0 left"];
    proven(&["flash-sale", "--shoppers", "24", "--units", "10"], &told);
}

#[test]
fn a_code_is_used_as_often_as_it_may_be() {
    let told = ["4 orders in", "a code for 4: used 4 times, 4 orders of 25 shoppers"];
    proven(&["coupon-race", "--shoppers", "25", "--uses", "4"], &told);
}

#[test]
fn killed_servers_lose_nothing() {
    let told = ["2 kills", "staff meanwhile", "0 shoppers never learned", "order numbers have no gaps"];
    proven(&["mixed", "--rate", "6", "--duration", "5", "--kills", "2"], &told);
}

#[test]
fn the_bare_sql_of_placing_is_measured() {
    let told =
        ["12 orders in", "bare SQL of the same", "12 orders were acknowledged, and 0 of them are not in the shop"];
    proven(&["checkout", "--orders", "12", "--connections", "4", "--floor"], &told);
}
