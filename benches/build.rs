//! Measures whole builds of generated notes: CPU time, wall time, peak memory and output bytes for each size, and the
//! share of CPU time of the search index.
//!
//! `cargo bench --bench build` runs 151, 1,510 and 15,100 sections; `cargo bench --bench build -- 5000` runs one size.
//! The notes come from a seeded generator, so every machine builds the same bytes. Linux only: the figures are read
//! from `/proc`.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads clocks and files")]

#[path = "shared/cpu.rs"]
mod cpu;

use cpu::{CHILDREN, OWN, cpu};
use notewright::build::{self, Prepared};
use notewright::disk::Options;
use notewright::search::Index;
use notewright::search::files;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![151, 1_510, 15_100] } else { sizes };
    println!("| sections | notes kB | CPU s | search % | wall s | peak MiB | files | site MB | CPU µs a section |");
    println!("|---|---|---|---|---|---|---|---|---|");
    for size in sizes {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let notes = folder.path().join("notes.md");
        let text = notes_of(size);
        std::fs::write(&notes, &text).expect("the notes");
        let rounds = (3_000 / size).clamp(3, 15);
        let mut runs: Vec<Run> =
            (0..rounds).map(|round| built(folder.path(), &folder.path().join(format!("out{round}")))).collect();
        runs.sort_by(|a, b| a.cpu.total_cmp(&b.cpu));
        let run = &runs[runs.len() / 2];
        let search = search_cpu(folder.path(), &notes, rounds) / run.cpu * 100.0;
        let (files, bytes) = site(&folder.path().join("out0"));
        #[expect(clippy::cast_precision_loss, reason = "figures for people")]
        let (kilobytes, megabytes, each) = (text.len() as f64 / 1e3, bytes as f64 / 1e6, run.cpu * 1e6 / size as f64);
        println!(
            "| {size} | {kilobytes:.0} | {:.3} | {search:.0} | {:.3} | {} | {files} | {megabytes:.1} | {each:.0} |",
            run.cpu,
            run.wall.as_secs_f64(),
            run.peak_kib / 1024,
        );
    }
}

struct Run {
    cpu: f64,
    wall: Duration,
    peak_kib: u64,
}

fn built(root: &Path, out: &Path) -> Run {
    let before = cpu(CHILDREN);
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_notewright"))
        .args(["build", "--quiet", "--root"])
        .arg(root)
        .arg("--notes")
        .arg(root.join("notes.md"))
        .arg("--out")
        .arg(out)
        .stdout(Stdio::null())
        .spawn()
        .expect("notewright starts");
    let mut peak_kib = 0;
    let status = loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let peak = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.trim().parse().ok());
        peak_kib = peak_kib.max(peak.unwrap_or(0));
        if let Some(status) = child.try_wait().expect("notewright can be waited for") {
            break status;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    assert!(status.success(), "notewright builds the notes");
    Run { cpu: cpu(CHILDREN) - before, wall: start.elapsed(), peak_kib }
}

/// Returns the CPU seconds of the search index and its files, as the mean of some rounds.
fn search_cpu(root: &Path, notes: &Path, rounds: usize) -> f64 {
    let options = Options { root: root.to_owned(), notes: Some(notes.to_owned()), ..Options::default() };
    let Ok(Prepared { site, .. }) = build::prepare(&options, notewright::site::SiteForm::Folder) else {
        panic!("the notes can be read")
    };
    let before = cpu(OWN);
    for _ in 0..rounds {
        std::hint::black_box(files::files(&Index::new(&site), &site));
    }
    #[expect(clippy::cast_precision_loss, reason = "a few rounds")]
    let rounds = rounds as f64;
    (cpu(OWN) - before) / rounds
}

fn site(out: &Path) -> (usize, u64) {
    walkdir::WalkDir::new(out)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .fold((0, 0), |(files, bytes), entry| (files + 1, bytes + entry.metadata().map_or(0, |data| data.len())))
}

const SERVICES: [&str; 20] = [
    "Amazon SQS",
    "Lambda",
    "DynamoDB",
    "S3",
    "CloudFront",
    "API Gateway",
    "Step Functions",
    "EventBridge",
    "KMS",
    "Cognito",
    "CloudWatch Logs",
    "X-Ray",
    "ECS",
    "an ALB",
    "Kinesis",
    "Elastic Beanstalk",
    "CodeBuild",
    "IAM",
    "RDS",
    "ElastiCache",
];
const VERBS: [&str; 12] = [
    "sends",
    "stores",
    "retries",
    "encrypts",
    "reads",
    "scales",
    "throttles",
    "caches",
    "replays",
    "filters",
    "signs",
    "batches",
];

/// Generates numbered notes whose vocabulary grows with their length. 2 % of the sections have a policy, 1 % a script.
fn notes_of(sections: usize) -> String {
    let mut random = Random(0x9E37_79B9_7F4A_7C15 ^ sections as u64);
    let mut notes = String::new();
    for number in 1..=sections {
        let title = format!("{} {} {}", SERVICES[random.below(20)], VERBS[random.below(12)], random.word());
        let _ = writeln!(notes, "### {number}. {title}\n");
        for _ in 0..2 + random.below(5) {
            notes.push('-');
            for _ in 0..8 + random.below(30) {
                let word = match random.below(12) {
                    0 => SERVICES[random.below(20)].to_owned(),
                    1 => VERBS[random.below(12)].to_owned(),
                    _ => random.word(),
                };
                let _ = write!(notes, " {word}");
            }
            notes.push_str(".\n");
        }
        match random.below(100) {
            0 | 1 => {
                let action = random.word();
                let _ = writeln!(
                    notes,
                    "\n```json\n{{\"Version\": \"2012-10-17\", \"Statement\": [{{\"Effect\": \"Allow\", \"Action\": [\"sqs:Send{action}\"], \"Resource\": \"*\"}}]}}\n```"
                );
            }
            2 => notes.push_str("\n```bash\nfor i in 1 2 3; do aws sqs list-queues; sleep $((2**i)); done\n```\n"),
            _ => {}
        }
        notes.push('\n');
    }
    notes
}

/// A linear congruential generator (Knuth, The Art of Computer Programming, volume 2, table 3.3.4-1, line 26).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end
    }

    /// Returns a generated word. Short words are frequent, as in prose.
    fn word(&mut self) -> String {
        let syllables = 1 + self.below(2) + self.below(2);
        (0..=syllables)
            .map(|_| ["ka", "lo", "mi", "ter", "san", "ve", "no", "ri", "du", "pel"][self.below(10)])
            .collect()
    }
}
