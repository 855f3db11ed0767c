"""Checks the YAML examples: templates by cfn-lint, build and deployment specifications by the keys that are known."""

import unittest

import yaml

import fences
import templates

# Templates and parts of templates.
TEMPLATES = ["59.1", "60.1", "91.1", "100.1", "100.2", "102.2", "106.1", "127.1", "149.2"]
BUILDSPECS = ["95.1", "143.1"]
APPSPECS = ["52.1"]

BUILDSPEC_KEYS = {"version", "run-as", "env", "proxy", "batch", "phases", "reports", "artifacts", "cache"}
PHASES = ["install", "pre_build", "build", "post_build"]
PHASE_KEYS = {"run-as", "on-failure", "runtime-versions", "commands", "finally"}
REPORT_KEYS = {"files", "base-directory", "discard-paths", "file-format"}
REPORT_FORMATS = {"CUCUMBERJSON", "JUNITXML", "NUNITXML", "NUNIT3XML", "TESTNGXML", "VISUALSTUDIOTRX"}
# Lifecycle events of a deployment to EC2 that run scripts, in their order.
HOOKS = ["ApplicationStop", "BeforeInstall", "AfterInstall", "ApplicationStart", "ValidateService"]
HOOK_KEYS = {"location", "timeout", "runas"}


class Yaml(unittest.TestCase):
    def test_cfn_lint_has_nothing_to_say_of_a_template(self):
        for key in TEMPLATES:
            fence = fences.by_key(key)
            with self.subTest(str(fence)):
                self.assertEqual(templates.findings(templates.whole(fence)), [])

    def test_surroundings_belong_to_templates(self):
        self.assertLessEqual({path.stem for path in templates.AROUND.iterdir()}, set(TEMPLATES))

    def test_buildspecs(self):
        for key in BUILDSPECS:
            with self.subTest(str(fences.by_key(key))):
                spec = yaml.safe_load(fences.by_key(key).text)
                self.assertEqual(spec["version"], 0.2)
                self.assertLessEqual(set(spec), BUILDSPEC_KEYS)
                self.assertEqual(list(spec["phases"]), [phase for phase in PHASES if phase in spec["phases"]])
                for phase in spec["phases"].values():
                    self.assertLessEqual(set(phase), PHASE_KEYS)
                    self.assertTrue(all(isinstance(command, str) for command in phase.get("commands", [])))
                for report in spec.get("reports", {}).values():
                    self.assertLessEqual(set(report), REPORT_KEYS)
                    self.assertIn(report["file-format"], REPORT_FORMATS)
                self.assertTrue(all(isinstance(path, str) for path in spec["artifacts"]["files"]))
                self.assertTrue(all(isinstance(path, str) for path in spec.get("cache", {}).get("paths", [])))

    def test_appspecs(self):
        for key in APPSPECS:
            with self.subTest(str(fences.by_key(key))):
                spec = yaml.safe_load(fences.by_key(key).text)
                self.assertEqual((spec["version"], spec["os"]), (0.0, "linux"))
                self.assertLessEqual(set(spec), {"version", "os", "files", "permissions", "hooks"})
                self.assertTrue(all(set(file) == {"source", "destination"} for file in spec["files"]))
                self.assertEqual(list(spec["hooks"]), [hook for hook in HOOKS if hook in spec["hooks"]])
                for scripts in spec["hooks"].values():
                    self.assertTrue(all("location" in script and set(script) <= HOOK_KEYS for script in scripts))
                    self.assertLessEqual(sum(script.get("timeout", 3600) for script in scripts), 3600)

    def test_mistakes_are_found(self):
        text = templates.whole(fences.by_key("59.1"))
        self.assertNotEqual(templates.findings(text.replace("SubnetId: !Ref SubnetId", "SubnetID: !Ref SubnetId")), [])


if __name__ == "__main__":
    unittest.main()
