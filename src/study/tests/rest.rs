//! Gists that go on, questions with their subject, and numbers of examples.

use super::{cards, notebook, services, shown};
use crate::study::numbers::{Fact, facts};
use crate::study::subject::Subject;

fn numbers(section: &str) -> Vec<(String, String, String)> {
    let notebook = notebook(&format!("### 1. {section}\n"));
    let catalogue = services();
    let (subject, _) = Subject::new(&notebook.sections[0], "en", &catalogue).expect("a section with cards");
    facts(&subject).into_iter().map(|Fact { value, unit, subject, .. }| (value, unit, subject)).collect()
}

#[test]
fn what_goes_on_with_the_gist_belongs_to_it() {
    let lines = shown(
        "Postal scales\n\nA postal scale is a scale for letters with a small dish. While it weighs letters well, it does not weigh parcels.",
    );
    assert_eq!(
        lines,
        [
            "gist: What is a postal scale? -> A postal scale is a scale for letters with a small dish. While it weighs letters well, it does not weigh parcels."
        ]
    );
}

#[test]
fn one_of_many_abilities_is_no_question() {
    let lines = shown(
        "Post offices\n\nA post office is a house where letters wait for their readers. The office clerk can weigh a parcel for the traveller at noon.",
    );
    assert!(lines.iter().all(|line| !line.contains("What can")), "{lines:#?}");
}

#[test]
fn a_question_of_one_word_has_the_title_above_it() {
    let made = cards("Desk trays: one for each day\n\nTrays are flat boxes that keep letters apart.");
    assert_eq!((made[0].front.as_str(), made[0].context.as_str()), ("What are trays?", "Desk trays: one for each day"));
}

#[test]
fn titles_are_no_instructions_where_their_verb_is_a_noun() {
    let front = |title: &str| {
        cards(&format!("{title}\n\nYou can sort letters by weight, and use a tray for each size.")).remove(0).front
    };
    assert_eq!(front("Work from a drawer"), "Explain: \"Work from a drawer\"");
    assert_eq!(front("Text that fills a page"), "Explain: \"Text that fills a page\"");
    assert_eq!(front("Full drawers: empty them at noon"), "Explain: \"Full drawers: empty them at noon\"");
    assert_eq!(front("Sort the letters"), "How do you sort the letters?");
}

#[test]
fn numbers_of_examples_and_suppositions_are_no_facts() {
    assert_eq!(numbers("Bells\n\nYou choose a loudness, say 50 %. Above 50 % of the range the bell rings twice."), []);
    assert_eq!(numbers("Bells\n\nA bell by the stairs would be 10 seconds late."), []);
    assert_eq!(numbers("Bells\n\nWho hears a bell after 20 seconds?"), []);
    assert_eq!(numbers("Bells\n\nExam questions still mean 15 minutes."), []);
}

#[test]
fn a_number_belongs_to_its_own_clause_once() {
    let found = numbers(
        "Mail\n\nA letter stamp covers 20 grams of mail within 2 days; a parcel stamp covers the mail of at most 5 days.\n\nA letter stamp needs 2 days.",
    );
    let of = |value: &str| {
        found.iter().filter(|(known, _, _)| known == value).map(|found| found.2.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(of("2"), ["Mail — a letter stamp"]);
    assert_eq!(of("5"), ["Mail — a parcel stamp"]);
}

#[test]
fn numbers_below_zero_are_read() {
    let found = numbers("Scales\n\n- A weight of `-1` means that the dish is empty.");
    assert_eq!(found.iter().map(|(value, _, _)| value.as_str()).collect::<Vec<_>>(), ["-1"]);
}

#[test]
fn scripts_and_styles_have_no_words() {
    let lines = shown(
        "Post horns\n\n<style>\n.horn { colour: brass }\n</style>\n\n<script>\nplay('horn');\n\nstop();\n</script>\n\nA post horn is a brass horn that announces the mail.",
    );
    assert_eq!(lines, ["gist: What is a post horn? -> A post horn is a brass horn that announces the mail."]);
}

#[test]
fn notes_of_changes_are_asked() {
    let lines = shown(
        "Letter post\n\nA letter costs one coin.\n\n> [!NOTE]\n> **Changed:** a letter to Rome costs two coins since May. See 4.\n",
    );
    assert!(
        lines.contains(
            &"label-changed: A letter to Rome costs […] since May. -> A letter to Rome costs two coins since May."
                .to_owned()
        ),
        "{lines:#?}"
    );
}

#[test]
fn a_trap_asks_for_its_subject() {
    let section = "Bells\n\nA bell rings at noon.\n\n- **Trap:** a wet bell does not ring.\n- **Trap:** this is no gong and no whistle.\n";
    let lines = shown(section);
    assert!(lines.iter().any(|line| line.contains("What is the trap with a wet bell?")), "{lines:#?}");
}

#[test]
fn unfinished_labels_are_completed() {
    let lines =
        shown("Bells\n\nA bell rings at noon.\n\n- **Do not confuse it with** a gong, which has no clapper inside.\n");
    assert!(lines.iter().any(|line| line.contains("What must you not confuse it with?")), "{lines:#?}");
}

#[test]
fn an_answer_ends_before_the_next_label() {
    let lines = shown("Drawers\n\nA desk has two drawers.\n\n- **Left drawer:** pens and ink. Right drawer: paper.\n");
    assert!(lines.iter().any(|line| line.ends_with("-> Pens and ink.")), "{lines:#?}");
}

#[test]
fn what_a_thing_does_not_do_is_asked_behind_a_concession() {
    let lines = shown(
        "Weighing\n\nLetters are weighed first, on the long table by the window, before anyone sorts them by town and by street.\n\n- While the postal scale shows grams, it does not show the price of a stamp for letters abroad.\n",
    );
    let line = "What does the postal scale not show? -> The postal scale does not show the price of a stamp for letters abroad.";
    assert!(lines.iter().any(|shown| shown.ends_with(line)), "{lines:#?}");
}

#[test]
fn answers_are_whole() {
    // `only` belongs to the condition, and the second step to the first.
    let lines = shown(
        "Ringing\n\nBells are loud at noon. Use the large bell only if the parcel post needs a signal from the tower.\n\nTo send a parcel by the tower post, first ring the large bell at the gate. Then wait.\n",
    );
    assert!(lines.iter().all(|line| !line.contains("only.") && !line.contains("-> First")), "{lines:#?}");
}
