"""scripts/module-graph and scripts/check-structure, run on small source folders."""

import contextlib
import importlib.machinery
import importlib.util
import io
import pathlib
import sys
import tempfile
import textwrap
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import rust_source  # noqa: E402 - the folder is not a package


def script(name):
    """Loads a script of scripts/, which has no extension, as a module."""
    loader = importlib.machinery.SourceFileLoader(name.replace("-", "_"), str(ROOT / "scripts" / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


SCRIPTS = {name: script(name) for name in ("module-graph", "check-structure")}


class Source(unittest.TestCase):
    """A test case with a source folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name) / "src"
        self.write("lib.rs", "pub mod a;")

    def write(self, path, text):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text), encoding="utf-8")

    def run_script(self, name, *arguments):
        """Runs a script on the folder; returns its exit status and what it printed."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            try:
                status = SCRIPTS[name].main(["--source", str(self.folder), *arguments])
            except SystemExit as error:
                status = error.code
        return status, printed.getvalue()


class ModuleGraph(Source):
    def test_arrows_of_every_form_make_floors(self):
        self.write("a.rs", "pub mod one;\npub mod two;\npub fn f() { one::f() }")
        self.write("a/one.rs", "use super::two::{self, deep::{T, U as V}};\npub fn f() { two::g() }")
        self.write("a/two.rs", "pub mod deep;\npub fn g() { crate::c::h() }")
        self.write("a/two/deep.rs", "use crate::b;\npub fn g() -> usize { b::LENGTH }")
        self.write("b.rs", "pub const LENGTH: usize = 1;")
        self.write("c.rs", "use crate::b::*;")
        status, text = self.run_script("module-graph")
        self.assertEqual(status, 0, text)
        self.assertIn("rooms\n  0 b\n  1 c\n  2 a\n", text)
        self.assertIn("modules\n  0 b\n  1 a::two::deep, c\n  2 a::two\n  3 a::one\n  4 a\n", text)
        self.assertIn("3 rooms, 6 modules, 6 arrows, 0 circles of rooms, 0 circles of modules", text)

    def test_a_circle_of_rooms_is_named_with_its_lines(self):
        self.write("a.rs", "// a comment\nuse crate::b::B;")
        self.write("b.rs", "pub fn f() -> crate::c::C {}")
        self.write("c.rs", "\n\npub fn g(a: &crate::a::A) {}")
        status, text = self.run_script("module-graph", "--check")
        self.assertEqual(status, 1, text)
        self.assertIn("circle of rooms: a, b, c", text)
        for line in ("a.rs:2 a -> b", "b.rs:1 b -> c", "c.rs:3 c -> a"):
            self.assertIn(line, text)

    def test_a_circle_of_siblings_is_one(self):
        self.write("a.rs", "mod one;\nmod two;")
        self.write("a/one.rs", "use super::two::T;")
        self.write("a/two.rs", "pub fn f() { super::one::g() }")
        status, text = self.run_script("module-graph", "--check")
        self.assertEqual(status, 1, text)
        self.assertIn("circle of modules: a::one, a::two", text)
        self.assertNotIn("circle of rooms:", text)

    def test_a_child_may_name_its_parent(self):
        self.write("a.rs", "mod one;\npub fn f() { one::g() }\npub struct T;")
        self.write("a/one.rs", "use super::T;")
        self.assertEqual(self.run_script("module-graph")[0], 0)
        status, text = self.run_script("module-graph", "--with-parents")
        self.assertEqual(status, 1, text)
        self.assertIn("circle of modules: a, a::one", text)

    def test_comments_strings_and_tests_do_not_count(self):
        self.write(
            "a.rs",
            r'''
            //! [`crate::b`]
            /* crate::b /* crate::b */ crate::b */
            pub fn f<'a>(x: &'a str) -> char { let _ = ("crate::b \" crate::b", r#"crate::b " crate::b"#); '"' }
            #[cfg(test)]
            mod tests { use crate::b::B; }
            #[cfg(test)]
            #[path = "x"]
            use crate::b::{B};
            #[cfg(test)]
            mod more;
            ''',
        )
        self.write("a/more.rs", "use crate::b::B;")
        self.write("b.rs", "use crate::a::f;")
        status, text = self.run_script("module-graph")
        self.assertEqual(status, 0, text)
        self.assertIn("2 rooms, 2 modules, 1 arrows", text)

    def test_a_folder_without_source_is_refused(self):
        (self.folder / "lib.rs").unlink()
        status, text = self.run_script("module-graph")
        self.assertEqual(status, 2)
        self.assertIn("has no lib.rs", text)


class CheckStructure(Source):
    def broken(self, file, text):
        self.write(file, text)
        status, printed = self.run_script("check-structure")
        messages = printed.splitlines()[:-1]
        self.assertEqual(status, 1 if messages else 0, printed)
        return messages

    def test_page_paths_belong_to_routes(self):
        for path in ("{}/index.html", "assets/x", "search/", "/_notewright/live.js"):
            with self.subTest(path):
                (message,) = self.broken("a.rs", f'pub fn f() -> String {{ format!("{path}") }}')
                self.assertTrue(message.startswith(f'src/a.rs:1: "{path}" builds or compares a path'), message)
        self.write("a.rs", '// "x.html"\n#[cfg(test)] mod tests { const A: &str = "x.html"; }')
        self.assertEqual(self.broken("site/routes.rs", 'const A: &str = "x.html";'), [])
        self.assertEqual(self.broken("policy/lint.rs", 'const A: &str = "id_roles.html";'), [])

    def test_render_may_name_templates(self):
        self.write("../templates/home.html", "")
        self.assertEqual(self.broken("render.rs", 'fn f() { fill("home.html") }'), [])
        self.assertEqual(len(self.broken("render.rs", 'fn f() { fill("away.html") }')), 1)

    def test_functions_end_after_sixty_lines(self):
        body = "\n".join(["    g();"] * 58)
        self.assertEqual(self.broken("a.rs", f"fn f<T: Into<u8>>(a: [u8; 2])\nwhere T: Copy {{\n{body[9:]}\n}}"), [])
        (message,) = self.broken("a.rs", f"impl A {{\n    fn long(&self) -> [u8; 2] {{\n{body}\n    g();\n}}}}")
        self.assertTrue(message.startswith("src/a.rs:2: `long` has 61 lines"), message)

    def test_maps_name_files_that_exist(self):
        self.write("../docs/architecture.md", "`a.rs`, `b/a.rs`\n`src/a.rs`, `src/b.rs`, `src/NAME/x.rs`, `dist/x.html`\n")
        self.write("b/c.rs", "")
        self.assertEqual(
            self.broken("a.rs", ""),
            [
                "docs/architecture.md:1: names `b/a.rs`, which is not there",
                "docs/architecture.md:2: names `src/b.rs`, which is not there",
            ],
        )

    def test_public_functions_take_no_bool(self):
        for text in (
            "pub fn f(a: bool) {}",
            "pub(super) fn f(b: u8, a: bool) {}",
            "pub(in crate::x) const fn f(a: &bool) {}",
            "pub async fn f<'a, T: Fn(bool) -> u8>(mut a: &'a mut bool,) {}",
        ):
            with self.subTest(text):
                (message,) = self.broken("a.rs", text)
                self.assertTrue(message.startswith("src/a.rs:1: `f` has a boolean parameter `a`"), message)
        for text in ("fn f(a: bool) {}", "pub fn f(a: Option<bool>) -> bool {}", "pub fn f(a: &impl Fn(&str) -> bool) {}"):
            with self.subTest(text):
                self.assertEqual(self.broken("a.rs", text), [])


class Tokens(unittest.TestCase):
    def test_literals_are_read_to_their_end(self):
        found = rust_source.tokens("r##\"a\"#b\"## b\"\\\"\" '\\'' b'\\x41' 'life 'x' c\"n\" r#fn 1.5 a..b // end")
        self.assertEqual(
            [(token.kind, token.text) for token in found if token.kind != "mark"],
            [
                ("string", 'a"#b'),
                ("string", '\\"'),
                ("character", "'\\''"),
                ("character", "b'\\x41'"),
                ("lifetime", "'life"),
                ("character", "'x'"),
                ("string", "n"),
                ("word", "fn"),
                ("number", "1.5"),
                ("word", "a"),
                ("word", "b"),
            ],
        )

    def test_lines_are_counted_through_strings_and_comments(self):
        self.assertEqual([token.line for token in rust_source.tokens('"a\n\n" /* \n */ b\nc')], [1, 4, 5])


if __name__ == "__main__":
    unittest.main()
