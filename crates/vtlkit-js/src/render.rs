//! Renders templates.

use serde_json::Value;
use vtlkit::{Error, Phase, Trace};
use vtlkit_gateway::trace_to_json;
use vtlkit_text::Utf16Offsets;

use crate::options::Options;
use crate::problem;

/// A template, compiled once and rendered any number of times.
#[derive(Debug)]
pub struct Template {
    inner: vtlkit::Template,
}

/// The result of a render.
#[derive(Debug)]
pub struct Rendered {
    /// The output.
    pub output: String,
    /// `requestOverride` and `responseOverride` as JSON text, unless both are empty.
    pub overrides: Option<String>,
    /// The trace as JSON text, if requested.
    pub trace: Option<String>,
}

impl Template {
    /// Compiles a template. Options: `phase`, `dialect`, `variables`, `limits` and `trace`.
    pub fn compile(text: &str, options: &str) -> Result<Self, String> {
        let mut options = Options::read(options, &["phase", "dialect", "variables", "limits", "trace"])?;
        let mut render = options.render()?;
        render.variables = options.object("variables")?;
        render.phase = match options.word("phase", &["request", "response"])? {
            0 => Phase::Request,
            _ => Phase::Response,
        };
        render.trace = options.flag("trace")?;
        let inner = vtlkit::Template::compile(text, &render).map_err(|error| problem::of(text, &error))?;
        Ok(Self { inner })
    }

    /// Renders the template for a request, a JSON object; an empty text is an empty object.
    pub fn render(&mut self, request: &str) -> Result<Rendered, String> {
        self.render_with_body(request, None)
    }

    /// [`render`](Self::render) with the body passed separately, which avoids escaping and unescaping it.
    pub fn render_with_body(&mut self, request: &str, body: Option<String>) -> Result<Rendered, String> {
        let made = self.inner.render_json(request, body).map(|rendered| {
            let overrides = rendered.overrides();
            let overrides = (!overrides.is_empty()).then(|| Value::Object(overrides.to_json()).to_string());
            (rendered.text().into_owned(), overrides)
        });
        let source = self.inner.source();
        let (output, overrides) = made.map_err(|error| refused(source, request, &error))?;
        let trace = self.inner.trace().map(|trace| traced(trace, &output, source));
        Ok(Rendered { output, overrides, trace })
    }
}

/// The error of a render. An error in the request has no position in the template.
fn refused(source: &str, request: &str, error: &Error) -> String {
    if error.kind != vtlkit::ErrorKind::Request {
        return problem::of(source, error);
    }
    match serde_json::from_str::<Value>(request) {
        Err(_) if !request.is_empty() => {
            let help = "a string in place of a request is its JSON text: give a body as `{ body: \"…\" }`";
            let message = format!("the request is invalid JSON: {error}");
            problem::plain("request", &message, Some(help))
        }
        _ => problem::plain("request", &error.message, error.help.as_deref()),
    }
}

/// A trace with offsets in UTF-16 code units.
fn traced(trace: &Trace, output: &str, template: &str) -> String {
    let (output, template) = (Utf16Offsets::new(output), Utf16Offsets::new(template));
    Value::Object(trace_to_json(trace, |at| output.of(at), |at| template.of(at))).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(result: Result<impl std::fmt::Debug, String>) -> Value {
        serde_json::from_str(&result.unwrap_err()).unwrap()
    }

    #[test]
    fn renders_are_those_of_the_engine() {
        let options = r#"{"phase": "response", "variables": "{\"v\": [1, 2.50]}"}"#;
        let text = "$v $input.path('$.a')#set($context.responseOverride.status = 404)\
                    #set($context.requestOverride.header.a = 'b')";
        let mut template = Template::compile(text, options).unwrap();
        let rendered = template.render(r#"{"body": {"a": "é😀"}}"#).unwrap();
        assert_eq!(rendered.output, "[1, 2.5] é😀");
        assert_eq!(rendered.overrides.unwrap(), r#"{"responseOverride":{"status":404}}"#);
        let mut stock = Template::compile("$v $missing", r#"{"dialect":"velocity"}"#).unwrap();
        assert_eq!(stock.render("").unwrap().output, "$v $missing");
        assert_eq!(error(stock.render(r#"{"body":""}"#))["message"], "stock Velocity has no request");
        let beside = error(stock.render_with_body("", Some(String::new())));
        assert_eq!(beside["message"], "stock Velocity has no request");
    }

    #[test]
    fn a_body_beside_the_request_is_its_body() {
        let mut template = Template::compile("$input.body|$input.params('a')", "").unwrap();
        let mut render = |request, body: &str| {
            template.render_with_body(request, Some(body.to_owned())).map(|rendered| rendered.output)
        };
        assert_eq!(render(r#"{"querystring": {"a": 1}}"#, "\"x\\u0041\"").unwrap(), "\"x\\u0041\"|1");
        assert_eq!(render("", "{}").unwrap(), "{}|");
        assert_eq!(error(render("{", ""))["kind"], "request");
        assert_eq!(template.render("").unwrap().output, "{}|");
    }

    #[test]
    fn traces_count_in_utf16() {
        for options in [r#"{"trace":true}"#, r#"{"trace":true,"dialect":"velocity"}"#] {
            let mut template = Template::compile("😀#if(1 == 1)é$x#end!", options).unwrap();
            let trace = template.render("").unwrap().trace.unwrap();
            let trace: Value = serde_json::from_str(&trace).unwrap();
            assert_eq!(trace["branches"][0]["taken"], true);
            let last = trace["pieces"].as_array().unwrap().last().unwrap();
            let template = &last["template"];
            assert_eq!(template[1].as_u64().unwrap() - template[0].as_u64().unwrap(), 1, "{last}");
            assert_eq!(template[1], 21);
        }
    }

    #[test]
    fn errors_have_their_place_in_utf16() {
        let found = error(Template::compile("é😀\n#if($x)", ""));
        assert_eq!((&found["kind"], &found["line"]), (&"syntax".into(), &2.into()));
        assert_eq!(found["errors"].as_array().unwrap().len(), 1);
        let mut template = Template::compile("😀\n #foreach($x in [1])😀$x.substring(9)#end", "").unwrap();
        template.render("").unwrap();
        let mut template = Template::compile("😀\n #foreach($x in ['a'])😀$x.substring(9)#end", "").unwrap();
        let found = error(template.render("{}"));
        assert_eq!(found["kind"], "method");
        assert_eq!((&found["line"], &found["column"], &found["start"]), (&2.into(), &27.into(), &29.into()));
        assert_eq!(found["in"][0]["what"], "iteration 1 of `#foreach`");
    }

    #[test]
    fn options_are_read_whole_or_refused() {
        for (options, message) in [
            ("[]", "the options must be an object"),
            (r#"{"x":1}"#, "the options have no member `x`, only phase, dialect, variables, limits, trace"),
            (r#"{"phase":1}"#, "`phase` must be one of request, response"),
            (r#"{"dialect":"x"}"#, "`dialect` must be one of api-gateway, velocity"),
            (r#"{"variables":1}"#, "`variables` must be an object"),
            (
                r#"{"limits":{"a":1}}"#,
                "the limits have no member `a`, only steps, outputBytes, memoryBytes, depth, loopRounds",
            ),
            (r#"{"limits":{"depth":1001}}"#, "the limit `depth` must be an integer from 0 to 1000"),
        ] {
            assert_eq!(error(Template::compile("", options))["message"], message, "{options}");
        }
        let limits =
            r#"{"limits":{"steps":1000,"outputBytes":9,"memoryBytes":99999,"depth":9,"loopRounds":2}}"#;
        let mut template = Template::compile("#foreach($x in [1..9])$x #end", limits).unwrap();
        assert_eq!(template.render("{}").unwrap().output, "1 2 ");
        let mut template = Template::compile(
            "#foreach($x in [1..9])#foreach($y in [1..9])$y#end#end",
            r#"{"limits":{"steps":10}}"#,
        );
        assert_eq!(error(template.as_mut().unwrap().render("{}"))["limit"], "steps");
    }
}
