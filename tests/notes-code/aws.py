"""AWS without a network: clients build and validate real requests, and get prepared answers."""

import contextlib
import os
import threading
from unittest import mock

import botocore.client
import botocore.endpoint
from botocore.validate import ParamValidator

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_PAGER": "",
}


class Http:
    """The part of an HTTP response that a client looks at."""

    status_code = 200
    headers = {}


def limits(shape, value, path=""):
    """Yields what is wrong with a parameter that botocore does not check: unknown names and exceeded maxima."""
    if shape is None:
        return
    if shape.type_name == "structure" and isinstance(value, dict):
        for name, member in shape.members.items():
            if name in value:
                yield from limits(member, value[name], f"{path}.{name}")
    elif shape.type_name == "list" and isinstance(value, (list, tuple)):
        for item in value:
            yield from limits(shape.member, item, f"{path}[]")
    elif shape.type_name == "map" and isinstance(value, dict):
        for key, item in value.items():
            yield from limits(shape.key, key, f"{path} key")
            yield from limits(shape.value, item, f"{path}.{key}")
    else:
        names, most = shape.metadata.get("enum"), shape.metadata.get("max")
        if names and value not in names:
            yield f"`{value}` is not a value of {path}"
        size = len(value) if isinstance(value, (str, bytes)) else value
        if most is not None and isinstance(size, (int, float)) and size > most:
            yield f"{path} is larger than {most}"


@contextlib.contextmanager
def answering(answer, environment=None):
    """Answers every request of botocore with `answer(operation, parameters)`, and yields the list of these pairs.

    botocore has validated the parameters and built the request by then; what it leaves to AWS, `limits` checks. An
    answer that is not empty must fit the output of its operation. No request leaves the machine.
    """
    calls, lock, current = [], threading.Lock(), threading.local()
    make_api_call = botocore.client.BaseClient._make_api_call

    def remember(client, operation, parameters):
        current.parameters = dict(parameters)
        return make_api_call(client, operation, parameters)

    def respond(_endpoint, operation_model, _request):
        with lock:
            calls.append((operation_model.name, current.parameters))
            parsed = answer(operation_model.name, current.parameters)
        beyond = list(limits(operation_model.input_shape, current.parameters))
        if beyond:
            raise AssertionError(f"{operation_model.name}: {beyond}")
        if parsed and operation_model.output_shape is not None:
            report = ParamValidator().validate(parsed, operation_model.output_shape).generate_report()
            # The model says of `FailedRecordCount` that it is at least 1, but Kinesis answers 0.
            wrong = [line for line in report.splitlines() if "valid min value" not in line]
            if wrong:
                raise AssertionError(f"the answer to {operation_model.name}: {wrong}")
        return Http(), dict(parsed, ResponseMetadata={"HTTPStatusCode": 200})

    with (
        mock.patch.dict(os.environ, ENVIRONMENT | (environment or {})),
        mock.patch.object(botocore.client.BaseClient, "_make_api_call", remember),
        mock.patch.object(botocore.endpoint.Endpoint, "make_request", respond),
    ):
        yield calls
