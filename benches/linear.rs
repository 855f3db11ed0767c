//! Measures how the work of each parser grows with its input: CPU time for inputs of one shape, each twice as long as the
//! one before. Work that is linear doubles; quadratic work grows fourfold.
//!
//! `cargo bench --bench linear` measures all parsers and shapes; `cargo bench --bench linear -- catalogue` one parser. It
//! prints what grows faster than 2.5 times a doubling over three doublings, and fails if there is any. CPU time is noisy,
//! so this is not a test. Linux only: the figures are read from `/proc`.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads clocks and files")]

#[path = "../fuzz/targets/targets.rs"]
mod targets;

#[path = "shared/cpu.rs"]
mod cpu;

use cpu::{OWN, cpu};
use targets::TARGETS;

/// A deploy plan and a request are targets without a parser to measure.
const NO_PARSERS: [&str; 2] = ["deploy_plan", "http_request"];

/// Each is repeated until the input is long enough.
const SHAPES: [&str; 48] = [
    "[",
    "![](",
    "*a ",
    "**a** _b_ ",
    "`",
    "``a` ",
    "<a ",
    "<a b=c d='e' ",
    "<b>",
    "</b>",
    "<!--",
    "<details>\n",
    "&amp;",
    "|",
    "| a | b |\n",
    "|---|\n",
    "> ",
    "- a\n",
    "- ",
    "1. a\n",
    "# a\n",
    "### 1. A\n\nx\n\n",
    "Q1. a\n\nA. b\nB. c\n\n",
    "a\n\n",
    "\\",
    "{",
    "{\"a\":",
    "{\"a\": 1}\n",
    "[1,",
    "\"a\": 1,\n",
    "- id: a\n  name: A\n",
    "a: b\n",
    "a = 1\n",
    "[a]\n",
    "[[a]] ",
    "$x$ ",
    "[a]: b\n",
    "[^1] [^1]: a\n\n",
    "see 1, ",
    "Amazon SQS ",
    "â€™",
    "%%",
    "==a== ",
    "```\n",
    "~~~\na\n",
    "x - y. - Z ",
    "消息",
    "aB-",
];

/// Length of the shortest input in bytes.
const SHORTEST: usize = 6 * 1024;

/// Most growth over three doublings: 2.5 times for each.
const MOST_GROWTH: f64 = 15.6;

/// CPU seconds below which growth is noise.
const LEAST: f64 = 0.08;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let mut steep = 0;
    println!("| parser | shape | CPU ms at 6, 12, 24, 48 KiB |");
    println!("|---|---|---|");
    let parsers = TARGETS.iter().filter(|(name, _)| !NO_PARSERS.contains(name));
    for (name, parser) in parsers.filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|it| it == name)) {
        // The first call makes what all others share.
        parser(b"### 1. A\n\nx\n");
        for shape in SHAPES {
            let mut times = Vec::new();
            for doubling in 0..4 {
                let input = shape.repeat((SHORTEST << doubling) / shape.len());
                let before = cpu(OWN);
                parser(input.as_bytes());
                times.push(cpu(OWN) - before);
                // Steep enough already.
                if times.last().is_some_and(|&last| last > 20.0) {
                    break;
                }
            }
            let last = times[times.len() - 1];
            let growth = last / times[0].max(0.01);
            if last > LEAST && growth > MOST_GROWTH || times.len() < 4 {
                steep += 1;
                let shown: Vec<String> = times.iter().map(|seconds| format!("{:.0}", seconds * 1e3)).collect();
                println!("| {name} | `{}` | {} |", shape.escape_debug(), shown.join(", "));
            }
        }
    }
    println!("\n{steep} grow faster than 2.5 times a doubling");
    std::process::exit(i32::from(steep > 0));
}
