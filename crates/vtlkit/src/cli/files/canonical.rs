//! Paths without links.

use std::io;
use std::path::{Path, PathBuf};

/// The absolute path of what is there, without links, `.` and `..`.
pub(crate) fn canonical(path: &Path) -> io::Result<PathBuf> {
    #[cfg(not(target_family = "wasm"))]
    return path.canonicalize();
    #[cfg(target_family = "wasm")]
    return resolved(path);
}

/// A replacement for the system function, which WASI does not have.
#[cfg(any(target_family = "wasm", all(test, unix)))]
fn resolved(path: &Path) -> io::Result<PathBuf> {
    use std::ffi::OsString;

    /// The maximum number of links to follow; more of them form a cycle.
    const MOST_LINKS: usize = 40;

    let parts = |path: &Path| -> Vec<OsString> {
        path.components().rev().map(|part| part.as_os_str().to_owned()).collect()
    };
    let mut left = parts(&std::path::absolute(path)?);
    let mut out = PathBuf::new();
    let mut links = 0;
    while let Some(part) = left.pop() {
        if part == ".." {
            // Only a folder has a parent `..`.
            std::fs::read_dir(&out)?;
            out.pop();
            continue;
        }
        // The root replaces everything before it.
        let next = out.join(&part);
        match std::fs::read_link(&next) {
            Ok(_) if links == MOST_LINKS => return Err(io::Error::other("its links form a cycle")),
            Ok(target) => {
                links += 1;
                left.extend(parts(&target));
            }
            Err(_) => {
                let metadata = std::fs::symlink_metadata(&next)?;
                if !left.is_empty() && !metadata.is_dir() {
                    return Err(io::ErrorKind::NotADirectory.into());
                }
                out = next;
            }
        }
    }
    Ok(out)
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::resolved;

    #[test]
    fn paths_are_resolved_as_the_system_does_it() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let at = |path: &str| folder.path().join(path);
        fs::create_dir_all(at("a/b"))?;
        fs::write(at("a/b/file"), "")?;
        symlink("a/b", at("relative"))?;
        symlink(at("a"), at("absolute"))?;
        symlink("../absolute/b/file", at("a/chain"))?;
        symlink("missing", at("broken"))?;
        symlink("circle", at("circle"))?;
        let paths = [
            "a/b/file",
            "a/./b/../b/file",
            "relative/file",
            "relative/../chain",
            "absolute/b",
            "a/chain",
            "a/chain/more",
            "a/chain/..",
            "broken",
            "circle",
            "missing",
            "..",
            "",
        ];
        for path in paths {
            let (own, system) = (resolved(&at(path)), at(path).canonicalize());
            assert_eq!(own.ok(), system.ok(), "{path}");
        }
        Ok(())
    }
}
