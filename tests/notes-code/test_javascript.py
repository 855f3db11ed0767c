"""Runs the JavaScript examples under Node.js."""

import json
import pathlib
import subprocess
import tempfile
import unittest

import fences


def call(key, events):
    """Runs the handler of an example once for each event, and returns its results."""
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "example.js").write_text(fences.by_key(key).text, encoding="utf-8")
        script = (
            "const { handler } = require('./example.js');"
            f"Promise.all({json.dumps(events)}.map((event) => handler(event)))"
            ".then((results) => console.log(JSON.stringify(results)));"
        )
        ran = subprocess.run(["node", "-e", script], cwd=folder, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise AssertionError(ran.stderr)
    return json.loads(ran.stdout)


class JavaScript(unittest.TestCase):
    """One method `test_SECTION_POSITION` for each example."""

    def test_134_1(self):
        def event(country):
            headers = {"host": [{"key": "Host", "value": "d111111abcdef8.cloudfront.net"}]}
            if country:
                headers["cloudfront-viewer-country"] = [{"key": "CloudFront-Viewer-Country", "value": country}]
            origin = {"s3": {"region": "us-east-1", "domainName": "other.s3.us-east-1.amazonaws.com"}}
            return {"Records": [{"cf": {"request": {"uri": "/a.png", "headers": headers, "origin": origin}}}]}

        europe = ["FR", "GB", "CH", "NO", "GR", "CZ", "RO", "HU"]
        elsewhere = ["US", "BR", "JP", None]
        results = call("134.1", [event(country) for country in europe + elsewhere])
        regions = ["eu-west-1"] * len(europe) + ["us-east-1"] * len(elsewhere)
        for country, region, request in zip(europe + elsewhere, regions, results, strict=True):
            with self.subTest(country=country):
                name = f"amzn-s3-demo-images-{region[:2]}.s3.{region}.amazonaws.com"
                self.assertEqual(request["origin"]["s3"], {"region": region, "domainName": name})
                self.assertEqual(request["headers"]["host"], [{"key": "Host", "value": name}])


if __name__ == "__main__":
    unittest.main()
