//! The house stays tidy: arrows between modules point inward only, every file says what lives in it, none grows into
//! two subjects, nothing is left to do without an owner.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Module → the modules it may use. What is not listed may use nothing of the house. `ARCHITECTURE.md` tells why.
const ARROWS: [(&str, &[&str]); 24] = [
    ("psychometrics", &[]),
    ("domain", &["hex", "psychometrics"]),
    ("hex", &[]),
    ("telemetry", &[]),
    ("config", &["domain"]),
    ("trust", &["domain", "hex"]),
    ("shipped", &["bank"]),
    ("bank", &["domain", "hex"]),
    ("audit", &["domain", "delivery"]),
    ("delivery", &["domain", "bank", "telemetry"]),
    ("wire", &[]),
    ("convert", &["wire", "domain", "delivery", "planning", "access", "audit", "trust", "hex", "authoring", "bank"]),
    ("access", &["domain", "delivery", "audit", "hex"]),
    ("planning", &["domain", "delivery", "bank", "access", "audit"]),
    ("authoring", &["domain", "delivery", "bank", "planning", "audit", "access", "trust"]),
    // What it finds is for a browser's eyes alone, so it speaks in the wire's shapes.
    ("analysis", &["domain", "delivery", "planning", "bank", "audit", "psychometrics", "wire"]),
    ("store", &["domain", "delivery", "planning", "authoring", "access", "audit", "telemetry", "hex", "trust"]),
    ("dialogue", &["domain", "wire", "delivery", "telemetry"]),
    (
        "http",
        &[
            "domain",
            "wire",
            "delivery",
            "planning",
            "access",
            "audit",
            "authoring",
            "analysis",
            "bank",
            "telemetry",
            "trust",
            "dialogue",
            "hex",
            "ws",
        ],
    ),
    ("ws", &["domain", "wire", "delivery", "access", "telemetry", "dialogue", "http"]),
    (
        "app",
        &[
            "access",
            "analysis",
            "audit",
            "authoring",
            "bank",
            "config",
            "delivery",
            "domain",
            "http",
            "planning",
            "shipped",
            "store",
            "telemetry",
            "wire",
            "ws",
        ],
    ),
    (
        "cli",
        &["access", "analysis", "app", "authoring", "bank", "config", "domain", "planning", "psychometrics", "shipped"],
    ),
    ("lib", &[]),
    ("main", &[]),
];

/// Lines of one file; a longer one has two subjects.
const MAX_LINES: usize = 420;

/// What the top of the tree may hold.
const TOP: [&str; 28] = [
    ".cargo",
    ".ci",
    ".dockerignore",
    ".gitignore",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "Makefile",
    "README.md",
    "SECURITY.md",
    "benches",
    "build.rs",
    "clippy.toml",
    "deploy",
    "docs",
    "fuzz",
    "item_bank",
    "load_tests",
    "migrations",
    "rustfmt.toml",
    "scripts",
    "src",
    "tests",
    "ukur.example.toml",
    "web",
];
/// Text and pictures are smaller; programs and archives are not ours to keep.
const MAX_BYTES: u64 = 512 * 1024;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found
}

fn sources() -> Vec<(PathBuf, String)> {
    let src = root().join("src");
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        (path.strip_prefix(&src).unwrap().to_owned(), text)
    };
    files(&src, "rs").into_iter().map(read).collect()
}

/// `wire/convert` is the bridge between the wire's shapes and everything behind them; the shapes know nothing.
fn module(path: &Path) -> String {
    if path.starts_with("wire/convert") {
        return "convert".to_owned();
    }
    let first = path.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// Modules that a text names as `crate::x`, tests included: a test may not reach outward either. The psychometrics are
/// a package of their own.
fn uses(text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let named = code.flat_map(|line| line.split("crate::").skip(1).map(str::to_owned).collect::<Vec<_>>());
    let name = |rest: String| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let apart = text.contains("ukur_psychometrics").then(|| "psychometrics".to_owned());
    named.map(name).chain(apart).collect()
}

#[test]
fn arrows_point_inward() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.into_iter().collect();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let from = module(&path);
        let may = allowed.get(from.as_str()).unwrap_or_else(|| panic!("{from} is not in the list of modules"));
        for to in uses(&text) {
            if to != from && allowed.contains_key(to.as_str()) && !may.contains(&to.as_str()) {
                wrong.push(format!("{}: {from} -> {to}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_core_is_pure() {
    let forbidden = ["async ", ".await", "tokio", "std::fs", "std::net", "SystemTime", "Instant::now", "rand::rng"];
    let is_pure = |path: &Path| matches!(&*module(path), "domain" | "psychometrics");
    let is_test =
        |path: &Path| path.components().any(|part| matches!(part.as_os_str().to_str(), Some("tests" | "benches")));
    for (path, text) in sources().into_iter().filter(|(path, _)| is_pure(path) && !is_test(path)) {
        let code = text.split("#[cfg(test)]").next().unwrap();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for word in forbidden {
                assert!(!line.contains(word), "{}: {line}", path.display());
            }
        }
    }
}

/// I6: what holds a key has no way to become JSON.
#[test]
fn an_item_and_its_key_are_not_serialisable() {
    let text = std::fs::read_to_string(root().join("src/domain/item.rs")).unwrap();
    assert!(!text.contains("Serialize"), "domain::item must stay unserialisable");
    for (path, text) in
        sources().into_iter().filter(|(path, _)| path.starts_with("wire") && !path.starts_with("wire/convert"))
    {
        if path.starts_with("wire/authoring") || path.ends_with("authoring.rs") {
            continue;
        }
        for word in ["rationale", "weights", "pub key"] {
            assert!(!text.contains(&format!("{word}:")), "{}: {word} has no place on the wire", path.display());
        }
    }
}

/// Statistics of items name their keys, so only handlers that let in administrators alone may answer with them.
#[test]
fn analyses_are_for_administrators_alone() {
    for (path, text) in sources() {
        let room =
            path.starts_with("wire/analysis") || path.starts_with("http/analysis") || path.starts_with("analysis");
        assert!(room || !text.contains("wire::analysis"), "{} reaches into the analysis", path.display());
    }
    for (path, text) in sources().into_iter().filter(|(path, _)| path.starts_with("http/analysis")) {
        let handlers = text.matches("pub(in crate::http) async fn").count();
        let guarded = text.matches("Administrator(").count();
        assert_eq!(handlers, guarded, "{}: every handler here lets in administrators alone", path.display());
    }
}

/// Authors write keys in a browser; the shapes that carry them there are known to the item room alone.
#[test]
fn what_authors_see_is_known_to_the_item_room_alone() {
    for (path, text) in sources() {
        let room = path.starts_with("wire/authoring")
            || path.starts_with("http/authoring")
            || path.starts_with("wire/convert/authoring")
            || path.ends_with("authoring.rs");
        assert!(room || !text.contains("wire::authoring"), "{} reaches into the item room", path.display());
    }
    for (path, text) in sources().into_iter().filter(|(path, _)| path.starts_with("http/authoring")) {
        let handlers =
            text.matches("pub(in crate::http) async fn").count() + text.matches("pub(super) async fn").count();
        let guarded = text.matches("Administrator(").count();
        assert_eq!(handlers, guarded, "{}: every handler here lets in administrators alone", path.display());
    }
}

#[test]
fn every_file_says_what_lives_in_it_and_has_one_subject() {
    for (path, text) in sources() {
        assert!(text.starts_with("//!"), "{} has no //! header", path.display());
        let lines = text.lines().count();
        assert!(lines <= MAX_LINES, "{} has {lines} lines", path.display());
    }
}

#[test]
fn nothing_is_left_to_do_without_an_owner() {
    let words =
        ["TO".to_owned() + "DO", "FIX".to_owned() + "ME", "todo".to_owned() + "!(", "unimpl".to_owned() + "emented!("];
    for (path, text) in sources() {
        for word in &words {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
}

#[test]
fn nothing_strays_into_the_tree() {
    if !root().join(".git").exists() {
        return;
    }
    let listed = std::process::Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output().unwrap();
    assert!(listed.status.success());
    for path in String::from_utf8(listed.stdout).unwrap().split_terminator('\0') {
        let top = path.split('/').next().unwrap();
        assert!(TOP.contains(&top), "{path}: {top} is none of the tree's parts");
        let bytes = std::fs::metadata(root().join(path)).map_or(0, |file| file.len());
        assert!(bytes <= MAX_BYTES, "{path} has {bytes} bytes");
    }
}
