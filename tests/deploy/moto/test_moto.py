"""`notewright deploy` against moto's S3 and CloudFront, read back by boto3: two programs of others that know what the
requests and answers of AWS look like. What moto does not check, such as signatures and digests, is checked in
tests/deploy/fake.rs.

    python -m unittest discover -s tests/deploy/moto
"""

import json
import logging
import os
import pathlib
import subprocess
import tempfile
import unittest

import boto3
from moto.server import ThreadedMotoServer

ROOT = pathlib.Path(__file__).resolve().parents[3]
TARGET = ROOT / os.environ.get("CARGO_TARGET_DIR", "target")
PROGRAM = os.environ.get("NOTEWRIGHT", str(TARGET / "debug/notewright"))
BUCKET = "notes-of-a-test"
PAGE = "public, max-age=0, s-maxage=86400, must-revalidate"
FOR_EVER = "public, max-age=31536000, immutable"
FINGERPRINTED = ("assets/", "search/", "study/")

NOTES = {
    "notes/aws.md": "### 1. A queue\n\nAmazon SQS and Lambda, see 2.\n\n![p](a%20b+c.svg)\n\n### 2. A key\n\nAWS KMS.\n",
    "notes/a b+c.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "notes/é & 消息 ~ (1) + x.md": "### 1. T\n\nx\n",
}


class Moto(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        cls.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        cls.server.start()
        host, port = cls.server.get_host_and_port()
        cls.endpoint = f"http://{host}:{port}"
        keys = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
        cls.s3 = boto3.client("s3", endpoint_url=cls.endpoint, **keys)
        cls.cloudfront = boto3.client("cloudfront", endpoint_url=cls.endpoint, **keys)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.site = pathlib.Path(self.folder.name)
        self.bucket = f"{BUCKET}-{self.id().rsplit('.', 1)[1].replace('_', '-')}"[:63]
        self.s3.create_bucket(Bucket=self.bucket)
        self.distribution = self.cloudfront.create_distribution(
            DistributionConfig={
                "CallerReference": self.bucket,
                "Comment": "",
                "Enabled": True,
                "Origins": {"Quantity": 1, "Items": [{"Id": "o", "DomainName": f"{self.bucket}.s3.amazonaws.com"}]},
                "DefaultCacheBehavior": {"TargetOriginId": "o", "ViewerProtocolPolicy": "redirect-to-https"},
            }
        )["Distribution"]["Id"]

    def write(self, files, deploy=""):
        settings = f'[site]\ntitle = "T"\n[deploy]\nbucket = "{self.bucket}"\ndistribution = "{self.distribution}"\n{deploy}'
        for path, text in {"site.toml": settings, **files}.items():
            target = self.site / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        self.run_program("build", "-q")

    def run_program(self, *arguments, status=0):
        environment = {
            "HOME": str(self.site),
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_ENDPOINT_URL": self.endpoint,
        }
        ran = subprocess.run(
            [PROGRAM, *arguments], cwd=self.site, env=environment, capture_output=True, encoding="utf-8", timeout=300
        )
        self.assertEqual(ran.returncode, status, ran.stderr)
        return ran

    def deploy(self, *arguments):
        return json.loads(self.run_program("deploy", "--format", "json", *arguments).stdout)

    def objects(self):
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        keys = [found["Key"] for page in pages for found in page.get("Contents", [])]
        return {key: self.s3.get_object(Bucket=self.bucket, Key=key) for key in keys}

    def built(self):
        dist = self.site / "dist"
        files = (path for path in dist.rglob("*") if path.is_file() and path.name != ".notewright.json")
        return {path.relative_to(dist).as_posix(): path.read_bytes() for path in files}

    def test_what_is_written_is_what_was_built(self):
        self.write(NOTES, 'prefix = "a b/ü"\n[[deploy.headers]]\nmatch = "*.json"\ncache = "no-cache"\n')
        built = self.built()
        self.assertEqual(self.deploy()["uploads"], len(built))
        objects = self.objects()
        self.assertIn("a b/ü/.notewright/deploy.json.gz", objects)
        objects.pop("a b/ü/.notewright/deploy.json.gz")
        self.assertEqual(set(objects), {f"a b/ü/{path}" for path in built})
        for path, content in built.items():
            found = objects[f"a b/ü/{path}"]
            self.assertEqual(found["Body"].read(), content, path)
            is_entry = path in ("search/index.js", "study/index.js")
            is_for_ever = path.startswith(FINGERPRINTED) and not is_entry
            rule = FOR_EVER if is_for_ever else "no-cache" if path.endswith(".json") else PAGE
            self.assertEqual(found["CacheControl"], rule, path)
            self.assertNotIn("ContentEncoding", found)
        types = {path.rsplit(".", 1)[1]: objects[f"a b/ü/{path}"]["ContentType"] for path in built}
        self.assertEqual(types["html"], "text/html; charset=utf-8")
        self.assertEqual(types["css"], "text/css; charset=utf-8")
        self.assertEqual(types["js"], "text/javascript; charset=utf-8")
        self.assertEqual(types["svg"], "image/svg+xml")
        self.assertEqual(types["xml"], "application/xml")

    def test_an_edit_and_back(self):
        self.write(NOTES)
        self.deploy()
        again = self.deploy()
        self.assertEqual((again["uploads"], again["deletes"], again["invalidations"]), (0, 0, 0))
        self.write({**NOTES, "notes/aws.md": NOTES["notes/aws.md"] + "\n### 3. A table\n\nAmazon DynamoDB.\n"})
        self.deploy()
        self.write(NOTES)
        said = self.deploy("--wait")
        self.assertGreater(said["deletes"], 0)
        stored = {key: found["Body"].read() for key, found in self.objects().items()}
        built = self.built()
        self.assertEqual({path: stored[path] for path in built}, built)
        left = set(stored) - set(built) - {".notewright/deploy.json.gz"}
        self.assertTrue(all(path.startswith(FINGERPRINTED) for path in left), left)
        invalidations = self.cloudfront.list_invalidations(DistributionId=self.distribution)["InvalidationList"]
        self.assertEqual(invalidations["Quantity"], 2)
        status = json.loads(self.run_program("deploy", "--status", "--format", "json").stdout)
        self.assertEqual((status["files"], status["unfinished"], status["pending"]), (len(built), False, []))

    def test_back_to_an_earlier_deploy(self):
        self.s3.put_bucket_versioning(Bucket=self.bucket, VersioningConfiguration={"Status": "Enabled"})
        self.write(NOTES)
        first, before = self.deploy()["deploy"], self.built()
        self.write({**NOTES, "notes/aws.md": "### 1. A queue\n\nOther words.\n\n### 3. A table\n\nDynamoDB.\n"})
        second = self.deploy()["deploy"]
        listed = json.loads(self.run_program("deploy", "--list", "--format", "json").stdout)["deploys"]
        self.assertEqual([(it["deploy"], it["lost"]) for it in listed], [(second, 0), (first, 0)])
        self.assertGreater(self.deploy("--to", first)["uploads"], 0)
        objects = self.objects()
        for path, content in before.items():
            self.assertEqual(objects[path]["Body"].read(), content, path)
        self.assertEqual(objects["aws/1.html"]["CacheControl"], PAGE)
        self.assertNotIn("aws/3.html", objects)
        self.assertEqual(self.deploy("--to", first)["uploads"], 0)

    def test_more_than_a_thousand_keys_and_objects_of_others(self):
        for number in range(1_050):
            self.s3.put_object(Bucket=self.bucket, Key=f"photos/{number:04}.jpg", Body=b"x")
        self.write(NOTES)
        refused = self.run_program("deploy", status=3)
        self.assertIn("the bucket holds 1050 objects", refused.stderr)
        self.deploy("--adopt")
        self.assertEqual(self.deploy()["uploads"], 0)
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix="photos/")
        self.assertEqual(sum(page["KeyCount"] for page in pages), 1_050)

    def test_a_bucket_and_a_distribution_that_are_not_there(self):
        self.write(NOTES)
        self.deploy()
        self.cloudfront.get_distribution(Id=self.distribution)
        self.distribution = "E0NOTTHERE"
        self.write({**NOTES, "notes/aws.md": "### 1. Other\n\nx\n\n### 2. A key\n\nAWS KMS.\n"})
        said = self.run_program("deploy", status=6).stderr
        self.assertIn("there is no distribution `E0NOTTHERE`", said)
        self.bucket = "not-there-at-all"
        self.write(NOTES)
        self.assertIn("there is no bucket `not-there-at-all`", self.run_program("deploy", status=2).stderr)


if __name__ == "__main__":
    unittest.main()
