//! Cards whose answers would need their neighbourhood, and labels that complete a question.

use super::{Kind, cards, notebook, services, shown};
use crate::study::cards::{Wanted, of_notebook};
use crate::study::leaning::points_outside;

#[test]
fn an_answer_that_sends_the_reader_elsewhere_points_outside() {
    for text in [
        "The columns shown below come from the log.",
        "Set the style as above.",
        "Follow the order in 31.",
        "A build produces such an archive.",
        "Small batches keep a queue under that size limit.",
        "A user without these read rights sees nothing.",
        "The warehouse can keep them in a drawer.",
        "The rule matches the ones you want.",
        "Nobody knows what is possible here.",
        "The bell then rings twice.",
    ] {
        assert!(points_outside(text, ""), "{text}");
    }
    for text in [
        "Above all, keep keys short, such as `a1`.",
        "One request in 10 fails.",
        "The standard dates from a draft in 2012.",
        "Drawers hold keys, and nobody counts them.",
        "If a drawer is full, the bell then rings.",
        "Open the drawer and then the box.",
        "It is known that drawers stick.",
    ] {
        assert!(!points_outside(text, ""), "{text}");
    }
    assert!(!points_outside("A user without these rights sees nothing.", "Rights of a user"));
}

#[test]
fn a_label_keeps_sentences_that_need_no_other() {
    let drawer = "Drawers\n\nA drawer holds letters.\n\n";
    let back = |item: &str| {
        let made = cards(&format!("{drawer}- {item}"));
        made.into_iter().find(|card| card.kind == Kind::Label).map(|card| card.back)
    };
    assert_eq!(back("**Locks:** a lock needs one key. Turn it as below.").as_deref(), Some("A lock needs one key."));
    assert_eq!(back("**Locks:** the keys used below open every lock."), None);
    assert_eq!(
        back("**Order:** remove the tray before the lock (order in 65).").as_deref(),
        Some("Remove the tray before the lock.")
    );
    assert_eq!(
        back("**Opener:** who may open the lock (here, the postman).").as_deref(),
        Some("Who may open the lock.")
    );
    assert_eq!(back("**Advantage:** its key is made of brass.").as_deref(), Some("Its key is made of brass."));
    assert_eq!(
        back("**Keys:** both the postman and the owner carry one.").as_deref(),
        Some("Both the postman and the owner carry one.")
    );
}

#[test]
fn a_condition_goes_on_with_its_label() {
    let when = |title: &str, text: &str| {
        shown(&format!("{title}\n\nA tray slides out of its rails.\n\n- **Use it when** {text}"))
            .into_iter()
            .find(|line| line.starts_with("label-"))
    };
    assert_eq!(
        when("Sliding trays", "updates of the list come every hour.").as_deref(),
        Some("label-use-it-when: When do you use sliding trays? -> When updates of the list come every hour.")
    );
    assert_eq!(when("Missing trays", "every letter must arrive twice."), None, "nobody uses what is missing");
}

#[test]
fn codes_are_labels() {
    let lines = shown(
        "Answers of the postman\n\nThe postman answers with a code.\n\n- 503: no drawer takes the letter\n- 1: first\n- mail:PutLetter: allows dropping letters into a drawer",
    );
    let has = |start: &str| lines.iter().any(|line| line.starts_with(start));
    assert!(has("label-503: What does 503 mean? -> No drawer takes the letter"), "{lines:#?}");
    assert!(has("label-mailputletter: What does mail:PutLetter allow"), "{lines:#?}");
    assert!(!has("label-1"), "{lines:#?}");
}

#[test]
fn a_card_of_another_section_with_the_same_answer_goes() {
    let twice = "A wax seal is a mark that shows who closed a letter.";
    let notes = notebook(&format!(
        "### 1. Closing\n\nGlue closes the paper for good. Press the edges hard.\n\n{twice}\n\n### 2. Closing\n\nGlue closes the paper for good. Press the edges hard.\n\n{twice}\n"
    ));
    let made = of_notebook(&notes, "en", &services(), Wanted::Cards).cards;
    let seals = |at: usize| made[at].iter().filter(|card| card.back == twice).count();
    assert_eq!((seals(0), seals(1)), (1, 0));
    assert_ne!((&made[0][0].context, &made[0][0].front), (&made[1][0].context, &made[1][0].front));
}
