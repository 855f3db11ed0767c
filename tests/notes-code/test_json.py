"""Checks the JSON examples: each parses, and each is what the operation or the resource that takes it accepts."""

import json
import unittest

import botocore.session
from botocore.validate import ParamValidator

import aws
import fences
import templates

# Policies: the resource that carries each, its property for the policy, and its other properties.
POLICIES = {
    "31.1": ("AWS::KMS::Key", "KeyPolicy", {}),
    "38.1": ("AWS::IAM::Role", "AssumeRolePolicyDocument", {}),
    "38.2": ("AWS::IAM::ManagedPolicy", "PolicyDocument", {}),
    "47.1": ("AWS::S3::BucketPolicy", "PolicyDocument", {"Bucket": "amzn-s3-demo-bucket"}),
    "54.1": ("AWS::EC2::VPCEndpoint", "PolicyDocument", {"VpcId": "vpc-0123456789abcdef0", "ServiceName": "dynamodb"}),
    "85.1": ("AWS::SQS::QueuePolicy", "PolicyDocument", {"Queues": ["orders"]}),
    "103.1": ("AWS::IAM::ManagedPolicy", "PolicyDocument", {}),
    "109.1": ("AWS::IAM::ManagedPolicy", "PolicyDocument", {}),
    "130.1": ("AWS::IAM::ManagedPolicy", "PolicyDocument", {}),
}
# Policies of Lambda functions, which no resource type carries: checked as policies of their principals.
FUNCTION_POLICIES = ["122.2"]
# Parameters: the service, the operation and the parameter that takes each.
PARAMETERS = {
    "33.1": ("autoscaling", "PutScalingPolicy", "TargetTrackingConfiguration"),
    "33.2": ("autoscaling", "PutScalingPolicy", "TargetTrackingConfiguration"),
    "53.1": ("sqs", "SetQueueAttributes", "Attributes"),
    "113.1": ("ecs", "RegisterTaskDefinition", "containerDefinitions"),
    "135.1": ("s3", "PutBucketNotificationConfiguration", "NotificationConfiguration"),
    "151.1": ("elbv2", "CreateRule", "Conditions"),
}
# Event patterns of EventBridge.
EVENT_PATTERNS = ["1.1", "137.1"]


def findings(resource, properties):
    """Returns what cfn-lint says of one resource."""
    template = {"Resources": {"Example": {"Type": resource, "Properties": properties}}}
    return templates.findings(json.dumps(template))


def leaves(value):
    """Yields what an event pattern has at the ends of its objects: lists of values to match."""
    if isinstance(value, dict) and value:
        for member in value.values():
            yield from leaves(member)
    else:
        yield value


class Json(unittest.TestCase):
    def test_every_example_parses(self):
        for fence in fences.of_language("json"):
            with self.subTest(str(fence)):
                json.loads(fence.text)

    def test_policies(self):
        for key, (resource, property_name, others) in POLICIES.items():
            with self.subTest(str(fences.by_key(key))):
                properties = others | {property_name: json.loads(fences.by_key(key).text)}
                self.assertEqual(findings(resource, properties), [])

    def test_function_policies(self):
        for key in FUNCTION_POLICIES:
            with self.subTest(str(fences.by_key(key))):
                policy = json.loads(fences.by_key(key).text)
                for statement in policy["Statement"]:
                    self.assertEqual(list(statement.pop("Principal")), ["Service"])
                    self.assertTrue(statement["Resource"].startswith("arn:aws:lambda:"))
                self.assertEqual(findings("AWS::IAM::ManagedPolicy", {"PolicyDocument": policy}), [])

    def test_parameters(self):
        session = botocore.session.get_session()
        for key, (service, operation, parameter) in PARAMETERS.items():
            with self.subTest(str(fences.by_key(key))):
                model = session.get_service_model(service).operation_model(operation)
                shape, value = model.input_shape.members[parameter], json.loads(fences.by_key(key).text)
                self.assertEqual(ParamValidator().validate(value, shape).generate_report(), "")
                self.assertEqual(list(aws.limits(shape, value)), [])

    def test_a_redrive_policy_is_json_in_a_string(self):
        policy = json.loads(json.loads(fences.by_key("53.1").text)["RedrivePolicy"])
        self.assertEqual(sorted(policy), ["deadLetterTargetArn", "maxReceiveCount"])

    def test_event_patterns(self):
        for key in EVENT_PATTERNS:
            with self.subTest(str(fences.by_key(key))):
                pattern = json.loads(fences.by_key(key).text)
                self.assertTrue(all(isinstance(leaf, list) and leaf for leaf in leaves(pattern)))
                names = {"source", "detail-type", "resources", "detail", "account", "region", "time", "id", "version"}
                self.assertLessEqual(set(pattern), names)

    def test_mistakes_are_found(self):
        policy = json.loads(fences.by_key("103.1").text)
        policy["Statement"][0]["Action"] = ["s3:GetObjekt"]
        self.assertNotEqual(findings("AWS::IAM::ManagedPolicy", {"PolicyDocument": policy}), [])


if __name__ == "__main__":
    unittest.main()
