//! A shop to order in: made for the test, below the data folder or in a PostgreSQL database beside the one that is
//! named, and taken away afterwards. What the caller has is not touched.
use std::{fs, path::PathBuf};

use service::{
    access::{
        Actor, Scope, Scopes,
        api_key::{self, CreateKey},
    },
    shop::scratch,
};
use url::Url;
use uuid::Uuid;

use crate::{
    cli::{Failure, open, say, seed},
    config::DataOptions,
};

/// What a test's shop is called.
const NAME: &str = "oxcart_loadtest";
const ACTOR: &str = "oxcart loadtest";

/// A shop of the test's own.
pub(super) struct Ground {
    pub(super) data: DataOptions,
    /// To the admin API.
    pub(super) key: String,
    /// The databases made, on a server.
    databases: Vec<String>,
    server: Option<String>,
    is_kept: bool,
}

impl Ground {
    /// The demo shop, and a key to it.
    pub(super) async fn make(given: &DataOptions, is_kept: bool) -> Result<Self, Failure> {
        // Not the process's number: in a container that is always the same.
        let name = format!("{NAME}_{}", Uuid::new_v4().simple());
        let server = given.database_url.clone().filter(|_| !given.is_sqlite());
        let data_dir = given.data_dir.join(&name);
        let data = DataOptions { data_dir, database_url: None, ..given.clone() };
        let mut ground = Self { data, key: String::new(), databases: Vec::new(), server, is_kept };
        match ground.found(&name).await {
            Ok(key) => Ok(Self { key, ..ground }),
            Err(failure) => {
                ground.remove().await?;
                Err(failure)
            }
        }
    }

    async fn found(&mut self, name: &str) -> Result<String, Failure> {
        if let Some(server) = &self.server {
            scratch::create(server, name).await.map_err(|fault| failed("making a database", &fault))?;
            self.databases.push(name.to_owned());
            self.data.database_url = Some(beside(server, name)?);
        }
        let shop = open::shop(&self.data, open::Schema::Migrate).await?;
        seed::if_empty(&shop, &self.data).await?;
        let scopes = Scopes::of_words(Scope::ALL.iter().map(|scope| scope.word()))
            .map_err(|unknown| Failure::new(unknown.to_string()))?;
        let request = CreateKey { name: ACTOR.to_owned(), scopes, expires_after: None, actor: Actor::named(ACTOR) };
        let key = api_key::create(&shop, &request).await.map_err(|error| Failure::new(error.to_string()))?;
        close(shop).await?;
        Ok(key.reveal())
    }

    /// The same shop once more, while nobody is in it.
    pub(super) async fn copy(&mut self, suffix: &str) -> Result<DataOptions, Failure> {
        let data_dir = self.data.data_dir.join(suffix);
        let mut copy = DataOptions { data_dir, ..self.data.clone() };
        if let (Some(server), Some(own)) = (&self.server, self.databases.first()) {
            let name = format!("{own}_{suffix}");
            scratch::copy(server, own, &name).await.map_err(|fault| failed("copying the shop", &fault))?;
            copy.database_url = Some(beside(server, &name)?);
            self.databases.push(name);
            return Ok(copy);
        }
        let cannot = |error: std::io::Error| Failure::new(format!("copying the shop: {error}"));
        fs::create_dir_all(&copy.data_dir).map_err(cannot)?;
        for file in ["oxcart.db", "oxcart.db-wal"] {
            let from = self.data.data_dir.join(file);
            if from.exists() {
                fs::copy(from, copy.data_dir.join(file)).map_err(cannot)?;
            }
        }
        Ok(copy)
    }

    /// Takes it all away, unless it is to be kept.
    pub(super) async fn remove(self) -> Result<(), Failure> {
        let folder: &PathBuf = &self.data.data_dir;
        if self.is_kept {
            say(&format!(
                "The shop is kept: --data-dir {} with {}",
                folder.display(),
                open::redacted(&self.data.url())
            ));
            return Ok(());
        }
        if let Some(server) = &self.server {
            for name in &self.databases {
                scratch::remove(server, name).await.map_err(|fault| failed("dropping the test's database", &fault))?;
            }
        }
        if !folder.exists() {
            return Ok(());
        }
        fs::remove_dir_all(folder).map_err(|error| Failure::new(format!("removing {}: {error}", folder.display())))
    }
}

/// Closes a shop, so that another process has the database to itself.
pub(super) async fn close(shop: service::shop::Shop) -> Result<(), Failure> {
    shop.database().clone().close().await.map_err(|fault| failed("closing the database", &fault))
}

fn failed(what: &str, fault: &service::shop::fault::Fault) -> Failure {
    Failure::while_doing(what, fault)
}

/// The address of another database on the same server.
fn beside(server: &str, name: &str) -> Result<String, Failure> {
    let mut url =
        Url::parse(server).map_err(|error| Failure::new(format!("DATABASE_URL is not an address: {error}")))?;
    url.set_path(name);
    Ok(url.into())
}
