//! `notewright plan`: the days until the exam.

use super::report::{Stream, counted, refuse, refuse_format, report, stopped};
use super::{Common, End, FormatName};
use crate::build;
use crate::day::Day;
use crate::diagnostic::Diagnostic;
use crate::disk::Options;
use crate::source::Sources;
use crate::study::data_files::site_key;
use crate::study::deck::Deck;
use crate::study::plan;
use clap::Args;
use std::io::Write;
use std::time::{SystemTime, UNIX_EPOCH};

/// When the exam is.
#[derive(Debug, Args)]
pub(super) struct Plan {
    /// The day of the exam
    #[arg(long, value_name = "YYYY-MM-DD")]
    exam: String,
    /// New cards a day at most
    #[arg(long, value_name = "COUNT")]
    per_day: Option<usize>,
    /// The first day, instead of today
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<String>,
}

/// Seconds of a day.
const DAY: u64 = 86_400;

pub(super) fn run(asked: &Plan, options: &Options, common: &Common) -> std::io::Result<End> {
    let (exam, from) = match (day(&asked.exam), asked.from.as_deref().map_or_else(|| Ok(today()), day)) {
        (Ok(exam), Ok(from)) => (exam, from),
        (Err(mistake), _) | (_, Err(mistake)) => return refuse(*mistake, common),
    };
    if exam <= from {
        let mistake = Diagnostic::error("could-not-run", format!("the exam on {exam} is not after {from}"));
        return refuse(mistake.help("name a later day with `--exam`"), common);
    }
    let prepared = match build::prepare(options, crate::site::SiteForm::Folder) {
        Ok(prepared) => prepared,
        Err(stop) => return stopped(stop, common),
    };
    let site = &prepared.site;
    let plan = plan::plan(Deck::new(site).len(), from, exam, asked.per_day);
    let text = match common.format_name {
        FormatName::Human | FormatName::Text => plan::text(&plan),
        FormatName::Json => plan::json(&plan),
        FormatName::Ics => plan::ics(&plan, &site.config.site.title, &site_key(site)),
        FormatName::Github | FormatName::Sarif | FormatName::Anki | FormatName::Csv | FormatName::Markdown => {
            return refuse_format(common, "`text`, `ics` or `json`");
        }
    };
    std::io::stdout().write_all(text.as_bytes())?;
    if let Some(warning) = too_short(&plan) {
        report(&[warning], &Sources::default(), common, Stream::Error)?;
    }
    Ok(End::Done)
}

/// Says so if not all cards fit, with the number that would do.
fn too_short(plan: &plan::Plan) -> Option<Diagnostic> {
    let never = match plan.left_over {
        0 => String::new(),
        count => format!(", and {} never come up", counted(count, "card")),
    };
    let message = format!("the cards do not fit before {}: there is no pass over everything{never}", plan.exam);
    let help = format!("`--per-day {}` would do, or choose a later day", plan.needed);
    (!plan.fits).then(|| Diagnostic::warning("plan-too-short", message).help(help))
}

fn day(text: &str) -> Result<Day, Box<Diagnostic>> {
    Day::parse(text).ok_or_else(|| {
        let mistake = Diagnostic::error("could-not-run", format!("`{text}` is not a day"));
        Box::new(mistake.help("write year, month and day: 2027-01-15"))
    })
}

/// The day in UTC.
#[expect(clippy::disallowed_methods, reason = "a plan begins today, and a lock has a date")]
pub(super) fn today() -> Day {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Day(i64::try_from(seconds / DAY).unwrap_or(0))
}
