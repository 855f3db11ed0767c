//! Short codes of emoji that people write by hand. A longer list would take words of authors: `:a:`, `:key value:`.

/// The emoji that a short code names.
pub(super) fn named(code: &str) -> Option<&'static str> {
    EMOJI.iter().find(|(name, _)| *name == code).map(|(_, emoji)| *emoji)
}

/// GitHub's short codes and their emoji.
#[rustfmt::skip]
const EMOJI: [(&str, &str); 66] = [
    ("+1", "👍"), ("-1", "👎"), ("thumbsup", "👍"), ("thumbsdown", "👎"), ("smile", "😄"), ("smiley", "😃"), ("grin", "😁"), ("joy", "😂"),
    ("laughing", "😆"), ("wink", "😉"), ("blush", "😊"), ("thinking", "🤔"), ("cry", "😢"), ("sob", "😭"), ("scream", "😱"), ("sunglasses", "😎"),
    ("heart", "❤️"), ("broken_heart", "💔"), ("tada", "🎉"), ("rocket", "🚀"), ("fire", "🔥"), ("sparkles", "✨"), ("star", "⭐"), ("star2", "🌟"),
    ("zap", "⚡"), ("boom", "💥"), ("bulb", "💡"), ("warning", "⚠️"), ("bug", "🐛"), ("wrench", "🔧"), ("hammer", "🔨"), ("gear", "⚙️"),
    ("lock", "🔒"), ("unlock", "🔓"), ("key", "🔑"), ("mag", "🔍"), ("memo", "📝"), ("pencil", "📝"), ("pencil2", "✏️"), ("book", "📖"),
    ("books", "📚"), ("bookmark", "🔖"), ("clipboard", "📋"), ("pushpin", "📌"), ("link", "🔗"), ("package", "📦"), ("computer", "💻"), ("email", "✉️"),
    ("calendar", "📅"), ("alarm_clock", "⏰"), ("hourglass", "⌛"), ("white_check_mark", "✅"), ("heavy_check_mark", "✔️"), ("x", "❌"),
    ("exclamation", "❗"), ("question", "❓"), ("no_entry", "⛔"), ("construction", "🚧"), ("point_right", "👉"), ("point_left", "👈"),
    ("wave", "👋"), ("clap", "👏"), ("pray", "🙏"), ("muscle", "💪"), ("eyes", "👀"), ("100", "💯"),
];
