//! Cards of small notes, and properties of the cards of this repository's own notes.

mod asking;
mod leaning;
mod rest;

use super::blocks::{Block, BlockKind, blocks};
use super::cards::{Wanted, of_notebook, of_section};
use super::leaning::leans;
use super::lock::{Change, changes, describe};
use super::numbers::{Fact, facts, shown_unit};
use super::sentences::sentences;
use super::subject::Subject;
use super::words::word_count;
use super::{Card, Kind};
use crate::catalogue::{self, Catalogue};
use crate::config::Config;
use crate::parse::{self, Notebook};
use crate::site::routes::name_sections;
use crate::source::{SourceFile, Sources};
use std::collections::{BTreeMap, BTreeSet};

const NOTES: &str = include_str!("../../notes/aws-developer.md");

fn notebook(text: &str) -> Notebook {
    let file = SourceFile::new("notes/n.md", text);
    let id = Sources::default().add(file.clone());
    let (mut notebook, _) = parse::parse("n".into(), id, &file, &Config::default());
    name_sections(&mut notebook);
    notebook
}

fn services() -> Catalogue {
    let file = SourceFile::new("services.yaml", include_str!("../../notes/services.yaml"));
    catalogue::parse(Sources::default().add(file.clone()), &file).0
}

fn cards(section: &str) -> Vec<Card> {
    let notebook = notebook(&format!("### 1. {section}\n"));
    of_section(&notebook.sections[0], "en", &services())
}

/// The cards of a section as `fragment: front -> back`.
fn shown(section: &str) -> Vec<String> {
    let line = |card: &Card| format!("{}: {} -> {}", card.fragment(), card.front, card.back_with_options());
    cards(section).iter().map(line).collect()
}

fn front(section: &str) -> String {
    cards(section).remove(0).front
}

#[test]
fn a_body_is_a_list_of_blocks() {
    let notebook = notebook(
        "### 1. T\n\nA `b` *c*\nd.\n\n- **L:** x\n  - y\n\n| h | i |\n|---|---|\n| j | k |\n\n```sh\nls\n```\n\n> note\n\n<details><summary>S</summary>\n\nin\n\n</details>\n<!-- no-card -->\n",
    );
    let read = blocks(&notebook.sections[0].body);
    let texts: Vec<(&str, usize, usize)> =
        read.iter().map(|block| (block.text.as_str(), block.depth, block.strong)).collect();
    assert_eq!(
        texts,
        [
            ("A `b` c d.", 0, 0),
            ("L: x", 1, 2),
            ("y", 2, 0),
            ("h | i", 0, 0),
            ("j | k", 0, 0),
            ("ls", 0, 0),
            ("note", 0, 0),
            ("S", 0, 0),
            ("in", 0, 0),
            ("", 0, 0),
            ("no-card", 0, 0),
        ]
    );
    assert_eq!(read[0].lines(), ["A `b` c", "d."]);
    let kinds: Vec<bool> = read.iter().map(Block::is_prose).collect();
    assert_eq!(kinds.iter().filter(|&&is_prose| is_prose).count(), 4);
    assert!(matches!(read[4].kind, BlockKind::Row { table: 0, .. }));
}

#[test]
fn rows_of_a_table_are_one_line() {
    let table = "Sizes\n\n| é | b |\n|---|---|\n| one two three<br>four | **x**:<br>y |\n";
    let read = blocks(&notebook(&format!("### 1. {table}")).sections[0].body);
    let rows: Vec<Vec<&str>> = read.iter().map(Block::lines).collect();
    assert_eq!(rows, [vec!["é | b"], vec!["one two three four | x: y"]]);
    assert!(read.iter().all(|row| row.strong == 0), "bold words of one cell begin no row");
}

#[test]
fn sentences_end_at_marks_before_a_capital() {
    let split = |text: &'static str| sentences(text).into_iter().map(|range| &text[range]).collect::<Vec<_>>();
    assert_eq!(
        split("Use `a. B` here. Then e.g. S3. Is it 5.5 MB? Yes."),
        ["Use `a. B` here.", "Then e.g. S3.", "Is it 5.5 MB?", "Yes."]
    );
    assert_eq!(split("これは一つ。これは二つ。"), ["これは一つ。", "これは二つ。"]);
    assert_eq!(split("see http://a.b. c"), ["see http://a.b. c"]);
}

#[test]
fn titles_become_questions() {
    for (section, question) in [
        ("What is a queue?\n\nA queue keeps messages.", "What is a queue?"),
        ("SNS vs SQS\n\nOne pushes, the other is asked.", "What is the difference between SNS and SQS?"),
        (
            "Standard or FIFO: which queue\n\nFIFO keeps order.",
            "Standard or FIFO: what is the difference, and which one when?",
        ),
        (
            "Kinesis write throttling: retry only what failed\n\nThe answer lists it.",
            "Explain: \"Kinesis write throttling: retry only what failed\"",
        ),
        ("How queues scale\n\nThey split.", "Explain how queues scale."),
        ("What a handler is\n\nA function.", "What is a handler?"),
        ("Using VPC Flow Logs to troubleshoot traffic\n\nThey record packets.", "How do you troubleshoot traffic?"),
        ("Using Amazon S3 for static web sites\n\nPut files in a bucket.", "What do you use for static web sites?"),
        (
            "Handling periodic spikes in a stream\n\n- Retry with backoff, and send less often.",
            "How do you handle periodic spikes in a stream?",
        ),
        (
            "Importance of Stickiness in Load Balancers\n\nSessions stay.",
            "Why does stickiness matter in Load Balancers?",
        ),
        ("AccessDenied error\n\nThe caller lacks a permission.", "What does AccessDenied mean?"),
        (
            "Dead-Letter Queue\n\nA dead-letter queue is a queue for messages that failed.",
            "What is a dead-letter queue?",
        ),
        ("Route table\n\nA route table is a map of where packets go.", "What is a route table?"),
        (
            "Deployment policies\n\nChoose one of these:\n\n- All at once\n- Rolling",
            "What are the deployment policies?",
        ),
        (
            "Logging is how you see into a function\n\nWrite lines.",
            "Explain: \"Logging is how you see into a function\"",
        ),
        (
            "Wax seals keep letters closed\n\nA seal breaks when somebody opens the letter.",
            "How do wax seals keep letters closed?",
        ),
        (
            "What a clerk may sign is in the book of the office\n\nThe book lists the papers of each clerk.",
            "Explain: \"What a clerk may sign is in the book of the office\"",
        ),
        (
            "Introduction to Security Groups\n\nStateful guards of an instance, open to nobody at first.",
            "Explain: \"Security groups\"",
        ),
    ] {
        assert_eq!(front(section), question);
    }
}

#[test]
fn labels_and_sentences_become_questions() {
    let found = shown(
        "Queues\n\nQueues keep messages until a worker takes them away from there.\n\n- **Limit:** a message stays at most 14 days.\n- **Trap:** two workers may get one message.\n- **Trap:** order is not kept by standard queues.\n- **Use it when** services must not wait for each other.\n- If you need to keep the order of orders, use FIFO queues with one group.\n- **Related:** see 2.",
    );
    for card in [
        "label-limit: How many days does a message stay? -> A message stays at most 14 days.",
        "label-traps: What are the two traps with queues? -> - Two workers may get one message.\n- Order is not kept by standard queues.",
        "label-use-it-when: When do you use queues? -> When services must not wait for each other.",
        "scenario-use-fifo-queues-group: How do you keep the order of orders? -> Use FIFO queues with one group.",
        "number-14-days: A message stays at most [… days]. -> 14 days",
    ] {
        assert!(found.contains(&card.to_owned()), "{card}\n{found:#?}");
    }
    assert!(!found.iter().any(|card| card.contains("related")), "{found:#?}");
}

#[test]
fn questions_keep_their_subject() {
    for (section, card) in [
        (
            "Log groups\n\nA group holds streams of logs.\n\n- **Set on the group:** retention, encryption and filters.",
            "label-set-on-the-group: What do you set on the group? -> Retention, encryption and filters.",
        ),
        (
            "Events\n\nA rule matches events of a bus.\n\n- **Pull requests** come as a separate type of event.",
            "label-pull-requests: What do pull requests come as? -> Pull requests come as a separate type of event.",
        ),
        (
            "Caching\n\nA cache answers again and again.\n\n- **Trap:** this feature exists for REST APIs only.",
            "label-trap: The feature exists for […]. -> The feature exists for REST APIs only.",
        ),
        (
            "Caching\n\nA cache answers again and again.\n\n- **Limit of DAX:** it does not help writers of tables.",
            "label-limit-of-dax: What is the limit of DAX? -> DAX does not help writers of tables.",
        ),
        (
            "Templates\n\nA template has inputs for each stack.\n\n- **Limit:** up to 200 parameters in one template.",
            "label-limit: Up to [… parameters] in one template. -> Up to 200 parameters in one template.",
        ),
        (
            "Rejected records\n\nToo many records of one producer arrive at a single shard within a second, so that some are rejected.\n\nTo fix this, add more shards.",
            "gist: Explain: \"Rejected records\" -> Too many records of one producer arrive at a single shard within a second, so that some are rejected. To fix this, add more shards.",
        ),
        (
            "Policies\n\nTwo policies are read.\n\nHowever, if there is an explicit deny in either policy, it overrides every allow.",
            "scenario-explicit-deny-overrides-allow: What happens if there is an explicit deny in either policy? -> The explicit deny overrides every allow.",
        ),
        (
            "Caching tables\n\nDAX is a cache in front of tables. It does not reduce latency of writes.",
            "right-dax-reduce-latency-writes: Right or wrong? DAX reduces latency of writes. -> Wrong: DAX does not reduce latency of writes.",
        ),
    ] {
        let found = shown(section);
        assert!(found.contains(&card.to_owned()), "{card}\n{found:#?}");
    }
    for (section, wrong) in [
        (
            "T\n\nS3 is consistent. After a write or delete, the very next `GET`, `HEAD` or `LIST` shows it all.",
            "`GET`?",
        ),
        ("Steps\n\n- **Package** needs a bucket; it also uploads nested templates.", "does needs"),
        ("Who made it?\n\nSearch CloudTrail for the `RunInstances` event of that instance ID.", "that instance"),
    ] {
        let found = shown(section);
        let asks = |card: &&String| !card.starts_with("gist: ");
        assert!(!found.iter().filter(asks).any(|card| card.contains(wrong)), "{found:#?}");
    }
    for (section, question) in [
        (
            "Query strings as a routing rule\n\nA query string follows the path. Use rules to route by it.",
            "Explain: \"Query strings as a routing rule\"",
        ),
        (
            "Fixing hot shards\n\nThe error means that one shard got more writes than others.\n\n- **Cure:** split it.",
            "Explain: \"Fixing hot shards\"",
        ),
        ("Another Example of Origin Failover\n\nThe first origin is a load balancer.", "Explain: \"Origin failover\""),
    ] {
        assert_eq!(front(section), question);
    }
}

/// The numbers of a section as `relation value unit (subject)`.
fn numbers(section: &str) -> Vec<String> {
    let notebook = notebook(&format!("### 1. {section}\n"));
    let services = services();
    let (subject, _) = Subject::new(&notebook.sections[0], "en", &services).expect("a section with cards");
    let line = |fact: &Fact| {
        let unit = shown_unit(&fact.value, &fact.unit);
        format!("{} {} {unit} ({})", fact.relation, fact.value, fact.subject).trim_start().to_owned()
    };
    facts(&subject).iter().map(line).collect()
}

#[test]
fn numbers_have_value_unit_relation_and_subject() {
    let of = |section: &str| numbers(&format!("Queues\n\n{section}"));
    for (section, expected) in [
        (
            "- **Time to live:** 300 seconds by default, 3,600 at most; 0 switches it off.",
            vec![
                "default 300 seconds (Queues — time to live)",
                "at most 3,600 seconds (Queues — time to live)",
                "0  (Queues — time to live)",
            ],
        ),
        (
            "- **Limits:** 30 seconds by default, 0 seconds to 12 hours.",
            vec!["default 30 seconds (Queues)", "at least 0 seconds (Queues)", "at most 12 hours (Queues)"],
        ),
        ("The mode makes three attempts in all.", vec!["exactly 3 attempts (Queues)"]),
        ("Set the minimum of the group to two or more instances.", vec!["at least 2 instances (Queues)"]),
        (
            "One write unit is one write per second of up to 1 KB.",
            vec!["1 write per second (Queues — one write unit)", "at most 1 KB (Queues — one write unit)"],
        ),
        (
            "> The first pause is up to 50 milliseconds (25 for DynamoDB).",
            vec!["at most 50 milliseconds (Queues — the first pause)", "25 milliseconds (Queues — the first pause)"],
        ),
        ("- **503:** no target is registered.", vec!["503 HTTP status (Queues)"]),
        ("Answer `200 OK` and the message is deleted.", vec!["200 HTTP status (Queues)"]),
        ("- **How it listens:** UDP port 2000 by default.", vec!["default 2000 port (Queues — how it listens)"]),
        ("It drops what comes within a 5-minute window.", vec!["within 5 minutes (Queues)"]),
        (
            "An alarm looks at periods of 10, 20 or 30 seconds.",
            vec!["10 seconds (Queues)", "20 seconds (Queues)", "30 seconds (Queues)"],
        ),
        (
            "It accepts up to 25 put or delete requests and 16 MB per call.",
            vec!["at most 25 requests (Queues)", "at most 16 MB (Queues)"],
        ),
        ("For example, a worker waits 10 seconds. Then 20 seconds pass.", vec![]),
        ("This client makes up to five attempts:", vec![]),
        ("Since November 2026 two of the workers use version 2 of it.", vec![]),
    ] {
        assert_eq!(of(section), expected, "{section}");
    }
}

#[test]
fn forms_of_quizzes() {
    for (section, right) in [
        ("T\n\n1. Which?\n   - A. x\n   - B. y\n\n   Answer: B", "B. y"),
        ("T\n\nWhich?\n\nA) x\n\nB) y\n\nC) z\n\nCorrect answers: A and C", "A. x\nC. z"),
        (
            "Which?\n\n- A: x\n- B: y\n- C: z\n\n<details><summary><b>Answer</b></summary>\n<p>\n\n#### Answer: BC\n\n</p>\n</details>",
            "B. y\nC. z",
        ),
        ("何ですか\n\n- A: x\n- B: y\n\n<details><summary><b>答案</b></summary>\n\n#### 答案：A\n\n</details>", "A. x"),
        (
            "ما هو\n\n- A: x\n- B: y\n\n<details><summary><b>الإجابة</b></summary>\n<p>\nالإجابة هي الخيار الثاني: B\n</p>\n</details>",
            "B. y",
        ),
        ("Which?   - A. x\n- B. y\n\nResposta: B", "B. y"),
        ("T\n\nWhich of these is right?\n\n- [ ] x\n- [x] y", "B. y"),
        ("T\n\nQ: Which?\nA: This one.", "This one."),
        ("Which one keeps order?\n\n<details><summary>Show</summary>\n\nThis one.\n\n</details>", "This one."),
    ] {
        let backs: Vec<String> = cards(section).iter().map(Card::back_with_options).collect();
        assert!(backs.iter().any(|back| back == right), "{section}: {backs:?}");
    }
    for section in
        ["T\n\nTo do today, all of it:\n\n- [x] milk\n- [ ] bread", "T\n\n- A. Smith wrote it\n- B. Jones read it"]
    {
        assert!(cards(section).iter().all(|card| card.kind != Kind::Quiz), "{section}");
    }
}

#[test]
fn an_answer_of_the_author_is_the_back_of_its_question() {
    for (section, right) in [
        ("How many hosts has a /30?\n\n**Answer:** 2", "How many hosts has a /30? -> 2"),
        ("Question\n\nHow many hosts has a /30?\n\n**Answer:** 2", "How many hosts has a /30? -> 2"),
        ("Wie viele Bits hat IPv4?\n\n**Antwort:** 32", "Wie viele Bits hat IPv4? -> 32"),
        ("What is ARP?\n\nCorrect answer: It maps IP to MAC.", "What is ARP? -> It maps IP to MAC."),
        ("What is ARP?\n\n**Solution:**\n\n- IP\n- MAC", "What is ARP? -> IP\nMAC"),
        ("What is first?\n\nA: The first.", "What is first? -> The first."),
        ("What is first?\n\nA1: The first one\ngoes on.", "What is first? -> The first one goes on."),
        (
            "Question\n\nWhat is DNS?\n**Answer:** It names hosts.\n\nIt is old and large.",
            "What is DNS? -> It names hosts.",
        ),
        (
            "Question\n\nHow long is it?\n\n<details>\n<summary>Answer</summary>\n\n128 bits.\n\n</details>",
            "How long is it? -> 128 bits.",
        ),
        ("Which one?\n\na) one\nb) two\nc) three\n\nAnswer: b", "Which one?\n- A. one\n- B. two\n- C. three -> B. two"),
        (
            "Which one?\n\n- a) one\n- b) two\n\n**Answer:** b) because",
            "Which one?\n- A. one\n- B. two -> B. two\nbecause",
        ),
    ] {
        let found = cards(section);
        let lines: Vec<String> =
            found.iter().map(|card| format!("{} -> {}", card.front_with_options(), card.back_with_options())).collect();
        assert_eq!(lines, [right], "{section}");
    }
}

#[test]
fn several_pairs_of_a_section_are_cards_each() {
    let pairs = "T\n\nQ1: Which?\nA1: One.\nQ2: Where?\nA2: Here.\n\nWho?\n\n**Answer:** They.";
    let fronts: Vec<String> = cards(pairs)
        .iter()
        .filter(|card| card.kind == Kind::Pair)
        .map(|card| format!("{} {}", card.front, card.back))
        .collect();
    assert_eq!(fronts, ["Which? One.", "Where? Here.", "Who? They."]);
    let headed =
        "T\n\nA queue keeps messages of many kinds.\n\n#### Who?\n\n**Answer:** They.\n\n#### Notes\n\nAnswer: none.";
    let backs: Vec<String> = cards(headed).into_iter().map(|card| card.back).collect();
    assert_eq!(backs[..2], ["A queue keeps messages of many kinds.", "They."]);
    let both = cards("T\n\nQ: Which?\nA: One.\n\nA queue keeps messages of many kinds.");
    assert_eq!((both[0].kind, both[0].back.as_str()), (Kind::Gist, "A queue keeps messages of many kinds."));
    for section in [
        "Which grades are there?\n\nA: very good\n\nB: good",
        "What to know of queues\n\nThe solution: it waits.\n\nA: is a letter.",
    ] {
        assert!(cards(section).iter().all(|card| card.kind != Kind::Pair), "{section}");
    }
}

#[test]
fn authors_hide_cards() {
    assert!(shown("T\n\n<!-- no-card -->\n\nA queue keeps messages for 14 days.").is_empty());
    let hidden = shown(
        "T\n\nA queue keeps messages.\n\n<!-- no-card -->\n\n- **Limit:** at most 14 days for each one.\n\n- **Cost:** you pay for each request.",
    );
    assert!(hidden.iter().all(|card| !card.contains("14 days")), "{hidden:#?}");
}

#[test]
fn every_section_of_our_notes_has_a_sound_card() {
    let notebook = notebook(NOTES);
    let cards = of_notebook(&notebook, "en", &services(), Wanted::Cards).cards;
    assert!(cards.iter().all(|cards| !cards.is_empty()));
    let mut asked = BTreeSet::new();
    let mut faults = Vec::new();
    for card in cards.iter().flatten().filter(|card| card.kind != Kind::Quiz) {
        let is_gap = matches!(card.kind, Kind::Cloze | Kind::Number);
        let repeats = !asked.insert((card.context.clone(), card.front_with_options()));
        let is_long = word_count(&card.front) > 40 || word_count(&card.back) > 60;
        // `Its policy …`: the label and the title say whose.
        let is_said = card.kind == Kind::Label && card.back.starts_with("Its ");
        let leaning = !matches!(card.kind, Kind::Right | Kind::Cell)
            && !is_said
            && leans(if is_gap { &card.front } else { &card.back });
        if repeats || is_long || leaning || (card.back.is_empty() && card.options.is_empty()) {
            faults.push(format!("{}: {} -> {}", card.fragment(), card.front, card.back));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The sections of our notes as texts.
fn parts(notes: &str) -> Vec<String> {
    let starts: Vec<usize> = notes.match_indices("\n### ").map(|(at, _)| at + 1).chain([notes.len()]).collect();
    starts.windows(2).map(|pair| notes[pair[0]..pair[1]].to_owned()).collect()
}

/// Cards by section and fragment.
fn by_id(notes: &[String]) -> BTreeMap<String, String> {
    let notebook = notebook(&notes.concat());
    let cards = of_notebook(&notebook, "en", &services(), Wanted::Cards).cards;
    let sections = notebook.sections.iter().zip(cards);
    sections
        .flat_map(|(section, cards)| {
            cards.into_iter().map(|card| (format!("{}#{}", section.stem, card.fragment()), card.back_with_options()))
        })
        .collect()
}

#[test]
fn ids_survive_edits_and_never_name_another_fact() {
    let before: Vec<String> = parts(NOTES).into_iter().take(60).collect();
    let mut after = before.clone();
    for (index, section) in after.iter_mut().enumerate().filter(|(index, _)| index % 10 < 3) {
        match index % 10 {
            // Reworded, and another item above the others.
            0 => {
                *section = section.replace(" can ", " may ").replace(" also ", " ");
                let at = section.find("\n- ").map_or(section.len(), |at| at + 1);
                section.insert_str(at, "- **Story:** a team learned it on a rainy Monday.\n");
            }
            // Items in another order.
            1 => {
                let mut items: Vec<&str> = section.split("\n- ").collect();
                let last = items.len() - 1;
                if last > 2 {
                    items[1..last].reverse();
                }
                *section = items.join("\n- ");
            }
            // Another title.
            _ => {
                let (number, title) = section.split_once(". ").expect("a numbered heading");
                *section = format!("{number}. Facts, {title}");
            }
        }
    }
    let (before, after) = (by_id(&before), by_id(&after));
    let lost: Vec<&String> = before.keys().filter(|id| !after.contains_key(*id)).collect();
    assert!(lost.len() * 200 <= before.len(), "{lost:#?}");
    let words = |text: &str| text.to_lowercase().split_whitespace().map(str::to_owned).collect::<BTreeSet<_>>();
    for (id, back) in &before {
        let Some(now) = after.get(id).filter(|_| !id.ends_with("#gist")) else { continue };
        let (was, is) = (words(back), words(now));
        assert!(was.intersection(&is).count() * 2 >= was.len().min(is.len()), "{id}: {back} / {now}");
    }
}

#[test]
fn the_lock_follows_sections() {
    let sections: Vec<String> = parts(NOTES).into_iter().take(40).collect();
    let renumbered = |sections: &[String]| {
        let lines = sections.iter().enumerate().map(|(index, section)| {
            let title = section.split_once(". ").map_or("", |(_, rest)| rest);
            format!("### {}. {title}", index + 1)
        });
        describe(&notebook(&lines.collect::<String>()))
    };
    let locked = renumbered(&sections);
    let moved = |from: usize, to: usize| Change::Moved { from: from.to_string(), to: to.to_string() };
    assert_eq!(changes(&locked, &locked), []);

    let mut swapped = sections.clone();
    swapped.swap(4, 20);
    assert_eq!(changes(&locked, &renumbered(&swapped)), [moved(5, 21), moved(21, 5)]);

    let mut inserted = sections.clone();
    inserted.insert(30, "### 0. A new subject\n\nThe canteen serves pasta on Fridays.\n\n".into());
    let expected: Vec<Change> = (31..=40).map(|number| moved(number, number + 1)).collect();
    assert_eq!(changes(&locked, &renumbered(&inserted)), expected);

    let mut deleted = sections.clone();
    deleted.remove(36);
    let expected = [Change::Gone { address: "37".into() }, moved(38, 37), moved(39, 38), moved(40, 39)];
    assert_eq!(changes(&locked, &renumbered(&deleted)), expected);

    let mut retitled = sections.clone();
    retitled[7] = format!("### 8. Another name\n{}", sections[7].split_once('\n').map_or("", |(_, rest)| rest));
    let found = changes(&locked, &renumbered(&retitled));
    assert!(matches!(found.as_slice(), [Change::Retitled { address, .. }] if address == "8"), "{found:?}");

    let mut reworded = sections;
    reworded[7] = reworded[7].replace(" the ", " that ").replace(" can ", " may ");
    assert_eq!(changes(&locked, &renumbered(&reworded)), []);
}
