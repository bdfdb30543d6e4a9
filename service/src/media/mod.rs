//! The shop's pictures, cut to the size a page asks for.
//!
//! Files lie below one folder; what a visitor gets is a rendering of one of them with at most
//! [`SIDE_PX_MAX`] pixels a side, kept on disk for the next visitor.
//! Entry points: [`Media::find`] (which file, which tag, no work), [`Media::render`] (the bytes),
//! [`address::url`] (where a page finds them).
//! Invariants: nothing outside the folder is ever read; an SVG file is never handed out as it is,
//! because it may carry script; a raster picture is never enlarged; the memory and the processor
//! time a picture takes are bounded, whatever the file claims to be.
//! Deliberately absent: uploads, films and 3D models.

pub mod address;
mod cache;
mod draw;
pub mod file;
pub mod transform;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use self::{cache::Cache, file::FileName};
pub use self::{
    draw::Refusal as DrawRefusal,
    transform::{Crop, Format, SIDE_PX_MAX, Transform},
};
use crate::shop::fault::Fault;

/// A file larger than this is not opened.
const SOURCE_BYTES_MAX: u64 = 24 * 1024 * 1024;
/// Part of every cache key: raise it when the same request has to look different.
const DRAWING_VERSION: u32 = 1;

/// What a shop may spend on pictures.
#[derive(Clone, Copy, Debug)]
pub struct MediaOptions {
    /// Pictures drawn at the same time.
    pub drawings_at_once_max: usize,
    /// How long a visitor waits for one, in the queue and at the drawing board together.
    pub timeout_ms: u64,
    /// Renderings kept on disk. The oldest go first.
    pub cache_bytes_max: u64,
}

impl Default for MediaOptions {
    fn default() -> Self {
        Self { drawings_at_once_max: 2, timeout_ms: 10_000, cache_bytes_max: 256 * 1024 * 1024 }
    }
}

/// The media folder of a shop. Cheap to clone.
#[derive(Clone)]
pub struct Media(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    cache: Cache,
    board: Arc<Semaphore>,
    timeout: Duration,
}

/// A file that is there, and how it is to be drawn.
#[derive(Clone, Debug)]
pub struct Found {
    path: PathBuf,
    kind: file::Kind,
    transform: Transform,
    format: Format,
    key: String,
}

/// A finished picture.
#[derive(Clone, Debug)]
pub struct Rendered {
    pub bytes: Vec<u8>,
    pub format: Format,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    #[error("there is no such picture")]
    NotFound,
    #[error(transparent)]
    Unusable(#[from] DrawRefusal),
    #[error("too many pictures are being drawn; try again in a moment")]
    Busy,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Media {
    /// Opens the folder and makes it if it is missing.
    ///
    /// # Errors
    /// A [`Fault`] when the folder can neither be found nor made.
    pub fn open(folder: &Path, options: MediaOptions) -> Result<Self, Fault> {
        let fault = |error| Fault::other("opening the media folder", error);
        std::fs::create_dir_all(folder).map_err(fault)?;
        let folder = folder.canonicalize().map_err(fault)?;
        Ok(Self(Arc::new(Inner {
            cache: Cache::new(folder.join(".cache"), options.cache_bytes_max),
            folder,
            board: Arc::new(Semaphore::new(options.drawings_at_once_max.max(1))),
            timeout: Duration::from_millis(options.timeout_ms),
        })))
    }

    /// The folder, made absolute.
    pub fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// Finds a file. `accepts_webp` decides the format where the transform leaves it open.
    ///
    /// # Errors
    /// [`MediaError::NotFound`] when there is no such file, or not one that may be shown.
    pub async fn find(&self, name: &FileName, transform: Transform, accepts_webp: bool) -> Result<Found, MediaError> {
        let (folder, name) = (self.0.folder.clone(), name.clone());
        let located = tokio::task::spawn_blocking(move || file::locate(&folder, &name));
        let located = located.await.map_err(|error| Fault::other("looking for a picture", error))?;
        let located = located.ok_or(MediaError::NotFound)?;
        let format = transform.format.unwrap_or_else(|| located.kind.best_format(accepts_webp));
        let mut hash = Sha256::new();
        hash.update(located.path.as_os_str().as_encoded_bytes());
        let about = format!("\0{DRAWING_VERSION} {} {} {transform:?} {format:?}", located.bytes, located.changed_ns);
        hash.update(about.as_bytes());
        let key = uuid::Builder::from_slice(&hash.finalize()[..16]).map(|id| id.into_uuid().simple().to_string());
        let key = key.map_err(|error| Fault::other("naming a rendering", error))?;
        Ok(Found { path: located.path, kind: located.kind, transform, format, key })
    }

    /// The picture, from the cache or drawn now.
    ///
    /// # Errors
    /// [`MediaError::Unusable`] when the file is no picture or too large a one,
    /// [`MediaError::Busy`] when it was not ready in time.
    pub async fn render(&self, found: &Found) -> Result<Rendered, MediaError> {
        let drawn = tokio::time::timeout(self.0.timeout, self.draw(found.clone())).await;
        drawn.map_err(|_| MediaError::Busy)?
    }

    async fn draw(&self, found: Found) -> Result<Rendered, MediaError> {
        let (inner, wanted) = (self.0.clone(), found.clone());
        let cached = blocking(move || inner.cache.read(&wanted.cache_name())).await?;
        if let Some(bytes) = cached {
            return Ok(Rendered { bytes, format: found.format });
        }
        // The permit goes into the thread: one that is given up on still takes up a place.
        let permit = self.0.board.clone().acquire_owned().await.map_err(|_| MediaError::Busy)?;
        let inner = self.0.clone();
        blocking(move || {
            let _permit = permit;
            // Somebody else may have drawn it while this one waited.
            if let Some(bytes) = inner.cache.read(&found.cache_name()) {
                return Ok(Rendered { bytes, format: found.format });
            }
            let source = file::read(&found.path, SOURCE_BYTES_MAX)?;
            let bytes = draw::draw(source, found.kind, found.transform, found.format)?;
            inner.cache.keep(&found.cache_name(), &bytes);
            Ok(Rendered { bytes, format: found.format })
        })
        .await?
    }
}

impl Found {
    /// Changes when the file or the way it is drawn does: an entity tag without its quotes.
    pub fn tag(&self) -> &str {
        &self.key
    }

    pub fn format(&self) -> Format {
        self.format
    }

    fn cache_name(&self) -> String {
        format!("{}.{}", self.key, self.format.extension())
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Fault::other("drawing a picture", error))
}

#[cfg(test)]
mod tests;
