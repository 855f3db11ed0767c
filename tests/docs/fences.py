"""Reads documents: fenced code, the commands in it, inline code, and links."""

import dataclasses
import re

# Languages whose fences hold commands. In `console` each line is a command; the others are one script.
SHELLS = ("console", "sh", "bash", "powershell")


@dataclasses.dataclass(frozen=True)
class Fence:
    """A fenced block of code."""

    # The line of the opening fence, from 1 on.
    line: int
    language: str
    text: str

    def commands(self):
        """Returns the commands of the block. With a prompt `$ `, lines without one are output."""
        if self.language != "console":
            return [self.text]
        joined = self.text.replace("\\\n", " ")
        lines = [line for line in joined.splitlines() if line.strip()]
        if any(line.startswith("$ ") for line in lines):
            lines = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        return [re.sub(r"\s+", " ", re.sub(r"\s+# .*", "", line)).strip() for line in lines]


def read(text):
    """Returns the fences of a document, and its text without them, with the same lines."""
    fences, prose, opened = [], [], None
    for number, line in enumerate(text.splitlines(), 1):
        mark = re.match(r"( *)```(\S*)", line)
        if opened is None and mark:
            opened = (number, mark[2], len(mark[1]), [])
            prose.append("")
        elif opened is None:
            prose.append(line)
        else:
            prose.append("")
            start, language, indent, lines = opened
            if mark and not mark[2]:
                fences.append(Fence(start, language, "".join(f"{inside}\n" for inside in lines)))
                opened = None
            else:
                lines.append(line[indent:] if not line[:indent].strip() else line)
    return fences, "".join(f"{line}\n" for line in prose)


def inline_code(prose):
    """Returns the text of inline code between single backticks."""
    return re.findall(r"(?<!`)`([^`\n]+)`(?!`)", prose)


def links(prose):
    """Yields line and target of each link and image, but not those in inline code."""
    for number, line in enumerate(prose.splitlines(), 1):
        for target in re.findall(r"\]\(<?([^)>\s]+)>?[^)]*\)", re.sub(r"`[^`]*`", "", line)):
            yield number, target


def fragments(prose):
    """Returns the fragments of a document as GitHub makes them of its headings."""
    found = set()
    for heading in re.findall(r"^#{1,6} +(.*?)(?: +#+)?$", prose, re.MULTILINE):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        slug = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        numbered = (f"{slug}-{count}" for count in range(1, 1000))
        found.add(slug if slug not in found else next(other for other in numbered if other not in found))
    return found
