use vtlkit_text::Severity;

use super::{Linted, places};
use crate::visible;

/// Workflow commands of GitHub Actions, which annotate the line of each finding in a pull request.
pub fn github(files: &[Linted<'_>]) -> String {
    let mut out = String::new();
    for file in files {
        for finding in file.findings {
            let (from, to) = places(&file.source, finding.diagnostic.primary.span);
            let command = match finding.diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "notice",
            };
            let title = property(&["vtlkit: ", finding.rule()].concat());
            let (name, line, column) =
                (property(file.source.name()), from.line.to_string(), from.column.to_string());
            out.extend(["::", command, " title=", &title, ",file=", &name, ",line=", &line]);
            // GitHub only supports columns for findings on one line.
            if from.line == to.line {
                let end = to.column.max(from.column + 1) - 1;
                out.extend([",col=", &column, ",endColumn=", &end.to_string()]);
            } else {
                out.extend([",endLine=", &to.line.to_string()]);
            }
            let name = visible::line(file.source.name());
            let text = [&name, ":", &line, ":", &column, ": ", &finding.words()].concat();
            out.extend(["::", &data(&text), "\n"]);
        }
    }
    out
}

/// Escapes the message after the second `::`.
fn data(text: &str) -> String {
    visible::lines(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
