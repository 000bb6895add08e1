//! Lints templates.

use vtlkit::{Applicability, Error, Fixed, LintOptions, RULES, Selector, Target, TemplatePhase, find_rule};

use crate::json::Json;
use crate::options::Options;
use crate::places::Places;
use crate::problem;

/// Reads an options object with the members of a lint target, the rule selection and `more`. Returns what to lint for,
/// and the required applicability of fixes.
pub(crate) fn settings(options: &str, more: &[&str]) -> Result<(LintOptions, Applicability), String> {
    let known =
        ["phase", "contentType", "pathParameters", "stageVariables", "names", "select", "ignore", "preview"];
    let known = [&known[..], more].concat();
    let mut options = Options::read(options, &known)?;
    let target = Target {
        content_type: options.text("contentType")?,
        phase: match options.word("phase", &["", "request", "response"])? {
            0 => None,
            1 => Some(TemplatePhase::Request),
            _ => Some(TemplatePhase::Response),
        },
        path_parameters: options.texts("pathParameters")?,
        stage_variables: options.texts_if("stageVariables")?,
        names: options.texts("names")?,
        ..Target::default()
    };
    let mut selectors =
        |name| options.texts(name)?.iter().map(|name| selector(name)).collect::<Result<Vec<_>, _>>();
    let (select, ignore) = (selectors("select")?, selectors("ignore")?);
    let lint = LintOptions { target, select, ignore, preview: options.flag("preview")? };
    let least = if options.flag("unsafe")? { Applicability::Unsafe } else { Applicability::Safe };
    Ok((lint, least))
}

fn selector(name: &str) -> Result<Selector, String> {
    name.parse().map_err(|error| unknown(&error))
}

/// Lints a template; returns a list of findings. Options: `phase`, `contentType`, `pathParameters`, `stageVariables`
/// (the defined ones), `names` (variables that are set elsewhere), `select`, `ignore` and `preview`, which enables
/// preview rules.
pub fn lint(text: &str, options: &str) -> Result<String, String> {
    let (options, _) = settings(options, &[])?;
    let places = Places::new(text);
    let mut said = problem::Said::new();
    Ok(Json::list_of(&vtlkit::lint(text, &options), |json, finding| {
        problem::diagnostic(&places, finding, &mut said, json);
    }))
}

/// Applies fixes; returns an object with the new `text`, the number of findings `fixed`, and the number of those whose
/// fixes were `skipped` because no trial shows that they do no harm. The options are those of [`lint`] and `unsafe`,
/// which allows fixes that change the output for some requests.
pub fn fix(text: &str, options: &str) -> Result<String, String> {
    let (options, least) = settings(options, &["unsafe"])?;
    Ok(fixed(&vtlkit::fix(text, &options, least)))
}

/// The result of applying fixes.
pub(crate) fn fixed(fixed: &Fixed<String>) -> String {
    Json::text_of(|json| {
        json.text("text", &fixed.found);
        json.number("fixed", fixed.fixed);
        json.number("skipped", fixed.skipped);
    })
}

/// The rules, as a list of objects with `name`, `severity`, `group`, `summary`, `since`, `status` and `url`.
pub fn rules() -> String {
    Json::list_of(RULES, |json, rule| {
        json.object(|json| {
            json.text("name", rule.name);
            json.text("severity", rule.severity.name());
            json.text("group", rule.group.name());
            json.text("summary", &rule.summary().replace('\n', " "));
            json.text("since", rule.since());
            json.text("status", rule.status().name());
            json.text("url", &rule.url());
        });
    })
}

/// The documentation of a rule as Markdown.
pub fn explain(name: &str) -> Result<String, String> {
    find_rule(name).map(|rule| rule.docs.trim().to_owned()).map_err(|error| unknown(&error))
}

fn unknown(error: &Error) -> String {
    let help = error.help.as_deref().unwrap_or("`rules()` lists them");
    problem::plain("options", &error.message, Some(help))
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
            assert!(find_rule(finding["rule"].as_str().unwrap()).is_ok());
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
