//! Lints templates.

use vtlkit_lint::{Phase, RULES, Target, is_rule, rule};
use vtlkit_text::{Applicability, Diagnostic};

use crate::json::Json;
use crate::options::Options;
use crate::places::Places;
use crate::problem;

/// What to lint, and for what.
pub(crate) struct Settings {
    target: Target,
    select: Vec<String>,
    ignore: Vec<String>,
    /// How far a fix has to be trusted.
    least: Applicability,
}

impl Settings {
    /// Reads an options object that has these members besides those that say what a template is for.
    pub(crate) fn read(options: &str, more: &[&str]) -> Result<Self, String> {
        let known = ["phase", "contentType", "pathParameters", "stageVariables", "names", "select", "ignore"];
        let known = [&known[..], more].concat();
        let mut options = Options::read(options, &known)?;
        let settings = Self {
            target: Target {
                content_type: options.text("contentType")?,
                phase: match options.word("phase", &["", "request", "response"])? {
                    0 => None,
                    1 => Some(Phase::Request),
                    _ => Some(Phase::Response),
                },
                path_parameters: options.texts("pathParameters")?,
                stage_variables: options.texts_if("stageVariables")?,
                names: options.texts("names")?,
                ..Target::default()
            },
            select: options.texts("select")?,
            ignore: options.texts("ignore")?,
            least: if options.flag("unsafe")? { Applicability::Unsafe } else { Applicability::Safe },
        };
        match settings.select.iter().chain(&settings.ignore).find(|name| !is_rule(name)) {
            Some(name) => Err(unknown(name)),
            None => Ok(settings),
        }
    }

    fn lint(&self, text: &str) -> Vec<Diagnostic> {
        let mut findings = vtlkit_lint::lint(text, &self.target);
        findings.retain(|finding| self.wants(finding));
        findings
    }

    /// Whether a finding is asked for.
    pub(crate) fn wants(&self, finding: &Diagnostic) -> bool {
        let named = |list: &[String]| list.iter().any(|name| finding.rule == Some(name.as_str()));
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
    }

    /// Adds what the options say to what a file says of a template.
    pub(crate) fn adjust(&self, target: &mut Target) {
        let own = &self.target;
        target.phase = target.phase.or(own.phase);
        target.content_type = own.content_type.clone().or_else(|| target.content_type.take());
        target.path_parameters.extend_from_slice(&own.path_parameters);
        target.stage_variables = own.stage_variables.clone().or_else(|| target.stage_variables.take());
        target.names.extend_from_slice(&own.names);
    }
}

/// What is wrong with a template, as a list of findings. The options are an object with `phase`, `contentType`,
/// `pathParameters`, `stageVariables` (those there are), `names` (of variables that are set elsewhere), `select` and
/// `ignore`.
pub fn lint(text: &str, options: &str) -> Result<String, String> {
    let settings = Settings::read(options, &[])?;
    let places = Places::new(text);
    let mut said = problem::Said::new();
    Ok(Json::list_of(&settings.lint(text), |json, finding| {
        problem::diagnostic(&places, finding, &mut said, json);
    }))
}

/// Applies fixes: an object with the new `text`, the number of findings `fixed`, and of those whose fixes are
/// `skipped` since no trial shows that they do no harm. The options are those of [`lint`] and `unsafe`, which lets fixes
/// change what the template prints for some requests.
pub fn fix(text: &str, options: &str) -> Result<String, String> {
    let settings = Settings::read(options, &["unsafe"])?;
    let fixed = vtlkit_lint::fix(text, &settings.target, settings.least, &|finding| settings.wants(finding));
    Ok(Json::text_of(|json| {
        json.text("text", &fixed.found);
        json.number("fixed", fixed.fixed);
        json.number("skipped", fixed.skipped);
    }))
}

/// The rules, as a list of `name`, `severity`, `group` and `summary`.
pub fn rules() -> String {
    Json::list_of(RULES, |json, rule| {
        json.object(|json| {
            json.text("name", rule.name);
            json.text("severity", rule.severity.name());
            json.text("group", rule.group.name());
            json.text("summary", &rule.summary().replace('\n', " "));
        });
    })
}

/// What a rule flags, why, and what to write instead, as Markdown.
pub fn explain(name: &str) -> Result<String, String> {
    rule(name).map(|rule| rule.docs.trim().to_owned()).ok_or_else(|| unknown(name))
}

fn unknown(name: &str) -> String {
    problem::plain("options", &format!("there is no rule `{name}`"), Some("`rules()` lists them"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn findings_have_places_reasons_and_fixes() {
        let text = "😀#if($input.path('$.a') == $null)\n{\"a\": \"$input.path('$.a')\"}#end";
        let found: Value = serde_json::from_str(&lint(text, "{}").unwrap()).unwrap();
        let found = found.as_array().unwrap();
        assert!(!found.is_empty());
        let units: Vec<u16> = text.encode_utf16().collect();
        for finding in found {
            assert!(rule(finding["rule"].as_str().unwrap()).is_some());
            let (start, end) = (&finding["start"], &finding["end"]);
            let range = start.as_u64().unwrap() as usize..end.as_u64().unwrap() as usize;
            assert!(!units[range].is_empty(), "{finding}");
        }
        let only = lint(text, r#"{"select": ["null-comparison"]}"#).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&only).unwrap().as_array().unwrap().len(), 1);
        assert_eq!(
            lint(text, r#"{"select": ["null-comparison"], "ignore": ["null-comparison"]}"#).unwrap(),
            "[]"
        );
        assert!(lint(text, r#"{"select": ["x"]}"#).unwrap_err().contains("there is no rule `x`"));
    }

    #[test]
    fn fixes_are_applied_until_none_is_left() {
        let text = r##"{"ids": [#foreach($x in $input.path('$.a'))"$foreach.index"#end]}"##;
        let fixed: Value = serde_json::from_str(&fix(text, "{}").unwrap()).unwrap();
        assert!(fixed["text"].as_str().unwrap().contains("$foreach.hasNext"), "{fixed}");
        assert!(fixed["fixed"].as_u64().unwrap() > 0);
        let again = fix(fixed["text"].as_str().unwrap(), "{}").unwrap();
        assert!(again.ends_with("\"fixed\":0,\"skipped\":0}"), "{again}");
    }

    #[test]
    fn every_rule_is_listed_and_explained() {
        let list: Value = serde_json::from_str(&rules()).unwrap();
        assert_eq!(list.as_array().unwrap().len(), RULES.len());
        for rule in RULES {
            assert!(explain(rule.name).unwrap().starts_with('#'));
        }
        assert!(explain("nothing").unwrap_err().contains("there is no rule `nothing`"));
    }
}
