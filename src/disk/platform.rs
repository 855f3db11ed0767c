//! Differences between operating systems: one function for each, with a fallback for systems without the feature.
//!
//! It takes paths, files and sockets. No other module uses `std::os`, `rustix` or `/proc`. The fallback is `None`, an
//! error of the kind [`io::ErrorKind::Unsupported`], or no effect; the caller decides what follows.

use std::fs::{File, Metadata};
use std::io;
use std::net::TcpListener;
use std::path::Path;

/// Renames a file, and fails with [`io::ErrorKind::AlreadyExists`] if there is a file of the new name (renameat2(2) on
/// Linux, `renameatx_np(2)` on macOS). Where the file system cannot do this in one step, it looks first.
///
/// # Errors
/// When the system refuses.
pub(crate) fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            result => return Ok(result?),
        }
    }
    if to.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    std::fs::rename(from, to)
}

/// The answer to an attempt to lock a folder.
pub(crate) enum FolderLock {
    /// The folder is locked until the file is dropped.
    Held(File),
    /// Another process holds the lock; with its id if the system tells it.
    Busy(Option<u32>),
    /// Folders cannot be locked: on Windows, and on some file systems.
    Unsupported,
}

/// Tries to lock a folder. This needs no lock file.
///
/// # Errors
/// When the folder cannot be opened, or the system refuses the lock.
#[cfg(unix)]
pub(crate) fn try_lock_folder(folder: &Path) -> io::Result<FolderLock> {
    use std::fs::TryLockError;
    let file = File::open(folder)?;
    match file.try_lock() {
        Ok(()) => Ok(FolderLock::Held(file)),
        Err(TryLockError::WouldBlock) => Ok(FolderLock::Busy(file.metadata().ok().and_then(|data| holder(&data)))),
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(FolderLock::Unsupported),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(not(unix))]
pub(crate) fn try_lock_folder(_: &Path) -> io::Result<FolderLock> {
    Ok(FolderLock::Unsupported)
}

/// Returns the process that holds the lock of a folder (`proc_locks(5)`). `None` without `/proc`, and for a process of
/// another namespace.
#[cfg(unix)]
fn holder(folder: &Metadata) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    let device = folder.dev();
    let (major, minor) = (rustix::fs::major(device), rustix::fs::minor(device));
    let file = format!("{major:02x}:{minor:02x}:{}", folder.ino());
    let locks = std::fs::read_to_string("/proc/locks").ok()?;
    // 1: FLOCK  ADVISORY  WRITE 4711 08:02:131099 0 EOF
    let lock = locks.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let mut held = lock.filter(|fields| fields.get(1) == Some(&"FLOCK") && fields.get(5) == Some(&file.as_str()));
    held.next()?.get(4)?.parse().ok().filter(|&process| process > 0)
}

/// Flushes a file or folder to the disk (fsync(2)). On other systems than Unix, folders cannot be flushed and are skipped.
///
/// # Errors
/// When it cannot be opened or flushed.
pub(crate) fn flush(path: &Path) -> io::Result<()> {
    if cfg!(not(unix)) && path.is_dir() {
        return Ok(());
    }
    match File::open(path)?.sync_all() {
        // Some network and FUSE file systems cannot flush folders.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        result => result,
    }
}

/// Flushes the whole file system of a folder (syncfs(2)).
///
/// # Errors
/// When the system refuses, and on other systems than Linux.
#[cfg(target_os = "linux")]
pub(crate) fn flush_file_system(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn flush_file_system(_: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether the last part of a path may be a symbolic link.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Links {
    /// It is followed.
    Follow,
    /// It is refused.
    Refuse,
}

/// Opens a regular file for reading. Folders, pipes, sockets and devices are refused, without waiting for them.
///
/// # Errors
/// When the file cannot be opened; with [`io::ErrorKind::InvalidInput`] if it is not a regular file.
pub(crate) fn open_file(path: &Path, links: Links) -> io::Result<File> {
    let data = if links == Links::Refuse { path.symlink_metadata() } else { path.metadata() };
    // To open a device may already have an effect, so it is examined before it is opened, and again after.
    require_file(&data?)?;
    let mut options = std::fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let links = if links == Links::Refuse { OFlags::NOFOLLOW } else { OFlags::empty() };
        options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY | links).bits().cast_signed());
    }
    let file = options.open(path)?;
    require_file(&file.metadata()?)?;
    Ok(file)
}

fn require_file(data: &Metadata) -> io::Result<()> {
    let kind = data.file_type();
    let what = match () {
        () if kind.is_file() => return Ok(()),
        () if kind.is_dir() => "it is a folder, not a file",
        () if kind.is_symlink() => "it is a symbolic link, not a file",
        () => "it is a pipe, a socket or a device, not a file",
    };
    Err(io::Error::new(io::ErrorKind::InvalidInput, what))
}

/// Opens a regular file inside a folder. No part of `relative` may be a symbolic link (`O_NOFOLLOW` of openat(2)).
///
/// # Errors
/// When a part is a link or missing; with [`io::ErrorKind::InvalidInput`] if it is not a regular file.
#[cfg(unix)]
pub(crate) fn open_beneath(folder: &Path, relative: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, openat};
    let always = OFlags::RDONLY | OFlags::CLOEXEC;
    let mut current = std::os::fd::OwnedFd::from(File::open(folder)?);
    let mut parts = relative.components().peekable();
    if parts.peek().is_none() {
        require_file(&File::from(current.try_clone()?).metadata()?)?;
    }
    while let Some(part) = parts.next() {
        let kind = if parts.peek().is_some() { OFlags::DIRECTORY } else { OFlags::NONBLOCK | OFlags::NOCTTY };
        current = openat(&current, part.as_os_str(), always | OFlags::NOFOLLOW | kind, Mode::empty())?;
    }
    let file = File::from(current);
    require_file(&file.metadata()?)?;
    Ok(file)
}

#[cfg(not(unix))]
pub(crate) fn open_beneath(folder: &Path, relative: &Path) -> io::Result<File> {
    open_file(&folder.join(relative), Links::Refuse)
}

/// Who may read a new file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Privacy {
    /// Its owner only.
    Owner,
    /// The users that the umask allows.
    Usual,
}

#[cfg(unix)]
impl Privacy {
    fn mode(self) -> u32 {
        if self == Self::Owner { 0o600 } else { 0o666 }
    }
}

/// Creates a file without a name, which vanishes with the process (`O_TMPFILE` of open(2)).
///
/// # Errors
/// When the system or the file system has no such files.
#[cfg(target_os = "linux")]
pub(crate) fn unnamed_file(folder: &Path, privacy: Privacy) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, open};
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    Ok(File::from(open(folder, flags, Mode::from_raw_mode(privacy.mode()))?))
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn unnamed_file(_: &Path, _: Privacy) -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Gives a name to a file without one (open(2), section "`O_TMPFILE`").
///
/// # Errors
/// When the name is taken, or the system refuses.
#[cfg(target_os = "linux")]
pub(crate) fn name_file(file: &File, path: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    use std::os::fd::AsRawFd;
    let itself = format!("/proc/self/fd/{}", file.as_raw_fd());
    Ok(linkat(CWD, itself, CWD, path, AtFlags::SYMLINK_FOLLOW)?)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn name_file(_: &File, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Creates a file that does not exist yet.
///
/// # Errors
/// When it exists, or the system refuses.
pub(crate) fn new_file(path: &Path, privacy: Privacy) -> io::Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, privacy.mode());
    #[cfg(not(unix))]
    let _ = privacy;
    options.open(path)
}

/// Gives a file to the owner and group of another one (fchown(2)). On Windows, new files belong to whom the folder says.
///
/// # Errors
/// When they differ and the system refuses.
#[cfg(unix)]
pub(crate) fn give_to_owner_of(file: &File, other: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let now = file.metadata()?;
    if (now.uid(), now.gid()) == (other.uid(), other.gid()) {
        return Ok(());
    }
    std::os::unix::fs::fchown(file, Some(other.uid()), Some(other.gid()))
}

#[cfg(not(unix))]
pub(crate) fn give_to_owner_of(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Returns the number of names of a file (hard links). The fallback is 1.
#[cfg(unix)]
pub(crate) fn names(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(metadata)
}

#[cfg(not(unix))]
pub(crate) fn names(_: &Metadata) -> u64 {
    1
}

/// Reads a regular file; symbolic links are followed.
///
/// # Errors
/// As [`open_file`].
pub(crate) fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    read_all(&mut open_file(path, Links::Follow)?)
}

/// Reads a regular file that is not a symbolic link.
///
/// # Errors
/// As [`open_file`].
pub(crate) fn read_file_itself(path: &Path) -> io::Result<Vec<u8>> {
    read_all(&mut open_file(path, Links::Refuse)?)
}

fn read_all(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(file, &mut bytes)?;
    Ok(bytes)
}

/// Stores the number of the first signal of SIGINT, SIGTERM and SIGHUP in `arrived`; a second one ends the process.
/// Signals that the process was started to ignore stay ignored.
#[cfg(unix)]
pub(crate) fn catch_signals(arrived: &std::sync::Arc<std::sync::atomic::AtomicUsize>) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;
    let ignored = ignored_signals();
    for signal in [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| ignored & (1 << (signal - 1)) == 0) {
        let is_second = Arc::new(AtomicBool::new(false));
        // The handlers run in this order, so that the first signal arms the end for the second. If the system refuses,
        // the signal ends the process at once, and the next build cleans up.
        let _ = signal_hook::flag::register_conditional_default(signal, Arc::clone(&is_second))
            .and_then(|_| signal_hook::flag::register(signal, is_second))
            .and_then(|_| {
                signal_hook::flag::register_usize(signal, Arc::clone(arrived), signal.unsigned_abs() as usize)
            });
    }
}

#[cfg(not(unix))]
pub(crate) fn catch_signals(_: &std::sync::Arc<std::sync::atomic::AtomicUsize>) {}

/// Returns the set of ignored signals, one bit each (`proc_pid_status(5)`). Empty without `/proc`.
#[cfg(unix)]
fn ignored_signals() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

/// Ends the process as a signal does by default.
#[cfg(unix)]
pub(crate) fn end_by_signal(signal: usize) {
    if let Ok(signal) = i32::try_from(signal) {
        let _ = signal_hook::low_level::emulate_default_handler(signal);
    }
}

#[cfg(not(unix))]
pub(crate) fn end_by_signal(_: usize) {}

/// Returns whether this process may write into a folder (access(2)). The fallback is `true`: the first write then
/// fails.
#[cfg(unix)]
pub(crate) fn may_write(folder: &Path) -> bool {
    rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_ok()
}

#[cfg(not(unix))]
pub(crate) fn may_write(_: &Path) -> bool {
    true
}

/// Returns a number that changes when another file replaces a file: the inode, or on Windows the creation time. The
/// fallback is 0.
#[cfg(unix)]
pub(crate) fn identity(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(windows)]
pub(crate) fn identity(metadata: &Metadata) -> u64 {
    std::os::windows::fs::MetadataExt::creation_time(metadata)
}

#[cfg(not(any(unix, windows)))]
pub(crate) fn identity(_: &Metadata) -> u64 {
    0
}

/// Names the file system of a path if it sends no events for changes by other machines (statfs(2), "Filesystem type
/// constants"). `None` for other file systems and on other systems than Linux.
#[cfg(target_os = "linux")]
pub(crate) fn silent_file_system(path: &Path) -> Option<&'static str> {
    match rustix::fs::statfs(path).ok()?.f_type {
        0x6969 => Some("NFS"),
        0xFF53_4D42 | 0xFE53_4D42 | 0x517B => Some("a Windows share"),
        0x0102_1997 => Some("a folder of the host (9p)"),
        0x6573_5546 => Some("a FUSE file system"),
        0x786F_4256 => Some("a VirtualBox folder"),
        _ => None,
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn silent_file_system(_: &Path) -> Option<&'static str> {
    None
}

/// Number of connections that wait for a listener. The standard library allows 128.
#[cfg(unix)]
const MOST_WAITING: i32 = 4096;

/// Lets more connections wait for a listener (listen(2), which may be called again). A connection above the limit is tried
/// again by the system after a second. It has no effect on Windows.
#[cfg(unix)]
pub(crate) fn lengthen_queue(listener: &TcpListener) {
    // If the system refuses, the old limit stays.
    let _ = rustix::net::listen(listener, MOST_WAITING);
}

#[cfg(not(unix))]
pub(crate) fn lengthen_queue(_: &TcpListener) {}

/// Raises the limit of open files to the highest value that the system allows (setrlimit(2)). Windows has no such
/// limit.
#[cfg(unix)]
pub(crate) fn raise_file_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    // If the system refuses, the old limit stays.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}

#[cfg(not(unix))]
pub(crate) fn raise_file_limit() {}

/// Returns the host name of this machine (`proc_sys_kernel(5)`). `None` without `/proc`.
#[cfg(feature = "deploy")]
pub(crate) fn host_name() -> Option<String> {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").ok()?;
    Some(name.trim().to_owned())
}

/// Returns an id of this machine since its last boot, and of its process namespace. `None` without `/proc`.
#[cfg(feature = "deploy")]
pub(crate) fn machine() -> Option<String> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let names = std::fs::read_link("/proc/self/ns/pid").ok()?;
    Some(format!("{} {}", boot.trim(), names.display()))
}

/// Returns the start time of a process in clock ticks since boot (`proc_pid_stat(5)`). `None` if it does not exist or is
/// a zombie, and without `/proc`.
#[cfg(feature = "deploy")]
pub(crate) fn start_of_process(process: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The program name is in parentheses and may contain spaces.
    let mut fields = stat.rsplit(')').next()?.split_whitespace();
    let has_ended = fields.next().is_some_and(|state| matches!(state, "Z" | "X"));
    fields.nth(18).filter(|_| !has_ended)?.parse().ok()
}
