"""Runs every command of README and docs as a reader would, in a folder with notes, and checks their settings and links.

    packages: tests/deploy/moto/requirements.txt
    python -B -m unittest discover -s tests/docs

The program is `target/debug/notewright`, or what NOTEWRIGHT names. Deploys go to moto. Only the commands of `NOT_RUN` are not
run, each with its reason.
"""

import json
import logging
import os
import pathlib
import re
import shlex
import signal
import subprocess
import tempfile
import unittest
import urllib.parse
import urllib.request

import boto3
from moto.server import ThreadedMotoServer

import fences

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("NOTEWRIGHT", ROOT / "target/debug/notewright")).resolve()

# Documents for users: their commands run.
FOR_USERS = [ROOT / "README.md", ROOT / "packaging/about.md", *sorted((ROOT / "docs").glob("*.md"))]
# Documents for developers: their links are checked.
FOR_DEVELOPERS = [ROOT / name for name in ("CONTRIBUTING.md", "RELEASE.md", "SECURITY.md", "tests/README.md")]

# Beginnings of commands that no test runs, with the reason.
NOT_RUN = {
    "aws ": "needs an AWS account",
    "for kind in Versions DeleteMarkers": "needs an AWS account",
    "cargo ": "compiles the program, which CI does anyway",
    "scripts/test": "is the command that runs this test",
    "pip install notewright": "needs the network; tests/packages installs the same package from a file",
    "git checkout GOOD_COMMIT": "names a commit of the reader",
}

NOTES = "### 1. A queue\n\nAmazon SQS keeps messages.\n\n### 2. A key\n\nAWS KMS keeps keys, see 1.\n"
ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::notes/*"}


def policy(**more):
    """Returns a policy with one statement."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{**ALLOW, **more}]})


# What the reader of any document has in the current folder, which is the home folder too.
FILES = {
    "notes/aws.md": NOTES,
    "PATH/one.md": NOTES,
    "docs/01-intro.md": "# Intro\n\nText.\n",
    "docs/02-setup.md": ":::note Title\nText.\n:::\n",
    "src/SUMMARY.md": "# Summary\n\n- [One](one.md)\n",
    "src/one.md": "# One\n\nText.\n",
    "Export/Page 0123456789abcdef0123456789abcdef.md": "# Page\n\nText.\n",
    "my-blog/_posts/2024-01-02-first.md": "---\ntitle: First\nlayout: post\n---\n\nText.\n",
    "vault/Biology/Cells.md": "# Cells\n\nSee [[Heart]]. ![[cell.png]]\n\n%%not for others%%\n",
    "vault/Biology/Heart.md": "---\ntags: a, b\n---\n\n> [!tip] Remember\n> Four chambers.\n",
    "vault/.obsidian/app.json": "{}\n",
    "role.json": policy(),
    "bucket.json": policy(Principal="*", Condition={"Bool": {"aws:SecureTransport": "true"}}),
    "scp.json": json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}),
}


class Reader:
    """A reader with a folder, a bucket, and the program on the PATH."""

    def __init__(self, folder, endpoint, bucket):
        self.folder = folder
        self.opened = folder / "opened-in-the-browser"
        programs = folder / ".programs"
        programs.mkdir()
        (programs / "notewright").symlink_to(PROGRAM)
        browser = programs / "xdg-open"
        browser.write_text(f'#!/bin/sh\necho "$1" > "{self.opened}"\n', encoding="utf-8")
        browser.chmod(0o755)
        for name, text in {**FILES, "site.toml": f'[site]\ntitle = "Mine"\n\n[deploy]\nbucket = "{bucket}"\n'}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (folder / "vault/cell.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        self.bucket = bucket
        self.environment = {
            "HOME": str(folder),
            "PATH": f"{programs}:{os.environ['PATH']}",
            "LANG": "C.UTF-8",
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_ENDPOINT_URL": endpoint,
        }

    def name_the_bucket(self):
        """Adds `[deploy]` to each site.toml that has none, as the document asks for, with a bucket that exists."""
        for path in self.folder.glob("**/site.toml"):
            if "[deploy]" not in path.read_text(encoding="utf-8"):
                with path.open("a", encoding="utf-8") as settings:
                    settings.write(f'\n[deploy]\nbucket = "{self.bucket}"\n')

    def run(self, command):
        """Runs a command and returns its status and what it printed. A preview is asked for a page, and stopped."""
        if re.match(r"notewright (?!help )(\S+ )*serve\b", command):
            return self.preview(command)
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", self.with_id(command)],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
        )
        return done.returncode, done.stdout

    def with_id(self, command):
        """Replaces the id of an example by that of the last deploy. If there is none yet, deploys first."""
        example = re.search(r"--to (ID|[0-9a-f]{16})$", command)
        if example is None:
            return command
        self.run("notewright build && notewright deploy")
        _, listed = self.run("notewright deploy --list --format json")
        return command.replace(example[1], json.loads(listed)["deploys"][0]["deploy"])

    def preview(self, command):
        """Starts a preview on a free port, reads its first page and stops it."""
        # Through a shell, for `~`; `exec` gives the signal to the program.
        words = ["bash", "-c", f"exec {command} --port 0"]
        with subprocess.Popen(
            words, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
        ) as serve:
            address = serve.stdout.readline().strip()
            if not address:
                return serve.wait(timeout=60), serve.stderr.read()
            page = urllib.request.urlopen(address, timeout=60).read().decode()
            serve.send_signal(signal.SIGINT)
            serve.communicate(timeout=60)
        if "--open" in command and self.opened.read_text(encoding="utf-8").strip() != address:
            return 1, "the browser was not opened at the address of the preview"
        return (0, address) if "<h1" in page else (1, page)


class Commands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        cls.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        cls.server.start()
        cls.addClassCleanup(cls.server.stop)
        host, port = cls.server.get_host_and_port()
        cls.endpoint = f"http://{host}:{port}"
        keys = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
        cls.s3 = boto3.client("s3", endpoint_url=cls.endpoint, **keys)

    def reader(self, name):
        """A reader in a new folder, with an empty bucket that keeps versions."""
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        bucket = re.sub(r"[^a-z0-9]+", "-", f"notes-{name}".lower())
        self.s3.create_bucket(Bucket=bucket)
        self.s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        return Reader(pathlib.Path(scratch.name), self.endpoint, bucket)

    def test_every_command_runs(self):
        ran, skipped = 0, set()
        for path in FOR_USERS:
            found, _ = fences.read(path.read_text(encoding="utf-8"))
            if not any(fence.language in fences.SHELLS for fence in found):
                continue
            reader = self.reader(path.stem)
            for fence in found:
                if fence.language == "toml" and fence.text.startswith("[deploy]"):
                    reader.name_the_bucket()
                for command in fence.commands() if fence.language in fences.SHELLS else ():
                    reason = next((beginning for beginning in NOT_RUN if command.startswith(beginning)), None)
                    if reason is not None:
                        skipped.add(reason)
                        continue
                    status, printed = reader.run(command)
                    where = f"{path.relative_to(ROOT)}:{fence.line}: `{command}`"
                    self.assertEqual(status, 0, f"{where} ended with {status}:\n{printed}")
                    ran += 1
        self.assertGreater(ran, 25)
        self.assertEqual(skipped, set(NOT_RUN), "an entry of NOT_RUN is not used")

    def test_a_command_that_fails_is_found(self):
        reader = self.reader("wrong")
        for command in ("notewright biuld", "notewright serve --notes nowhere", "false | true", "notewright check --strikt"):
            self.assertNotEqual(reader.run(command)[0], 0, command)

    def test_commands_in_sentences_exist_with_their_options(self):
        reader = self.reader("sentences")
        help_of = {"": reader.run("notewright help")[1]}
        checked = 0
        for path in FOR_USERS:
            _, prose = fences.read(path.read_text(encoding="utf-8"))
            for code in fences.inline_code(prose):
                if not code.startswith("notewright "):
                    continue
                words = shlex.split(code.split(" > ")[0])[1:]
                command = words[0]
                if not command.startswith("-") and command not in help_of:
                    status, help_of[command] = reader.run(f"notewright help {command}")
                    self.assertEqual(status, 0, f"{path.name}: `{code}`: there is no command `{command}`")
                shown = help_of["" if command.startswith("-") else command]
                for option in re.findall(r"--[a-z][a-z-]*", code):
                    self.assertIn(option, shown, f"{path.name}: `{code}`: `{command}` has no option `{option}`")
                checked += 1
        self.assertGreater(checked, 25)

    def test_the_tutorial_shows_what_it_says(self):
        found, prose = fences.read((ROOT / "docs/tutorial.md").read_text(encoding="utf-8"))
        text = next(fence.text for fence in found if fence.language == "markdown")
        reader = self.reader("tutorial-text")
        reader.run("notewright init my-notes")
        with (reader.folder / "my-notes/notes/first-notebook.md").open("a", encoding="utf-8") as note:
            note.write("\n" + text)
        self.assertIn("no problems", reader.run("notewright check --root my-notes")[1])
        reader.run("notewright build --root my-notes")
        notebook = reader.folder / "my-notes/dist/first-notebook"
        self.assertRegex((notebook / "3.html").read_text(encoding="utf-8"), r'<a [^>]*href="1\.html[^>]*>See 1</a>')
        self.assertIn(">Study<", (notebook / "index.html").read_text(encoding="utf-8"))
        self.assertIn("pulmonary artery", reader.run("notewright cards --root my-notes --format markdown")[1])
        wrong = re.search(r"type `(\w+)`. Search finds", prose)[1]
        self.assertIn("The heart has four chambers", reader.run(f"notewright search {wrong} --root my-notes")[1])

    def test_settings_front_matter_and_catalogues_are_accepted(self):
        checked = 0
        for path in FOR_USERS:
            found, _ = fences.read(path.read_text(encoding="utf-8"))
            for fence in found:
                file, text = None, fence.text
                if fence.language == "toml":
                    file = "lang/sv.toml" if "[pages]" in text else "site.toml"
                elif fence.language == "yaml" and text.startswith("---\n"):
                    file, text = "notes/aws.md", text + NOTES
                elif fence.language == "yaml" and text.startswith("- id:"):
                    file, text = "notes/services.yaml", text.replace("parent: some-other-id ", "")
                if file is None:
                    continue
                reader = self.reader(f"{path.stem}-{fence.line}")
                (reader.folder / "static/css").mkdir(parents=True)
                (reader.folder / "lang").mkdir()
                (reader.folder / "static/css/own.css").write_text("p { color: red }\n", encoding="utf-8")
                (reader.folder / file).write_text(text, encoding="utf-8")
                status, printed = reader.run("notewright check")
                self.assertEqual(status, 0, f"{path.relative_to(ROOT)}:{fence.line}:\n{printed}")
                checked += 1
        self.assertGreater(checked, 10)


class Links(unittest.TestCase):
    def test_every_relative_link_leads_to_a_file_and_a_heading(self):
        checked = 0
        for path in FOR_USERS + FOR_DEVELOPERS:
            _, prose = fences.read(path.read_text(encoding="utf-8"))
            for line, target in fences.links(prose):
                if re.match(r"[a-z]+:", target):
                    continue
                file, _, fragment = urllib.parse.unquote(target).partition("#")
                other = path.parent / file if file else path
                where = f"{path.relative_to(ROOT)}:{line}: `{target}`"
                self.assertTrue(other.exists(), f"{where} leads to no file")
                if fragment:
                    known = fences.fragments(fences.read(other.read_text(encoding="utf-8"))[1])
                    self.assertIn(fragment, known, f"{where} leads to no heading")
                checked += 1
        self.assertGreater(checked, 80)


class Sites(unittest.TestCase):
    def run_program(self, *arguments):
        done = subprocess.run([PROGRAM, *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_the_documentation_and_the_example_are_sites_without_a_warning(self):
        for root in ("docs", "examples/kubernetes"):
            with tempfile.TemporaryDirectory() as folder:
                self.run_program("check", "--strict", "--root", root)
                self.run_program("build", "--strict", "--root", root, "--out", f"{folder}/site")
                self.assertTrue((pathlib.Path(folder) / "site/index.html").is_file())

    def test_every_page_of_the_documentation_is_in_its_order(self):
        summary = (ROOT / "docs/SUMMARY.md").read_text(encoding="utf-8")
        listed = [target for _, target in fences.links(summary)]
        pages = sorted(path.name for path in (ROOT / "docs").glob("*.md") if path.name != "SUMMARY.md")
        self.assertEqual(sorted(listed), pages)

    def test_the_example_has_a_page_for_each_object_and_cards(self):
        with tempfile.TemporaryDirectory() as folder:
            self.run_program("build", "--root", "examples/kubernetes", "--out", f"{folder}/site")
            site = json.loads((pathlib.Path(folder) / "site/site.json").read_text(encoding="utf-8"))
            self.assertEqual([section["number"] for section in site["sections"]], [str(n) for n in range(1, 13)])
            self.assertTrue(all(service["sections"] > 0 for service in site["services"]), site["services"])
            self.assertTrue((pathlib.Path(folder) / "site/study.html").is_file())


class Fences(unittest.TestCase):
    """The reader of documents itself."""

    def test_commands_are_read_with_and_without_a_prompt(self):
        text = "```console\n$ a --b \\\n    c   # why\nits output\n$ d\n```\n\n- x\n\n  ```console\n  e '#1'\n  ```\n\n```sh\nf\ng\n```\n"
        found, prose = fences.read(text)
        self.assertEqual([fence.commands() for fence in found], [["a --b c", "d"], ["e '#1'"], ["f\ng\n"]])
        self.assertEqual([fence.line for fence in found], [1, 10, 14])
        self.assertEqual(len(prose.splitlines()), len(text.splitlines()))

    def test_links_in_code_do_not_count(self):
        self.assertEqual(list(fences.links("a `[b](c)` [d](e#f)\n![g](<h>)")), [(1, "e#f"), (2, "h")])

    def test_fragments_are_those_of_github(self):
        self.assertEqual(fences.fragments("# A, b & `c`\n\n## A\n\n## A"), {"a-b--c", "a", "a-1"})


if __name__ == "__main__":
    unittest.main()
