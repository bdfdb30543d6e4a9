//! Records out of text that calls itself CSV.
//!
//! A record is read as the standard says, if that gives as many cells as there are columns; else with
//! quotes escaped by backslashes; else with stray quotes taken as text or dropped. What none of
//! these can read is given up one line at a time, so that a bad record costs its neighbours nothing.
use std::io::{self, Read};

/// Bytes read from the file at a time.
const CHUNK_BYTES: usize = 256 * 1024;
/// Bytes of a record at most: thirty times the longest description seen. More is a quote left open.
const RECORD_BYTES_MAX: usize = 1024 * 1024;

/// Cells of a record, and the line it begins on, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub line: u64,
    pub cells: Vec<String>,
    pub note: Option<Note>,
}

/// What had to be done to read a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Note {
    /// Not UTF-8: read as Windows-1252.
    Windows1252,
    /// Quotes were not doubled.
    StrayQuotes,
}

/// Lines that are no record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub line: u64,
    /// Its first cell, where there is one: likely the handle.
    pub start: String,
    pub reason: String,
}

pub(super) type Item = Result<Record, Unreadable>;

/// Reads records one after the other.
pub(super) struct Lexer<R> {
    input: R,
    buffer: Vec<u8>,
    at: usize,
    is_end: bool,
    line: u64,
    /// Cells of the header; unknown until it was read.
    columns: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Standard,
    Backslashes,
    /// A quote that is not before the end of a cell is text.
    StrayQuotes,
    /// A quoted beginning of a cell, then more of it.
    QuotedStart,
}

const STYLES: [Style; 4] = [Style::Standard, Style::Backslashes, Style::StrayQuotes, Style::QuotedStart];

enum Parsed {
    /// Cells and the position after the record.
    Cells(Vec<Vec<u8>>, usize),
    /// A quote where the style allows none.
    Malformed,
    /// The text ends within quotes.
    OpenQuote,
    /// The record goes on beyond what was read.
    NeedsMore,
}

impl<R: Read> Lexer<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, buffer: Vec::new(), at: 0, is_end: false, line: 1, columns: None }
    }

    /// The next record that is not blank; none at the end.
    ///
    /// # Errors
    /// What the file answers.
    pub(super) fn next(&mut self) -> io::Result<Option<Item>> {
        if self.line == 1 && self.at == 0 && self.buffer.is_empty() {
            self.fill()?;
            if self.buffer.starts_with(b"\xEF\xBB\xBF") {
                self.at = 3;
            }
        }
        loop {
            if !self.skip_blank_lines()? {
                return Ok(None);
            }
            let item = self.record()?;
            let is_blank = matches!(&item, Ok(record) if record.cells.iter().all(String::is_empty));
            if !is_blank {
                if let (None, Ok(record)) = (self.columns, &item) {
                    self.columns = Some(record.cells.len());
                }
                return Ok(Some(item));
            }
        }
    }

    fn record(&mut self) -> io::Result<Item> {
        let mut open_quote = false;
        let mut shape = None;
        for style in STYLES {
            match self.parse(style)? {
                Parsed::Cells(cells, end) if self.columns.is_none_or(|columns| columns == cells.len()) => {
                    if style != Style::Standard && self.swallows(end) {
                        open_quote = true;
                        continue;
                    }
                    return Ok(Ok(self.take(cells, end, style)));
                }
                Parsed::Cells(cells, end) => {
                    if style == Style::Standard {
                        shape = Some((cells, end));
                    }
                }
                Parsed::OpenQuote => open_quote = true,
                Parsed::Malformed | Parsed::NeedsMore => {}
            }
        }
        let columns = self.columns.unwrap_or_default();
        match shape {
            // Cells left off at the end of a line are empty ones, but not at the very end of the file.
            Some((mut cells, end)) if cells.len() < columns && !(self.is_end && self.cut(end)) => {
                cells.resize(columns, Vec::new());
                Ok(Ok(self.take(cells, end, Style::Standard)))
            }
            Some((mut cells, end)) if cells.iter().skip(columns).all(|cell| cell.trim_ascii().is_empty()) => {
                if cells.len() < columns {
                    let reason = format!("the file ends in the middle of this row, after {} cells", cells.len());
                    return Ok(Err(self.refuse(&cells, end, reason)));
                }
                cells.truncate(columns);
                Ok(Ok(self.take(cells, end, Style::Standard)))
            }
            Some((cells, end)) => {
                let reason = format!("it has {} cells, the header has {columns}", cells.len());
                Ok(Err(self.refuse(&cells, end, reason)))
            }
            None if open_quote => self.resync("a quoted cell is not closed"),
            None => self.resync("its quotes do not match"),
        }
    }

    /// Whether a line within the record up to `end` is a whole record itself: then a quote was left open
    /// before it.
    fn swallows(&self, end: usize) -> bool {
        let record = self.buffer.get(self.at..end).unwrap_or_default().trim_ascii_end();
        let endings = record.iter().enumerate().filter(|(_, byte)| matches!(byte, b'\n' | b'\r'));
        endings.map(|(place, _)| self.buffer.get(self.at + place + 1..).unwrap_or_default()).any(|line| {
            matches!(parse(line, Style::Standard, self.is_end),
                Parsed::Cells(cells, _) if cells.len() > 1 && self.columns == Some(cells.len()))
        })
    }

    /// Whether the record that ends here has no line ending after it.
    fn cut(&self, end: usize) -> bool {
        end == self.buffer.len() && !self.buffer.ends_with(b"\n") && !self.buffer.ends_with(b"\r")
    }

    fn take(&mut self, cells: Vec<Vec<u8>>, end: usize, style: Style) -> Record {
        let line = self.line;
        self.advance(end);
        let is_loose = matches!(style, Style::StrayQuotes | Style::QuotedStart);
        let mut note = is_loose.then_some(Note::StrayQuotes);
        let is_utf8 = cells.iter().all(|cell| std::str::from_utf8(cell).is_ok());
        if !is_utf8 {
            note = Some(Note::Windows1252);
        }
        Record { line, cells: cells.into_iter().map(|cell| decode(cell, is_utf8)).collect(), note }
    }

    fn refuse(&mut self, cells: &[Vec<u8>], end: usize, reason: String) -> Unreadable {
        let line = self.line;
        self.advance(end);
        let start = cells.first().map(|cell| String::from_utf8_lossy(cell).into_owned()).unwrap_or_default();
        Unreadable { line, start, reason }
    }

    /// Gives up lines until one begins a record with as many cells as there are columns.
    fn resync(&mut self, reason: &str) -> io::Result<Item> {
        let line = self.line;
        let rest = self.buffer.get(self.at..).unwrap_or_default();
        let start = rest.split(|byte| matches!(byte, b',' | b'\n' | b'\r')).next().unwrap_or_default();
        let start = String::from_utf8_lossy(start.trim_ascii()).trim_matches('"').to_owned();
        loop {
            self.skip_line()?;
            if !self.skip_blank_lines()? {
                break;
            }
            if let Parsed::Cells(cells, _) = self.parse(Style::Standard)?
                && self.columns == Some(cells.len())
            {
                break;
            }
        }
        Ok(Err(Unreadable { line, start, reason: reason.to_owned() }))
    }

    fn parse(&mut self, style: Style) -> io::Result<Parsed> {
        loop {
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            match parse(rest, style, self.is_end) {
                Parsed::NeedsMore if rest.len() >= RECORD_BYTES_MAX => return Ok(Parsed::OpenQuote),
                Parsed::NeedsMore => self.fill()?,
                Parsed::Cells(cells, end) => return Ok(Parsed::Cells(cells, self.at + end)),
                other => return Ok(other),
            }
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.buffer.drain(..self.at);
        self.at = 0;
        let before = self.buffer.len();
        self.buffer.resize(before + CHUNK_BYTES, 0);
        let mut read = before;
        while read < self.buffer.len() {
            let free = self.buffer.get_mut(read..).unwrap_or_default();
            match self.input.read(free) {
                Ok(0) => {
                    self.is_end = true;
                    break;
                }
                Ok(count) => read += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.buffer.truncate(read);
        Ok(())
    }

    /// Whether anything is left.
    fn skip_blank_lines(&mut self) -> io::Result<bool> {
        loop {
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            match rest {
                [] if self.is_end => return Ok(false),
                // A line ending may go on beyond what was read.
                [] | [b'\r'] if !self.is_end => self.fill()?,
                [b'\r', b'\n', ..] => self.advance(self.at + 2),
                [b'\r' | b'\n', ..] => self.advance(self.at + 1),
                _ => return Ok(true),
            }
        }
    }

    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            if let Some(length) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
                self.at += length;
                return Ok(());
            }
            if self.is_end {
                self.at = self.buffer.len();
                return Ok(());
            }
            self.fill()?;
        }
    }

    /// Moves on, counting line endings of any kind.
    fn advance(&mut self, to: usize) {
        let passed = self.buffer.get(self.at..to).unwrap_or_default();
        let mut previous = 0;
        for &byte in passed {
            if byte == b'\r' || (byte == b'\n' && previous != b'\r') {
                self.line += 1;
            }
            previous = byte;
        }
        self.at = to;
    }
}

/// One record at the beginning of `text`.
fn parse(text: &[u8], style: Style, is_end: bool) -> Parsed {
    let mut cells = Vec::with_capacity(48);
    let mut at = 0;
    loop {
        let cell = if text.get(at) == Some(&b'"') {
            match quoted(text, at + 1, style, is_end) {
                Ok((cell, end)) => {
                    at = end;
                    cell
                }
                Err(parsed) => return parsed,
            }
        } else {
            let rest = text.get(at..).unwrap_or_default();
            let length = rest.iter().position(|byte| matches!(byte, b',' | b'\n' | b'\r')).unwrap_or(rest.len());
            at += length;
            rest.get(..length).unwrap_or_default().to_vec()
        };
        cells.push(cell);
        match text.get(at..).unwrap_or_default() {
            [b',', ..] => at += 1,
            [b'\r', b'\n', ..] => return Parsed::Cells(cells, at + 2),
            [] | [b'\r'] if !is_end => return Parsed::NeedsMore,
            [] => return Parsed::Cells(cells, at),
            _ => return Parsed::Cells(cells, at + 1),
        }
    }
}

/// The rest of a quoted cell and the position after its closing quote.
fn quoted(text: &[u8], mut at: usize, style: Style, is_end: bool) -> Result<(Vec<u8>, usize), Parsed> {
    let mut cell = Vec::new();
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let Some(length) = rest.iter().position(|byte| *byte == b'"') else {
            return Err(if is_end { Parsed::OpenQuote } else { Parsed::NeedsMore });
        };
        cell.extend_from_slice(rest.get(..length).unwrap_or_default());
        at += length + 1;
        let after = match text.get(at) {
            None if !is_end => return Err(Parsed::NeedsMore),
            after => after,
        };
        match after {
            _ if style == Style::Backslashes && cell.last() == Some(&b'\\') => {
                cell.pop();
                cell.push(b'"');
            }
            Some(b'"') => {
                cell.push(b'"');
                at += 1;
            }
            None | Some(b',' | b'\n' | b'\r') => return Ok((cell, at)),
            Some(_) if style == Style::StrayQuotes => cell.push(b'"'),
            // Spaces between a closing quote and the comma.
            Some(b' ' | b'\t') if blank_until_end_of_cell(text.get(at..).unwrap_or_default()) => {
                let spaces = text.get(at..).unwrap_or_default().iter().take_while(|byte| matches!(byte, b' ' | b'\t'));
                return Ok((cell, at + spaces.count()));
            }
            Some(_) if style == Style::QuotedStart => {
                let rest = text.get(at..).unwrap_or_default();
                let length = rest.iter().position(|byte| matches!(byte, b',' | b'\n' | b'\r')).unwrap_or(rest.len());
                cell.extend_from_slice(rest.get(..length).unwrap_or_default());
                return Ok((cell, at + length));
            }
            Some(_) => return Err(Parsed::Malformed),
        }
    }
}

fn blank_until_end_of_cell(text: &[u8]) -> bool {
    let next = text.iter().find(|byte| !matches!(byte, b' ' | b'\t'));
    matches!(next, Some(b',' | b'\n' | b'\r'))
}

fn decode(cell: Vec<u8>, is_utf8: bool) -> String {
    match String::from_utf8(cell) {
        Ok(text) if is_utf8 => text,
        Ok(text) => encoding_rs::WINDOWS_1252.decode(text.as_bytes()).0.into_owned(),
        Err(error) => encoding_rs::WINDOWS_1252.decode(error.as_bytes()).0.into_owned(),
    }
}

#[cfg(test)]
mod tests;
