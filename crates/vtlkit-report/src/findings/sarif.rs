use serde_json::{Map, Value, json};
use vtlkit_text::{Applicability, Severity, Span, rule_url};

use super::json::Witnesses;
use super::{Finding, Linted, RuleInfo, fingerprints, places};
use crate::Source;
use crate::json::text;

/// SARIF 2.1.0 for GitHub code scanning and editors; ends with a newline. `rules` are all rules that results may refer
/// to. A finding's witness is in its properties; if an earlier result has the same one, the index of that result.
pub fn sarif(files: &[Linted<'_>], rules: &[RuleInfo], version: &str, home: &str) -> String {
    let findings = || files.iter().flat_map(|file| file.findings.iter().map(move |it| (file, it)));
    let named: Vec<&RuleInfo> =
        rules.iter().filter(|rule| findings().any(|(_, it)| it.diagnostic.rule == Some(rule.name))).collect();
    let mut witnesses = Witnesses::default();
    let results = findings().zip(fingerprints(files)).map(|((file, finding), fingerprint)| {
        let index = named.iter().position(|rule| finding.diagnostic.rule == Some(rule.name));
        let mut out = result(&file.source, finding, index, &fingerprint);
        out.extend(witnesses.of(finding).map(|witness| ("properties".into(), json!({"witness": witness}))));
        Value::Object(out)
    });
    let results: Vec<Value> = results.collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "vtlkit",
                    "version": version,
                    "informationUri": home,
                    "rules": named.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
                }
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }]
    });
    text(&log, true) + "\n"
}

fn descriptor(rule: &RuleInfo) -> Value {
    json!({
        "id": rule.name,
        "shortDescription": {"text": rule.summary},
        "helpUri": rule_url(rule.name),
        "help": {"text": rule.docs.trim(), "markdown": rule.docs.trim()},
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {"tags": [rule.group]},
    })
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result(
    source: &Source<'_>,
    finding: &Finding,
    rule: Option<usize>,
    fingerprint: &str,
) -> Map<String, Value> {
    let diagnostic = &finding.diagnostic;
    let file = json!({"uri": uri(source.name())});
    let location =
        |span: Span| json!({"physicalLocation": {"artifactLocation": file, "region": region(source, span)}});
    let mut out = Map::new();
    out.insert("ruleId".into(), finding.rule().into());
    out.extend(rule.map(|index| ("ruleIndex".into(), index.into())));
    out.insert("level".into(), level(diagnostic.severity).into());
    out.insert("message".into(), json!({"text": finding.words()}));
    let mut primary = location(diagnostic.primary.span);
    if !finding.template.is_empty() {
        primary["logicalLocations"] = json!([{"fullyQualifiedName": finding.template}]);
    }
    out.insert("locations".into(), json!([primary]));
    let related: Vec<Value> = diagnostic
        .secondary
        .iter()
        .map(|label| {
            let mut related = location(label.span);
            related["message"] = json!({"text": label.text});
            related
        })
        .collect();
    if !related.is_empty() {
        out.insert("relatedLocations".into(), related.into());
    }
    out.insert("partialFingerprints".into(), json!({"vtlkit/v1": fingerprint}));
    let fix = diagnostic.fix.as_ref();
    if let Some(fix) = fix.filter(|fix| fix.applicability > Applicability::DisplayOnly) {
        let replacements: Vec<Value> = fix
            .edits
            .iter()
            .map(|edit| {
                let inserted = json!({"text": edit.content});
                json!({"deletedRegion": region(source, edit.span), "insertedContent": inserted})
            })
            .collect();
        out.insert(
            "fixes".into(),
            json!([{
                "description": {"text": fix.message},
                "artifactChanges": [{"artifactLocation": file, "replacements": replacements}],
            }]),
        );
    }
    out
}

fn region(source: &Source<'_>, span: Span) -> Value {
    let (from, to) = places(source, span);
    json!({
        "startLine": from.line, "startColumn": from.column, "endLine": to.line, "endColumn": to.column,
        "byteOffset": span.start(), "byteLength": span.len(),
    })
}

/// A path of the operating system as a URI reference; relative if the path is.
fn uri(path: &str) -> String {
    if cfg!(windows) { uri_of(&path.replace('\\', "/"), true) } else { uri_of(path, false) }
}

/// A path with slashes as a URI reference; with `drives`, it may start with a drive such as `C:/`.
fn uri_of(path: &str, drives: bool) -> String {
    let drive = match path.as_bytes() {
        [letter, b':', b'/', ..] if drives && letter.is_ascii_alphabetic() => 2,
        _ => 0,
    };
    let mut out = String::with_capacity(path.len());
    if path.starts_with('/') {
        out.push_str("file://");
    } else if drive > 0 {
        out.push_str("file:///");
    }
    for (at, byte) in path.bytes().enumerate() {
        // A colon in the first segment must be escaped: the part before it would be a scheme.
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) || at < drive {
            out.push(char::from(byte));
        } else {
            const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
            let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
            out.extend(['%', digit(byte >> 4), digit(byte)]);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri_of;

    #[test]
    fn paths_become_uris() {
        for drives in [true, false] {
            assert_eq!(uri_of("a b/é#1.yaml", drives), "a%20b/%C3%A9%231.yaml");
            assert_eq!(uri_of("/a/b:c", drives), "file:///a/b%3Ac");
            assert_eq!(uri_of("a::b/c", drives), "a%3A%3Ab/c");
            assert_eq!(uri_of("n\n\u{1b}", drives), "n%0A%1B");
        }
        assert_eq!(uri_of("C:/a/b", true), "file:///C:/a/b");
        assert_eq!(uri_of("C:/a\\b", false), "C%3A/a%5Cb");
    }
}
