//! The rules, a file for each.
//!
//! The list is made of the names of the files; the test below prints it when one is missing.

mod appsync_only;
mod conditional_comma;
mod dangling_sigil;
mod empty_value;
mod escape_single_quote;
mod hyphen_in_reference;
mod jsonpath_indefinite;
mod jsonpath_no_root;
mod jsonpath_syntax;
mod loop_separator;
mod map_in_output;
mod misplaced_branch;
mod missing_dollar;
mod missing_is_truthy;
mod null_comparison;
mod output_not_json;
mod params_is_truthy;
mod params_prefix;
mod quoted_json;
mod space_after_hash;
mod stray_semicolon;
mod syntax_error;
mod unclosed_block;
mod undefined_reference;
mod unescaped_in_string;
mod unknown_context;
mod unknown_directive;
mod unknown_member;
mod unknown_stage_variable;
mod unsupported_directive;
mod unused_suppression;

use crate::rule::Rule;

pub(crate) use unknown_directive::meant_by as directive_meant_by;

/// All rules, by name.
pub static RULES: &[&Rule] = &[
    &appsync_only::RULE,
    &conditional_comma::RULE,
    &dangling_sigil::RULE,
    &empty_value::RULE,
    &escape_single_quote::RULE,
    &hyphen_in_reference::RULE,
    &jsonpath_indefinite::RULE,
    &jsonpath_no_root::RULE,
    &jsonpath_syntax::RULE,
    &loop_separator::RULE,
    &map_in_output::RULE,
    &misplaced_branch::RULE,
    &missing_dollar::RULE,
    &missing_is_truthy::RULE,
    &null_comparison::RULE,
    &output_not_json::RULE,
    &params_is_truthy::RULE,
    &params_prefix::RULE,
    &quoted_json::RULE,
    &space_after_hash::RULE,
    &stray_semicolon::RULE,
    &syntax_error::RULE,
    &unclosed_block::RULE,
    &undefined_reference::RULE,
    &unescaped_in_string::RULE,
    &unknown_context::RULE,
    &unknown_directive::RULE,
    &unknown_member::RULE,
    &unknown_stage_variable::RULE,
    &unsupported_directive::RULE,
    &unused_suppression::RULE,
];

#[cfg(test)]
mod tests {
    use super::RULES;

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
        assert!(here.contains(&modules), "write this into rules/mod.rs:\n{modules}");
        assert!(here.contains(&list), "write this into rules/mod.rs:\n{list}");
        for (rule, file) in RULES.iter().zip(&files) {
            assert_eq!(rule.name, file.replace('_', "-"), "a rule is named as its file");
        }
    }
}
