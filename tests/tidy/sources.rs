//! The files of the repository, as the rules read them.
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A text file and where it is, from the root of the repository.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    pub(crate) fn is_rust(&self) -> bool {
        Path::new(&self.path).extension().is_some_and(|extension| extension == "rs")
    }

    /// Tests may stop where they fail; the shop may not.
    pub(crate) fn is_test(&self) -> bool {
        self.path.starts_with("tests/") || self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }

    /// The lines that are the shop's own, numbered from 1: without comments, and without the unit
    /// tests, which stand at the end of a file.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .take_while(|line| line.trim() != "#[cfg(test)]")
            .enumerate()
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(index, line)| (index + 1, line))
    }
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every text file that is in the repository, or would be if it were committed now.
pub(crate) fn all() -> Vec<Source> {
    let root = root();
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(&root)
        .output()
        .ok()
        .filter(|output| output.status.success());
    let paths = match listed {
        Some(output) => {
            String::from_utf8(output.stdout).unwrap().split_terminator('\0').map(ToOwned::to_owned).collect()
        }
        // A copy without its history.
        None => walk(&root),
    };
    let mut sources: Vec<_> = paths
        .into_iter()
        .filter_map(|path| fs::read_to_string(root.join(&path)).ok().map(|text| Source { path, text }))
        .collect();
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(sources.iter().filter(|source| source.is_rust()).count() > 50, "most of the sources were not found");
    sources
}

pub(crate) fn rust() -> Vec<Source> {
    all().into_iter().filter(Source::is_rust).collect()
}

/// Rust files of the shop itself, below these folders.
pub(crate) fn shop(folders: &[&str]) -> Vec<Source> {
    let inside = |source: &Source| folders.iter().any(|folder| source.path.starts_with(folder)) && !source.is_test();
    rust().into_iter().filter(inside).collect()
}

fn walk(root: &Path) -> Vec<String> {
    const BUILT: [&str; 5] = ["target", "node_modules", "dist", "data", ".git"];
    let mut paths = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let built = BUILT.iter().any(|name| entry.file_name() == *name);
            if entry.file_type().unwrap().is_dir() {
                if !built {
                    folders.push(entry.path());
                }
            } else if let Ok(path) = entry.path().strip_prefix(root) {
                paths.push(path.to_string_lossy().into_owned());
            }
        }
    }
    paths
}
