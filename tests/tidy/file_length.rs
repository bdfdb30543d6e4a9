//! A file that grows too long splits by what it is about, never into a drawer for odds and ends.
use std::path::Path;

use crate::sources;

const LINES_PER_FILE_MAX: usize = 400;

/// Names that say nothing about what is inside.
const DRAWERS: [&str; 10] =
    ["utils", "util", "helpers", "helper", "common", "misc", "types2", "shared", "stuff", "functions"];

#[test]
fn no_file_is_too_long() {
    let long: Vec<_> = sources::rust()
        .iter()
        .map(|source| (source.text.lines().count(), source.path.clone()))
        .filter(|(lines, _)| *lines > LINES_PER_FILE_MAX)
        .collect();
    assert!(long.is_empty(), "over {LINES_PER_FILE_MAX} lines, split by domain or by action: {long:#?}");
}

#[test]
fn no_file_is_a_drawer() {
    let is_drawer = |part: &str| DRAWERS.contains(&part.trim_end_matches(".rs"));
    let drawers: Vec<_> = sources::rust()
        .into_iter()
        .map(|source| source.path)
        .filter(|path| Path::new(path).iter().any(|part| part.to_str().is_some_and(is_drawer)))
        .collect();
    assert!(drawers.is_empty(), "name files after what they are about: {drawers:#?}");
}
