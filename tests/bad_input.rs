//! Adversarial templates and bodies: each gets the service's result, or an error, within limits of time and memory.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a command that cannot be run fails its test")]
#![cfg(unix)]

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

/// Maximum processor time of a run of the unoptimised command, in seconds.
const LONGEST: u32 = 30;

/// Maximum address space of a run, in kilobytes.
const MEMORY: u32 = 2 << 20;

/// The result of a command.
struct Run {
    code: Option<i32>,
    stdout: Vec<u8>,
    stderr: String,
}

/// Renders a template passed on standard input; `args` are options.
fn render(template: &str, args: &str) -> Run {
    run(&format!("render - {args}"), template.as_bytes())
}

/// Renders a template for a body passed on standard input.
fn render_body(template: &str, body: &[u8]) -> Run {
    let folder = std::env::temp_dir().join(format!("vtlkit-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    // The file name is the template: tests may share a file only if the text is the same.
    let name: String = template.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let file = folder.join(name);
    std::fs::write(&file, template).unwrap();
    run(&format!("render {} --body -", file.display()), body)
}

fn run(args: &str, stdin: &[u8]) -> Run {
    let script =
        format!("ulimit -t {LONGEST} && ulimit -v {MEMORY} && exec {} {args}", env!("CARGO_BIN_EXE_vtlkit"));
    let mut child = Command::new("sh")
        .args(["-c", &script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let stdin = stdin.to_owned();
    let writer = std::thread::spawn(move || {
        // A command that has read enough closes the pipe.
        let _ = pipe.write_all(&stdin);
    });
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let stderr = String::from_utf8(stderr).unwrap();
    assert!(status.code().is_some(), "{args} was killed: {status}");
    assert!(!stderr.contains("panicked"), "{args}: {stderr}");
    assert!(stderr.len() < 20_000, "{args} says {} bytes", stderr.len());
    Run { code: status.code(), stdout, stderr }
}

impl Run {
    /// The command failed with this message and printed nothing.
    fn fails(&self, because: &str) {
        let first = self.stderr.lines().next().unwrap_or_default();
        assert_eq!(first, format!("error: {because}"), "{}", self.stderr);
        assert_eq!(self.code, Some(1));
        assert_eq!(self.stdout, b"");
    }

    /// The command printed this.
    fn prints(&self, text: impl AsRef<[u8]>) {
        assert_eq!(self.stderr, "");
        let (printed, text) = (String::from_utf8_lossy(&self.stdout), String::from_utf8_lossy(text.as_ref()));
        assert_eq!(printed, text);
        assert_eq!(self.code, Some(0));
    }

    /// The help names a limit.
    fn names(&self, limit: &str) {
        assert!(self.stderr.contains(&format!("raise the limit `{limit}`")), "{}", self.stderr);
    }
}

#[test]
fn ten_megabytes_of_open_blocks() {
    render(&"#if(true)".repeat(10_000_000 / 9), "").fails("nested deeper than 500 levels");
}

#[test]
fn a_hundred_thousand_brackets() {
    for (open, close) in [("[", "]"), ("(", ")"), ("{'a': ", "}"), ("$x.a(", ")"), ("$x[", "]")] {
        let template = format!("#set($x = {}1{})", open.repeat(100_000), close.repeat(100_000));
        render(&template, "").fails("nested deeper than 100 levels");
    }
    render(&format!("#if({}true)#end", "!".repeat(100_000)), "").fails("nested deeper than 500 levels");
    render(&format!("#set($x = 1{})", " + 1".repeat(100_000)), "").fails("nested deeper than 500 levels");
    // Brackets in text are text.
    let text = "[({".repeat(100_000);
    render(&text, "").prints(&text);
}

#[test]
fn a_hundred_thousand_errors() {
    for (template, error, more) in [
        ("#set($a = )\n", "unexpected `)` in `#set`, expected a reference or a value", "99980 more"),
        ("#end", "`#end` without an open block", "99980 more"),
    ] {
        let run = render(&template.repeat(100_000), "");
        run.fails(error);
        assert!(run.stderr.ends_with(&format!("… and {more} errors\n")), "{}", run.stderr);
    }
    render(&"$".repeat(100_000), "").fails("`$` cannot be the last character of a template");
}

#[test]
fn an_endless_recursion_of_macros() {
    let macros = "#macro(a)#b()#end#macro(b)#a()#end#a()";
    let run = render(macros, "--dialect velocity");
    run.fails("macro calls are nested more than 20 levels deep: `#a`, `#b`, `#a`, …");
    // The service has no macros.
    render(macros, "").prints("#a()");
}

#[test]
fn an_endless_recursion_of_evaluated_texts() {
    let run = render("#set($e = '#evaluate($e)')#evaluate($e)", "--dialect velocity");
    run.fails("macros, blocks or strings are nested too deeply");
    run.names("depth");
    let run = render("#set($e = '#evaluate($e)')#evaluate($e)", "--dialect velocity --limit depth=1000");
    run.fails("macros, blocks or strings are nested too deeply");
}

#[test]
fn an_evaluated_text_with_as_many_names_as_the_template() {
    let names = |letter: char| (0..60_000).fold(String::new(), |names, n| format!("{names}${letter}{n} "));
    let (own, evaluated) = (names('a'), names('b'));
    let run = render(&format!("{own}#evaluate('{evaluated}')"), "--dialect velocity");
    run.prints(format!("{own}{evaluated}"));
}

#[test]
fn a_loop_over_two_billion_numbers() {
    let template = "#foreach($i in [1..2000000000])x#end";
    render(template, "").prints("x".repeat(1000));
    let run = render(template, "--dialect velocity --limit steps=1000000");
    run.fails("the render takes too many steps");
    run.names("steps");
    let run = render("#set($list = [1..2000000000])", "--limit memory-bytes=100000000");
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let loops = "#foreach($i in [1..1000])#foreach($j in [1..1000])#foreach($k in [1..1000])#end#end#end";
    render(loops, "--limit steps=1000000").fails("the render takes too many steps");
}

#[test]
fn a_text_that_doubles() {
    let double = |set: &str| format!("#set($s = '0123456789')#foreach($i in [1..1000])#set($s = {set})#end");
    let run = render(&double("$s + $s"), "--limit memory-bytes=100000000");
    run.fails("the values grow too large");
    run.names("memory-bytes");
    // Iterations of different lengths reach the limit at different points between two checks.
    for prefix in ["", "x", "#set($x = 1)", "#set($x = 1)#set($x = 1)"] {
        let run = render(&double(&format!("\"$s$s\"){prefix}#set($y = 1")), "");
        run.fails("the output grows too large");
        run.names("output-bytes");
    }
    let many = "#define($b)$s$s$s$s$s$s$s$s#end#set($s = \"$b\")";
    render(&format!("#set($s = '0123456789'){}", many.repeat(12)), "").fails("the output grows too large");
    let list = "#set($s = [$s, $s, $s, $s, $s, $s, $s, $s])#set($s = \"$s\")";
    render(&format!("#set($s = '0123456789'){}", list.repeat(12)), "")
        .fails("the value contains itself, is nested too deeply or is too large to be printed");
    render(&double("\"$s$s\""), "--limit output-bytes=4000000000 --limit memory-bytes=50000000")
        .fails("the values grow too large");
    let run = render(&double("$s.replaceAll('.', '$0$0')"), "--limit steps=1000000");
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let run = render(&double("$s.concat($s)"), "");
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let print = "#foreach($i in [1..1000])".repeat(3) + "0123456789" + &"#end".repeat(3);
    let run = render(&print, "--limit output-bytes=1000000");
    run.fails("the output grows too large");
    run.names("output-bytes");
}

#[test]
fn values_that_hold_themselves() {
    render("#set($m = {})#set($m.a = $m)$m", "").prints("{a=(this Map)}");
    render("#set($l = [])#if($l.add($l))$l#end", "").prints("[(this Collection)]");
    let run = render("#set($a = [])#set($b = [$a])#if($a.add($b))$a#end", "");
    run.fails("the value contains itself, is nested too deeply or is too large to be printed");
}

#[test]
fn values_that_hold_others_many_times() {
    let shared = |name: &str, value: &str| {
        format!("#set(${name} = []){}", format!("#set(${name} = {value})").repeat(40))
    };
    for (a, b) in [("[$a, $a]", "[$b, $b]"), ("{'x': $a, 'y': $a}", "{'x': $b, 'y': $b}")] {
        let both = format!("{}{}", shared("a", a), shared("b", b));
        for print in ["$a", "#set($t = \"$a\")", "$a.toString().length()", "$util.escapeJavaScript($a)"] {
            render(&format!("{both}{print}"), "--limit memory-bytes=50000000")
                .fails("the value contains itself, is nested too deeply or is too large to be printed");
        }
        render(&format!("{both}#set($context.requestOverride.header.a = $a)done"), "").prints("done");
        render(&format!("{both}#set($m = {{}})#set($m[$a] = 1)$m.get($b)"), "--limit steps=200000");
        for compare in ["$a == $b", "$a.equals($b)", "[$a].contains($b)", "$a.hashCode() == 1"] {
            let thousand = "#foreach($i in [1..1000])";
            let run = render(
                &format!("{both}{thousand}{thousand}#if({compare})#end#end#end"),
                "--limit steps=200000",
            );
            assert_eq!(run.code, Some(1), "{compare}: {}", run.stderr);
        }
    }
}

#[test]
fn long_texts_that_are_read_again_and_again() {
    let text =
        "#set($s = 'a')#foreach($i in [1..22])#set($s = \"$s$s\")#end#set($t = \"b$s\")#set($u = \"b$s\")";
    let thousand = "#foreach($i in [1..1000])";
    for read in ["$t == $u", "$t.compareTo($u) == 0", "$s.hashCode() == 1", "$util.parseJson($s) == 1"] {
        let template = format!("{text}{thousand}{thousand}#if({read})#end#end#end");
        render(&template, "--limit steps=1000000").fails("the render takes too many steps");
    }
}

#[test]
fn a_regular_expression_that_backtracks_for_ever() {
    let text = format!("#set($s = '{}cb')", "a".repeat(60));
    // Java remembers where such a group has failed.
    render(&format!("{text}$s.matches('(a+)+c')"), "").prints("false");
    for call in ["replaceAll('(.*a){30}c', '')", "matches('(x+x+)+y|(a+)*?(a+)*?c')"] {
        let run = render(&format!("{text}$s.{call}"), "--limit steps=1000000");
        run.fails("the render takes too many steps");
        run.names("steps");
    }
    let body = format!(r#"[{{"a": "{}cb"}}]"#, "a".repeat(60));
    let run = render_body("$input.path('$[?(@.a =~ /(.*a){30}c/)]')", body.as_bytes());
    assert_eq!(run.code, Some(1), "{}", run.stderr);
}

#[test]
fn a_body_that_is_no_json() {
    render_body("$input.path('$')|$input.json('$')|$input.body", b"hello").prints(r#"hello|"hello"|hello"#);
    render_body("$input.path('$.a')", br#"{"a": "#)
        .fails("the payload is invalid JSON: the text ends inside a value at line 1, column 7 of the body");
    render_body("$input.body", br#"{"a": "#).prints(r#"{"a": "#);
    render_body("$input.body|$input.json('$')", b"").prints("{}|{}");
}

#[test]
fn a_body_that_nests_a_hundred_thousand_deep() {
    let arrays = "[".repeat(100_000) + &"]".repeat(100_000);
    render_body("$input.body.length()", arrays.as_bytes()).prints("200000");
    render_body("$input.json('$')", arrays.as_bytes())
        .fails("the payload is invalid JSON: more than 400 nested arrays at line 1, column 401 of the body");
    // json-smart does not count objects.
    let objects = "{\"a\":".repeat(100_000) + "1" + &"}".repeat(100_000);
    let run = render_body("$input.json('$')", objects.as_bytes());
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let run = render_body("$input.path('$')", objects.as_bytes());
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    render_body("$input.path('$.a.a').size()", objects.as_bytes()).prints("1");
    render_body("$input.path('$..b')", objects.as_bytes()).prints("[]");
    for template in ["$util.parseJson($input.body).size()", "$input.path('$').equals($input.path('$'))"] {
        let run = render_body(template, objects.as_bytes());
        assert!(matches!(run.code, Some(0 | 1)), "{template}: {}", run.stderr);
    }
}

#[test]
fn numbers_of_ten_thousand_digits() {
    let digits = "9".repeat(10_000);
    let body = format!(r#"{{"a": {digits}}}"#);
    render_body("$input.path('$.a')", body.as_bytes()).prints(&digits);
    render_body("$input.json('$')", body.as_bytes()).prints(format!(r#"{{"a":{digits}}}"#));
    let sum = "1".to_owned() + &"0".repeat(10_000);
    render_body("#set($n = $input.path('$.a') + 1)$n", body.as_bytes()).prints(&sum);
    let body = format!(r#"{{"a": 0.{digits}}}"#);
    render_body("$input.path('$.a')", body.as_bytes()).prints(format!("0.{digits}"));
    render_body("$input.path('$.a')", br#"{"a": 1e999999}"#).prints("Infinity");
    // The product would have too many digits to compute.
    let template = "#set($n = $input.path('$.a'))#foreach($i in [1..60])#set($n = $n * $n)#end";
    let run = render_body(template, format!(r#"{{"a": {}}}"#, "9".repeat(10_000)).as_bytes());
    assert_eq!(run.code, Some(1), "{}", run.stderr);
}

#[test]
fn lone_surrogates() {
    render_body("$input.path('$.a')", br#"{"a": "x\ud83dy"}"#).prints("x?y");
    render_body("$input.json('$')", br#"{"a": "x\ud83dy"}"#).prints(r#"{"a":"x?y"}"#);
    render_body("$input.path('$.a')$input.path('$.b')", br#"{"a": "\ud83d", "b": "\ude00"}"#).prints("😀");
    // Templates and bodies are UTF-8, which cannot contain a surrogate.
    let run = run("render -", b"a\xed\xa0\xbdb");
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.starts_with("error: the template is not UTF-8: byte 0xED at offset 1\n"));
    render_body("$input.body", b"a\xed\xa0\xbdb").prints("a\u{fffd}\u{fffd}\u{fffd}b");
}

#[test]
fn nul_bytes_and_line_ends() {
    render("a\0b$x\0\n", "").prints("a\0b\0\n");
    render_body("$input.path('$.a')", b"{\"a\": \"x\0y\"}").prints("x\0y");
    render("#if(true)\r\na\r\n#end\r\n#set($x = 1)\r\n$x\r\n", "").prints("a\r\n1\r\n");
}

#[test]
fn requests_of_the_same_kind_in_a_stream() {
    let folder = std::env::temp_dir().join(format!("vtlkit-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let template = folder.join("map");
    std::fs::write(&template, "$input.path('$.a')").unwrap();
    let arrays = "[".repeat(100_000) + &"]".repeat(100_000);
    let lines = [
        format!(r#"{{"body": "{arrays}"}}"#),
        format!(r#"{{"body": {arrays}}}"#),
        format!(r#"{{"context": {arrays}}}"#),
        format!(r#"{{"body": {{"a": {}}}}}"#, "9".repeat(10_000)),
        r#"{"body": "\ud83d"}"#.to_owned(),
        "\0".to_owned(),
        format!(r#"{{"headers": {}}}"#, "{\"a\":".repeat(100_000) + "1" + &"}".repeat(100_000)),
    ];
    let run = run(&format!("map {}", template.display()), lines.join("\n").as_bytes());
    let results = String::from_utf8(run.stdout).unwrap();
    let results: Vec<&str> = results.lines().collect();
    let starts = [
        r#"{"error":{"kind":"method","message":"the payload is invalid JSON: more than 400 nested arrays"#,
        r#"{"error":{"kind":"request","message":"recursion limit exceeded","column":"#,
        r#"{"error":{"kind":"request","message":"`context` must be "#,
        r#"{"output":"9999"#,
        r#"{"error":{"kind":"request","message":"a string contains an unpaired surrogate","column":17}}"#,
        r#"{"error":{"kind":"request","message":"expected a JSON value","column":1}}"#,
        r#"{"error":{"kind":"request","message":"recursion limit exceeded","column":"#,
    ];
    assert_eq!(results.len(), starts.len());
    for (result, start) in results.iter().zip(starts) {
        assert!(result.starts_with(start), "{result:.200}");
    }
    assert_eq!(run.code, Some(1));
}

#[test]
fn ignore_files_that_are_pipes_are_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = |name: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        path
    };
    let at = folder.path().display();
    std::fs::create_dir_all(folder.path().join("good")).unwrap();
    std::fs::write(folder.path().join("good/a.vtl"), "{\"a\": 1}").unwrap();
    std::fs::write(folder.path().join("good/.ignore"), "b.vtl\n").unwrap();
    std::fs::write(folder.path().join("good/b.vtl"), "#if").unwrap();
    std::os::unix::fs::symlink("/dev/null", folder.path().join(".ignore")).unwrap();
    assert_eq!(run(&format!("lint {at} --no-config --output concise"), b"").code, Some(0));

    for name in ["bad/.gitignore", "bad2/.ignore", "bad3/.git/info/exclude"] {
        let file = pipe(name);
        let told = format!("cannot read the file: `{}` is not a regular file", file.display());
        let linted = run(&format!("lint {at} --no-config --output concise"), b"");
        let printed = String::from_utf8(linted.stdout).unwrap();
        assert!(printed.contains(&told), "{printed}");
        assert!(printed.contains("1 template"), "{printed}");
        assert_eq!(linted.code, Some(1));
        std::fs::remove_file(file).unwrap();
    }

    // Files around the named ones are not read.
    let file = pipe(".gitignore");
    for command in ["lint --no-config", "test"] {
        let ran = run(&format!("{command} {at}/good"), b"");
        let told = format!("{}{}", String::from_utf8(ran.stdout).unwrap(), ran.stderr);
        assert!(told.contains(&format!("`{}`", file.display())), "{told}");
        assert!(told.contains("not a regular file"), "{told}");
        assert_ne!(ran.code, Some(0));
    }
}
