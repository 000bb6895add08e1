use super::Linted;
use crate::visible;

/// One line for each finding: `FILE:LINE:COLUMN: SEVERITY RULE MESSAGE`.
pub fn concise(files: &[Linted<'_>]) -> String {
    let mut out = String::new();
    for file in files {
        for finding in file.findings {
            let diagnostic = &finding.diagnostic;
            let place = file.source.place(diagnostic.primary.span.start());
            let (line, column) = (place.line.to_string(), place.column.to_string());
            let name = visible::line(file.source.name());
            out.extend([&name, ":", &line, ":", &column, ": ", diagnostic.severity.name()]);
            if let Some(rule) = diagnostic.rule {
                out.extend([" ", rule]);
            }
            out.extend([" ", &visible::line(&diagnostic.message), "\n"]);
        }
    }
    out
}
