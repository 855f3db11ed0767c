//! The questions of labels and of sentences that decide something.

use super::super::asking;
use super::shown;

/// The card of one label with one text.
fn of_label(item: &str) -> String {
    let section =
        format!("Letters of the office\n\nThe office of the port keeps each letter of its ships.\n\n- {item}");
    let found = shown(&section);
    found.into_iter().find(|card| card.starts_with("label-")).unwrap_or_default()
}

#[test]
fn a_label_asks_for_what_its_text_says() {
    for (item, question) in [
        // A thing and what it is.
        ("**Colour of the wax:** a dark red that keeps for years.", "What is the colour of the wax?"),
        ("**Two kinds:** plain paper, and paper with a seal.", "What are the two kinds?"),
        ("**Seal:** wax, thread, mark of the clerk.", "What does the seal include?"),
        // A subject that goes on in the text.
        ("**Seal:** broken only if the clerk is present.", "When is the seal broken?"),
        ("**Wage:** grows with the weight of the letter.", "What does the wage grow with?"),
        ("**Courier:** it must reach the port before noon.", "What must the courier reach?"),
        // Another subject.
        ("**Doors:** the guard must lock every drawer at night.", "Doors: what must the guard lock?"),
        ("**Night:** the guard waits if a bell rings in the tower.", "Night: when does the guard wait?"),
        // What to do, and why.
        ("**Add a stamp:** it tells the port who pays for the letter.", "Why should you add a stamp?"),
        ("**Sort letters:** by port, because ships leave one by one.", "How do you sort letters?"),
        ("**In the harbour:** hand the letter to the pilot.", "What do you do in the harbour?"),
        ("**Better paper:** linen keeps the ink on every page.", "Better paper: what helps?"),
        // A state, and words that ask.
        ("**Sealed:** the paper cannot be opened without a trace.", "What does \"sealed\" mean?"),
        ("**Seal required:** letters to the king go only under wax.", "What does \"seal required\" mean?"),
        ("**Includes:** paper, ink and a pen of a goose.", "What does it include?"),
        ("**What the clerk keeps:** a copy of each letter and its date.", "What does the clerk keep?"),
        ("**Which letter leaves first:** the one with the oldest date on it.", "Which letter leaves first?"),
    ] {
        let card = of_label(item);
        assert!(card.contains(&format!(": {question} -> ")), "{item}\n{card}");
    }
}

#[test]
fn an_identifier_that_says_its_text_is_no_card() {
    assert_eq!(of_label("`mail:CreateDrawer`: allows the creation of drawers."), "");
    assert!(of_label("`mail:CreateDrawer`: needs a key of the clerk.").contains("CreateDrawer"));
}

#[test]
fn traps_of_a_section_are_all_asked() {
    let found = shown(
        "How to seal a letter\n\nA clerk presses the seal into warm wax.\n\n- **Trap:** both paper bags must be closed before the wax is warm.\n\
            - **Trap:** this is the red wax, not the wax of candles.\n- **Trap:** it burns. Cold water in the wax spoils every seal of the day.",
    );
    let traps: Vec<&String> = found.iter().filter(|card| card.starts_with("label-trap")).collect();
    assert!(traps[0].starts_with("label-traps: What are the three traps?"), "{traps:?}");
    assert!(traps[1].starts_with("label-trap: When must the two paper bags be closed?"), "{traps:?}");
    for part in ["The two paper bags must", "The red wax, not the wax of candles.", "Cold water in the wax"] {
        assert!(traps.iter().any(|trap| trap.contains(part)), "{part}: {traps:?}");
    }
}

#[test]
fn cues_ask_for_what_their_sentence_says() {
    for (item, question) in [
        ("**Trap:** sending a new list replaces the old list of the office.", "What does sending a new list replace?"),
        ("**Trap:** wax melts in the sun, so the seal can break.", "Why can the seal break?"),
        ("**Trap:** put the stamp on first, or the port refuses the letter.", "Why should you put the stamp on first?"),
        ("**Trap:** if all drawers are full, the guard burns the rest.", "What happens if all drawers are full?"),
        ("**Trap:** only green ink survives on wet paper.", "What is the only thing that survives on wet paper?"),
        (
            "**Limit:** a drawer takes up to 25 sealed letters and 3 bags.",
            "How many sealed letters does a drawer take?",
        ),
        ("**Not washable:** the seal and the ribbon.", "What is not washable?"),
        ("**Static:** long drying, no ribbon.", "What are the settings for \"static\"?"),
    ] {
        let card = of_label(item);
        assert!(card.contains(&format!(": {question} -> ")), "{item}\n{card}");
    }
}

#[test]
fn a_question_has_the_condition_of_its_answer() {
    let found =
        shown("Keep letters dry\n\nIf ships leave in heavy rain, wrap every letter in linen before it goes on board.");
    assert!(found[0].starts_with("gist: How do you keep letters dry if ships leave in heavy rain?"), "{found:#?}");
}

#[test]
fn a_section_that_begins_with_a_question_asks_it() {
    let found =
        shown("Red wax\n\nWhich wax closes letters of the king for years? The red one, because it keeps its colour.");
    let gist = "gist: Which wax closes letters of the king for years? -> The red one, because it keeps its colour.";
    assert!(found.contains(&gist.to_owned()), "{found:#?}");
}

#[test]
fn labels_say_how_a_title_is_done() {
    let found = shown(
        "Fixing broken seals\n\nA broken seal means that somebody has opened the letter on the ship.\n\n\
            - **Old wax:** remove every bit of it from the paper.\n- **New wax:** use it while it is warm.",
    );
    assert!(found[0].contains("- Old wax: remove every bit of it from the paper."), "{found:#?}");
}

#[test]
fn numbers_of_one_unit_are_hidden_together() {
    let found = shown(
        "Bells of the port\n\nA bell rings.\n\n- The tower bell rings every 30 minutes, and the small bell rings every 10 minutes.",
    );
    let gaps =
        "The tower bell rings every [… minutes], and the small bell rings every [… minutes]. -> 30 minutes, 10 minutes";
    assert!(found.iter().any(|card| card.ends_with(gaps)), "{found:#?}");
}

#[test]
fn a_name_in_brackets_is_a_term() {
    let found = shown(
        "Ships\n\nShips of the king leave the port at noon, with letters for every town on the other side of the sea, and they come back with salt and paper before the moon is full.\n\nBefore the first trip of a year there is a long wait in the port (called a dry start) for every ship.",
    );
    assert!(found.iter().any(|card| card.contains(": What is a dry start? -> ")), "{found:#?}");
}

#[test]
fn labels_of_an_example_are_no_cards() {
    let found = shown(
        "Example of two drawers\n\nOne drawer stands in for the other.\n\n- **First:** the drawer by the window, with red paper.",
    );
    assert!(!found.iter().any(|card| card.starts_with("label-")), "{found:#?}");
}

#[test]
fn a_sentence_that_decides_something_is_asked() {
    let text = "Wax seals\n\nA wax seal closes a letter for good and shows who has closed it, on every ship and in every port of the sea, \
        also after years of rain and salt in the hold of a vessel that nobody has opened on its long way home.\n\n\
        - Seals keep their colour for years.\n- A wax seal must not touch fire or water.\n- Wax seals are kept in the tower by default.";
    let found = shown(text);
    assert!(found.iter().any(|card| card.contains(": What must a wax seal not touch? -> ")), "{found:#?}");
    assert!(!found.iter().any(|card| card.contains("colour do")), "{found:#?}");
}

#[test]
fn a_verb_that_needs_another_one_asks_nothing() {
    for verb in ["doesn't", "don't", "will", "would", "was", "had", "isn't"] {
        assert_eq!(asking::of_clause("the function", verb, "support containers for long jobs"), None, "{verb}");
    }
}

/// The cards of a section about letters with one item.
fn with_item(title: &str, item: &str) -> Vec<String> {
    shown(&format!("{title}\n\nThe office of the port keeps each letter of its ships.\n\n- {item}"))
}

fn asks(found: &[String], question: &str) -> bool {
    found.iter().any(|card| card.contains(&format!(": {question} -> ")))
}

#[test]
fn a_trap_without_a_subject_asks_for_what_the_title_names() {
    let trap = "**Trap:** nowhere louder than a gong.";
    for (title, question) in [
        ("Fog horns: signals for ships", "What is the trap with fog horns?"),
        ("Fog horns protect ships", "What is the trap with fog horns?"),
        ("Wrapping wet letters", "What is the trap when you wrap wet letters?"),
    ] {
        let found = with_item(title, trap);
        assert!(asks(&found, question), "{title}: {found:#?}");
    }
}

#[test]
fn a_statement_under_a_label_has_a_gap() {
    for (item, question) in [
        ("**Pace:** sorting clerks take a cart of letters for each hour.", "Pace: sorting clerks take […]."),
        (
            "**Archive:** `Shelf::Letters` takes the name of a clerk and finds his letter.",
            "Archive: [resource type] takes the name of a clerk and finds his letter.",
        ),
        ("**Night guard:** one strong lock is enough.", "Night guard: […] is enough."),
    ] {
        let found = with_item("Port office", item);
        assert!(asks(&found, question), "{item}\n{found:#?}");
    }
}

#[test]
fn half_labels_ask_for_their_object() {
    for (item, question) in [
        ("**Belongs to:** the harbour master.", "What does it belong to?"),
        ("**You must set:** a date for the first trip.", "What must you set?"),
        ("**Not the same as:** a ferry, which carries no mail.", "What must you not confuse it with?"),
    ] {
        let found = with_item("Port office", item);
        assert!(asks(&found, question), "{item}\n{found:#?}");
    }
}

#[test]
fn the_opening_of_a_section_is_asked_for_its_purpose() {
    let found = shown(
        "Dry letters on long trips\n\nTo keep letters dry on a ship, wrap each one in linen. Paper takes in water.",
    );
    let gist = "gist: How do you keep letters dry on a ship? -> Wrap each one in linen. Paper takes in water.";
    assert_eq!(found.first().map(String::as_str), Some(gist), "{found:#?}");
    assert!(!found.iter().any(|card| card.starts_with("scenario")), "asked once: {found:#?}");
    let found = shown(
        "Lost letters at sea\n\nIf a letter gets lost at sea, check:\n\n- the list of the clerk\n- the bag of the pilot",
    );
    assert!(asks(&found, "What do you check if a letter gets lost at sea?"), "{found:#?}");
}

#[test]
fn notes_of_changes_ask_what_was_wrong() {
    let changed = |note: &str| shown(&format!("Stamps\n\nA stamp pays for a letter.\n\n> **Changed:** {note}"));
    let found = changed("\"never washed off\" is outdated. Stamps come off in hot water.");
    assert!(asks(&found, "What is wrong with saying \"never washed off\"?"), "{found:#?}");
    let found = changed("older lists name only the red stamp. The blue one is used today.");
    assert!(asks(&found, "What do older lists say, and what is right today?"), "{found:#?}");
    let found = changed("since May 2020 a stamp costs two coins on every ship of the king.");
    assert!(asks(&found, "What has changed since May 2020?"), "{found:#?}");
}

#[test]
fn advice_without_its_case_is_no_card() {
    let found = with_item("Ink", "Avoid red ink on wet paper in such cases, as it fades within a day.");
    assert!(!found.iter().any(|card| card.contains("red ink on wet paper?")), "{found:#?}");
}

#[test]
fn an_answer_does_not_end_before_its_list() {
    let found = shown("Parts of a seal\n\nA seal has these parts:\n\n- Wax: red or green\n- Marks:\n- Thread: of silk");
    assert!(!found[0].contains("Marks:"), "{found:#?}");
}

#[test]
fn a_broad_question_gives_way_to_a_gap_or_to_the_thing_of_the_title() {
    for (item, question) in [
        ("**Caching:** replies are kept 300 seconds by default.", "Caching: replies are kept [… seconds] by default."),
        ("**Advantage:** the wax needs no fire and no lamp.", "What is the advantage of wax seals?"),
        ("**Fix:** press them again while they are warm.", "How do you fix wax seals?"),
    ] {
        let found = shown(&format!("Wax seals\n\nA clerk presses a mark into warm wax.\n\n- {item}"));
        let asked = |line: &String| line.contains(&format!(": {question} -> "));
        assert!(found.iter().any(asked), "{item}\n{found:#?}");
    }
    for item in ["**Keep longer:** send the letters to the king.", "**Ink:** the office has some."] {
        let found = shown(&format!("Wax seals\n\nA clerk presses a mark into warm wax.\n\n- {item}"));
        assert!(!found.iter().any(|line| line.contains("keep longer?") || line.contains(" have?")), "{found:#?}");
    }
}

#[test]
fn a_number_in_two_units_is_hidden_whole() {
    let found = shown("Keys\n\nA key opens a drawer.\n\nA key stays valid for at most 7,200 seconds (two hours).");
    let number = "number-7-200-seconds: A key stays valid for at most [… seconds]. -> 7,200 seconds (two hours)";
    assert!(found.contains(&number.to_owned()), "{found:#?}");
}
