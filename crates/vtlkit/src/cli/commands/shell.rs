//! `vtlkit completions`, `vtlkit man` and `vtlkit version`: the command about itself.

use std::path::{Path, PathBuf};

use clap::{CommandFactory as _, ValueEnum};
use clap_complete::Shell;
use clap_mangen::Man;
use serde_json::json;
use vtlkit::RULES;
use vtlkit_report::json;

use crate::cli::args::Args;
use crate::cli::failure::Failure;
use crate::cli::{files, output};

/// Prints shell completions.
#[derive(Debug, clap::Args)]
#[command(after_help = COMPLETIONS)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

const COMPLETIONS: &str = "\
Examples:
  vtlkit completions bash > ~/.local/share/bash-completion/completions/vtlkit
  vtlkit completions zsh > ~/.zfunc/_vtlkit
  vtlkit completions fish > ~/.config/fish/completions/vtlkit.fish
  vtlkit completions powershell >> $PROFILE";

/// Writes the manual pages, one for each command.
#[derive(Debug, clap::Args)]
pub(crate) struct ManArgs {
    /// The folder for the pages; without it, the page of `vtlkit` is printed
    folder: Option<PathBuf>,
}

/// Prints the version.
#[derive(Debug, clap::Args)]
pub(crate) struct VersionArgs {
    /// A line, or a JSON object with `name`, `version`, `rules` (their number), `os` and `arch`
    #[arg(long, value_enum, default_value_t = VersionForm::Text)]
    output: VersionForm,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum VersionForm {
    Text,
    Json,
}

/// Prints completions.
pub(crate) fn completions(args: &CompletionsArgs) -> Result<(), Failure> {
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "vtlkit", &mut out);
    output::data(&out)
}

/// Writes manual pages.
pub(crate) fn man(args: &ManArgs) -> Result<(), Failure> {
    let mut command = Args::command();
    command.build();
    let Some(folder) = &args.folder else { return output::data(&page(command)?) };
    let of_commands: Vec<clap::Command> = command.get_subcommands().cloned().collect();
    for of_command in of_commands.into_iter().filter(|it| !it.is_hide_set() && it.get_name() != "help") {
        let name = format!("vtlkit-{}", of_command.get_name());
        write(folder, &name, of_command.display_name(name.clone()))?;
    }
    write(folder, "vtlkit", command)
}

fn write(folder: &Path, name: &str, command: clap::Command) -> Result<(), Failure> {
    files::create(&folder.join(format!("{name}.1")), &page(command)?)
}

fn page(command: clap::Command) -> Result<Vec<u8>, Failure> {
    let mut out = Vec::new();
    Man::new(command).render(&mut out).map_err(|error| Failure::output(&error))?;
    Ok(out)
}

/// Prints the version.
pub(crate) fn version(args: &VersionArgs) -> Result<(), Failure> {
    let version = env!("CARGO_PKG_VERSION");
    let text = match args.output {
        VersionForm::Text => format!("vtlkit {version}\n"),
        VersionForm::Json => {
            let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
            let object =
                json!({"name": "vtlkit", "version": version, "rules": RULES.len(), "os": os, "arch": arch});
            json::text(&object, false) + "\n"
        }
    };
    output::data(text.as_bytes())
}
