//! What there is to choose about a product.
use std::collections::{HashMap, HashSet};

use super::{Draft, NAME_CHARS_MAX};
use crate::catalogue::{
    import::{cell, header::Column, lexer::Record},
    record::{OptionRecord, OptionValueRecord},
};

/// What exports write where there is nothing to choose.
const NOTHING_NAME: &str = "Title";
const NOTHING_VALUE: &str = "Default Title";
/// Stands for a value that was left blank.
const BLANK_VALUE: &str = "Default";

/// Options that are in use, and the rows that are variants with what they choose.
pub(super) struct Choices<'a> {
    pub names: Vec<String>,
    pub variants: Vec<(&'a Record, Vec<String>)>,
}

impl<'a> Draft<'a> {
    /// Rows that are variants. One whose choice was made before is rejected.
    pub(super) fn choices(&mut self) -> Choices<'a> {
        let mut rows: Vec<&Record> = self.rows.iter().filter(|row| self.is_variant(row)).collect();
        if rows.is_empty() {
            rows.extend(self.rows.first());
        }
        let used: Vec<u8> = (0..3)
            .filter(|option| rows.iter().any(|row| !self.cell(row, Column::OptionValue(*option)).is_empty()))
            .collect();
        let names = self.option_names(&used);
        let nothing = names.iter().map(String::as_str).eq([NOTHING_NAME])
            && rows.iter().all(|row| used.iter().all(|o| self.cell(row, Column::OptionValue(*o)) == NOTHING_VALUE));
        let (used, names) = if nothing { (Vec::new(), Vec::new()) } else { (used, names) };
        let mut first_line: HashMap<Vec<String>, u64> = HashMap::new();
        let mut variants = Vec::with_capacity(rows.len());
        for row in rows {
            let choice: Vec<String> = used.iter().map(|option| self.chosen(row, *option)).collect();
            if let Some(line) = first_line.get(&choice) {
                let reason = if choice.is_empty() {
                    format!("the product has nothing to choose, and line {line} is its variant already")
                } else {
                    format!("its options ({}) are those of line {line}", choice.join(" / "))
                };
                self.findings.reject(row.line, self.handle, reason);
                continue;
            }
            first_line.insert(choice.clone(), row.line);
            variants.push((row, choice));
        }
        Choices { names, variants }
    }

    fn is_variant(&self, row: &'a Record) -> bool {
        const SAYS_SO: [Column; 6] = [
            Column::OptionValue(0),
            Column::OptionValue(1),
            Column::OptionValue(2),
            Column::Price,
            Column::Sku,
            Column::Barcode,
        ];
        SAYS_SO.iter().any(|column| !self.cell(row, *column).is_empty())
    }

    fn chosen(&mut self, row: &'a Record, option: u8) -> String {
        let column = Column::OptionValue(option);
        let value = self.cut(row.line, column, cell::line(self.cell(row, column)), NAME_CHARS_MAX);
        if value.is_empty() {
            self.findings.warn(row.line, self.handle, format!("option {} is blank: it is {BLANK_VALUE:?}", option + 1));
            return BLANK_VALUE.to_owned();
        }
        value
    }

    /// The names of options, each its own. The first row that names an option decides.
    fn option_names(&mut self, used: &[u8]) -> Vec<String> {
        let mut names: Vec<String> = Vec::with_capacity(used.len());
        for option in used {
            let column = Column::OptionName(*option);
            let mut name = self.text(column, NAME_CHARS_MAX).unwrap_or_else(|| format!("Option {}", option + 1));
            let other = self.rows.iter().find(|row| {
                let written = self.cell(row, column);
                !written.is_empty() && cell::line(written) != name
            });
            if let Some(row) = other {
                let reason =
                    format!("option {} is called {:?} here: it is {name:?}", option + 1, self.cell(row, column));
                self.findings.warn(row.line, self.handle, reason);
            }
            while names.contains(&name) {
                name = format!("{name} {}", option + 1);
            }
            names.push(name);
        }
        names
    }
}

/// Options with the values that variants choose, in the order they first do.
pub(super) fn records<'a>(names: Vec<String>, choices: impl Iterator<Item = &'a [String]>) -> Vec<OptionRecord> {
    let mut options: Vec<OptionRecord> =
        names.into_iter().map(|name| OptionRecord { name, values: Vec::new() }).collect();
    let mut seen: HashSet<(usize, &str)> = HashSet::new();
    for choice in choices {
        for (place, (option, value)) in options.iter_mut().zip(choice).enumerate() {
            if seen.insert((place, value)) {
                option.values.push(OptionValueRecord { name: value.clone(), swatch_color: None });
            }
        }
    }
    options
}
