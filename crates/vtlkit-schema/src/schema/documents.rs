//! The documents that contain schemas, and positions in them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::json::{Document, Json, NodeId, Value, read};
use crate::pointer;

use super::Draft;
use super::reference::Reference;

/// A document of [`Documents`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct DocId(u32);

impl DocId {
    /// The model itself.
    pub(crate) const MODEL: Self = Self(0);
}

/// A position in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    pub(crate) doc: DocId,
    pub(crate) node: NodeId,
}

/// The schemas that a model may refer to. Nothing is ever fetched: other references cannot be resolved.
///
/// The meta-schemas of drafts 3 and 4 are always available.
///
/// ```
/// use vtlkit_schema::{Model, References};
///
/// let mut references = References::new();
/// references.add_model("Tag", r#"{"type": "string"}"#);
/// let model = r#"{"$ref": "https://apigateway.amazonaws.com/restapis/a1b2c3/models/Tag"}"#;
/// let model = Model::compile(model, &references).unwrap();
/// assert!(model.validate("\"blue\"").is_valid());
/// ```
#[derive(Clone, Debug, Default)]
pub struct References {
    models: HashMap<String, String>,
    uris: HashMap<String, String>,
}

impl References {
    /// No schemas.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a model of the API. References to it are its URL,
    /// `https://apigateway.amazonaws.com/restapis/{id}/models/{name}` with any id, and, in a model without such a
    /// member of its own, `#/definitions/{name}` and `#/components/schemas/{name}`, as in imported definitions.
    pub fn add_model(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.models.insert(name.into(), text.into());
    }

    /// Adds a schema under an absolute URI without fragment. Does nothing if `uri` is not such a URI.
    pub fn add_uri(&mut self, uri: &str, text: impl Into<String>) {
        if let Some(reference) = Reference::parse(uri).filter(Reference::is_absolute) {
            self.uris.insert(reference.locator().to_owned(), text.into());
        }
    }

    fn find(&self, locator: &str) -> Option<&str> {
        if let Some(text) = self.uris.get(locator) {
            return Some(text);
        }
        let built_in = match locator {
            "http://json-schema.org/draft-04/schema#" => include_str!("meta/draft-04.json"),
            "http://json-schema.org/draft-03/schema#" => include_str!("meta/draft-03.json"),
            "http://json-schema.org/draft-04/hyper-schema#" => include_str!("meta/hyper-schema.json"),
            _ => {
                let name = model_name(locator)?;
                return self.models.get(name).map(String::as_str);
            }
        };
        Some(built_in)
    }
}

/// The name of the model in a URL of the service.
fn model_name(locator: &str) -> Option<&str> {
    let (host, path) = locator.strip_prefix("https://")?.strip_suffix('#')?.split_once('/')?;
    let service = host == "apigateway.amazonaws.com"
        || host.strip_prefix("apigateway.").and_then(|host| host.strip_suffix(".amazonaws.com")).is_some();
    let mut parts = path.split('/');
    match (parts.next(), parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some("restapis"), Some(_), Some("models"), Some(name), None) if service => Some(name),
        _ => None,
    }
}

/// A loaded document.
#[derive(Debug)]
pub(crate) struct SchemaDocument {
    pub(crate) document: Document<'static>,
    loading: Reference,
    /// The base of references: the URI of the document, or the `id` of its root.
    starting: Reference,
    pub(crate) draft: Draft,
    /// The parent of each value with the index there; the root is its own parent.
    parents: Vec<(NodeId, u32)>,
    /// Whether a value below the root has an `id`, which changes the base of references.
    has_inner_ids: bool,
    /// The URI in messages; `None` for the model itself.
    pub(crate) uri: Option<Arc<str>>,
}

/// The model and every document that it refers to.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    all: Vec<SchemaDocument>,
    by_locator: HashMap<String, DocId>,
    /// The targets of references.
    resolved: HashMap<Place, Place>,
}

fn id_of(value: Json<'_>) -> Option<Reference> {
    Reference::parse(value.get("id")?.as_str()?)
}

impl SchemaDocument {
    fn new(document: Document<'static>, loading: Reference) -> Self {
        let root = document.root();
        let starting = id_of(root).and_then(|id| loading.resolve(&id)).unwrap_or_else(|| loading.clone());
        let dollar_schema = root
            .get("$schema")
            .and_then(Json::as_str)
            .and_then(Reference::parse)
            .filter(Reference::is_absolute)
            .map(|reference| reference.text().to_owned());
        let draft = match dollar_schema.as_deref() {
            Some("http://json-schema.org/draft-03/schema#") => Draft::V3,
            Some("http://json-schema.org/draft-04/hyper-schema#") => Draft::V4Hyper,
            _ => Draft::V4,
        };
        let mut parents = vec![(NodeId::ROOT, 0)];
        let mut has_inner_ids = false;
        let mut rest = vec![NodeId::ROOT];
        while let Some(parent) = rest.pop() {
            let mut add = |(number, child): (usize, Json<'_>)| {
                let index = child.id().index() as usize;
                if parents.len() <= index {
                    parents.resize(index + 1, (NodeId::ROOT, 0));
                }
                if let Some(place) = parents.get_mut(index) {
                    *place = (parent, number as u32);
                }
                has_inner_ids |= child.get("id").is_some_and(|id| id.as_str().is_some());
                rest.push(child.id());
            };
            match document.json(parent).value() {
                Value::Array(array) => array.iter().enumerate().for_each(&mut add),
                Value::Object(object) => object.iter().map(|(_, value)| value).enumerate().for_each(&mut add),
                _ => {}
            }
        }
        let uri = (!loading.is_empty()).then(|| Arc::from(loading.text()));
        Self { document, loading, starting, draft, parents, has_inner_ids, uri }
    }

    /// The path from the root to a value: for each step the parent, the index and the value.
    fn path(&self, node: NodeId) -> Vec<(NodeId, u32, NodeId)> {
        let mut path = Vec::new();
        let mut at = node;
        while at != NodeId::ROOT {
            let (parent, number) = self.parents.get(at.index() as usize).copied().unwrap_or_default();
            path.push((parent, number, at));
            at = parent;
        }
        path.reverse();
        path
    }

    /// The JSON pointer of a value.
    pub(crate) fn pointer(&self, node: NodeId) -> String {
        let mut pointer = String::new();
        for (parent, number, _) in self.path(node) {
            match self.document.json(parent).value() {
                Value::Array(_) => pointer::push_token(&number.to_string(), &mut pointer),
                Value::Object(object) => {
                    pointer::push_token(object.name(number as usize).unwrap_or_default(), &mut pointer);
                }
                _ => {}
            }
        }
        pointer
    }

    /// The base of references at a value: the last `id` on its path.
    fn context(&self, node: NodeId) -> Reference {
        if !self.has_inner_ids {
            return self.starting.clone();
        }
        self.path(node).iter().fold(self.starting.clone(), |context, &(_, _, node)| {
            id_of(self.document.json(node)).and_then(|id| context.resolve(&id)).unwrap_or(context)
        })
    }
}

/// Why a reference cannot be resolved; its `Display` is the validator's exception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReferenceError {
    pub(crate) message: String,
    /// The reference that was being followed.
    pub(crate) place: Place,
}

impl Documents {
    /// Creates the table with the model.
    pub(crate) fn new(model: Document<'static>) -> Self {
        Self { all: vec![SchemaDocument::new(model, Reference::empty())], ..Self::default() }
    }

    pub(crate) fn get(&self, doc: DocId) -> Option<&SchemaDocument> {
        self.all.get(doc.0 as usize)
    }

    /// The value at a position.
    pub(crate) fn json(&self, place: Place) -> Option<Json<'_>> {
        self.get(place.doc).map(|doc| doc.document.json(place.node))
    }

    /// Whether a schema contains a number that is too large for a double.
    pub(crate) fn has_infinity(&self) -> bool {
        self.all.iter().any(|doc| doc.document.has_infinity())
    }

    /// The JSON pointer of a position.
    pub(crate) fn pointer(&self, place: Place) -> String {
        self.get(place.doc).map(|doc| doc.pointer(place.node)).unwrap_or_default()
    }

    /// The identity of a schema in loop detection while one value is validated: the reference that leads to it.
    pub(crate) fn loop_key(&self, place: Place) -> (String, String) {
        let context = self.get(place.doc).map_or_else(Reference::empty, |doc| doc.context(place.node));
        let pointer = self.pointer(place);
        (context.with_pointer(&pointer), pointer)
    }

    /// Follows references from a position until it is a schema.
    pub(crate) fn resolve(&mut self, start: Place, references: &References) -> Result<Place, ReferenceError> {
        let mut seen: HashSet<String> = HashSet::new();
        let mut passed = Vec::new();
        let mut place = start;
        let found = loop {
            if let Some(&found) = self.resolved.get(&place) {
                break found;
            }
            let Some(doc) = self.get(place.doc) else { break place };
            let reference =
                doc.document.json(place.node).get("$ref").and_then(Json::as_str).and_then(Reference::parse);
            let Some(reference) = reference else { break place };
            passed.push(place);
            let fail = |message| Err(ReferenceError { message, place });
            let Some(reference) = doc.context(place.node).resolve(&reference) else {
                return fail(format!("JSON Reference \"{}\" cannot be resolved", reference.text()));
            };
            if !seen.insert(reference.text().to_owned()) {
                return fail(format!("JSON Reference \"{}\" loops on itself", reference.text()));
            }
            let doc = if doc.loading.contains(&reference) {
                place.doc
            } else {
                match self.load(&reference, references) {
                    Ok(doc) => doc,
                    Err(message) => return fail(message),
                }
            };
            place = match self.find(doc, &reference, references) {
                Some(place) => place,
                None => return fail(format!("JSON Reference \"{}\" cannot be resolved", reference.text())),
            };
        };
        self.resolved.extend(passed.into_iter().map(|place| (place, found)));
        Ok(found)
    }

    fn find(&mut self, doc: DocId, reference: &Reference, references: &References) -> Option<Place> {
        let names = reference.pointer()?;
        let root = self.get(doc)?.document.root();
        if let Some(value) = pointer::resolve(root, names) {
            return Some(Place { doc, node: value.id() });
        }
        // A definition with the name of another model refers to that model.
        let name = match names {
            [definitions, name] if definitions == "definitions" => name,
            [components, schemas, name] if components == "components" && schemas == "schemas" => name,
            _ => return None,
        };
        let text = references.models.get(name)?;
        let key = format!("models/{name}");
        let doc = self.add(key, text, &Reference::parse(name)?).ok()?;
        Some(Place { doc, node: NodeId::ROOT })
    }

    /// Loads the document of a reference.
    fn load(&mut self, reference: &Reference, references: &References) -> Result<DocId, String> {
        let locator = reference.locator();
        let Some(reference) = Reference::parse(locator).filter(Reference::is_absolute) else {
            return Err(format!("URI \"{locator}\" is not absolute"));
        };
        let locator = reference.locator();
        if let Some(text) = references.find(locator) {
            return self.add(locator.to_owned(), text, &reference);
        }
        let scheme = reference.scheme().unwrap_or_default();
        if ["http", "https", "file", "ftp", "jar", "resource"].contains(&scheme) {
            Err(format!("unable to dereference URI \"{locator}\""))
        } else {
            Err(format!("URI scheme \"{scheme}\" not supported (URI: \"{locator}\")"))
        }
    }

    fn add(&mut self, key: String, text: &str, loading: &Reference) -> Result<DocId, String> {
        if let Some(&doc) = self.by_locator.get(&key) {
            return Ok(doc);
        }
        let document =
            read(text).map_err(|_| format!("content at URI \"{}\" is not valid JSON", loading.locator()))?;
        let doc = DocId(self.all.len() as u32);
        self.all.push(SchemaDocument::new(document.into_owned(), loading.clone()));
        self.by_locator.insert(key, doc);
        Ok(doc)
    }
}
