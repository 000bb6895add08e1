//! Properties of every host file: maps are exact; accepted edits and injections give the text they promise.

use proptest::prelude::*;
use proptest::test_runner::Config;
use vtlkit_definition::{Extraction, TemplateKind, extract_as, inject};
use vtlkit_host::Format;
use vtlkit_text::{Edit, SegmentKind, Span, apply_edits};

/// Strings with a meaning in one of the notations.
const WORDS: &[&str] = &[
    " ", " ", "  ", "\n", "\n", "\t", "a", "b", "$x", "#", ": ", ":", "- ", "'", "\"", "\\", "${", "${A}",
    "${!", "}", "{", "$", "%", "%{", "$$", "é", "😀", "\u{2028}", "\u{85}", "---", "...", "EOT", ",", "[",
    "]", "|", ">", "&", "*", "!", "?", "```", "\u{1}", "<", "1", "true", "\\n", "//", "/*", "\u{feff}",
];

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(WORDS), 0..12).prop_map(|words| words.concat())
}

/// The source of a YAML scalar after `key: `, with lines indented by at least four spaces.
fn yaml_scalar() -> impl Strategy<Value = String> {
    let line = || {
        proptest::collection::vec(
            proptest::sample::select(&[" ", "a", "b ", "#", "'", "\\", "é", "${A}", "\t", ": ", "{"][..]),
            0..5,
        )
        .prop_map(|words| words.concat())
    };
    let lines = || {
        proptest::collection::vec((proptest::sample::select(&[0_usize, 2, 4, 4, 4, 5, 6][..]), line()), 1..6)
            .prop_map(|lines| {
                lines
                    .iter()
                    .map(|(n, line)| format!("\n{}{line}", " ".repeat(*n)))
                    .collect::<Vec<_>>()
                    .concat()
            })
    };
    let quoted = |words: &'static [&'static str]| {
        proptest::collection::vec(proptest::sample::select(words), 0..10).prop_map(|words| words.concat())
    };
    prop_oneof![
        (
            proptest::sample::select(
                &["|", "|-", "|+", "|2", "|2-", ">", ">-", ">+", ">2+", "| # note | >", "!Sub |", "!Sub >-"]
                    [..]
            ),
            lines()
        )
            .prop_map(|(header, lines)| format!("{header}{lines}")),
        quoted(&[
            "a",
            "b",
            " ",
            "''",
            "\n    ",
            "\n\n    ",
            "  \n     ",
            "\"",
            "#",
            "é",
            "${A}",
            "\\",
            "$",
            "{",
            "-"
        ])
        .prop_map(|inner| format!("'{inner}'")),
        quoted(&[
            "a",
            "b",
            " ",
            "\\\"",
            "\\\\",
            "\\n",
            "\\t",
            "\\u00e9",
            "\\ud83d\\ude00",
            "\\x41",
            "\\ ",
            "\\\n    ",
            "\n    ",
            "\n\n    ",
            "  \n     ",
            "'",
            "#",
            "${A}",
            "$",
            "{",
            "-",
            "\\/",
            "\\N"
        ])
        .prop_map(|inner| format!("\"{inner}\"")),
        quoted(&["a", "b", " b", "\n    c", "\n\n    d", "$x", "'", "\"", "#", ":b", "{", "}", "${A}", "é"])
            .prop_map(|inner| format!("a{inner}")),
    ]
}

/// Host files of every format, each with the scalar under test and others around it.
fn host() -> impl Strategy<Value = (Format, String)> {
    let yaml = (yaml_scalar(), any::<bool>(), 0..4_u8, 0..4_u8).prop_map(|(scalar, crlf, shape, kind)| {
        let scalar = scalar.trim_end_matches('\n');
        let body = match shape {
            0 => format!(
                "x-amazon-apigateway-integration:\n  requestTemplates:\n    application/json: {scalar}\n    b: other\n"
            ),
            1 => format!("- x-amazon-apigateway-integration:\n    requestTemplates:\n      a: {scalar}\n\n\n      b: 'x'\n"),
            2 => format!("x-amazon-apigateway-integration: {{requestTemplates: {{a: {scalar}, b: x}}}}\n"),
            _ => format!("x-amazon-apigateway-integration:\n  requestTemplates:\n    b: x\n    a: {scalar}"),
        };
        let format = [Format::Yaml, Format::Yaml, Format::Serverless, Format::YamlTemplate][usize::from(kind)];
        (format, if crlf { body.replace('\n', "\r\n") } else { body })
    });
    let json_words = &[
        "a",
        " ",
        "\\\"",
        "\\\\",
        "\\n",
        "\\u00e9",
        "\\ud83d\\ude00",
        "\\/",
        "é",
        "$",
        "{",
        "${A}",
        "'",
        "#",
    ][..];
    let json_string = || {
        proptest::collection::vec(proptest::sample::select(json_words), 0..10)
            .prop_map(|words| format!("\"{}\"", words.concat()))
    };
    let json = (json_string(), json_string(), 0..3_u8, 0..4_u8).prop_map(|(one, two, shape, kind)| {
        let value = match shape {
            0 => one,
            1 => format!("{{\"Fn::Sub\": {one}}}"),
            _ => format!("{{\"Fn::Join\": [\"\", [{one}, {{\"Ref\": \"Name\"}}, {two}]]}}"),
        };
        let host = format!(
            "{{\"x-amazon-apigateway-integration\": {{\"requestTemplates\": {{\"a\": {value},\n \"b\": \"\"}}}}}}"
        );
        // The same text as a heredoc that Terraform fills in, and as a file for `templatefile`.
        match kind {
            0 => (Format::Hcl, format!("resource \"aws_api_gateway_rest_api\" \"a\" {{\n  body = <<-E\n    {host}\n  E\n}}\n")),
            1 => (Format::JsonTemplate, host),
            _ => (Format::Json, host),
        }
    });
    let hcl_words = &[
        "a",
        " ",
        "\\\"",
        "\\\\",
        "\\n",
        "\\u00e9",
        "$${",
        "%%{",
        "${var.a}",
        "%{ if x }",
        "é",
        "$",
        "'",
        "#",
        "//",
    ][..];
    let hcl_quoted = proptest::collection::vec(proptest::sample::select(hcl_words), 0..10)
        .prop_map(|words| format!("\"{}\"", words.concat()));
    let heredoc_words = &[
        "a", " ", "  ", "\n", "\n    ", "\n      ", "$${", "${var.a}", "é", "$", "{", "\"", "\\", "EO", "#",
        "\t",
    ][..];
    let heredoc = (proptest::collection::vec(proptest::sample::select(heredoc_words), 0..14), any::<bool>())
        .prop_map(|(words, flush)| {
            let (dash, indent) = if flush { ("-", "      ") } else { ("", "") };
            format!("<<{dash}EOT\n{indent}{}\n    EOT", words.concat())
        });
    let hcl = (prop_oneof![hcl_quoted, heredoc], any::<bool>()).prop_map(|(value, crlf)| {
        let host = format!(
            "resource \"aws_api_gateway_integration\" \"x\" {{\n  type = \"AWS\"\n  request_templates = {{\n    \"a\" = {value}\n    b = \"\"\n  }}\n}}\n"
        );
        (Format::Hcl, if crlf { host.replace('\n', "\r\n") } else { host })
    });
    let markdown = (text(), 0..3_usize).prop_map(|(text, indent)| {
        let indent = " ".repeat(indent);
        let lines =
            text.split_inclusive('\n').map(|line| format!("{indent}{line}")).collect::<Vec<_>>().concat();
        (Format::Markdown, format!("text\n\n{indent}```vtl\n{lines}\n{indent}```\n\n```vtl\nb\n```\n"))
    });
    prop_oneof![4 => yaml, 2 => json, 3 => hcl, 1 => markdown]
}

/// The first template of the file that is a mapping template.
fn target(found: &Extraction) -> Option<usize> {
    found.templates.iter().position(|template| template.role.kind != TemplateKind::Model)
}

fn check_maps(host: &str, found: &Extraction) {
    for template in &found.templates {
        let map = &template.map;
        assert_eq!(map.text(), &*template.text);
        let mut at = 0;
        for segment in map.segments() {
            assert_eq!(segment.template().start(), at, "segments leave no gaps");
            at = segment.template().end();
            if map.is_nested() {
                // Segments of a nested map refer to the intermediate text.
                continue;
            }
            if segment.kind == SegmentKind::Verbatim {
                assert_eq!(segment.template().text(&template.text), segment.host().text(host), "{host:?}");
            }
            let there = map.to_host(segment.template());
            assert_eq!(there, segment.host());
            if segment.kind == SegmentKind::Verbatim {
                assert_eq!(map.to_template(there), Some(segment.template()));
            }
        }
        assert_eq!(at, template.text.len());
        for piece in &template.opaque {
            let whole = piece.span.text(&template.text);
            assert!(map.is_nested() || whole.contains(&piece.name), "{whole}");
        }
    }
}

/// An edit with both ends at character boundaries.
fn edit_of(text: &str, a: u16, b: u16, content: &str) -> Edit {
    let place = |n: u16| {
        let mut at = usize::from(n) % (text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (a, b) = (place(a), place(b));
    let end = if usize::from(a.abs_diff(b) as u16) > 6 { a.min(b) } else { a.max(b) };
    Edit::replace(Span::new(a.min(b), end), content)
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    #[test]
    fn maps_are_exact((format, host) in host()) {
        check_maps(&host, &extract_as(format, &host));
    }

    #[test]
    fn accepted_edits_give_the_edited_template(
        (format, host) in host(), a: u16, b: u16, content in text(),
    ) {
        let found = extract_as(format, &host);
        // The readable part of a broken file is not for writing.
        let Some(index) = target(&found).filter(|_| found.errors.is_empty()) else { return Ok(()) };
        let template = &found.templates[index];
        let edit = edit_of(&template.text, a, b, &content);
        let Some(there) = template.map.to_host_edit(&edit) else { return Ok(()) };
        let wanted = apply_edits(&template.text, std::slice::from_ref(&edit)).unwrap();
        let changed = apply_edits(&host, std::slice::from_ref(&there)).unwrap();
        let again = extract_as(format, &changed);
        let texts = |found: &Extraction| found.templates.iter().map(|t| t.text.to_string()).collect::<Vec<_>>();
        let mut expected = texts(&found);
        expected[index] = wanted;
        prop_assert_eq!(texts(&again), expected, "{:?} as {:?} in {:?} gives {:?}", edit, there, host, changed);
        check_maps(&changed, &again);
    }

    #[test]
    fn injected_texts_come_out_again((format, host) in host(), new in text()) {
        let found = extract_as(format, &host);
        // The readable part of a broken file is not for writing.
        let Some(index) = target(&found).filter(|_| found.errors.is_empty()) else { return Ok(()) };
        let template = &found.templates[index];
        match inject(&host, template, &new) {
            Ok(changed) => {
                let again = extract_as(format, &changed);
                prop_assert_eq!(&*again.templates[index].text, &*new);
                prop_assert_eq!(again.templates.len(), found.templates.len());
            }
            Err(error) => {
                // A text with one notation can always be written back; in Markdown, unless it would end its fence.
                let fence = format == Format::Markdown && (new.contains("```") || !new.ends_with('\n'));
                let several = template.map.parts() > 1 || template.map.is_nested();
                // A string of one interpolation has the value of that interpolation and is not a text.
                let piece = template.opaque.iter().any(|piece| piece.span.text(&template.text) == new);
                // `$$` before an interpolation is ambiguous in Terraform.
                let doubled = format!("{:?}", template.interpolation) == "Hcl" && (new.contains("$$") || new.contains("%%"));
                prop_assert!(fence || several || piece || doubled, "{}: {:?} into {:?}", error, new, host);
            }
        }
    }
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    /// The YAML parser's own reading of a scalar is the reference.
    #[test]
    fn yaml_scalars_read_as_the_parser_reads_them(scalar in yaml_scalar(), crlf: bool) {
        let mut host = format!("x-amazon-apigateway-integration:\n  requestTemplates:\n    a: {scalar}\n    z: end\n");
        if crlf {
            host = host.replace('\n', "\r\n");
        }
        let options = granit_parser::options! { block_scalar_eof_without_line_feed: true };
        let mut texts = Vec::new();
        for event in granit_parser::Parser::new_from_str_with_options(&host, options) {
            match event {
                Ok((granit_parser::Event::Scalar(text, ..), _)) => texts.push(text.into_owned()),
                Ok(_) => {}
                Err(_) => return Ok(()),
            }
        }
        // The text after the colon may be something other than one scalar.
        if texts.len() != 6 {
            return Ok(());
        }
        let found = extract_as(Format::Yaml, &host);
        prop_assert_eq!(found.templates.len(), 2, "{:?}", host);
        let plain = texts[3].replace("${!", "${");
        let wanted = if scalar.starts_with("!Sub") { &plain } else { &texts[3] };
        prop_assert_eq!(&*found.templates[0].text, wanted, "{:?}", host);
    }
}

/// The project's own host files.
fn samples() -> Vec<(String, String)> {
    let mut out = Vec::new();
    for folder in ["../../tests/hosts", "../../tests/apis"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if let Ok(text) = std::fs::read_to_string(entry.path()) {
                out.push((entry.file_name().to_string_lossy().into_owned(), text));
            }
        }
    }
    out.sort();
    out
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    /// Truncated, duplicated and corrupted files are read as far as possible: no panic, and every result has a span.
    #[test]
    fn spoilt_files_are_read(file: usize, cuts in proptest::collection::vec((any::<u32>(), 0..40_u32, text()), 1..4)) {
        let samples = samples();
        let (name, mut host) = samples[file % samples.len()].clone();
        for (at, len, put) in cuts {
            let place = |at: usize| (0..=at.min(host.len())).rev().find(|at| host.is_char_boundary(*at)).unwrap_or(0);
            let start = place(at as usize % (host.len() + 1));
            let end = place(start + len as usize).max(start);
            host.replace_range(start..end, &put);
        }
        let found = vtlkit_definition::extract(&name, &host);
        for template in &found.templates {
            prop_assert!(host.get(template.span.range()).is_some());
            let whole = template.map.to_host(Span::new(0, template.text.len()));
            prop_assert!(host.get(whole.range()).is_some());
            if found.errors.is_empty() {
                let _ = template.map.to_host_edit(&Edit::insert(0, "x"));
            }
        }
        for error in &found.errors {
            prop_assert!(error.span.end() <= host.len());
        }
        for api in vtlkit_definition::read_apis(&name, &host).apis {
            for name in api.unresolved.iter() {
                prop_assert!(host.get(name.span.range()).is_some());
            }
        }
    }
}
