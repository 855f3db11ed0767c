//! What each fuzz target does with its bytes, and what must hold. `fuzz_targets/` gives the functions to libFuzzer, which
//! looks for new inputs; `tests/fuzz/main.rs` runs them over the kept inputs of `seeds/`.
//!
//! A target fails by a panic. None of them reads the clock or the disk, but for the preview, which needs a site.

mod deploy;
mod dom;

use notewright::catalogue::{self, Catalogue};
use notewright::config::{self, Config};
use notewright::diagnostic::{self, Amount, Colour, Diagnostic, Format};
use notewright::html::{escape, sanitize};
use notewright::link::{self, SiteFiles};
use notewright::parse::{self, numbering};
use notewright::policy::{evaluate, json};
use notewright::render::Renderer;
use notewright::render::assets::{Assets, Reading};
use notewright::render::interface::Interface;
use notewright::search::Index;
use notewright::search::excerpt::excerpt;
use notewright::search::files::index_files;
use notewright::search::query::{Query, search};
use notewright::serve::{Changes, Event, Settings};
use notewright::site::{Site, SiteForm};
use notewright::source::{FileId, SourceFile, Sources};
use notewright::study::deck::{self, Deck};
use notewright::study::export;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

pub(crate) use deploy::deploy_plan;

/// A target: it takes bytes, and panics if something does not hold.
pub(crate) type Target = fn(&[u8]);

/// All targets. The names are those of the folders of `seeds/` and of the files of `fuzz_targets/`.
pub(crate) const TARGETS: [(&str, Target); 12] = [
    ("cards", cards),
    ("catalogue", catalogue),
    ("deploy_plan", deploy_plan),
    ("front_matter", front_matter),
    ("http_request", http_request),
    ("numbering", numbering),
    ("pipeline", pipeline),
    ("policies", policies),
    ("repairs", repairs),
    ("sanitizer", sanitizer),
    ("search_query", search_query),
    ("site_toml", site_toml),
];

/// A catalogue with every kind of name.
const CATALOGUE: &str = "- id: amazon-sqs\n  name: Amazon SQS\n  aliases: [SQS, Simple Queue Service]\n  iam: [sqs]\n\
                         - id: aws-lambda\n  name: AWS Lambda\n  aliases: [Lambda]\n  iam: [lambda]\n\
                         - id: aws-kms\n  name: AWS KMS\n  aliases: [KMS, Key Management Service]\n  iam: [kms]\n";

/// Notes to every page: each page has no active content of the author, and the search index and the cards can be made.
pub(crate) fn pipeline(data: &[u8]) {
    for page in site_of(data) {
        dom::require_passive_page(&page);
    }
}

/// Makes the site of some notes, with its search index, and returns its pages.
pub(crate) fn site_of(data: &[u8]) -> Vec<String> {
    let site = Made::of(data);
    let renderer = renderer(&site.site);
    let pages = renderer.pages(&site.site);
    let rendered =
        site.site.routes().into_iter().map(|route| pages.render(route).expect("the built-in templates fit every site"));
    let pages = rendered.filter(|page| page.path.ends_with(".html")).map(|page| page.text).collect();
    let index = Index::new(&site.site);
    let files = index_files(&index, &site.site);
    assert_eq!(files.iter().map(|file| &file.path).collect::<BTreeSet<_>>().len(), files.len());
    pages
}

/// Front matter: what is wrong with it has a position in it, and the notes below it are read.
pub(crate) fn front_matter(data: &[u8]) {
    let block = String::from_utf8_lossy(data);
    for text in [format!("---\n{block}\n---\n### 1. A\n\nx\n"), format!("+++\n{block}\n+++\n### 1. A\n\nx\n")] {
        Made::of(text.as_bytes());
    }
}

/// A heading as a number: the title is a part of it.
pub(crate) fn numbering(data: &[u8]) {
    let heading = String::from_utf8_lossy(data);
    if let Some(found) = numbering::parse(&heading) {
        assert!(heading.get(found.start..found.prefix).is_some(), "{heading:?}: {found:?}");
        assert!(!found.number.as_str().is_empty());
    }
    for reading in numbering::readings(&heading) {
        assert!(heading.get(reading.start..reading.prefix).is_some(), "{heading:?}: {reading:?}");
    }
    let notes: String = heading.lines().map(|line| format!("## {line}\n\nx\n\n")).collect();
    Made::of(notes.as_bytes());
}

/// Repairs: notes with all fixes written can be read. Overlapping fixes are skipped, as `check --fix` does.
pub(crate) fn repairs(data: &[u8]) {
    let made = Made::of(&[b"### 1. A\n\n", data].concat());
    let text = &made.sources.get(made.file).text;
    let mut fixes: Vec<_> = made
        .diagnostics
        .iter()
        .filter_map(|diagnostic| diagnostic.fix.as_ref())
        .filter(|fix| fix.span.file == made.file)
        .collect();
    fixes.sort_by_key(|fix| (fix.span.start, fix.span.end));
    let mut fixed = String::new();
    let mut end = 0;
    for fix in fixes {
        if fix.span.start < end {
            continue;
        }
        fixed.push_str(&text[end..fix.span.start]);
        fixed.push_str(&fix.replacement);
        end = fix.span.end;
    }
    fixed.push_str(&text[end..]);
    Made::of(fixed.as_bytes());
}

/// A catalogue: ids are unique, and each entry has a name.
pub(crate) fn catalogue(data: &[u8]) {
    let mut sources = Sources::default();
    let (file, _) = SourceFile::decode("notes/services.yaml".to_owned(), data.to_vec());
    let id = sources.add(file);
    let (catalogue, diagnostics) = catalogue::parse(id, sources.get(id));
    require_positions(&diagnostics, &sources);
    let ids: BTreeSet<&str> = catalogue.iter().map(|(_, service)| service.id.as_str()).collect();
    assert_eq!(ids.len(), catalogue.iter().count(), "an id stands twice");
    let notes = "### 1. A queue\n\nAmazon SQS and Lambda, `kms:Decrypt`.\n";
    Made::with(Config::default(), catalogue, notes.as_bytes());
}

/// site.toml: what is wrong with it has a position, and what is left makes a site.
pub(crate) fn site_toml(data: &[u8]) {
    let mut sources = Sources::default();
    let (file, _) = SourceFile::decode("site.toml".to_owned(), data.to_vec());
    let id = sources.add(file);
    let (config, diagnostics) = config::parse(id, sources.get(id));
    require_positions(&diagnostics, &sources);
    if diagnostics.iter().all(|diagnostic| diagnostic.severity < diagnostic::Severity::Error) {
        let made = Made::with(config, small_catalogue(), b"### 1. A\n\nAmazon SQS, see 2.\n\n### 2. B\n\nx\n");
        for route in made.site.routes() {
            assert!(!made.site.path(route).contains(".."));
        }
    }
}

/// JSON, and policies in JSON, YAML, Terraform and shell commands.
pub(crate) fn policies(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Some(pretty) = json::pretty(&text) {
        assert_eq!(json::pretty(&pretty).as_deref(), Some(pretty.as_str()), "a pretty text stays as it is");
    }
    let (_, problems) = evaluate::read("a policy", &text, None);
    for problem in problems {
        assert!(text.get(problem.offset..problem.offset + problem.len).is_some(), "{problem:?}");
    }
    for language in ["json", "yaml", "hcl", "bash", ""] {
        let notes = format!("### 1. A\n\n````{language}\n{text}\n````\n");
        Made::of(notes.as_bytes());
    }
}

/// Making a cleaner takes longer than using it.
static CLEANER: OnceLock<ammonia::Builder<'_>> = OnceLock::new();

/// Raw HTML: what stays has no active content, also after a browser has parsed and printed it.
pub(crate) fn sanitizer(data: &[u8]) {
    let html = String::from_utf8_lossy(data);
    let clean = sanitize::clean(CLEANER.get_or_init(sanitize::cleaner), &html);
    dom::require_passive_fragment(&clean);
    let _ = sanitize::inspect(&html);
    for (span, _) in sanitize::addresses(&html) {
        assert!(html.get(span).is_some());
    }
    let _ = sanitize::with_quoted_addresses(&html);
    assert!(!escape::escape(&html).contains('<'));
}

/// A request to the preview, byte by byte: it is answered or closed, and the next one is answered.
pub(crate) fn http_request(data: &[u8]) {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    let address = ADDRESS.get_or_init(start_preview);
    let mut stream = TcpStream::connect(address).expect("the preview listens");
    // A refused body keeps its connection for a while.
    stream.set_read_timeout(Some(Duration::from_secs(1))).expect("a timeout");
    // The preview may close early, so a write may fail.
    let _ = stream.write_all(data);
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    let _ = stream.take(1 << 20).read_to_end(&mut answer);
    // A request of another version may be answered in kind.
    let is_http =
        [&b"HTTP/1.1 "[..], b"HTTP/1.0 ", b"HTTP/2.0 ", b"HTTP/3.0 "].iter().any(|start| answer.starts_with(start));
    assert!(answer.is_empty() || is_http, "{}", String::from_utf8_lossy(&answer));
    let mut next = TcpStream::connect(address).expect("the preview still listens");
    next.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout");
    next.write_all(format!("GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes()).expect("sent");
    let mut answer = Vec::new();
    next.read_to_end(&mut answer).expect("answered");
    assert!(answer.starts_with(b"HTTP/1.1 200 "), "{}", String::from_utf8_lossy(&answer));
}

/// Starts the preview of a small site on a free port. Returns its address. It runs until the process ends.
fn start_preview() -> String {
    let folder = Box::leak(Box::new(tempfile::tempdir().expect("a folder")));
    let root = folder.path().to_owned();
    std::fs::create_dir(root.join("notes")).expect("a folder");
    std::fs::write(root.join("notes/n.md"), "### 1. A\n\nx\n\n### 2. B\n\ny\n").expect("notes");
    let options = notewright::disk::Options { root, ..Default::default() };
    let settings = Settings { host: "127.0.0.1".into(), port: 0, changes: Changes::Polling, allowed_hosts: Vec::new() };
    let (ready, is_ready) = std::sync::mpsc::sync_channel(1);
    std::thread::spawn(move || {
        let report = move |event: Event<'_>| {
            if let Event::Ready { url, .. } = event {
                let address = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
                ready.send(address).expect("somebody waits");
            }
        };
        let ended = notewright::serve::serve(&options, &settings, report);
        panic!("the preview ended: {ended:?}");
    });
    is_ready.recv().expect("the preview is ready")
}

/// A query in the first line, and notes below it: hits differ, and excerpts come from their documents.
pub(crate) fn search_query(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (query, notes) = text.split_once('\n').unwrap_or((&text, ""));
    let notes = format!("### 1. A queue\n\nAmazon SQS keeps messages.\n\n### 2. B\n\n{notes}\n");
    let site = Made::of(notes.as_bytes()).site;
    let index = Index::new(&site);
    for query in [query.to_owned(), format!("{query} "), format!("{query} sqs")] {
        let results = search(&index, &site, &Query { text: &query, most: 10, ..Query::default() });
        assert!(results.hits.len() <= 10 && results.hits.len() <= results.total);
        let documents: BTreeSet<usize> = results.hits.iter().map(|hit| hit.document).collect();
        assert_eq!(documents.len(), results.hits.len(), "a document is found twice");
        for hit in &results.hits {
            let text = index.documents[hit.document].text(&site);
            let found = excerpt(&text, &results.marks);
            assert!(found.pieces.iter().all(|(piece, _)| !piece.is_empty()));
        }
    }
}

/// Cards: ids are unique, and every format can be written.
pub(crate) fn cards(data: &[u8]) {
    let site = Made::of(data).site;
    let deck = Deck::new(&site);
    let ids: Vec<String> = deck.cards().map(|(section, card)| deck::id(&site, section, card)).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    let json: serde_json::Value =
        serde_json::from_str(&export::json(&site, deck).expect("written")).expect("it is JSON");
    assert!(json.is_object() || json.is_array());
    let _ = export::csv(&site, deck);
    let _ = export::markdown(&site, deck);
    let anki = export::anki(&site, deck);
    let columns: BTreeSet<usize> =
        anki.lines().filter(|line| !line.contains(['"', '#'])).map(|line| line.matches('\t').count()).collect();
    assert!(columns.len() <= 1, "every card has as many columns: {anki}");
}

/// A site made of bytes.
struct Made {
    sources: Sources,
    file: FileId,
    site: Site,
    diagnostics: Vec<Diagnostic>,
}

impl Made {
    fn of(notes: &[u8]) -> Self {
        Self::with(Config::default(), small_catalogue(), notes)
    }

    fn with(config: Config, catalogue: Catalogue, notes: &[u8]) -> Self {
        let mut sources = Sources::default();
        let (source, problems) = SourceFile::decode("notes/n.md".to_owned(), notes.to_vec());
        let file = sources.add(source);
        let mut diagnostics = diagnostic::of_decoding(file, &problems);
        let (notebook, found) = parse::parse("n".to_owned(), file, sources.get(file), &config);
        diagnostics.extend(found);
        let (site, found) = link::link(config, catalogue, vec![notebook], SiteFiles::default(), SiteForm::Folder);
        diagnostics.extend(found);
        require_positions(&diagnostics, &sources);
        Self { sources, file, site, diagnostics }
    }
}

/// Every diagnostic has a position in its text, its fix too, and can be drawn.
fn require_positions(diagnostics: &[Diagnostic], sources: &Sources) {
    for diagnostic in diagnostics {
        let spans = diagnostic.span.iter().chain(diagnostic.fix.iter().map(|fix| &fix.span));
        for span in spans {
            let text = &sources.get(span.file).text;
            assert!(text.get(span.range()).is_some(), "{diagnostic:?} in {text:?}");
        }
    }
    let all: Vec<&Diagnostic> = diagnostics.iter().collect();
    let drawn = diagnostic::draw_all(&all, sources, Format::Human, Colour::Off, Amount::All);
    let is_command = |c: char| c.is_control() && c != '\n';
    assert!(!drawn.contains(is_command), "a terminal would obey: {drawn:?}");
}

fn small_catalogue() -> Catalogue {
    let mut sources = Sources::default();
    let id = sources.add(SourceFile::new("services.yaml", CATALOGUE));
    catalogue::parse(id, sources.get(id)).0
}

/// A renderer with the words of the languages that the site has.
fn renderer(site: &Site) -> Renderer {
    let interface = Arc::<Interface>::default();
    let assets = Assets::new(BTreeMap::new(), Reading::Online).with_words(&interface, site);
    Renderer::new(&BTreeMap::new(), Arc::new(assets), interface, &mut Sources::default())
        .expect("the built-in templates are right")
}
