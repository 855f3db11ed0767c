"""Lints the workflows, the action and the files for containers and Nix, and runs the steps of the action.

    node_modules: npm ci --prefix tests/workflows
    packages: tests/workflows/requirements.txt and tests/deploy/moto/requirements.txt
    python -B -m unittest discover -s tests/workflows

The program is `target/debug/notewright`, or what NOTEWRIGHT names. `shellcheck` and `nix-instantiate` must be on the PATH.
"""

import json
import logging
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import unittest

import boto3
import yaml
from moto.server import ThreadedMotoServer

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = pathlib.Path(os.environ.get("NOTEWRIGHT", ROOT / "target/debug/notewright")).resolve()
# Programs that pip installs are beside the interpreter.
TOOLS = pathlib.Path(sys.executable).parent
VERSION = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["package"]["version"]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
WORKFLOWS = sorted([*(ROOT / ".github/workflows").glob("*.yml"), *(ROOT / "docs").glob("*.yml")])
# The shell that GitHub starts for `shell: bash`.
BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail"]
# Runner labels that are newer than the actionlint of the tests.
NEW_LABELS = ("macos-15-intel",)


def actionlint(paths):
    """Returns the problems of workflow files as lines."""
    command = ["node", HERE / "actionlint.cjs", *paths]
    printed = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    files = [json.loads(line) for line in printed.splitlines()]
    return [
        f"{pathlib.Path(file['path']).name}:{problem['line']}: {problem['message']}"
        for file in files
        for problem in file["problems"]
        if not any(f'label "{label}" is unknown' in problem["message"] for label in NEW_LABELS)
    ]


def shell_steps(jobs):
    """Yields name and script of the shell steps of a workflow."""
    for name, job in jobs.items():
        for step in job["steps"]:
            if "run" in step:
                yield f"{name}: {step.get('name', step['run'].splitlines()[0])}", step["run"]


def shellcheck(script):
    """Returns what shellcheck says of a script in bash."""
    return subprocess.run(["shellcheck", "--shell", "bash", "-"], input=script, capture_output=True, encoding="utf-8").stdout


class Lint(unittest.TestCase):
    def test_workflows_pass_actionlint(self):
        self.assertGreater(len(WORKFLOWS), 3)
        self.assertEqual(actionlint(WORKFLOWS), [])

    def test_workflows_in_documents_pass_actionlint(self):
        text = (ROOT / "docs/github-action.md").read_text(encoding="utf-8")
        whole = [block for block in re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL) if "jobs:" in block]
        self.assertEqual(len(whole), 1)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "workflow.yml"
            path.write_text(whole[0], encoding="utf-8")
            self.assertEqual(actionlint([path]), [])

    def test_actionlint_finds_a_mistake(self):
        with tempfile.TemporaryDirectory() as folder:
            wrong = pathlib.Path(folder) / "wrong.yml"
            wrong.write_text("on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ gihub.ref }}\n")
            self.assertRegex("\n".join(actionlint([wrong])), 'wrong.yml:6: undefined variable "gihub"')

    def test_workflows_pass_only_inputs_that_the_action_has(self):
        # actionlint reads an action only if it is a folder, and only from the file system, which its WebAssembly has not.
        used = []
        for path in WORKFLOWS:
            for job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values():
                for step in job["steps"]:
                    if step.get("uses", "").startswith(("OWNER/notewright@", "./")):
                        self.assertLessEqual(set(step.get("with", {})), set(ACTION["inputs"]), path.name)
                        used.append(step["uses"])
        self.assertEqual(set(used), {f"OWNER/notewright@v{VERSION}", "./"})

    def test_the_live_sites_are_built_in_this_order(self):
        job = yaml.safe_load((ROOT / ".github/workflows/live.yml").read_text(encoding="utf-8"))["jobs"]["build"]
        with tempfile.TemporaryDirectory() as folder:
            for step in job["steps"]:
                if step["uses"] == "./":
                    inputs = {"root": ".", "out": "dist", **step["with"]}
                    command = [PROGRAM, "build", "--quiet", "--strict", "--root", ROOT / inputs["root"], "--out", inputs["out"]]
                    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8")
                    self.assertEqual(done.returncode, 0, done.stderr)
            for page in ("index.html", "aws/aws-developer/47.html", "kubernetes/kubernetes/1.html"):
                self.assertTrue((pathlib.Path(folder) / "dist" / page).is_file(), page)

    def test_workflows_and_action_pass_zizmor(self):
        command = [TOOLS / "zizmor", "--offline", "--quiet", "--config", HERE / "zizmor.yml", ROOT / "action.yml", *WORKFLOWS]
        done = subprocess.run(command, capture_output=True, encoding="utf-8")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_shell_lines_pass_shellcheck(self):
        steps = [(f"action.yml: {step['name']}", step["run"]) for step in ACTION["runs"]["steps"] if "run" in step]
        for path in WORKFLOWS:
            steps.extend((f"{path.name} {name}", run) for name, run in shell_steps(yaml.safe_load(path.read_text())["jobs"]))
        self.assertGreater(len(steps), 10)
        for name, script in steps:
            # GitHub starts bash with these options. Expressions count as words.
            plain = re.sub(r"\$\{\{.*?\}\}", "expression", script)
            self.assertEqual(shellcheck(f"set -eo pipefail\n{plain}"), "", name)

    def test_shell_scripts_pass_shellcheck(self):
        for name in ("scripts/test", "scripts/release-build", "scripts/reproducible", ".ci/run"):
            self.assertEqual(shellcheck((ROOT / name).read_text(encoding="utf-8")), "", name)

    def test_actions_of_others_are_pinned_by_hash_with_their_version(self):
        for path in [ROOT / "action.yml", *WORKFLOWS]:
            for line in path.read_text(encoding="utf-8").splitlines():
                uses = re.search(r"\buses: (\S+)@(.*)", line)
                if uses and uses[1] != "OWNER/notewright":
                    self.assertRegex(uses[2], r"^[0-9a-f]{40} # v\d+\.\d+\.\d+$", f"{path.name}: {line.strip()}")

    def test_the_documentation_lists_the_inputs_with_their_defaults(self):
        text = (ROOT / "docs/github-action.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| `([\w-]+)` \| (?:`(.*?)` )?\|", text, re.MULTILINE)
        self.assertEqual(dict(rows), {name: entry["default"] for name, entry in ACTION["inputs"].items()})

    def test_the_action_installs_this_version(self):
        self.assertEqual(ACTION["inputs"]["version"]["default"], VERSION)


class Containers(unittest.TestCase):
    def test_the_containerfile_passes_hadolint(self):
        done = subprocess.run([TOOLS / "hadolint", ROOT / "Containerfile"], capture_output=True, encoding="utf-8")
        self.assertEqual(done.stdout + done.stderr, "")

    def test_the_flake_is_nix(self):
        with tempfile.TemporaryDirectory() as folder:
            # Nix wants folders that it can write, even to parse.
            own = {f"NIX_{name}_DIR": f"{folder}/{name}" for name in ("STORE", "DATA", "LOG", "STATE", "CONF")}
            environment = {**os.environ, **own, "HOME": folder}
            command = ["nix-instantiate", "--parse", ROOT / "flake.nix"]
            done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8")
            self.assertEqual(done.returncode, 0, done.stderr)


class Steps(unittest.TestCase):
    """Runs the shell steps of the action as a runner does: with their variables, in the workspace."""

    @classmethod
    def setUpClass(cls):
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        cls.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        cls.server.start()
        cls.addClassCleanup(cls.server.stop)
        host, port = cls.server.get_host_and_port()
        cls.endpoint = f"http://{host}:{port}"

    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.folder = pathlib.Path(self.scratch.name)
        self.workspace = self.folder / "workspace"
        self.workspace.mkdir()
        subprocess.run([PROGRAM, "init", "--quiet", "site"], cwd=self.workspace, check=True, stdout=subprocess.DEVNULL)

    def value(self, text, known):
        """Fills in the expressions of a text: names, and `A || B`. An unknown name is an error of the test."""
        return re.sub(
            r"\$\{\{ ([\w.-]+)(?: \|\| ([\w.-]+))? \}\}", lambda found: known[found[1]] or known.get(found[2], ""), text
        )

    def run_action(self, status=0, server=None, environment=None, by_path=False, **inputs):
        """Runs the action. Returns the output, and the actions of others that a runner would start, with their inputs."""
        defaults = {name: entry["default"] for name, entry in ACTION["inputs"].items()}
        inputs = {**defaults, **{name.replace("_", "-"): value for name, value in inputs.items()}}
        known = {f"inputs.{name}": value for name, value in inputs.items()}
        known |= {"github.server_url": server or "", "github.token": "t"}
        # Of a workflow in another repository, and of one in the repository of the action.
        names = ("", "o/notewright") if by_path else ("o/notewright", "reader/notes")
        known |= dict(zip(("github.action_repository", "github.repository"), names))
        output, printed, others = self.folder / "output", "", []
        for step in ACTION["runs"]["steps"]:
            condition = re.fullmatch(r"(inputs\.[\w-]+) == '(.*)'", step.get("if", "inputs.root == '" + inputs["root"] + "'"))
            if known[condition[1]] != condition[2]:
                continue
            if "uses" in step:
                others.append((step["uses"].split("@")[0], {key: self.value(str(v), known) for key, v in step["with"].items()}))
                continue
            output.write_text("", encoding="utf-8")
            variables = {name: self.value(value, known) for name, value in step["env"].items()}
            done = subprocess.run(
                [*BASH, "-c", step["run"]],
                cwd=self.workspace,
                env={
                    "PATH": f"{self.folder}/bin:{os.environ['PATH']}",
                    "HOME": str(self.folder),
                    "RUNNER_OS": "Linux",
                    "RUNNER_ARCH": "X64",
                    "RUNNER_TEMP": str(self.folder / "temp"),
                    "GITHUB_OUTPUT": str(output),
                    **variables,
                    **(environment or {}),
                },
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                timeout=300,
            )
            printed += done.stdout
            for name, _, value in (line.partition("=") for line in output.read_text(encoding="utf-8").splitlines()):
                known[f"steps.{step['id']}.outputs.{name}"] = value
            if done.returncode != 0:
                self.assertEqual(status, done.returncode, printed)
                return printed, others
        self.assertEqual(status, 0, printed)
        return printed, others

    def test_check_and_build(self):
        printed, others = self.run_action(program=str(PROGRAM), root="site", out="out")
        self.assertTrue((self.workspace / "out/index.html").is_file(), printed)
        self.assertEqual(others, [])

    def test_a_problem_is_an_annotation_and_fails_the_job(self):
        note = self.workspace / "site/notes/first-notebook.md"
        note.write_text("### 1. One\n\nSee [two](#2).\n\n### 1. One again\n\nText.\n", encoding="utf-8")
        printed, _ = self.run_action(status=1, program=str(PROGRAM), root="site")
        self.assertRegex(printed, r"::(warning|error) file=site/notes/first-notebook\.md,line=\d+")
        self.assertFalse((self.workspace / "dist").exists())

    def test_warnings_pass_without_strict(self):
        note = self.workspace / "site/notes/first-notebook.md"
        note.write_text("### 1. One\n\nText.\n\n### 1. One again\n\nText.\n", encoding="utf-8")
        self.run_action(status=1, program=str(PROGRAM), root="site")
        printed, _ = self.run_action(program=str(PROGRAM), root="site", strict="false")
        self.assertIn("::warning", printed)

    def test_pages_gets_the_output_folder(self):
        _, others = self.run_action(program=str(PROGRAM), root="site", out="out", publish="pages")
        self.assertEqual(others, [("actions/upload-pages-artifact", {"path": "out", "include-hidden-files": "True"})])

    def test_s3_assumes_the_role_and_deploys(self):
        keys = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
        s3 = boto3.client("s3", endpoint_url=self.endpoint, **keys)
        s3.create_bucket(Bucket="notes-of-the-action")
        with (self.workspace / "site/site.toml").open("a", encoding="utf-8") as settings:
            settings.write('\n[deploy]\nbucket = "notes-of-the-action"\n')
        role = "arn:aws:iam::111122223333:role/deploy"
        # What the action of AWS leaves in the environment.
        credentials = {
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_ENDPOINT_URL": self.endpoint,
        }
        _, others = self.run_action(
            program=str(PROGRAM), root="site", publish="s3", role_to_assume=role, environment=credentials
        )
        self.assertEqual(
            others, [("aws-actions/configure-aws-credentials", {"role-to-assume": role, "aws-region": "us-east-1"})]
        )
        listed = s3.list_objects_v2(Bucket="notes-of-the-action")["Contents"]
        self.assertIn("index.html", [entry["Key"] for entry in listed])

    def release(self, gh_status):
        """Makes a release in a folder, and a `gh` that answers an attestation with this status. Returns its address."""
        name = f"notewright-{VERSION}-x86_64-unknown-linux-musl"
        folder = self.folder / f"o/notewright/releases/download/v{VERSION}"
        folder.mkdir(parents=True)
        # Without its symbols, the program of the tests is packed in a fifth of the time.
        program = self.folder / "notewright"
        subprocess.run(["strip", "-o", program, PROGRAM], check=True)
        with tarfile.open(folder / f"{name}.tar.gz", "w:gz", compresslevel=1) as archive:
            archive.add(program, f"{name}/notewright")
        gh = self.folder / "bin/gh"
        gh.parent.mkdir()
        gh.write_text(f'#!/bin/sh\necho "$@" > "{self.folder}/gh"\nexit {gh_status}\n', encoding="utf-8")
        gh.chmod(0o755)
        return f"file://{self.folder}"

    def test_a_release_is_verified_and_installed(self):
        server = self.release(gh_status=0)
        for by_path in (False, True):
            printed, _ = self.run_action(server=server, root="site", by_path=by_path)
            self.assertTrue((self.workspace / "dist/index.html").is_file(), printed)
        asked = (self.folder / "gh").read_text(encoding="utf-8")
        self.assertEqual(
            asked, f"attestation verify notewright-{VERSION}-x86_64-unknown-linux-musl.tar.gz --repo o/notewright\n"
        )

    def test_a_release_without_attestation_is_not_run(self):
        self.run_action(status=1, server=self.release(gh_status=1), root="site")
        self.assertEqual(list((self.folder / "temp/notewright").glob("*/notewright")), [])

    def test_a_system_without_release_is_named(self):
        printed, _ = self.run_action(status=1, root="site", environment={"RUNNER_ARCH": "ARM"})
        self.assertIn("::error title=notewright::there is no release for Linux on ARM", printed)


if __name__ == "__main__":
    unittest.main()
