//! A little English grammar: verbs, the subject of a sentence, instructions. Word lists, no parser.

use super::leaning::{has_anaphor, leans};
use super::words::{Word, WordSet, words};
use std::ops::Range;
use std::sync::LazyLock;

/// Verbs that notes use, in their base form.
const VERBS: &str = " absorb accelerate accept accommodate activate adapt access achieve act add adjust adopt alert allow analyze analyse answer append apply ask assign \
    assume attach audit automate avoid back base become begin belong block boost break browse build buffer cache call capture \
    carry cause change check choose clear close collect combine come compare compute configure connect consider consume contain \
    control convert copy cost count cover create customise customize cut debug decide decouple decrease decrypt define delete deliver deny \
    deploy deregister describe design detect determine direct disable discover discard distinguish distribute divide do double download drain \
    drop emit empty enable encounter encrypt end enforce enhance eliminate ensure enter establish evaluate examine exclude execute expect experience expire \
    export expose extend extract face facilitate fail fetch fill filter find finish fit fix follow force forward gather generate get give go grant group \
    grow guard handle happen hash help hide hold host identify ignore implement import improve include increase indicate inform initialise initialize \
    inject insert inspect install integrate interact investigate invoke isolate issue join keep know launch lead learn leave let leverage \
    limit link list listen live load lock log look lose lower mitigate maintain make manage map mark match mean measure meet merge migrate \
    maximise maximize minimise minimize mirror miss modify monitor mount move multiply name need notice notify offer open operate optimise optimize order \
    organise organize override own package pass patch pause pay perform permit pick place point poll prefer prepare prevent \
    process produce promote protect prove provide provision publish pull purchase push put query queue raise reach react read \
    rebuild receive recognise recognize record recover redirect reduce refer refresh register reject release rely remain remove \
    rename render repeat replace replicate report represent request require reset reshape reshard reserve resolve respond restart restore \
    restrict resume retain retrieve retry return reuse review rewrite ride roll rotate route run sample save scale scan schedule \
    search secure see select send separate serve set share ship shift show shut shrink sign simplify skip slow solve sort specify \
    speed spawn spend split spread stand start stay step stop store stream study submit subscribe supply support survive switch take \
    talk tame target tell terminate test text throttle track trace transform translate transfer trigger trim troubleshoot try \
    turn understand undo update upgrade upload use validate verify view wait want warm watch win work wrap write yield ";

/// Auxiliary words. They precede a verb and make a sentence's first verb certain.
const AUXILIARIES: &str = " is are was were has have had can cannot can't could must may might will would should does do doesn't don't isn't ";

/// Words that a noun or an adjective follows, not a finite verb.
const NOUN_FOLLOWS: &str = " of a an the in to for with its your their all more most many few several two three on from by and or no any \
    some every each other ";

/// Verbs that follow a plural subject without doubt.
const PLURAL_VERBS: &str = " work let allow enable help provide keep contain store tell decide define control need use act run carry \
    give make show support talk measure track determine cover cost apply belong ";

/// Verbs that are nouns as often, at the beginning of a sentence too.
const NOUNS_TOO: &str = " access attempt block buffer build cache change copy cost export group hash hook key label limit link list \
    load lock log map match metric mount order project queue query record request route sample scale schedule stage store stream \
    target test trace slow warm ";

/// More verbs that a title uses as nouns: a sentence that begins with them is an instruction.
const TITLE_NOUNS: &str = " alarm alert answer backup boost check control count default design display event filter force function grant \
    guard help hold host increase index issue launch measure mirror move need object offer own package pass patch pause pick place point \
    policy poll process pull purchase push put range read release report reserve reset result return retry review role roll rotate run \
    scan search shard share shift show sign sort source speed split start state step stop study supply support switch talk text transfer \
    transform trigger turn update upgrade upload use view wait watch work ";

/// Participles that do not end in `ed`.
const PARTICIPLES: &str = " kept sent held set built made run known given taken written read found lost left put paid bound seen shown \
    split spread hidden drawn driven chosen begun broken brought bought caught done drawn fed forgotten got gone grown hit laid led \
    meant met sold shut sought spent taught thrown told understood worn won ";

/// Words that open a phrase before the subject.
const OPENERS: &str = " in on at by for from with without within when whenever if while after before since because although though \
    unless until to as during through using under between once where per via like inside outside instead ";

/// Words that no subject of one thing holds.
const OTHERS: &str = " you we i not there that which who whose where ";

/// The lists of this module, ready to be searched.
struct Lists {
    verbs: WordSet,
    auxiliaries: WordSet,
    noun_follows: WordSet,
    plural_verbs: WordSet,
    nouns_too: WordSet,
    nouns_in_titles: WordSet,
    openers: WordSet,
    others: WordSet,
    participles: WordSet,
}

static KNOWN: LazyLock<Lists> = LazyLock::new(|| Lists {
    verbs: WordSet::new(&[VERBS]),
    auxiliaries: WordSet::new(&[AUXILIARIES]),
    noun_follows: WordSet::new(&[NOUN_FOLLOWS]),
    plural_verbs: WordSet::new(&[PLURAL_VERBS]),
    nouns_too: WordSet::new(&[NOUNS_TOO]),
    nouns_in_titles: WordSet::new(&[NOUNS_TOO, TITLE_NOUNS]),
    openers: WordSet::new(&[OPENERS]),
    others: WordSet::new(&[OTHERS]),
    participles: WordSet::new(&[PARTICIPLES]),
});

/// Whether a lower-case word is a known verb in its base form.
#[must_use]
pub(super) fn is_verb(word: &str) -> bool {
    word.len() > 1 && KNOWN.verbs.has(word)
}

/// The base form of a gerund: `using` is `use`, `running` is `run`.
#[must_use]
pub(super) fn of_gerund(word: &str) -> Option<String> {
    let stem = word.strip_suffix("ing")?;
    let undoubled =
        stem.char_indices().last().and_then(|(at, last)| stem[..at].ends_with(last).then(|| stem[..at].to_owned()));
    [Some(format!("{stem}e")), Some(stem.to_owned()), undoubled, Some(format!("{}ie", stem.trim_end_matches('y')))]
        .into_iter()
        .flatten()
        .find(|base| is_verb(base))
}

/// Whether a lower-case word is a verb in the third person: `lets`, `carries`, `pushes`.
#[must_use]
pub(super) fn is_third_person(word: &str) -> bool {
    let Some(stem) = word.strip_suffix('s') else { return false };
    is_verb(stem)
        || stem.strip_suffix('e').is_some_and(is_verb)
        || stem.strip_suffix("ie").is_some_and(|stem| is_verb(&format!("{stem}y")))
}

/// Whether a lower-case word is a participle: `stored`, `kept`.
#[must_use]
pub(super) fn is_participle(word: &str) -> bool {
    word.len() > 3 && word.ends_with("ed") && !word.ends_with("eed") || KNOWN.participles.has(word)
}

/// Whether a text begins with an instruction: `Use …`, `Always encrypt …`.
#[must_use]
pub(super) fn is_instruction(text: &str) -> bool {
    let mut spoken = words(text);
    let mut first = spoken.next().unwrap_or_default();
    if matches!(first.as_str(), "always" | "never" | "first" | "then" | "also" | "just" | "simply" | "please") {
        first = spoken.next().unwrap_or_default();
    }
    // Most sentences begin with another word.
    if first != "don't" && !is_verb(&first) {
        return false;
    }
    let second = spoken.next().unwrap_or_default();
    let is_negated = matches!(first.as_str(), "do" | "don't") && (second == "not" || first == "don't");
    // `Access logs are …`, `Scale is …`: a noun that looks like a verb has a finite verb behind it.
    let is_ambiguous = KNOWN.nouns_too.has(&first);
    let is_noun =
        KNOWN.auxiliaries.has(&second) || is_ambiguous && is_noun_phrase(&second, &spoken.next().unwrap_or_default());
    // These verbs are no instructions: `Mean CPU of all instances`, `Come as a separate type`.
    let is_imperative = !matches!(first.as_str(), "mean" | "come" | "happen" | "belong" | "remain" | "expire" | "grow");
    is_negated || (is_imperative && is_verb(&first) && !is_noun && !text.starts_with('`'))
}

/// Whether a verb at the beginning of a title is a noun as often.
#[must_use]
pub(super) fn is_noun_in_titles(word: &str) -> bool {
    KNOWN.nouns_in_titles.has(word)
}

/// Whether two words behind a noun that looks like a verb make a statement: `warm starts`, `cache lifetimes come`.
fn is_noun_phrase(second: &str, third: &str) -> bool {
    let is_verb_now = is_third_person(second) && !is_verb(second);
    is_verb_now || is_third_person(third) && !is_verb(third) || is_plural(second) && is_verb(third)
}

/// Subject, first finite verb and the rest of a simple sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Clause<'a> {
    /// The words before the verb, with their article.
    pub subject: &'a str,
    /// The verb in lower case.
    pub verb: Word<'a>,
    /// What follows the verb.
    pub rest: &'a str,
}

/// Where the parts of a [`Clause`] are in its sentence.
#[derive(Clone, Debug)]
pub(super) struct ClauseSpans {
    subject: Range<usize>,
    verb: Range<usize>,
    rest: Range<usize>,
}

impl ClauseSpans {
    /// The parts in this sentence.
    pub(super) fn within<'a>(&self, sentence: &'a str) -> Clause<'a> {
        Clause {
            subject: &sentence[self.subject.clone()],
            verb: Word::new(&sentence[self.verb.clone()]),
            rest: &sentence[self.rest.clone()],
        }
    }
}

/// Takes a sentence apart whose subject is its beginning. None if it begins with another phrase, leans on another sentence,
/// or its verb is not certain.
#[must_use]
pub(super) fn clause(sentence: &str) -> Option<Clause<'_>> {
    clause_spans(sentence).map(|spans| spans.within(sentence))
}

/// Where the parts are that [`clause`] gives.
pub(super) fn clause_spans(sentence: &str) -> Option<ClauseSpans> {
    let first = words(sentence).next()?;
    if KNOWN.openers.has(&first) || leans(sentence) || is_instruction(sentence) {
        return None;
    }
    let mut nesting = Nesting::default();
    let mut at = 0;
    for (count, word) in sentence.split_inclusive(' ').enumerate().take(MOST_WORDS_BEFORE_VERB + 1) {
        let start = at;
        at += word.len();
        if nesting.is_plain(word)
            && count > 0
            && is_finite_verb(sentence, start, at)
            && !words(&sentence[..start]).next_back().is_some_and(|before| KNOWN.noun_follows.has(&before))
        {
            let subject = trimmed(sentence, 0..start);
            let subject = subject.start..subject.start + without_adverb(&sentence[subject]).len();
            let (verb, rest) = (trimmed(sentence, start..at), trimmed(sentence, at..sentence.len()));
            return is_clear_subject(&sentence[subject.clone()]).then_some(ClauseSpans { subject, verb, rest });
        }
    }
    None
}

/// Whether a verb has the noun behind it as object, though both look like verbs: `forwards requests`.
fn has_noun_behind(verb: &str, after: &str) -> bool {
    let is_noun = |word: &str| word.strip_suffix('s').is_some_and(is_noun_in_titles);
    is_third_person(verb) && !is_verb(verb) && !is_noun(verb) && is_noun(after)
}

/// Words among which a finite verb is looked for. A subject that is an action has many: `Storing the code in a bucket saves …`.
const MOST_WORDS_OF_PHRASE: usize = 20;

/// Whether a verb needs another one after it: `will`, `doesn't`.
pub(super) fn is_auxiliary(word: &str) -> bool {
    KNOWN.auxiliaries.has(&word.to_lowercase())
}

/// Whether a text has a finite verb before a relative clause: it is a sentence, and no phrase.
pub(super) fn has_finite_verb(text: &str) -> bool {
    let spoken: Vec<Word<'_>> = words(text)
        .take(MOST_WORDS_OF_PHRASE)
        .take_while(|word| !matches!(word.as_str(), "that" | "which" | "who" | "whose" | "where" | "when" | "if"))
        .collect();
    let is_auxiliary = |word: &Word<'_>| {
        matches!(word.as_str(), "is" | "are" | "has" | "have" | "can" | "cannot" | "must" | "may" | "will")
    };
    let is_finite = |three: &[Word<'_>]| {
        let is_object = matches!(
            three[2].as_str(),
            "a" | "an" | "the" | "its" | "your" | "each" | "every" | "no" | "only" | "as" | "it"
        );
        let follows_pronoun = matches!(three[0].as_str(), "it" | "they" | "you");
        is_third_person(&three[1]) && !KNOWN.noun_follows.has(&three[0]) && is_object
            || follows_pronoun && begins_verb(&three[1])
    };
    // `The guard wakes a clerk`: a word in `s` between a noun of one thing and an object, in no list.
    let is_unknown = |four: &[Word<'_>]| {
        let is_article =
            |word: &Word<'_>| matches!(word.as_str(), "a" | "an" | "the" | "your" | "its" | "each" | "every");
        is_article(&four[0])
            && !four[1].ends_with('s')
            && four[2].len() > 3
            && four[2].ends_with('s')
            && is_article(&four[3])
    };
    // `Clerks take the letter`.
    let is_of_many = |three: &[Word<'_>]| {
        let is_object = matches!(
            three[2].as_str(),
            "a" | "an" | "the" | "its" | "your" | "each" | "every" | "no" | "only" | "from" | "to" | "into" | "with"
        );
        is_plural(three[0].as_str()) && is_verb(&three[1]) && is_object
    };
    spoken.windows(3).any(is_of_many)
        || spoken.iter().skip(1).any(is_auxiliary)
        || spoken.windows(3).any(is_finite)
        || spoken.windows(4).any(is_unknown)
}

/// The most words before a verb. A longer subject is not a short name.
const MOST_WORDS_BEFORE_VERB: usize = 10;

/// What is open before a word: parentheses, and a span of code.
#[derive(Default)]
struct Nesting {
    parentheses: usize,
    in_code: bool,
}

impl Nesting {
    /// Takes the next word, and tells whether all of it stands outside of parentheses and code.
    fn is_plain(&mut self, word: &str) -> bool {
        if !word.bytes().any(|byte| matches!(byte, b'`' | b'(' | b')')) {
            return !self.in_code && self.parentheses == 0;
        }
        let was_in_code = self.in_code;
        for character in word.chars() {
            match character {
                '`' => self.in_code = !self.in_code,
                '(' => self.parentheses += 1,
                ')' => self.parentheses = self.parentheses.saturating_sub(1),
                _ => {}
            }
        }
        !was_in_code && !self.in_code && self.parentheses == 0 && !word.contains(['`', ')'])
    }
}

/// These bytes of a sentence without the blanks around them.
fn trimmed(sentence: &str, span: Range<usize>) -> Range<usize> {
    let start = span.end - sentence[span.clone()].trim_start().len();
    start..start + sentence[start..span.end].trim_end().len()
}

/// Whether the word at these bytes of a sentence is the finite verb of the words before it.
fn is_finite_verb(sentence: &str, start: usize, end: usize) -> bool {
    let word = sentence[start..end].trim();
    if !word.starts_with(char::is_lowercase) {
        return false;
    }
    let verb = Word::new(word);
    let is_auxiliary = KNOWN.auxiliaries.has(&verb);
    let (is_singular, is_base) = (is_third_person(&verb), is_verb(&verb) || KNOWN.plural_verbs.has(&verb));
    if !(is_auxiliary || is_singular || is_base) {
        return false;
    }
    let before = without_adverb(sentence[..start].trim());
    let follows_adverb = before.len() < start.saturating_sub(1);
    let is_plural_verb = (KNOWN.plural_verbs.has(&verb) || follows_adverb && is_verb(&verb)) && is_plural(before);
    if !(is_auxiliary || is_plural_verb || is_singular) {
        return false;
    }
    let after = words(&sentence[end..]).next().unwrap_or_default();
    let is_sure = is_plural_verb || is_sure_singular(&verb) || has_noun_behind(&verb, &after);
    let is_noun = !is_auxiliary && (after == "of" || !is_sure && begins_verb(&after));
    !is_noun
}

/// Whether the words before a verb name one thing, without another clause and without leaning on another sentence.
fn is_clear_subject(subject: &str) -> bool {
    let is_whole = !subject.ends_with(',') && ![", ", ": ", "; "].iter().any(|mark| subject.contains(mark));
    // `Needs a bucket; it …`: the subject is the label before it.
    let mut start = words(subject);
    let (first, second) = (start.next().unwrap_or_default(), start.next().unwrap_or_default());
    let is_predicate = is_third_person(&first) && matches!(second.as_str(), "a" | "an" | "the" | "your" | "no" | "its");
    is_whole && !is_predicate && !words(subject).any(|word| KNOWN.others.has(&word)) && !has_anaphor(subject)
}

/// Whether a word begins the verb of a sentence, so that the word before it is a noun: `access logs record`.
fn begins_verb(word: &str) -> bool {
    KNOWN.auxiliaries.has(word) || is_third_person(word) || is_verb(word) && word != "back"
}

/// Whether a verb in the third person is one that no noun is spelled like.
fn is_sure_singular(verb: &str) -> bool {
    verb.strip_suffix('s').is_some_and(|base| {
        KNOWN.plural_verbs.has(base)
            && !matches!(
                base,
                "work"
                    | "store"
                    | "cover"
                    | "cost"
                    | "run"
                    | "measure"
                    | "track"
                    | "control"
                    | "use"
                    | "show"
                    | "support"
            )
    })
}

/// Whether a word in `ly` is a noun.
fn is_noun_in_ly(word: &str) -> bool {
    matches!(word, "reply" | "supply" | "assembly" | "family" | "anomaly" | "monopoly" | "butterfly")
}

/// A subject without the adverb at its end: `AWS SDKs automatically`.
fn without_adverb(subject: &str) -> &str {
    match subject.rsplit_once(' ') {
        Some((rest, last))
            if (last.ends_with("ly") && last.len() > 4 && !is_noun_in_ly(last))
                || matches!(last, "also" | "often" | "then" | "only" | "always" | "never" | "still" | "usually") =>
        {
            rest
        }
        _ => subject,
    }
}

/// The head of a noun phrase: the word before `of`, `in`, `for` or its end.
#[must_use]
pub(super) fn head(phrase: &str) -> Option<Word<'_>> {
    let is_inside =
        |word: &Word<'_>| !matches!(word.as_str(), "of" | "in" | "for" | "on" | "with" | "from" | "to" | "that" | "by");
    words(phrase).take_while(is_inside).last()
}

/// Whether a noun phrase is a plural: by its head.
#[must_use]
pub(super) fn is_plural(phrase: &str) -> bool {
    let head = head(phrase).unwrap_or_default();
    let is_singular = ["ss", "us", "is"].iter().any(|end| head.ends_with(end)) && head != "apis";
    head.ends_with('s') && !is_singular && head.len() > 3
}
