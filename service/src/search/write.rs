//! Writing to the index: opened for a burst of changes, closed when they end.
//!
//! The writer's memory and threads exist only meanwhile, so an idle shop pays nothing for them.
use tantivy::{
    IndexWriter, TantivyDocument, TantivyError, Term, directory::error::LockError, indexer::IndexWriterOptions,
    indexer::LogMergePolicy,
};
use uuid::Uuid;

use super::{
    Built, SearchIndex, fault,
    queue::{Queue, Queued},
};
use crate::shop::fault::Fault;

/// Memory of the documents that are being written, in bytes.
const WRITER_BYTES: usize = 40 * 1024 * 1024;
/// Share of deleted documents from which a part of the index is written anew.
const DELETED_SHARE_MAX: f32 = 0.3;

/// A change to one document. Without a document, it is taken out.
pub(super) struct Change {
    pub(super) id: Uuid,
    pub(super) document: Option<TantivyDocument>,
    /// About how many bytes the document takes.
    pub(super) bytes: usize,
}

impl Change {
    pub(super) fn removal(id: Uuid) -> Self {
        Self { id, document: None, bytes: 0 }
    }
}

/// The one that may write.
pub(super) struct Writing {
    index: SearchIndex,
    writer: IndexWriter<Queued>,
    queue: Queue,
    /// Changes since the last commit.
    pub(super) pending: u64,
}

/// Why there is no writer.
pub(super) enum OpenError {
    /// Another process is writing to the same folder.
    Busy,
    Fault(Fault),
}

impl SearchIndex {
    /// Opens the writer. Call it with the `writing` lock held.
    pub(super) async fn write(&self) -> Result<Writing, OpenError> {
        let index = self.clone();
        let opened = tokio::task::spawn_blocking(move || {
            let options = IndexWriterOptions::builder()
                .num_worker_threads(1)
                .memory_budget_per_thread(WRITER_BYTES)
                .num_merge_threads(1)
                .build();
            index.0.index.writer_with_options(options).map(|writer| (index, writer))
        });
        match opened.await {
            Ok(Ok((index, writer))) => {
                let mut policy = LogMergePolicy::default();
                policy.set_del_docs_ratio_before_merge(DELETED_SHARE_MAX);
                writer.set_merge_policy(Box::new(policy));
                Ok(Writing { index, writer, queue: Queue::default(), pending: 0 })
            }
            Ok(Err(TantivyError::LockFailure(LockError::LockBusy, _))) => Err(OpenError::Busy),
            Ok(Err(error)) => Err(OpenError::Fault(Fault::other("opening the search index for writing", error))),
            Err(error) => Err(OpenError::Fault(Fault::other("opening the search index for writing", error))),
        }
    }
}

impl Writing {
    /// Makes the changes, in order; they can be found after the next commit.
    /// `changes` runs off the threads that serve requests.
    pub(super) async fn change(
        self,
        is_new: bool,
        changes: impl FnOnce() -> Result<Vec<Change>, Fault> + Send + 'static,
    ) -> Result<Self, Fault> {
        self.off_thread(move |mut writing| {
            let key = writing.index.0.fields.key;
            for change in changes()? {
                if !is_new {
                    writing.writer.delete_term(Term::from_field_bytes(key, change.id.as_bytes()));
                }
                if let Some(document) = change.document {
                    let queued = writing.queue.admit(document, change.bytes);
                    writing.writer.add_document(queued).map_err(fault("adding to the search index"))?;
                }
                writing.pending += 1;
            }
            Ok(writing)
        })
        .await
    }

    /// Takes everything out, with the next commit.
    pub(super) fn clear(&self) -> Result<(), Fault> {
        self.writer.delete_all_documents().map(drop).map_err(fault("emptying the search index"))
    }

    /// Makes the changes permanent and findable, together with what the index is built from now.
    pub(super) async fn commit(self, built: Built) -> Result<Self, Fault> {
        self.off_thread(move |mut writing| {
            let failed = fault("committing the search index");
            let payload = serde_json::to_string(&built).map_err(|error| Fault::other("describing the index", error))?;
            let mut prepared = writing.writer.prepare_commit().map_err(&failed)?;
            prepared.set_payload(&payload);
            prepared.commit().map_err(&failed)?;
            writing.index.look().map_err(&failed)?;
            writing.pending = 0;
            Ok(writing)
        })
        .await
    }

    /// Waits for what is being tidied up, and gives the memory back.
    pub(super) async fn close(self) -> Result<(), Fault> {
        let done = tokio::task::spawn_blocking(move || {
            self.writer.wait_merging_threads()?;
            // Merging changed which files there are.
            self.index.look().map(drop)
        });
        done.await
            .map_err(|error| Fault::other("closing the search index", error))?
            .map_err(fault("closing the search index"))
    }

    async fn off_thread(self, work: impl FnOnce(Self) -> Result<Self, Fault> + Send + 'static) -> Result<Self, Fault> {
        tokio::task::spawn_blocking(move || work(self))
            .await
            .map_err(|error| Fault::other("waiting for the search index", error))?
    }
}
