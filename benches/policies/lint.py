#!/usr/bin/env python3
"""Counts which planted faults notewright, parliament and cloudsplaining find, and which good policies they report.

    lint.py PROGRAM [--write]

PROGRAM is notewright. The others come from PyPI into a virtual environment in the target folder. README.md says what counts.
"""

import argparse
import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import venv

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
PAGE = PROJECT / "docs" / "policies.md"
BEGIN, END = "<!-- lint: benches/policies/lint.py writes this table -->", "<!-- end of lint -->"
TOOLS = ["notewright", "parliament", "cloudsplaining"]

# Runs in the virtual environment: reads policies, prints the codes that each tool reports for each.
PEERS = """
import json, sys
from cloudsplaining.scan.policy_document import PolicyDocument
from parliament import analyze_policy_string

RISKS = ["allows_privilege_escalation", "allows_data_exfiltration_actions", "permissions_management_without_constraints",
         "credentials_exposure", "service_wildcard"]

def parliament(policy):
    try:
        return [finding.issue for finding in analyze_policy_string(json.dumps(policy)).findings]
    except Exception as error:
        return ["stopped: " + type(error).__name__]

# It raises on policies that it cannot read, which is no report of a risk.
def cloudsplaining(policy):
    try:
        document = PolicyDocument(policy)
        return [risk for risk in RISKS if getattr(document, risk)]
    except Exception:
        return []

policies = json.load(sys.stdin)
json.dump({"parliament": [parliament(policy) for policy in policies],
           "cloudsplaining": [cloudsplaining(policy) for policy in policies]}, sys.stdout)
"""


def python():
    """Returns the Python of the virtual environment, made on the first run."""
    folder = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", PROJECT / "target")) / "policies"
    program = folder / "bin" / "python"
    if not program.exists():
        venv.create(folder, with_pip=True)
    subprocess.run([program, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement",
                    HERE / "requirements.txt"], check=True)
    return program


def policies_of(name):
    return json.loads((PROJECT / "tests" / "policy" / name).read_text(encoding="utf-8"))


def reported_by_notewright(program, policies):
    """Returns the lines of findings for each policy. The program runs outside a site, so no setting silences one."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "policy.json"
        for policy in policies:
            path.write_text(json.dumps(policy), encoding="utf-8")
            ran = subprocess.run([program, "policy", path.name], cwd=folder, capture_output=True, text=True)
            lines = [line for line in ran.stderr.splitlines() if line.startswith(("error", "warning", "note"))]
            if ran.returncode != 0 and not lines:
                sys.exit(f"notewright failed: {ran.stderr}")
            found.append(lines)
    return found


def table(faults, good, reports):
    """Returns the rows: each kind of fault, the sums, and the good policies that were reported."""
    kinds = list(dict.fromkeys(fault["kind"] for fault in faults))
    found = {tool: collections.Counter(fault["kind"] for fault, lines in zip(faults, reports[tool]) if lines)
             for tool in TOOLS}
    false = {tool: sum(1 for lines in reports[tool][len(faults):] if lines) for tool in TOOLS}
    rows = ["| fault | " + " | ".join(TOOLS) + " |", "|---" * (len(TOOLS) + 1) + "|"]
    rows += [f"| {kind} | " + " | ".join(str(found[tool][kind]) for tool in TOOLS) + " |" for kind in kinds]
    sums = {tool: found[tool].total() for tool in TOOLS}
    rows.append(f"| **found, of {len(faults)}** | " + " | ".join(f"**{sums[tool]}**" for tool in TOOLS) + " |")
    rows.append(f"| **of {len(good)} good policies, reported** | " + " | ".join(f"**{false[tool]}**" for tool in TOOLS) + " |")
    return rows, sums, false


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()

    faults = policies_of("faults.json")
    good = [case for case in policies_of("good.json") if not case["codes"]][:100]
    policies = [case["policy"] for case in faults + good]
    peers = subprocess.run([python(), "-c", PEERS], input=json.dumps(policies), capture_output=True, text=True)
    if peers.returncode != 0:
        sys.exit(peers.stderr)
    reports = {"notewright": reported_by_notewright(asked.program.resolve(), policies), **json.loads(peers.stdout)}

    rows, found, false = table(faults, good, reports)
    print("\n".join(rows))
    if asked.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        PAGE.write_text(before + "\n".join([BEGIN, *rows, END]) + after, encoding="utf-8")
    best = max(found[tool] for tool in TOOLS[1:])
    if found["notewright"] < best or any(false["notewright"] > false[tool] for tool in TOOLS[1:]):
        sys.exit("a peer finds more, or is wrong less often")


main()
