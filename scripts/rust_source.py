"""Reads Rust source as tokens, without comments and without test code.

This is a lexer, not a parser: it knows strings, characters, lifetimes and nested comments, and finds the end of an item by
counting brackets. That is enough for scripts/module-graph and scripts/check-structure.
"""

import dataclasses
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[1]

TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<line_comment>//[^\n]*)
  | (?P<block_comment>/\*)
  | (?P<raw>b?c?r(?P<hashes>\#*)")
  | (?P<string>[bc]?"(?:[^"\\]|\\.)*")
  | (?P<character>b?'(?:[^'\\\n]|\\(?:x[0-9a-fA-F]{2}|u\{[0-9a-fA-F_]+\}|.))')
  | (?P<lifetime>'[A-Za-z_]\w*)
  | (?P<word>(?:r\#)?[^\W\d]\w*)
  | (?P<number>\d\w*(?:\.\d\w*)?)
  | (?P<mark>::|->|=>|.)
    """,
    re.VERBOSE | re.DOTALL,
)
OPENING = {"(": ")", "[": "]", "{": "}"}


@dataclasses.dataclass(frozen=True)
class Token:
    """One token: its kind (`word`, `string`, `mark`, …), its text, its line from 1. A string's text has no quotes."""

    kind: str
    text: str
    line: int


@dataclasses.dataclass(frozen=True)
class Function:
    """A function: its name, its visibility (`pub`, `pub(crate)` or empty), its lines and the tokens of its parameters."""

    name: str
    visibility: str
    line: int
    lines: int
    parameters: tuple


def tokens(text):
    """Returns the tokens of a file, comments left out."""
    found, at, line = [], 0, 1
    while at < len(text):
        match = TOKEN.match(text, at)
        kind, end = match.lastgroup, match.end()
        if kind == "hashes" or match["raw"]:
            kind, end = "string", text.index('"' + match["hashes"], end) + 1 + len(match["hashes"])
            found.append(Token(kind, text[match.end() : end - 1 - len(match["hashes"])], line))
        elif kind == "block_comment":
            end = _end_of_block_comment(text, at)
        elif kind == "string":
            found.append(Token(kind, match[0][match[0].index('"') + 1 : -1], line))
        elif kind not in ("space", "line_comment"):
            found.append(Token(kind, match[0].removeprefix("r#"), line))
        line += text.count("\n", at, end)
        at = end
    return found


def _end_of_block_comment(text, at):
    depth = 0
    for mark in re.compile(r"/\*|\*/").finditer(text, at):
        depth += 1 if mark[0] == "/*" else -1
        if depth == 0:
            return mark.end()
    return len(text)


def closing(found, at):
    """Returns the index of the bracket that closes the one at `at`."""
    depth = 0
    for index in range(at, len(found)):
        if found[index].kind == "mark":
            if found[index].text in OPENING:
                depth += 1
            elif found[index].text in OPENING.values():
                depth -= 1
                if depth == 0:
                    return index
    return len(found) - 1


def without_tests(found):
    """Returns the tokens without the items behind `#[cfg(test)]`, and the names of the test modules in other files."""
    kept, test_files, at = [], set(), 0
    while at < len(found):
        if _texts(found, at, 2) != ["#", "["]:
            kept.append(found[at])
            at += 1
            continue
        end = closing(found, at + 1) + 1
        attribute = [token.text for token in found[at:end] if token.kind == "word"]
        if "test" not in attribute or attribute[0] not in ("cfg", "test") or "not" in attribute:
            kept.extend(found[at:end])
            at = end
            continue
        while _texts(found, end, 2) == ["#", "["]:
            end = closing(found, end + 1) + 1
        item = end
        end = _end_of_item(found, item)
        words = [token.text for token in found[item:end]]
        if "mod" in words[:3] and words[-1] == ";":
            test_files.add(words[-2])
        at = end
    return kept, test_files


def _texts(found, at, count):
    return [token.text for token in found[at : at + count]]


def _end_of_item(found, at):
    is_use = "use" in _texts(found, at, 5) and "{" not in _texts(found, at, 2)
    while at < len(found):
        text = found[at].text if found[at].kind == "mark" else ""
        if text in OPENING:
            at = closing(found, at)
            if text == "{" and not is_use:
                return at + 1
        elif text == ";":
            return at + 1
        at += 1
    return at


def module_of(path, source):
    """Returns the module path of a file below the source folder, `()` for lib.rs and main.rs."""
    parts = path.relative_to(source).with_suffix("").parts
    return () if parts in (("lib",), ("main",)) else parts


def files(source):
    """Yields (path, tokens without tests) of every file below a source folder that is not test code, in order of paths."""
    paths = sorted(source.rglob("*.rs"))
    read = {path: without_tests(tokens(path.read_text(encoding="utf-8"))) for path in paths}
    skipped = {module_of(path, source) + (name,) for path, (_, names) in read.items() for name in names}
    for path, (found, _) in read.items():
        if module_of(path, source) not in skipped:
            yield path, found


def functions(found):
    """Yields every function with a body: its lines count from `fn` to the closing brace."""
    for at, token in enumerate(found):
        if token.kind != "word" or token.text != "fn" or found[at + 1].kind != "word":
            continue
        start = at + 2
        if found[start].text == "<":
            start = _end_of_generics(found, start)
        if found[start].text != "(":
            continue
        end = closing(found, start)
        body = end
        while found[body].text not in ("{", ";"):
            body = closing(found, body) + 1 if found[body].text in ("(", "[") and body > end else body + 1
        if found[body].text == "{":
            lines = found[closing(found, body)].line - token.line + 1
            yield Function(found[at + 1].text, _visibility(found, at), token.line, lines, tuple(found[start : end + 1]))


def _end_of_generics(found, at):
    depth = 0
    while True:
        depth += {"<": 1, ">": -1}.get(found[at].text, 0)
        at += 1
        if depth == 0:
            return at


def _visibility(found, at):
    while at > 0 and (found[at - 1].text in ("const", "async", "unsafe", "extern") or found[at - 1].kind == "string"):
        at -= 1
    if found[at - 1].text == ")":
        opened = at - 1
        while found[opened].text != "(":
            opened -= 1
        if found[opened - 1].text == "pub":
            return f"pub({' '.join(token.text for token in found[opened + 1 : at - 1])})"
    return "pub" if found[at - 1].text == "pub" else ""
