//! What a section says in short: the answer to the question of its title.

use super::blocks::BlockKind;
use super::grammar::{clause, is_instruction, is_third_person, is_verb};
use super::label;
use super::leaning::{has_anaphor, leans, sends_elsewhere};
use super::sentences::clip;
use super::sentences::sentences_of;
use super::spoken::Spoken;
use super::subject::Subject;
use super::words::{content_words, stem, word_count, words};

/// Words of whole sentences that make a gist.
const GIST_WORDS: usize = 45;

/// Words that a gist has at most.
const MOST_WORDS: usize = 58;

/// Items of a list that make a gist.
const LIST_ITEMS: usize = 5;

/// A text and the blocks that it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Gist {
    /// The text; a list has a line for each item.
    pub(super) text: String,
    /// Indexes of blocks.
    pub(super) blocks: Vec<usize>,
}

/// The gist of a section, empty if it has no prose.
#[must_use]
pub(super) fn gist(subject: &Subject<'_>) -> Gist {
    let prose = subject.prose();
    let Some(&first) = prose.iter().find(|&&at| subject.label(at).is_none()) else {
        return of_labels(subject, prose);
    };
    let says_more = |at: &&usize| {
        let is_plain = subject.label(**at).is_none();
        is_plain && !label::gives_away(&subject.title, subject.text(**at))
    };
    let first = prose.iter().find(says_more).copied().unwrap_or(first);
    let first = after_concession(subject, prose, first);
    let starts_with_labels = prose.iter().take_while(|&&at| at < first).count();
    if starts_with_labels >= 3 {
        return of_labels(subject, prose);
    }
    let text = subject.text(first);
    if text.ends_with([':', ';']) {
        return of_list(subject, first, text);
    }
    if let Some(list) = of_instructions(subject, first) {
        return list;
    }
    // A text without a label.
    let said = subject.said(first);
    let start = best_start(subject, said);
    let mut found = Gist { text: String::new(), blocks: vec![first] };
    for (index, sentence) in said.iter().enumerate().skip(start) {
        let sentence = &if index == start { with_title(subject, sentence) } else { sentence.clone() };
        let joined = if found.text.is_empty() { sentence.clone() } else { format!("{} {sentence}", found.text) };
        // The first sentence that the title begins counts more than a few words.
        let is_main = begins_with_title(subject, sentence) && !names_title(subject, &found.text);
        // No other card can ask what goes on with the sentence before.
        let most = if is_main || goes_on(sentence) || compares(subject) { MOST_WORDS } else { GIST_WORDS };
        if !found.text.is_empty() && word_count(&joined) > most {
            break;
        }
        found.text = joined;
    }
    found.text = clip(&found.text, MOST_WORDS);
    grow(subject, prose, first, &mut found);
    if super::question::is_action(&subject.title) {
        remedy(subject, &mut found);
    }
    found
}

/// Adds to the answer of `Explain: "title"` the sentence that names what the title names and the answer does not, or the next
/// one where the answer says little more than the title. It replaces an answer that names nothing of the title.
pub(super) fn complete(subject: &Subject<'_>, found: &mut Gist) {
    if found.text.contains('\n') {
        return;
    }
    let told = |text: &str, word: &str| words(text).any(|other| stem(&other) == stem(word));
    add_named_codes(subject, found);
    if found.text.contains('\n') {
        return;
    }
    let missing: Vec<_> = content_words(&subject.title).filter(|word| !told(&found.text, word)).collect();
    let all = content_words(&found.text).count();
    let known = content_words(&found.text).filter(|word| subject.is_in_title(word)).count();
    let names_all = missing.is_empty();
    if names_all && known * 3 < all {
        return;
    }
    let named = |text: &str| missing.iter().filter(|word| told(text, word)).count();
    let stands = |spoken: &&Spoken| {
        let text = spoken.text.as_str();
        let is_new = !found.text.contains(text.trim_end_matches('.'));
        is_new
            && text.ends_with('.')
            && subject.label(spoken.block).is_none()
            && !has_anaphor(text)
            && word_count(text) >= 5
    };
    let mut candidates = subject.prose_sentences().iter().filter(stands);
    let best = if names_all {
        candidates.next()
    } else {
        candidates
            .map(|spoken| (named(&spoken.text), spoken))
            .filter(|(count, _)| *count > 0)
            .fold(
                None,
                |best: Option<(usize, &Spoken)>, next| {
                    if best.is_some_and(|best| best.0 >= next.0) { best } else { Some(next) }
                },
            )
            .map(|(_, spoken)| spoken)
    };
    let Some(best) = best else { return };
    let dot = if found.text.ends_with(['.', '!', '?']) { "" } else { "." };
    let joined = format!("{}{dot} {}", found.text, best.text);
    if word_count(&joined) <= MOST_WORDS {
        found.text = joined;
        found.blocks.push(best.block);
    } else if known == 0 {
        *found = Gist { text: clip(&best.text, MOST_WORDS), blocks: vec![best.block] };
    }
}

/// Lets the answer of `Explain: "title"` go on with what follows it, whole sentences and items, as far as they fit.
pub(super) fn fill(subject: &Subject<'_>, found: &mut Gist) {
    let Some(&last) = found.blocks.iter().max() else { return };
    if found.text.contains('\n') {
        return;
    }
    for &at in subject.prose().iter().filter(|&&at| at >= last) {
        if at > last && subject.label(at).is_some() {
            return;
        }
        let is_item = at > last && matches!(subject.blocks[at].kind, BlockKind::Item { .. });
        for sentence in subject.said(at) {
            if found.text.contains(sentence.trim_end_matches('.')) {
                continue;
            }
            let is_open = sentence.ends_with(':') || sends_elsewhere(sentence);
            // Readers count the mark of an item too.
            if is_open || word_count(&found.text) + word_count(sentence) + usize::from(is_item) > MOST_WORDS {
                return;
            }
            let dot = if found.text.ends_with(['.', '!', '?', ':']) { "" } else { "." };
            let space = if is_item { "\n- " } else { " " };
            if is_item && !found.text.starts_with("- ") && matches!(subject.blocks[last].kind, BlockKind::Item { .. }) {
                found.text = format!("- {}", crate::tokenize::capitalised(&found.text));
            }
            found.text = format!("{}{dot}{space}{sentence}", found.text);
            if !found.blocks.contains(&at) {
                found.blocks.push(at);
            }
        }
    }
}

/// Adds the codes that a title names and that are labels: `Marks 1, 2 and 3` has a label for each. They replace a text that leaves no
/// room for them.
fn add_named_codes(subject: &Subject<'_>, found: &mut Gist) {
    let is_named = |label: &label::Label<'_>| {
        label::is_code(label.name) && words(label.name).all(|word| subject.is_in_title(&word))
    };
    let labels = subject.prose().iter().filter_map(|&at| subject.label(at).map(|label| (at, label)));
    let named: Vec<(usize, label::Label<'_>)> = labels.filter(|(_, label)| is_named(label)).collect();
    if named.len() < 2 {
        return;
    }
    let first = sentences_of(&found.text).into_iter().next().unwrap_or_default();
    let lines = |room: usize| {
        let lines = label_lines(named.iter().map(|(_, label)| label), room);
        let are_whole = lines.len() == named.len() && lines.iter().all(|line| line.contains(": "));
        are_whole.then(|| lines.join("\n"))
    };
    let behind_first = lines(MOST_WORDS.saturating_sub(word_count(&first))).map(|lines| format!("{first}\n{lines}"));
    let Some(text) = behind_first.or_else(|| lines(MOST_WORDS)) else { return };
    found.text = text;
    found.blocks.extend(named.iter().map(|(at, _)| *at));
}

/// Whether a sentence goes on with the one before it: with a pronoun, or with an example of it.
fn goes_on(sentence: &str) -> bool {
    leans(sentence)
        || ["For example", "For instance", "While it ", "When this ", "If this "]
            .iter()
            .any(|start| sentence.starts_with(start))
}

/// Whether a sentence begins with the first word of the title.
fn begins_with_title(subject: &Subject<'_>, sentence: &str) -> bool {
    content_words(sentence)
        .next()
        .is_some_and(|word| subject.title_stems.first().is_some_and(|first| first == stem(&word)))
}

/// Whether a text names the first word of the title.
fn names_title(subject: &Subject<'_>, text: &str) -> bool {
    let Some(first) = subject.title_stems.first() else { return false };
    content_words(text).any(|word| first == stem(&word))
}

/// `How do you fix X?` is answered by the remedy, a sentence after the problem: `To fix this, add …`. It joins the gist, or
/// replaces it where both are too long.
fn remedy(subject: &Subject<'_>, found: &mut Gist) {
    if super::question::answers_how(&found.text) {
        return;
    }
    let found_sentence = subject.prose_sentences().iter().find(|spoken| {
        let is_plain = subject.label(spoken.block).is_none();
        let sentence = spoken.text.as_str();
        let says_how = sentence.starts_with("To ")
            || sentence.starts_with("You can ")
            || spoken.is_instruction()
            || says_what_to_do_then(subject, sentence);
        let is_told = found.text.contains(sentence.trim_end_matches('.'));
        is_plain && says_how && !is_told && !sentence.ends_with(':')
    });
    let Some(Spoken { block, text: sentence, .. }) = found_sentence else {
        return remedies(subject, found);
    };
    let joined = format!("{} {sentence}", found.text);
    if word_count(&joined) <= MOST_WORDS {
        found.text = joined;
        found.blocks.push(*block);
    } else if says_what_to_do_then(subject, sentence) {
        *found = Gist { text: clip(sentence, MOST_WORDS), blocks: vec![*block] };
    } else if let Some((_, told)) = sentence.split_once(", ").filter(|_| sentence.starts_with("To ")) {
        let told = crate::tokenize::capitalised(told);
        if !leans(&told) {
            *found = Gist { text: clip(&told, MOST_WORDS), blocks: vec![*block] };
        }
    }
}

/// Whether a sentence says what to do in the case that the title names: `When sorting letters, begin with …`.
fn says_what_to_do_then(subject: &Subject<'_>, sentence: &str) -> bool {
    let Some((case, told)) = sentence.split_once(", ") else { return false };
    let is_case = ["When ", "If ", "For "].iter().any(|start| case.starts_with(start));
    is_case
        && is_instruction(&crate::tokenize::capitalised(told))
        && content_words(case).filter(|word| subject.is_in_title(word)).nth(1).is_some()
}

/// The labels that say what to do, where no sentence does: they follow the first sentence of the gist.
fn remedies(subject: &Subject<'_>, found: &mut Gist) {
    let todo: Vec<(usize, label::Label<'_>)> = subject
        .prose()
        .iter()
        .filter_map(|&at| subject.label(at).map(|label| (at, label)))
        .filter(|(_, label)| {
            label.is_marked
                && label.class == label::Class::Name
                && is_instruction(&crate::tokenize::capitalised(label.text))
        })
        .take(LIST_ITEMS)
        .collect();
    let first = sentences_of(&found.text).into_iter().next().unwrap_or_default();
    let lines = label_lines(todo.iter().map(|(_, label)| label), MOST_WORDS.saturating_sub(word_count(&first)));
    if todo.len() < 2 || lines.len() < 2 || !first.ends_with('.') {
        return;
    }
    found.blocks.extend(todo.iter().map(|(at, _)| *at));
    found.text = format!("{first}\n{}", lines.join("\n"));
}

/// The block behind one that is only a concession: `While A helps, it does not suffice.`
fn after_concession(subject: &Subject<'_>, prose: &[usize], first: usize) -> usize {
    let turns = |text: &str| ["While ", "Although ", "Even though "].iter().any(|start| text.starts_with(start));
    if !turns(subject.text(first)) || subject.said(first).len() > 1 {
        return first;
    }
    let stands = |at: &usize| {
        let says = |text: &String| !leans(text) && !turns(text) && word_count(text) >= 5;
        subject.label(*at).is_none() && subject.said(*at).first().is_some_and(says)
    };
    prose.iter().copied().find(|at| *at > first && stands(at)).unwrap_or(first)
}

/// Words of a gist that says enough by itself.
const ENOUGH: usize = 14;

/// Takes what follows into a gist, as far as it fits: the next paragraph where the first sentence says little, and paragraphs
/// that go on with `This …`, which no other card can ask.
fn grow(subject: &Subject<'_>, prose: &[usize], first: usize, found: &mut Gist) {
    for &next in prose.iter().filter(|&&at| at > first).take(3) {
        let more = subject.text(next);
        if subject.label(next).is_some() {
            break;
        }
        let is_short = word_count(&found.text) < ENOUGH;
        if is_short && more.ends_with(':') {
            let list = of_list(subject, next, more);
            if word_count(&list.text) + word_count(&found.text) <= MOST_WORDS {
                found.text = format!("{} {}", found.text, list.text);
                found.blocks.extend(list.blocks);
            }
            break;
        }
        let Some(sentence) = subject.said(next).first() else { break };
        let goes_on = goes_on(sentence);
        let most = if goes_on { MOST_WORDS } else { GIST_WORDS };
        let fits = word_count(sentence) + word_count(&found.text) <= most && !sentence.ends_with(':');
        if !fits || !(is_short || goes_on) {
            break;
        }
        let dot = if found.text.ends_with(['.', '!', '?']) { "" } else { "." };
        found.text = format!("{}{dot} {sentence}", found.text);
        found.blocks.push(next);
    }
}

/// Items of one list that are all instructions: the section says what to do in several ways.
fn of_instructions(subject: &Subject<'_>, first: usize) -> Option<Gist> {
    let BlockKind::Item { list: own, .. } = subject.blocks[first].kind else { return None };
    let is_own = |at: &usize| matches!(subject.blocks[*at].kind, BlockKind::Item { list, .. } if list == own);
    let items: Vec<usize> = subject.prose().iter().copied().filter(is_own).collect();
    let todo: Vec<usize> = items.iter().copied().filter(|&at| is_instruction(subject.text(at))).collect();
    if todo.first() != Some(&first) || todo.len() < 2 || todo.len() * 2 < items.len() {
        return None;
    }
    let mut lines: Vec<String> = Vec::new();
    for &at in todo.iter().take(LIST_ITEMS) {
        let line = format!("- {}", short(subject.text(at), 24));
        if word_count(&lines.join("\n")) + word_count(&line) > MOST_WORDS {
            break;
        }
        lines.push(line);
    }
    (lines.len() >= 2).then(|| Gist { blocks: todo[..lines.len()].to_vec(), text: lines.join("\n") })
}

/// The sentence to begin with: the first that does not lean on another; a later one if it begins with a word of the title and
/// shares more of its words.
fn best_start(subject: &Subject<'_>, all: &[String]) -> usize {
    let shared = |sentence: &str| content_words(sentence).filter(|word| subject.is_in_title(word)).count();
    let says_more = |sentence: &str| content_words(sentence).filter(|word| !subject.is_in_title(word)).nth(1).is_some();
    let stands = |sentence: &String| {
        let turns = sentence.starts_with("While ") || sentence.starts_with("Although ");
        !leans(&with_title(subject, sentence)) && says_more(sentence) && !turns
    };
    let first = all.iter().position(stands).unwrap_or(0);
    // Of two things that are compared, each has its sentence.
    if compares(subject) {
        let names_one = |sentence: &String| {
            !leans(sentence) && content_words(sentence).next().is_some_and(|word| subject.is_in_title(&word))
        };
        return all.iter().position(names_one).unwrap_or(first);
    }
    let better = all.iter().enumerate().skip(first + 1).find(|(_, sentence)| {
        let begins = content_words(sentence).next().is_some_and(|word| subject.is_in_title(&word));
        begins && !has_anaphor(sentence) && shared(sentence) > shared(&all[first]) + 1
    });
    better.map_or(first, |(at, _)| at)
}

/// Whether a title compares: `Queue or topic`, `Queue vs. topic`.
fn compares(subject: &Subject<'_>) -> bool {
    [" or ", " vs ", " vs. ", " versus "].iter().any(|mark| subject.title.contains(mark))
}

/// The first sentence of a section with the title in the position of a pronoun: `It is a cache.` under `DAX` is `DAX is …`.
fn with_title(subject: &Subject<'_>, sentence: &str) -> String {
    let (first, rest) = sentence.split_once(' ').unwrap_or((sentence, ""));
    let verb = match first {
        "It’s" | "It's" => "is ",
        "They’re" | "They're" => "are ",
        "It" | "They" | "This" | "These" => "",
        _ => return sentence.to_owned(),
    };
    let next = rest.split(' ').next().unwrap_or_default();
    let is_pronoun = !verb.is_empty() || matches!(next, "is" | "are" | "can") || is_third_person(next) || is_verb(next);
    let title = ["What is ", "What's ", "What’s ", "What are "]
        .iter()
        .find_map(|start| subject.title.strip_prefix(start)?.strip_suffix('?'))
        .unwrap_or(&subject.title);
    let title = title.strip_prefix("the ").map_or_else(|| title.to_owned(), |rest| format!("The {rest}"));
    let is_name = word_count(&title) <= 5
        && !is_instruction(&title)
        && clause(&title).is_none()
        && !title.ends_with('?')
        && !title.contains(':');
    if is_pronoun && is_name { format!("{title} {verb}{rest}") } else { sentence.to_owned() }
}

/// The items that a text with a colon announces.
fn of_list(subject: &Subject<'_>, first: usize, text: &str) -> Gist {
    let depth = subject.blocks[first].depth;
    let mut items: Vec<(usize, String)> = Vec::new();
    let mut level = None;
    for at in first + 1..subject.blocks.len() {
        let block = &subject.blocks[at];
        let BlockKind::Item { .. } = block.kind else { break };
        let is_inside = block.depth > depth || depth == 0;
        if !is_inside {
            break;
        }
        if *level.get_or_insert(block.depth) == block.depth {
            items.extend(whole_item(subject, at).map(|item| (at, item)));
        }
    }
    if items.is_empty() {
        let said: Vec<String> = sentences_of(text).into_iter().filter(|sentence| !sentence.ends_with(':')).collect();
        let said = if said.is_empty() { text.trim_end_matches(':').to_owned() } else { said.join(" ") };
        return Gist { text: clip(&said, MOST_WORDS), blocks: vec![first] };
    }
    items.truncate(LIST_ITEMS);
    let intro = if word_count(text) <= 20 { format!("{text}\n") } else { String::new() };
    let room = MOST_WORDS - word_count(&intro);
    let lines = fitting(items.iter().map(|(_, item)| item.as_str()), room);
    items.truncate(lines.len());
    Gist {
        text: format!("{intro}{}", lines.join("\n")),
        blocks: std::iter::once(first).chain(items.iter().map(|&(at, _)| at)).collect(),
    }
}

/// The text of an item, with the items that it announces. None if it announces items that are not there.
fn whole_item(subject: &Subject<'_>, at: usize) -> Option<String> {
    let text = subject.text(at);
    if !text.ends_with(':') {
        return Some(text.to_owned());
    }
    let items: Vec<&str> = subject.items_under(at).into_iter().map(|item| item.trim_end_matches('.')).collect();
    (!items.is_empty()).then(|| format!("{text} {}", items.join("; ")))
}

/// The first sentences of items as lines of a list, as many as fit whole. If not even the first does, each is cut to its share.
fn fitting<'a>(items: impl ExactSizeIterator<Item = &'a str> + Clone, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut count = 0;
    for item in items.clone() {
        let line = format!("- {}", sentences_of(item).into_iter().next().unwrap_or_default());
        // Readers count the mark of an item too.
        count += word_count(&line) + 1;
        if count > room {
            break;
        }
        lines.push(line);
    }
    if lines.is_empty() {
        let share = room / items.len().max(1);
        lines = items.map(|item| format!("- {}", short(item, share))).collect();
    }
    lines
}

/// Returns the first sentence of an item, cut to `most` words.
fn short(item: &str, most: usize) -> String {
    let first = sentences_of(item).into_iter().next().unwrap_or_default();
    clip(&first, most.max(6))
}

/// Labels with their first sentences as lines of a list, as many as fit whole. A label alone stands for a long sentence.
fn label_lines<'a>(labels: impl Iterator<Item = &'a label::Label<'a>>, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut count = 0;
    for label in labels {
        let first = sentences_of(label.text).into_iter().next().unwrap_or_default();
        let whole = format!("- {}: {first}", label.name);
        // Readers count the mark of an item too.
        let fits = |line: &str| count + word_count(line) < room;
        let line = if fits(&whole) { whole } else { format!("- {}", label.name) };
        if !fits(&line) {
            break;
        }
        count += word_count(&line) + 1;
        lines.push(line);
    }
    lines
}

/// A section of labelled items: each label with its first sentence; labels alone when that is too long.
fn of_labels(subject: &Subject<'_>, prose: &[usize]) -> Gist {
    let labelled: Vec<(usize, label::Label<'_>)> = prose
        .iter()
        .filter_map(|&at| subject.label(at).map(|label| (at, label)))
        .filter(|(_, label)| !label.class.is_aside())
        .collect();
    let text = label_lines(labelled.iter().map(|(_, label)| label).take(LIST_ITEMS), MOST_WORDS).join("\n");
    if text.is_empty() {
        let first = prose.first().copied();
        let words = first.map_or(String::new(), |at| clip(subject.text(at), MOST_WORDS));
        return Gist { text: words, blocks: first.into_iter().collect() };
    }
    Gist { text, blocks: labelled.iter().map(|&(at, _)| at).collect() }
}
