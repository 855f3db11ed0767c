//! The page must find what the terminal finds.

use crate::page::{Answer, Page, Shown};
use crate::{Searched, queries};
use notewright::catalogue::ServiceId;
use notewright::search::excerpt::excerpt;
use notewright::search::query::{Query, search};
use notewright::search::{self};
use notewright::site::routes::encode_path;
use notewright::tokenize;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::fmt::Write as _;

fn expected(searched: &Searched, query: &Query<'_>) -> Answer {
    let Searched { site, index } = searched;
    let results = search(index, site, query);
    let shown = |hit: &search::query::Hit| {
        let document = index.documents[hit.document];
        Shown {
            url: encode_path(&site.path(document.route(site))),
            number: document.number(site).to_owned(),
            title: document.title(site).to_owned(),
            score: hit.score,
            excerpt: excerpt(&document.text(site), &results.marks).pieces,
        }
    };
    Answer {
        hits: results.hits.iter().map(shown).collect(),
        total: results.total,
        corrections: results.corrections.clone(),
        services: results.services.iter().map(|&service| site.catalogue.get(service).id.clone()).collect(),
    }
}

/// Returns every prefix that a reader sees while typing a query.
fn typed(query: &str) -> impl Iterator<Item = &str> {
    query.char_indices().map(|(at, c)| &query[..at + c.len_utf8()])
}

#[test]
fn page_and_terminal_agree_after_every_key() {
    let searched = Searched::of_repository();
    let page = Page::of(&searched);
    for wanted in queries() {
        let text = wanted.q.as_str();
        assert_eq!(page.answer(text, 3), expected(&searched, &Query { text, most: 3, ..Query::default() }), "{text:?}");
        for text in typed(text).chain([format!("{text} ").as_str()]) {
            let mut expected = expected(&searched, &Query { text, most: 10, ..Query::default() });
            expected.hits.iter_mut().for_each(|hit| hit.excerpt.clear());
            assert_eq!(page.hits(text, 10), expected, "{text:?}");
        }
    }
}

#[test]
fn page_and_terminal_agree_about_operators() {
    let searched = Searched::of_repository();
    let page = Page::of(&searched);
    for query in [
        "queue -lambda",
        "-dead-letter queue -x -la --dry-run",
        "\"dead-letter queue\" sqs",
        "the \"cache -hit\" ratio -behaviors \"of",
        "-lambda",
        "\"\" \"is the\" kinises",
        "$LATEST $PATH a$b kinises cloudfrnt",
        "oac vs oai",
        "\"visibility timeout\" \"timeout visibility\"",
        "“is the” \"the queue\" sqs",
    ] {
        for text in typed(query) {
            let expected = expected(&searched, &Query { text, most: 3, ..Query::default() });
            assert_eq!(page.answer(text, 3), expected, "{text:?}");
        }
    }
}

#[test]
fn page_and_terminal_read_the_beginning_of_a_long_query() {
    let searched = Searched::of_repository();
    let page = Page::of(&searched);
    let beginning = "🚀 visibility timeout ".repeat(200);
    let read: String = beginning.chars().take(2_000).collect();
    let text = format!("{read} cloudfront -lambda");
    let wanted = expected(&searched, &Query { text: &text, most: 3, ..Query::default() });
    assert_eq!(page.answer(&text, 3), wanted);
    assert_eq!(page.answer(&read, 3), wanted, "the rest is not read");
}

/// A site of several notebooks in several scripts, large enough for shards.
fn large() -> (tempfile::TempDir, Searched) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(folder.path().join("notes")).expect("a folder");
    let own = include_str!("../../notes/aws-developer.md");
    for copy in 0..3 {
        std::fs::write(folder.path().join(format!("notes/part-{copy}.md")), own).expect("notes");
    }
    let other = "---\ncatalogue: aws\n---\n# 笔记\n\nWhat these notes are about: 笔记 and a Lambda.\n\n## Vorwort\n\nWas hier steht, liest niemand.\n\n### 1. 消息队列\n\n可见性超时以后消息重新出现。\n\n### 2. Кэш\n\nЗапись и чтение, ёлка и 😀smile.\n\n\
                 ### 3. Überläufer\n\nDer Überläufer `ÜBER_lauf` läuft.\n\n### 17a. Odd number\n\nNothing.\n";
    std::fs::write(folder.path().join("notes/other.md"), other).expect("notes");
    std::fs::write(
        folder.path().join("site.toml"),
        "[search.synonyms]\n\"time machine\" = [\"point-in-time recovery\", \"PITR\"]\nlambda = [\"cloud function\"]\n",
    )
    .expect("a configuration");
    let searched = Searched::of(folder.path());
    (folder, searched)
}

#[test]
fn shards_are_loaded_on_demand() {
    let (_folder, searched) = large();
    let page = Page::of(&searched);
    let before = page.loaded();
    assert_eq!(
        page.answer("sticky sessions", 5),
        expected(&searched, &Query { text: "sticky sessions", most: 5, ..Query::default() })
    );
    let all: usize = search::files::files(&searched.index, &searched.site).iter().map(|file| file.bytes.len()).sum();
    assert!((page.loaded() - before) * 10 < all, "{} of {all}", page.loaded() - before);
    let more = [
        "消息",
        "消",
        "列",
        "息队",
        "кэш",
        "Чтение",
        "uber",
        "überläuf",
        "ÜBERLAUF",
        "17a",
        "#17a",
        "17",
        "47",
        "section 47.",
        "see # 47",
        "47 section",
        "47 static",
        "3 uberlaufer",
        "2.1",
        "cloud function",
        "point in time recovery",
        "smile",
        "😀",
        "about these notes",
        "vorwort",
        "liest niemand",
        "the",
        "how",
        "x",
        "dynomodb",
        "ynamodb",
        "stickysessions",
        "zzzzzz",
        "'",
        "",
        " ",
        "a++",
        "C#",
        "__proto__",
        "constructor",
        "<script>",
        "\u{0}",
    ];
    let queries = queries();
    for text in more.into_iter().chain(queries.iter().map(|wanted| wanted.q.as_str())) {
        let expected = expected(&searched, &Query { text, most: 20, ..Query::default() });
        assert_eq!(page.answer(text, 20), expected, "{text:?}");
    }
}

#[test]
fn filters_agree_in_page_and_terminal() {
    let (_folder, searched) = large();
    let page = Page::of(&searched);
    let services: Vec<ServiceId> =
        searched.site.catalogue.iter().map(|(id, _)| id).filter(|&id| searched.site.has_page(id)).collect();
    let lambda = services.iter().position(|&id| searched.site.catalogue.get(id).id == "aws-lambda");
    let other = searched.site.notebooks.iter().position(|notebook| notebook.id == "other");
    for (text, notebook, index) in [
        ("policy", Some(2), None),
        ("policy", None, lambda),
        ("policy", Some(1), lambda),
        ("notes", other, lambda),
        ("niemand", other, None),
    ] {
        let service = index.map(|index: usize| services[index]);
        let expected = expected(&searched, &Query { text, notebook, service, most: 50 });
        assert!(expected.total > 0, "{text}");
        assert_eq!(page.filtered(text, notebook, index), expected);
    }
}

#[test]
fn numbers_are_found() {
    let (_folder, searched) = large();
    let numbers = |text: &str| {
        let hits = expected(&searched, &Query { text, most: 4, ..Query::default() }).hits;
        hits.into_iter().map(|hit| hit.number).collect::<Vec<_>>()
    };
    for text in ["47", "#47", "47.", "section 47", "see 47"] {
        assert_eq!(numbers(text)[..3], ["47", "47", "47"], "{text}");
    }
    assert_eq!(numbers("17a")[0], "17a");
    assert!(numbers("odd 17")[0] == "17a", "{:?}", numbers("odd 17"));
    let title = &searched.site.notebooks[0].sections[46].title.text;
    assert_eq!(numbers(&format!("47 {}", title.split(' ').next().unwrap_or_default()))[0], "47", "{title}");
}

#[test]
fn introductions_are_found() {
    let (_folder, searched) = large();
    let found = |text: &str| {
        let hits = expected(&searched, &Query { text, most: 1, ..Query::default() }).hits;
        hits.into_iter().map(|hit| (hit.url, hit.title)).next()
    };
    assert_eq!(found("about these notes"), Some(("other/index.html".into(), "笔记".into())));
    assert_eq!(found("niemand"), Some(("other/index.html".into(), "Vorwort".into())));
}

#[test]
fn short_names_of_the_catalogue_find_their_concepts() {
    let searched = Searched::of_repository();
    let titles = |text: &str| {
        let hits = expected(&searched, &Query { text, most: 50, ..Query::default() }).hits;
        hits.into_iter().map(|hit| hit.title).collect::<Vec<String>>()
    };
    let notes = include_str!("../../notes/aws-developer.md");
    assert!(!notes.contains("IGW") && notes.contains("internet gateway"), "the notes say something else by now");
    let found = titles("IGW");
    assert!(!found.is_empty() && titles("internet gateway").contains(&found[0]), "{found:?}");
}

#[test]
fn synonyms_and_acronyms_go_both_ways() {
    let (_folder, searched) = large();
    let first = |text: &str| {
        let found = expected(&searched, &Query { text, most: 5, ..Query::default() });
        let mut said = String::new();
        for hit in found.hits {
            let _ = writeln!(said, "{} {}", hit.number, hit.title);
        }
        said
    };
    assert!(first("cloud function").contains("Lambda"), "{}", first("cloud function"));
    assert!(first("DLQ").contains("Dead-letter"), "{}", first("DLQ"));
    assert!(first("Simple Queue Service visibility").contains("visibility timeout"));
}

/// A site with notebooks in several languages: the third has no language of its own.
fn several_languages() -> (tempfile::TempDir, Searched) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(folder.path().join("notes")).expect("a folder");
    for (name, notes) in [
        (
            "de",
            "---\nlang: de\n---\n\n### 1. Die Größe der Warteschlange\n\nDie Schlange ist für die Aufträge da, und sie wächst. Straßen \
             auch.\n\n### 2. Übersicht über Gefaesse\n\nWas in den Gefäßen ist, gibt es woanders nicht. 🚀\n\n### 3. Der Rest\n\nEin \
             Würfel und die Karte.\n",
        ),
        (
            "en",
            "### 1. Die casting\n\nThe die is a tool that shapes metal. A queue of casts.\n\n### 2. Blue values\n\nDoes the queue \
             issue true values? ✅ Yes, with a fuel und so.\n\n### 3. Les Paul\n\nA guitar of les and wood.\n",
        ),
        (
            "fr",
            "---\nlang: fr-CA\n---\n\n### 1. La taille de l'œuvre\n\nQuelle est la taille des files ? Les files ont une taille.\n\n\
             ### 2. Die Karte\n\nOù sont les cartes dans le cœur ?\n",
        ),
        (
            "ar",
            "---\nlang: ar\n---\n\n### 1. الرسائل والطابور\n\nالطابور يحفظ الرسائل.\n\n### 2. رسائل أخرى\n\nلا شيء بالمدينة.\n",
        ),
    ] {
        std::fs::write(folder.path().join(format!("notes/{name}.md")), notes).expect("notes");
    }
    let searched = Searched::of(folder.path());
    (folder, searched)
}

#[test]
fn languages_agree_in_page_and_terminal() {
    let (_folder, searched) = several_languages();
    let page = Page::of(&searched);
    for query in [
        "wie ist die Größe der Schlange",
        "groesse strasse gefäße gefaess ueberblick",
        "GEFÄSS würfel wuerfel wurfel",
        "die casting",
        "die",
        "was ist das",
        "\"die karte\" -würfel",
        "quelle est la taille des files",
        "oeuvre cœur les",
        "الطابور رسائل",
        "المدينة",
        "🚀 ✅ queue",
        "„die Karte“",
        "blue queue true values",
    ] {
        for text in typed(query) {
            let expected = expected(&searched, &Query { text, most: 10, ..Query::default() });
            assert_eq!(page.answer(text, 10), expected, "{text:?}");
        }
    }
}

#[test]
fn each_language_has_its_stop_words_and_spellings() {
    let (_folder, searched) = several_languages();
    let urls = |text: &str| -> Vec<(String, bool)> {
        let found = search(&searched.index, &searched.site, &Query { text, most: 20, ..Query::default() });
        let url =
            |hit: &search::query::Hit| searched.site.path(searched.index.documents[hit.document].route(&searched.site));
        found.hits.iter().map(|hit| (url(hit).trim_end_matches(".html").to_owned(), hit.has_all)).collect()
    };
    let all = |text: &str| -> Vec<String> {
        urls(text).into_iter().filter(|(_, has_all)| *has_all).map(|(url, _)| url).collect()
    };
    let corrected =
        |text: &str| search(&searched.index, &searched.site, &Query { text, ..Query::default() }).corrections;
    // In German, `die` is in every section. In English it is a thing.
    assert_eq!(all("wie ist die Schlange "), ["de/1"]);
    assert_eq!(all("die metal "), ["en/1"]);
    assert_eq!(all("die queue "), ["en/1"]);
    assert_eq!(all("quelle est la taille des files "), ["fr/1"]);
    assert!(corrected("wie gibt es die Schlange ").is_empty(), "{:?}", corrected("wie gibt es die Schlange "));
    // A query of stop words alone finds titles.
    assert_eq!(all("der "), ["de/1", "de/3"]);
    for [query, section] in [
        ["groesse", "de/1"],
        ["GRÖSSE", "de/1"],
        ["grosse", "de/1"],
        ["strassen", "de/1"],
        ["gefäße", "de/2"],
        ["gefaesse", "de/2"],
        ["uebersicht", "de/2"],
        ["oeuvre", "fr/1"],
        ["🚀", "de/2"],
        ["✅", "en/2"],
        ["\u{1F680}\u{FE0F}", "de/2"],
        ["مدينة", "ar/2"],
        ["“die karte” würfel", "de/3"],
    ] {
        assert_eq!(all(query).first().map(String::as_str), Some(section), "{query}");
    }
    assert_eq!(all("رسائل").len(), 2);
    assert_eq!(all("الرسائل").len(), 2);
}

/// JavaScript counts a character beyond the Basic Multilingual Plane as two, and sorts it before others that come first
/// by code point.
#[test]
fn words_beyond_the_basic_plane_agree() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(folder.path().join("notes")).expect("a folder");
    let notes = "### 1. 𠮷野家 and 𡈽地\n\n𠮷野家 sells rice. 𝒯he 𝟙st limit.\n\n### 2. 𐐔𐐯𐑅𐐲𐑉𐐯𐐻 words\n\n𐐶𐐲𐑉𐐼𐑆 ﬁsh ｶﾀｶﾅ 豈 ￼ ﬀ.\n\n\
                 ### 3. ﬁsh 😀 and 𠮷田\n\nＡＷＳ 𐐨𐐩 gﬁ.\n";
    std::fs::write(folder.path().join("notes/n.md"), notes).expect("the notes");
    let searched = Searched::of(folder.path());
    let page = Page::of(&searched);
    let words = notes.split(|c: char| c.is_whitespace() || c == '.').filter(|word| !word.is_empty());
    let mut found = 0;
    for text in words.flat_map(typed).chain(["𠮷", "𠮷野", "𐐨", "fish ", "𝒯he 1st", "𡈽𠮷", "𐐔𐐯𐑅𐐲𐑉𐐯x", "😀"])
    {
        let expected = expected(&searched, &Query { text, most: 5, ..Query::default() });
        found += usize::from(expected.total > 0);
        assert_eq!(page.answer(text, 5), expected, "{text:?}");
    }
    assert!(found > 30, "{found}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn page_and_terminal_split_words_in_the_same_way(text in "([a-zA-Z0-9]{1,5}|[-_.:@&$'’+#, /\n]|[àÉßİçñäÖüåØœłı]|[消息队ア가ก]|[Яя]|[والبكفلأرسَـ]|[😀✅⚠👍🏽]|\u{FE0F}|\u{308}|[𠮷𡈽𐐀𐐨𝒯𝟙]|[ﬁＡｶ]|\u{301}){0,14}") {
        thread_local! {
            static PAGE: Page = Page::of(&Searched::of_repository());
        }
        let own: Vec<(String, bool)> =
            tokenize::all(&text).into_iter().map(|word| (word.term.into_owned(), word.is_whole)).collect();
        let found = PAGE.with(|page| page.words(&text));
        prop_assert_eq!(found, own);
    }
}
