//! Builds the index anew from the database.
use uuid::Uuid;

use super::{
    SearchIndex,
    document::Documents,
    fault,
    load::{Loader, Scope},
    plan::Plan,
    query::Kind,
    source::TextSource,
    texts,
    write::{OpenError, Writing},
};
use crate::{
    event::feed,
    shop::{Shop, fault::Fault},
};

impl SearchIndex {
    /// Builds the index anew from the database, and returns how many documents it has. Until it is
    /// done, the old one answers. `progress` is told how many of how many products are done.
    ///
    /// # Errors
    /// A [`Fault`] also when another process is writing to the same folder.
    pub async fn rebuild(&self, shop: &Shop, progress: impl FnMut(u64, u64)) -> Result<u64, Fault> {
        let _writing = self.0.writing.lock().await;
        let writing = match self.write().await {
            Ok(writing) => writing,
            Err(OpenError::Busy) => {
                return Err(Fault::broken(
                    "another process, such as the running server, is writing to the search index",
                ));
            }
            Err(OpenError::Fault(fault)) => return Err(fault),
        };
        self.rebuild_with(writing, shop, progress).await?.close().await?;
        Ok(self.0.reader.searcher().num_docs())
    }

    /// The same, by who already writes.
    pub(super) async fn rebuild_with(
        &self,
        mut writing: Writing,
        shop: &Shop,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<Writing, Fault> {
        shop.forget_settings();
        let plan = Plan::of(&*shop.settings().await?)?;
        // What happens from here on is read as events afterwards.
        let position = feed::newest(shop).await?;
        writing.clear()?;
        let mut loader = Loader::new(shop);
        let total = loader.count().await?;
        let mut done = 0;
        let mut after = Uuid::nil();
        progress(done, total);
        loop {
            let ids = loader.next_ids(after).await?;
            let Some(last) = ids.last().copied() else { break };
            let sources = loader.products(&Scope::Between(after, last)).await?;
            let (fields, plan) = (self.0.fields, plan.clone());
            writing = writing
                .change(true, move || {
                    let documents = Documents { fields: &fields, plan: &plan };
                    sources.iter().map(|source| documents.product_change(source)).collect()
                })
                .await?;
            after = last;
            done += ids.len() as u64;
            progress(done, total.max(done));
        }
        for kind in [Kind::Collection, Kind::Page, Kind::Article] {
            let mut after = Uuid::nil();
            loop {
                let sources = texts::after(shop, kind, after).await?;
                let Some(last) = sources.last() else { break };
                after = last.id;
                writing = self.add_texts(writing, &plan, sources).await?;
            }
        }
        writing.commit(plan.built(position)).await
    }

    async fn add_texts(&self, writing: Writing, plan: &Plan, sources: Vec<TextSource>) -> Result<Writing, Fault> {
        let (fields, plan) = (self.0.fields, plan.clone());
        let changes = move || {
            let documents = Documents { fields: &fields, plan: &plan };
            Ok(sources.iter().map(|source| documents.text_change(source)).collect())
        };
        writing.change(true, changes).await
    }

    /// As [`Self::look`], off the threads that serve requests.
    pub(super) async fn look_again(&self) -> Result<Option<super::Built>, Fault> {
        let index = self.clone();
        let looked = tokio::task::spawn_blocking(move || index.look()).await;
        looked
            .map_err(|error| Fault::other("waiting for the search index", error))?
            .map_err(fault("reading the search index"))
    }
}
