//! Files that contain templates.

use vtlkit::{FileReport, LintFile};
use vtlkit_definition::{IntegrationInfo, TemplateKind};
use vtlkit_text::{escape_hcl, escape_json};

use crate::json::Json;
use crate::lint::{fixed, settings};
use crate::places::Places;
use crate::problem;

/// Lints the templates of a file; returns a list of findings with positions in the file. For a finding in a template,
/// `template` is the template's index, and `inTemplate` has its positions and its fix in the template. The options are
/// those of [`lint`](crate::lint).
pub fn lint_file(name: &str, text: &str, options: &str) -> Result<String, String> {
    let (options, _) = settings(options, &[])?;
    let FileReport { findings, extraction } = LintFile::new(name, &options).lint(text);
    let places = Places::new(text);
    let mut of_templates: Vec<Option<Places<'_>>> = extraction.templates.iter().map(|_| None).collect();
    let mut said = problem::Said::new();
    Ok(Json::list_of(&findings, |json, finding| {
        json.object(|json| {
            problem::diagnostic_members(&places, &finding.diagnostic, &mut said, json);
            let Some(index) = finding.template else { return };
            json.number("template", index);
            if let (Some(within), Some(template), Some(places)) =
                (&finding.within, extraction.templates.get(index), of_templates.get_mut(index))
            {
                let places = places.get_or_insert_with(|| Places::new(&template.text));
                json.key("inTemplate").object(|json| problem::placed_members(places, within, json));
            }
        });
    }))
}

/// Applies the fixes of a file, as [`fix`](crate::fix) does for a template.
pub fn fix_file(name: &str, text: &str, options: &str) -> Result<String, String> {
    let (options, least) = settings(options, &["unsafe"])?;
    Ok(fixed(&LintFile::new(name, &options).fix(text, least)))
}

/// The templates and models of a file, as a list.
pub fn extract(name: &str, text: &str) -> String {
    let extraction = vtlkit::extract(name, text);
    let places = Places::new(text);
    Json::list_of(&extraction.templates, |json, template| {
        json.object(|json| {
            let role = &template.role;
            json.text("kind", kind(role.kind));
            json.text("text", &template.text);
            places.place(template.span, json);
            json.text_if("contentType", role.content_type.as_ref().map(|it| it.value.as_str()));
            json.text_if("name", role.name.as_ref().map(|it| it.value.as_str()));
            json.text_if("method", role.route.method.as_ref().map(|it| it.value.as_str()));
            json.text_if("path", role.route.path.as_ref().map(|it| it.value.as_str()));
            let response = role.response.as_ref();
            let status = response.and_then(|it| it.status_code.as_ref());
            json.text_if("status", status.map(|it| it.value.as_str()));
            let pattern = response.and_then(|it| it.selection_pattern.as_ref());
            json.text_if("pattern", pattern.map(|it| it.value.as_str()));
            let handling = response.and_then(|it| it.content_handling);
            json.text_if("contentHandling", handling.map(|it| it.value.as_str()));
            if let Some(it) = &role.integration {
                json.key("integration").object(|json| integration(it, json));
            }
        });
    })
}

fn integration(integration: &IntegrationInfo, json: &mut Json) {
    json.text_if("type", integration.kind.map(|it| it.value.as_str()));
    json.text_if("uri", integration.uri.as_ref().map(|it| it.value.as_str()));
    json.text_if("httpMethod", integration.http_method.as_ref().map(|it| it.value.as_str()));
    json.text_if("passthroughBehavior", integration.passthrough_behavior.map(|it| it.value.as_str()));
    json.text_if("contentHandling", integration.content_handling.map(|it| it.value.as_str()));
}

const fn kind(kind: TemplateKind) -> &'static str {
    match kind {
        TemplateKind::Request => "request",
        TemplateKind::Response => "response",
        TemplateKind::Mapping => "mapping",
        TemplateKind::GatewayResponse => "gateway-response",
        TemplateKind::Model => "model",
    }
}

/// The file with the text of one template replaced; `index` is that in the list of [`extract`].
pub fn inject(name: &str, text: &str, index: usize, template: &str) -> Result<String, String> {
    let templates = vtlkit::extract(name, text).templates;
    vtlkit::inject(text, &templates, index, template).map_err(|error| problem::of(text, &error))
}

/// A template as a member of a definition: `"application/json"` with the template as value, in the syntax of `yaml`,
/// `json`, `hcl` or `typescript`.
pub fn export_template(text: &str, format: &str) -> Result<String, String> {
    Ok(match format {
        "yaml" => yaml(text),
        "json" => format!("\"application/json\": \"{}\"\n", escape_json(text)),
        "hcl" => hcl(text),
        "typescript" => {
            let escaped = text.replace('\\', "\\\\").replace('`', "\\`").replace("${", "\\${");
            format!("\"application/json\": `{}`,\n", escaped.replace('\r', "\\r"))
        }
        _ => {
            return Err(problem::plain(
                "options",
                "the format must be one of yaml, json, hcl, typescript",
                None,
            ));
        }
    })
}

/// A block scalar if YAML preserves the text in one, otherwise a quoted string.
fn yaml(text: &str) -> String {
    let plain = |c: char| c == '\n' || c == '\t' || vtlkit_text::is_yaml_printable(c);
    let first = text.split('\n').find(|line| !line.is_empty()).unwrap_or_default();
    if first.is_empty() || first.starts_with([' ', '\t']) || !text.chars().all(plain) {
        return format!("application/json: \"{}\"\n", vtlkit_text::escape_yaml(text));
    }
    let (chomping, body) = match text.strip_suffix('\n') {
        None => ("-", text),
        Some(body) if body.ends_with('\n') => ("+", body),
        Some(body) => ("", body),
    };
    let mut out = format!("application/json: |{chomping}\n");
    for line in body.split('\n') {
        if !line.is_empty() {
            out.push_str("  ");
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

/// A heredoc if the text ends with a newline, as it must there, otherwise a quoted string.
fn hcl(text: &str) -> String {
    let escaped = |text: &str| text.replace("${", "$${").replace("%{", "%%{");
    match text.strip_suffix('\n') {
        Some(body) if !text.contains('\r') && body.lines().all(|line| line.trim() != "VTL") => {
            format!("\"application/json\" = <<VTL\n{}\nVTL\n", escaped(body))
        }
        _ => format!("\"application/json\" = \"{}\"\n", escaped(&escape_hcl(text))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    const API: &str = "openapi: 3.0.1\npaths:\n  /a:\n    get:\n      x-amazon-apigateway-integration:\n        \
                       type: aws\n        requestTemplates:\n          application/json: |\n            \
                       {\"é\": \"$input.path('$.a')\"}\n";

    #[test]
    fn findings_are_at_their_place_in_the_file() {
        let found: Value = serde_json::from_str(&lint_file("api.yaml", API, "").unwrap()).unwrap();
        let finding =
            found.as_array().unwrap().iter().find(|it| it["rule"] == "unescaped-in-string").unwrap();
        let units: Vec<u16> = API.encode_utf16().collect();
        let place = |name: &str| finding[name].as_u64().unwrap() as usize;
        assert_eq!(String::from_utf16(&units[place("start")..place("end")]).unwrap(), "$input.path('$.a')");
        assert_eq!((place("line"), place("column"), place("template")), (9, 20, 0));
        let within = &finding["inTemplate"];
        assert_eq!((&within["start"], &within["end"], &within["line"]), (&7.into(), &25.into(), &1.into()));
        assert_eq!(within["fix"]["edits"][0]["start"], 7);
        let none = lint_file("api.yaml", API, r#"{"select": ["syntax-error"]}"#).unwrap();
        assert_eq!(none, "[]");
    }

    #[test]
    fn templates_come_out_and_go_back() {
        let found: Value = serde_json::from_str(&extract("api.yaml", API)).unwrap();
        assert_eq!(found[0]["text"], "{\"é\": \"$input.path('$.a')\"}\n");
        assert_eq!((&found[0]["method"], &found[0]["path"]), (&"GET".into(), &"/a".into()));
        let changed = inject("api.yaml", API, 0, "{}\n").unwrap();
        assert_eq!(changed, API.replace("{\"é\": \"$input.path('$.a')\"}", "{}"));
        assert!(inject("api.yaml", API, 1, "").is_err());
    }

    #[test]
    fn exported_templates_read_back() {
        let texts = [
            "{\n  \"a\": \"$input.path('$.a')\"\n}\n",
            "x",
            "x\n\n",
            " indented\n",
            "a\r\nb",
            "\n\n  x\n",
            "tab\t\"\\ ${b} %{c} `d`",
            "é😀\u{1}",
            "#set($x = 1)\n\n  {}\n",
            "VTL\n",
        ];
        for text in texts {
            let indent = |text: &str, by: usize| -> String {
                text.split_inclusive('\n')
                    .flat_map(|line| [&" "[..].repeat(by), line].concat().chars().collect::<Vec<_>>())
                    .collect()
            };
            let yaml = export_template(text, "yaml").unwrap();
            let start = "openapi: 3.0.1\npaths:\n  /a:\n    get:\n      x-amazon-apigateway-integration:\n        \
                         requestTemplates:\n";
            let file = format!("{start}{}", indent(&yaml, 10));
            let read = vtlkit_definition::extract("api.yaml", &file);
            assert_eq!(read.templates.first().map(|it| &*it.text), Some(text), "{yaml}");
            let hcl = export_template(text, "hcl").unwrap();
            let file = format!(
                "resource \"aws_api_gateway_integration\" \"a\" {{\n  request_templates = {{\n{hcl}  }}\n}}\n"
            );
            let read = vtlkit_definition::extract("a.tf", &file);
            let plain = text.replace("${", "$${").replace("%{", "%%{");
            let read = read.templates.first().map(|it| it.text.replace("${", "$${").replace("%{", "%%{"));
            assert_eq!(read.as_deref(), Some(&*plain), "{hcl}");
            let json = export_template(text, "json").unwrap();
            let json: Value = serde_json::from_str(&format!("{{{json}}}")).unwrap();
            assert_eq!(json["application/json"], text);
        }
        assert_eq!(
            export_template("`${a}\\", "typescript").unwrap(),
            "\"application/json\": `\\`\\${a}\\\\`,\n"
        );
        assert!(export_template("", "x").is_err());
    }
}
