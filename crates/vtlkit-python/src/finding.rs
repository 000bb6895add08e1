//! What the linter finds.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use vtlkit::{Applicability, Diagnostic, FileFinding};

use crate::json;
use crate::places::Places;
use crate::record::record;

record! {
    /// A finding of the linter.
    Finding {
        /// The name of the rule; ``explain`` returns its documentation. ``None`` if the file cannot be read.
        rule: Option<&'static str>,
        /// The severity.
        severity: &'static str,
        /// The message.
        message: String,
        /// The label at the place.
        label: Option<String>,
        /// The reason.
        why: Option<String>,
        /// How to correct it.
        help: Option<String>,
        /// The file, or the ``name`` of the text.
        file: Option<String>,
        /// The start offset, in code points from 0.
        start: usize,
        /// The end offset, exclusive, in code points.
        end: usize,
        /// The line, from 1.
        line: usize,
        /// The column, from 1, in code points.
        column: usize,
        /// The line of the end.
        end_line: usize,
        /// The column of the end, exclusive.
        end_column: usize,
        /// Related places.
        labels: Vec<Py<Label>>,
        /// A request for which the output is invalid, verified by rendering.
        witness: Option<Py<Witness>>,
        /// The fix, if there is one.
        fix: Option<Py<Fix>>,
        /// The index of the template in its file, from 0.
        template: Option<usize>,
    }
}

record! {
    /// A related place of a finding.
    Label {
        /// The label.
        text: String,
        /// The start offset, in code points from 0.
        start: usize,
        /// The end offset, exclusive, in code points.
        end: usize,
        /// The line, from 1.
        line: usize,
        /// The column, from 1, in code points.
        column: usize,
    }
}

record! {
    /// A request for which the output is invalid, and that output.
    Witness {
        /// The request, for ``Template.render``.
        request: Py<PyDict>,
        /// The output.
        output: String,
    }
}

record! {
    /// A fix: edits that are applied together.
    Fix {
        /// A description of the fix.
        title: String,
        /// Whether the fix does not change the output of the template.
        safe: bool,
        /// Whether ``fix`` does not apply it: it has to be applied by hand.
        manual: bool,
        /// The edits.
        edits: Vec<Py<Edit>>,
    }
}

record! {
    /// A replacement of a text.
    Edit {
        /// The start offset of the replaced text, in code points from 0.
        start: usize,
        /// The end offset, exclusive, in code points.
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
