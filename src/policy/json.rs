#[must_use]
pub fn pretty(t: &str) -> Option<String> {
    serde_json::from_str::<serde_json::Value>(t).ok().and_then(|v| serde_json::to_string_pretty(&v).ok())
}
