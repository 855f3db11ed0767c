//! CPU seconds of a process, from `/proc`: Linux only.

/// The field of the own user time in `/proc/self/stat`, counted after the program name. The system time follows.
pub(crate) const OWN: usize = 11;

/// The same of all child processes that have ended.
#[allow(dead_code, reason = "not every benchmark starts programs")]
pub(crate) const CHILDREN: usize = 13;

/// Returns the CPU seconds so far: user and system time in hundredths (proc(5)).
pub(crate) fn cpu(field: usize) -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("/proc/self/stat");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let hundredths: f64 = fields[field..field + 2].iter().filter_map(|field| field.parse::<f64>().ok()).sum();
    hundredths / 100.0
}
