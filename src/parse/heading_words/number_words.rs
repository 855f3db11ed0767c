//! Numbers that are written as words, by language: `Chapter Twelve`, `Erstes Kapitel`, `Глава первая`, `الفصل الأول`.
//!
//! They count only beside a word for a section, and only where the headings of a level make a run.

use super::prefix_length;

/// The numbers of one language. Forms of the same number are parted by `/`, all in lower case.
struct NumberWords {
    /// One, two, three.
    cardinals: &'static [&'static str],
    /// First, second, third.
    ordinals: &'static [&'static str],
    /// Twenty, thirty, forty.
    tens: &'static [&'static str],
}

/// The commonest languages of notes.
// One word to a line would make hundreds of lines.
#[rustfmt::skip]
const LANGUAGES: [NumberWords; 23] = [
    // English
    NumberWords {
        cardinals: &[
            "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
        ],
        ordinals: &[
            "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
            "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
            "twentieth",
        ],
        tens: &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
    },
    // German
    NumberWords {
        cardinals: &[
            "eins/ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
            "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn", "zwanzig",
            "einundzwanzig", "zweiundzwanzig", "dreiundzwanzig", "vierundzwanzig", "fünfundzwanzig", "sechsundzwanzig",
            "siebenundzwanzig", "achtundzwanzig", "neunundzwanzig", "dreißig",
        ],
        ordinals: &[
            "erster/erste/erstes", "zweiter/zweite/zweites", "dritter/dritte/drittes", "vierter/vierte/viertes",
            "fünfter/fünfte/fünftes", "sechster/sechste/sechstes", "siebter/siebte/siebtes/siebenter/siebente/siebentes",
            "achter/achte/achtes", "neunter/neunte/neuntes", "zehnter/zehnte/zehntes", "elfter/elfte/elftes",
            "zwölfter/zwölfte/zwölftes",
        ],
        tens: &[],
    },
    // French
    NumberWords {
        cardinals: &[
            "un/une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
            "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
        ],
        ordinals: &[
            "premier/première", "deuxième/second/seconde", "troisième", "quatrième", "cinquième", "sixième",
            "septième", "huitième", "neuvième", "dixième", "onzième", "douzième", "treizième", "quatorzième",
            "quinzième",
        ],
        tens: &["vingt", "trente", "quarante", "cinquante", "soixante"],
    },
    // Spanish
    NumberWords {
        cardinals: &[
            "uno/un/una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce",
            "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiuno",
            "veintidós", "veintitrés", "veinticuatro", "veinticinco",
        ],
        ordinals: &[
            "primero/primera/primer", "segundo/segunda", "tercero/tercera/tercer", "cuarto/cuarta", "quinto/quinta",
            "sexto/sexta", "séptimo/séptima", "octavo/octava", "noveno/novena", "décimo/décima",
            "undécimo/undécima/decimoprimero", "duodécimo/duodécima/decimosegundo",
        ],
        tens: &[],
    },
    // Portuguese
    NumberWords {
        cardinals: &[
            "um/uma", "dois/duas", "três", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez", "onze", "doze",
            "treze", "catorze/quatorze", "quinze", "dezesseis/dezasseis", "dezessete/dezassete", "dezoito",
            "dezenove/dezanove",
        ],
        ordinals: &[
            "primeiro/primeira", "segundo/segunda", "terceiro/terceira", "quarto/quarta", "quinto/quinta",
            "sexto/sexta", "sétimo/sétima", "oitavo/oitava", "nono/nona", "décimo/décima",
        ],
        tens: &["vinte", "trinta", "quarenta"],
    },
    // Italian
    NumberWords {
        cardinals: &[
            "uno/una", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "undici", "dodici",
            "tredici", "quattordici", "quindici", "sedici", "diciassette", "diciotto", "diciannove", "venti",
            "ventuno", "ventidue", "ventitré", "ventiquattro", "venticinque",
        ],
        ordinals: &[
            "primo/prima", "secondo/seconda", "terzo/terza", "quarto/quarta", "quinto/quinta", "sesto/sesta",
            "settimo/settima", "ottavo/ottava", "nono/nona", "decimo/decima", "undicesimo/undicesima",
            "dodicesimo/dodicesima",
        ],
        tens: &[],
    },
    // Dutch
    NumberWords {
        cardinals: &[
            "een/één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf",
            "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien", "twintig",
        ],
        ordinals: &[
            "eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zevende", "achtste", "negende", "tiende",
            "elfde", "twaalfde",
        ],
        tens: &[],
    },
    // Swedish, Norwegian, Danish
    NumberWords {
        cardinals: &[
            "ett/en/én", "två/to", "tre", "fyra/fire", "fem", "sex/seks", "sju/syv", "åtta/åtte/otte", "nio/ni",
            "tio/ti", "elva/elleve", "tolv", "tretton/tretten", "fjorton/fjorten", "femton/femten",
        ],
        ordinals: &[
            "första/første", "andra/andre/anden/andet", "tredje", "fjärde/fjerde", "femte", "sjätte/sjette",
            "sjunde/sjuende/syvende", "åttonde/åttende/ottende", "nionde/niende", "tionde/tiende",
        ],
        tens: &[],
    },
    // Finnish
    NumberWords {
        cardinals: &["yksi", "kaksi", "kolme", "neljä", "viisi", "kuusi", "seitsemän", "kahdeksan", "yhdeksän", "kymmenen"],
        ordinals: &[
            "ensimmäinen", "toinen", "kolmas", "neljäs", "viides", "kuudes", "seitsemäs", "kahdeksas", "yhdeksäs",
            "kymmenes",
        ],
        tens: &[],
    },
    // Polish
    NumberWords {
        cardinals: &[
            "jeden", "dwa", "trzy", "cztery", "pięć", "sześć", "siedem", "osiem", "dziewięć", "dziesięć", "jedenaście",
            "dwanaście",
        ],
        ordinals: &[
            "pierwszy/pierwsza/pierwsze", "drugi/druga/drugie", "trzeci/trzecia/trzecie", "czwarty/czwarta/czwarte",
            "piąty/piąta/piąte", "szósty/szósta/szóste", "siódmy/siódma/siódme", "ósmy/ósma/ósme",
            "dziewiąty/dziewiąta/dziewiąte", "dziesiąty/dziesiąta/dziesiąte", "jedenasty/jedenasta/jedenaste",
            "dwunasty/dwunasta/dwunaste",
        ],
        tens: &[],
    },
    // Czech, Slovak
    NumberWords {
        cardinals: &[
            "jedna/jeden/jedno", "dva/dvě/dve", "tři/tri", "čtyři/štyri", "pět/päť", "šest/šesť", "sedm/sedem",
            "osm/osem", "devět/deväť", "deset/desať",
        ],
        ordinals: &[
            "první/prvá/prvý", "druhá/druhý/druhé", "třetí/tretia/tretí", "čtvrtá/čtvrtý/štvrtá", "pátá/pátý/piata",
            "šestá/šestý/šiesta", "sedmá/sedmý/siedma", "osmá/osmý/ôsma", "devátá/devátý/deviata",
            "desátá/desátý/desiata",
        ],
        tens: &[],
    },
    // Russian
    NumberWords {
        cardinals: &[
            "один/одна/одно", "два/две", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять",
            "одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать",
        ],
        ordinals: &[
            "первая/первый/первое", "вторая/второй/второе", "третья/третий/третье", "четвёртая/четвёртый/четвертая/четвертый/четвёртое",
            "пятая/пятый/пятое", "шестая/шестой/шестое", "седьмая/седьмой/седьмое", "восьмая/восьмой/восьмое",
            "девятая/девятый/девятое", "десятая/десятый/десятое", "одиннадцатая/одиннадцатый",
            "двенадцатая/двенадцатый", "тринадцатая/тринадцатый", "четырнадцатая/четырнадцатый",
            "пятнадцатая/пятнадцатый",
        ],
        tens: &["двадцать", "тридцать"],
    },
    // Ukrainian
    NumberWords {
        cardinals: &[
            "один/одна", "два/дві", "три", "чотири", "п'ять/п’ять", "шість", "сім", "вісім", "дев'ять/дев’ять",
            "десять",
        ],
        ordinals: &[
            "перша/перший/перше", "друга/другий/друге", "третя/третій/третє", "четверта/четвертий/четверте",
            "п'ята/п'ятий/п’ята/п’ятий", "шоста/шостий", "сьома/сьомий", "восьма/восьмий",
            "дев'ята/дев'ятий/дев’ята/дев’ятий", "десята/десятий",
        ],
        tens: &[],
    },
    // Turkish
    NumberWords {
        cardinals: &["bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz"],
        ordinals: &[
            "birinci", "ikinci", "üçüncü", "dördüncü", "beşinci", "altıncı", "yedinci", "sekizinci", "dokuzuncu",
            "onuncu",
        ],
        tens: &[],
    },
    // Indonesian, Malay
    NumberWords {
        cardinals: &[
            "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan/lapan", "sembilan", "sepuluh", "sebelas",
        ],
        ordinals: &[
            "pertama", "kedua", "ketiga", "keempat", "kelima", "keenam", "ketujuh", "kedelapan/kelapan", "kesembilan",
            "kesepuluh",
        ],
        tens: &[],
    },
    // Vietnamese
    NumberWords {
        cardinals: &["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"],
        ordinals: &["thứ nhất/nhất", "thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "thứ tám"],
        tens: &[],
    },
    // Romanian
    NumberWords {
        cardinals: &["unu/una", "doi/două", "trei", "patru", "cinci", "șase", "șapte", "opt", "nouă", "zece"],
        ordinals: &["întâi/întâia/primul/prima"],
        tens: &[],
    },
    // Hungarian
    NumberWords {
        cardinals: &["egy", "kettő", "három", "négy", "öt", "hat", "hét", "nyolc", "kilenc", "tíz"],
        ordinals: &[
            "első", "második", "harmadik", "negyedik", "ötödik", "hatodik", "hetedik", "nyolcadik", "kilencedik",
            "tizedik",
        ],
        tens: &[],
    },
    // Greek
    NumberWords {
        cardinals: &["ένα", "δύο", "τρία", "τέσσερα", "πέντε", "έξι", "επτά/εφτά", "οκτώ/οχτώ", "εννέα/εννιά", "δέκα"],
        ordinals: &[
            "πρώτο/πρώτη/πρώτος", "δεύτερο/δεύτερη", "τρίτο/τρίτη", "τέταρτο/τέταρτη", "πέμπτο/πέμπτη", "έκτο/έκτη",
            "έβδομο/έβδομη", "όγδοο/όγδοη", "ένατο/ένατη", "δέκατο/δέκατη",
        ],
        tens: &[],
    },
    // Bosnian, Serbian, Croatian
    NumberWords {
        cardinals: &["jedan/један", "dva/два", "tri/три", "četiri/четири", "pet/пет", "šest/шест", "sedam/седам", "osam/осам"],
        ordinals: &[
            "prvo/prvi/prva/прво/први", "drugo/drugi/druga/друго/други", "treće/treći/treća/треће/трећи",
            "četvrto/četvrti/четврто/четврти", "peto/peti/пето/пети", "šesto/šesti/шесто/шести",
            "sedmo/sedmi/седмо/седми", "osmo/osmi/осмо/осми",
        ],
        tens: &[],
    },
    // Arabic
    NumberWords {
        cardinals: &["واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"],
        ordinals: &[
            "الأول/الأولى/الاول", "الثاني/الثانية", "الثالث/الثالثة", "الرابع/الرابعة", "الخامس/الخامسة", "السادس/السادسة",
            "السابع/السابعة", "الثامن/الثامنة", "التاسع/التاسعة", "العاشر/العاشرة",
        ],
        tens: &[],
    },
    // Hebrew, Persian
    NumberWords {
        cardinals: &["אחד/אחת/یک", "שתיים/שניים/دو", "שלוש/سه", "ארבע/چهار", "חמש/پنج", "שש/شش", "שבע/هفت", "שמונה/هشت"],
        ordinals: &[
            "ראשון/ראשונה/اول/یکم", "שני/שנייה/שניה/دوم", "שלישי/שלישית/سوم", "רביעי/רביעית/چهارم", "חמישי/חמישית/پنجم",
            "שישי/שישית/ششم", "שביעי/שביעית/هفتم", "שמיני/שמינית/هشتم", "תשיעי/תשיעית/نهم", "עשירי/עשירית/دهم",
        ],
        tens: &[],
    },
    // Hindi, Thai
    NumberWords {
        cardinals: &[
            "एक/หนึ่ง", "दो/สอง", "तीन/สาม", "चार/สี่", "पाँच/पांच/ห้า", "छह/छः/หก", "सात/เจ็ด", "आठ/แปด", "नौ/เก้า", "दस/สิบ",
        ],
        ordinals: &["पहला/पहली/प्रथम", "दूसरा/दूसरी/द्वितीय", "तीसरा/तीसरी/तृतीय", "चौथा/चौथी/चतुर्थ", "पाँचवाँ/पांचवां/पंचम"],
        tens: &[],
    },
];

/// Finds the number in words at the start of a text: `Twelve`, `Twenty-One`, `первая`. Its value, and its length in bytes.
#[must_use]
pub fn number(text: &str) -> Option<(u64, usize)> {
    LANGUAGES.iter().find_map(|language| {
        let plain = value(language.cardinals, text).or_else(|| value(language.ordinals, text));
        plain.or_else(|| compound(language, text))
    })
}

/// Finds the ordinal number in words at the start of a text: `First`, `Tercera`. Its value, and its length in bytes.
#[must_use]
pub fn ordinal(text: &str) -> Option<(u64, usize)> {
    LANGUAGES.iter().find_map(|language| {
        value(language.ordinals, text).or_else(|| {
            let (value, length) = compound(language, text)?;
            let is_ordinal = ordinal_behind_tens(language, text).is_some();
            is_ordinal.then_some((value, length))
        })
    })
}

/// The number of the list that a text begins with, counted from 1. Of several the longest: `dix-sept`, not `dix`.
fn value(numbers: &[&str], text: &str) -> Option<(u64, usize)> {
    let whole = |form: &str| prefix_length(text, form).filter(|&length| is_word_end(&text[length..]));
    let found = numbers.iter().zip(1..).filter_map(|(forms, value)| {
        let length = forms.split('/').find_map(whole)?;
        Some((value, length))
    });
    found.max_by_key(|&(_, length)| length)
}

/// `Twenty`, `Twenty-One`, `vingt et un`, `двадцать первая`.
fn compound(language: &NumberWords, text: &str) -> Option<(u64, usize)> {
    let (tens, length) = tens(language, text)?;
    let behind = unit_behind(&text[length..]);
    let unit = value(language.cardinals, behind).or_else(|| value(language.ordinals, behind));
    Some(match unit.filter(|(unit, _)| *unit < 10) {
        Some((unit, unit_length)) => (tens + unit, text.len() - behind.len() + unit_length),
        None => (tens, length),
    })
}

fn ordinal_behind_tens(language: &NumberWords, text: &str) -> Option<(u64, usize)> {
    let (_, length) = tens(language, text)?;
    value(language.ordinals, unit_behind(&text[length..])).filter(|(unit, _)| *unit < 10)
}

fn tens(language: &NumberWords, text: &str) -> Option<(u64, usize)> {
    value(language.tens, text).map(|(at, length)| ((at + 1) * 10, length))
}

/// What is behind `Twenty`: `-One`, ` et un`, ` e um`.
fn unit_behind(text: &str) -> &str {
    let words = text.trim_start_matches([' ', '-']);
    ["et", "e"]
        .iter()
        .find_map(|and| words.strip_prefix(and)?.strip_prefix([' ', '-']))
        .unwrap_or(if words.len() < text.len() { words } else { "" })
}

fn is_word_end(rest: &str) -> bool {
    !rest.starts_with(|c: char| {
        c.is_alphanumeric() || matches!(c, '\'' | '’' | '\u{300}'..='\u{36F}' | '\u{900}'..='\u{963}')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_many_languages() {
        for (text, value, length) in [
            ("Twelve", 12, 6),
            ("Twenty-One: Tides", 21, 10),
            ("Twenty", 20, 6),
            ("SEVEN - x", 7, 5),
            ("dix-sept", 17, 8),
            ("vingt et un", 21, 11),
            ("Eins", 1, 4),
            ("einundzwanzig", 21, 13),
            ("первая. Море", 1, 12),
            ("двадцать вторая", 22, 29),
            ("الأول", 1, 10),
            ("pertama", 1, 7),
            ("trinta e dois", 32, 13),
        ] {
            assert_eq!(number(text), Some((value, length)), "{text}");
        }
        for text in ["Onetime", "Tension", "", "Zero"] {
            assert_eq!(number(text), None, "{text}");
        }
        assert_eq!(ordinal("Tercera pregunta"), Some((3, 7)));
        assert_eq!(ordinal("Twenty-first lecture"), Some((21, 12)));
        assert_eq!((ordinal("Two"), ordinal("Twenty one")), (None, None));
    }

    #[test]
    fn words_are_in_lower_case() {
        for NumberWords { cardinals, ordinals, tens } in &LANGUAGES {
            for forms in [*cardinals, *ordinals, *tens].concat() {
                assert_eq!(forms.to_lowercase(), forms);
            }
        }
    }
}
