//! Hand-made maps: lookups at every kind of position. The tests of the definition crate check maps of real files.

use std::sync::Arc;

use vtlkit_text::{
    Applicability, Edit, Fix, HostStyle, Interpolation, OffsetMap, OffsetMapBuilder, ScalarStyle, Span,
    apply_edits,
};

/// `key: "a\"b\n  c"`, whose text is `a"b c`.
fn quoted() -> (&'static str, OffsetMap) {
    let host = "key: \"a\\\"b\n  c\"";
    let mut map = OffsetMapBuilder::default();
    map.begin(HostStyle::plain(ScalarStyle::YamlDoubleQuoted), 6);
    map.verbatim(6, "a");
    map.replaced(Span::new(7, 9), "\"");
    map.verbatim(9, "b");
    map.line_break(Span::new(10, 13), " ");
    map.verbatim(13, "c");
    (host, map.finish(14))
}

#[test]
fn places_lead_to_the_host_and_back() {
    let (host, map) = quoted();
    assert_eq!(map.text(), "a\"b c");
    for (template, text) in
        [((0, 1), "a"), ((1, 2), "\\\""), ((1, 3), "\\\"b"), ((3, 4), "\n  "), ((0, 5), "a\\\"b\n  c")]
    {
        assert_eq!(map.to_host(Span::new(template.0, template.1)).text(host), text);
    }
    assert_eq!(map.to_host(Span::at(1)), Span::at(7));
    assert_eq!(map.to_host(Span::at(3)), Span::at(10), "before the fold rather than behind it");
    assert_eq!(map.to_host(Span::new(5, 99)), Span::at(14));
    assert_eq!(map.to_template(Span::new(6, 7)), Some(Span::new(0, 1)));
    assert_eq!(map.to_template(Span::new(8, 9)), Some(Span::new(1, 2)), "half an escape is the whole of it");
    assert_eq!(map.to_template(Span::new(0, 3)), None);
    assert_eq!(map.to_template(Span::new(0, 99)), Some(Span::new(0, 5)));
}

#[test]
fn edits_are_escaped_or_refused() {
    let (host, map) = quoted();
    let changed = |edit: Edit| map.to_host_edit(&edit).map(|edit| apply_edits(host, &[edit]).unwrap());
    assert_eq!(changed(Edit::insert(1, "\"\\")).as_deref(), Some("key: \"a\\\"\\\\\\\"b\n  c\""));
    assert_eq!(changed(Edit::delete(Span::new(1, 2))).as_deref(), Some("key: \"ab\n  c\""));
    assert_eq!(changed(Edit::replace(Span::new(4, 5), "d")).as_deref(), Some("key: \"a\\\"b\n  d\""));
    assert_eq!(changed(Edit::insert(4, " ")), None, "a blank behind a fold is none of the text");
    assert_eq!(changed(Edit::insert(9, "x")), None);
    assert_eq!(changed(Edit::delete(Span::new(3, 9))), None);
}

#[test]
fn fixes_go_together_or_not_at_all() {
    let (_, map) = quoted();
    let fix = |edits| Fix::new("fix", edits, Applicability::Safe);
    let good = map.to_host_fix(&fix(vec![Edit::insert(1, "x"), Edit::delete(Span::new(4, 5))]));
    assert_eq!(good, None, "the second would leave a blank at the end of a line");
    let good =
        map.to_host_fix(&fix(vec![Edit::insert(0, "x"), Edit::replace(Span::new(4, 5), "y")])).unwrap();
    assert_eq!(good.edits, [Edit::insert(6, "x"), Edit::replace(Span::new(13, 14), "y")]);
    let touching = map.to_host_fix(&fix(vec![Edit::delete(Span::new(0, 1)), Edit::insert(1, "x")]));
    assert_eq!(touching, None);
}

#[test]
fn what_the_host_puts_in_stays_out_of_the_way() {
    let style = HostStyle { scalar: ScalarStyle::HclQuoted, interpolation: Interpolation::Hcl };
    let mut map = OffsetMapBuilder::default();
    map.begin(style, 1);
    map.verbatim(1, "a$");
    map.replaced(Span::new(3, 7), "${x}");
    map.verbatim(7, "{");
    let map = map.finish(8);
    let content = |edit: Edit| map.to_host_edit(&edit).map(|edit| edit.content);
    assert_eq!(content(Edit::insert(1, "${y}")).as_deref(), Some("$${y}"));
    assert_eq!(content(Edit::insert(7, "%{y}")).as_deref(), Some("%%{y}"));
    assert_eq!(content(Edit::insert(6, "b$")), None, "together with the brace it would be a piece");
    assert_eq!(content(Edit::insert(4, "y")), None, "inside a piece");
    assert_eq!(content(Edit::insert(1, "$")), None, "two of them are an escape");
    assert_eq!(content(Edit::replace(Span::new(2, 6), "z")).as_deref(), Some("z"));
}

#[test]
fn a_text_in_a_text_in_a_file() {
    // A JSON string in a heredoc line: `  "a\nb"` with an indentation of two.
    let host = "x = <<-E\n  \"a\\nb\"\nE\n";
    let mut outer = OffsetMapBuilder::default();
    let scalar = ScalarStyle::HclHeredoc { flush: true, indent: "  ".into(), marker: "E".into() };
    outer.begin(HostStyle { scalar, interpolation: Interpolation::Hcl }, 9);
    outer.verbatim(11, "\"a\\nb\"");
    outer.line_break(Span::new(17, 18), "\n");
    let outer = Arc::new(outer.finish(18));
    let mut inner = OffsetMapBuilder::default();
    inner.begin(HostStyle::plain(ScalarStyle::JsonString), 1);
    inner.verbatim(1, "a");
    inner.replaced(Span::new(2, 4), "\n");
    inner.verbatim(4, "b");
    let map = inner.finish(5).nested(outer);
    assert_eq!(map.to_host(Span::new(1, 2)).text(host), "\\n");
    assert_eq!(map.to_template(Span::new(15, 16)), Some(Span::new(2, 3)));
    let edit = map.to_host_edit(&Edit::replace(Span::new(2, 3), "\"${c}")).unwrap();
    assert_eq!(apply_edits(host, &[edit]).unwrap(), "x = <<-E\n  \"a\\n\\\"$${c}\"\nE\n");
}

#[test]
fn a_file_of_its_own_takes_every_edit() {
    let map = OffsetMap::identity("a\r\nb");
    let edit = Edit::replace(Span::new(1, 3), "${\n\"");
    assert_eq!(map.to_host_edit(&edit), Some(edit));
    assert_eq!(OffsetMap::identity("").to_host_edit(&Edit::insert(0, "x")), Some(Edit::insert(0, "x")));
}
