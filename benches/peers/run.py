#!/usr/bin/env python3
"""Builds the same notes with notewright and with other generators, in turn, and prints tables of what each costs.

    run.py PROGRAM [--sections 151,1510] [--rounds 5] [--write]

PROGRAM is a release build of notewright. The others come from PyPI into a virtual environment in the target folder. Each
round builds with every program once: into a new folder, again without a change, and after an edit of one section. Figures
are medians of the rounds. `--write` puts the tables into docs/performance.md.
"""

import argparse
import dataclasses
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
PAGE = PROJECT / "docs" / "performance.md"
BEGIN, END = "<!-- peers: benches/peers/run.py writes these tables -->", "<!-- end of peers -->"
# Services that the Hugo site lists as a taxonomy. notewright has a catalogue of 190.
SERVICES = ["Lambda", "DynamoDB", "S3", "SQS", "SNS", "IAM", "KMS", "Cognito", "CloudFront", "API Gateway", "ECS", "EC2",
            "CloudWatch", "X-Ray", "Kinesis", "Step Functions", "EventBridge", "CloudFormation", "CodeDeploy", "RDS"]
LARGEST_FOR = {"mdBook": 1510}


@dataclasses.dataclass
class Section:
    number: int
    title: str
    body: str


@dataclasses.dataclass
class Cost:
    cpu: float
    wall: float
    peak: float


def sections(count):
    """Returns the sections of the project's own notes, repeated and numbered anew."""
    text = (PROJECT / "notes" / "aws-developer.md").read_text(encoding="utf-8")
    parts = [part for part in re.split(r"(?m)^(?=### \d+\. )", text) if part.startswith("### ")]
    found = []
    for index in range(count):
        heading, _, body = parts[index % len(parts)].partition("\n")
        # Headings of parts between sections belong to no section.
        body = re.sub(r"(?m)^## .*$", "", body).strip()
        found.append(Section(index + 1, re.sub(r"^### \d+\. ", "", heading).strip(), body))
    return found


class Notewright:
    """All notes in one file, as authors have them."""

    def __init__(self, program, name="notewright", settings=""):
        self.program, self.name, self.settings = program, name, settings

    def prepare(self, root, notes):
        (root / "notes").mkdir()
        (root / "site.toml").write_text(f'[site]\ntitle = "Notes"\n{self.settings}', encoding="utf-8")
        write(root / "notes" / "notes.md", "".join(f"### {s.number}. {s.title}\n\n{s.body}\n\n" for s in notes))

    def edit(self, root, notes):
        edited = [dataclasses.replace(s, body=s.body + "\n\nA new sentence.") if s.number == 47 else s for s in notes]
        write(root / "notes" / "notes.md", "".join(f"### {s.number}. {s.title}\n\n{s.body}\n\n" for s in edited))

    def command(self, root):
        return [self.program, "build", "--root", root]

    def output(self, root):
        return root / "dist"


class Hugo:
    """A page for each section with links to its neighbours, a taxonomy of services, code with classes, a sitemap and a list of
    titles and texts for a search."""

    name = "Hugo"
    SINGLE = ('<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body><main>'
              "<h1>{{ .Title }}</h1>{{ .Content }}{{ with .PrevInSection }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}"
              '{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}'
              '{{ range .GetTerms "services" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</main></body></html>')
    LIST = ('<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body><main><ul>'
            '{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul></main></body></html>')
    INDEX = ("[{{ range $i, $p := .Site.RegularPages }}{{ if $i }},{{ end }}"
             "{{ dict \"t\" $p.Title \"u\" $p.RelPermalink \"b\" $p.Plain | jsonify }}{{ end }}]")
    CONFIG = ('baseURL = "https://notes.example/"\ntitle = "Notes"\ndisableKinds = ["RSS"]\n[taxonomies]\nservice = "services"\n'
              '[outputs]\nhome = ["HTML", "JSON"]\n[markup.highlight]\nnoClasses = false\n')

    def __init__(self, program):
        self.program = program

    def prepare(self, root, notes):
        for folder in ["content/notes", "layouts/_default"]:
            (root / folder).mkdir(parents=True)
        write(root / "hugo.toml", self.CONFIG)
        for name, text in [("single.html", self.SINGLE), ("list.html", self.LIST), ("index.json", self.INDEX)]:
            write(root / "layouts" / "_default" / name, text)
        for section in notes:
            self.write(root, section)

    def write(self, root, section):
        named = [service for service in SERVICES if service in section.body or service in section.title]
        services = ", ".join(f'"{service}"' for service in named)
        title = section.title.replace("\\", "").replace('"', "'")
        front = f'---\ntitle: "{section.number}. {title}"\nweight: {section.number}\nservices: [{services}]\n---\n\n'
        # Hugo takes double braces for its own commands.
        body = section.body.replace("{{<", "{ {<").replace("{{%", "{ {%")
        write(root / "content" / "notes" / f"{section.number}.md", front + body + "\n")

    def edit(self, root, notes):
        section = notes[46]
        self.write(root, dataclasses.replace(section, body=section.body + "\n\nA new sentence."))

    def command(self, root):
        return [self.program, "--quiet", "--source", root, "--destination", root / "public", "--noBuildLock"]

    def output(self, root):
        return root / "public"


class HugoAndPagefind(Hugo):
    """The same with the index of Pagefind."""

    name = "Hugo and Pagefind"

    def __init__(self, program, pagefind):
        super().__init__(program)
        self.pagefind = pagefind

    def command(self, root):
        hugo = " ".join(str(part) for part in super().command(root))
        return ["sh", "-c", f"{hugo} && {self.pagefind} --silent --site {root / 'public'}"]


class MdBook:
    """A chapter for each section, with the search that mdBook builds. It highlights in the browser."""

    name = "mdBook"

    def __init__(self, program):
        self.program = program

    def prepare(self, root, notes):
        (root / "src").mkdir()
        write(root / "book.toml", '[book]\ntitle = "Notes"\nlanguage = "en"\n')
        titles = (f"- [{s.number}. {s.title.replace('[', '(').replace(']', ')')}]({s.number}.md)\n" for s in notes)
        write(root / "src" / "SUMMARY.md", "# Summary\n\n" + "".join(titles))
        for section in notes:
            write(root / "src" / f"{section.number}.md", f"# {section.number}. {section.title}\n\n{section.body}\n")

    def edit(self, root, notes):
        section = notes[46]
        write(root / "src" / "47.md", f"# 47. {section.title}\n\n{section.body}\n\nA new sentence.\n")

    def command(self, root):
        return [self.program, "build", root]

    def output(self, root):
        return root / "book"


def write(path, text):
    path.write_text(text, encoding="utf-8")


def run(command):
    """Runs a command, and returns what it and its children cost."""
    start = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               env=os.environ | {"XDG_CACHE_HOME": tempfile.gettempdir() + "/notewright-peers-cache"})
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{command[0]} failed:\n{said.decode(errors='replace')[-2000:]}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)


def tools(folder):
    """Installs the other generators, unless they are there, and returns the programs of Hugo, Pagefind and mdBook."""
    wanted = (HERE / "requirements.txt").read_text(encoding="utf-8")
    stamp = folder / "requirements.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        subprocess.run([folder / "bin/pip", "install", "--quiet", "--requirement", HERE / "requirements.txt"], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    # The commands of these packages are Python scripts that start the programs.
    def program(pattern):
        found = [path for path in sorted(folder.glob(pattern)) if path.is_file() and os.access(path, os.X_OK)]
        if not found:
            sys.exit(f"no {pattern} in {folder}: has the package changed?")
        return found[0]
    return (program("lib/python*/site-packages/hugo/binaries/hugo*"), program("lib/python*/site-packages/pagefind_bin*/pagefind*"),
            program("bin/mdbook"))


def measured(peers, count, rounds, folder):
    """Builds with every program in turn. Returns the costs of each kind of build by program, and its files and bytes."""
    notes = sections(count)
    costs = {peer.name: {"full": [], "same": [], "edit": []} for peer in peers}
    sizes = {}
    for number in range(rounds):
        for peer in peers:
            root = folder / f"{number}-{peer.name.replace(' ', '-')}"
            root.mkdir()
            peer.prepare(root, notes)
            costs[peer.name]["full"].append(run(peer.command(root)))
            costs[peer.name]["same"].append(run(peer.command(root)))
            peer.edit(root, notes)
            costs[peer.name]["edit"].append(run(peer.command(root)))
            files = [path for path in peer.output(root).rglob("*") if path.is_file()]
            sizes[peer.name] = (len(files), sum(path.stat().st_size for path in files) / 1e6)
            shutil.rmtree(root)
    return costs, sizes


def table(count, costs, sizes):
    """Returns a table of Markdown. Ratios are medians of the ratios of each round."""
    median = lambda values: statistics.median(values)
    lines = [f"{count:,} sections:", "",
             "| generator | CPU s | of Hugo | wall s | peak MiB | unchanged CPU s | one edit CPU s | files | MB |",
             "|---|---|---|---|---|---|---|---|---|"]
    for name, kinds in costs.items():
        full, hugo = kinds["full"], costs["Hugo"]["full"]
        ratio = median([one.cpu / other.cpu for one, other in zip(full, hugo, strict=True)])
        cells = [name, f"{median([c.cpu for c in full]):.2f}", f"{ratio:.2f}", f"{median([c.wall for c in full]):.2f}",
                 f"{median([c.peak for c in full]):.0f}", f"{median([c.cpu for c in kinds['same']]):.3f}",
                 f"{median([c.cpu for c in kinds['edit']]):.2f}", f"{sizes[name][0]:,}", f"{sizes[name][1]:.1f}"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path, help="a release build of notewright")
    parser.add_argument("--sections", default="151,1510", help="sizes of the notes, with commas between them")
    parser.add_argument("--rounds", type=int, default=5, help="builds of each kind by each program")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    arguments = parser.parse_args()
    hugo, pagefind, mdbook = tools(PROJECT / "target" / "peers")
    program = arguments.program.resolve()
    peers = [Notewright(program), Notewright(program, "notewright without study", "[study]\nenabled = false\n"), Hugo(hugo),
             HugoAndPagefind(hugo, pagefind), MdBook(mdbook)]
    tables = []
    memory = pathlib.Path("/dev/shm")
    for count in [int(size) for size in arguments.sections.split(",")]:
        with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
            few = [peer for peer in peers if count <= LARGEST_FOR.get(peer.name, count)]
            tables.append(table(count, *measured(few, count, arguments.rounds, pathlib.Path(folder))))
            print(tables[-1], end="\n\n", flush=True)
    if arguments.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        _, found, after = rest.partition(END)
        if not found:
            sys.exit(f"{PAGE} has no `{BEGIN}` with `{END}` behind it: put both where the tables belong")
        write(PAGE, before + BEGIN + "\n\n" + "\n\n".join(tables) + "\n\n" + END + after)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
