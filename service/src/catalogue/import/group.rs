//! Rows of one product, together.
//!
//! Most files keep them together; some do not. A first pass over the file finds the products whose rows
//! are apart, so that the second holds back only those. Should even those be too many to hold, they are
//! taken in several passes, each with its share.
use std::{
    collections::{HashMap, HashSet, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
};

use sha2::{Digest, Sha256};

use super::{
    ImportError,
    header::{Column, Header},
    lexer::{Lexer, Note, Record, Unreadable},
    source::Source,
};

/// Characters of a handle at most.
const HANDLE_CHARS_MAX: usize = 255;
/// Characters of the hash that a handle ends in when it was cut.
const HASH_HEX_CHARS: usize = 16;
/// Bytes of rows held back at a time.
const HELD_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// Rows of one product at most.
const ROWS_PER_PRODUCT_MAX: usize = 5_000;

/// What the first pass found out.
pub(super) struct Survey {
    pub header: Header,
    pub rows: u64,
    /// Rows of each product whose rows are apart, by the hash of its handle.
    apart: HashMap<u64, u32>,
    /// Times the file is read again.
    pub passes: u64,
}

/// The rows of one product.
pub(super) struct Group {
    pub handle: Handle,
    pub rows: Vec<Record>,
}

/// A handle as the shop has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Handle {
    pub text: String,
    pub was_cut: bool,
}

/// What the second pass comes upon.
pub(super) enum Found {
    Group(Group),
    Rejected { line: u64, handle: String, reason: String },
    Noted { line: u64, handle: String, note: Note },
}

impl Survey {
    /// Reads the file once, to its end.
    pub(super) fn of(source: &Source) -> Result<Self, ImportError> {
        let mut lexer = Lexer::new(source.open()?);
        let header = loop {
            match lexer.next().map_err(|error| source.failed(&error))? {
                Some(Ok(record)) => break Header::read(&record.cells),
                Some(Err(_)) => {}
                None => return Err(ImportError::Empty { path: source.path().to_owned() }),
            }
        };
        for (column, name) in [(Column::Handle, "Handle"), (Column::Title, "Title")] {
            if !header.has(column) {
                let folded = name.to_lowercase();
                let near = header.warnings.iter().find(|warning| warning.contains(&format!("mean \"{folded}\"")));
                let hint = near.map(|warning| format!(": {warning}")).unwrap_or_default();
                return Err(ImportError::MissingColumn { path: source.path().to_owned(), name, hint });
            }
        }
        let mut survey = Self { header, rows: 0, apart: HashMap::new(), passes: 1 };
        let mut seen: HashMap<u64, (u32, u64)> = HashMap::new();
        let mut apart: HashSet<u64> = HashSet::new();
        let mut last = None;
        while let Some(item) = lexer.next().map_err(|error| source.failed(&error))? {
            survey.rows += 1;
            let Ok(record) = item else { continue };
            let handle = Handle::of(survey.header.cell(&record.cells, Column::Handle));
            if handle.text.is_empty() {
                continue;
            }
            let hash = handle.hash();
            let (rows, bytes) = seen.entry(hash).or_default();
            if *rows > 0 && last != Some(hash) {
                apart.insert(hash);
            }
            *rows += 1;
            *bytes += record.cells.iter().map(|cell| cell.len() as u64 + size_of::<String>() as u64).sum::<u64>();
            last = Some(hash);
        }
        let bytes: u64 = apart.iter().filter_map(|hash| seen.get(hash)).map(|(_, bytes)| bytes).sum();
        survey.passes = bytes.div_ceil(HELD_BYTES_MAX).max(1);
        survey.apart = apart.into_iter().filter_map(|hash| Some((hash, seen.get(&hash)?.0))).collect();
        Ok(survey)
    }

    /// Reads the file again and gives `take` each product's rows, until it wants no more.
    pub(super) fn groups(&self, source: &Source, mut take: impl FnMut(Found) -> bool) -> Result<(), ImportError> {
        for pass in 0..self.passes {
            if !self.pass(source, pass, &mut take)? {
                break;
            }
        }
        Ok(())
    }

    fn pass(&self, source: &Source, pass: u64, take: &mut impl FnMut(Found) -> bool) -> Result<bool, ImportError> {
        let mut lexer = Lexer::new(source.open()?);
        // The header, as before.
        while let Some(Err(_)) = lexer.next().map_err(|error| source.failed(&error))? {}
        let mut gathering = Gathering::default();
        while let Some(item) = lexer.next().map_err(|error| source.failed(&error))? {
            let found = match item {
                Ok(record) => self.place(pass, record, &mut gathering),
                Err(Unreadable { line, start, reason }) if pass == 0 => {
                    [Some(Found::Rejected { line, handle: start, reason }), None]
                }
                Err(_) => continue,
            };
            if !found.into_iter().flatten().all(&mut *take) {
                return Ok(false);
            }
        }
        let rest = gathering.held.into_values().map(|(_, group)| group).chain(gathering.current);
        Ok(rest.map(Found::Group).all(take))
    }

    /// Puts a row with the others of its product; answers with what it completes, and what is to be
    /// said about it.
    fn place(&self, pass: u64, record: Record, gathering: &mut Gathering) -> [Option<Found>; 2] {
        let handle = Handle::of(self.header.cell(&record.cells, Column::Handle));
        let line = record.line;
        if handle.text.is_empty() {
            let reason = "it has no handle".to_owned();
            let rejected = Found::Rejected { line, handle: String::new(), reason };
            return [(pass == 0).then_some(rejected), None];
        }
        let hash = handle.hash();
        let apart = self.apart.get(&hash).copied();
        if apart.map_or(0, |_| hash % self.passes) != pass {
            return [None, None];
        }
        let noted = record.note.map(|note| Found::Noted { line, handle: handle.text.clone(), note });
        let complete = match (apart, &mut gathering.current) {
            (Some(rows), _) => gathering.hold(hash, rows, handle, record),
            (None, Some(current)) if current.handle.text == handle.text => current.push(record),
            (None, current) => current.replace(Group { handle, rows: vec![record] }).map(Found::Group),
        };
        [noted, complete]
    }
}

/// Groups that are not complete yet.
#[derive(Default)]
struct Gathering {
    /// Those whose rows are apart, with how many of them have come.
    held: HashMap<u64, (u32, Group)>,
    current: Option<Group>,
}

impl Gathering {
    fn hold(&mut self, hash: u64, rows: u32, handle: Handle, record: Record) -> Option<Found> {
        let (count, group) = self.held.entry(hash).or_insert_with(|| (0, Group { handle, rows: Vec::new() }));
        *count += 1;
        let is_complete = *count == rows;
        let refused = group.push(record);
        if !is_complete {
            return refused;
        }
        // A last row too many is not reported: the group goes on.
        self.held.remove(&hash).map(|(_, group)| Found::Group(group))
    }
}

impl Group {
    /// Adds a row, unless there are too many.
    fn push(&mut self, record: Record) -> Option<Found> {
        if self.rows.len() < ROWS_PER_PRODUCT_MAX {
            self.rows.push(record);
            return None;
        }
        let reason = format!("a product has at most {ROWS_PER_PRODUCT_MAX} rows");
        Some(Found::Rejected { line: record.line, handle: self.handle.text.clone(), reason })
    }
}

impl Handle {
    /// Lower case, without what cannot stand in an address; one that is too long ends in a hash of all
    /// of it, so that it stays the same and its own.
    pub(super) fn of(written: &str) -> Self {
        let is_plain = written.len() <= HANDLE_CHARS_MAX
            && written.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if is_plain {
            return Self { text: written.to_owned(), was_cut: false };
        }
        let kept: String = written
            .trim()
            .chars()
            .flat_map(char::to_lowercase)
            .filter(|letter| !letter.is_control())
            .map(|letter| if letter.is_whitespace() || "/?#%&\\\"'<>".contains(letter) { '-' } else { letter })
            .collect();
        if kept.chars().count() <= HANDLE_CHARS_MAX {
            return Self { text: kept, was_cut: false };
        }
        let digest = Sha256::digest(kept.as_bytes());
        let start: String = kept.chars().take(HANDLE_CHARS_MAX - 1 - HASH_HEX_CHARS).collect();
        let hash = format!("{digest:x}");
        Self { text: format!("{start}-{}", hash.get(..HASH_HEX_CHARS).unwrap_or_default()), was_cut: true }
    }

    fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.text.hash(&mut hasher);
        hasher.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_fit_an_address() {
        let text = |written: &str| Handle::of(written).text;
        assert_eq!(text("blue-cup-2"), "blue-cup-2");
        assert_eq!(text(" Blue Cup/2 "), "blue-cup-2");
        assert_eq!(text("чашка-é-杯"), "чашка-é-杯");
        let long = "ä".repeat(300);
        let cut = Handle::of(&long);
        assert_eq!((cut.text.chars().count(), cut.was_cut), (HANDLE_CHARS_MAX, true));
        assert_eq!(cut, Handle::of(&long));
        assert_ne!(cut.text, Handle::of(&format!("{long}x")).text);
    }
}
