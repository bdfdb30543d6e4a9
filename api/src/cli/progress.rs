//! How far long work is: a bar with an estimate in a terminal, a line now and then elsewhere.
use std::{
    io::{IsTerminal, stderr},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

use super::terminal::complain;

/// Where there is no terminal, a line at most this often.
const LINE_INTERVAL: Duration = Duration::from_secs(5);

/// Tells on stderr how far something is.
pub(super) struct Display {
    label: String,
    started: Instant,
    bar: Option<ProgressBar>,
    last_line: Instant,
}

impl Display {
    /// Begins, with what is counted: `rows`.
    pub(super) fn start(label: impl Into<String>, unit: &str) -> Self {
        let label = label.into();
        let bar = stderr().is_terminal().then(|| {
            let template =
                format!("{{msg}} {{wide_bar}} {{percent:>3}} %  {{human_pos}} {unit}  {{per_sec}}  {{eta}} left");
            // A template that cannot be read would be a plain bar.
            let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::no_length().with_style(style).with_message(label.clone())
        });
        let now = Instant::now();
        Self { label, started: now, bar, last_line: now }
    }

    pub(super) fn reach(&mut self, done: u64, total: u64) {
        if let Some(bar) = &self.bar {
            bar.set_length(total);
            bar.set_position(done);
        } else if self.last_line.elapsed() >= LINE_INTERVAL && done < total {
            self.last_line = Instant::now();
            complain(&format!("{}: {}", self.label, estimate(done, total, self.started.elapsed())));
        }
    }

    /// Takes the bar away, and says how long it took.
    pub(super) fn finish(self) -> Duration {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
        self.started.elapsed()
    }
}

/// `40 % (36,932 of 92,331), about 7 s left`
fn estimate(done: u64, total: u64, elapsed: Duration) -> String {
    let percent = (done * 100).checked_div(total).unwrap_or_default();
    let left = u128::from(total.saturating_sub(done)) * elapsed.as_millis();
    let left = left.checked_div(u128::from(done)).map(|millis| millis.div_ceil(1_000));
    let left = left.map(|seconds| format!(", about {seconds} s left")).unwrap_or_default();
    format!("{percent} % ({} of {}){left}", grouped(done), grouped(total))
}

/// A number with its thousands apart: `92,331`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let lead = digits.len() % 3;
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && place % 3 == lead {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_estimates() {
        assert_eq!([grouped(0), grouped(999), grouped(1_000), grouped(92_331)], ["0", "999", "1,000", "92,331"]);
        let said = estimate(25, 100, Duration::from_secs(5));
        assert_eq!(said, "25 % (25 of 100), about 15 s left");
        assert_eq!(estimate(0, 100, Duration::from_secs(5)), "0 % (0 of 100)");
    }
}
