//! Assembles the APIs of a module from its resources.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use vtlkit_api::{Api, Method, ParameterMapping, TemplateEntry};
use vtlkit_host::tree::NodeRef;
use vtlkit_host::{Format, HostError};
use vtlkit_text::{Span, Spanned};

use super::eval::Terraform;
use super::scope::Scope;
use super::value::{Address, Data, NamedFile, Value};
use crate::ModelSource;
use crate::extraction::NoteKind;
use crate::read::Found;
use crate::read::fault::{Fault, FaultKind, Vocabulary};
use crate::template::{IntegrationInfo, Reference, Role, TemplateKind};

/// An instance of a resource.
#[derive(Clone)]
pub(crate) struct Item<'t> {
    pub(crate) address: Address,
    /// Its name in the file.
    pub(crate) name: NodeRef<'t>,
    pub(crate) body: NodeRef<'t>,
    pub(crate) scope: Scope<'t>,
}

impl Item<'_> {
    /// The type of the resource.
    pub(crate) fn kind(&self) -> &str {
        self.address.parts().0
    }

    /// The span of its name.
    pub(crate) fn place(&self) -> Span {
        self.name.span()
    }
}

/// The role of a template or model in a resource.
pub(crate) fn role(kind: TemplateKind, item: &Item<'_>) -> Role {
    let name = Spanned::new(item.name.text().into_owned(), item.place());
    Role { name: Some(name), ..Role::new(kind) }
}

/// The API that a resource belongs to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    Address(Address),
    /// An API outside the files.
    Name(String),
}

/// The method that a resource belongs to: its API, path and HTTP method.
pub(crate) type Route = (usize, String, String);

/// Assembles the APIs of a module.
pub(crate) struct Reader<'w, 'l, 't> {
    pub(crate) terraform: &'w Terraform<'l, 't>,
    pub(crate) apis: Vec<Api>,
    /// The index of each API.
    pub(crate) owners: BTreeMap<Owner, usize>,
    pub(crate) methods: Vec<(Route, Spanned<String>, Method)>,
    pub(crate) routes: BTreeMap<Route, usize>,
    /// The known properties of the integration of each method.
    pub(crate) integrations: BTreeMap<usize, IntegrationInfo>,
    /// The schemas of each API.
    pub(crate) models: BTreeMap<usize, Arc<BTreeMap<String, ModelSource>>>,
    /// The paths of schemas in files that cannot be read, by span.
    pub(crate) files: BTreeMap<Span, String>,
    pub(crate) found: &'w mut Found,
}

impl<'w, 'l, 't> Reader<'w, 'l, 't> {
    pub(crate) fn new(terraform: &'w Terraform<'l, 't>, found: &'w mut Found) -> Self {
        Self {
            terraform,
            apis: Vec::new(),
            owners: BTreeMap::new(),
            methods: Vec::new(),
            routes: BTreeMap::new(),
            integrations: BTreeMap::new(),
            models: BTreeMap::new(),
            files: BTreeMap::new(),
            found,
        }
    }

    pub(crate) fn attribute(&self, item: &Item<'t>, name: &str) -> Option<Value> {
        self.terraform.attribute(item.body, name, &item.scope)
    }

    /// A value as a string; its unknown parts are recorded.
    pub(crate) fn text_of(&mut self, value: &Value) -> Option<Spanned<String>> {
        let text = value.to_text()?;
        self.note(&text.unknown);
        Some(Spanned::new(text.map.text().to_owned(), value.span))
    }

    pub(crate) fn text(&mut self, item: &Item<'t>, name: &str) -> Option<Spanned<String>> {
        let value = self.attribute(item, name)?;
        self.text_of(&value)
    }

    fn note(&mut self, unknown: &[(Rc<str>, Span)]) {
        for (name, span) in unknown {
            self.terraform.fill(name, *span, false);
        }
    }

    /// Records an unknown value where something other than a string is expected.
    pub(crate) fn note_open(&mut self, value: &Value) {
        if let Some(open) = value.open() {
            self.note(&[(Rc::clone(&open.name), value.span)]);
        }
    }

    pub(crate) fn boolean(&mut self, item: &Item<'t>, name: &str) -> Option<Spanned<bool>> {
        let value = self.attribute(item, name)?;
        self.note_open(&value);
        Some(Spanned::new(value.to_bool()?, value.span))
    }

    pub(crate) fn number<N: std::str::FromStr>(&mut self, value: Option<Value>) -> Option<Spanned<N>> {
        let text = self.text_of(&value?)?;
        Some(Spanned::new(text.value.trim().parse().ok()?, text.span))
    }

    /// Parses a keyword of the service; any other value is an error.
    pub(crate) fn word<T: Copy>(
        &mut self,
        value: Option<Value>,
        vocabulary: Vocabulary,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<Spanned<T>> {
        let value = value?;
        let is_open = value.to_text().is_none_or(|text| !text.unknown.is_empty());
        let text = self.text_of(&value)?;
        let word = parse(&text.value);
        if word.is_none() && !is_open {
            let message = format!("`{}` is not a valid {}", text.value, vocabulary.name());
            let help = format!("use one of {}", vocabulary.words().join(", "));
            self.found.errors.push(HostError::new(text.span, message).help(help));
            self.found.faults.push(Fault { kind: FaultKind::Word(vocabulary), word: text.clone() });
        }
        Some(Spanned::new(word?, text.span))
    }

    /// The members of an object.
    pub(crate) fn members(&mut self, value: Option<Value>) -> Vec<(Spanned<String>, Value)> {
        let Some(value) = value else { return Vec::new() };
        self.note_open(&value);
        match &value.data {
            Data::Object(members) => members
                .iter()
                .filter(|(_, member)| !member.value.is_null())
                .map(|(name, member)| (Spanned::new(name.to_string(), member.key), member.value.clone()))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// A mapping from target to source of a parameter.
    pub(crate) fn mappings(&mut self, value: Option<Value>) -> Vec<ParameterMapping> {
        let members = self.members(value);
        members
            .into_iter()
            .filter_map(|(target, value)| Some(ParameterMapping { target, source: self.text_of(&value)? }))
            .collect()
    }

    /// A mapping from content type to template. The templates are recorded with their role, including those of branches
    /// that a condition does not select.
    pub(crate) fn templates(&mut self, value: Option<Value>, role: &Role) -> Vec<TemplateEntry> {
        let Some(value) = value else { return Vec::new() };
        self.left_alone(&value);
        let mut out = Vec::new();
        for (is_other, value) in std::iter::once((false, &value)).chain(value.others().map(|it| (true, it))) {
            for (content_type, value) in self.members(Some(value.clone())) {
                let Some(template) = self.template(&value, &content_type, role) else { continue };
                if !is_other {
                    out.push(TemplateEntry { content_type, template });
                }
            }
        }
        out
    }

    fn template(
        &mut self,
        value: &Value,
        content_type: &Spanned<String>,
        role: &Role,
    ) -> Option<vtlkit_api::Text> {
        let role = Role { content_type: Some(content_type.clone()), ..role.clone() };
        let Some(template) = self.own_text(value) else {
            self.found.errors.push(
                HostError::new(value.span, "a template must be a string")
                    .help("use a heredoc, `jsonencode` or `templatefile`"),
            );
            return None;
        };
        self.take(value, &template, &role);
        for other in value.others() {
            if let Some(text) = self.own_text(other) {
                self.take(other, &text, &role);
            }
        }
        Some(template)
    }

    /// Records a text with its role. A text whose whole content is unknown is not extracted.
    pub(crate) fn take(&mut self, value: &Value, text: &vtlkit_api::Text, role: &Role) {
        let is_file = self.refer(value, Some(role));
        match value.open() {
            Some(_) if is_file => {}
            Some(open) => {
                let message =
                    format!("the template comes from `{}`, outside this file; it is skipped", open.name);
                self.found.record.note(NoteKind::Unresolved, value.span, message);
            }
            None => {
                let format = if is_file { Format::Standalone } else { Format::Hcl };
                self.found.record.take_placed(text, format, role.clone());
            }
        }
    }

    /// Reports a value that is made outside the files.
    pub(crate) fn left_alone(&mut self, value: &Value) {
        if let Some(open) = value.open() {
            let message = format!("this comes from `{}`, outside this file; it is skipped", open.name);
            self.found.record.note(NoteKind::Unresolved, value.span, message);
        }
    }

    /// Records a reference to a file if the value is the content of one; returns whether it is.
    pub(crate) fn refer(&mut self, value: &Value, role: Option<&Role>) -> bool {
        let file = match &value.data {
            Data::Text(text) => text.file.as_ref(),
            Data::Unknown(open) => open.file.as_ref(),
            _ => None,
        };
        let Some(file) = file else { return false };
        let NamedFile { path, filled } = &**file;
        self.found.named.push(Reference { path: path.clone(), filled: *filled, role: role.cloned() });
        true
    }

    /// A value as a text with its own offset map.
    pub(crate) fn own_text(&mut self, value: &Value) -> Option<vtlkit_api::Text> {
        let text = value.to_text()?;
        self.note(&text.unknown);
        Some(vtlkit_api::Text { map: text.map.clone(), span: value.span })
    }

    /// The index of the API that an identifier refers to. If only its parts are in the files, it gets an entry of its
    /// own.
    pub(crate) fn api_of(&mut self, id: Option<Value>) -> usize {
        let owner = match id.as_ref().map(|id| &id.data) {
            Some(Data::Attribute(it)) => Owner::Address(it.owner.clone()),
            Some(Data::Resource(it)) => Owner::Address(Address::clone(it)),
            Some(Data::Unknown(open)) => Owner::Name(open.name.to_string()),
            _ => Owner::Name(
                id.and_then(|id| id.known_text()).map(|text| text.to_string()).unwrap_or_default(),
            ),
        };
        if let Some(known) = self.owners.get(&owner) {
            return *known;
        }
        self.add_api(owner, Api::default())
    }

    pub(crate) fn add_api(&mut self, owner: Owner, api: Api) -> usize {
        let at = self.apis.len();
        self.apis.push(api);
        self.owners.insert(owner, at);
        at
    }

    /// The name of the resource that an identifier refers to; a value that refers to none is the name itself.
    pub(crate) fn name_of(&mut self, id: &Value) -> Option<Spanned<String>> {
        let owner = match &id.data {
            Data::Attribute(it) => Some(Rc::new(it.owner.clone())),
            Data::Resource(it) => Some(Rc::clone(it)),
            _ => None,
        };
        match owner {
            Some(owner) => {
                let name = self.terraform.attribute_of(&owner, "name", id.span);
                let name = self.text_of(&name)?;
                Some(Spanned::new(name.value, id.span))
            }
            None => self.text_of(id),
        }
    }

    /// The name that a resource sets in `attribute`, or its name in the file.
    pub(crate) fn own_name(&mut self, item: &Item<'t>, attribute: &str) -> Spanned<String> {
        let said = self.text(item, attribute);
        said.unwrap_or_else(|| Spanned::new(item.name.text().into_owned(), item.place()))
    }
}
