//! Writes whole files atomically: a file has either its old contents or all of the new ones.
//!
//! The new contents are written to a temporary file in the same folder and flushed to disk; then the temporary file is
//! renamed. On an error the old file is unchanged, and the temporary file is deleted. All commands write files through
//! this module. Its rules:
//!
//! - **Symbolic links** are followed: the target is replaced, the link is kept. A link to a file that does not exist
//!   creates that file.
//! - **Hard links**: only the written path gets the new contents; other names of the file keep the old ones.
//! - **Mode and owner** are those of the old file. If the owner cannot be kept, the group is, if possible.
//! - **Read-only files** are not replaced, even if the folder would allow it.
//! - **Devices, pipes and the process's own streams** (`/dev/stdout`) cannot be replaced: output is written to them,
//!   and edits are rejected.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use tempfile::TempPath;

use super::{is_same, is_stdin, real, shown};
use crate::cli::failure::Failure;

/// Maximum length of a chain of links; a longer one is a cycle.
const MOST_LINKS: usize = 40;

/// Writes an output that the user named: a new file, or replacing an existing one.
pub(crate) fn create(path: &Path, contents: &[u8]) -> Result<(), Failure> {
    let write = || match Target::of(path)? {
        Target::Stream(path) => stream(&path, contents),
        Target::File(path, old) => replace(&path, old.as_ref(), contents),
    };
    write().map_err(|error| failure(path, &error))
}

/// Replaces a file by an edited text. Fails if the file has changed since it was read.
pub(crate) fn update(path: &Path, old: &[u8], new: &[u8]) -> Result<(), Failure> {
    let write = || match Target::of(path)? {
        Target::File(path, Some(metadata)) => {
            if fs::read(&path)? != old {
                return Err(io::Error::other("it has changed since it was read: run the command again"));
            }
            replace(&path, Some(&metadata), new)
        }
        Target::File(_, None) => Err(io::ErrorKind::NotFound.into()),
        Target::Stream(_) => Err(io::Error::other("it is not a regular file")),
    };
    write().map_err(|error| failure(path, &error))
}

fn failure(path: &Path, error: &io::Error) -> Failure {
    Failure::input(format!("cannot write `{}`: {error}", shown(path)))
}

/// The target of a path to be written; `-` for standard output.
enum Target {
    /// A regular file, or a new one; the path is not a link.
    File(PathBuf, Option<Metadata>),
    /// A device, a pipe, or a stream of this process.
    Stream(PathBuf),
}

impl Target {
    fn of(path: &Path) -> io::Result<Self> {
        if is_stdin(path) {
            return Ok(Self::Stream(STDOUT.into()));
        }
        let path = followed(path)?;
        if is_own_stream(&path) {
            return Ok(Self::Stream(path));
        }
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_dir() => Err(io::Error::other("it is a folder")),
            Ok(metadata) if metadata.is_file() => Ok(Self::File(path, Some(metadata))),
            Ok(_) => Ok(Self::Stream(path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::File(path, None)),
            Err(error) => Err(error),
        }
    }
}

/// The path after following the links at its end; the file need not exist.
pub(crate) fn followed(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        if is_own_stream(&path) || !path.is_symlink() {
            return Ok(path);
        }
        // An absolute path replaces the folder.
        path = path.parent().unwrap_or(Path::new("")).join(fs::read_link(&path)?);
    }
    Err(io::Error::other("its links form a cycle"))
}

/// Whether a path is a stream that this process has open: its target may be a regular file.
fn is_own_stream(path: &Path) -> bool {
    path == Path::new(STDOUT)
        || path == Path::new(STDERR)
        || ["/dev/fd", "/proc"].iter().any(|folder| path.starts_with(folder))
}

const STDOUT: &str = "/dev/stdout";
const STDERR: &str = "/dev/stderr";

/// Appends to a device, a pipe or a stream.
fn stream(path: &Path, contents: &[u8]) -> io::Result<()> {
    // If reopened, a file that one of these leads to would be written from its start.
    if path == Path::new(STDOUT) {
        let mut stdout = io::stdout().lock();
        return stdout.write_all(contents).and_then(|()| stdout.flush());
    }
    if path == Path::new(STDERR) {
        return io::stderr().write_all(contents);
    }
    OpenOptions::new().append(true).open(path)?.write_all(contents)
}

fn replace(path: &Path, old: Option<&Metadata>, contents: &[u8]) -> io::Result<()> {
    if let Some(old) = old {
        if is_read_only(old) {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
        }
        // Renaming requires no permission for the file itself. Without permission, it must not be changed.
        OpenOptions::new().write(true).open(path)?;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let temporary = temporary(folder, old, contents).map_err(|error| {
        let name = folder.display();
        let why = match error.kind() {
            io::ErrorKind::NotFound => format!("the folder `{name}` does not exist"),
            io::ErrorKind::PermissionDenied => {
                format!("no file can be created in the folder `{name}`: {error}")
            }
            _ => return error,
        };
        io::Error::new(error.kind(), why)
    })?;
    let written = temporary.metadata().and_then(|metadata| metadata.modified());
    temporary.persist(path).map_err(|error| error.error)?;
    if let Ok(time) = written {
        OWN.lock().unwrap_or_else(PoisonError::into_inner).insert(real(path), time);
    }
    Ok(())
}

/// Whether a file is read-only. WASI has no file modes: there the host refuses to open the file.
fn is_read_only(metadata: &Metadata) -> bool {
    !cfg!(target_os = "wasi") && metadata.permissions().readonly()
}

/// The files that this process has written, with the time.
static OWN: Mutex<BTreeMap<PathBuf, SystemTime>> = Mutex::new(BTreeMap::new());

/// Whether a file is unchanged since this process has written it, or receives its output. Watching ignores such files.
pub(crate) fn is_own_write(path: &Path) -> bool {
    if [STDOUT, STDERR].iter().any(|stream| is_same(Path::new(stream), path)) {
        return true;
    }
    let own = OWN.lock().unwrap_or_else(PoisonError::into_inner).get(&real(path)).copied();
    own.is_some_and(|own| path.metadata().and_then(|it| it.modified()).is_ok_and(|now| now == own))
}

/// A temporary file with the contents, flushed to disk. It is deleted unless it is renamed.
fn temporary(folder: &Path, old: Option<&Metadata>, contents: &[u8]) -> io::Result<TempPath> {
    #[cfg(target_os = "linux")]
    if let Ok(path) = unnamed(folder, old, contents) {
        return Ok(path);
    }
    let mut file = named().tempfile_in(folder)?;
    fill(file.as_file_mut(), old, contents)?;
    Ok(file.into_temp_path())
}

/// Name and permissions of a temporary file.
fn named() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".vtlkit-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

/// The same with a file that has no name until its contents are complete, so that nothing remains if the process is
/// killed. Not all file systems support this.
#[cfg(target_os = "linux")]
fn unnamed(folder: &Path, old: Option<&Metadata>, contents: &[u8]) -> io::Result<TempPath> {
    use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, openat};
    use std::os::fd::AsRawFd as _;

    let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
    let mut file = File::from(openat(CWD, folder, flags, Mode::from_raw_mode(0o666))?);
    fill(&mut file, old, contents)?;
    let open = format!("/proc/self/fd/{}", file.as_raw_fd());
    let link = |path: &Path| Ok(linkat(CWD, &open, CWD, path, AtFlags::SYMLINK_FOLLOW)?);
    Ok(named().make_in(folder, link)?.into_temp_path())
}

/// Sets the owner and mode of the old file, writes the contents, and flushes them to disk.
fn fill(file: &mut File, old: Option<&Metadata>, contents: &[u8]) -> io::Result<()> {
    if let Some(old) = old {
        take_rights(file, old)?;
    }
    file.write_all(contents)?;
    file.sync_all()
}

/// Copies the mode of the old file, and its owner and group as far as the system allows.
fn take_rights(file: &File, old: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};

        if fchown(file, Some(old.uid()), Some(old.gid())).is_err() {
            // Only root can change the owner; members of a group can set it.
            let _ = fchown(file, None, Some(old.gid()));
            // Do not keep setuid or setgid with another owner.
            return file.set_permissions(fs::Permissions::from_mode(old.mode() & 0o777));
        }
    }
    // WASI has no file modes: there the host applies the modes of the old file when it is renamed.
    if cfg!(target_os = "wasi") {
        return Ok(());
    }
    file.set_permissions(old.permissions())
}
