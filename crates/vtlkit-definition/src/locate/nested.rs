//! Host documents inside strings of host documents.

use std::sync::Arc;

use vtlkit_text::{Interpolation, OffsetMap, Span};

use super::Finder;
use crate::extraction::Extraction;
use crate::template::Opaque;
use vtlkit_host::Format;
use vtlkit_host::scalar::pieces;

/// Maximum nesting of host documents.
const HOSTS_IN_HOSTS: usize = 3;

impl Finder<'_> {
    /// Extracts templates from a string that is itself a host document, such as a definition in a heredoc.
    pub(crate) fn nested(&mut self, map: OffsetMap) {
        if self.depth >= HOSTS_IN_HOSTS {
            return;
        }
        let outer = Arc::new(map);
        let text = outer.shared_text();
        let format = match (text.trim_start().starts_with('{'), self.tree.hcl) {
            (true, true) => Format::JsonTemplate,
            (true, false) => Format::Json,
            (false, true) => Format::YamlTemplate,
            (false, false) => Format::Yaml,
        };
        if !format.may_hold_templates(&text) {
            return;
        }
        let mut tree = vtlkit_host::tree::Tree::parse(format, &text);
        let errors = std::mem::take(&mut tree.errors);
        let mut inner = Finder::new(&tree, format, Extraction { errors, ..Extraction::default() });
        inner.depth = self.depth + 1;
        // Interpolations of the outer document are recorded in its own map.
        inner.interpolation = Interpolation::None;
        let pieces = pieces::opaque(&outer);
        let interpolation = outer.style().map_or(Interpolation::None, |style| style.interpolation);
        let found = inner.run();
        let to_host = |span: Span| outer.to_host(span);
        for mut template in found.templates {
            template.map = template.map.nested(Arc::clone(&outer));
            template.span = to_host(template.span);
            template.format = self.format;
            template.role = template.role.mapped(&to_host);
            let inside = template.map.clone();
            template.opaque = pieces
                .iter()
                .filter_map(|&piece| {
                    Some(Opaque::new(inside.to_template(to_host(piece))?, to_host(piece), piece.text(&text)))
                })
                .collect();
            template.interpolation = interpolation;
            template.index = self.out.templates.len();
            self.out.templates.push(template);
        }
        for mut note in found.notes {
            note.span = to_host(note.span);
            self.out.notes.push(note);
        }
        for mut error in found.errors {
            error.span = to_host(error.span);
            self.out.errors.push(error);
        }
        for mut reference in found.references {
            reference.path.span = to_host(reference.path.span);
            reference.role = reference.role.map(|role| role.mapped(&to_host));
            self.out.references.push(reference);
        }
    }
}
