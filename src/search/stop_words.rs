//! Stop words of the languages that notes are written in. English stop words are in `src/ranking.json`, because every search
//! has them.
//!
//! It takes the languages of notebooks, and gives the lists that apply. The entry file contains them, so that a search loads
//! only those of its site.

use crate::site::Site;
use crate::tokenize;
use std::collections::HashSet;

/// Articles, pronouns, prepositions and words of questions, by language. The letters a to z are stop words in any language.
const LISTS: [(&str, &str); 6] = [
    (
        "de",
        "aber als am auch auf aus bei beim bis da damit dann das dass dem den denn der des die dies diese diesem diesen \
         dieser dieses doch du durch ein eine einem einen einer eines er es euch euer für gibt habe haben hat hatte ich \
         ihr ihre im in ins ist ja kann kein keine man mein meine mich mir mit muss nach nicht noch nun nur ob oder ohne \
         seid sein seine sich sie sind so soll um und uns unser vom von vor war warum was welche welchem welchen welcher \
         welches wem wen wenn wer werden wie wieso wir wird wo wofür woher wohin womit wozu wurde zu zum zur über",
    ),
    (
        "fr",
        "ai au aussi aux avec avez avons car ce ces cet cette ci comme comment dans de des dont du elle elles en est et \
         eu faire faut il ils je la le les leur leurs lui ma mais me mes moi mon ne nos notre nous on ont ou où par pas \
         peut plus pour pourquoi qu quand que quel quelle quelles quels qui quoi sa sans se ses si son sont sur ta te tes \
         toi ton tu un une vers vos votre vous été être",
    ),
    (
        "es",
        "al como con cual cuales cuando cuanto cuál cuáles cuándo cuánto cómo de del desde donde dónde el ella ellas \
         ellos en entre era es esa ese eso esta este esto está están fue ha hace han hasta hay la las le les lo los me mi \
         mis muy más ni no nos o para pero por porque puede pueden que quien quién qué se ser si sin sobre son su sus sí \
         también te tiene tu un una uno unos y ya yo",
    ),
    (
        "it",
        "ai al alla alle anche che chi ci come con cosa così cui da dal dalla dei del della delle di dove e ed era gli ha \
         hanno ho i il in io la le lei li lo loro lui ma mi mio ne nei nel nella noi non o per perché più può quale quali \
         quando quanto questa queste questi questo se sei si sia sono su sua sue sul sulla suo suoi ti tra un una uno vi \
         è",
    ),
    (
        "pt",
        "ao aos as até com como da das de del dela do dos e ela ele eles em entre era essa esse esta está estão eu foi há \
         isso isto já lhe mais mas me meu minha muito na nas nem no nos não o os ou para pela pelo pode por porque quais \
         qual quando que quem se sem ser seu seus sua suas são também te tem um uma você à às é",
    ),
    (
        "nl",
        "aan al als bij dan dat de deze die dit doen door dus een en er ge geen haar had hebben heeft hem het hij hoe hun \
         ik in is ja je kan kunnen maar me men met mij mijn na naar niet nog nu of om onder ons ook op over te tot u uit \
         uw van veel voor waar waarom wanneer want waren was wat we wel welk welke werd wie wij worden wordt ze zich zij \
         zijn zo",
    ),
];

/// The stop words of a language.
#[derive(Clone, Debug)]
pub(crate) struct StopWords {
    /// Terms, each spelling of a word.
    pub terms: HashSet<String>,
    /// The notebooks in this language.
    pub notebooks: Vec<usize>,
}

impl StopWords {
    /// The words in their order, separated by spaces.
    pub(crate) fn joined(&self) -> String {
        let mut terms: Vec<&str> = self.terms.iter().map(String::as_str).collect();
        terms.sort_unstable();
        terms.join(" ")
    }
}

/// Returns the stop words of the notebooks of a site: no list for notebooks in English, and in languages without a list.
pub(super) fn of(site: &Site) -> Vec<StopWords> {
    let language = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let languages: Vec<String> =
        (0..site.notebooks.len()).map(|notebook| language(site.language_of(notebook))).collect();
    let lists = LISTS.iter().filter_map(|(of, words)| {
        let notebooks: Vec<usize> = (0..languages.len()).filter(|&notebook| languages[notebook] == *of).collect();
        let terms = || tokenize::all(words).into_iter().map(|word| word.term.into_owned()).collect();
        (!notebooks.is_empty()).then(|| StopWords { terms: terms(), notebooks })
    });
    lists.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        for (language, words) in LISTS {
            assert!(words.split(' ').is_sorted(), "{language}");
        }
    }
}
