//! `vtlkit map` as a filter: order, memory, lines of any length, slow and truncated streams.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a command that cannot be run fails its test")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// A template that prints the whole body.
fn template(text: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("vtlkit-map-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let name: String = text.chars().filter(|c| c.is_alphanumeric()).take(40).collect();
    let file = folder.join(name + ".vtl");
    std::fs::write(&file, text).unwrap();
    file
}

fn map(text: &str, args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_vtlkit"))
        .arg("map")
        .arg(template(text))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Writes the input to a command; returns its output, its errors and its exit code.
fn filter(
    mut child: Child,
    input: impl FnOnce(&mut dyn FnMut(&[u8])) + Send + 'static,
) -> (String, String, i32) {
    let mut pipe = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        let mut pipe = std::io::BufWriter::new(&mut pipe);
        input(&mut |bytes| pipe.write_all(bytes).unwrap());
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

#[test]
fn results_come_in_the_order_of_the_requests() {
    for jobs in ["1", "2", "7"] {
        let (stdout, stderr, code) = filter(map("$input.body", &["--jobs", jobs]), |write| {
            for number in 0..20_000 {
                // Some take much longer than others.
                let padding = " ".repeat(if number % 1000 == 0 { 100_000 } else { number % 50 });
                write(format!("{{\"body\": \"{number}{padding}\"}}\n").as_bytes());
            }
        });
        assert_eq!((&*stderr, code), ("", 0));
        let mut count = 0;
        for (number, line) in stdout.lines().enumerate() {
            assert!(line.starts_with(&format!("{{\"output\":\"{number}")), "{line:.80}");
            count += 1;
        }
        assert_eq!(count, 20_000);
    }
}

#[test]
fn a_result_comes_before_the_next_request() {
    let mut child = map("$input.body", &[]);
    let mut stdin = child.stdin.take().unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let (sender, results) = mpsc::channel();
    std::thread::spawn(move || stdout.lines().for_each(|line| sender.send(line.unwrap()).unwrap()));
    for number in 0..5 {
        stdin.write_all(format!("{{\"body\": {number}}}\n").as_bytes()).unwrap();
        let result = results.recv_timeout(Duration::from_mins(1)).unwrap();
        assert_eq!(result, format!("{{\"output\":\"{number}\",\"overrides\":{{}}}}"));
    }
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn lines_of_any_length_are_put_together() {
    // Lengths around the sizes of the chunks in which the input is read.
    let lengths = [0, 1, 65_500, 65_536, 262_100, 262_143, 262_144, 262_145, 524_288, 3_000_000];
    let (stdout, stderr, code) = filter(map("$input.body.length()", &[]), move |write| {
        for round in 0..3 {
            for length in lengths {
                let end = if round == 2 && length == 3_000_000 { "" } else { "\n" };
                write(format!("{{\"body\": \"x{}\"}}{end}", "y".repeat(length)).as_bytes());
            }
        }
    });
    assert_eq!((&*stderr, code), ("", 0));
    let expected: Vec<String> = lengths
        .iter()
        .cycle()
        .take(3 * lengths.len())
        .map(|length| format!("{{\"output\":\"{}\",\"overrides\":{{}}}}\n", length + 1))
        .collect();
    assert_eq!(stdout, expected.concat());
}

#[test]
fn a_line_that_is_too_long_fails_alone() {
    for (length, args) in [(3_000_000, &["--max-line", "2000000"][..]), (70_000_000, &[])] {
        let (stdout, stderr, code) = filter(map("$input.body.length()", args), move |write| {
            for length in [10, length, 20, length] {
                write(b"{\"body\": \"");
                for _ in 0..length / 10 {
                    write(b"0123456789");
                }
                write(b"\"}\n");
            }
            write(b"{\"body\": \"x\"}");
        });
        let limit = args.last().copied().unwrap_or("67108864");
        let error = format!(
            "{{\"error\":{{\"kind\":\"request\",\"message\":\"the line is longer than {limit} bytes: raise `--max-line`\"}}}}"
        );
        let output = |length: usize| format!("{{\"output\":\"{length}\",\"overrides\":{{}}}}");
        assert_eq!(
            stdout.lines().collect::<Vec<_>>(),
            [output(10), error.clone(), output(20), error, output(1)]
        );
        assert_eq!(
            stderr,
            format!(
                "error: 2 of 5 requests failed, the first on line 2: the line is longer than {limit} bytes: raise \
                 `--max-line`\n"
            )
        );
        assert_eq!(code, 1);
    }
}

#[test]
fn a_closed_output_ends_it_quietly() {
    let mut child = map("$input.body", &[]);
    let mut stdin = child.stdin.take().unwrap();
    let feeder = std::thread::spawn(move || {
        // It stops reading requests at some point.
        while stdin.write_all(b"{\"body\": \"0123456789012345678901234567890123456789\"}\n").is_ok() {}
    });
    let mut some = [0; 100];
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut some).unwrap();
    drop(stdout);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    feeder.join().unwrap();
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!(stderr, "");
}

/// The peak memory of a command with this input, in kilobytes.
#[cfg(target_os = "linux")]
fn peak(template: &str, requests: usize, line: &str) -> u64 {
    let mut child = map(template, &["--jobs", "2"]);
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let mut buffer = vec![0; 1 << 16];
        while stdout.read(&mut buffer).unwrap() > 0 {}
    });
    let lines = line.repeat(100);
    for _ in 0..requests / 100 {
        stdin.write_all(lines.as_bytes()).unwrap();
    }
    let id = child.id();
    let read = || {
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:").map(str::to_owned));
        peak.map(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().unwrap())
    };
    let mut peak = read().unwrap();
    drop(stdin);
    while child.try_wait().unwrap().is_none() {
        // An exited process has no memory.
        peak = read().unwrap_or(peak);
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(child.wait().unwrap().success());
    reader.join().unwrap();
    peak
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_stream() {
    let line =
        format!("{{\"body\": {{\"a\": \"{}\"}}, \"querystring\": {{\"x\": \"y\"}}}}\n", "z".repeat(1000));
    let peak = |requests| peak("$input.path('$.a')$input.params('x')", requests, &line);
    let (small, large) = (peak(5_000), peak(50_000));
    assert!(large < small + 8_000, "{small} kB for 5 MB, {large} kB for 50 MB");
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_results_of_a_line() {
    // All lines arrive in one chunk: 2 MB, and 200 MB of results.
    let template = "a\\b".repeat(2_500);
    let (small, large) = (peak(&template, 200, "{}\n"), peak(&template, 20_000, "{}\n"));
    assert!(large < small + 40_000, "{small} kB for 2 MB, {large} kB for 200 MB");
}

#[test]
fn lines_whose_results_are_long_keep_their_order() {
    let template = format!("${{input.body}}{}", "x".repeat(60_000));
    let (stdout, stderr, code) = filter(map(&template, &["--jobs", "3"]), |write| {
        for number in 0..500 {
            let body = if number % 7 == 0 { String::new() } else { format!("{{\"body\": {number}}}") };
            write(format!("{body}\n").as_bytes());
        }
        write(b"no request\n{\"body\": 501}");
    });
    let lines: Vec<&str> = stdout.lines().collect();
    let mut numbers = (0..500).filter(|number| number % 7 != 0);
    for line in &lines[..lines.len() - 2] {
        let number = numbers.next().unwrap();
        assert!(line.starts_with(&format!("{{\"output\":\"{number}x")), "{line:.40}");
    }
    assert_eq!(numbers.next(), None);
    assert!(lines[lines.len() - 1].starts_with("{\"output\":\"501x"));
    assert!(stderr.starts_with("error: 1 of 430 requests failed, the first on line 501: "), "{stderr}");
    assert_eq!(code, 1);
}
