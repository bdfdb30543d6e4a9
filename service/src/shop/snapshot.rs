//! Things read whole from many rows, kept in the process for as long as a revision stands.
//!
//! Whoever asks names the revision that the database has now, so nothing stale is ever given: a
//! snapshot of another revision is as good as none.
use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

/// One snapshot of each type, the one kept last.
#[derive(Default)]
pub(crate) struct Snapshots(RwLock<HashMap<TypeId, Kept>>);

struct Kept {
    revision: i64,
    value: Arc<dyn Any + Send + Sync>,
}

impl Snapshots {
    /// The snapshot of that revision, if it is the one kept.
    pub(crate) fn at<T: Send + Sync + 'static>(&self, revision: i64) -> Option<Arc<T>> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.get(&TypeId::of::<T>()).filter(|kept| kept.revision == revision)?;
        kept.value.clone().downcast().ok()
    }

    pub(crate) fn keep<T: Send + Sync + 'static>(&self, revision: i64, value: Arc<T>) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        kept.insert(TypeId::of::<T>(), Kept { revision, value });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_is_good_for_its_revision_only() {
        let snapshots = Snapshots::default();
        snapshots.keep(7, Arc::new("seven"));
        assert_eq!(snapshots.at::<&str>(7).as_deref(), Some(&"seven"));
        assert_eq!(snapshots.at::<&str>(8), None);
        assert_eq!(snapshots.at::<i32>(7), None);
        snapshots.keep(8, Arc::new("eight"));
        assert_eq!(snapshots.at::<&str>(7), None);
        assert_eq!(snapshots.at::<&str>(8).as_deref(), Some(&"eight"));
    }
}
