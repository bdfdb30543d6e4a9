//! `oxcart admin`: the keys to the admin API.
use std::fmt::Write;

use chrono::{DateTime, Duration, Utc};
use clap::{Args, Subcommand};
use service::access::{
    Actor, Scope, Scopes,
    api_key::{self, CreateKey, CreateKeyError, RevokeKey, RevokeKeyError},
};

use crate::config::DataOptions;

use super::{Failure, open, say};

pub(super) const EXAMPLES: &str = "\
Examples:
  oxcart admin create-key --name \"Back office\" --scope all
  oxcart admin create-key --name Warehouse --scope write_inventory --scope read_products --expires-in-days 90
  oxcart admin list-keys
  oxcart admin revoke-key oxadm_1f2e3d4c

A key is sent as `authorization: Bearer <key>` to /admin/graphql.";

/// Ten years: whoever wants longer leaves it out.
const EXPIRY_DAYS_MAX: i64 = 3_650;

#[derive(Args, Debug)]
pub(super) struct Admin {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a key; it is shown once
    CreateKey(NewKey),
    /// Show the keys there are, without their secret part
    ListKeys(DataOptions),
    /// Have a key open nothing any more
    RevokeKey(OldKey),
}

#[derive(Args, Debug)]
struct NewKey {
    /// What the key is for
    #[arg(long, value_name = "NAME")]
    name: String,

    /// What it allows: `all`, or one of the scopes; repeat or separate by commas
    #[arg(long = "scope", value_name = "SCOPE", required = true, value_delimiter = ',')]
    scopes: Vec<String>,

    /// After how many days it stops to work [default: never]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i64).range(1..=EXPIRY_DAYS_MAX))]
    expires_in_days: Option<i64>,

    #[command(flatten)]
    data: DataOptions,
}

#[derive(Args, Debug)]
struct OldKey {
    /// The letters it begins with, as `list-keys` shows them
    #[arg(value_name = "PREFIX")]
    prefix: String,

    #[command(flatten)]
    data: DataOptions,
}

pub(super) async fn run(admin: Admin) -> Result<(), Failure> {
    match admin.action {
        Action::CreateKey(new) => create(new).await,
        Action::ListKeys(data) => list(&data).await,
        Action::RevokeKey(old) => revoke(old).await,
    }
}

fn actor() -> Actor {
    Actor::named("oxcart admin")
}

async fn create(new: NewKey) -> Result<(), Failure> {
    let scopes = Scopes::of_words(new.scopes.iter().map(String::as_str)).map_err(|unknown| {
        let known: Vec<_> = Scope::ALL.iter().map(|scope| scope.word()).collect();
        Failure::new(format!("{unknown}: use `all`, or some of {}", known.join(", ")))
    })?;
    // A key may be wanted before the first start.
    let shop = open::shop(&new.data, open::Schema::Migrate).await?;
    let expires_after = new.expires_in_days.map(Duration::days);
    let request = CreateKey { name: new.name, scopes, expires_after, actor: actor() };
    let key = api_key::create(&shop, &request).await.map_err(|error| match error {
        CreateKeyError::Fault(fault) => Failure::while_doing("making a key", &fault),
        CreateKeyError::BadName | CreateKeyError::NoScope | CreateKeyError::BadExpiry => {
            Failure::new(error.to_string())
        }
    })?;
    say(&key.reveal());
    say("");
    say("This is shown once: keep it like a password. Send it as `authorization: Bearer …` to /admin/graphql.");
    if let Some(expires_at) = key.expires_at {
        say(&format!("It works until {}.", time(expires_at)));
    }
    Ok(())
}

async fn list(data: &DataOptions) -> Result<(), Failure> {
    let shop = open::shop(data, open::Schema::Require).await?;
    let now = shop.now();
    let keys = api_key::list(&shop).await.map_err(|fault| Failure::while_doing("reading the keys", &fault))?;
    if keys.is_empty() {
        say("There are no keys: `oxcart admin create-key` makes one.");
    }
    for key in keys {
        let mut line = format!("{}  {}  [{}]", key.prefix, key.name, key.scopes.0.join(", "));
        let used = key.last_used_at.map_or_else(|| "never used".to_owned(), |at| format!("last used {}", time(at)));
        let state = match (key.revoked_at, key.expires_at) {
            (Some(at), _) => format!("revoked {}", time(at)),
            (None, Some(at)) if at <= now => format!("expired {}", time(at)),
            (None, Some(at)) => format!("expires {}", time(at)),
            (None, None) => "does not expire".to_owned(),
        };
        // Writing to a string does not fail.
        let _ = write!(line, "  {used}, {state}");
        say(&line);
    }
    Ok(())
}

async fn revoke(old: OldKey) -> Result<(), Failure> {
    let shop = open::shop(&old.data, open::Schema::Require).await?;
    let request = RevokeKey { prefix: old.prefix, actor: actor() };
    let key = api_key::revoke(&shop, &request).await.map_err(|error| match error {
        RevokeKeyError::Fault(fault) => Failure::while_doing("revoking the key", &fault),
        RevokeKeyError::Unknown | RevokeKeyError::Ambiguous => {
            Failure::new(format!("{error}: `oxcart admin list-keys` shows them"))
        }
    })?;
    say(&format!("{} ({}) opens nothing any more.", key.prefix, key.name));
    Ok(())
}

fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}
