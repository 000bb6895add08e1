//! Verbatim segments of a template equal the bytes of the host, and every span is inside the host.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vtlkit_definition::extract;
use vtlkit_text::{SegmentKind, Span};

fuzz_target!(|input: (u8, &str)| {
    let (kind, host) = input;
    let name = vtlkit_fuzz::host(kind);
    let found = extract(name, host);
    for template in &found.templates {
        assert!(host.get(template.span.range()).is_some());
        for segment in template.map.segments() {
            let part = segment.template();
            let text = part.text(&template.text);
            if template.map.is_nested() {
                assert!(host.get(template.map.to_host(part).range()).is_some());
            } else if segment.kind == SegmentKind::Verbatim {
                assert_eq!(text, segment.host().text(host));
            }
        }
        for (at, c) in template.text.char_indices() {
            let to = template.map.to_host(Span::new(at, at + c.len_utf8()));
            assert!(host.get(to.range()).is_some(), "{at} leads to {to:?}");
        }
    }
    for error in &found.errors {
        assert!(host.get(error.span.range()).is_some(), "{error:?}");
    }
    for note in &found.notes {
        assert!(host.get(note.span.range()).is_some(), "{note:?}");
    }
});
