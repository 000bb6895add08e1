//! Validation: visits the body in the validator's order.
//!
//! A schema checks the value first, then its members and elements, but only while the report has no error: after the
//! first one, siblings are still visited, but no more children.

use crate::ecma::MatchError;
use crate::format::Finding;
use crate::java;
use crate::json::{Document, Json, NodeId, NotFinite, Value};
use crate::message::{Level, Message, Place, Report};
use crate::pointer;
use crate::schema::{Fault, SyntaxMessage};
use crate::schema::{FormatRule, Rules, Schema, Schemas, SlotId, Sound};
use crate::verdict::{Exception, ExceptionKind};

/// Maximum stack use of nested visits: one for each, [`BRANCH`] for one from inside a keyword. Java's stack overflows
/// somewhere above this.
const MAX_WEIGHT: usize = 1_100;

/// The weight of a visit from inside a keyword, which has the keyword's frames before it.
const BRANCH: usize = 3;

/// Minimum budget of visits per validation, to which the size of the body adds. Schemas that use others twice, which
/// use others twice, would take exponential time.
const MOST_VISITS: usize = 1_000_000;
const MOST_VISITS_OF_A_VALUE: usize = 1_000;

/// Maximum total length of the messages of a validation, in bytes.
const MAX_TEXT: usize = 32 << 20;

/// The validation ends without a verdict.
#[derive(Debug)]
pub(crate) struct Abort(pub(crate) Box<Exception>);

impl Abort {
    pub(crate) fn new(kind: ExceptionKind, text: impl Into<String>) -> Self {
        Self(Box::new(Exception::new(kind, text.into(), Vec::new())))
    }
}

impl From<NotFinite> for Abort {
    fn from(error: NotFinite) -> Self {
        Self::new(ExceptionKind::Internal, error.to_string())
    }
}

impl From<MatchError> for Abort {
    fn from(error: MatchError) -> Self {
        match error {
            MatchError::BadRange => Self::new(
                ExceptionKind::Internal,
                "org.mozilla.javascript.EcmaError: SyntaxError: invalid range in character class",
            ),
            MatchError::TooManySteps => Self::new(
                ExceptionKind::Limit,
                "a regular expression exceeds the maximum number of steps on a string of the body",
            ),
        }
    }
}

/// The path from the root of the body to a value.
#[derive(Clone, Copy)]
pub(crate) enum Path<'p> {
    Root,
    Member(&'p Path<'p>, &'p str),
    Element(&'p Path<'p>, usize),
}

impl Path<'_> {
    fn pointer(&self) -> String {
        let mut steps = Vec::new();
        let mut at = self;
        loop {
            at = match at {
                Path::Root => break,
                Path::Member(parent, _) | Path::Element(parent, _) => {
                    steps.push(at);
                    parent
                }
            };
        }
        let mut pointer = String::new();
        for step in steps.into_iter().rev() {
            match step {
                Path::Member(_, name) => pointer::push_token(name, &mut pointer),
                Path::Element(_, index) => pointer::push_token(&index.to_string(), &mut pointer),
                Path::Root => {}
            }
        }
        pointer
    }
}

/// A value under a schema.
pub(crate) struct At<'w> {
    pub(crate) instance: Json<'w>,
    pub(crate) path: &'w Path<'w>,
    pub(crate) schema: &'w Schema,
}

/// A validation in progress.
pub(crate) struct Walk<'m> {
    pub(crate) schemas: &'m Schemas,
    /// The slots being visited, with the value of each visit.
    visiting: Vec<(NodeId, u32)>,
    weight: usize,
    /// The remaining budget of visits.
    visits: usize,
    text: usize,
}

impl<'m> Walk<'m> {
    /// Validates a body.
    pub(crate) fn run(schemas: &'m Schemas, body: &Document<'_>) -> Result<Report, Abort> {
        let visits = MOST_VISITS + body.count() * MOST_VISITS_OF_A_VALUE;
        let mut walk = Self { schemas, visiting: Vec::new(), weight: 0, visits, text: 0 };
        let mut report = Report::default();
        walk.visit(SlotId::ROOT, body.root(), &Path::Root, &mut report)?;
        Ok(report)
    }

    /// Validates a value against the schema of a slot.
    pub(crate) fn visit(
        &mut self,
        slot: SlotId,
        instance: Json<'_>,
        path: &Path<'_>,
        report: &mut Report,
    ) -> Result<(), Abort> {
        let weight = self.weight;
        self.enter(slot, instance, path)?;
        let (schema, sound) = self.open(slot, report)?;
        let at = At { instance, path, schema };
        self.own(sound, &at, report)?;
        if !report.failed() {
            match instance.value() {
                Value::Array(array) => {
                    for (index, element) in array.iter().enumerate() {
                        if let Some(slot) = sound.children.for_element(index) {
                            self.visit(slot, element, &Path::Element(path, index), report)?;
                        }
                    }
                }
                Value::Object(object) if sound.children.has_members() => {
                    let mut members: Vec<(&str, Json<'_>)> = object.iter().collect();
                    members.sort_by(|a, b| java::compare(a.0, b.0));
                    for (name, member) in members {
                        for slot in sound.children.for_member(name)? {
                            self.visit(slot, member, &Path::Member(path, name), report)?;
                        }
                    }
                }
                _ => {}
            }
        }
        self.visiting.pop();
        self.weight = weight;
        Ok(())
    }

    /// Records the visit; fails if the slot is already being visited for the same value.
    fn enter(&mut self, slot: SlotId, instance: Json<'_>, path: &Path<'_>) -> Result<(), Abort> {
        let key = self.schemas.slot(slot).map_or(0, |slot| slot.loop_key);
        let value = instance.id();
        let mut same_value = self.visiting.iter().rev().take_while(|(visited, _)| *visited == value);
        if same_value.any(|(_, visited)| *visited == key) {
            return Err(self.validation_loop(slot, path));
        }
        // A visit for the same value comes from a keyword.
        let branch = self.visiting.last().is_some_and(|(visited, _)| *visited == value);
        self.weight += if branch { BRANCH } else { 1 };
        if self.weight > MAX_WEIGHT {
            return Err(Abort::new(ExceptionKind::Limit, "java.lang.StackOverflowError"));
        }
        let Some(visits) = self.visits.checked_sub(1) else {
            return Err(Abort::new(
                ExceptionKind::Limit,
                "the model visits the values of the body too often",
            ));
        };
        self.visits = visits;
        self.visiting.push((value, key));
        Ok(())
    }

    #[cold]
    fn validation_loop(&self, slot: SlotId, path: &Path<'_>) -> Abort {
        let place = self.schemas.slot(slot).map(|slot| slot.place);
        let schema = place.map(|place| self.schemas.documents.loop_key(place).0).unwrap_or_default();
        let pointer = path.pointer();
        let text = format!(
            "validation loop: schema \"{schema}\" visited twice for pointer \"{pointer}\" of validated instance"
        );
        Abort::new(ExceptionKind::ValidationLoop, text)
    }

    /// The schema of a slot, after its syntax messages have been reported.
    fn open(&mut self, slot: SlotId, report: &mut Report) -> Result<(&'m Schema, &'m Sound), Abort> {
        let schemas = self.schemas;
        let schema = match schemas.slot(slot).map(|slot| &slot.schema) {
            Some(Ok(schema)) => schemas.schema(*schema),
            Some(Err(error)) => return Err(Abort::new(ExceptionKind::Reference, error.message.clone())),
            None => None,
        };
        let Some(schema) = schema else { return Err(Abort::new(ExceptionKind::Internal, "")) };
        if let Rules::Crash(text) = &schema.rules {
            return Err(Abort::new(ExceptionKind::Internal, text.clone()));
        }
        for message in schemas.syntax(schema) {
            self.add(report, syntax_message(schemas, message))?;
        }
        let Rules::Sound(sound) = &schema.rules else {
            let messages = report.messages().iter().filter(|message| message.of_syntax).cloned().collect();
            let text = "invalid JSON Schema, cannot continue".to_owned();
            return Err(Abort(Box::new(Exception::new(ExceptionKind::InvalidSchema, text, messages))));
        };
        if let FormatRule::Unknown(name) = &sound.format {
            let text = format!("format attribute \"{name}\" not supported");
            let warning = self.message(schema, Level::Warning, Some("format"), text);
            self.add(report, warning)?;
        }
        Ok((schema, sound))
    }

    /// Checks the schema's own keywords, then its format.
    fn own(&mut self, sound: &Sound, at: &At<'_>, report: &mut Report) -> Result<(), Abort> {
        let kind = at.instance.kind();
        for keyword in &sound.keywords {
            if keyword.types.contains(kind) {
                keyword.check(self, sound, at, report)?;
            }
        }
        let FormatRule::Known(format) = sound.format else { return Ok(()) };
        if !format.types().contains(kind) {
            return Ok(());
        }
        match format.check(at.instance) {
            None => Ok(()),
            Some(Finding::Error(text)) => self.error(report, at, "format", text, Vec::new()),
            Some(Finding::Warning(text)) => {
                let mut warning = self.message(at.schema, Level::Warning, Some("format"), text);
                warning.instance = Some(place(at));
                self.add(report, warning)
            }
            Some(Finding::Exception(text)) => Err(Abort::new(ExceptionKind::Internal, text)),
        }
    }

    /// Validates a value against several schemas, each with its own report.
    pub(crate) fn visit_branches(
        &mut self,
        slots: &[SlotId],
        at: &At<'_>,
    ) -> Result<Vec<(SlotId, Report)>, Abort> {
        let mut reports = Vec::with_capacity(slots.len());
        for &slot in slots {
            let mut report = Report::default();
            self.visit(slot, at.instance, at.path, &mut report)?;
            reports.push((slot, report));
        }
        Ok(reports)
    }

    /// Reports an error of a keyword, with the reports of its branches.
    #[cold]
    pub(crate) fn error(
        &mut self,
        report: &mut Report,
        at: &At<'_>,
        keyword: &'static str,
        text: String,
        branches: Vec<(SlotId, Report)>,
    ) -> Result<(), Abort> {
        let mut message = self.message(at.schema, Level::Error, Some(keyword), text);
        message.instance = Some(place(at));
        message.reports = branches
            .into_iter()
            .map(|(slot, report)| {
                let place = self.schemas.slot(slot).map(|slot| slot.place);
                let pointer = place.map(|place| self.schemas.documents.pointer(place)).unwrap_or_default();
                (java::printed(pointer), report.into_messages())
            })
            .collect();
        self.add(report, message)
    }

    fn message(&self, schema: &Schema, level: Level, keyword: Option<&'static str>, text: String) -> Message {
        Message {
            text,
            coded: None,
            level,
            keyword,
            instance: None,
            schema_pointer: java::printed(self.schemas.documents.pointer(schema.place)),
            schema_uri: self.schemas.documents.get(schema.place.doc).and_then(|doc| doc.uri.clone()),
            reports: Vec::new(),
            of_syntax: false,
        }
    }

    fn add(&mut self, report: &mut Report, mut message: Message) -> Result<(), Abort> {
        if message.text.contains(java::ESCAPE) {
            message.coded = Some(message.text.as_str().into());
            message.text = java::printed(message.text);
        }
        let instance = message.instance.as_ref().map_or(0, |place| place.pointer.len());
        self.text += size_of::<Message>() + message.text.len() + message.schema_pointer.len() + instance;
        if self.text > MAX_TEXT {
            return Err(Abort::new(ExceptionKind::Limit, "too many messages"));
        }
        report.add(message);
        Ok(())
    }
}

fn place(at: &At<'_>) -> Place {
    Place { pointer: java::printed(at.path.pointer()), span: at.instance.span() }
}

/// A finding of the syntax check as a message.
pub(crate) fn syntax_message(schemas: &Schemas, message: &SyntaxMessage) -> Message {
    Message {
        text: message.text.clone(),
        coded: None,
        level: if message.fault == Fault::Warning { Level::Warning } else { Level::Error },
        keyword: message.keyword,
        instance: None,
        schema_pointer: java::printed(schemas.documents.pointer(message.schema)),
        schema_uri: schemas.documents.get(message.schema.doc).and_then(|doc| doc.uri.clone()),
        reports: Vec::new(),
        of_syntax: true,
    }
}
