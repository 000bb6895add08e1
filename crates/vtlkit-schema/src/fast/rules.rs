//! The rules that this crate checks itself within `jsonschema`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value};

use crate::ecma::MatchError;
use crate::format::Finding;
use crate::json::Json;
use crate::keywords::{Rule, StringRule};
use crate::schema::{FormatRule, Rules as SchemaRules, Schemas};

use super::json::Arena;

/// A keyword for `jsonschema`.
type Made<'a> = Result<Box<dyn for<'i> Keyword<'i, Arena>>, ValidationError<'a>>;

/// Creates the keywords, and counts checks without a result.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    schemas: Arc<Schemas>,
    unfinished: Arc<AtomicUsize>,
}

impl Rules {
    pub(super) fn new(schemas: &Arc<Schemas>) -> Self {
        Self { schemas: Arc::clone(schemas), unfinished: Arc::default() }
    }

    /// The number of checks without a result so far.
    pub(super) fn unfinished(&self) -> usize {
        self.unfinished.load(Ordering::Relaxed)
    }

    /// The factory that `jsonschema` calls for each use of the keyword, whose value is the number of a schema.
    pub(super) fn factory(
        &self,
    ) -> impl for<'a> Fn(&'a Map<String, Value>, &'a Value, Location) -> Made<'a> + Send + Sync + 'static
    {
        let rules = self.clone();
        move |_, value, _| {
            let schema = value.as_u64().and_then(|schema| usize::try_from(schema).ok()).unwrap_or(usize::MAX);
            Ok(Box::new(SchemaKeywords { rules: rules.clone(), schema }))
        }
    }
}

/// The rules of one schema.
struct SchemaKeywords {
    rules: Rules,
    schema: usize,
}

impl SchemaKeywords {
    fn allows(&self, value: Json<'_>) -> Result<bool, MatchError> {
        let schemas = &self.rules.schemas;
        let Some(SchemaRules::Sound(sound)) = schemas.schemas().get(self.schema).map(|schema| &schema.rules)
        else {
            return Ok(false);
        };
        let kind = value.kind();
        for keyword in sound.keywords.iter().filter(|keyword| keyword.types.contains(kind)) {
            let allowed = match &keyword.rule {
                Rule::Value(rule) => rule.allows(schemas, value).unwrap_or(false),
                Rule::Number(rule) => {
                    value.as_number().is_none_or(|number| rule.allows(number).unwrap_or(false))
                }
                Rule::String(StringRule::Pattern { pattern, .. }) => match value.as_str() {
                    Some(string) => pattern.is_match(string)?,
                    None => true,
                },
                _ => true,
            };
            if !allowed {
                return Ok(false);
            }
        }
        match sound.format {
            FormatRule::Known(format) if format.types().contains(kind) => match format.check(value) {
                None | Some(Finding::Warning(_)) => Ok(true),
                Some(Finding::Error(_)) => Ok(false),
                Some(Finding::Exception(_)) => Err(MatchError::BadRange),
            },
            _ => Ok(true),
        }
    }
}

impl<'i> Keyword<'i, Arena> for SchemaKeywords {
    fn validate(&self, instance: Json<'i>) -> Result<(), ValidationError<'i>> {
        if Keyword::<Arena>::is_valid(self, instance) {
            Ok(())
        } else {
            Err(ValidationError::custom("not allowed"))
        }
    }

    fn is_valid(&self, instance: Json<'i>) -> bool {
        self.allows(instance).unwrap_or_else(|_| {
            self.rules.unfinished.fetch_add(1, Ordering::Relaxed);
            false
        })
    }
}
