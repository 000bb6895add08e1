//! The real engines, in a long-running process.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use vtlkit_cases::Json;

/// The timeout of a case: the real engine has no limits.
const PATIENCE: Duration = Duration::from_secs(20);

/// The process, restarted whenever it exits or hangs.
pub(crate) struct Oracle {
    script: PathBuf,
    process: Option<Process>,
}

struct Process {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
}

impl Oracle {
    pub(crate) const fn new(script: PathBuf) -> Self {
        Self { script, process: None }
    }

    /// The results of each case; `None` for a case that does not end.
    pub(crate) fn ask(&mut self, cases: &[Json]) -> std::io::Result<Vec<Option<Json>>> {
        let mut results = Vec::with_capacity(cases.len());
        while results.len() < cases.len() {
            let process = match &mut self.process {
                Some(process) => process,
                None => self.process.insert(Process::start(&self.script)?),
            };
            let asked = process.send(&cases[results.len()..]);
            let before = results.len();
            while results.len() < cases.len() {
                match process.lines.recv_timeout(PATIENCE) {
                    Ok(line) => results.push(Some(Json::parse(&line).unwrap_or(Json::Null))),
                    Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                        if results.len() == before && !process.alive() {
                            asked?;
                            return Err(std::io::Error::other("the real engines do not start"));
                        }
                        results.push(None);
                        process.stop();
                        self.process = None;
                        break;
                    }
                }
            }
        }
        Ok(results)
    }
}

impl Process {
    fn start(script: &PathBuf) -> std::io::Result<Self> {
        let mut command = Command::new(script);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        if std::env::var_os("ORACLE_JAVA").is_none() {
            // Enough for normal cases, and an early error for others.
            command.env("ORACLE_JAVA", "-Xmx1g -Xss4m -XX:+UseSerialGC");
        }
        let mut child = command.spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(std::io::Error::other("a process without pipes"));
        };
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines() {
                if !line.is_ok_and(|line| sender.send(line).is_ok()) {
                    break;
                }
            }
        });
        Ok(Self { child, input, lines })
    }

    fn send(&mut self, cases: &[Json]) -> std::io::Result<()> {
        let mut text = String::new();
        for case in cases {
            case.write(&mut text);
            text.push('\n');
        }
        self.input.write_all(text.as_bytes())?;
        self.input.flush()
    }

    fn alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    fn stop(&mut self) {
        // It may have exited.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            process.stop();
        }
    }
}
