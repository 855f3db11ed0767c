//! `notewright deploy` with the feature `deploy`: runs a deploy and prints its progress and result. It does not plan
//! the deploy.

use super::{Common, Deploy, End, Options};
use crate::build::Stop as NoSite;
use crate::cli::report::{Stream, counted, refuse, report, stopped};
use crate::deploy::cost::{cost, dollars};
use crate::deploy::plan::Plan;
use crate::deploy::{self, Deployed, Event, Outcome, Settings, Status, Stop, StopKind, manifest};
use crate::diagnostic::{Diagnostic, Format};
use crate::disk;
use crate::source::Sources;
use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

pub(in crate::cli) fn run(arguments: &Deploy, options: &Options, common: &Common) -> std::io::Result<End> {
    let input = match disk::read(options) {
        Ok(input) if input.is_configured => input,
        Ok(input) => return stopped(NoSite::Config(Box::new((input.sources, input.diagnostics))), common),
        Err(error) => return refuse(&error, common),
    };
    let environment = std::env::vars_os().filter_map(|(name, value)| {
        // The AWS CLI ignores variables that are not text.
        Some((name.into_string().ok()?, value.into_string().ok()?))
    });
    let settings = Settings {
        environment: environment.collect(),
        adopts: arguments.adopt,
        allows_deletes: arguments.allow_deletes,
        takes_over: arguments.take_over,
        waits: arguments.wait,
        to: arguments.to.clone(),
        build_command: build_command(options),
    };
    if arguments.list {
        return match deploy::list(&input, &settings) {
            Ok((target, deploys)) => print_list(&target, &deploys, common),
            Err(stop) => ended(stop, common),
        };
    }
    if arguments.status {
        return match deploy::status(&input, &settings) {
            Ok(status) => print_status(&status, common),
            Err(stop) => ended(stop, common),
        };
    }
    let result = if arguments.dry_run {
        deploy::dry_run(input, &settings)
    } else {
        let progress = Progress::new(common);
        let result = deploy::deploy(input, &settings, &|event| progress.show(event));
        progress.clear();
        result
    };
    match result {
        Ok(outcome) => print_result(&outcome, arguments.dry_run, common),
        Err(stop) => ended(stop, common),
    }
}

/// The command that builds the site which these options name.
fn build_command(options: &Options) -> String {
    let mut command = "notewright build".to_owned();
    let root = Some(&options.root).filter(|root| **root != Path::new("."));
    for (name, path) in [("root", root), ("notes", options.notes.as_ref()), ("out", options.out.as_ref())] {
        if let Some(path) = path {
            command.push_str(&format!(" --{name} {}", path.display()));
        }
    }
    command
}

/// A step of the plan.
#[derive(Serialize)]
struct Step<'a> {
    stage: &'a str,
    #[serde(rename = "do")]
    what: &'a str,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// The result in `--format json`.
#[derive(Serialize)]
struct Summary<'a> {
    target: &'a str,
    files: usize,
    steps: Vec<Step<'a>>,
    uploads: usize,
    bytes: u64,
    deletes: usize,
    invalidations: usize,
    deploy: Option<&'a str>,
    invalidation: Option<&'a str>,
    cost: Estimate,
}

/// The estimate of the cost in `--format json`, in US dollars.
#[derive(Serialize)]
struct Estimate {
    requests: usize,
    requests_usd: String,
    most_for_invalidation_usd: String,
}

/// Returns the name of a value in JSON.
fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Returns all writing requests, in order.
fn steps(plan: &Plan) -> Vec<Step<'_>> {
    let step = |stage, what, path| Step { stage, what, path, reason: None };
    let mut steps = Vec::new();
    if plan.is_empty() {
        return steps;
    }
    steps.push(step("journal", "put", manifest::KEY));
    for put in &plan.puts {
        let stage = put.stage.name();
        steps.push(Step { stage, what: "put", path: &put.path, reason: Some(word(put.reason)) });
    }
    steps.push(step("manifest", "put", manifest::KEY));
    steps.extend(plan.removed.iter().map(|path| step("deletes", "delete", path)));
    steps.extend(plan.invalidations.iter().map(|path| step("invalidation", "invalidate", path)));
    steps.extend(plan.expired.iter().map(|path| step("expired", "delete", path)));
    if !(plan.removed.is_empty() && plan.expired.is_empty() && plan.invalidations.is_empty()) {
        steps.push(step("end", "put", manifest::KEY));
    }
    steps
}

fn print_result(outcome: &Outcome, is_dry: bool, common: &Common) -> std::io::Result<End> {
    let Outcome { plan, target, bytes, files, done } = outcome;
    let (uploads, deletes) = (plan.puts.len(), plan.removed.len() + plan.expired.len());
    let cost = cost(plan, *files);
    let mut text = String::new();
    if common.format == Format::Json {
        let summary = Summary {
            target,
            files: *files,
            steps: steps(plan),
            uploads,
            bytes: *bytes,
            deletes,
            invalidations: plan.invalidations.len(),
            deploy: done.as_ref().map(|done| done.deploy.as_str()),
            invalidation: done.as_ref().and_then(|done| done.invalidation.as_deref()),
            cost: Estimate {
                requests: cost.requests,
                requests_usd: dollars(cost.requests_price),
                most_for_invalidation_usd: dollars(cost.most_for_invalidation),
            },
        };
        text = serde_json::to_string(&summary).map_err(std::io::Error::other)? + "\n";
    } else {
        if is_dry || common.verbose {
            for Step { what, path, reason, .. } in steps(plan) {
                let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
                text.push_str(&format!("{what} {path}{reason}\n"));
            }
        }
        let what = if plan.is_empty() {
            format!("{} as they should be, nothing to do", counted(*files, "file"))
        } else {
            let (uploads, bytes) = (counted(uploads, "file"), HumanBytes(*bytes));
            let paths = counted(plan.invalidations.len(), "path");
            let (put, would) = if is_dry { ("to upload", "to delete") } else { ("uploaded", "deleted") };
            let last = if is_dry { "to invalidate" } else { "invalidated" };
            format!("{uploads} {put} ({bytes}), {deletes} {would}, {paths} {last}")
        };
        if is_dry || !common.quiet {
            text.push_str(&format!("{target}: {what}\n"));
        }
        if is_dry {
            let requests = counted(cost.requests, "request");
            text.push_str(&format!("cost: about ${} for {requests}", dollars(cost.requests_price)));
            if cost.most_for_invalidation > 0 {
                let most = dollars(cost.most_for_invalidation);
                text.push_str(&format!(", and up to ${most} for the invalidation (1,000 paths a month are free)"));
            }
            text.push_str("; prices of us-east-1\n");
        }
    }
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(End::Done)
}

fn print_list(target: &str, deploys: &[Deployed], common: &Common) -> std::io::Result<End> {
    let mut out = std::io::stdout();
    if common.format == Format::Json {
        writeln!(out, "{}", serde_json::json!({ "target": target, "deploys": deploys }))?;
        return Ok(End::Done);
    }
    let mut text = format!("{target}: {} remembered\n", counted(deploys.len(), "deploy"));
    for Deployed { deploy, at, files, lost } in deploys {
        let at = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(*at));
        let lost = if *lost == 0 { String::new() } else { format!(", {lost} no longer kept") };
        text.push_str(&format!("{deploy}  {at}  {}{lost}\n", counted(*files, "file")));
    }
    out.write_all(text.as_bytes())?;
    Ok(End::Done)
}

fn print_status(status: &Status, common: &Common) -> std::io::Result<End> {
    let Status { target, manifest, now, is_held } = status;
    let mut out = std::io::stdout();
    let Some(known) = manifest else {
        if common.format == Format::Json {
            writeln!(out, "{}", serde_json::json!({ "target": target, "deploy": null }))?;
        } else {
            writeln!(out, "{target}: nothing was deployed here")?;
        }
        return Ok(End::Done);
    };
    let lease = known.lease.as_ref().filter(|_| *is_held);
    let is_unfinished = !is_held && (!known.journal.is_empty() || !known.pending.is_empty() || known.lease.is_some());
    if common.format == Format::Json {
        let json = serde_json::json!({
            "target": target, "title": known.site.title, "base_url": known.site.base_url, "deploy": known.deploy,
            "at": known.at, "files": known.files.len(), "leaving": known.gone.len(),
            "lease": lease.map(|lease| &lease.owner), "unfinished": is_unfinished, "journal": known.journal.len(),
            "pending": known.pending,
        });
        writeln!(out, "{json}")?;
        return Ok(End::Done);
    }
    let at = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(known.at));
    let mut text = format!("{target}: `{}`, {}\n", known.site.title, counted(known.files.len(), "file"));
    text.push_str(&format!("deploy {}, {at}\n", known.deploy));
    if let Some(lease) = lease {
        let seconds = lease.until.saturating_sub(*now);
        text.push_str(&format!("under way: {}, for {seconds} s more unless renewed\n", lease.owner));
    }
    if is_unfinished {
        let journal = counted(known.journal.len(), "file");
        text.push_str(&format!("unfinished, {journal} in its journal: run `notewright deploy` again\n"));
    }
    if !known.pending.is_empty() {
        text.push_str(&format!("still to be invalidated: {}\n", known.pending.join(" ")));
    }
    if !known.gone.is_empty() {
        text.push_str(&format!("{} stay for readers with old pages\n", counted(known.gone.len(), "file")));
    }
    out.write_all(text.as_bytes())?;
    Ok(End::Done)
}

fn ended(stop: Stop, common: &Common) -> std::io::Result<End> {
    let (code, end) = match stop.kind {
        StopKind::Failed => ("deploy-failed", End::Failed),
        StopKind::Settings => ("could-not-run", End::CouldNotRun),
        StopKind::Refused => ("deploy-refused", End::Refused),
        StopKind::Denied => ("deploy-denied", End::Denied),
        StopKind::Held => ("deploy-held", End::Held),
        StopKind::NotInvalidated => ("deploy-not-invalidated", End::NotInvalidated),
    };
    let diagnostic = Diagnostic::error(code, stop.message);
    let diagnostic = match stop.help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    };
    report(&[diagnostic], &Sources::default(), common, Stream::Error)?;
    Ok(end)
}

/// The progress display: a bar with rate and time left on a terminal, else one line per stage.
struct Progress {
    /// The bar, and the number of files left.
    bar: Option<Mutex<(ProgressBar, usize)>>,
    is_quiet: bool,
    is_verbose: bool,
}

impl Progress {
    fn new(common: &Common) -> Self {
        let is_quiet = common.quiet || common.format == Format::Json;
        let has_bar = !is_quiet && std::io::stderr().is_terminal();
        Self { bar: has_bar.then(|| Mutex::new((ProgressBar::hidden(), 0))), is_quiet, is_verbose: common.verbose }
    }

    fn show(&self, event: Event<'_>) {
        match &self.bar {
            Some(bar) => {
                let mut shown = bar.lock().unwrap_or_else(PoisonError::into_inner);
                let (bar, left) = &mut *shown;
                match event {
                    Event::Stage { stage, files, bytes } => (*bar, *left) = (drawn(stage.title(), files, bytes), files),
                    Event::Uploaded { size, .. } => {
                        *left = left.saturating_sub(1);
                        bar.set_message(left.to_string());
                        bar.inc(size);
                    }
                    Event::StageDone => bar.finish_and_clear(),
                    Event::Notice(notice) => bar.println(notice),
                }
            }
            None if self.is_quiet => {}
            None => {
                let line = match event {
                    Event::Stage { stage, files, bytes } => {
                        format!("{}: {} ({})", stage.title(), counted(files, "file"), HumanBytes(bytes))
                    }
                    Event::Uploaded { path, .. } if self.is_verbose => format!("put {path}"),
                    Event::Notice(notice) => notice.to_owned(),
                    Event::Uploaded { .. } | Event::StageDone => return,
                };
                // If the terminal is closed, the deploy continues.
                let _ = writeln!(std::io::stderr(), "{line}");
            }
        }
    }

    fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.lock().unwrap_or_else(PoisonError::into_inner).0.finish_and_clear();
        }
    }
}

fn drawn(title: &'static str, files: usize, bytes: u64) -> ProgressBar {
    let template = "{prefix:>13} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta} left, {msg} files";
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr()).with_style(style);
    bar.set_prefix(title);
    bar.set_message(files.to_string());
    bar
}
