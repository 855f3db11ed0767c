//! The days until an exam: new cards end three days before it, reviews are spaced for a retention of 0.9, and everything is
//! seen once more in the last three days, weakest first.

use crate::day::Day;

/// Days at the end that belong to one pass over everything.
const LAST_PASS: i64 = 3;

/// About how many reviews a card takes in its first weeks at a retention of 0.9, by days since it was new (FSRS-6 with default
/// parameters, answers Good): the days of its first reviews.
const REVIEW_DAYS: [i64; 5] = [2, 11, 46, 163, 498];

/// Of this number of reviews one fails and comes again the same day: a retention of 0.9.
const FAILED_ONE_IN: usize = 10;

/// What there is to do on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Task {
    /// The day.
    pub day: Day,
    /// New cards.
    pub new: usize,
    /// About how many reviews.
    pub reviews: usize,
    /// Cards of the last pass over everything.
    pub pass: usize,
}

/// The days until an exam.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The day of the exam.
    pub exam: Day,
    /// The days, in order; the day of the exam is not among them.
    pub tasks: Vec<Task>,
    /// Whether all cards are new before the last days. If not, there is no last pass.
    pub fits: bool,
    /// How many new cards a day it takes that all fit.
    pub needed: usize,
    /// Cards that are not new on any day.
    pub left_over: usize,
}

/// Plans `cards` cards from `today` to the day before `exam`. `per_day` is how many new cards a day may have; without it, as
/// many as it takes. The page of study plans alike (`static/js/study-plan.js`), and knows in addition which cards are seen;
/// here all are new, also within the last days.
#[must_use]
pub fn plan(cards: usize, today: Day, exam: Day, per_day: Option<usize>) -> Plan {
    let days = (exam.0 - today.0).max(0);
    let before_pass = if days > LAST_PASS { days - LAST_PASS } else { days };
    let learning_days = usize::try_from(before_pass).unwrap_or(0);
    let needed = cards.div_ceil(learning_days.max(1));
    let fits = per_day.is_none_or(|most| most >= needed);
    let rate = per_day.filter(|_| !fits).unwrap_or(needed);
    let has_pass = fits && days > LAST_PASS;
    let mut new_on: Vec<usize> = Vec::new();
    let mut left_over = cards;
    for day in 0..days {
        let new = if fits && day >= before_pass { 0 } else { left_over.min(rate) };
        left_over -= new;
        new_on.push(new);
    }
    let tasks = (0..days)
        .map(|day| {
            let reviews =
                REVIEW_DAYS.iter().filter_map(|&after| new_on.get(usize::try_from(day - after).ok()?)).sum::<usize>();
            let failed = (reviews + FAILED_ONE_IN / 2) / FAILED_ONE_IN;
            let is_last = has_pass && day >= before_pass;
            let index = usize::try_from(day - before_pass).unwrap_or(0);
            let pass = if is_last { share(cards, index, usize::try_from(LAST_PASS).unwrap_or(1)) } else { 0 };
            let reviews = if is_last { 0 } else { reviews + failed };
            Task { day: Day(today.0 + day), new: new_on[usize::try_from(day).unwrap_or(0)], reviews, pass }
        })
        .collect();
    Plan { exam, tasks, fits, needed, left_over }
}

/// The part of `all` that falls on one of `parts` equal parts.
fn share(all: usize, part: usize, parts: usize) -> usize {
    all * (part + 1) / parts.max(1) - all * part / parts.max(1)
}

/// The plan as a table to read.
#[must_use]
pub fn text(plan: &Plan) -> String {
    let mut text = String::from("day         new  reviews\n");
    for task in &plan.tasks {
        let what = if task.pass > 0 { format!("all cards once more: {}", task.pass) } else { task.reviews.to_string() };
        text.push_str(&format!("{}  {:>3}  {what}\n", task.day, task.new));
    }
    text.push_str(&format!("{}  exam\n", plan.exam));
    text
}

/// The plan as JSON.
#[must_use]
pub fn json(plan: &Plan) -> String {
    let days: Vec<serde_json::Value> = plan
        .tasks
        .iter()
        .map(|task| {
            serde_json::json!({"day": task.day.to_string(), "new": task.new, "reviews": task.reviews, "pass": task.pass})
        })
        .collect();
    let value = serde_json::json!({
        "exam": plan.exam.to_string(),
        "fits": plan.fits,
        "needed": plan.needed,
        "left_over": plan.left_over,
        "days": days,
    });
    format!("{value:#}\n")
}

/// The plan as a calendar of all-day events (RFC 5545). The same plan gives the same bytes: the stamp of an event is its own
/// day.
#[must_use]
pub fn ics(plan: &Plan, site: &str, key: &str) -> String {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".into(),
        "PRODID:-//notewright//plan//EN".into(),
        "CALSCALE:GREGORIAN".into(),
    ];
    for task in &plan.tasks {
        let summary = match (task.new, task.reviews, task.pass) {
            (0, 0, 0) => continue,
            (0, _, pass) if pass > 0 => format!("{site}: {pass} cards, the weakest first"),
            (new, 0, _) => format!("{site}: {new} new cards"),
            (0, reviews, _) => format!("{site}: about {reviews} reviews"),
            (new, reviews, _) => format!("{site}: {new} new cards, about {reviews} reviews"),
        };
        lines.extend(event(task.day, &summary, key));
    }
    lines.extend(event(plan.exam, &format!("{site}: exam"), key));
    lines.push("END:VCALENDAR".into());
    lines.iter().map(|line| folded(line)).collect()
}

fn event(day: Day, summary: &str, key: &str) -> Vec<String> {
    let next = Day(day.0 + 1);
    vec![
        "BEGIN:VEVENT".into(),
        format!("UID:{}-{}@notewright", day.compact(), escaped(key)),
        format!("DTSTAMP:{}T000000Z", day.compact()),
        format!("DTSTART;VALUE=DATE:{}", day.compact()),
        format!("DTEND;VALUE=DATE:{}", next.compact()),
        format!("SUMMARY:{}", escaped(summary)),
        "TRANSP:TRANSPARENT".into(),
        "END:VEVENT".into(),
    ]
}

/// Text of a property (RFC 5545, section 3.3.11).
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// A line of at most 75 bytes, continued on lines that begin with a blank (RFC 5545, section 3.1).
fn folded(line: &str) -> String {
    let mut folded = String::with_capacity(line.len() + 8);
    let mut length = 0;
    for character in line.chars() {
        if length + character.len_utf8() > 75 {
            folded.push_str("\r\n ");
            length = 1;
        }
        folded.push(character);
        length += character.len_utf8();
    }
    folded.push_str("\r\n");
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    #[test]
    fn days_are_read_and_written() {
        for text in ["1970-01-01", "2000-02-29", "2026-12-31", "2027-01-15", "2400-02-29"] {
            assert_eq!(day(text).to_string(), text);
        }
        assert_eq!(day("1970-01-01").0, 0);
        assert_eq!(day("2000-03-01").0, 11_017);
        for text in ["2027-02-29", "2027-13-01", "2027-1-1", "27-01-01", "2027-01-15x", "", "2027-01-00"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn new_cards_end_three_days_before_and_everything_is_seen_again() {
        let plan = plan(470, day("2026-12-25"), day("2027-01-15"), None);
        assert_eq!(plan.tasks.len(), 21);
        assert_eq!(plan.tasks.iter().map(|task| task.new).sum::<usize>(), 470);
        assert!(plan.tasks[18..].iter().all(|task| task.new == 0));
        assert_eq!(plan.tasks[18..].iter().map(|task| task.pass).sum::<usize>(), 470);
        assert_eq!(plan.left_over, 0);
    }

    #[test]
    fn what_does_not_fit_is_said_and_there_is_no_pass() {
        let plan = plan(470, day("2027-01-05"), day("2027-01-15"), Some(20));
        assert_eq!((plan.fits, plan.needed, plan.left_over), (false, 68, 270));
        assert!(plan.tasks.iter().all(|task| task.pass == 0 && task.new <= 20));
        for (today, exam) in [("2027-01-15", "2027-01-15"), ("2027-01-16", "2027-01-15")] {
            assert!(super::plan(10, day(today), day(exam), None).tasks.is_empty());
        }
        assert_eq!(super::plan(10, day("2027-01-14"), day("2027-01-15"), None).tasks[0].new, 10);
    }

    /// Plans that the page and the terminal have to agree about.
    const PLANS: &str = include_str!("../../tests/study/plans.json");

    #[test]
    fn the_terminal_plans_as_the_page_does() {
        let plans: Vec<serde_json::Value> = serde_json::from_str(PLANS).expect("JSON");
        for known in &plans {
            let number = |key: &str| usize::try_from(known[key].as_u64().expect("a number")).expect("a small number");
            let today = day("2026-12-25");
            let exam = Day(today.0 + i64::try_from(number("days")).expect("a small number"));
            let plan = plan(number("cards"), today, exam, Some(number("per_day")));
            let new: Vec<usize> = plan.tasks.iter().map(|task| task.new).collect();
            assert_eq!(serde_json::json!(new), known["new"], "{known}");
            assert_eq!(
                (plan.fits, plan.needed, plan.left_over),
                (known["fits"] == true, number("needed"), number("left_over"))
            );
            let most = plan.tasks.iter().map(|task| task.pass).max();
            assert_eq!(most, Some(number("pass")), "{known}");
        }
    }

    #[test]
    fn new_cards_begin_today_and_one_card_is_one_review() {
        let one = plan(1, day("2026-11-27"), day("2027-01-15"), None);
        let reviewed: Vec<usize> = one.tasks.iter().map(|task| task.reviews).filter(|&reviews| reviews > 0).collect();
        assert_eq!((one.tasks[0].new, reviewed), (1, vec![1, 1]));
        let near = plan(160, day("2026-12-25"), day("2027-01-03"), Some(10));
        assert_eq!((near.fits, near.needed, near.left_over), (false, 27, 70));
        assert!(near.tasks.iter().all(|task| task.new == 10 && task.pass == 0));
    }
}
