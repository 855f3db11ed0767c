"""Reads the code examples of notes/aws-developer.md, and lists those that no test runs."""

import dataclasses
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOTES = ROOT / "notes" / "aws-developer.md"

# Examples that no test runs, by section and position in the section, each with the reason.
# A shell example in this table still has its syntax checked.
NOT_RUN = {
    "5.1": "a query of CloudWatch Logs Insights: its parser is not public",
    "25.1": "a mapping template: only API Gateway has its variables and its dialect of VTL",
    "72.1": "starts the X-Ray daemon, which is not installed here",
    "84.1": "user data of an EC2 instance: writes to /etc",
    "118.1": "asks the metadata service, which only an EC2 instance reaches",
    "143.2": "runs a script of AWS that needs Docker and an image of several gigabytes",
}


@dataclasses.dataclass(frozen=True)
class Fence:
    """One code example."""

    key: str  # section and position in the section, from 1: "86.1"
    language: str  # the word after the opening fence; empty if there is none
    line: int  # line number of the opening fence, from 1
    text: str

    def __str__(self):
        return f"example {self.key} ({self.language}, line {self.line})"


def read(notes=None):
    """Returns the code examples of the notes, in their order. `notes` replaces the text of the notes."""
    text = NOTES.read_text(encoding="utf-8") if notes is None else notes
    found, section, position, opened = [], "0", 0, None
    for number, line in enumerate(text.splitlines(), 1):
        if opened is None:
            heading = re.match(r"### (\d+)\. ", line)
            fence = re.match(r" {0,3}(`{3,}|~{3,})\s*([^\s`]*)", line)
            if heading:
                section, position = heading[1], 0
            elif fence:
                position += 1
                opened = (fence[1], fence[2], number, [])
            continue
        mark, language, start, lines = opened
        if re.fullmatch(rf" {{0,3}}{re.escape(mark[0])}{{{len(mark)},}}\s*", line):
            found.append(Fence(f"{section}.{position}", language, start, "".join(f"{line}\n" for line in lines)))
            opened = None
        else:
            lines.append(line)
    if opened is not None:
        raise ValueError(f"the fence of line {opened[2]} has no end")
    return found


def of_language(*languages):
    """Returns the code examples in one of these languages."""
    return [fence for fence in read() if fence.language in languages]


def by_key(key):
    """Returns the code example with this key."""
    return next(fence for fence in read() if fence.key == key)
