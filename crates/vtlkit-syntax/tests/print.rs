//! A template that is printed and read again is the same.

#[path = "../../../tests/fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "the fuzz targets use it as a library")]
mod shape;

use vtlkit_syntax::{Directives, parse, print};

#[test]
fn what_is_printed_reads_the_same() {
    for source in [
        "plain\r\ntext $ # \\ #5",
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
