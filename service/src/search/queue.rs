//! Bounds the memory of documents that wait to be indexed.
//!
//! The index takes ten thousand documents before it makes the one who adds them wait, whatever
//! their size. Here they wait when their texts are too many bytes.
use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::Duration,
};

use tantivy::{Document, TantivyDocument};

/// Bytes of waiting documents.
const QUEUED_BYTES_MAX: usize = 16 * 1024 * 1024;
/// A queue that does not move for so long has lost its other end, which adding to it will tell.
const STUCK_AFTER: Duration = Duration::from_secs(30);

/// What waits.
#[derive(Clone, Default)]
pub(super) struct Queue(Arc<Waiting>);

#[derive(Default)]
struct Waiting {
    bytes: Mutex<usize>,
    moved: Condvar,
}

impl Queue {
    /// Waits for room, then takes it for a document of about so many bytes.
    pub(super) fn admit(&self, document: TantivyDocument, bytes: usize) -> Queued {
        let mut waiting = self.0.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        while *waiting > QUEUED_BYTES_MAX {
            let (after, wait) = self.0.moved.wait_timeout(waiting, STUCK_AFTER).unwrap_or_else(PoisonError::into_inner);
            waiting = after;
            if wait.timed_out() {
                break;
            }
        }
        *waiting += bytes;
        Queued { document, _room: Room { queue: self.clone(), bytes } }
    }
}

/// A document with its room in the queue, given back when it is indexed or thrown away.
pub(super) struct Queued {
    document: TantivyDocument,
    _room: Room,
}

struct Room {
    queue: Queue,
    bytes: usize,
}

impl Drop for Room {
    fn drop(&mut self) {
        *self.queue.0.bytes.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.queue.0.moved.notify_one();
    }
}

impl Document for Queued {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.document.iter_fields_and_values()
    }

    fn into_tantivy_document(self) -> TantivyDocument {
        self.document
    }
}
