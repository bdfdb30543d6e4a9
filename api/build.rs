//! Puts the playground into the binary: `api/playground/dist/page` if it was built, a page that loads the same from a CDN if
//! not, and the examples it shows.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    let package = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let playground = package.join("playground");
    let examples = package.join("../examples");
    // `dist` is always there: a folder that is not would have this run before every build.
    for watched in ["dist", "fallback", "src/page.js", "src/page.css", "icon.svg"] {
        println!("cargo::rerun-if-changed={}", playground.join(watched).display());
    }
    println!("cargo::rerun-if-changed={}", examples.display());
    println!("cargo::rerun-if-changed=build.rs");

    let dist = playground.join("dist/page");
    let is_built = dist.join("index.html").is_file();
    let assets = if is_built { built(&dist)? } else { from_elsewhere(&playground) };

    let mut code = format!("const IS_BUILT: bool = {is_built};\n");
    code.push_str("const ASSETS: &[(&str, &[u8])] = &[\n");
    let icon = ("icon.svg".to_owned(), playground.join("icon.svg"));
    for (name, file) in assets.iter().chain([&icon]) {
        writeln!(code, "    ({name:?}, include_bytes!({:?})),", file.to_string_lossy())?;
    }
    code.push_str("];\nconst EXAMPLES: &[(&str, &str)] = &[\n");
    for file in files(&examples)?.iter().filter(|file| file.extension().is_some_and(|ending| ending == "graphql")) {
        let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        writeln!(code, "    ({name:?}, include_str!({:?})),", file.to_string_lossy())?;
    }
    code.push_str("];\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("playground.rs"), code)?;
    Ok(())
}

/// What Vite made, by its path in the page.
fn built(dist: &Path) -> Result<Vec<(String, PathBuf)>, Box<dyn Error>> {
    let mut assets = vec![("index.html".to_owned(), dist.join("index.html"))];
    for file in files(&dist.join("assets"))? {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        assets.push((format!("assets/{name}"), file));
    }
    Ok(assets)
}

fn from_elsewhere(playground: &Path) -> Vec<(String, PathBuf)> {
    let parts = [
        ("index.html", "fallback/index.html"),
        ("cdn.html", "fallback/cdn.html"),
        ("main.js", "fallback/main.js"),
        ("notice.css", "fallback/notice.css"),
        ("page.js", "src/page.js"),
        ("page.css", "src/page.css"),
    ];
    parts.iter().map(|(name, file)| ((*name).to_owned(), playground.join(file))).collect()
}

/// The files in a folder, by name; none if there is no such folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
