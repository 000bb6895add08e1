//! Files written by the command: complete or not at all, whatever happens, and only those that were requested.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a command that cannot be run fails its test")]
#![cfg(unix)]

mod shell;

use std::fs;
use std::os::unix::fs::{MetadataExt as _, symlink};
use std::process::Command;
use std::time::Instant;

use shell::Folder;

/// More than the limits below allow.
fn long_comment() -> String {
    format!("#* {} *#\n", "x".repeat(8000))
}

/// Every command that writes a file, with the file it writes. Each writes more than a kilobyte.
const WRITERS: [(&str, &str); 7] = [
    ("vtlkit lint --fix --unsafe-fixes a.vtl", "a.vtl"),
    ("vtlkit lint a.vtl --output json --output-file report.json", "report.json"),
    ("vtlkit lint a.vtl --write-baseline", "vtlkit-baseline.json"),
    ("vtlkit lint a.vtl --write-baseline --baseline known.json", "known.json"),
    ("vtlkit test a.test.yaml --update", "a.test.yaml"),
    ("vtlkit test a.test.yaml --junit results.xml", "results.xml"),
    ("vtlkit extract notes.md --inject a.vtl", "notes.md"),
];

/// The files that the commands above need and write.
fn files(folder: &Folder) {
    let lines: Vec<String> = (0..20).map(|n| format!("$util.escapeJavascript($q{n})\n")).collect();
    folder.write("a.vtl", [long_comment(), lines.concat()].concat());
    let cases: Vec<String> =
        (0..20).map(|n| format!("  - {{name: a case {n}, expect: {{text: no}}}}\n")).collect();
    let cases = cases.concat();
    folder.write("a.test.yaml", format!("# {}\ntemplate: a.vtl\ncases:\n{cases}", "y".repeat(8000)));
    folder.write("notes.md", format!("{}\n```vtl\n$a\n```\n", "word ".repeat(2000)));
    folder.write("report.json", "[]\n");
    folder.write("results.xml", "<old/>\n");
    for baseline in ["vtlkit-baseline.json", "known.json"] {
        folder.write(baseline, "{\"version\": 1, \"findings\": {}}\n");
    }
}

#[test]
fn a_file_size_limit_leaves_the_old_file() {
    let folder = Folder::new("limit");
    files(&folder);
    let names = folder.names();
    for (command, file) in WRITERS {
        let before = folder.read(file);
        folder
            .run(&format!("ulimit -f 1; {command}"))
            .refuses(&format!("error: cannot write `{file}`: File too large"));
        assert_eq!(folder.read(file), before, "{command}");
        assert_eq!(folder.names(), names, "{command}");
        folder.run(command);
        assert_ne!(folder.read(file), before, "{command}");
        assert_eq!(folder.names(), names, "{command}");
    }
}

#[test]
fn a_killed_process_leaves_the_old_file_or_the_new_one() {
    let folder = Folder::new("kill");
    let text = "a line of text\n".repeat(20_000);
    let texts = ["one\n", "two\n"].map(|line| format!("{text}{line}"));
    folder.write("notes.md", format!("```vtl\n{}```\n", texts[0]));
    let either = texts.each_ref().map(|text| format!("```vtl\n{text}```\n"));
    folder.write("one.vtl", &texts[0]);
    folder.write("two.vtl", &texts[1]);
    let names = folder.names();
    let inject = |new| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vtlkit"));
        command.args(["extract", "notes.md", "--inject", new]).current_dir(&folder.0).spawn().unwrap()
    };
    let start = Instant::now();
    assert!(inject("two.vtl").wait().unwrap().success());
    let whole_run = start.elapsed();
    for round in 0..16 {
        let mut child = inject(if round % 2 == 0 { "one.vtl" } else { "two.vtl" });
        std::thread::sleep(whole_run * round / 16);
        let _ = child.kill();
        let _ = child.wait();
        assert!(either.contains(&folder.read("notes.md")), "after round {round}");
    }
    if cfg!(target_os = "linux") {
        assert_eq!(folder.names(), names);
    }
}

#[test]
fn mode_and_owner_are_kept() {
    let folder = Folder::new("mode");
    files(&folder);
    let root = fs::metadata(&folder.0).unwrap().uid() == 0;
    for (command, file) in WRITERS {
        folder.mode(file, 0o640);
        if root {
            std::os::unix::fs::chown(folder.path(file), Some(1234), Some(5678)).unwrap();
        }
        let before = fs::metadata(folder.path(file)).unwrap();
        folder.run(command);
        let after = fs::metadata(folder.path(file)).unwrap();
        assert_ne!(after.ino(), before.ino(), "{command}: the file is another one");
        assert_eq!(
            (after.mode(), after.uid(), after.gid()),
            (before.mode(), before.uid(), before.gid()),
            "{command}"
        );
    }
    folder.run("umask 027; vtlkit lint a.vtl --output json --output-file new.json");
    assert_eq!(fs::metadata(folder.path("new.json")).unwrap().mode() & 0o777, 0o640);
}

#[test]
fn links_stay_and_their_file_is_written() {
    let folder = Folder::new("link");
    files(&folder);
    fs::create_dir(folder.path("inner")).unwrap();
    for (command, file) in WRITERS {
        let before = folder.read(file);
        fs::rename(folder.path(file), folder.path("inner/real")).unwrap();
        symlink("real", folder.path("inner/link")).unwrap();
        symlink("inner/link", folder.path(file)).unwrap();
        folder.run(command);
        assert!(folder.path(file).is_symlink() && folder.path("inner/link").is_symlink(), "{command}");
        assert_ne!(folder.read("inner/real"), before, "{command}");
        fs::remove_file(folder.path(file)).unwrap();
        fs::remove_file(folder.path("inner/link")).unwrap();
        fs::rename(folder.path("inner/real"), folder.path(file)).unwrap();
    }
    symlink("inner/new.json", folder.path("new.json")).unwrap();
    folder.run("vtlkit lint a.vtl --output json --output-file new.json");
    assert!(folder.path("new.json").is_symlink() && folder.path("inner/new.json").is_file());
    symlink("loop.json", folder.path("loop.json")).unwrap();
    folder
        .run("vtlkit lint a.vtl --output-file loop.json")
        .refuses("cannot write `loop.json`: its links form a cycle");
}

#[test]
fn another_hard_link_keeps_the_old_text() {
    let folder = Folder::new("hard");
    files(&folder);
    for (command, file) in WRITERS {
        let before = folder.read(file);
        fs::hard_link(folder.path(file), folder.path("other")).unwrap();
        folder.run(command);
        assert_eq!(folder.read("other"), before, "{command}");
        assert_ne!(folder.read(file), before, "{command}");
        fs::remove_file(folder.path("other")).unwrap();
    }
}

#[test]
fn read_only_files_are_left_alone() {
    let folder = Folder::new("readonly");
    files(&folder);
    let names = folder.names();
    for (command, file) in WRITERS {
        let before = folder.read(file);
        folder.mode(file, 0o444);
        folder.run(command).refuses(&format!("error: cannot write `{file}`: the file is read-only"));
        assert_eq!(folder.read(file), before, "{command}");
        assert_eq!(folder.names(), names, "{command}");
        folder.mode(file, 0o644);
    }
}

#[test]
fn a_file_that_has_changed_meanwhile_is_left_alone() {
    let folder = Folder::new("changed");
    folder.write("notes.md", "```vtl\n$a\n```\n");
    let line = "mkfifo text; vtlkit extract notes.md --inject text & exec 3> text; echo more >> notes.md; echo '$b' >&3; exec 3>&-; wait $!";
    folder.run(line).refuses("cannot write `notes.md`: it has changed since it was read");
    assert_eq!(folder.read("notes.md"), "```vtl\n$a\n```\nmore\n");
}

#[test]
fn outputs_that_are_no_files() {
    let folder = Folder::new("special");
    files(&folder);
    let lint = "vtlkit lint a.vtl --output json --output-file";
    folder.run(&format!("{lint} /dev/full")).refuses("cannot write `/dev/full`: No space left on device");
    folder.run(&format!("{lint} .")).refuses("cannot write `.`: it is a folder");
    folder.run(&format!("{lint} no/report.json")).refuses("the folder `no` does not exist");
    folder.run(&format!("{lint} /dev/null")).ends(1);
    let report = folder.run(&format!("{lint} /dev/stdout")).ends(1).stdout;
    assert!(report.starts_with('['), "{report}");
    folder.run(&format!("mkfifo pipe && cat pipe > copy & sleep 0.1; {lint} pipe; wait"));
    assert!(folder.read("copy") == report);
    folder.run(&format!("{{ echo first; {lint} /dev/stdout; echo last; }} > copy"));
    assert!(folder.read("copy") == format!("first\n{report}last\n"));
}

#[test]
fn a_file_that_cannot_be_written_does_not_keep_the_others_from_it() {
    let folder = Folder::new("many");
    for name in ["a", "b", "c"] {
        folder.write(&format!("{name}.vtl"), "[#foreach($x in $input.path('$.l')){}#end]\n");
        let cases = format!("template: {name}.vtl\ncases: [{{name: a, expect: {{text: no}}}}]\n");
        folder.write(&format!("{name}.test.yaml"), cases);
    }
    folder.mode("b.vtl", 0o444);
    folder.mode("b.test.yaml", 0o444);
    let run = folder.run("vtlkit lint --fix --exit-zero --output concise");
    assert!(run.stdout.contains("b.vtl:1:2: error loop-separator"), "{run:?}");
    assert!(run.stdout.contains("2 findings fixed, 1 error in 3 templates of 3 files\n"), "{run:?}");
    run.refuses("error: cannot write `b.vtl`: the file is read-only");
    assert!(folder.read("a.vtl").contains("$foreach.hasNext"));
    assert!(folder.read("c.vtl").contains("$foreach.hasNext"));
    let run = folder.run("vtlkit test --update");
    assert!(run.stdout.ends_with("3 cases: 0 held, 2 updated, 1 failed\n"), "{run:?}");
    assert!(!run.stdout.contains("b.test.yaml"), "{run:?}");
    run.refuses("error: cannot write `b.test.yaml`: the file is read-only");
    folder.mode("b.test.yaml", 0o644);
    folder.run("vtlkit test --update").ends(0);
    let run = folder.run("vtlkit test --junit no/results.xml");
    assert!(run.stdout.ends_with("3 cases in 3 files: 3 passed, 0 failed\n"), "{run:?}");
    run.refuses("the folder `no` does not exist");
}
