//! Writing to whoever started the command.
use std::io::{self, Write};

/// One line of a command's answer, on stdout. A reader that went away is not an error.
pub fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// One line about what went wrong, on stderr.
pub(super) fn complain(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
