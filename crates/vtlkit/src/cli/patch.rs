//! Changes of files as patches.

use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

use similar::{ChangeTag, TextDiff};
use vtlkit_report::visible;

use crate::cli::files;

/// A change of a file as a unified diff for `git apply` or `patch -p1` in the current folder. Its lines are those of
/// the file byte for byte.
pub(crate) fn patch(path: &Path, old: &str, new: &str) -> String {
    let mut out = String::new();
    let name = name(path);
    // Writing to a string does not fail.
    let _ = writeln!(out, "--- {}\n+++ {}", quoted(&format!("a/{name}")), quoted(&format!("b/{name}")));
    // Only a line feed ends a line: a carriage return is part of its line.
    let (old, new): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let diff = TextDiff::from_slices(&old, &new);
    for hunk in diff.unified_diff().iter_hunks() {
        let _ = writeln!(out, "{}", hunk.header());
        for change in hunk.iter_changes() {
            out.push(match change.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            });
            out.push_str(change.value());
            if !change.value().ends_with('\n') {
                out.push_str("\n\\ No newline at end of file\n");
            }
        }
    }
    out
}

/// The name of a file relative to the current folder, with slashes.
fn name(path: &Path) -> String {
    let real = files::real(path);
    let here = files::real(Path::new("."));
    let path: PathBuf = match real.strip_prefix(&here) {
        Ok(below) if !files::is_stdin(path) => below.to_owned(),
        _ => path.components().filter(|part| *part != Component::CurDir).collect(),
    };
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    if path.is_absolute() { path.display().to_string() } else { parts.join("/") }
}

/// A name as git writes it: quoted, with escapes, if it has characters that would end it or control a terminal.
fn quoted(name: &str) -> String {
    let plain = |c: char| visible::is_plain(c) && c != '"' && c != '\\';
    if name.chars().all(plain) {
        // A tab ends a name with spaces.
        return if name.contains(' ') { format!("{name}\t") } else { name.to_owned() };
    }
    let mut out = String::from("\"");
    for c in name.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '"' | '\\' => out.extend(['\\', c]),
            _ if plain(c) => out.push(c),
            _ => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    let _ = write!(out, "\\{byte:03o}");
                }
            }
        }
    }
    out + "\""
}
