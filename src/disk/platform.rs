//! Differences between operating systems: one function for each, with a fallback for systems without the feature.
//!
//! It takes paths, files and sockets. No other module uses `std::os`, `rustix` or `/proc`. The fallback is `None`, an
//! error of the kind [`io::ErrorKind::Unsupported`], or no effect; the caller decides what follows.

use std::fs::{File, Metadata, Permissions};
use std::io;
use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

/// Exchanges two folders in one step (`renameat2(2)` on Linux, `renameatx_np(2)` on macOS).
///
/// # Errors
/// When the system or the file system cannot exchange folders (NFS version 3, ZFS, some of FUSE, Windows).
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
pub(crate) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
pub(crate) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Locks a folder until the returned file is dropped. This needs no lock file. `None` if folders cannot be locked: on
/// Windows, and on some file systems.
///
/// # Errors
/// When the folder cannot be opened, or the system refuses the lock.
#[cfg(unix)]
pub(crate) fn lock_folder(folder: &Path) -> io::Result<Option<File>> {
    let file = File::open(folder)?;
    match file.lock() {
        Ok(()) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(not(unix))]
pub(crate) fn lock_folder(_: &Path) -> io::Result<Option<File>> {
    Ok(None)
}

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

/// Returns the permissions that a new file gets before the umask is applied. `None` if the system has no umask.
#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "other systems return `None`")]
pub(crate) fn permissions_of_new_file() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
pub(crate) fn permissions_of_new_file() -> Option<Permissions> {
    None
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

/// Sets the timeout for reads and writes of a listener; accepted sockets inherit it. It has no effect if the system
/// refuses and on Windows: idle connections then stay open until the browser closes them.
#[cfg(unix)]
pub(crate) fn set_timeouts(listener: &TcpListener, longest: Duration) {
    use rustix::net::sockopt::{Timeout, set_socket_timeout};
    let _ = set_socket_timeout(listener, Timeout::Recv, Some(longest))
        .and_then(|()| set_socket_timeout(listener, Timeout::Send, Some(longest)));
}

#[cfg(not(unix))]
pub(crate) fn set_timeouts(_: &TcpListener, _: Duration) {}

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
