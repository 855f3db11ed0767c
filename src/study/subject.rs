//! [`Subject`]: what the rules know of a section.

mod references;
mod topic;
mod usage;

use super::blocks::{Block, BlockKind, blocks};
use super::grammar::is_instruction;
use super::sentences::{is_code_span, sentences_of};
use super::spoken::Spoken;
use super::words::{Phrases, content_words, stem, stems, word_count};
use super::{Card, grammar, label, quizzes};
use crate::catalogue::{Catalogue, NO_CATEGORY, ServiceId};
use crate::html::tags::unescaped;
use crate::link::mentions;
use crate::parse::Section;
use crate::tokenize::capitalised;
use references::without_references;
use std::sync::{LazyLock, OnceLock};

/// What the rules know of a section.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The title as plain text with code in backticks.
    pub title: String,
    /// Its blocks, references to other sections taken out.
    pub blocks: Vec<Block>,
    /// The language of the notebook.
    pub language: &'a str,
    /// The services.
    pub catalogue: &'a Catalogue,
    /// Stems of the words of the title.
    pub(super) title_stems: Vec<String>,
    /// Whether a question of the author asks what the title asks.
    pub(super) is_asked: bool,
    /// What [`Subject::prose`] gives.
    prose: Vec<usize>,
    /// What [`Subject::label`] gives.
    labels: Vec<Option<label::Spans>>,
    /// What [`Subject::said`] gives.
    said: Vec<OnceLock<Vec<String>>>,
    /// What [`Subject::prose_sentences`] gives.
    sentences: OnceLock<Vec<Spoken>>,
}

/// The comment by which an author says that a section, or the block after it, has no cards.
const NO_CARD: &str = "no-card";

/// A block that follows `<!-- no-card -->` is left out of cards.
fn without_hidden(blocks: Vec<Block>) -> Vec<Block> {
    let mut hides = false;
    blocks
        .into_iter()
        .map(|mut block| {
            if block.kind == BlockKind::Comment {
                hides = block.text == NO_CARD;
            } else if std::mem::take(&mut hides) {
                block.kind = BlockKind::Comment;
            }
            block
        })
        .collect()
}

/// The title as plain text with code in backticks.
#[must_use]
pub fn plain_title(section: &Section) -> String {
    let html = &section.title.html;
    if !html.contains(['<', '&']) {
        return html.trim().trim_end_matches([':', '.']).to_owned();
    }
    let mut title = String::with_capacity(html.len());
    let mut rest = html.as_str();
    while let Some(at) = rest.find('<') {
        title.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        if matches!(&rest[at..end], "<code>" | "</code>") {
            title.push('`');
        }
        rest = &rest[end..];
    }
    title.push_str(rest);
    unescaped(&title).trim().trim_end_matches([':', '.']).to_owned()
}

impl<'a> Subject<'a> {
    /// Reads a section: what the rules need, and the questions that it contains. None if the author wants no cards of it.
    #[must_use]
    pub fn new(section: &Section, language: &'a str, catalogue: &'a Catalogue) -> Option<(Self, Vec<Card>)> {
        let blocks = blocks(&section.body);
        let title = plain_title(section);
        // A comment before everything else concerns the whole section.
        if blocks.first().is_some_and(|block| block.kind == BlockKind::Comment && block.text == NO_CARD) {
            return None;
        }
        let blocks = without_hidden(blocks);
        let quizzes = quizzes::find(&title, &blocks);
        let blocks: Vec<Block> = blocks.into_iter().map(without_references).collect();
        let is_prose = |&at: &usize| {
            let block = &blocks[at];
            block.is_prose() && !quizzes.used[at] && !block.text.is_empty() && !label::is_reference(&block.text)
        };
        let subject = Self {
            title_stems: stems(&title).map(|stem| stem.as_str().to_owned()).collect(),
            prose: (0..blocks.len()).filter(is_prose).collect(),
            labels: blocks.iter().map(label::Spans::of).collect(),
            said: blocks.iter().map(|_| OnceLock::new()).collect(),
            sentences: OnceLock::new(),
            is_asked: quizzes.asks_title,
            title,
            blocks,
            language,
            catalogue,
        };
        Some((subject, quizzes.cards))
    }
}

impl Subject<'_> {
    /// The text of a block.
    #[must_use]
    pub fn text(&self, block: usize) -> &str {
        &self.blocks[block].text
    }

    /// The label of a block.
    #[must_use]
    pub(super) fn label(&self, block: usize) -> Option<label::Label<'_>> {
        self.labels[block].as_ref().map(|spans| spans.within(self.text(block)))
    }

    /// The sentences of a block, behind its label if it has one. All rules share them.
    #[must_use]
    pub(super) fn said(&self, block: usize) -> &[String] {
        self.said[block].get_or_init(|| sentences_of(self.label(block).map_or(self.text(block), |label| label.text)))
    }

    /// Indexes of paragraphs and list items that no quiz uses and that are no references.
    #[must_use]
    pub fn prose(&self) -> &[usize] {
        &self.prose
    }

    /// The sentences of its prose. A label is left out, and its text counts if it is a sentence. A pronoun at
    /// the start is replaced by what the section is about, where that is certain.
    #[must_use]
    pub fn prose_sentences(&self) -> &[Spoken] {
        self.sentences.get_or_init(|| self.read_sentences())
    }

    fn read_sentences(&self) -> Vec<Spoken> {
        let mut found = Vec::new();
        let mut topic: Option<Topic> = None;
        for &at in self.prose() {
            let whole;
            let sentences = match self.label(at) {
                Some(label) if label.is_example() || label.is_condition() => continue,
                Some(label) => {
                    topic = None;
                    if label.is_sentence() {
                        whole = sentences_of(self.text(at));
                        &whole
                    } else {
                        self.said(at)
                    }
                }
                None => self.said(at),
            };
            topic = topic.filter(|topic| !topic.is_of_block);
            for (index, sentence) in sentences.iter().enumerate() {
                let starts = sentence.starts_with(|c: char| c.is_uppercase() || c == '`' || c.is_ascii_digit());
                let whole = if sentence.starts_with('`') { sentence.clone() } else { capitalised(sentence) };
                let spoken = Spoken::new(at, whole);
                if !starts && !(index == 0 && (spoken.clause().is_some() || spoken.is_instruction())) {
                    continue;
                }
                let resolved = topic.as_ref().and_then(|topic| with_topic(&topic.name, &spoken.text));
                if resolved.is_none() {
                    topic = self.topic_of(&spoken);
                }
                found.push(resolved.map_or(spoken, |text| Spoken::new(at, text)));
            }
        }
        found
    }

    /// What a sentence is about, if the next one can only mean that: the subject that the title names too, or the service at
    /// the end of `…, use X.`
    fn topic_of(&self, sentence: &Spoken) -> Option<Topic> {
        if sentence.text.contains(" use ")
            && let Some((_, used)) = sentence.text.trim_end_matches('.').rsplit_once(" use ")
        {
            let mention = mentions::in_text(self.catalogue, used, None).into_iter().next();
            let is_whole = mention.is_some_and(|mention| mention.range == (0..used.len()));
            return is_whole.then(|| Topic { name: used.to_owned(), is_of_block: false });
        }
        let found = sentence.clause().filter(|found| word_count(found.subject) <= 6)?;
        let is_title = self.shares_title(found.subject);
        // `DAX is a cache. It does not …`: the next sentence of the paragraph is about DAX.
        let is_defined = matches!(found.verb.as_str(), "is" | "are")
            && ["a ", "an ", "the "].iter().any(|article| found.rest.starts_with(article))
            && self.has_entity(found.subject);
        (is_title || is_defined).then(|| Topic { name: self.mid_sentence(found.subject), is_of_block: !is_title })
    }

    /// The items of the list that a block announces.
    #[must_use]
    pub fn items_under(&self, block: usize) -> Vec<&str> {
        let depth = self.blocks[block].depth;
        self.blocks[block + 1..]
            .iter()
            .take_while(|item| matches!(item.kind, BlockKind::Item { .. }) && item.depth > depth)
            .filter(|item| item.depth == depth + 1)
            .map(|item| item.text.as_str())
            .collect()
    }

    /// Services that a text names.
    #[must_use]
    pub fn services_in(&self, text: &str) -> Vec<ServiceId> {
        mentions::in_text(self.catalogue, text, None).into_iter().map(|mention| mention.service).collect()
    }

    /// Whether a text names something: a service, code, an identifier, an acronym.
    #[must_use]
    pub fn has_entity(&self, text: &str) -> bool {
        let is_identifier = |word: &str| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '`' && c != '-');
            word.starts_with('`')
                || word.contains("::")
                || word.contains('_')
                || word.starts_with("--")
                || word.chars().filter(|c| c.is_uppercase()).count() >= 2
        };
        text.split_whitespace().any(is_identifier) || !self.services_in(text).is_empty()
    }

    /// Whether a question is about something in particular: it names an entity or a thing of the title.
    #[must_use]
    pub fn names_something(&self, front: &str) -> bool {
        let thing = front.trim_end_matches('?').splitn(3, ' ').nth(2).unwrap_or(front);
        self.has_entity(thing) || self.shares_title(thing)
    }

    /// Whether a text is the name of one thing.
    #[must_use]
    pub fn is_entity(&self, text: &str) -> bool {
        let covers =
            || mentions::in_text(self.catalogue, text, None).iter().any(|mention| mention.range == (0..text.len()));
        let is_acronym =
            text.len() > 1 && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-');
        is_code_span(text) || is_acronym || covers()
    }

    /// Whether a phrase and the title have their last word of content, or two words, in common.
    #[must_use]
    pub fn shares_title(&self, phrase: &str) -> bool {
        let shared = content_words(phrase).filter(|word| self.is_in_title(word)).take(2).count();
        shared >= 2 || (shared == 1 && content_words(phrase).nth(2).is_none())
    }

    /// Whether the title has a word, in any form.
    #[must_use]
    pub(super) fn is_in_title(&self, word: &str) -> bool {
        let stem = stem(word);
        self.title_stems.iter().any(|known| known == stem)
    }

    /// Whether an unlabelled sentence tells the reader to do something.
    #[must_use]
    pub fn instructs(&self) -> bool {
        static TELLING: LazyLock<Phrases> = LazyLock::new(|| {
            Phrases::new(&["you can ", "you must ", "you need ", "you should ", "lets you ", "let you ", " by "])
        });
        self.prose().iter().any(|&at| {
            self.said(at).iter().any(|sentence| {
                is_instruction(sentence)
                    || TELLING.are_in(sentence)
                    || sentence.match_indices(", ").any(|(at, mark)| is_instruction(&sentence[at + mark.len()..]))
            })
        })
    }

    /// Returns the line above a question that names nothing: the category of the first service of the section.
    #[must_use]
    pub fn context_for(&self, front: &str) -> String {
        if self.has_entity(front) {
            return String::new();
        }
        let category = self.service().map(|service| self.catalogue.get(service).category.as_str());
        category.filter(|category| *category != NO_CATEGORY).unwrap_or_default().to_owned()
    }

    /// The first service that the title or the prose names.
    fn service(&self) -> Option<ServiceId> {
        let in_prose = || self.prose().iter().flat_map(|&at| self.services_in(self.text(at))).next();
        self.services_in(&self.title).into_iter().next().or_else(in_prose)
    }

    /// The name of the service that the opening of a text names, and that it does not tell the reader to use: `To roll back a
    /// Lambda function, …`.
    #[must_use]
    pub fn service_of_opening(&self, text: &str) -> Option<String> {
        const MEANS: [&str; 8] = ["use ", "using ", "with ", "via ", "through ", "leverage ", "by ", "to "];
        let opening = text.find([',', '.', '\n', ':']).map_or(text, |end| &text[..end]);
        let mention = mentions::in_text(self.catalogue, opening, None).into_iter().next()?;
        let before = opening[..mention.range.start].trim_end_matches("the ");
        let is_means = MEANS.iter().any(|means| before.to_ascii_lowercase().ends_with(means));
        let is_near = word_count(before) <= 8 && !before.trim().is_empty();
        (is_near && !is_means).then(|| self.catalogue.get(mention.service).name.clone())
    }

    /// The name of the first service that the title or the prose names.
    #[must_use]
    pub fn first_service(&self) -> Option<String> {
        self.service().map(|service| self.catalogue.get(service).name.clone())
    }
}

/// What a sentence is about.
struct Topic {
    name: String,
    /// Whether only its own paragraph may go on with a pronoun for it.
    is_of_block: bool,
}

/// A sentence that begins with `It`, `They`, `These logs` with its topic instead.
fn with_topic(topic: &str, sentence: &str) -> Option<String> {
    let (first, rest) = sentence.split_once(' ')?;
    let next = rest.split(' ').next().unwrap_or_default();
    let is_many = grammar::is_plural(topic);
    let rest = match first {
        "It" if !is_many => rest,
        "They" if is_many => rest,
        "These" | "This" | "Those" => {
            let head = content_words(topic.split(" in ").next().unwrap_or(topic)).next_back()?;
            let (noun, rest) = rest.split_once(' ')?;
            (head == noun.to_lowercase().as_str() || stem(noun) == stem(&head)).then_some(rest)?
        }
        _ => return None,
    };
    if matches!(next, "is" | "was") && rest.starts_with("is like ") || rest.contains(" it's ") {
        return None;
    }
    Some(format!("{} {rest}", capitalised(topic)))
}
