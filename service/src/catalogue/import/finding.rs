//! What an import has to say about rows: what it left out, and what it took otherwise than written.
use std::{
    fs::File,
    io::{self, BufWriter},
    path::Path,
};

use super::cell::export_cell;

/// Something about a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// In the file, counted from 1 as an editor does.
    pub line: u64,
    pub handle: String,
    pub reason: String,
}

/// Findings of a batch, on their way.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// Rows left out.
    pub rejected: Vec<Finding>,
    /// Rows taken otherwise than written.
    pub warnings: Vec<Finding>,
}

impl Findings {
    pub(super) fn reject(&mut self, line: u64, handle: &str, reason: impl Into<String>) {
        self.rejected.push(Finding { line, handle: handle.to_owned(), reason: reason.into() });
    }

    pub(super) fn warn(&mut self, line: u64, handle: &str, reason: impl Into<String>) {
        self.warnings.push(Finding { line, handle: handle.to_owned(), reason: reason.into() });
    }
}

/// A file with a line for each finding.
pub(super) struct FindingFile(csv::Writer<BufWriter<File>>);

impl FindingFile {
    /// Opens the file to add to it, with a line of headers where it is new.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = File::options().create(true).append(true).open(path)?;
        let is_new = file.metadata()?.len() == 0;
        let mut writer = csv::Writer::from_writer(BufWriter::new(file));
        if is_new {
            writer.write_record(["file", "line", "handle", "outcome", "reason"])?;
        }
        Ok(Self(writer))
    }

    pub(super) fn write(&mut self, file: &str, findings: &Findings) -> io::Result<()> {
        let rejected = findings.rejected.iter().map(|finding| ("rejected", finding));
        for (outcome, finding) in rejected.chain(findings.warnings.iter().map(|finding| ("warning", finding))) {
            let line = finding.line.to_string();
            let cells = [file, &line, &finding.handle, outcome, &finding.reason];
            self.0.write_record(cells.map(|cell| export_cell(cell).into_owned()))?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}
