//! Reads HTML as a browser does, with html5ever, and looks for active content.

use html5ever::driver::ParseOpts;
use html5ever::serialize::{SerializeOpts, TraversalScope, serialize};
use html5ever::tendril::TendrilSink;
use html5ever::{QualName, local_name, ns, parse_document, parse_fragment};
use markup5ever_rcdom::{Handle, NodeData, RcDom, SerializableHandle};
use std::collections::HashSet;

/// Elements that run something or load pages.
const ACTIVE: [&str; 12] =
    ["script", "style", "iframe", "frame", "object", "embed", "applet", "form", "base", "link", "meta", "noscript"];

/// Attributes with addresses.
const ADDRESSES: [&str; 7] = ["href", "src", "cite", "action", "formaction", "poster", "data"];

/// Panics if a cleaned fragment has active content, or gets some when a browser prints it and parses it again.
pub(super) fn require_passive_fragment(html: &str) {
    let once = fragment(html);
    let printed = printed(&once);
    for (dom, text) in [(once, html), (fragment(&printed), printed.as_str())] {
        walk(&dom.document, &mut |element| {
            assert!(!ACTIVE.contains(&element.name), "<{}> stays: {text}", element.name);
            require_passive(element, text);
        });
    }
}

/// Panics if a page has a script, a style or an event handler of its own, or an id twice.
pub(super) fn require_passive_page(html: &str) {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    let mut ids = HashSet::new();
    walk(&dom.document, &mut |element| {
        let is_our_script = element.name == "script"
            && (element.attribute("src").is_some() || element.attribute("type") == Some("application/json"));
        let is_other = ["iframe", "frame", "object", "embed", "applet", "base", "style"].contains(&element.name);
        assert!(element.name != "script" || is_our_script, "an inline script: {html}");
        assert!(!is_other, "<{}>: {html}", element.name);
        require_passive(element, html);
        if let Some(id) = element.attribute("id") {
            assert!(ids.insert(id.to_owned()), "the id `{id}` stands twice: {html}");
        }
    });
}

struct Element<'a> {
    name: &'a str,
    attributes: &'a [(String, String)],
}

impl Element<'_> {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

fn require_passive(element: &Element<'_>, html: &str) {
    for (name, value) in element.attributes {
        assert!(!name.starts_with("on") && name != "style" && name != "srcdoc", "{name}: {html}");
        if ADDRESSES.contains(&name.as_str()) {
            // As a browser reads it (URL Living Standard, "basic URL parser").
            let shown =
                value.trim_start_matches(|c: char| c <= ' ').replace(['\t', '\n', '\r'], "").to_ascii_lowercase();
            assert!(!shown.starts_with("javascript:") && !shown.starts_with("vbscript:"), "{name}={value}: {html}");
        }
    }
}

fn walk(node: &Handle, visit: &mut impl FnMut(&Element<'_>)) {
    // A stack of its own: notes may be nested deeply.
    let mut waiting = vec![node.clone()];
    while let Some(node) = waiting.pop() {
        if let NodeData::Element { name, attrs, .. } = &node.data {
            let attributes: Vec<(String, String)> =
                attrs.borrow().iter().map(|attr| (attr.name.local.to_string(), attr.value.to_string())).collect();
            visit(&Element { name: &name.local, attributes: &attributes });
        }
        waiting.extend(node.children.borrow().iter().cloned());
    }
}

fn fragment(html: &str) -> RcDom {
    let context = QualName::new(None, ns!(html), local_name!("div"));
    parse_fragment(RcDom::default(), ParseOpts::default(), context, Vec::new(), false).one(html)
}

fn printed(dom: &RcDom) -> String {
    let mut bytes = Vec::new();
    let root = dom.document.children.borrow()[0].clone();
    let options = SerializeOpts { traversal_scope: TraversalScope::ChildrenOnly(None), ..SerializeOpts::default() };
    let node: SerializableHandle = root.into();
    serialize(&mut bytes, &node, options).expect("memory");
    String::from_utf8(bytes).expect("UTF-8")
}
