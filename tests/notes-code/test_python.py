"""Runs the Python examples."""

import unittest
from unittest import mock
from urllib.parse import parse_qs, urlsplit

import aws
import fences


def run(key):
    """Runs an example as a module, and returns its names."""
    names = {"__name__": "example"}
    exec(compile(fences.by_key(key).text, f"example {key}", "exec"), names)
    return names


class Python(unittest.TestCase):
    """One method `test_SECTION_POSITION` for each example."""

    def setUp(self):
        sleep = mock.patch("time.sleep")
        self.sleep = sleep.start()
        self.addCleanup(sleep.stop)

    def test_11_1(self):
        item = {"OrderId": {"S": "1001"}}
        rest = {"Orders": {"Keys": [{"OrderId": {"S": "1002"}}]}}

        def answer(operation, parameters):
            self.assertEqual(operation, "BatchGetItem")
            if parameters["RequestItems"] == rest:
                return {"Responses": {"Orders": rest["Orders"]["Keys"]}, "UnprocessedKeys": {}}
            return {"Responses": {"Orders": [item]}, "UnprocessedKeys": rest}

        with aws.answering(answer) as calls:
            names = run("11.1")
        self.assertEqual(names["rows"], {"Orders": [item, *rest["Orders"]["Keys"]]})
        self.assertEqual((len(calls), self.sleep.call_count), (2, 1))

        self.sleep.reset_mock()
        with aws.answering(lambda *_: {"UnprocessedKeys": rest}) as calls:
            with self.assertRaisesRegex(RuntimeError, "still unprocessed"):
                names["batch_get_all"](rest, max_attempts=4)
        self.assertEqual((len(calls), self.sleep.call_count), (4, 3), "no pause after the last attempt")

    def test_13_1(self):
        with aws.answering(lambda *_: {}):
            client = run("13.1")["dynamodb"]
        self.assertEqual(client.meta.config.retries, {"mode": "standard", "total_max_attempts": 5})

    def test_48_1(self):
        records = [{"Data": b"%d" % at, "PartitionKey": str(at)} for at in range(3)]
        ok = {"SequenceNumber": "1", "ShardId": "shardId-000000000000"}
        throttled = {"ErrorCode": "ProvisionedThroughputExceededException", "ErrorMessage": "slow down"}

        def answer(_operation, parameters):
            if len(parameters["Records"]) == 3:
                return {"FailedRecordCount": 1, "Records": [ok, throttled, ok]}
            return {"FailedRecordCount": 0, "Records": [ok]}

        with aws.answering(answer) as calls:
            names = run("48.1")
            names["put_all"]("orders", records)
        self.assertEqual([parameters["Records"] for _, parameters in calls], [records, [records[1]]])

        self.sleep.reset_mock()
        with aws.answering(lambda *_: {"FailedRecordCount": 1, "Records": [throttled]}) as calls:
            with self.assertRaisesRegex(RuntimeError, "1 records were still rejected"):
                names["put_all"]("orders", records[:1], max_attempts=3)
        self.assertEqual((len(calls), self.sleep.call_count), (3, 2))

    def test_51_1(self):
        with aws.answering(lambda *_: {}) as calls:
            names = run("51.1")
        self.assertEqual(calls, [], "signing sends nothing")
        for name, path, headers in [
            ("download_url", "/reports/2026-11.pdf", "host"),
            ("upload_url", "/uploads/photo.jpg", "content-type;host"),
        ]:
            url = urlsplit(names[name])
            query = parse_qs(url.query)
            # The host of the bucket's own Region: others answer with an error or a redirect.
            self.assertEqual(url.hostname, "amzn-s3-demo-bucket.s3.eu-west-1.amazonaws.com")
            self.assertEqual(url.path, path)
            self.assertEqual(query["X-Amz-Algorithm"], ["AWS4-HMAC-SHA256"])
            self.assertEqual(query["X-Amz-Expires"], ["900"])
            self.assertEqual(query["X-Amz-SignedHeaders"], [headers])

    def test_71_1(self):
        event = {"Records": [{"s3": {"bucket": {"name": "uploads"}, "object": {"key": "my+photo%2B1.jpg"}}}]}
        with aws.answering(lambda *_: {}, {"ARCHIVE_BUCKET": "archive"}) as calls:
            copied = run("71.1")["lambda_handler"](event, None)
        self.assertEqual(copied, {"copied": ["my photo+1.jpg"]})
        source = {"Bucket": "uploads", "Key": "my photo+1.jpg"}
        self.assertEqual(calls, [("CopyObject", {"Bucket": "archive", "Key": "my photo+1.jpg", "CopySource": source})])

    def test_86_1(self):
        def answer(operation, parameters):
            self.assertEqual((operation, parameters["TotalSegments"]), ("Scan", 4))
            page = "b" if "ExclusiveStartKey" in parameters else "a"
            items = {"Items": [{"OrderId": {"S": f"{parameters['Segment']}{page}"}}]}
            return items if page == "b" else items | {"LastEvaluatedKey": items["Items"][0]}

        with aws.answering(answer) as calls:
            orders = run("86.1")["orders"]
        self.assertEqual([order["OrderId"]["S"] for order in orders], ["0a", "0b", "1a", "1b", "2a", "2b", "3a", "3b"])
        self.assertEqual(len(calls), 8)

    def test_131_1(self):
        users = {"known": True, "blocked": False}
        hashes = {}

        def answer(operation, parameters):
            self.assertEqual(operation, "GetItem")
            active = users.get(hashes.get(parameters["Key"]["tokenHash"]))
            if active is None:
                return {}
            return {"Item": {"userId": {"S": "u1"}, "active": {"BOOL": active}}}

        with aws.answering(answer, {"TOKENS_TABLE": "tokens"}):
            names = run("131.1")
            for user in users:
                hashes[names["hashlib"].sha256(user.encode()).hexdigest()] = user
            arn = "arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5/prod/GET/orders"
            for token, effect in [("known", "Allow"), ("blocked", "Deny")]:
                decision = names["lambda_handler"]({"authorizationToken": f"Bearer {token}", "methodArn": arn}, None)
                self.assertEqual(decision["principalId"], "u1")
                statement = decision["policyDocument"]["Statement"][0]
                self.assertEqual(statement["Effect"], effect)
                self.assertEqual(statement["Resource"], "arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5/prod/*")
            with self.assertRaisesRegex(Exception, "^Unauthorized$"):
                names["lambda_handler"]({"authorizationToken": "Bearer other", "methodArn": arn}, None)


if __name__ == "__main__":
    unittest.main()
