//! Paths of URIs: normalisation and resolution.

use std::borrow::Cow;

/// The path without `.` and `..` segments and with single slashes; borrowed if it is unchanged. A `..` without a
/// preceding segment is kept.
pub(super) fn normalize(path: &str) -> Cow<'_, str> {
    let absolute = path.starts_with('/');
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let is_dots = |segment: &str| segment == "." || segment == "..";
    if !path.contains("//") && !segments.iter().any(|segment| is_dots(segment)) {
        return Cow::Borrowed(path);
    }
    let ends_open = path.ends_with('/');
    let last = segments.len().saturating_sub(1);
    // Each kept segment, and whether a slash follows it.
    let mut kept: Vec<(usize, &str, bool)> = Vec::with_capacity(segments.len());
    for (index, &segment) in segments.iter().enumerate() {
        match segment {
            "." => {}
            ".." if kept.last().is_some_and(|&(_, previous, _)| previous != "..") => {
                kept.pop();
            }
            _ => kept.push((index, segment, index < last || ends_open)),
        }
    }
    let mut normal = String::with_capacity(path.len());
    if absolute {
        normal.push('/');
    } else if let Some(&(index, first, _)) = kept.first()
        && index > 0
        && first.contains(':')
    {
        // A segment that was not the first must not be read as a scheme.
        normal.push_str("./");
    }
    for (_, segment, slash) in kept {
        normal.push_str(segment);
        if slash {
            normal.push('/');
        }
    }
    Cow::Owned(normal)
}

/// Resolves a relative path against a base path.
pub(super) fn resolve_path(base: &str, child: &str) -> String {
    let directory = base.rfind('/').and_then(|slash| base.get(..=slash)).unwrap_or_default();
    normalize(&format!("{directory}{child}")).into_owned()
}
