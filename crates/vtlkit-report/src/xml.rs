//! Text in XML.

/// A text without control characters, most of which XML has no way to say.
pub fn text(text: &str) -> String {
    let fits = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().map(|c| if fits(&c) { c } else { '\u{fffd}' }).collect()
}
