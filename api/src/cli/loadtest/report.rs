//! What was measured, as a table for people and as JSON for comparing.
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::drive::{Load, Measured, Outcome};

/// One line: a kind of request under a load.
pub(super) struct Row {
    name: String,
    load: String,
    per_second_tenths: u64,
    p50_micros: u64,
    p90_micros: u64,
    p99_micros: u64,
    max_micros: u64,
    answers: u64,
    errors: u64,
    unsent: u64,
    /// None where no query is asked.
    statements: Option<u64>,
    /// Of the server, at the end of the run.
    memory_kib: Option<u64>,
    first_error: Option<String>,
}

impl Row {
    pub(super) fn new(
        name: &str,
        load: Load,
        outcome: &Outcome,
        measured: &Measured,
        statements: Option<u64>,
        memory_kib: Option<u64>,
    ) -> Self {
        let latency = &measured.latency_micros;
        let millis = u64::try_from(outcome.elapsed.as_millis()).unwrap_or(u64::MAX).max(1);
        Self {
            name: name.to_owned(),
            load: match load {
                Load::Rate { per_second, .. } => format!("{per_second}/s"),
                Load::Connections(connections) => format!("{connections} conn"),
            },
            per_second_tenths: latency.len() * 10_000 / millis,
            p50_micros: latency.value_at_quantile(0.5),
            p90_micros: latency.value_at_quantile(0.9),
            p99_micros: latency.value_at_quantile(0.99),
            max_micros: latency.max(),
            answers: latency.len(),
            errors: measured.errors.values().sum(),
            unsent: outcome.unsent,
            statements,
            memory_kib,
            first_error: measured.errors.keys().next().cloned(),
        }
    }

    fn json(&self) -> Value {
        json!({
            "scenario": self.name,
            "load": self.load,
            "requests_per_second": format!("{}.{}", self.per_second_tenths / 10, self.per_second_tenths % 10),
            "latency_micros": {
                "p50": self.p50_micros, "p90": self.p90_micros, "p99": self.p99_micros, "max": self.max_micros,
            },
            "answers": self.answers,
            "errors": self.errors,
            "unsent": self.unsent,
            "first_error": self.first_error,
            "sql_statements": self.statements,
            "server_memory_kib": self.memory_kib,
        })
    }
}

const HEADINGS: [&str; 10] =
    ["scenario", "load", "req/s", "p50 ms", "p90 ms", "p99 ms", "max ms", "errors", "SQL", "MiB"];

/// A table, the first column to the left and the others to the right.
pub(super) fn table(rows: &[Row]) -> String {
    let mut lines = vec![HEADINGS.map(ToOwned::to_owned)];
    lines.extend(rows.iter().map(cells));
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<_> = (0..HEADINGS.len()).map(width).collect();
    let mut text = String::new();
    for line in &lines {
        for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
            // Writing to a string does not fail.
            let _ = if column == 0 { write!(text, "{cell:<width$}") } else { write!(text, "  {cell:>width$}") };
        }
        text.push('\n');
    }
    for row in rows {
        if let Some(error) = &row.first_error {
            let _ = writeln!(text, "{}: {error}", row.name);
        }
        if row.unsent > 0 {
            let _ =
                writeln!(text, "{}: {} requests were due and never sent: the rate is too high", row.name, row.unsent);
        }
    }
    text
}

fn cells(row: &Row) -> [String; 10] {
    let or_unknown = |number: Option<u64>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    [
        row.name.clone(),
        row.load.clone(),
        format!("{}.{}", row.per_second_tenths / 10, row.per_second_tenths % 10),
        millis(row.p50_micros),
        millis(row.p90_micros),
        millis(row.p99_micros),
        millis(row.max_micros),
        row.errors.to_string(),
        or_unknown(row.statements),
        or_unknown(row.memory_kib.map(|kib| kib / 1024)),
    ]
}

fn millis(micros: u64) -> String {
    format!("{}.{:02}", micros / 1_000, micros % 1_000 / 10)
}

/// The same for a program.
pub(super) fn json(rows: &[Row]) -> Value {
    Value::Array(rows.iter().map(Row::json).collect())
}
