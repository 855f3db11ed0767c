"""Asks cfn-lint what is wrong with a CloudFormation template."""

import pathlib

from cfnlint.api import lint
from cfnlint.config import ManualArgs

AROUND = pathlib.Path(__file__).resolve().parent / "around"
# The line of a file in `around/` that the example replaces.
MARK = "# the example"


def findings(template):
    """Returns the errors and warnings of cfn-lint about a template."""
    arguments = ManualArgs(regions=["us-east-1"])
    return [f"{match.rule.id} {match.message}" for match in lint(template, config=arguments)]


def whole(fence):
    """Returns the template of an example; `around/KEY.yaml` has what the example leaves out."""
    path = AROUND / f"{fence.key}.yaml"
    if not path.exists():
        return fence.text
    before, mark, after = path.read_text(encoding="utf-8").partition(MARK)
    if not mark:
        raise ValueError(f"{path} has no line `{MARK}`")
    indent = before[before.rindex("\n") + 1 :] if "\n" in before else before
    lines = fence.text.splitlines(keepends=True)
    return before + indent.join(lines).rstrip("\n") + after
