"""What the stack hands to AWS, against the models of the services: resources, and what the machines' tasks send."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from tests.support.asl import evaluate, states
from tests.support.checks.shapes import misfits, shape
from tests.support.project import Project


class Call(NamedTuple):
    """The call that makes a resource.

    `own` are properties that only CloudFormation knows, `given` fields that it fills in by itself.
    """

    service: str
    operation: str
    own: frozenset[str] = frozenset()
    given: Mapping[str, Any] = {}
    change: Callable[[dict[str, Any]], dict[str, Any]] = dict


def _renamed(**names: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda properties: {names.get(name, name): value for name, value in properties.items()}


def _compute(properties: dict[str, Any]) -> dict[str, Any]:
    resources = {key: value for key, value in properties["ComputeResources"].items() if key != _LATEST}
    return {**properties, "ComputeResources": resources}


def _without_tags(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if name != "Tags"}


def _named_budget(properties: dict[str, Any]) -> dict[str, Any]:
    return {**properties, "Budget": {"BudgetName": "x", **properties["Budget"]}}


_LATEST = "UpdateToLatestImageVersion"  # a field of the update call alone
CALLS: dict[str, Call] = {
    "AWS::Batch::ComputeEnvironment": Call(
        "batch",
        "CreateComputeEnvironment",
        frozenset({"ReplaceComputeEnvironment", "UpdatePolicy"}),
        {"computeEnvironmentName": "x"},
        _compute,
    ),
    "AWS::Batch::JobQueue": Call("batch", "CreateJobQueue", given={"jobQueueName": "x"}),
    "AWS::Batch::JobDefinition": Call("batch", "RegisterJobDefinition", frozenset({"ResourceRetentionPolicy"})),
    "AWS::Lambda::Function": Call("lambda", "CreateFunction", given={"FunctionName": "x"}, change=_without_tags),
    "AWS::Lambda::EventInvokeConfig": Call("lambda", "PutFunctionEventInvokeConfig"),
    "AWS::StepFunctions::StateMachine": Call(
        "stepfunctions",
        "CreateStateMachine",
        frozenset({"DefinitionS3Location", "DefinitionSubstitutions", "StateMachineName"}),
        {"name": "x", "definition": "{}"},
        _renamed(StateMachineType="type"),
    ),
    "AWS::Events::Rule": Call("events", "PutRule", frozenset({"Targets"}), {"Name": "x"}),
    "AWS::CloudWatch::Alarm": Call("cloudwatch", "PutMetricAlarm", given={"AlarmName": "x"}),
    "AWS::CloudWatch::Dashboard": Call("cloudwatch", "PutDashboard"),
    "AWS::Logs::MetricFilter": Call("logs", "PutMetricFilter", given={"filterName": "x"}),
    "AWS::Logs::ResourcePolicy": Call("logs", "PutResourcePolicy"),
    "AWS::RDS::DBInstance": Call(
        "rds",
        "CreateDBInstance",
        given={"DBInstanceIdentifier": "x"},
        change=_renamed(VPCSecurityGroups="VpcSecurityGroupIds"),
    ),
    "AWS::RDS::DBSubnetGroup": Call("rds", "CreateDBSubnetGroup", given={"DBSubnetGroupName": "x"}),
    "AWS::RDS::DBParameterGroup": Call(
        "rds",
        "CreateDBParameterGroup",
        frozenset({"Parameters"}),
        {"DBParameterGroupName": "x"},
        _renamed(Family="DBParameterGroupFamily"),
    ),
    "AWS::EC2::VPC": Call("ec2", "CreateVpc", frozenset({"EnableDnsSupport", "EnableDnsHostnames", "Tags"})),
    "AWS::EC2::Subnet": Call("ec2", "CreateSubnet", frozenset({"MapPublicIpOnLaunch", "Tags"})),
    "AWS::EC2::VPCEndpoint": Call("ec2", "CreateVpcEndpoint"),
    "AWS::EC2::Route": Call("ec2", "CreateRoute"),
    "AWS::EC2::LaunchTemplate": Call("ec2", "CreateLaunchTemplate", given={"LaunchTemplateName": "x"}),
    "AWS::Budgets::Budget": Call("budgets", "CreateBudget", given={"AccountId": "000000000000"}, change=_named_budget),
}


PARTS: dict[tuple[str, str], tuple[str, str, str]] = {
    ("AWS::Events::Rule", "Targets"): ("events", "PutTargets", "Targets"),
    ("AWS::S3::Bucket", "PublicAccessBlockConfiguration"): (
        "s3",
        "PutPublicAccessBlock",
        "PublicAccessBlockConfiguration",
    ),
    ("AWS::S3::Bucket", "OwnershipControls"): ("s3", "PutBucketOwnershipControls", "OwnershipControls"),
    ("AWS::S3::Bucket", "VersioningConfiguration"): ("s3", "PutBucketVersioning", "VersioningConfiguration"),
    ("AWS::Batch::ComputeEnvironment", "UpdatePolicy"): ("batch", "UpdateComputeEnvironment", "updatePolicy"),
}
"""Properties that are another call's: type and property -> service, operation, field."""


def resources(project: Project) -> list[str]:
    """Properties that the call behind a resource would refuse, in every scenario."""
    found: dict[str, None] = {}
    for stack in project.deployments.values():
        for name, kind, properties in stack.properties():
            found |= dict.fromkeys(_of_resource(name, kind, properties))
    return list(found)


def _of_resource(name: str, kind: str, properties: dict[str, Any]) -> Iterator[str]:
    if kind in CALLS:
        call = CALLS[kind]
        sent = {key: value for key, value in call.change(properties).items() if key not in call.own}
        yield from misfits({**call.given, **sent}, shape(call.service, call.operation), name)
    for (of_kind, field), (service, operation, member) in PARTS.items():
        if kind == of_kind and field in properties:
            expected = shape(service, operation).members[member]
            yield from misfits(properties[field], expected, f"{name}.{field}")


TASKS = {
    "arn:aws:states:::batch:submitJob.sync": ("batch", "SubmitJob"),
    "arn:aws:states:::lambda:invoke": ("lambda", "Invoke"),
    "arn:aws:states:::s3:getObject": ("s3", "GetObject"),
    "arn:aws:states:::s3:putObject": ("s3", "PutObject"),
}
SAMPLE: dict[str, Any] = {
    "request": {"bbox": [9.4, 47.0, 9.7, 47.3], "prefix": "2026.01"},
    "pass": 1,
    "plan": {
        "run_id": "vaduz-1",
        "prefix": "2026.01",
        "pass": 1,
        "passes": 3,
        "dry_run": False,
        "owed": 2,
        "tiles": {"bucket": "control", "key": "runs/vaduz-1/plan/1/tiles.jsonl", "count": 1},
        "pyramid": {"bucket": "control", "key": "runs/vaduz-1/plan/1/pyramid.jsonl", "count": 1},
        "max_concurrency": 100,
        "tolerated_failure_count": {"tiles": 20, "pyramid": 20},
    },
    "states": {
        "input": {
            "run_id": "vaduz-1",
            "prefix": "2026.01",
            "pass": 1,
            "rebuild": True,
            "extract": "s3://control/extracts/vaduz.osm.pbf",
            "item": {
                "item": "7-67-45-a",
                "tile": "7/67/45",
                "rawr": True,
                "high": True,
                "rawr_scope": "runs/vaduz-1/scope/7-67-45-a.txt",
                "high_scope": "runs/vaduz-1/scope/7-67-45-a.txt",
                "scope": "",
            },
        },
        "context": {"Execution": {"Name": "vaduz-1"}},
    },
}
"""Values of everything that an expression may refer to."""


def arguments(project: Project) -> list[str]:
    """Arguments of tasks, readers and writers that the service would refuse, their expressions evaluated."""
    found = []
    for machine, definition in project.definitions().items():
        for name, state, _ in states(definition):
            for part in (state, state.get("ItemReader", {}), state.get("ResultWriter", {})):
                if part.get("Resource"):
                    where = f"{machine}.{name}"
                    found += list(_of_task(part, where))
    return found


def _of_task(state: dict[str, Any], where: str) -> Iterator[str]:
    if state["Resource"] not in TASKS:
        yield f"{where} calls {state['Resource']}, whose arguments are not looked at"
        return
    sent = evaluate(state["Arguments"], **SAMPLE)
    if "Prefix" in sent:  # a writer's, which the service makes keys of
        sent = {"Bucket": sent["Bucket"], "Key": sent["Prefix"]}
    yield from misfits(sent, shape(*TASKS[state["Resource"]]), where)
    if "" in sent.get("Parameters", {}).values():
        yield f"{where} puts an empty word into the command, which Batch refuses"
    if len(json.dumps(sent.get("ContainerOverrides", {}))) > 8192:
        yield f"{where} has over 8,192 characters of overrides"
