"""The service calls that a Task may make, and the arguments that each takes."""

from typing import Any

from tilebuild.errors import RequestError
from tilebuild.local.asl import fields

SUBMIT_JOB = "arn:aws:states:::batch:submitJob.sync"
INVOKE = "arn:aws:states:::lambda:invoke"
PUBLISH = "arn:aws:states:::sns:publish"

ARGUMENTS: dict[str, tuple[set[str], set[str]]] = {
    SUBMIT_JOB: (
        {"JobName", "JobQueue", "JobDefinition", "Parameters", "ContainerOverrides"}
        | {"PropagateTags", "RetryStrategy", "Tags", "Timeout"},
        {"JobName", "JobQueue", "JobDefinition"},
    ),
    INVOKE: ({"FunctionName", "Payload"}, {"FunctionName"}),
    PUBLISH: ({"TopicArn", "Subject", "Message"}, {"TopicArn", "Message"}),
}
"""Resource -> (arguments that are implemented, arguments that are required)."""


def check_task(raw: dict[str, Any], where: str) -> None:
    """RequestError for a resource or an argument that is not implemented here."""
    resource = raw.get("Resource")
    if resource not in ARGUMENTS:
        raise RequestError(f"{where} has Resource {resource!r}; implemented are {', '.join(ARGUMENTS)}.")
    allowed, required = ARGUMENTS[resource]
    arguments = raw.get("Arguments")
    if isinstance(arguments, dict):
        fields.check(arguments, allowed, f"{where}, Arguments", required)
    elif not isinstance(arguments, str):
        raise RequestError(f"{where} needs Arguments, a JSON object or one expression.")
