"""Names and ARNs that resources get on one machine: always the same for the same template and stack name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tilebuild.errors import RequestError


@dataclass(frozen=True)
class Place:
    """The account and region that a stack pretends to be in."""

    stack: str = "tilebuild"
    region: str = "us-east-1"
    account: str = "000000000000"
    partition: str = "aws"

    def arn(self, service: str, rest: str, *, regional: bool = True, owned: bool = True) -> str:
        """An ARN of this place; S3's have neither region nor account, IAM's no region."""
        region, account = self.region if regional else "", self.account if owned else ""
        return f"arn:{self.partition}:{service}:{region}:{account}:{rest}"


@dataclass(frozen=True)
class Kind:
    """How a type of resource is named: its name property, what Ref gives and what GetAtt knows."""

    ref: str
    attributes: Mapping[str, str]
    name_property: str | None = None
    lower: bool = False


_ARNS: dict[str, Callable[[Place, str], str]] = {
    "AWS::S3::Bucket": lambda p, n: p.arn("s3", n, regional=False, owned=False),
    "AWS::Lambda::Function": lambda p, n: p.arn("lambda", f"function:{n}"),
    "AWS::StepFunctions::StateMachine": lambda p, n: p.arn("states", f"stateMachine:{n}"),
    "AWS::Batch::JobDefinition": lambda p, n: p.arn("batch", f"job-definition/{n}:1"),
    "AWS::Batch::JobQueue": lambda p, n: p.arn("batch", f"job-queue/{n}"),
    "AWS::Batch::ComputeEnvironment": lambda p, n: p.arn("batch", f"compute-environment/{n}"),
    "AWS::SNS::Topic": lambda p, n: p.arn("sns", n),
    "AWS::SQS::Queue": lambda p, n: p.arn("sqs", n),
    "AWS::SecretsManager::Secret": lambda p, n: p.arn("secretsmanager", f"secret:{n}"),
    "AWS::IAM::Role": lambda p, n: p.arn("iam", f"role/{n}", regional=False),
    "AWS::IAM::InstanceProfile": lambda p, n: p.arn("iam", f"instance-profile/{n}", regional=False),
    "AWS::Logs::LogGroup": lambda p, n: p.arn("logs", f"log-group:{n}:*"),
    "AWS::Events::Rule": lambda p, n: p.arn("events", f"rule/{n}"),
    "AWS::ECR::Repository": lambda p, n: p.arn("ecr", f"repository/{n}"),
}

KINDS: dict[str, Kind] = {
    "AWS::S3::Bucket": Kind("name", {"Arn": "arn"}, "BucketName", lower=True),
    "AWS::Lambda::Function": Kind("name", {"Arn": "arn"}, "FunctionName"),
    "AWS::StepFunctions::StateMachine": Kind("arn", {"Arn": "arn", "Name": "name"}, "StateMachineName"),
    "AWS::Batch::JobDefinition": Kind("arn", {"JobDefinitionArn": "arn"}, "JobDefinitionName"),
    "AWS::Batch::JobQueue": Kind("arn", {"JobQueueArn": "arn"}, "JobQueueName"),
    "AWS::Batch::ComputeEnvironment": Kind("arn", {"ComputeEnvironmentArn": "arn"}, "ComputeEnvironmentName"),
    "AWS::SNS::Topic": Kind("arn", {"TopicArn": "arn", "TopicName": "name"}, "TopicName"),
    "AWS::SQS::Queue": Kind("url", {"Arn": "arn", "QueueName": "name", "QueueUrl": "url"}, "QueueName"),
    "AWS::SecretsManager::Secret": Kind("arn", {"Id": "arn"}, "Name"),
    "AWS::IAM::Role": Kind("name", {"Arn": "arn"}, "RoleName"),
    "AWS::IAM::InstanceProfile": Kind("name", {"Arn": "arn"}, "InstanceProfileName"),
    "AWS::Logs::LogGroup": Kind("name", {"Arn": "arn"}, "LogGroupName"),
    "AWS::Events::Rule": Kind("name", {"Arn": "arn"}, "Name"),
    "AWS::ECR::Repository": Kind("name", {"Arn": "arn"}, "RepositoryName"),
}
"""Types with a name of their own; others are known by the logical id alone."""


def logical_name(place: Place, logical_id: str, kind: Kind | None) -> str:
    """The name of a resource that the template does not name."""
    name = f"{place.stack}-{logical_id}"
    return name.lower() if kind and kind.lower else name


def identify(place: Place, resource_type: str, name: str, part: str) -> str:
    """A resource's ``name``, ``arn`` or ``url``."""
    if part == "name":
        return name
    if part == "url":
        return f"https://sqs.{place.region}.amazonaws.com/{place.account}/{name}"
    return _ARNS[resource_type](place, name)


def attribute(place: Place, logical_id: str, resource_type: str, name: str, wanted: str) -> str:
    """What GetAtt gives; RequestError for an attribute that is not known here."""
    kind = KINDS.get(resource_type)
    if kind is None or wanted not in kind.attributes:
        known = ", ".join(kind.attributes) if kind else "none"
        raise RequestError(f"{logical_id} ({resource_type}) has no attribute {wanted} on one machine; known: {known}.")
    return identify(place, resource_type, name, kind.attributes[wanted])


def pseudo_parameters(place: Place) -> dict[str, Any]:
    """What ``AWS::Region`` and the like are here."""
    return {
        "AWS::AccountId": place.account,
        "AWS::Region": place.region,
        "AWS::Partition": place.partition,
        "AWS::URLSuffix": "amazonaws.com",
        "AWS::StackName": place.stack,
        "AWS::StackId": place.arn("cloudformation", f"stack/{place.stack}/local"),
    }
