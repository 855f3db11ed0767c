//! What systems do differently: a function for each thing, and a fallback for systems that cannot do it.
//!
//! This is the only module that names a system: `std::os`, `rustix`, `/proc`. It decides nothing; callers know what they
//! do where a function gives `None` or an error of the kind [`io::ErrorKind::Unsupported`].

use std::fs::{File, Metadata, Permissions};
use std::io;
use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

/// Exchanges two folders in one step (renameat2(2) on Linux, renameatx_np(2) on macOS).
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

/// Locks a folder until the file is dropped, which leaves no lock file behind. `None` where folders cannot be locked: on
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

/// Whether this process may write into a folder (access(2)). Elsewhere yes: writing will tell.
#[cfg(unix)]
pub(crate) fn may_write(folder: &Path) -> bool {
    rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_ok()
}

#[cfg(not(unix))]
pub(crate) fn may_write(_: &Path) -> bool {
    true
}

/// The permissions that a program asks for when it creates a file; the system's mask takes its share. `None` where files
/// have none.
#[cfg(unix)]
pub(crate) fn permissions_of_new_file() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
pub(crate) fn permissions_of_new_file() -> Option<Permissions> {
    None
}

/// A number that differs between a file and another one that replaced it under the same name: the inode, or on Windows the
/// time of creation. 0 where the system has neither.
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

/// The name of a file system that announces no changes made by other machines (statfs(2), "Filesystem type constants").
/// `None` for all others, and where the type is not known.
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

/// Sets how long a connection of this listener may say nothing, or take nothing. Accepted sockets inherit it. Nothing
/// happens where the system refuses, and on Windows: idle connections then stay until the browser closes them.
#[cfg(unix)]
pub(crate) fn limit_waiting(listener: &TcpListener, longest: Duration) {
    use rustix::net::sockopt::{Timeout, set_socket_timeout};
    let _ = set_socket_timeout(listener, Timeout::Recv, Some(longest))
        .and_then(|()| set_socket_timeout(listener, Timeout::Send, Some(longest)));
}

#[cfg(not(unix))]
pub(crate) fn limit_waiting(_: &TcpListener, _: Duration) {}

/// Raises the number of files that this process may have open as far as the system allows (setrlimit(2)). Windows has no
/// such limit.
#[cfg(unix)]
pub(crate) fn raise_file_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    // Where it is refused, the limit stays.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}

#[cfg(not(unix))]
pub(crate) fn raise_file_limit() {}

/// The name of this machine in its network (proc_sys_kernel(5)); `None` where there is no `/proc`.
#[cfg(feature = "deploy")]
pub(crate) fn host_name() -> Option<String> {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").ok()?;
    Some(name.trim().to_owned())
}

/// This machine since it was started, and the process ids that this process sees: containers have their own. `None` where
/// there is no `/proc`.
#[cfg(feature = "deploy")]
pub(crate) fn machine() -> Option<String> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let names = std::fs::read_link("/proc/self/ns/pid").ok()?;
    Some(format!("{} {}", boot.trim(), names.display()))
}

/// When a process began, in clock ticks since the machine started (proc_pid_stat(5)). `None` when there is no such process,
/// when it has ended and is not collected yet, and where there is no `/proc`.
#[cfg(feature = "deploy")]
pub(crate) fn beginning_of_process(process: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name of the program stands in parentheses and may hold blanks.
    let mut fields = stat.rsplit(')').next()?.split_whitespace();
    let has_ended = fields.next().is_some_and(|state| matches!(state, "Z" | "X"));
    fields.nth(18).filter(|_| !has_ended)?.parse().ok()
}
