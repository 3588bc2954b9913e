from pathlib import Path

import pytest

from tests.support.asl import ROOT
from tilebuild.errors import RequestError
from tilebuild.local.references import check_references
from tilebuild.local.template.load import load_stack
from tilebuild.local.template.views import Stack

REQUIRED = {
    "ImageTag": "local",
    "DatabaseHosts": "localhost",
    "DatabaseSecretArn": "arn:aws:secretsmanager:us-east-1:000000000000:secret:database",
}

HEAD = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: dev}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
"""
MACHINE = """
  Build:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: build.asl.json
      AutoPublishAlias: live
      DefinitionSubstitutions: {Plan: !Ref Plan.Alias}
      Role: arn:aws:iam::0:role/r
  Plan:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/plan/
      Handler: app.handler
      Runtime: python3.12
      AutoPublishAlias: live
      MemorySize: 256
      Environment: {Variables: {STAGE: !Ref Stage, PORT: 1}}
"""
DEFINITION = """{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Task",
  "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {"FunctionName": "%s"}, "End": true}}}"""


def load(folder: Path, resources: str, function: str = "${Plan}", **parameters: str) -> Stack:
    (folder / "template.yaml").write_text(HEAD + resources)
    (folder / "build.asl.json").write_text(DEFINITION % function)
    stack = load_stack(folder / "template.yaml", parameters)
    check_references(stack)
    return stack


@pytest.fixture(scope="module")
def real() -> Stack:
    return load_stack(ROOT / "template.yaml", REQUIRED)


def test_the_projects_own_template_can_run_here(real: Stack) -> None:
    check_references(real)
    assert {bucket.logical_id for bucket in real.buckets.values()} == {"ControlBucket", "RawrBucket", "TileBucket"}
    assert {job.command[0] for job in real.job_definitions.values()} == {"rawr", "high", "low", "--extract"}
    assert {function.code for function in real.functions.values()} == {
        ROOT / "functions" / name for name in ("plan", "report", "trigger")
    }
    assert real.machine.machine.start == "FirstPass"


def test_its_inbox_rule_leads_to_the_trigger(real: Stack) -> None:
    inbox = next(rule for rule in real.rules if rule.pattern["source"] == ["aws.s3"])
    (target,) = inbox.targets
    assert real.functions[target.arn].logical_id == "TriggerFunction"
    assert real.buckets["ControlBucket"].notifies


def test_its_jobs_take_user_and_password_from_the_secret(real: Stack) -> None:
    secrets = {job.command[0]: job.secrets for job in real.job_definitions.values()}
    assert {place.rsplit(":", 3)[1] for place in secrets["rawr"].values()} == {"username", "password"}
    assert secrets["high"] == {}


def test_aliases_and_versions_lead_to_their_function_and_machine(tmp_path: Path) -> None:
    stack = load(tmp_path, MACHINE)
    names = {
        arn.removeprefix(stack.functions["tilebuild-Plan"].arn) for arn in stack.functions if arn.startswith("arn:")
    }
    assert names == {"", ":1", ":live"}
    assert {arn.rsplit("tilebuild-Build", 1)[1] for arn in stack.state_machines} == {"", ":1", ":live"}


def test_a_function_has_lambdas_defaults_and_its_variables_as_text(tmp_path: Path) -> None:
    plan = load(tmp_path, MACHINE).functions["tilebuild-Plan"]
    assert (plan.timeout, plan.memory, plan.environment) == (3, 256, {"STAGE": "dev", "PORT": "1"})
    assert plan.code == tmp_path / "functions/plan"


def test_a_resource_whose_condition_does_not_hold_is_not_there(tmp_path: Path) -> None:
    bucket = "  Extra: {Type: AWS::S3::Bucket, Condition: IsProd}\n"
    assert load(tmp_path, MACHINE + bucket).buckets == {}
    assert list(load(tmp_path, MACHINE + bucket, Stage="prod").buckets) == ["Extra"]


@pytest.mark.parametrize(
    ("resource", "sentence"),
    [
        ("{Type: AWS::DynamoDB::Table}", "Extra is an AWS::DynamoDB::Table, which is not implemented on one machine"),
        ("{Type: AWS::S3::Bucket, Properties: {WebsiteConfiguration: {}}}", "Extra has the property WebsiteConfigur"),
        (
            "{Type: AWS::S3::Bucket, Properties: {NotificationConfiguration: {QueueConfigurations: []}}}",
            "Extra notifies by QueueConfigurations; only EventBridge",
        ),
        ("{Type: AWS::Serverless::StateMachine, Properties: {Role: r, Definition: {}}}", "DefinitionUri None"),
        ("{Type: AWS::SNS::Topic, Properties: {TopicName: !ImportValue x}}", "Fn::ImportValue, which is not impl"),
    ],
)
def test_what_one_machine_does_not_have_is_refused_by_name(tmp_path: Path, resource: str, sentence: str) -> None:
    with pytest.raises(RequestError, match=sentence):
        load(tmp_path, f"{MACHINE}  Extra: {resource}\n")


def test_what_has_no_counterpart_on_one_machine_is_passed_over(tmp_path: Path) -> None:
    silent = "  Role: {Type: AWS::IAM::Role, Properties: {Path: /x/}}\n  Alarm: {Type: AWS::CloudWatch::Alarm}\n"
    load(tmp_path, MACHINE + silent)


def test_a_machine_that_names_a_function_that_is_not_there_is_refused_at_once(tmp_path: Path) -> None:
    lost = MACHINE.replace("DefinitionSubstitutions: {Plan: !Ref Plan.Alias}", "DefinitionSubstitutions: {}")
    with pytest.raises(RequestError, match="The state 'A' names the FunctionName 'lost'"):
        load(tmp_path, lost, "lost")


def test_a_template_that_sam_refuses_says_why(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="SAM refuses the template"):
        load(tmp_path, "  Plan: {Type: AWS::Serverless::Function, Properties: {CodeUri: a, Nonsense: 1}}\n")


def test_a_template_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="cannot be read: No such file"):
        load_stack(tmp_path / "template.yaml", {})
