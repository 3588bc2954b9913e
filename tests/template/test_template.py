"""The stack, as CloudFormation gets it: what no linter knows about this project."""

import json
import re
import tomllib
from typing import Any

import pytest
from cfnlint import ManualArgs, lint  # type: ignore[import-untyped]
from moto.events.models import EventPattern

from tests.support.asl import DEFINITION
from tests.support.sam import REGION, ROOT, TEMPLATE, as_list, nodes, of_type, source, statements, transformed
from tilebuild.settings import read_settings

SOURCE = source()
STACK = transformed()
RESOURCES = STACK["Resources"]
JOBS = of_type(STACK, "AWS::Batch::JobDefinition")
FUNCTIONS = of_type(STACK, "AWS::Lambda::Function")
BUCKETS = of_type(STACK, "AWS::S3::Bucket")

INTRINSICS = {"Ref", "Fn::GetAtt", "Fn::Sub", "Fn::Join", "Fn::Select", "Fn::Split", "Fn::If", "Fn::FindInMap"}
"""What one machine resolves."""

SECRETS = {
    "RawrJob": {"TILEQUEUE__rawr__postgresql__user", "TILEQUEUE__rawr__postgresql__password"},
    "HighZoomJob": set(),
    "LowZoomJob": {"TILEQUEUE__postgresql__user", "TILEQUEUE__postgresql__password"},
}
FIVE_RULES = [
    {"Action": "RETRY", "OnStatusReason": "Host EC2*"},
    {"Action": "RETRY", "OnStatusReason": "Task failed to start*"},
    {"Action": "RETRY", "OnExitCode": "75"},
    {"Action": "RETRY", "OnExitCode": "143"},
    {"Action": "EXIT", "OnReason": "*"},
]


def problems(template: str) -> list[str]:
    """What cfn-lint says of a template."""
    return [f"{match.rule.id} {match.message}" for match in lint(template, config=ManualArgs(regions=[REGION]))]


def environment(job: str) -> dict[str, str]:
    """A job definition's environment, with a plain value where a reference stands."""
    entries = JOBS[job]["ContainerProperties"]["Environment"]
    entries = [entry["Fn::If"][1] if "Fn::If" in entry else entry for entry in entries]
    return {entry["Name"]: resolved(entry["Value"]) for entry in entries}


def resolved(value: Any) -> str:
    """Parameters by their defaults, everything else by its name."""
    match value:
        case {"Ref": name}:
            return str(SOURCE["Parameters"].get(name, {}).get("Default", name))
        case {"Fn::Sub": [text, names]}:
            return str(re.sub(r"\$\{(\w+)\}", lambda found: resolved(names[found[1]]), text))
        case {"Fn::Sub": text}:
            return str(re.sub(r"\$\{(\w+)\}", lambda found: resolved({"Ref": found[1]}), text))
        case {"Fn::Join": [separator, {"Ref": name}]}:
            return str(separator.join(SOURCE["Parameters"][name]["Default"].split(",")))
    return str(value)


@pytest.mark.parametrize("template", [TEMPLATE.read_text(), json.dumps(STACK)], ids=["source", "transformed"])
def test_the_linter_finds_nothing(template: str) -> None:
    assert problems(template) == []


def test_the_linter_would_find_a_circle_in_the_transformed_template() -> None:
    circle = json.loads(json.dumps(STACK))
    role = circle["Resources"]["BuildMachineRole"]["Properties"]["Policies"][0]["PolicyDocument"]
    role["Statement"].append(
        {"Effect": "Allow", "Action": "states:StartExecution", "Resource": {"Ref": "BuildMachine"}}
    )
    assert any(problem.startswith("E3004") for problem in problems(json.dumps(circle)))


def test_every_substitution_is_defined_and_used() -> None:
    used = set(re.findall(r"\$\{(\w+)\}", DEFINITION.read_text()))
    assert used == set(RESOURCES["BuildMachine"]["Properties"]["DefinitionSubstitutions"])


def test_only_intrinsics_that_one_machine_resolves_are_used() -> None:
    used = {name for node in nodes(RESOURCES) if isinstance(node, dict) for name in node if name.startswith("Fn::")}
    assert used <= INTRINSICS


@pytest.mark.parametrize("job", JOBS)
def test_a_job_is_tried_again_by_exactly_five_rules(job: str) -> None:
    assert JOBS[job]["RetryStrategy"]["EvaluateOnExit"] == FIVE_RULES
    assert 1 < JOBS[job]["RetryStrategy"]["Attempts"] <= 10


@pytest.mark.parametrize(("job", "stage"), [("RawrJob", "rawr"), ("HighZoomJob", "high"), ("LowZoomJob", "low")])
def test_a_job_runs_its_stage_for_the_tile_and_run_of_its_parameters(job: str, stage: str) -> None:
    container = JOBS[job]["ContainerProperties"]
    assert container["Command"] == [stage, "--tile", "Ref::tile", "--run_id", "Ref::run_id"]
    assert set(JOBS[job]["Parameters"]) == {"tile", "run_id"}
    assert JOBS[job]["Timeout"]["AttemptDurationSeconds"] * JOBS[job]["RetryStrategy"]["Attempts"] <= 86_400


@pytest.mark.parametrize("job", JOBS)
def test_a_running_execution_keeps_its_job_definition(job: str) -> None:
    assert JOBS[job]["ResourceRetentionPolicy"] == {"SkipDeregisterOnUpdate": True}


@pytest.mark.parametrize("job", JOBS)
def test_a_job_accepts_its_environment(job: str) -> None:
    settings = read_settings({**environment(job), **dict.fromkeys(SECRETS[job], "geheim")})
    assert settings.control.bucket == "ControlBucket"


def test_jobs_are_told_where_they_read_and_write() -> None:
    rawr, high, low = (read_settings(environment(job)) for job in ("RawrJob", "HighZoomJob", "LowZoomJob"))
    assert (rawr.rawr.postgresql.host, rawr.rawr.postgresql.dbname) == (("DatabaseHosts",), "gis")
    assert (rawr.rawr.sink.s3.bucket, high.rawr.source.s3.bucket) == ("RawrBucket", "RawrBucket")
    assert (low.postgresql.host, low.postgresql.dbnames) == (("DatabaseHosts",), ("gis",))
    assert (high.store.name, low.store.name) == ("TileBucket", "TileBucket")


def test_jobs_that_tile_agree_about_the_metatile() -> None:
    high, low = (read_settings(environment(job)) for job in ("HighZoomJob", "LowZoomJob"))
    assert high.metatile == low.metatile
    assert (high.metatile.size, high.metatile.tile_sizes, high.metatile.max_zoom) == (8, (512,), 16)
    assert read_settings(environment("RawrJob")).rawr.margin == 1 / 64


@pytest.mark.parametrize("job", JOBS)
def test_user_and_password_come_as_secrets_to_the_jobs_that_open_the_database(job: str) -> None:
    container = JOBS[job]["ContainerProperties"]
    assert {secret["Name"] for secret in container.get("Secrets", [])} == SECRETS[job]
    assert not [name for name in environment(job) if name.endswith(("user", "password"))]
    role = "DatabaseExecutionRole" if SECRETS[job] else "TileExecutionRole"
    assert container["ExecutionRoleArn"] == {"Fn::GetAtt": [role, "Arn"]}


def test_only_what_starts_a_database_job_may_read_the_secret() -> None:
    readers = {role for role, statement in statements(STACK) if "secretsmanager" in json.dumps(statement["Action"])}
    assert readers == {"DatabaseExecutionRole"}


def test_a_job_writes_results_of_its_own_stage_only() -> None:
    for role, stage in (("RawrJobRole", "rawr"), ("HighZoomJobRole", "high"), ("LowZoomJobRole", "low")):
        mine = json.dumps([statement for name, statement in statements(STACK) if name == role])
        assert set(re.findall(r"/results/(\w+)", mine)) == {stage}


def test_everything_is_allowed_only_where_the_service_knows_nothing_narrower() -> None:
    wide = {
        action
        for _, statement in statements(STACK)
        if "*" in as_list(statement["Resource"])
        for action in as_list(statement["Action"])
    }
    assert {action for action in wide if not action.startswith("logs:")} == {"batch:DescribeJobs"}
    assert not [
        action for _, statement in statements(STACK) for action in as_list(statement["Action"]) if "*" in action
    ]


def test_the_machine_may_start_its_own_children() -> None:
    own = [s for role, s in statements(STACK) if role == "BuildMachineRole" and "states:" in json.dumps(s["Action"])]
    actions = {action for statement in own for action in as_list(statement["Action"])}
    wanted = {"StartExecution", "DescribeExecution", "StopExecution", "RedriveExecution"}
    assert actions == {f"states:{name}" for name in wanted}


@pytest.mark.parametrize("bucket", BUCKETS)
def test_a_bucket_is_private_encrypted_and_outlives_the_stack(bucket: str) -> None:
    properties = BUCKETS[bucket]
    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    assert properties["BucketEncryption"]
    assert RESOURCES[bucket]["DeletionPolicy"] == RESOURCES[bucket]["UpdateReplacePolicy"] == "Retain"
    (policy,) = [p for p in of_type(STACK, "AWS::S3::BucketPolicy").values() if p["Bucket"] == {"Ref": bucket}]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_the_control_bucket_keeps_versions_and_tells_eventbridge() -> None:
    control = BUCKETS["ControlBucket"]
    assert control["VersioningConfiguration"] == {"Status": "Enabled"}
    assert control["NotificationConfiguration"] == {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}


@pytest.mark.parametrize(
    ("key", "matches"), [("inbox/Vaduz.json", True), ("inbox/", True), ("runs/r/report.json", False), ("inbox", False)]
)
def test_uploads_to_the_inbox_reach_the_trigger(key: str, matches: bool) -> None:
    event = json.loads((ROOT / "events" / "inbox-object-created.json").read_text())
    (rule,) = of_type(STACK, "AWS::Events::Rule").values()
    pattern = json.dumps(rule["EventPattern"]).replace(
        '{"Ref": "ControlBucket"}', f'"{event["detail"]["bucket"]["name"]}"'
    )
    event["detail"]["object"]["key"] = key
    assert EventPattern.load(pattern).matches_event(event) is matches
    assert [target["Arn"] for target in rule["Targets"]] == [{"Fn::GetAtt": ["TriggerFunction", "Arn"]}]


def test_an_undelivered_event_and_a_crash_of_the_trigger_end_in_the_same_queue() -> None:
    (rule,) = of_type(STACK, "AWS::Events::Rule").values()
    (invoke,) = of_type(STACK, "AWS::Lambda::EventInvokeConfig").values()
    queue = {"Fn::GetAtt": ["DeadLetters", "Arn"]}
    assert rule["Targets"][0]["DeadLetterConfig"]["Arn"] == queue
    assert invoke["DestinationConfig"]["OnFailure"]["Destination"] == queue


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_has_its_code_its_recipe_and_every_variable_that_it_reads(name: str) -> None:
    folder = ROOT / SOURCE["Resources"][name]["Properties"]["CodeUri"]
    module, _, handler = FUNCTIONS[name]["Handler"].partition(".")
    code = (folder / f"{module}.py").read_text()
    assert f"def {handler}(" in code
    assert "include functions/build.mk" in (folder / "Makefile").read_text()
    assert folder.name == name.removesuffix("Function").lower()  # build.mk finds the folder by the function's name
    read = set(re.findall(r"environ(?:\.get\(|\[)\"(\w+)\"", code))
    assert read
    assert read <= set(FUNCTIONS[name]["Environment"]["Variables"])


def test_no_resource_is_named_by_hand_where_two_stacks_would_collide() -> None:
    names = {"BucketName", "FunctionName", "RoleName", "QueueName", "StateMachineName", "JobQueueName"}
    for logical_id, resource in RESOURCES.items():
        for name in names & set(resource.get("Properties", {})):
            assert isinstance(resource["Properties"][name], dict), f"{logical_id}.{name}"


@pytest.mark.parametrize("name", ["dev", "staging", "prod"])
def test_an_environment_gives_every_parameter_that_has_no_default(name: str) -> None:
    deploy = tomllib.loads((ROOT / "samconfig.toml").read_text())[name]["deploy"]["parameters"]
    given = dict(override.split("=", 1) for override in deploy["parameter_overrides"])
    parameters = SOURCE["Parameters"]
    assert set(given) <= set(parameters)
    assert {key for key, parameter in parameters.items() if "Default" not in parameter} <= set(given)
    for key, value in given.items():
        assert re.fullmatch(parameters[key].get("AllowedPattern", ".*"), value), key
        assert value in parameters[key].get("AllowedValues", [value]), key
    assert (given["Environment"], deploy["stack_name"]) == (name, f"tilebuild-{name}")


def test_every_parameter_is_used_and_grouped() -> None:
    text = json.dumps([STACK["Resources"], STACK["Conditions"]])
    groups = SOURCE["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    grouped = [parameter for group in groups for parameter in group["Parameters"]]
    assert sorted(grouped) == sorted(SOURCE["Parameters"])
    for name in SOURCE["Parameters"]:
        assert f'"Ref": "{name}"' in text or f"${{{name}}}" in text, name
