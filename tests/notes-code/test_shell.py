"""Checks the shell examples: their syntax by bash, and their AWS commands by the AWS CLI itself.

Bash runs an example with programs that only write down their arguments. The AWS CLI then reads the arguments of each
`aws` command, validates the parameters against the model of the service, and gets an empty answer instead of AWS.
"""

import argparse
import contextlib
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

import awscli.clidriver

import aws
import fences

# Files that the commands of an example read: their names and the examples with their content.
FILES = {
    "53.2": {"redrive.json": "53.1"},
    "54.2": {"ddb-endpoint.json": "54.1"},
    "102.1": {"template.yaml": "102.2", "src/app.py": None},
    "135.2": {"notification.json": "135.1"},
    "151.2": {"conditions.json": "151.1"},
}
# Variables that an example takes from its surroundings.
VARIABLES = {
    "LISTENER_ARN": "arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/app/web/0123456789abcdef/0123456789",
    "RECEIPT_HANDLE": "AQEBexample",
    "TARGET_GROUP_ARN": "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/0123456789abcdef",
}
# Writes down the arguments; what it prints stands for the output of the program.
STAND_IN = """#!{python} -I
import json, sys
with open({calls!r}, "a") as calls:
    calls.write(json.dumps(sys.argv) + "\\n")
print("output-of-a-program")
"""


def is_run(fence):
    """Says whether an example has AWS commands to check."""
    return fence.key not in fences.NOT_RUN and re.search(r"^aws ", fence.text, re.MULTILINE) is not None


def commands(fence, folder):
    """Runs an example with stand-ins in `folder`, and returns the arguments of its `aws` commands."""
    # A redirection is the one thing that can harm: it must stay in the folder.
    for target in re.findall(r">{1,2}\s*(\S+)", re.sub(r"'[^']*'|^#.*", "", fence.text, flags=re.MULTILINE)):
        if not re.fullmatch(r"[\w.]+", target) or ".." in target:
            raise AssertionError(f"{fence} writes to `{target}`: list it in NOT_RUN")
    programs, calls = folder / "programs", folder / "calls"
    programs.mkdir()
    for name in ["aws", "jq"]:
        (programs / name).write_text(STAND_IN.format(python=sys.executable, calls=str(calls)))
        (programs / name).chmod(0o755)
    work = folder / "work"
    work.mkdir()
    ran = subprocess.run(
        [shutil.which("bash"), "--norc", "--noprofile", "-euc", fence.text],
        cwd=work,
        env=VARIABLES | {"PATH": str(programs)},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode != 0:
        raise AssertionError(f"{fence}: {ran.stderr}")
    argument_lists = [json.loads(line) for line in calls.read_text().splitlines()]
    return [arguments[1:] for arguments in argument_lists if pathlib.Path(arguments[0]).name == "aws"]


def answers():
    """Returns a function that answers as AWS does while a stack is made, and says nothing otherwise."""
    stack = {"StackName": "orders", "CreationTime": "2026-11-26T00:00:00Z", "StackStatus": "CREATE_COMPLETE"}
    made = []

    def answer(operation, _parameters):
        if operation == "ExecuteChangeSet":
            made.append(stack)
        return {
            "DescribeStacks": {"Stacks": list(made)},
            "CreateChangeSet": {"Id": "arn:aws:cloudformation:us-east-1:111122223333:changeSet/example/1"},
            "DescribeChangeSet": {"Status": "CREATE_COMPLETE"},
        }.get(operation, {})

    return answer


def run_aws(arguments):
    """Lets the AWS CLI run one command, and returns its exit status, its error messages and the calls it makes."""
    errors = io.StringIO()
    with (
        aws.answering(answers()) as calls,
        mock.patch("time.sleep"),
        # Version 1 takes abbreviated options, version 2 does not.
        mock.patch.object(argparse.ArgumentParser, "_get_option_tuples", lambda *_: []),
        contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())),
        contextlib.redirect_stderr(errors),
    ):
        try:
            status = awscli.clidriver.create_clidriver().main(arguments)
        except SystemExit as left:
            status = left.code
    return status, errors.getvalue(), calls


class Shell(unittest.TestCase):
    def test_bash_parses_every_example(self):
        for fence in fences.of_language("bash"):
            with self.subTest(str(fence)):
                ran = subprocess.run(["bash", "-n"], input=fence.text, capture_output=True, text=True, check=False)
                self.assertEqual((ran.returncode, ran.stderr), (0, ""))

    def test_aws_cli_accepts_every_command(self):
        for fence in filter(is_run, fences.of_language("bash")):
            with self.subTest(str(fence)), tempfile.TemporaryDirectory() as folder:
                listed = commands(fence, pathlib.Path(folder))
                written = len(re.findall(r"^(?:\w+=\$\()?aws ", fence.text, re.MULTILINE))
                self.assertEqual(len(listed), written, "every command of the example has run")
                for name, key in FILES.get(fence.key, {}).items():
                    path = pathlib.Path(folder, "work", name)
                    path.parent.mkdir(exist_ok=True)
                    path.write_text(fences.by_key(key).text if key else "", encoding="utf-8")
                with contextlib.chdir(pathlib.Path(folder, "work")):
                    for arguments in listed:
                        status, errors, calls = run_aws(arguments)
                        self.assertEqual((status, errors), (0, ""), f"aws {' '.join(arguments)}")
                        self.assertTrue(calls or arguments[:2] == ["s3", "presign"], "a request is made")

    def test_mistakes_are_found(self):
        weights = ["lambda", "update-alias", "--function-name", "f", "--name", "a", "--routing-config"]
        for arguments in [
            ["sqs", "recieve-message"],
            ["sqs", "receive-message", "--queue-url", "q", "--wait", "20"],
            ["sqs", "receive-message"],
            ["sqs", "receive-message", "--queue-url", "q", "--wait-time-seconds", "long"],
            ["lambda", "publish-version", "--function-name", "f", "--description", "x" * 300],
            ["ecs", "update-container-instances-state", "--container-instances", "i", "--status", "DRAINED"],
            [*weights, 'AdditionalVersionWeights={"8"=0.1}'],
            ["ec2", "describe-instances", "--query", "Reservations[].["],
        ]:
            with self.subTest(arguments):
                status, errors, _calls = run_aws(arguments)
                self.assertNotEqual((status, errors), (0, ""))
        self.assertEqual(run_aws([*weights, "AdditionalVersionWeights={8=0.1}"])[:2], (0, ""))


if __name__ == "__main__":
    unittest.main()
