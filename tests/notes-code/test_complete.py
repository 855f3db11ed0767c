"""Every code example of the notes is checked, or fences.NOT_RUN has it and the reason."""

import unittest

import fences
import test_javascript
import test_json
import test_python
import test_shell
import test_yaml


def has_method(case, fence):
    """Says whether a test case has the method of an example."""
    return hasattr(case, f"test_{fence.key.replace('.', '_')}")


JSON = [*test_json.POLICIES, *test_json.FUNCTION_POLICIES, *test_json.PARAMETERS, *test_json.EVENT_PATTERNS]
YAML = [*test_yaml.TEMPLATES, *test_yaml.BUILDSPECS, *test_yaml.APPSPECS]
CHECKS = {
    "bash": test_shell.is_run,
    "javascript": lambda fence: has_method(test_javascript.JavaScript, fence),
    "json": lambda fence: fence.key in JSON,
    "python": lambda fence: has_method(test_python.Python, fence),
    "yaml": lambda fence: fence.key in YAML,
}


def is_checked(fence):
    """Says whether a test runs or validates an example."""
    return CHECKS.get(fence.language, lambda _fence: False)(fence)


class Complete(unittest.TestCase):
    def test_every_example_is_checked_or_listed(self):
        found = fences.read()
        self.assertGreaterEqual(len(found), 60)
        for fence in found:
            with self.subTest(str(fence)):
                self.assertNotEqual(
                    is_checked(fence),
                    fence.key in fences.NOT_RUN,
                    f"{fence} must be checked by a test, or listed in NOT_RUN with the reason, and not both",
                )

    def test_tables_name_examples_that_exist(self):
        languages = {fence.key: fence.language for fence in fences.read()}
        self.assertLessEqual(set(fences.NOT_RUN), set(languages))
        self.assertEqual({languages.get(key) for key in JSON}, {"json"})
        self.assertEqual({languages.get(key) for key in YAML}, {"yaml"})
        self.assertEqual({languages.get(key) for key in test_shell.FILES}, {"bash"})

    def test_fences_are_found(self):
        notes = "### 7. A\n```json\n{}\n```\n~~~~\n### 9. no heading\n~~~\n~~~~\n### 8. B\n  ```bash\naws\n  ```\n"
        found = [(fence.key, fence.language, fence.line, fence.text) for fence in fences.read(notes)]
        self.assertEqual(
            found,
            [
                ("7.1", "json", 2, "{}\n"),
                ("7.2", "", 5, "### 9. no heading\n~~~\n"),
                ("8.1", "bash", 10, "aws\n"),
            ],
        )
        with self.assertRaisesRegex(ValueError, "line 1 has no end"):
            fences.read("```json\n{}\n")


if __name__ == "__main__":
    unittest.main()
