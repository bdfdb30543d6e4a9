//! Renderings on disk. Losing them costs time and nothing else, so no failure here is anybody's error.
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::SystemTime,
};

/// Not yet counted what is there.
const UNKNOWN: u64 = u64::MAX;
/// After clearing out, this much of the bound is in use, in percent.
const KEPT_PERCENT: u64 = 80;

pub(super) struct Cache {
    folder: PathBuf,
    bytes_max: u64,
    bytes: AtomicU64,
    written: AtomicU64,
}

impl Cache {
    pub(super) fn new(folder: PathBuf, bytes_max: u64) -> Self {
        Self { folder, bytes_max, bytes: AtomicU64::new(UNKNOWN), written: AtomicU64::new(0) }
    }

    pub(super) fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.folder.join(name)).ok().filter(|bytes| !bytes.is_empty())
    }

    /// Keeps a rendering, whole or not at all, and makes room when there is too much.
    pub(super) fn keep(&self, name: &str, bytes: &[u8]) {
        if let Err(error) = self.try_keep(name, bytes) {
            tracing::warn!(%error, "a rendering could not be kept; it will be drawn again");
        }
    }

    fn try_keep(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        // The process is part of the name: two servers may share a folder.
        let draft = self.folder.join(format!("{}-{number}.part", std::process::id()));
        let kept = fs::write(&draft, bytes).and_then(|()| fs::rename(&draft, self.folder.join(name)));
        if let Err(error) = kept {
            // What is left of the draft is of no use; that it may be gone already is no second error.
            let _gone = fs::remove_file(&draft);
            return Err(error);
        }
        let counted = self.bytes.load(Ordering::Relaxed);
        let size = bytes.len() as u64;
        if counted == UNKNOWN || counted.saturating_add(size) > self.bytes_max {
            self.make_room()?;
        } else {
            self.bytes.fetch_add(size, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Counts what is there and removes the oldest until the bound holds.
    fn make_room(&self) -> io::Result<()> {
        let mut files = files_of(&self.folder)?;
        let mut total: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
        if total > self.bytes_max {
            files.sort();
            for (_, bytes, path) in files {
                if total <= self.bytes_max / 100 * KEPT_PERCENT {
                    break;
                }
                fs::remove_file(path)?;
                total -= bytes;
            }
        }
        self.bytes.store(total, Ordering::Relaxed);
        Ok(())
    }
}

fn files_of(folder: &Path) -> io::Result<Vec<(SystemTime, u64, PathBuf)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // Gone between the listing and now: another process made room.
        let Ok(about) = entry.metadata() else { continue };
        if about.is_file() {
            files.push((about.modified()?, about.len(), entry.path()));
        }
    }
    Ok(files)
}
