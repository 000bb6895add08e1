//! Locates templates in a tree: one pass over all mappings that looks for the keys that lead to templates.

mod cloudformation;
pub(crate) mod json_text;
mod nested;
pub(crate) mod openapi;
mod serverless;
pub(crate) mod value;

use std::collections::{BTreeMap, BTreeSet};

use vtlkit_text::{Interpolation, OffsetMap, Span, Spanned};

use crate::extraction::{Extraction, NoteKind};
use crate::standalone::is_appsync;
use crate::template::{Role, Template, TemplateKind};
use value::Value;
use vtlkit_host::tree::{Kind, NodeRef, Tree};
use vtlkit_host::{Format, HostError};

/// Maximum number of visits to values that an alias reaches again, per file.
const REVISITS: usize = 200_000;
/// Maximum size of the JSON text encoded from the schemas of one file, beyond the file's own length, in bytes.
const MADE: usize = 16 << 20;

/// An enclosing mapping, list or call of the current position.
#[derive(Clone, Copy)]
pub(crate) struct Level<'t> {
    pub(crate) node: NodeRef<'t>,
    /// The key of the entry that is being visited; `None` in a list.
    pub(crate) key: Option<NodeRef<'t>>,
    /// The index of the next child node.
    at: u32,
    /// Whether the last visited child is a key.
    on_key: bool,
}

impl<'t> Level<'t> {
    fn new(node: NodeRef<'t>) -> Self {
        Self { node, key: None, at: node.index + 1, on_key: false }
    }
}

pub(crate) struct Finder<'t> {
    pub(crate) tree: &'t Tree,
    pub(crate) format: Format,
    /// The interpolation syntax of the host format.
    pub(crate) interpolation: Interpolation,
    pub(crate) out: Extraction,
    /// The template index by node.
    taken: BTreeMap<u32, usize>,
    revisits: usize,
    /// Duplicate keys that have been reported.
    doubled: BTreeSet<u32>,
    /// Bytes of JSON text encoded so far.
    made: usize,
    /// How many host documents this one is nested in.
    depth: usize,
    /// The resources of the current CloudFormation template by logical name, with the node of their mapping.
    pub(crate) resources: Option<(u32, BTreeMap<String, NodeRef<'t>>)>,
}

impl<'t> Finder<'t> {
    pub(crate) fn new(tree: &'t Tree, format: Format, out: Extraction) -> Self {
        let interpolation = match format {
            Format::Serverless => Interpolation::Serverless,
            Format::YamlTemplate | Format::JsonTemplate => Interpolation::Hcl,
            _ => Interpolation::None,
        };
        Self {
            tree,
            format,
            interpolation,
            out,
            taken: BTreeMap::new(),
            revisits: 0,
            doubled: BTreeSet::new(),
            made: 0,
            depth: 0,
            resources: None,
        }
    }

    pub(crate) fn run(mut self) -> Extraction {
        for root in self.tree.roots() {
            self.walk(root);
        }
        self.out
    }

    fn walk(&mut self, root: NodeRef<'t>) {
        let mut levels = vec![Level::new(root)];
        while let Some(level) = levels.last_mut() {
            let child = if level.at < level.node.node.next { self.tree.node(level.at) } else { None };
            let Some(child) = child else {
                levels.pop();
                continue;
            };
            level.at = child.node.next.max(level.at + 1);
            if level.node.is_map() {
                level.on_key = !level.on_key;
                if level.on_key {
                    level.key = Some(child);
                    continue;
                }
                self.visit(&levels, child);
            }
            if matches!(child.node.kind, Kind::Map | Kind::Seq | Kind::Call) {
                levels.push(Level::new(child));
            }
        }
    }

    fn visit(&mut self, levels: &[Level<'t>], value: NodeRef<'t>) {
        let Some(level) = levels.last() else { return };
        let Some(key) = level.key.filter(|key| key.is_scalar()) else { return };
        // Cheap rejection: all keys of interest have at least four bytes.
        let source = key.source();
        if source.len() < 4 {
            return;
        }
        match &*key.text() {
            "x-amazon-apigateway-integration" => self.integration(levels, value),
            "x-amazon-apigateway-gateway-responses" => self.gateway_responses(value),
            "swagger" | "openapi" if value.is_scalar() => self.schemas(level.node),
            "Type" if value.is_scalar() => self.cloudformation(levels, value),
            "Fn::Transform" => self.include(value),
            "request" | "response" => self.serverless(levels, key, value),
            "http" => self.serverless_schemas(levels, value),
            "apiGateway" => self.serverless_models(levels, value),
            _ => {}
        }
    }

    /// Adds the template at `node` with its role.
    pub(crate) fn take(&mut self, node: NodeRef<'t>, role: Role) {
        if !self.is_new(node) {
            self.also_checked(node, &role);
            return;
        }
        let value = value::read(node, self.interpolation);
        self.take_value(value, node, role);
    }

    /// Whether a node has not been taken yet; otherwise counts one more use of its template.
    pub(crate) fn is_new(&mut self, node: NodeRef<'t>) -> bool {
        let Some(&index) = self.taken.get(&node.index) else { return true };
        if let Some(template) = self.out.templates.get_mut(index) {
            template.uses = template.uses.saturating_add(1);
        }
        false
    }

    /// Narrows what is known to be checked before a template that several methods use: methods with different checks
    /// leave nothing known.
    fn also_checked(&mut self, node: NodeRef<'t>, role: &Role) {
        let index = self.taken.get(&node.index).copied();
        if let Some(template) = index.and_then(|index| self.out.templates.get_mut(index))
            && template.role.check != role.check
        {
            template.role.check = None;
        }
    }

    /// The template taken at a node.
    pub(crate) fn taken(&self, node: NodeRef<'t>) -> Option<&Template> {
        let own = std::ptr::eq(node.tree, self.tree);
        self.out.templates.get(*self.taken.get(&node.index).filter(|_| own)?)
    }

    /// Whether the budget for revisiting values is not exhausted. A large value costs more.
    pub(crate) fn within_bounds(&mut self, node: NodeRef<'t>) -> bool {
        let most = REVISITS + self.tree.source.len() / 16;
        let before = self.revisits;
        self.revisits += 1 + (node.node.next.saturating_sub(node.index) / 100) as usize;
        if before < most && self.revisits >= most {
            self.out.errors.push(
                HostError::new(node.span(), "the aliases of this file expand to too many templates")
                    .help("define each integration once, or split the file"),
            );
        }
        self.revisits < most
    }

    /// The maximum length of the next text encoded from another notation.
    pub(crate) fn made_budget(&self) -> usize {
        (MADE + self.tree.source.len()).saturating_sub(self.made)
    }

    pub(crate) fn too_large(&mut self, span: Span) {
        self.out.errors.push(
            HostError::new(span, "this schema is nested too deeply or, with its aliases expanded, too long")
                .help("a model may have 400 KB; define its parts once and refer to them with `$ref`"),
        );
    }

    fn take_value(&mut self, value: Value<'t>, node: NodeRef<'t>, role: Role) {
        match value {
            Value::Text(map, written) => self.take_text(map, written, node, role),
            Value::Either(values) => {
                for (node, value) in values {
                    if self.is_new(node) {
                        self.take_value(value, node, role.clone());
                    }
                }
            }
            Value::File { path, filled } => self.out.refer(path, filled, Some(role)),
            Value::Unresolved { name, span } => {
                // An HCL conditional: `name` is the whole expression `a ? b : c`.
                let message = if name.contains('?') && name.contains(':') {
                    format!("the template is chosen by `{name}`, which is not evaluated: it is not checked")
                } else {
                    format!("the template comes from `{name}`, outside this file; it is skipped")
                };
                self.out.note(NoteKind::Unresolved, span, message);
            }
            Value::NotText(span) => {
                let message = "a template must be a string: quote it, or write it as a block with `|`";
                self.out.note(NoteKind::NotText, span, message);
            }
            Value::Absent => {}
        }
    }

    pub(crate) fn take_text(&mut self, map: OffsetMap, written: Span, node: NodeRef<'t>, role: Role) {
        if role.kind != TemplateKind::Model
            && role.kind != TemplateKind::GatewayResponse
            && is_appsync(map.text())
        {
            self.appsync(node.span());
            return;
        }
        let index = self.out.templates.len();
        self.taken.insert(node.index, index);
        let mut template = Template::new(map, node.span(), self.format, role);
        template.index = index;
        template.written = written;
        self.out.templates.push(template);
    }

    pub(crate) fn appsync(&mut self, span: Span) {
        let message = "this is an AppSync template, whose language differs from API Gateway's; it is skipped";
        self.out.note(NoteKind::AppSync, span, message);
    }

    /// Adds the templates of a mapping from content type to template.
    pub(crate) fn take_templates(&mut self, node: Option<NodeRef<'t>>, role: &Role) {
        let Some(node) = node else { return };
        if !self.within_bounds(node) {
            return;
        }
        if !node.is_map() {
            if !node.is_null() {
                let value = value::read(node, self.interpolation);
                let value =
                    if matches!(value, Value::Text(..)) { Value::NotText(node.span()) } else { value };
                self.take_value(value, node, role.clone());
            }
            return;
        }
        for (key, value) in node.entries() {
            if !self.within_bounds(value) {
                return;
            }
            let mut role = role.clone();
            role.content_type = Some(Spanned::new(key.text().into_owned(), key.span()));
            self.take(value, role);
        }
        self.note_duplicates(node);
    }

    fn note_duplicates(&mut self, node: NodeRef<'t>) {
        let mut seen = BTreeSet::new();
        for (key, _) in node.raw_entries() {
            let name = key.text();
            if !seen.insert(name.clone()) && name != "<<" {
                let message = format!("`{name}` is a duplicate key; only the last one counts");
                if self.doubled.insert(key.index) {
                    self.out.note(NoteKind::DuplicateKey, key.span(), message);
                }
            }
        }
    }

    /// A value as a string, with `${name}` for unresolved parts.
    pub(crate) fn text_of(&self, node: Option<NodeRef<'t>>) -> Option<Spanned<String>> {
        let node = node?;
        Some(Spanned::new(value::plain_text(node, self.interpolation)?, node.span()))
    }
}
