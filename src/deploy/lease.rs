//! Who is deploying, and whether they still are.
#![expect(clippy::disallowed_methods, reason = "processes are looked up in /proc, proc(5)")]

use super::manifest::Lease;
use std::collections::HashMap;

/// How long a lease holds unless it is renewed, in seconds.
pub(super) const LENGTH: u64 = 120;

/// A lease for this process.
pub(super) fn mine(environment: &HashMap<String, String>, now: u64) -> Lease {
    let filled = |name: &str| environment.get(name).map(String::as_str).filter(|value| !value.is_empty());
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let host = host.as_deref().map(str::trim).or_else(|| filled("HOSTNAME")).unwrap_or("a machine");
    let user = filled("USER").or_else(|| filled("USERNAME")).unwrap_or("somebody");
    let process = std::process::id();
    Lease {
        owner: format!("{user} on {host}, process {process}"),
        machine: machine().unwrap_or_default(),
        process: (process, began(process).unwrap_or(0)),
        until: now + LENGTH,
    }
}

/// Whether a lease stands in the way. One whose process was on this machine and is gone does not: who killed a deploy need
/// not wait to run it again.
pub(super) fn holds(lease: &Lease, now: u64) -> bool {
    let (process, beginning) = lease.process;
    let was_here = !lease.machine.is_empty() && machine().is_some_and(|machine| machine == lease.machine);
    let is_dead = was_here && began(process) != Some(beginning);
    lease.until > now && !is_dead
}

/// This machine since it was started, and the names of processes that this one sees.
fn machine() -> Option<String> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let names = std::fs::read_link("/proc/self/ns/pid").ok()?;
    Some(format!("{} {}", boot.trim(), names.display()))
}

/// When a process began, in ticks since the machine did; none when there is no such process, or it has ended and is only
/// not yet collected.
fn began(process: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name of the program stands in parentheses and may hold blanks.
    let mut fields = stat.rsplit(')').next()?.split_whitespace();
    let has_ended = fields.next().is_some_and(|state| matches!(state, "Z" | "X"));
    fields.nth(18).filter(|_| !has_ended)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_ends_with_its_time_or_its_process() {
        let lease = mine(&HashMap::new(), 1_000);
        assert!(holds(&lease, 1_000 + LENGTH - 1) && !holds(&lease, 1_000 + LENGTH));
        let (process, beginning) = lease.process;
        assert!(beginning > 0, "the beginning of process {process} is known");
        assert!(!holds(&Lease { process: (process, beginning + 1), ..lease.clone() }, 1_000));
        assert!(holds(&Lease { machine: "another".into(), process: (process, 0), ..lease }, 1_000));
    }
}
