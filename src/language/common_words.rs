//! Guesses which language a text in Latin letters is in, by its most common words. It takes Markdown, and reads no code.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The most common words of languages. A language is here to be known, or so that its texts are not taken for its neighbour's.
const COMMON_WORDS: [(&str, &str); 17] = [
    ("en", "the of and to is in a that for it you with on are this as be when use by an from which not at"),
    ("pt", "de que o e do da em um para com não uma os no se na por mais dos ao você é são como pode quando"),
    ("es", "de la que el en y los se del las un por con no una su para es al lo como son más puede cuando o"),
    ("fr", "de la le et les des en un du une que est pour qui dans par sur au plus ne pas sont avec ce ou il"),
    (
        "de",
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch werden wird sind oder",
    ),
    ("it", "di che e la il un a per in una sono non con si come della le del è gli i più da nel quando o"),
    ("nl", "de van een het en in is dat op te zijn voor met die niet aan er om ook als wordt worden of bij"),
    ("id", "yang dan di dengan untuk dari ini itu pada adalah dalam tidak akan ke atau dapat oleh sebagai"),
    ("pl", "i w na się z nie do jest to że od po dla jak są oraz przez ze przy lub o jego który które"),
    ("tr", "ve bir bu için ile da de olarak olan veya değil çok gibi daha ne her kadar ise en hangi aşağıdaki"),
    ("ca", "de la que el i en els les a un per amb una del no es al és com dels o són més quan"),
    ("ro", "de și în la a cu pe o un să din este care nu se pentru mai sunt ce sau prin ca al"),
    ("sv", "och att det som en på är av för med den till inte om ett har de kan vid eller i jag var"),
    ("da", "og at det er en på af for med den til ikke som de har kan ved eller et der i om"),
    ("nb", "og at det er en på av for med den til ikke som de har kan ved eller et i om jeg"),
    ("cs", "a v se na je to že s z do o i k by jako jsou pro nebo ve by při který která od"),
    ("vi", "và của là có được trong không cho với các một những này để khi từ người đã như"),
];

/// Words that are read at most.
const MOST_WORDS: usize = 400;

/// Fewest common words that tell a language.
const FEWEST: usize = 8;

/// Returns the language whose common words a text uses most. `None` if it uses few, or those of another language nearly as
/// often.
pub(super) fn guess(text: &str) -> Option<&'static str> {
    static LANGUAGES_OF: LazyLock<HashMap<&str, u32>> = LazyLock::new(|| {
        let mut languages_of = HashMap::new();
        for (language, (_, words)) in COMMON_WORDS.iter().enumerate() {
            for word in words.split(' ') {
                *languages_of.entry(word).or_default() |= 1 << language;
            }
        }
        languages_of
    });
    let mut counts = [0_usize; COMMON_WORDS.len()];
    let mut total = 0_usize;
    for word in words(text).take(MOST_WORDS) {
        total += 1;
        let mut languages = LANGUAGES_OF.get(word).copied().unwrap_or_default();
        while languages != 0 {
            counts[languages.trailing_zeros() as usize] += 1;
            languages &= languages - 1;
        }
    }
    let best = (0..counts.len()).rev().max_by_key(|&language| counts[language])?;
    let second = (0..counts.len()).filter(|&language| language != best).map(|language| counts[language]).max()?;
    let is_clear = counts[best] >= FEWEST && counts[best] * 8 > total && counts[best] * 4 >= second * 5;
    is_clear.then_some(COMMON_WORDS[best].0)
}

/// The words of a text that are not in code.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut in_code = false;
    let lines = text.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        in_code ^= is_fence;
        !in_code && !is_fence
    });
    lines.flat_map(|line| line.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::guess;

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
            ("être, to be; avoir, to have; aller, to go; faire, to do; pouvoir, to be able to; venir, to come", None),
            ("```\nder die und in den von zu das mit sich des auf\n```\nLambda SQS", None),
            ("AWS Lambda, Amazon SQS, Amazon SNS", None),
        ] {
            assert_eq!(guess(text), language, "{text}");
        }
    }
}
