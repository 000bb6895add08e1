use serde_json::{Map, Value as Json};
use vtlkit_value::{Heap, MapId, Value};

/// The values that a template set in `$context.requestOverride` and `$context.responseOverride`.
///
/// API Gateway reads them once, after the whole template was rendered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// `path`, `header`, `querystring` and any other member that was set, without empty ones.
    pub request: Map<String, Json>,
    /// `header`, `status` and any other member that was set, without empty ones.
    pub response: Map<String, Json>,
}

impl Overrides {
    pub(crate) fn read(heap: &Heap, context: MapId) -> Self {
        Self {
            request: part(heap, context, "requestOverride"),
            response: part(heap, context, "responseOverride"),
        }
    }

    /// Whether the template has overridden nothing.
    pub fn is_empty(&self) -> bool {
        self.request.is_empty() && self.response.is_empty()
    }

    /// The overrides as an object with `requestOverride` and `responseOverride`, without empty ones.
    pub fn to_json(&self) -> Map<String, Json> {
        [("requestOverride", &self.request), ("responseOverride", &self.response)]
            .into_iter()
            .filter(|(_, part)| !part.is_empty())
            .map(|(name, part)| (name.to_owned(), Json::Object(part.clone())))
            .collect()
    }
}

fn part(heap: &Heap, context: MapId, name: &str) -> Map<String, Json> {
    let Some(Value::Map(part)) = heap.map_get_str(context, name) else { return Map::new() };
    heap.map_entries(part)
        .filter(|&(_, value)| !matches!(value, Value::Map(map) if heap.map_len(map) == 0))
        .map(|(key, value)| (heap.display(key), heap.to_json(value)))
        .collect()
}
