//! The file: plain or compressed, recognised by what it begins with, not by its name.
use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use super::ImportError;

/// Bytes looked at to tell what kind of file it is.
const MAGIC_BYTES: usize = 4;

/// A file to import, and how far it was read.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    path: PathBuf,
    pub bytes_total: u64,
    read: Arc<AtomicU64>,
}

impl Source {
    pub(crate) fn new(path: &Path) -> Result<Self, ImportError> {
        let metadata = std::fs::metadata(path).map_err(|error| ImportError::unreadable(path, &error))?;
        if metadata.is_dir() {
            return Err(ImportError::Unreadable { path: path.to_owned(), why: "it is a folder".to_owned() });
        }
        Ok(Self { path: path.to_owned(), bytes_total: metadata.len(), read: Arc::default() })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Reading went wrong on the way.
    pub(crate) fn failed(&self, error: &io::Error) -> ImportError {
        ImportError::unreadable(&self.path, error)
    }

    /// Bytes of the file read since it was last opened, before decompression.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.read.load(Relaxed).min(self.bytes_total)
    }

    /// Opens the file at its beginning.
    pub(crate) fn open(&self) -> Result<Box<dyn Read + Send>, ImportError> {
        let unreadable = |error: io::Error| ImportError::unreadable(&self.path, &error);
        self.read.store(0, Relaxed);
        let mut file = File::open(&self.path).map_err(unreadable)?;
        let mut magic = Vec::with_capacity(MAGIC_BYTES);
        file.by_ref().take(MAGIC_BYTES as u64).read_to_end(&mut magic).map_err(unreadable)?;
        let file = Counting { file: io::Cursor::new(magic.clone()).chain(file), read: self.read.clone() };
        let refused = |what| Err(ImportError::NotCsv { path: self.path.clone(), what });
        match magic.as_slice() {
            [0x28, 0xB5, 0x2F, 0xFD] => Ok(Box::new(zstd::Decoder::new(BufReader::new(file)).map_err(unreadable)?)),
            [b'P', b'K', 3 | 5 | 7, _] => refused("a zip archive (or a spreadsheet): unpack it, or export it as CSV"),
            [0x1F, 0x8B, ..] => refused("compressed with gzip: unpack it first"),
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => refused("in UTF-16: save it as CSV in UTF-8"),
            [0xD0, 0xCF, 0x11, 0xE0] => refused("an old spreadsheet: export it as CSV"),
            [b'%', b'P', b'D', b'F'] => refused("a PDF"),
            _ => Ok(Box::new(file)),
        }
    }
}

struct Counting<R> {
    file: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.read.fetch_add(count as u64, Relaxed);
        Ok(count)
    }
}
