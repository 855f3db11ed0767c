//! Quotations of a query: words in quotation marks, which a result must contain next to each other and in this order.
//!
//! It takes the quoted texts and the documents that have all their words, and leaves out those that have them elsewhere.
//! `static/js/search.js` does the same. The index has no positions of words, so the texts themselves are read.

use super::Index;
use crate::ranking::{DOCUMENTS_PER_FILE, MOST_FILES_OF_QUOTATION};
use crate::site::Site;
use crate::tokenize;
use std::collections::BTreeSet;

/// Clears the documents that do not have each quotation in their title or text. A quotation of one word is not looked for:
/// the index knows about it. If the documents are in more than [`MOST_FILES_OF_QUOTATION`] files of texts, all stay: a reader
/// would have to load too much.
pub(super) fn keep_quoted(index: &Index, site: &Site, quoted: &[String], admitted: &mut [bool]) {
    let quotations: Vec<Vec<String>> = quoted.iter().map(|text| parts(text)).filter(|parts| parts.len() > 1).collect();
    if quotations.is_empty() {
        return;
    }
    let documents: Vec<usize> = (0..admitted.len()).filter(|&document| admitted[document]).collect();
    let files: BTreeSet<usize> = documents.iter().map(|document| document / DOCUMENTS_PER_FILE).collect();
    if files.len() > MOST_FILES_OF_QUOTATION {
        return;
    }
    for document in documents {
        let found = index.documents[document];
        let texts = [parts(found.title(site)), parts(&found.text(site))];
        let has = |quotation: &Vec<String>| {
            texts.iter().any(|text| text.windows(quotation.len()).any(|words| words == quotation.as_slice()))
        };
        admitted[document] = quotations.iter().all(has);
    }
}

/// Returns the words of a text in lower case and without accents: the parts of its runs, without the whole of a run.
fn parts(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    tokenize::each(text, |word| {
        if !word.is_whole {
            parts.push(word.term.into_owned());
        }
    });
    parts
}
