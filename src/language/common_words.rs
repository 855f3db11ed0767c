//! Guesses which language a text in Latin letters is in, by its most common words and by letters that few languages have. It
//! takes the lines of Markdown that are prose.

use super::Line;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// How a language is known. All words and letters are in lower case.
struct Profile {
    language: &'static str,
    /// Letters and signs that few languages have. Each word with such a letter is a hit, as a common word is.
    letters: &'static str,
    /// Articles and pronouns. They are hits too, but lists of vocabulary are full of them, so they alone tell nothing.
    articles: &'static str,
    words: &'static str,
}

/// The languages. A language is here to be known, or so that its texts are not taken for its neighbour's.
const PROFILES: [Profile; 22] = [
    Profile {
        language: "en",
        letters: "",
        articles: "the i you he she it we they my your",
        words: "of and to is that for with are this be when use by from which not at have has was were can would how what \
                if or its am then than who in on but out an without about after all also only more there these each",
    },
    Profile {
        language: "pt",
        letters: "ãõçêâôà",
        articles: "o a os as um uma eu ele ela nós você se",
        words: "de que e do da em para com não no na por mais dos das ao são como pode quando foi ser também mas é pela \
                pelo entre sua seu ou",
    },
    Profile {
        language: "es",
        letters: "ñ¿¡",
        articles: "el la los las un una yo él ella se lo le nos",
        words: "de que en y del por con no su para es al como son más puede cuando o fue también pero entre este esta sin \
                sobre hay sus desde",
    },
    Profile {
        language: "fr",
        letters: "çèêœùûîôà",
        articles: "le la les l un une je tu il elle nous vous ils on se ce",
        words: "de et des en du que est pour qui dans par sur au plus ne pas sont avec ou aux cette mais comme être était \
                été leur qu",
    },
    Profile {
        language: "de",
        letters: "äöüß",
        articles: "der die das den dem des ein eine einen einem einer ich du er sie es wir ihr sich",
        words: "und in von zu mit auf für ist im nicht als auch werden wird sind oder bei nach aus an durch wie zum zur hat \
                haben am um war über vor aber wenn kann nur dass man bis noch",
    },
    Profile {
        language: "it",
        letters: "èìòùà",
        articles: "il lo la i gli le un una uno io tu si ci",
        words: "di che e a per in sono non con come della del è più da nel quando o dei delle nella alla al dal anche ma \
                questo questa essere cui tra suo",
    },
    Profile {
        language: "nl",
        letters: "",
        articles: "de het een ik je hij zij ze we",
        words: "van en in is dat op te zijn voor met die niet aan er om ook als wordt worden of bij door naar uit kan dit \
                deze heeft maar over tot wat",
    },
    Profile {
        language: "id",
        letters: "",
        articles: "ini itu saya",
        words: "yang dan di dengan untuk dari pada adalah dalam tidak akan ke atau dapat oleh sebagai bahwa karena juga \
                lebih ada bisa menjadi",
    },
    Profile {
        language: "pl",
        letters: "łąężśćńź",
        articles: "ja ty ona my wy",
        words: "i w na się z nie do jest to że od po dla jak są oraz przez ze przy lub o jego który które może ma ale tym \
                tego przed",
    },
    Profile {
        language: "tr",
        letters: "ığşçöü",
        articles: "bir bu ben sen biz",
        words: "ve için ile da de olarak olan veya değil çok gibi daha ne her kadar ise en hangi aşağıdaki sonra önce göre \
                tarafından ya olur var ki ama ilk iki tüm ancak sadece eğer yeni zaman şekilde diğer ayrıca yok olduğu \
                bunu üzerinde",
    },
    Profile {
        language: "ca",
        letters: "çèòà",
        articles: "el la els les l un una se",
        words: "de que i en a per amb del no és al com dels o són més quan pel però als va ser també",
    },
    Profile {
        language: "ro",
        letters: "ăâîșțşţ",
        articles: "un o el ea eu",
        words: "de și în la a cu pe să din este care nu se pentru mai sunt ce sau prin ca al ale fost fi",
    },
    Profile {
        language: "sv",
        letters: "åäö",
        articles: "en ett den det de jag du han hon",
        words: "och att som på är av för med till inte om har kan vid eller i var från men så också när där sin under efter",
    },
    Profile {
        language: "da",
        letters: "æøå",
        articles: "en et den det de jeg du han hun",
        words: "og at er på af for med til ikke som har kan der i om ved eller fra men også når blev bliver efter hvor være \
                sig mellem meget kun nogle ud op",
    },
    Profile {
        language: "nb",
        letters: "æøå",
        articles: "en et den det de jeg du han hun",
        words: "og at er på av for med til ikke som har kan der i om ved eller fra men også når ble blir etter hvor være \
                seg mellom mye bare noen ut opp",
    },
    Profile {
        language: "cs",
        letters: "řůěčšžý",
        articles: "já ty on ona",
        words: "a v se na je to že s z do o i k by jako jsou pro nebo ve při který která od po za ze ale jeho byl byla",
    },
    Profile {
        language: "sk",
        letters: "ľĺŕôťčšžý",
        articles: "ja ty on ona",
        words: "a v sa na je to že s z do o i k by ako sú pre alebo vo pri ktorý ktorá od po za zo ale jeho bol bola",
    },
    Profile {
        language: "hr",
        letters: "ćđčšž",
        articles: "ja ti on ona",
        words: "i u je na se da za od su s koji koja koje ili kao iz o po što nije bio bila ali te samo",
    },
    Profile {
        language: "sl",
        letters: "čšž",
        articles: "jaz ti on ona",
        words: "in je na se da za od so s ki ali kot iz po ni bil bila v z pri lahko tudi",
    },
    Profile {
        language: "hu",
        letters: "őűöü",
        articles: "a az egy ez én te",
        words: "és hogy nem is van de meg volt mint csak vagy ki lehet ha már kell még után között",
    },
    Profile {
        language: "fi",
        letters: "äö",
        articles: "se hän ne minä sinä",
        words: "ja on ei että oli mutta tai kuin myös ovat joka sen kun voi niin sekä jos mukaan hänen olla",
    },
    Profile {
        language: "vi",
        letters: "ăđơưạảấầẩậắằặẹẻếềểệỉịọỏốồổộớờởợụủứừữựỳỹ",
        articles: "tôi bạn",
        words: "và của là có được trong không cho với các một những này để khi từ người đã như",
    },
];

/// Position of English among the languages.
const ENGLISH: usize = 0;

/// Languages that differ in few words, so their texts have nearly as many hits for one as for the other.
const SIBLINGS: [[&str; 2]; 3] = [["da", "nb"], ["cs", "sk"], ["es", "ca"]];

/// Words that are read at most.
const MOST_WORDS: usize = 400;

/// How many words of the text a word in a heading counts for. Headings are in the language of the author, and what an author
/// writes about another language has examples in that one.
const IN_HEADING: usize = 3;

/// Fewest different common words that tell a language, beside articles and pronouns.
const FEWEST_WORDS: usize = 3;

/// Longest common word in bytes.
const LONGEST: usize = 16;

/// The languages that have a word or a letter, as a set of bits.
type Languages = u32;

/// What the profiles say of words and letters.
struct Index {
    /// Languages with this common word, and those where it is no article.
    words: HashMap<&'static str, (Languages, Languages)>,
    letters: HashMap<char, Languages>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index { words: HashMap::new(), letters: HashMap::new() };
    for (at, profile) in PROFILES.iter().enumerate() {
        for word in profile.articles.split_whitespace() {
            index.words.entry(word).or_default().0 |= 1 << at;
        }
        for word in profile.words.split_whitespace() {
            let (all, telling) = index.words.entry(word).or_default();
            *all |= 1 << at;
            *telling |= 1 << at;
        }
        for letter in profile.letters.chars() {
            *index.letters.entry(letter).or_default() |= 1 << at;
        }
    }
    index
});

/// What a text has of each language.
#[derive(Default)]
struct Counts {
    hits: [usize; PROFILES.len()],
    /// Different common words, without articles.
    different: [usize; PROFILES.len()],
    words: usize,
}

/// Returns the language whose common words and letters a text uses most. `None` if it uses few, or those of another language
/// nearly as often.
pub(super) fn guess<'a>(lines: impl Iterator<Item = Line<'a>>) -> Option<&'static str> {
    let found = Counts::count(lines);
    let hits = |language: usize| found.hits[language];
    let best = (0..PROFILES.len()).rev().max_by_key(|&language| hits(language))?;
    let sibling = |other: usize| {
        let [best, other] = [best, other].map(|language| PROFILES[language].language);
        SIBLINGS.iter().any(|pair| pair.contains(&best) && pair.contains(&other))
    };
    let others = || (0..PROFILES.len()).filter(|&other| other != best);
    // A language that has only letters in common is not near.
    let is_near = |&other: &usize| found.different[other] >= 2 && !sibling(other);
    let second = others().filter(is_near).map(hits).max().unwrap_or_default();
    let is_first = others().all(|other| hits(other) < hits(best));
    // English is the language of pages whose notes do not tell theirs, so it takes less to stay with it.
    let is_not_english = best == ENGLISH || hits(best) >= 2 * hits(ENGLISH);
    let is_enough = (hits(best) >= 8 && hits(best) * 8 > found.words && hits(best) * 4 >= second * 5)
        || (hits(best) >= 5 && hits(best) * 6 > found.words && hits(best) >= second * 2);
    let is_clear = is_first && is_not_english && is_enough && found.different[best] >= FEWEST_WORDS;
    is_clear.then_some(PROFILES[best].language)
}

/// Returns whether the words in Latin letters are English prose, and not just names.
pub(super) fn is_english<'a>(lines: impl Iterator<Item = Line<'a>>) -> bool {
    let found = Counts::count(lines);
    found.hits[ENGLISH] >= 3 && found.hits[ENGLISH] * 5 >= found.words
}

impl Counts {
    fn count<'a>(lines: impl Iterator<Item = Line<'a>>) -> Self {
        let mut found = Self::default();
        let mut seen = HashSet::new();
        let mut lower = String::new();
        let words = lines.flat_map(|line| words(line.text).map(move |word| (word, line.is_heading)));
        for (word, is_heading) in words.take(MOST_WORDS) {
            lower.clear();
            lower.extend(word.chars().flat_map(char::to_lowercase));
            let weight = if is_heading { IN_HEADING } else { 1 };
            found.words += weight;
            let known = if lower.len() <= LONGEST { INDEX.words.get_key_value(&*lower) } else { None };
            let letters = lower.chars().filter(|letter| !letter.is_ascii());
            let mut languages = letters.filter_map(|letter| INDEX.letters.get(&letter)).fold(0, |all, some| all | some);
            if let Some((&known, &(all, telling))) = known {
                languages |= all;
                if seen.insert(known) {
                    each(telling, |language| found.different[language] += 1);
                }
            }
            each(languages, |language| found.hits[language] += weight);
        }
        found
    }
}

/// Does something with each language of a set.
fn each(mut languages: Languages, mut run: impl FnMut(usize)) {
    while languages != 0 {
        run(languages.trailing_zeros() as usize);
        languages &= languages - 1;
    }
}

/// The words of a line. Inline code and addresses have none.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let is_address = |part: &&str| part.contains("://") || part.contains("](") || part.contains('@');
    let parts = line.split('`').step_by(2).flat_map(str::split_whitespace).filter(move |part| !is_address(part));
    let is_in_word = |letter: char| letter.is_alphabetic() || matches!(letter, '¿' | '¡');
    parts.flat_map(move |part| part.split(move |letter| !is_in_word(letter))).filter(|word| is_latin(word))
}

/// Whether a word begins with a Latin letter, or with a sign before one.
fn is_latin(word: &str) -> bool {
    word.chars().next().is_some_and(|letter| letter < '\u{250}' || ('\u{1E00}'..='\u{1EFF}').contains(&letter))
}

#[cfg(test)]
mod tests {
    use crate::language::guess;

    #[test]
    fn common_words_tell_languages() {
        for (text, language) in [
            (
                "Eine Warteschlange hält die Nachrichten, bis ein Empfänger sie holt. Die Frist ist die Zeit, in der eine \
              Nachricht für andere nicht zu sehen ist, und sie wird mit jedem Empfang neu gesetzt.",
                Some("de"),
            ),
            (
                "Une file garde les messages jusqu'à ce qu'un consommateur les lise. Le délai est le temps pendant lequel un \
              message n'est pas visible pour les autres, et il est remis à zéro par une lecture.",
                Some("fr"),
            ),
            (
                "Una cola guarda los mensajes hasta que un consumidor los lee. El plazo es el tiempo en el que un mensaje no \
              se ve para los demás, y se puede cambiar en la cola o en el mensaje.",
                Some("es"),
            ),
            (
                "Uma fila guarda as mensagens até que um consumidor as leia. O prazo é o tempo em que uma mensagem não fica \
              visível para os outros, e pode ser mudado na fila ou na mensagem com uma chamada.",
                Some("pt"),
            ),
            (
                "Una coda conserva i messaggi fino a quando un consumatore li legge. Il tempo è quello in cui un messaggio non \
              è visibile per gli altri, e si può cambiare nella coda o con una chiamata.",
                Some("it"),
            ),
            (
                "Een wachtrij bewaart de berichten tot een ontvanger ze leest. De termijn is de tijd waarin een bericht niet te \
              zien is voor anderen, en die wordt bij elke ontvangst opnieuw gezet.",
                Some("nl"),
            ),
            (
                "Kolejka przechowuje komunikaty do czasu, aż odbiorca je odczyta. Czas ukrycia to okres, w którym komunikat nie \
              jest widoczny dla innych, i można go zmienić na poziomie kolejki lub przez wywołanie.",
                Some("pl"),
            ),
            (
                "Bir kuyruk, iletileri bir alıcı okuyana kadar saklar. Görünmezlik süresi, bir iletinin başkaları için görünür \
              olmadığı zamandır ve kuyrukta ya da bir çağrı ile değiştirilir. Bu süre çok kısa ise ileti daha sonra yine \
              gelir.",
                Some("tr"),
            ),
            (
                "En kö håller meddelanden till dess att en mottagare läser det. Tiden är den som ett meddelande inte kan ses av \
              andra, och det är en inställning som kan ändras för kön eller med ett anrop.",
                Some("sv"),
            ),
            (
                "A queue holds messages until a consumer reads them. The timeout is the time in which a message is not visible \
              to others, and it is set for the queue or with a call.",
                Some("en"),
            ),
            (
                "Fatih, şehri kuşatmak için büyük toplar yaptırdı. Ordu karadan ve denizden ilerledi, surlar elli günden sonra \
              yıkıldı. Bu olay ile bir çağ kapandı, yeni bir çağ açıldı ve başkent taşındı.",
                Some("tr"),
            ),
            (
                "A várost a török hadsereg ostromolta, és a falak csak ötven nap után dőltek le. Ez az esemény egy korszak \
              vége volt, de a kereskedelem nem állt meg, hogy újra kezdje, amit már elkezdett.",
                Some("hu"),
            ),
            (
                "Solu on elämän pienin yksikkö. Se on osa kudosta, ja sen tuma ohjaa kasvua, mutta soluseinä on myös tuki. Kun \
              solu jakautuu, tuma voi kahdentua niin että molemmat ovat samanlaisia.",
                Some("fi"),
            ),
            (
                "Tế bào là đơn vị nhỏ nhất của sự sống. Nhân của tế bào chứa các gen và điều khiển sự phát triển, còn màng là \
              lớp bao bọc, để các chất có thể đi qua.",
                Some("vi"),
            ),
            (
                "Buňka je nejmenší jednotka života. Jádro buňky řídí růst a je v něm uložena dědičná informace, která se při \
              dělení předává. Blána je tenká, ale pevná, a látky přes ni procházejí do buňky.",
                Some("cs"),
            ),
            (
                "Cellen er den mindste enhed af liv. Kernen styrer væksten og er der hvor generne ligger, men cellen har også en \
              membran, som stoffer kan gå igennem, når de bliver brugt.",
                Some("da"),
            ),
            (
                "Celula este cea mai mică unitate a vieții. Nucleul conduce creșterea și conține genele, iar membrana este \
              subțire și lasă să treacă substanțele care sunt folosite de celulă.",
                Some("ro"),
            ),
            // Few words.
            (
                "## 1. Die Zelle\n\nDie Zelle ist die kleinste Einheit des Lebens.\n\n## 2. Der Kern\n\nIm Kern liegt das \
              Erbgut. Er ist von einer Hülle umgeben und steuert das Wachstum.\n",
                Some("de"),
            ),
            (
                "## 1. La cellule\n\nLa cellule est la plus petite unité du vivant.\n\n## 2. Le noyau\n\nLe noyau contient les \
              gènes et il est entouré par une membrane.\n",
                Some("fr"),
            ),
            (
                "## 1. La célula\n\nLa célula es la unidad más pequeña de la vida.\n\n## 2. El núcleo\n\nEl núcleo contiene los \
              genes y dirige el crecimiento con las proteínas.\n",
                Some("es"),
            ),
            (
                "## 1. La cellula\n\nLa cellula è la più piccola unità della vita.\n\n## 2. Il nucleo\n\nIl nucleo contiene i \
              geni ed è circondato da una membrana che lo protegge.\n",
                Some("it"),
            ),
            (
                "## 1. A célula\n\nA célula é a menor unidade da vida.\n\n## 2. O núcleo\n\nO núcleo contém os genes e é envolvido \
              por uma membrana que não deixa passar tudo.\n",
                Some("pt"),
            ),
            (
                "## 1. Komórka\n\nKomórka to najmniejsza jednostka życia.\n\n## 2. Jądro\n\nJądro zawiera geny i kieruje \
              wzrostem, a błona jest cienka i przepuszcza substancje do wnętrza.\n",
                Some("pl"),
            ),
            (
                "## 1. Mitochondrien\n\n- Kraftwerk der Zelle\n- eigene DNA\n- doppelte Membran\n\n## 2. Ribosomen\n\n- bauen \
              Proteine aus Aminosäuren\n- frei oder am endoplasmatischen Retikulum\n\n## 3. Zellkern\n\n- enthält das \
              Erbgut\n- von einer doppelten Hülle umgeben\n- steuert Wachstum und Teilung\n",
                Some("de"),
            ),
            (
                "## 1. AWS Lambda\n\n- Funktionen ohne Server\n- bis zu 15 Minuten Laufzeit\n- 10 GB Arbeitsspeicher\n\n## 2. \
              Amazon SQS\n\n- Warteschlange für Nachrichten\n- FIFO oder Standard\n- Sichtbarkeit 30 Sekunden, nicht mehr als \
              12 Stunden\n",
                Some("de"),
            ),
            (
                "être, to be; avoir, to have; aller, to go; faire, to do; pouvoir, to be able to; venir, to come",
                Some("en"),
            ),
            ("```\nder die und in den von zu das mit sich des auf\n```\nLambda SQS", None),
            ("AWS Lambda, Amazon SQS, Amazon SNS", None),
        ] {
            assert_eq!(guess(text), language, "{text}");
        }
    }

    #[test]
    fn english_notes_stay_english() {
        let phrases = "- Ich bin müde und ich gehe nach Hause. = I am tired and I am going home.\n";
        let german: String = (1..=9).map(|number| format!("## {number}. I am tired\n\n{phrases}\n")).collect();
        let short: String = (1..=9)
            .map(|number| {
                format!("## {number}. I am tired\n\n- Ich bin müde und ich gehe nach Hause. = I am tired\n\n")
            })
            .collect();
        for text in [
            &*german,
            &*short,
            "## 1. The windmills\n\nHe takes windmills for giants.\n\n> En esto descubrieron treinta o cuarenta molinos de viento \
             que hay en aquel campo, y así como don Quijote los vio, dijo a su escudero: la ventura va guiando nuestras cosas.\n",
            "## 1. Colours\n\n| German | English |\n|---|---|\n| der Hund | dog |\n| die Katze | cat |\n| das Haus | house |\n\
             | die Straße | street |\n| der Apfel | apple |\n| das Mädchen | girl |\n| der Schlüssel | key |\n",
            "## 1. Present tense of gehen\n\n| ich | gehe |\n| du | gehst |\n| er, sie, es | geht |\n| wir | gehen |\n| ihr | \
             geht |\n| sie | gehen |\n",
            "## 1. Food\n\n- el pan: bread\n- la leche: milk\n- los huevos: eggs\n- una manzana: apple\n- el queso: cheese\n- la \
             piña: pineapple\n- las uvas: grapes\n",
            "## 1. Linking words\n\n- mais: but\n- pour: for\n- avec: with\n- dans: in\n- sur: on\n- sans: without\n",
            "## 1. Prepositions with the dative\n\n- mit: with\n- nach: to, after\n- bei: at\n- von: from, of\n- zu: to\n- aus: out \
             of, from\n",
            "## 1. Greetings\n\n- Guten Tag: good day\n- Wie geht es dir: how are you\n- Auf Wiedersehen: goodbye\n- Bis später: see \
             you later\n- Was ist das: what is this\n",
            "## 1. Mathematicians\n\n- Gödel\n- Erdős and Rényi\n- Möbius\n- Poincaré\n- Łukasiewicz\n- Čech\n- Bézout\n- Ampère\n",
            "## 1. Cities\n\n- São Paulo\n- Zürich\n- Kraków, Łódź\n- Malmö\n- Århus\n- İstanbul\n- La Paz\n- Los Angeles\n- Las \
             Palmas\n- El Paso\n",
            "## 1. Commands\n\n- `ls -la`: list\n- `cd /etc`: move\n- `cat no.txt`: print\n\n```sh\nfor i in a b; do echo $i; done\n```\n",
            "## 1. Lambda\n\n- 15 min timeout\n- 10 GB memory\n- AWS SAM, AWS CDK\n- layers, max 5\n\n## 2. SQS\n\n- FIFO\n- DLQ\n",
            "## 1. Answers\n\n- A: EC2\n- B: S3\n- C: RDS\n- D: EBS\n- E: EFS\n- I: none\n- O: all\n\n## 2. Answers\n\n- A: no\n- E: no\n",
            "See https://www.example.com/de/und/ist/der and [the list](../de/das-ist-nicht.md), https://example.com/die/von/zu/mit.\n",
            "## 1. Menus\n\nÀ la carte, crème brûlée, pâte à choux, hors d'œuvre and pièce de résistance are on the menus of hotels.\n",
            "## 1. Court\n\nDe facto and de jure are terms of law. Per se, in re, sui generis and a priori are used by judges, and \
             habeas corpus is the right not to be held without a reason.\n",
            "## 1. SQL\n\nSELECT DE FROM LA WHERE EN IN UN AND NO; a join of the tables is made with ON, and NULL is not equal to NULL.\n",
            "## 1. Opera\n\nVerdi wrote La traviata, Il trovatore and La forza del destino; Puccini wrote La fanciulla del West and \
             Il tabarro. Così fan tutte and Le nozze di Figaro are by Mozart.\n",
            "## 1. False friends\n\n- bekommen is not to become: Ich bekomme einen Brief und bin froh.\n- Gift is poison: Das Gift ist \
             nicht für dich.\n",
        ] {
            assert!(matches!(guess(text), None | Some("en")), "{:?}: {text}", guess(text));
        }
    }
}
