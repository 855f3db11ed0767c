//! Runs `static/js/search.js` as a page does, and gives it the files that it requests.

use crate::Searched;
use notewright::render::assets::{Assets, Reading};
use notewright::search::files;
use rquickjs::function::Func;
use rquickjs::{Context, Runtime};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// The script with the files of a site.
pub(crate) struct Page {
    context: Context,
}

/// The results of the script.
#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct Answer {
    pub(crate) hits: Vec<Shown>,
    pub(crate) total: usize,
    pub(crate) corrections: Vec<(String, String)>,
    pub(crate) services: Vec<String>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct Shown {
    pub(crate) url: String,
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) score: f64,
    pub(crate) excerpt: Vec<(String, bool)>,
}

const DRIVER: &str = r"
    const search = new notewright.Search();
    let loaded = 0;
    globalThis.S = (name, data) => search.add(name, data);
    function need(name) {
        const script = load(search.path(name));
        loaded += script.length;
        (0, eval)(script);
    }
    need('index');
    function settled(ask) {
        for (let round = 0; round < 20; round++) {
            search.missing = new Set();
            const answer = ask();
            if (!search.missing.size) return answer;
            for (const name of search.missing) need(name);
        }
        throw new Error('never has enough');
    }
    function answer(text, most, notebook, service, shows = true) {
        const { hits, total, corrections, services, marks } = settled(() => search.run({ text, most, notebook, service }));
        return JSON.stringify({
            total, corrections,
            services: services.map((service) => search.entry.services[service][0]),
            hits: hits.map(({ unit, score }) => {
                const { url, number, title, text } = settled(() => search.shown(unit));
                return { url, number, title, score, excerpt: shows ? notewright.excerpt(text, marks) : [] };
            }),
        });
    }
    function listed(text) { return JSON.stringify(notewright.words(text).map(({ term, isWhole }) => [term, isWhole])); }
";

/// Returns a script as the program writes it into a site.
fn shipped(name: &str) -> String {
    let assets = Assets::new(BTreeMap::new(), Reading::Online);
    let path = assets.path(name).expect("a built-in asset").to_owned();
    let file = assets.files().find(|file| file.path == path).expect("the asset's file");
    String::from_utf8(file.bytes.clone()).expect("UTF-8")
}

impl Page {
    pub(crate) fn of(searched: &Searched) -> Self {
        let files: HashMap<String, String> = files::files(&searched.index, &searched.site)
            .into_iter()
            .map(|file| (file.path, String::from_utf8(file.bytes).expect("UTF-8")))
            .collect();
        let runtime = Runtime::new().expect("an engine");
        let context = Context::full(&runtime).expect("a context");
        context.with(|scope| {
            let load = move |path: String| files.get(&path).unwrap_or_else(|| panic!("no file {path}")).clone();
            scope.globals().set("load", Func::from(load)).expect("a function");
        });
        let page = Self { context };
        page.run(&shipped("js/search.js"));
        page.run(DRIVER);
        page
    }

    fn run(&self, script: &str) {
        self.context.with(|scope| {
            let ran = scope.eval::<(), _>(script);
            assert!(ran.is_ok(), "{:?}", scope.catch());
        });
    }

    fn call(&self, expression: &str) -> String {
        self.context.with(|scope| {
            scope.eval::<String, _>(expression).unwrap_or_else(|_| panic!("{expression}: {:?}", scope.catch()))
        })
    }

    /// Runs a query in the page.
    pub(crate) fn answer(&self, text: &str, most: usize) -> Answer {
        let text = serde_json::to_string(text).expect("a string");
        serde_json::from_str(&self.call(&format!("answer({text}, {most})"))).expect("an answer")
    }

    /// Runs a query without excerpts.
    pub(crate) fn hits(&self, text: &str, most: usize) -> Answer {
        let text = serde_json::to_string(text).expect("a string");
        let call = format!("answer({text}, {most}, undefined, undefined, false)");
        serde_json::from_str(&self.call(&call)).expect("an answer")
    }

    /// Runs a query in one notebook, or for one service; both are indexes in the entry.
    pub(crate) fn filtered(&self, text: &str, notebook: Option<usize>, service: Option<usize>) -> Answer {
        let text = serde_json::to_string(text).expect("a string");
        let index = |index: Option<usize>| index.map_or("undefined".to_owned(), |index| index.to_string());
        let call = format!("answer({text}, 50, {}, {})", index(notebook), index(service));
        serde_json::from_str(&self.call(&call)).expect("an answer")
    }

    /// Returns the words of a text, and whether each is a whole.
    pub(crate) fn words(&self, text: &str) -> Vec<(String, bool)> {
        let text = serde_json::to_string(text).expect("a string");
        serde_json::from_str(&self.call(&format!("listed({text})"))).expect("words")
    }

    /// Returns the number of characters in the files that were loaded so far.
    pub(crate) fn loaded(&self) -> usize {
        self.call("String(loaded)").parse().expect("a number")
    }
}
