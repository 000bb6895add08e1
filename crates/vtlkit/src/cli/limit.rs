use std::str::FromStr;

use vtlkit::RenderOptions;

/// A limit with its new value, as in `--limit`. [`RenderOptions::set_limit`] accepts it.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    name: String,
    value: u64,
}

impl FromStr for Setting {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').ok_or("write NAME=NUMBER: the `=` is missing")?;
        let value = value.replace('_', "").parse().map_err(|_| format!("`{value}` is not an integer"))?;
        let mut options = RenderOptions::default();
        options.set_limit(name, value).map_err(|error| error.message.into_owned())?;
        Ok(Self { name: name.to_owned(), value })
    }
}

/// Sets limits of a render; a later setting overrides an earlier one with the same name.
pub(crate) fn apply(settings: &[Setting], options: &mut RenderOptions) {
    for Setting { name, value } in settings {
        // It was accepted when it was read.
        let _ = options.set_limit(name, *value);
    }
}
