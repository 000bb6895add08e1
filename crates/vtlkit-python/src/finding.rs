//! What the linter finds.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use vtlkit::{Applicability, Diagnostic, FileFinding};

use crate::json;
use crate::places::Places;
use crate::record::record;

record! {
    /// Something that the linter found.
    Finding {
        /// The rule that found it; ``explain`` tells more. ``None`` where the file cannot be read.
        rule: Option<&'static str>,
        /// How bad it is.
        severity: &'static str,
        /// What is wrong.
        message: String,
        /// What is to be said right at the place.
        label: Option<String>,
        /// Why it is wrong.
        why: Option<String>,
        /// What to do about it.
        help: Option<String>,
        /// The file, or the name that was given for the text.
        file: Option<String>,
        /// Where it starts, in code points.
        start: usize,
        /// Where it ends.
        end: usize,
        /// The line, from 1.
        line: usize,
        /// The column, from 1, in code points.
        column: usize,
        /// The line that it ends in.
        end_line: usize,
        /// The column that it ends before.
        end_column: usize,
        /// Other places that matter.
        labels: Vec<Py<Label>>,
        /// A request for which the output is broken, as the engine confirmed.
        witness: Option<Py<Witness>>,
        /// The remedy, if there is one.
        fix: Option<Py<Fix>>,
        /// The number of the template in its file, from 0.
        template: Option<usize>,
    }
}

record! {
    /// A second place that matters, with what is to be said of it.
    Label {
        /// What is to be said.
        text: String,
        /// Where it starts, in code points.
        start: usize,
        /// Where it ends.
        end: usize,
        /// The line, from 1.
        line: usize,
        /// The column, from 1, in code points.
        column: usize,
    }
}

record! {
    /// A request that breaks the output, and that output.
    Witness {
        /// The request, as ``Template.render`` takes it.
        request: Py<PyDict>,
        /// The output.
        output: String,
    }
}

record! {
    /// A remedy: edits that belong together.
    Fix {
        /// What it does.
        title: String,
        /// Whether it leaves what the template prints as it is.
        safe: bool,
        /// Whether it is left to people: ``fix`` does not apply it.
        manual: bool,
        /// The edits.
        edits: Vec<Py<Edit>>,
    }
}

record! {
    /// A text in the place of another one.
    Edit {
        /// Where the old text starts, in code points.
        start: usize,
        /// Where it ends.
        end: usize,
        /// The new text.
        text: String,
    }
}

impl Finding {
    /// A finding in a file or a text.
    pub(crate) fn new(
        py: Python<'_>,
        places: &Places<'_>,
        file: Option<&str>,
        found: &FileFinding,
    ) -> PyResult<Self> {
        let Diagnostic { severity, rule, message, primary, secondary, notes, witness, fix } =
            &found.diagnostic;
        let place = places.of(primary.span);
        let note = |name: &str| {
            let note = notes.iter().find(|note| note.name == name && note.span.is_none());
            note.map(|note| note.text.to_string())
        };
        let label = |label: &vtlkit_text::Label| {
            let place = places.of(label.span);
            let text = label.text.to_string();
            Py::new(
                py,
                Label { text, start: place.start, end: place.end, line: place.line, column: place.column },
            )
        };
        let witness = witness.as_ref().map(|witness| {
            let request = serde_json::from_str(&witness.request).unwrap_or_default();
            let request = json::object_to_python(py, &request)?.unbind();
            Py::new(py, Witness { request, output: witness.output.clone() })
        });
        let file = file.map(str::to_owned);
        Ok(Self {
            rule: *rule,
            severity: severity.name(),
            message: message.to_string(),
            label: (!primary.text.is_empty()).then(|| primary.text.to_string()),
            why: note("why"),
            help: note("help"),
            file,
            start: place.start,
            end: place.end,
            line: place.line,
            column: place.column,
            end_line: place.end_line,
            end_column: place.end_column,
            labels: secondary.iter().map(label).collect::<PyResult<_>>()?,
            witness: witness.transpose()?,
            fix: fix.as_ref().map(|fix| Fix::new(py, places, fix)).transpose()?,
            template: found.template,
        })
    }
}

impl Fix {
    fn new(py: Python<'_>, places: &Places<'_>, fix: &vtlkit_text::Fix) -> PyResult<Py<Self>> {
        let edits = fix.edits.iter().map(|edit| {
            let place = places.of(edit.span);
            Py::new(py, Edit { start: place.start, end: place.end, text: edit.content.clone() })
        });
        let fix = Self {
            title: fix.message.to_string(),
            safe: fix.applicability == Applicability::Safe,
            manual: fix.applicability == Applicability::DisplayOnly,
            edits: edits.collect::<PyResult<_>>()?,
        };
        Py::new(py, fix)
    }
}
