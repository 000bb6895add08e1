//! A template that is printed and read again is the same.

#[path = "../../../tests/fuzz/src/lib.rs"]
#[allow(unreachable_pub, dead_code, reason = "the fuzz targets use it as a library, all of it")]
mod shape;

use proptest::prelude::*;
use vtlkit_syntax::{Directives, parse, print};

/// Checks that a template, if it has no errors, is the same after it is printed and read again.
fn round_trip(source: &str) -> Result<(), TestCaseError> {
    let parsed = parse(source, Directives::Velocity);
    // Its spans are inside, whatever it is.
    let before = shape::shape(&parsed.template, source);
    if !parsed.errors.is_empty() {
        return Ok(());
    }
    let printed = print(&parsed.template, source);
    let again = parse(&printed, Directives::Velocity);
    prop_assert!(again.errors.is_empty(), "{source:?} is printed as {printed:?}: {:?}", again.errors);
    prop_assert_eq!(
        before,
        shape::shape(&again.template, &printed),
        "{:?} is printed as {:?}",
        source,
        printed
    );
    Ok(())
}

/// Values and what they are made of.
fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => reference(Just("1".to_owned())),
        1 => prop::sample::select(vec!["1", "-2", "1.5", ".5e3", "true", "false", "'a'", "'it''s'", "\"b\"", "\"\"\"\""])
            .prop_map(str::to_owned),
        1 => "\"[a-z$#{}. ]{0,6}\"",
    ];
    leaf.prop_recursive(3, 12, 3, |value| {
        prop_oneof![
            (reference(value.clone())),
            prop::collection::vec((blank(), value.clone()), 0..3)
                .prop_map(|values| format!("[{}]", listed(&values))),
            (blank(), value.clone(), value.clone())
                .prop_map(|(blank, key, value)| format!("{{{blank}{key}:{value}}}")),
            (blank(), 1..9).prop_map(|(blank, n)| format!("[{blank}$n..{n}{blank}]")),
        ]
    })
}

fn listed(values: &[(String, String)]) -> String {
    values.iter().map(|(blank, value)| format!("{blank}{value}")).collect::<Vec<_>>().join(",")
}

fn blank() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", "", " ", "\n ", "\t"]).prop_map(str::to_owned)
}

fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["a", "b-c", "_d", "in", "set", "trues", "n"])
}

/// References with what may stand in front of them.
fn reference(argument: impl Strategy<Value = String> + 'static) -> impl Strategy<Value = String> {
    let argument = argument.boxed();
    let arguments = prop::collection::vec((blank(), argument.clone()), 0..3);
    let step = prop_oneof![
        name().prop_map(|name| format!(".x{name}")),
        (name(), arguments).prop_map(|(name, arguments)| format!(".x{name}({})", listed(&arguments))),
        (blank(), prop::sample::select(vec!["0", "'k'", "$i"]))
            .prop_map(|(blank, index)| format!("[{blank}{index}]")),
    ];
    let front = prop::sample::select(vec!["$", "$", "$", "$!", "$$", "\\$", "\\\\$", "$\\!", "#$"]);
    (front, any::<bool>(), name(), prop::collection::vec(step, 0..3)).prop_map(
        |(front, braced, name, steps)| {
            let steps = steps.concat();
            if braced { format!("{front}{{{name}{steps}}}") } else { format!("{front}{name}{steps}") }
        },
    )
}

fn expression() -> impl Strategy<Value = String> {
    (value().boxed()).prop_recursive(3, 12, 2, |inner| {
        let operator = prop::sample::select(vec![
            "+", " - ", "*", "/", "%", "==", "!=", "<", "<= ", ">", ">=", "&&", "||", " and ", " eq ",
        ]);
        prop_oneof![
            (inner.clone(), blank(), operator, inner.clone())
                .prop_map(|(left, blank, operator, right)| format!("{left}{blank}{operator}{blank}{right}")),
            (blank(), inner.clone()).prop_map(|(blank, inner)| format!("({blank}{inner}{blank})")),
            inner.prop_map(|inner| format!("!{inner}")),
        ]
    })
}

/// Whole templates.
fn template() -> impl Strategy<Value = String> {
    let text = prop::sample::select(vec![
        "text",
        " ",
        "\n",
        "\r\n",
        "\t",
        "{\"a\": ",
        "é",
        ".",
        "(",
        ")",
        "[",
        "]",
        "}",
        "\\",
        "$ ",
        "# ",
        "\\#if",
        "##c\n",
        "#*c*#",
        "#**c*#",
        "#[[ $a ]]#",
        "#5",
        "#foo",
        "#{foo}",
        "#stop",
        "#break",
        "!",
    ]);
    let leaf = prop_oneof![
        4 => text.prop_map(str::to_owned),
        3 => reference(value()),
        2 => (blank(), reference(value()), expression(), blank())
            .prop_map(|(blank, target, value, after)| format!("{blank}#set({target}={value}){after}")),
        1 => prop::collection::vec((blank(), value()), 0..3)
            .prop_map(|values| values.iter().map(|(blank, value)| format!("{blank} {value}")).collect::<Vec<_>>())
            .prop_map(|values| format!("#m({})", values.concat())),
        1 => value().prop_map(|value| format!("#evaluate({value})")),
    ];
    let items =
        |item: BoxedStrategy<String>| prop::collection::vec(item, 0..4).prop_map(|items| items.concat());
    leaf.prop_recursive(3, 24, 4, move |item| {
        let block = items(item.boxed());
        prop_oneof![
            block.clone(),
            (expression(), block.clone(), expression(), block.clone(), blank()).prop_map(
                |(one, then, two, other, blank)| format!(
                    "#if({one}){blank}{then}#elseif({two}){other}#{{else}}{then}#end{blank}"
                )
            ),
            (value(), block.clone(), blank())
                .prop_map(|(list, block, blank)| format!("#foreach({blank}$i in {list}){block}#end{blank}")),
            block.clone().prop_map(|block| format!("#macro(m $a){block}#end")),
            block.clone().prop_map(|block| format!("#define($d){block}#end")),
            (value(), block.clone()).prop_map(|(value, block)| format!("#@m({value}){block}#end")),
            block.prop_map(|block| format!("#literal(){block}#end")),
        ]
    })
}

/// Pieces of the language in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "$", "!", "#", "\\", "{", "}", "(", ")", "[", "]", ".", "..", ",", ":", "=", "+", "-", "'", "\"",
        "*", " ", "\n", "a", "b", "1", "true", "if", "end", "else", "set", "foreach", "$a", "${a", "#set(",
        "#if(", "#end", "#foo(", "#@a(", "#*", "*#", "#[[", "]]#", "##", "$a.b(", "$a[", "é",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn templates_read_the_same_after_printing(source in template()) {
        // Most of them are without errors; that fails where not.
        prop_assume!(parse(&source, Directives::Velocity).errors.is_empty());
        round_trip(&source)?;
    }

    #[test]
    fn pieces_of_templates_read_the_same_after_printing(source in pieces()) {
        round_trip(&source)?;
    }
}

#[test]
fn what_is_printed_reads_the_same() {
    for source in [
        "plain\r\ntext $ # \\ #5",
        "#\0#$@\u{10}",
        "$!\\#\\\\",
        "a#b#$@c#if($a)#$@d#end",
        "$a ${a} $!a $!{a} \\$a \\\\$a $$a $\\!a #$a",
        "$a.b.c() $a.b( 'x' ,1,$c[0] )[ 0 ] ${a.b[\"k\"]}",
        "  #set( $a.b = 1+2 *-3 )\n#set($b = [1, 2,\n[3..$x], {'a' : 1, \"b\":$c}])",
        "#if ( !$a && not $b||($c == 1) )\nx\n#elseif(1 >= .5e3)\ny\n#{else}z#{end} \nrest",
        "#foreach ( $i in [1..3] ) $i\n#end",
        "#define( $x )\n$y#end #macro( m $a $b )$a#end #m( 1,'2' ) #m #@m($x)body#end",
        "#evaluate( \"$x\" )#stop #break($foreach) #include( 'a' 'b' )#parse('c')",
        "## comment\n#* block *# #[[ $x ]]# #literal()$x#end",
        "#set($s = \"a \"\"$x.y('b')\"\" #if($z)1#end \\u0041$q\")$s",
        "{\"a\": \"$input.path('$.a[?(@.b == 1)]')\"#if($foreach.hasNext),#end}",
    ] {
        let parsed = parse(source, Directives::Velocity);
        assert!(parsed.errors.is_empty(), "{source}: {:?}", parsed.errors);
        let printed = print(&parsed.template, source);
        let again = parse(&printed, Directives::Velocity);
        assert!(again.errors.is_empty(), "{source}\n{printed}: {:?}", again.errors);
        assert_eq!(
            shape::shape(&parsed.template, source),
            shape::shape(&again.template, &printed),
            "{source}\n{printed}"
        );
    }
}
