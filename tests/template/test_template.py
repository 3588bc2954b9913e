"""The stack, as CloudFormation gets it: what no linter knows about this project."""

import json
import re
import tomllib

import pytest
from moto.events.models import EventPattern

from tests.support.checks.made_up_jobs import DEFINED
from tests.support.sam import (
    EXISTING,
    ROOT,
    SCENARIOS,
    TEMPLATE,
    Deployment,
    as_list,
    nodes,
    of_type,
    source,
    statements,
    transformed,
)
from tilebuild.local.template.supported import SILENT_TYPES
from tilebuild.settings import read_settings

SOURCE = source()
STACK = transformed()
RESOURCES = STACK["Resources"]
DEPLOYED = Deployment(STACK, EXISTING)
JOBS = {name: properties for name, kind, properties in DEPLOYED.properties() if kind == "AWS::Batch::JobDefinition"}
STAGES = [name for name in JOBS if name != "ImportJob"]
FUNCTIONS = of_type(STACK, "AWS::Lambda::Function")
BUCKETS = of_type(STACK, "AWS::S3::Bucket")

INTRINSICS = {"Ref", "Fn::GetAtt", "Fn::Sub", "Fn::Join", "Fn::Select", "Fn::Split", "Fn::If", "Fn::FindInMap"}
"""What one machine resolves."""

SECRETS = {
    "RawrJob": {"TILEQUEUE__rawr__postgresql__user", "TILEQUEUE__rawr__postgresql__password"},
    "HighZoomJob": set(),
    "LowZoomJob": {"TILEQUEUE__postgresql__user", "TILEQUEUE__postgresql__password"},
    "ImportJob": {"TILEQUEUE__postgresql__user", "TILEQUEUE__postgresql__password"},
}
FIVE_RULES = [
    {"Action": "RETRY", "OnStatusReason": "Host EC2*"},
    {"Action": "RETRY", "OnStatusReason": "Task failed to start*"},
    {"Action": "RETRY", "OnExitCode": "75"},
    {"Action": "RETRY", "OnExitCode": "143"},
    {"Action": "EXIT", "OnReason": "*"},
]


def environment(job: str) -> dict[str, str]:
    """A job definition's environment where every parameter has its default."""
    return {entry["Name"]: str(entry["Value"]) for entry in JOBS[job]["ContainerProperties"]["Environment"]}


def test_only_intrinsics_that_one_machine_resolves_are_used() -> None:
    run_here = [resource for resource in RESOURCES.values() if resource["Type"] not in SILENT_TYPES]
    used = {name for node in nodes(run_here) if isinstance(node, dict) for name in node if name.startswith("Fn::")}
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


def test_made_up_jobs_begin_with_the_memory_that_the_definitions_give() -> None:
    asked = {
        JOBS[f"{name}Job"]["ContainerProperties"]["ResourceRequirements"][1]["Value"]: stage
        for name, stage in (("Rawr", "rawr"), ("HighZoom", "high"), ("LowZoom", "low"), ("Import", "import"))
    }
    assert {stage: int(value) for value, stage in asked.items()} == DEFINED


@pytest.mark.parametrize("job", JOBS)
def test_a_running_execution_keeps_its_job_definition(job: str) -> None:
    assert JOBS[job]["ResourceRetentionPolicy"] == {"SkipDeregisterOnUpdate": True}


@pytest.mark.parametrize("job", JOBS)
def test_a_job_runs_as_nobody_on_a_root_that_it_cannot_change_and_with_somewhere_to_write(job: str) -> None:
    container = JOBS[job]["ContainerProperties"]
    assert container["User"] == "10001:10001"
    assert container["ReadonlyRootFilesystem"] is True
    assert not container.get("Privileged")
    assert [place["ContainerPath"] for place in container["LinuxParameters"]["Tmpfs"]] == ["/tmp"]
    assert container["LinuxParameters"]["InitProcessEnabled"] is True


@pytest.mark.parametrize("job", STAGES)
def test_a_job_accepts_its_environment(job: str) -> None:
    settings = read_settings({**environment(job), **dict.fromkeys(SECRETS[job], "geheim")})
    assert settings.control.bucket == "tilebuild-dev-controlbucket"


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_stack_can_be_resolved_whichever_network_and_database_it_has(scenario: str) -> None:
    kinds = [kind for _, kind, _ in Deployment(STACK, SCENARIOS[scenario]).properties()]
    assert ("AWS::EC2::VPC" in kinds) == ("existing," not in scenario)
    assert ("AWS::RDS::DBInstance" in kinds) == ("new database" in scenario)
    assert ("AWS::EC2::InternetGateway" in kinds) == (scenario == "public")


def test_every_condition_is_true_in_one_scenario_and_false_in_another() -> None:
    stacks = [Deployment(STACK, parameters) for parameters in SCENARIOS.values()]
    for name in STACK["Conditions"]:
        assert {stack.exists({"Condition": name}) for stack in stacks} == {True, False}, name


def test_jobs_are_told_where_they_read_and_write() -> None:
    rawr, high, low = (read_settings(environment(job)) for job in ("RawrJob", "HighZoomJob", "LowZoomJob"))
    assert (rawr.rawr.postgresql.host, rawr.rawr.postgresql.dbname) == (("db-1",), "gis")
    assert (rawr.rawr.sink.s3.bucket, high.rawr.source.s3.bucket) == ("tilebuild-dev-rawrbucket",) * 2
    assert (low.postgresql.host, low.postgresql.dbnames) == (("db-1",), ("gis",))
    assert (high.store.name, low.store.name) == ("tilebuild-dev-tilebucket",) * 2


def test_jobs_that_tile_agree_about_the_metatile() -> None:
    high, low = (read_settings(environment(job)) for job in ("HighZoomJob", "LowZoomJob"))
    assert high.metatile == low.metatile
    assert (high.metatile.size, high.metatile.tile_sizes, high.metatile.max_zoom) == (8, (512,), 16)
    assert read_settings(environment("RawrJob")).rawr.margin == 1 / 64


@pytest.mark.parametrize("job", JOBS)
def test_user_and_password_come_as_secrets_to_the_jobs_that_open_the_database(job: str) -> None:
    container = JOBS[job]["ContainerProperties"]
    secrets = {secret["Name"]: secret["ValueFrom"] for secret in container.get("Secrets", [])}
    assert set(secrets) == SECRETS[job]
    for name, place in secrets.items():
        key = "username" if name.endswith("user") else "password"
        assert place == f"{EXISTING['DatabaseSecretArn']}:{key}::"
    assert not [name for name in environment(job) if name.endswith(("user", "password"))]
    role = "DatabaseExecutionRole" if SECRETS[job] else "TileExecutionRole"
    assert container["ExecutionRoleArn"].endswith(f"-{role}")


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
    assert {action for action in wide if not action.startswith("logs:")} == {
        "batch:DescribeJobs",
        "ecr:GetAuthorizationToken",
    }
    assert not [
        action for _, statement in statements(STACK) for action in as_list(statement["Action"]) if "*" in action
    ]


def test_everything_is_never_allowed_without_a_comment_that_says_why() -> None:
    lines = TEMPLATE.read_text().splitlines()
    for number, line in enumerate(lines):
        if 'Resource: "*"' in line:
            statement = next(n for n in range(number, 0, -1) if "Effect:" in lines[n])
            before = [lines[n].strip() for n in (statement - 1, statement - 2)]
            assert any(text.startswith("# ") and "narrower" in text for text in before), f"line {number + 1}"


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
    rule = of_type(STACK, "AWS::Events::Rule")["TriggerFunctionInbox"]
    pattern = json.dumps(rule["EventPattern"]).replace(
        '{"Ref": "ControlBucket"}', f'"{event["detail"]["bucket"]["name"]}"'
    )
    event["detail"]["object"]["key"] = key
    assert EventPattern.load(pattern).matches_event(event) is matches
    assert [target["Arn"] for target in rule["Targets"]] == [{"Ref": "TriggerFunctionAliaslive"}]


def test_an_undelivered_event_and_a_crash_of_the_trigger_end_in_the_same_queue() -> None:
    rule = of_type(STACK, "AWS::Events::Rule")["TriggerFunctionInbox"]
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


@pytest.mark.parametrize("name", ["dev", "staging", "prod"])
def test_what_an_environment_gives_satisfies_the_rules(name: str) -> None:
    deploy = tomllib.loads((ROOT / "samconfig.toml").read_text())[name]["deploy"]["parameters"]
    assert broken_rules(dict(override.split("=", 1) for override in deploy["parameter_overrides"])) == []


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({}, "ExistingDatabase"),
        ({"DatabaseHosts": "db"}, "ExistingDatabase"),
        ({**EXISTING, "Network": "existing"}, "ExistingNetwork"),
    ],
)
def test_a_stack_without_what_it_needs_is_refused_before_anything_is_made(given: dict[str, str], rule: str) -> None:
    assert broken_rules(given) == [rule]


def broken_rules(given: dict[str, str]) -> list[str]:
    """Rules of the template that these parameters do not satisfy."""
    stack = Deployment(STACK, given)
    return [
        name
        for name, rule in STACK["Rules"].items()
        if stack.condition(rule["RuleCondition"])
        and not all(stack.condition(assertion["Assert"]) for assertion in rule["Assertions"])
    ]


def test_every_parameter_is_used_described_and_grouped() -> None:
    text = json.dumps([STACK["Resources"], STACK["Conditions"]])
    groups = SOURCE["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    grouped = [parameter for group in groups for parameter in group["Parameters"]]
    assert sorted(grouped) == sorted(SOURCE["Parameters"])
    for name, parameter in SOURCE["Parameters"].items():
        assert parameter["Description"].endswith("."), name
        assert f'"Ref": "{name}"' in text or f"${{{name}}}" in text, name
