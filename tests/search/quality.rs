//! Search quality: how well a learner finds the right section.

use crate::{Searched, Wanted, queries};
use notewright::search::query::{Hit, Query, search};
use notewright::tokenize;

/// Returns the rank of the first correct section, from 0.
fn rank(searched: &Searched, wanted: &Wanted) -> usize {
    let Searched { site, index } = searched;
    let results = search(index, site, &Query { text: &wanted.q, most: 10, ..Query::default() });
    let answers = |hit: &notewright::search::query::Hit| {
        let document = index.documents[hit.document];
        site.notebooks[document.notebook()].id == "aws-developer"
            && wanted.expect.iter().any(|expected| expected.to_string() == document.number(site))
    };
    results.hits.iter().position(answers).unwrap_or(usize::MAX)
}

fn share(ranks: &[usize], of: usize) -> f64 {
    let count = |count: usize| f64::from(u32::try_from(count).expect("few"));
    count(ranks.iter().filter(|&&rank| rank < of).count()) / count(ranks.len())
}

#[test]
fn learners_find_the_right_section() {
    let searched = Searched::of_repository();
    let mut said = String::new();
    let mut of_kind = |is_meant: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let queries = queries();
        let ranks = queries.iter().filter(|wanted| is_meant(&wanted.kind)).map(|wanted| {
            let rank = rank(&searched, wanted);
            if rank > 0 {
                said.push_str(&format!("{} {:?}: {rank}\n", wanted.kind, wanted.q));
            }
            rank
        });
        ranks.collect()
    };
    let paraphrases = of_kind(&|kind| kind == "paraphrase");
    let typos = of_kind(&|kind| kind == "typo");
    let words = of_kind(&|kind| kind != "paraphrase");
    assert!(share(&typos, 5) >= 1.0, "{said}");
    assert!(share(&words, 1) >= 0.95 && share(&words, 5) >= 1.0, "{} {said}", share(&words, 1));
    assert!(share(&paraphrases, 1) >= 0.6 && share(&paraphrases, 5) >= 0.8, "{} {said}", share(&paraphrases, 1));
}

#[test]
fn operators_variables_and_names_are_understood() {
    let searched = Searched::of_repository();
    let found = |text| search(&searched.index, &searched.site, &Query { text, most: 400, ..Query::default() });
    let sections = |text| -> Vec<&str> {
        found(text).hits.iter().map(|hit| searched.index.documents[hit.document].number(&searched.site)).collect()
    };
    assert_eq!(found("kinises").corrections, [("kinises".to_owned(), "kinesis".to_owned())]);
    let text = |document: usize| {
        let document = searched.index.documents[document];
        format!("{} {}", document.title(&searched.site), document.text(&searched.site)).to_lowercase()
    };
    let variable = found("$LATEST");
    assert!(variable.hits.len() >= 3 && variable.hits.iter().all(|hit| text(hit.document).contains("$latest")));
    let without = found("queue -lambda");
    assert!(without.total > 5 && without.total < found("queue").total, "{}", without.total);
    let words =
        |hit: &Hit| tokenize::all(&text(hit.document)).iter().map(|word| word.term.to_string()).collect::<Vec<_>>();
    assert!(without.hits.iter().all(|hit| !words(hit).contains(&"lambda".to_owned())));
    let quoted = found("\"redrive policy\" queue");
    assert!(quoted.total >= 1, "{}", quoted.total);
    let has_both = |hit: &Hit| ["redrive", "policy"].iter().all(|word| words(hit).contains(&(*word).to_owned()));
    assert!(quoted.hits.iter().all(has_both));
    let in_order = found("\"message queue\"");
    assert!(in_order.total > 1 && in_order.total < found("\"message\" \"queue\"").total, "{}", in_order.total);
    let has_two = |hit: &Hit| {
        let text = text(hit.document);
        let parts: Vec<_> =
            tokenize::all(&text).into_iter().filter(|word| !word.is_whole).map(|word| word.term).collect();
        parts.windows(2).any(|two| two == ["message", "queue"])
    };
    assert!(in_order.hits.iter().all(has_two));
    assert_eq!(found("\"policy redrive\"").total, 0);
    assert_eq!(sections("oac vs oai"), sections("oac oai"));
}
