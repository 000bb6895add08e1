//! Suggestions for misspelt paths.

use std::path::Path;

/// Maximum number of folder entries that are compared.
const MOST_ENTRIES: usize = 10_000;

/// The path next to a missing one with the most similar name, if one is similar enough.
pub(crate) fn similar(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let names = entries.take(MOST_ENTRIES).filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let meant = nearest(name, names)?;
    Some(folder.map_or_else(|| meant.clone(), |folder| folder.join(&meant).display().to_string()))
}

/// The name closest to another one, at most a third of which may differ. The extension counts as one character:
/// `api.yml` is close to `api.yaml` and `api.json`.
fn nearest(name: &str, known: impl Iterator<Item = String>) -> Option<String> {
    let split = |name: &str| {
        let (stem, end) = name.rsplit_once('.').unwrap_or((name, ""));
        (stem.to_lowercase(), end.to_lowercase())
    };
    let (stem, end) = split(name);
    let distance = |other: &str| {
        let (other_stem, other_end) = split(other);
        strsim::damerau_levenshtein(&stem, &other_stem) + usize::from(end != other_end)
    };
    let most = (name.chars().count() / 3).clamp(1, 3);
    let near = known.map(|other| (distance(&other), other)).filter(|(far, _)| *far <= most);
    near.min().map(|(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_is_found() {
        let folder = ["api.yaml", "body.json", "orders.vtl", "b", "template.yaml"];
        let meant = |name: &str| nearest(name, folder.iter().map(|name| (*name).to_owned()));
        assert_eq!(meant("api.yml").as_deref(), Some("api.yaml"));
        assert_eq!(meant("bdoy.json").as_deref(), Some("body.json"));
        assert_eq!(meant("order.vtl").as_deref(), Some("orders.vtl"));
        assert_eq!(meant("Template.yaml").as_deref(), Some("template.yaml"));
        assert_eq!(meant("pets.yaml"), None);
        assert_eq!(meant("users"), None);
    }
}
