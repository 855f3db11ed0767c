//! Who is deploying, and whether they still are.

use super::manifest::Lease;
use crate::disk::platform::{beginning_of_process, host_name, machine};
use std::collections::HashMap;

/// How long a lease holds unless it is renewed, in seconds.
pub(super) const LENGTH: u64 = 120;

/// A lease for this process.
pub(super) fn mine(environment: &HashMap<String, String>, now: u64) -> Lease {
    let filled = |name: &str| environment.get(name).map(String::as_str).filter(|value| !value.is_empty());
    let host = host_name();
    let host = host.as_deref().or_else(|| filled("HOSTNAME")).unwrap_or("a machine");
    let user = filled("USER").or_else(|| filled("USERNAME")).unwrap_or("somebody");
    let process = std::process::id();
    Lease {
        owner: format!("{user} on {host}, process {process}"),
        machine: machine().unwrap_or_default(),
        process: (process, beginning_of_process(process).unwrap_or(0)),
        until: now + LENGTH,
    }
}

/// Whether a lease stands in the way. One whose process was on this machine and is gone does not: who killed a deploy need
/// not wait to run it again.
pub(super) fn holds(lease: &Lease, now: u64) -> bool {
    let (process, beginning) = lease.process;
    let was_here = !lease.machine.is_empty() && machine().is_some_and(|machine| machine == lease.machine);
    let is_dead = was_here && beginning_of_process(process) != Some(beginning);
    lease.until > now && !is_dead
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
