//! Counts how the work of each parser grows with its input: instructions for inputs of one shape, each twice as long as
//! the one before. Work that is linear doubles; quadratic work grows fourfold.
//!
//! `scripts/bench linear` counts for all parsers and shapes, `scripts/bench linear catalogue` for one parser. It prints
//! what grows faster than 2.2 times a doubling, and fails if there is any. It is not a part of `scripts/test`, because it
//! needs an optimized program; a workflow runs it every night. The program runs itself in callgrind, a part of valgrind,
//! whose counts hardly differ from run to run.
#![expect(clippy::disallowed_methods, reason = "a benchmark starts a program and reads files")]

#[path = "../fuzz/targets/targets.rs"]
mod targets;

use notewright::html::sanitize;
use std::path::Path;
use std::process::{Command, ExitCode};
use targets::{TARGETS, Target};

/// A deploy plan and a request are targets without a parser to measure. `sanitizer` cleans what the program shows as text,
/// because it is nested too deeply, and `pipeline` reads pages as a browser does, for which nesting is quadratic: [`site`] makes
/// the same pages with the cleaner as it is used, and [`raw_html`] has the rest.
const NO_PARSERS: [&str; 4] = ["deploy_plan", "http_request", "pipeline", "sanitizer"];

/// Names the parser to the process that is counted.
const COUNTED: &str = "NOTEWRIGHT_COUNTED";

/// Each is repeated until the input is long enough.
const SHAPES: [&str; 87] = [
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
    "{::comment}",
    "{{< comment >}}",
    "{% comment %}",
    "{//",
    "{//\n",
    "<%# ",
    "<comment>",
    "#+begin_comment\n",
    "[//]: # (a\n",
    "<b hidden>",
    "<pre>",
    "<script>",
    ":::\n",
    ":::note\n",
    "!!! note\n",
    "$$",
    "\\(",
    "{{",
    "^[",
    "~~a ",
    "A) a\n",
    "{++a",
    "<code>",
    "**Q:** a\n",
    "<summary>",
    "import a\n",
    "<A ",
    "---\n",
    "\u{2028}",
    "`````",
    "> - ",
    "1.1 a\n\n",
    "(a](b) ",
    "[a](b \"",
    "Item: 5 MB. ",
    "\t",
    "...",
    "\"",
    "a_b*c ",
];

/// Lengths of the inputs in bytes.
const LENGTHS: [usize; 3] = [4_096, 8_192, 16_384];

/// Most growth of a doubling, in percent.
const MOST_GROWTH: u64 = 220;

fn main() -> ExitCode {
    let mut parsers: Vec<(&str, Target)> = TARGETS.into_iter().filter(|(name, _)| !NO_PARSERS.contains(name)).collect();
    parsers.push(("raw_html", raw_html));
    parsers.push(("site", site));
    if let Ok(counted) = std::env::var(COUNTED) {
        parsers.iter().filter(|(name, _)| *name == counted).for_each(|(_, parser)| work_on_all(*parser));
        return ExitCode::SUCCESS;
    }
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let mut steep = 0;
    println!("| parser | shape | instructions, in thousands, at {LENGTHS:?} bytes |");
    println!("|---|---|---|");
    for (name, _) in parsers.iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|it| it == name)) {
        let counts = match counts(name) {
            Ok(counts) => counts,
            Err(error) => {
                eprintln!("cannot count the instructions of `{name}`: {error}");
                return ExitCode::from(2);
            }
        };
        for (shape, counts) in SHAPES.iter().zip(counts.chunks(LENGTHS.len())) {
            if counts.windows(2).any(|pair| pair[1] * 100 > pair[0] * MOST_GROWTH) {
                steep += 1;
                let shown: Vec<String> = counts.iter().map(|count| (count / 1_000).to_string()).collect();
                println!("| {name} | `{}` | {} |", shape.escape_debug(), shown.join(", "));
            }
        }
    }
    println!("\n{steep} of {} shapes grow to more than {MOST_GROWTH} % with a doubling", SHAPES.len());
    ExitCode::from(u8::from(steep > 0))
}

/// Reads raw HTML for what is checked and replaced in it.
fn raw_html(data: &[u8]) {
    let html = String::from_utf8_lossy(data);
    std::hint::black_box(sanitize::inspect(&html));
    std::hint::black_box(sanitize::addresses(&html));
    std::hint::black_box(sanitize::with_quoted_addresses(&html));
    std::hint::black_box(sanitize::with_names(&html, |_, name| name.to_owned()));
}

/// Makes all pages and the search index of a site.
fn site(data: &[u8]) {
    std::hint::black_box(targets::site_of(data));
}

/// Gives a parser each shape in each length.
fn work_on_all(parser: Target) {
    // The first call makes what all others share.
    parser(b"### 1. A\n\nx\n");
    for shape in SHAPES {
        for length in LENGTHS {
            counted_work(parser, shape.repeat(length / shape.len()).as_bytes());
        }
    }
}

/// Callgrind counts what this function does, and writes a file for each call.
#[inline(never)]
fn counted_work(parser: Target, input: &[u8]) {
    parser(std::hint::black_box(input));
}

/// Returns the instructions of each call of [`counted_work`], in order.
fn counts(parser: &str) -> Result<Vec<u64>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let ran = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet", "--compress-strings=yes"])
        // One pattern for both would be one setting for callgrind, the last one.
        .args(["--toggle-collect=*counted_work*", "--dump-after=linear::counted_work*"])
        .arg(format!("--callgrind-out-file={}", folder.path().join("counts").display()))
        .arg(own)
        .env(COUNTED, parser)
        .env("RAYON_NUM_THREADS", "1")
        .output()
        .map_err(|error| format!("cannot start valgrind: {error}: install the package `valgrind`"))?;
    if !ran.status.success() {
        return Err(String::from_utf8_lossy(&ran.stderr).into_owned());
    }
    let calls = SHAPES.len() * LENGTHS.len();
    (1..=calls).map(|call| count(&folder.path().join(format!("counts.{call}")))).collect()
}

/// Reads the total of a file of callgrind ("Callgrind Format Specification", `totals`).
fn count(path: &Path) -> Result<u64, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let total = text.lines().find_map(|line| line.strip_prefix("totals: ").or(line.strip_prefix("summary: ")));
    total.and_then(|total| total.trim().parse().ok()).ok_or(format!("{} has no total", path.display()))
}
