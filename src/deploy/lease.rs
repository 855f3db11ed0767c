//! The lease of a deploy: makes one for this process, and says whether another one is still valid. It does not store
//! leases.

use super::manifest::Lease;
use crate::disk::platform::{host_name, machine, start_of_process};
use std::collections::HashMap;

/// Time that a lease is valid unless it is renewed, in seconds. Four times the renewal interval.
pub(super) const LENGTH: u64 = 120;

/// Makes a lease for this process.
pub(super) fn for_this_process(environment: &HashMap<String, String>, now: u64) -> Lease {
    let filled = |name: &str| environment.get(name).map(String::as_str).filter(|value| !value.is_empty());
    let host = host_name();
    let host = host.as_deref().or_else(|| filled("HOSTNAME")).unwrap_or("a machine");
    let user = filled("USER").or_else(|| filled("USERNAME")).unwrap_or("an unknown user");
    let process = std::process::id();
    Lease {
        owner: format!("{user} on {host}, process {process}"),
        machine: machine().unwrap_or_default(),
        process: (process, start_of_process(process).unwrap_or(0)),
        until: now + LENGTH,
    }
}

/// Returns whether a lease is valid. If its process ran on this machine and has ended, the lease has ended too: after a
/// killed deploy, the next one need not wait.
pub(super) fn is_valid(lease: &Lease, now: u64) -> bool {
    let (process, beginning) = lease.process;
    let was_here = !lease.machine.is_empty() && machine().is_some_and(|machine| machine == lease.machine);
    let is_dead = was_here && start_of_process(process) != Some(beginning);
    lease.until > now && !is_dead
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_ends_with_its_time_or_its_process() {
        let lease = for_this_process(&HashMap::new(), 1_000);
        assert!(is_valid(&lease, 1_000 + LENGTH - 1) && !is_valid(&lease, 1_000 + LENGTH));
        let (process, beginning) = lease.process;
        assert!(beginning > 0, "the beginning of process {process} is known");
        assert!(!is_valid(&Lease { process: (process, beginning + 1), ..lease.clone() }, 1_000));
        assert!(is_valid(&Lease { machine: "another".into(), process: (process, 0), ..lease }, 1_000));
    }
}
