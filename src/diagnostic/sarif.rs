//! Diagnostics as SARIF, which code scanning of GitHub and other services reads (OASIS, "Static Analysis Results Interchange
//! Format (SARIF) Version 2.1.0"). It takes diagnostics, and gives the text of one log with one run.

use super::{Diagnostic, Severity, printable};
use crate::source::Sources;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What a relative reference needs no encoding for (RFC 3986, section 4.2). A colon would end a scheme.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');

/// Returns the log. The paths in it are relative to the folder of site.toml.
pub(super) fn log(diagnostics: &[&Diagnostic], sources: &Sources) -> String {
    let codes: BTreeSet<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    let rules: Vec<Value> = codes.iter().map(|code| json!({ "id": code })).collect();
    let results: Vec<Value> = diagnostics.iter().map(|diagnostic| result(diagnostic, sources)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "notewright",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn result(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let help = diagnostic.help.as_deref().map(|help| format!("\n{}", printable(help))).unwrap_or_default();
    let mut result = json!({
        "ruleId": diagnostic.code,
        "level": level,
        "message": { "text": format!("{}{help}", printable(&diagnostic.message)) },
    });
    if let Some(span) = diagnostic.span {
        let file = sources.get(span.file);
        let (start_line, start_column) = file.line_column(span.start);
        let (end_line, end_column) = file.line_column(span.end);
        result["locations"] = json!([{ "physicalLocation": {
            "artifactLocation": { "uri": utf8_percent_encode(&file.path, PATH).to_string() },
            "region": {
                "startLine": start_line, "startColumn": start_column, "endLine": end_line, "endColumn": end_column,
            },
        }}]);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::super::{Amount, Colour, Format, draw_all};
    use super::*;
    use crate::source::{SourceFile, Span};

    /// The properties that the specification requires, and GitHub's code scanning besides.
    #[test]
    fn a_log_has_the_required_properties() {
        let mut sources = Sources::default();
        let file = sources.add(SourceFile::new("notes/a b:é.md", "# One\n\nTwé three\n"));
        let found = [
            Diagnostic::error("dead-link", "a `link`").at(Span::new(file, 12..17)).help("remove it"),
            Diagnostic::warning("dead-link", "an \u{1b}other").at(Span::new(file, 7..7)),
            Diagnostic::note("nothing-to-show", "no file"),
        ];
        let found: Vec<&Diagnostic> = found.iter().collect();
        let text = draw_all(&found, &sources, Format::Sarif, Colour::Off, Amount::Few);
        let log: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        let driver = &run["tool"]["driver"];
        assert!(driver["name"].is_string() && driver["informationUri"].as_str().is_some_and(|uri| uri.contains("://")));
        assert_eq!(driver["rules"], json!([{ "id": "dead-link" }, { "id": "nothing-to-show" }]));
        let results = run["results"].as_array().expect("results");
        let levels: Vec<&Value> = results.iter().map(|result| &result["level"]).collect();
        assert_eq!(levels, ["error", "warning", "note"]);
        assert_eq!(results[0]["message"]["text"], "a `link`\nremove it");
        let position = &results[0]["locations"][0]["physicalLocation"];
        assert_eq!(position["artifactLocation"]["uri"], "notes/a%20b%3A%C3%A9.md");
        assert_eq!(position["region"], json!({ "startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 10 }));
        assert!(results[2].get("locations").is_none());
        assert!(!text.contains('\u{1b}') && !text.contains("u001b"));
    }

    #[test]
    fn a_log_without_results_is_complete() {
        let text = draw_all(&[], &Sources::default(), Format::Sarif, Colour::Off, Amount::Few);
        let log: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(log["runs"][0]["results"], json!([]));
    }
}
