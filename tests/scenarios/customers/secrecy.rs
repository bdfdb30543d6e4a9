//! What must not be learnt: from answers, from their timing, from the log.
use std::{
    io,
    sync::{Arc, Mutex},
    time::Instant,
};

use api::config::{HttpOptions, ServeOptions};
use pretty_assertions::assert_eq;
use serde_json::json;
use service::auth::login;
use tests::{TestShop, client::Client, on_both_databases};

use super::{PASSWORD, attempt, client, log_in, mailed, register, run};

on_both_databases!(
    timing_does_not_tell_who_has_an_account,
    the_log_names_nobody_and_nothing_secret,
    who_tries_too_often_is_refused,
);

/// Failed logins of an account, of a closed account and of nobody, in turns, so that what else the machine does falls on all.
async fn timing_does_not_tell_who_has_an_account(shop: &TestShop) {
    const ROUNDS: usize = 9;
    for number in 0..ROUNDS {
        register(shop, &format!("ann{number}@shop.example")).await;
    }
    register(shop, "closed@shop.example").await;
    for _ in 0..login::FAILURES_MAX {
        login::log_in(&shop.shop, &attempt("closed@shop.example", "wrong horse")).await.unwrap_err();
    }
    let mut times = [const { Vec::new() }; 3];
    for number in 0..ROUNDS {
        let emails = [&format!("ann{number}@shop.example"), "nobody@shop.example", "closed@shop.example"];
        for (times, email) in times.iter_mut().zip(emails) {
            let started = Instant::now();
            login::log_in(&shop.shop, &attempt(email, "wrong horse")).await.unwrap_err();
            times.push(started.elapsed());
        }
    }
    // What somebody sees who asks often enough to look past the noise of a busy machine.
    let fastest = times.map(|times| times.into_iter().min().unwrap());
    let (least, most) = (fastest.iter().min().unwrap(), fastest.iter().max().unwrap());
    // Without the pretended work nobody's answer takes a tenth of the others'.
    assert!(*most < *least * 2, "account, nobody, closed: {fastest:?}");
}

/// Everything that was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn the_log_names_nobody_and_nothing_secret(shop: &TestShop) {
    // One for the process: the server's threads have to write here, too, and two tests may share them.
    static LOG: std::sync::OnceLock<Log> = std::sync::OnceLock::new();
    let log = LOG.get_or_init(|| {
        let log = Log::default();
        let writer = log.clone();
        let level = tracing_subscriber::filter::LevelFilter::DEBUG;
        tracing_subscriber::fmt().with_max_level(level).with_ansi(false).with_writer(move || writer.clone()).init();
        log
    });
    let client = client(shop).await;
    let ann = register(shop, "ann.secret@shop.example").await;
    log_in(&client, "ann.secret@shop.example", "wrong horse").await.unwrap_err();
    let token = log_in(&client, "ann.secret@shop.example", PASSWORD).await.unwrap();
    let update = "mutation ($token: String!) { customerUpdate(customerAccessToken: $token, customer: { phone: \"+4930987654\", firstName: \"Annabella\" }) {
        customerUserErrors { message } } }";
    run(&client, update, json!({ "token": token })).await;
    // Written out in the document, where it could be logged with it.
    let written_out = format!(
        "query Named @inContext(buyer: {{ customerAccessToken: \"{token}\" }}) {{ customer(customerAccessToken: \"{token}\") {{ email }} }}"
    );
    client.query(&written_out, json!({})).await;
    let mail = mailed(shop, "ann.secret@shop.example", entity::user_token::Kind::Reset).await;
    let reset = "mutation ($id: ID!, $token: String!) { customerReset(id: $id, input: { resetToken: $token, password: \"battery staple\" }) {
        customerUserErrors { message } } }";
    run(&client, reset, json!({ "id": format!("gid://shopify/Customer/{}", ann.id), "token": mail.reveal() })).await;
    let logged = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(logged.contains("Named"), "the requests were logged: {logged}");
    for secret in
        ["ann.secret", "+4930987654", "Annabella", PASSWORD, "battery staple", &token, mail.reveal(), "$argon2"]
    {
        let line = logged.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret} is in the log");
    }
}

async fn who_tries_too_often_is_refused(shop: &TestShop) {
    crate::save::ground(shop).await;
    let options = ServeOptions {
        http: HttpOptions {
            logins_per_minute: 1,
            client_ip_header: Some("x-client".to_owned()),
            ..HttpOptions::default()
        },
        ..ServeOptions::default()
    };
    let server = shop.serve(options).await;
    let client = Client::new(&server.url());
    let body = json!({ "query": "mutation { customerRecover(email: \"nobody@shop.example\") { customerUserErrors { code } } }" });
    // The proxy appends: what stands before was sent by anybody.
    let recover = async |address: &str| {
        let header = format!("198.51.100.7, {address}");
        Client::answer(client.post("/graphql").header("x-client", header).json(&body)).await
    };
    for number in 0..100 {
        assert_eq!(recover("192.0.2.1").await.codes(), Vec::<&str>::new(), "{number}");
    }
    assert_eq!(recover("192.0.2.1").await.codes(), ["RATE_LIMITED"]);
    assert_eq!(recover("192.0.2.2").await.codes(), Vec::<&str>::new(), "others are not slowed down");
    server.stop().await;
}
