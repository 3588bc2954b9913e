"""What the stack wires up, by imitated services: secrets, events of jobs, the message at a run's end."""

import json
from typing import Any

import boto3
import pytest
from moto import mock_aws

from tests.support.sam import EXISTING, REGION, Deployment, transformed
from tilebuild.local.template.rules import load_rule, shape

STACK = Deployment(transformed(), EXISTING)
PROPERTIES: dict[str, Any] = {name: properties for name, _, properties in STACK.properties()}


@pytest.fixture(autouse=True)
def imitated(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Every service in this process."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


@pytest.mark.parametrize("job", ["RawrJob", "LowZoomJob", "ImportJob"])
def test_a_jobs_secrets_are_keys_of_what_secrets_manager_holds(job: str) -> None:
    """`<arn>:<key>::` as ECS reads it: the secret, a key of its JSON, and neither stage nor version."""
    client = boto3.client("secretsmanager", region_name=REGION)
    held = {"username": "tiles", "password": "geheim"}  # as RDS makes it
    arn = client.create_secret(Name="database", SecretString=json.dumps(held))["ARN"]
    stack = Deployment(transformed(), {**EXISTING, "DatabaseSecretArn": arn})
    (definition,) = [properties for name, _, properties in stack.properties() if name == job]
    values = {}
    for secret in definition["ContainerProperties"]["Secrets"]:
        place, key, stage, version = secret["ValueFrom"].rsplit(":", 3)
        assert (stage, version) == ("", "")
        text = client.get_secret_value(SecretId=place)["SecretString"]
        values[secret["Name"].rpartition("__")[2]] = json.loads(text)[key]
    assert values == {"user": "tiles", "password": "geheim"}


def test_events_of_jobs_reach_the_log_group_that_is_counted() -> None:
    """By an imitated EventBridge, with the pattern and the target of the stack."""
    logs, events = boto3.client("logs", region_name=REGION), boto3.client("events", region_name=REGION)
    group = PROPERTIES["JobEvents"]["LogGroupName"]
    logs.create_log_group(logGroupName=group)
    arn = logs.describe_log_groups()["logGroups"][0]["arn"].removesuffix(":*")
    events.put_rule(Name="jobs", EventPattern=json.dumps(PROPERTIES["JobChanged"]["EventPattern"]))
    events.put_targets(Rule="jobs", Targets=[{"Id": "log", "Arn": arn}])
    queue = STACK.ref("TileQueue")
    told = [{"status": status, "jobQueue": queue} for status in ("SUBMITTED", "RUNNABLE", "FAILED")]
    events.put_events(
        Entries=[
            {"Source": "aws.batch", "DetailType": "Batch Job State Change", "Detail": json.dumps(one)}
            for one in [*told, {"status": "FAILED", "jobQueue": "arn:aws:batch:eu-central-1:0:job-queue/other"}]
        ]
    )
    kept = [json.loads(one["message"]) for one in logs.filter_log_events(logGroupName=group)["events"]]
    assert PROPERTIES["JobChanged"]["Targets"][0]["Arn"].endswith(f":log-group:{STACK.ref('JobEvents')}")
    assert [one["detail"]["status"] for one in kept] == ["RUNNABLE", "FAILED"]


def test_what_a_run_says_at_its_end_passes_through_topic_and_queue() -> None:
    """Shaped by the rule, published to an imitated topic, delivered to who subscribed: JSON, under SNS's 256 KiB."""
    rule = load_rule("RunFailed", "RunFailed", PROPERTIES["RunFailed"])
    assert rule is not None
    detail = {"name": "planet", "status": "FAILED", "error": "RunIncomplete", "cause": 'no "tile"', "executionArn": "a"}
    message = json.dumps(shape(rule.targets[0], {"detail": detail}))
    sns, sqs = boto3.client("sns", region_name=REGION), boto3.client("sqs", region_name=REGION)
    topic = sns.create_topic(Name="runs")["TopicArn"]
    policy = json.dumps(PROPERTIES["TopicPolicy"]["PolicyDocument"])
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
    policy = json.dumps(PROPERTIES["DeadLettersPolicy"]["PolicyDocument"])
    queue = sqs.create_queue(QueueName="people", Attributes={"Policy": policy})["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    sns.publish(TopicArn=topic, Message=message)
    (letter,) = sqs.receive_message(QueueUrl=queue)["Messages"]
    assert json.loads(json.loads(letter["Body"])["Message"])["cause"] == 'no "tile"'
