//! The rules, one file for each.
//!
//! The lists below follow the names of the files; a test prints them when a rule is missing.

mod analysis_limit;
mod appsync_only;
mod base64_of_escape;
mod binary_conversion;
mod conditional_comma;
mod content_type_bypass;
mod cors_preflight;
mod dangling_sigil;
mod data_not_base64;
mod decode_throws;
mod dot_after_reference;
mod double_encoded;
mod empty_value;
mod error_as_success;
mod escape_single_quote;
mod float_loss;
mod gateway_response_vtl;
mod header_dump;
mod host_interpolation;
mod hyphen_in_reference;
mod injected_target;
mod integration_method;
mod integration_timeout;
mod integration_type;
mod integration_uri;
mod jsonpath_indefinite;
mod jsonpath_no_root;
mod jsonpath_syntax;
mod keyword_property;
mod limits;
mod loop_separator;
mod loop_shadow;
mod map_in_output;
mod mapping_expression;
mod method_response;
mod misplaced_branch;
mod missing_dollar;
mod missing_is_truthy;
mod missing_response;
mod mock_status;
mod mock_template;
mod model_name;
mod model_schema;
mod null_comparison;
mod output_not_json;
mod output_whitespace;
mod override_misuse;
mod params_is_truthy;
mod params_prefix;
mod partial_failure;
mod quoted_json;
mod reflection;
mod render_fails;
mod resource_path;
mod schema_draft;
mod schema_invalid;
mod schema_keyword;
mod selection_expression;
mod selection_pattern;
mod space_after_hash;
mod stray_semicolon;
mod syntax_error;
mod template_on_proxy;
mod template_reads_unmodelled;
mod template_shape;
mod unclosed_block;
mod undefined_reference;
mod unencoded_form;
mod unescaped_in_string;
mod unescaped_in_xml;
mod unknown_context;
mod unknown_directive;
mod unknown_key;
mod unknown_member;
mod unknown_reference;
mod unknown_stage_variable;
mod unknown_value;
mod unquoted_number;
mod unsupported_directive;
mod unused_set;
mod unused_suppression;
mod validator_unattached;
mod velocity2_only;
mod whole_claims;

use crate::rule::{Applied, History, Rule};

pub(crate) use unknown_directive::meant_by as directive_meant_by;
pub(crate) use velocity2_only::finding as velocity2;

/// All rules, by name.
pub static RULES: &[&Rule] = &[
    &analysis_limit::RULE,
    &appsync_only::RULE,
    &base64_of_escape::RULE,
    &binary_conversion::RULE,
    &conditional_comma::RULE,
    &content_type_bypass::RULE,
    &cors_preflight::RULE,
    &dangling_sigil::RULE,
    &data_not_base64::RULE,
    &decode_throws::RULE,
    &dot_after_reference::RULE,
    &double_encoded::RULE,
    &empty_value::RULE,
    &error_as_success::RULE,
    &escape_single_quote::RULE,
    &float_loss::RULE,
    &gateway_response_vtl::RULE,
    &header_dump::RULE,
    &host_interpolation::RULE,
    &hyphen_in_reference::RULE,
    &injected_target::RULE,
    &integration_method::RULE,
    &integration_timeout::RULE,
    &integration_type::RULE,
    &integration_uri::RULE,
    &jsonpath_indefinite::RULE,
    &jsonpath_no_root::RULE,
    &jsonpath_syntax::RULE,
    &keyword_property::RULE,
    &limits::RULE,
    &loop_separator::RULE,
    &loop_shadow::RULE,
    &map_in_output::RULE,
    &mapping_expression::RULE,
    &method_response::RULE,
    &misplaced_branch::RULE,
    &missing_dollar::RULE,
    &missing_is_truthy::RULE,
    &missing_response::RULE,
    &mock_status::RULE,
    &mock_template::RULE,
    &model_name::RULE,
    &model_schema::RULE,
    &null_comparison::RULE,
    &output_not_json::RULE,
    &output_whitespace::RULE,
    &override_misuse::RULE,
    &params_is_truthy::RULE,
    &params_prefix::RULE,
    &partial_failure::RULE,
    &quoted_json::RULE,
    &reflection::RULE,
    &render_fails::RULE,
    &resource_path::RULE,
    &schema_draft::RULE,
    &schema_invalid::RULE,
    &schema_keyword::RULE,
    &selection_expression::RULE,
    &selection_pattern::RULE,
    &space_after_hash::RULE,
    &stray_semicolon::RULE,
    &syntax_error::RULE,
    &template_on_proxy::RULE,
    &template_reads_unmodelled::RULE,
    &template_shape::RULE,
    &unclosed_block::RULE,
    &undefined_reference::RULE,
    &unencoded_form::RULE,
    &unescaped_in_string::RULE,
    &unescaped_in_xml::RULE,
    &unknown_context::RULE,
    &unknown_directive::RULE,
    &unknown_key::RULE,
    &unknown_member::RULE,
    &unknown_reference::RULE,
    &unknown_stage_variable::RULE,
    &unknown_value::RULE,
    &unquoted_number::RULE,
    &unsupported_directive::RULE,
    &unused_set::RULE,
    &unused_suppression::RULE,
    &validator_unattached::RULE,
    &velocity2_only::RULE,
    &whole_claims::RULE,
];

/// The rules that were added after the first version, and those that are in preview.
pub(crate) static HISTORY: &[History] = &[];

/// The rules without their documentation and without the checks of whole files. A program that only lints templates
/// does not link these.
pub(crate) static APPLIED: [Applied; RULES.len()] = {
    let mut applied = [Applied::new(RULES[0]); RULES.len()];
    let mut at = 1;
    while at < RULES.len() {
        applied[at] = Applied::new(RULES[at]);
        at += 1;
    }
    applied
};

#[cfg(test)]
mod tests {
    use super::{HISTORY, RULES};

    #[test]
    fn the_history_is_of_rules() {
        for (at, it) in HISTORY.iter().enumerate() {
            assert!(RULES.iter().any(|rule| rule.name == it.rule), "there is no rule {}", it.rule);
            assert!(!HISTORY[..at].iter().any(|other| other.rule == it.rule), "{} is there twice", it.rule);
        }
    }

    #[test]
    fn the_list_names_every_file() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/rules");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter_map(|name| name.strip_suffix(".rs").map(str::to_owned))
            .filter(|name| name != "mod")
            .collect();
        files.sort();
        let modules: Vec<String> = files.iter().map(|name| format!("mod {name};\n")).collect();
        let list: Vec<String> = files.iter().map(|name| format!("    &{name}::RULE,\n")).collect();
        let (modules, list) = (modules.concat(), list.concat());
        let here = include_str!("mod.rs");
        assert!(here.contains(&modules), "put this into rules/mod.rs:\n{modules}");
        assert!(here.contains(&list), "put this into rules/mod.rs:\n{list}");
        for (rule, file) in RULES.iter().zip(&files) {
            assert_eq!(rule.name, file.replace('_', "-"), "a rule has the name of its file");
        }
    }
}
