"""Mistakes that each check must find: a file, what is written there, what is written instead, a word of the finding.

`docs/checks.md` shows this table to a reader.
"""

from typing import NamedTuple

BUILD = "statemachine/build.asl.json"
IMPORT = "statemachine/import.asl.json"
TEMPLATE = "template.yaml"
WORKER = "containers/worker/Dockerfile"
REGISTRY = "containers/registry.yaml"
DEPLOY = ".github/workflows/deploy.yml"
SMOKE = "scripts/smoke.sh"
RUNBOOKS = "docs/runbooks.md"


class Mutation(NamedTuple):
    """One mistake."""

    check: str
    mistake: str
    path: str
    old: str
    new: str
    caught: str
    """What the finding says."""
    after: str = ""
    """Where it is looked for."""


MUTATIONS = [
    Mutation("cfn-lint, as written", "a property is misspelt", TEMPLATE, "MinvCpus: 0", "MinVCpus: 0", "MinVCpus"),
    Mutation(
        "cfn-lint, as written", "a repository's setting has no such value", REGISTRY, "IMMUTABLE", "FIXED", "FIXED"
    ),
    Mutation(
        "cfn-lint, transformed",
        "a role names the machine that needs it: a circle",
        TEMPLATE,
        'Resource: [!Sub "${PlanFunction.Arn}:*", !Sub "${ReportFunction.Arn}:*"]',
        "Resource: [!Ref BuildMachine]",
        "E3004",
    ),
    Mutation(
        "substitutions", "a placeholder is misspelt", BUILD, "${RawrJob}", "${RawJob}", "${RawJob} is not defined"
    ),
    Mutation(
        "substitutions",
        "a value that nothing uses",
        TEMPLATE,
        "RawrJob: !Ref RawrJob\n",
        "RawrJob: !Ref RawrJob\n        Old: x\n",
        "Old is not used",
    ),
    Mutation("ASL validators", "a state leads nowhere", BUILD, '"Next": "Outcome"', '"Next": "Outcom"', "Outcom"),
    Mutation(
        "ASL validators",
        "a task has no resource",
        IMPORT,
        '"Resource": "arn:aws:states:::batch:submitJob.sync",',
        "",
        "Resource",
    ),
    Mutation(
        "JSONata",
        "a bracket is missing",
        BUILD,
        "$plan.tiles.count > 0 %}",
        "($plan.tiles.count > 0 %}",
        "BuildMachine",
    ),
    Mutation("JSONata", "a function that Step Functions does not have", IMPORT, "$substring(", "$eval(", "no $eval"),
    Mutation("limits", "a label of 41 characters", BUILD, '"Label": "TileFanOut"', f'"Label": "{"T" * 41}"', "Label"),
    Mutation("limits", "a task that waits for ever", IMPORT, '"TimeoutSeconds": 259200,', "", "waits for ever"),
    Mutation(
        "limits",
        "children without a bound",
        BUILD,
        '"MaxConcurrency": "{% $plan.max_concurrency %}",',
        "",
        "MaxConcurrency",
    ),
    Mutation(
        "limits",
        "an error that nobody raises",
        BUILD,
        "Batch.ServerException",
        "Batch ServerException",
        "no error of a service",
    ),
    Mutation(
        "limits",
        "express children, which cannot wait for a job",
        BUILD,
        '"ExecutionType": "STANDARD"',
        '"ExecutionType": "EXPRESS"',
        "STANDARD",
    ),
    Mutation(
        "limits",
        "results that come back through the state",
        BUILD,
        '"ResultWriter": {',
        '"Comments": {',
        "ResultWriter",
    ),
    Mutation(
        "service models: tasks", "a field that SubmitJob does not have", IMPORT, '"JobName":', '"Jobname2":', "Jobname2"
    ),
    Mutation(
        "service models: tasks",
        "a parameter that is no string",
        IMPORT,
        '"{% $states.input.extract %}"',
        '{"a": 1}',
        "should be a string",
    ),
    Mutation(
        "service models: tasks",
        "an override by a wrong name",
        BUILD,
        "'Name': 'TILEQUEUE__rawr__sink__s3__prefix'",
        "'Key': 'TILEQUEUE__rawr__sink__s3__prefix'",
        "Key is no field",
    ),
    Mutation(
        "service models: tasks",
        "an empty word in a command",
        IMPORT,
        "$states.input.land_polygons : '-'",
        "$states.input.land_polygons : ''",
        "empty word",
    ),
    Mutation(
        "service models: resources",
        "an allocation strategy that there is not",
        TEMPLATE,
        "SPOT_PRICE_CAPACITY_OPTIMIZED",
        "SPOT_CHEAPEST",
        "SPOT_CHEAPEST",
    ),
    Mutation(
        "service models: resources",
        "a retry action that there is not",
        TEMPLATE,
        "{Action: EXIT,",
        "{Action: STOP,",
        "STOP",
    ),
    Mutation(
        "service models: resources",
        "a log group's option of another driver",
        TEMPLATE,
        "LogDriver: awslogs",
        "LogDriver: cloudwatch",
        "cloudwatch",
    ),
    Mutation(
        "service models: resources",
        "an alarm's comparison is misspelt",
        TEMPLATE,
        "GreaterThanOrEqualToThreshold",
        "GreaterOrEqual",
        "GreaterOrEqual",
    ),
    Mutation("service models: resources", "a tmpfs whose size is a text", TEMPLATE, "Size: 512", "Size: half", "half"),
    Mutation(
        "walk",
        "the passes are never used up",
        BUILD,
        "$plan.pass > $plan.passes",
        "$plan.pass > 9",
        "the passes are used up",
    ),
    Mutation("walk", "a dry run that builds", BUILD, "$plan.dry_run or ", "", "dry run"),
    Mutation(
        "walk",
        "throttling is not retried",
        BUILD,
        '"Batch.AWSBatchException",\n                          "Batch.BatchException",',
        '"Batch.BatchException",',
        "throttled twice",
    ),
    Mutation(
        "walk",
        "a part of a tile gets no high zoom",
        BUILD,
        '"Default": "HighZoomOwed"',
        '"Default": "RawrOnly"',
        "everything succeeds",
    ),
    Mutation(
        "walk",
        "a failed run that ends well",
        BUILD,
        "['succeeded', 'dry_run']",
        "['succeeded', 'dry_run', 'failed']",
        "more fail than are tolerated",
    ),
    Mutation(
        "walk",
        "every failed job gets more memory",
        BUILD,
        "($contains($reason, 'OutOfMemoryError') or $killed) and",
        "",
        "rawr: ran out of time",
    ),
    Mutation(
        "walk",
        "137 is looked for in the whole cause",
        BUILD,
        "$job.Container.ExitCode = 137 and $ended",
        "$contains($text, '137')",
        "rawr: ended otherwise after it had been killed",
    ),
    Mutation(
        "walk",
        "a cause that is no JSON is read as one",
        BUILD,
        "$substring($text, 0, 1) = '{' ? $parse($text) : {}",
        "$parse($text)",
        "rawr: a cause in words",
    ),
    Mutation("walk", "the ladder has other rungs", BUILD, "$mebibytes * 1.5", "$mebibytes * 2", "rawr: never enough"),
    Mutation(
        "walk", "the ladder has no end", BUILD, "$mebibytes < 32768", "$mebibytes < 99999", "rawr: never enough memory"
    ),
    Mutation(
        "walk",
        "a job that climbs is submitted as before",
        BUILD,
        "$memory > 0 ? {'ResourceRequirements'",
        "$memory < 0 ? {'ResourceRequirements'",
        "rawr: never enough memory",
    ),
    *(
        Mutation(
            "walk",
            f"a {stage}-zoom job never climbs",
            BUILD,
            "$mebibytes > 0 and",
            "$mebibytes < 0 and",
            f"{stage}: the third rung is enough",
            after=f'"{state}": {{',
        )
        for stage, state in (("high", "HighZoom"), ("low", "LowZoom"))
    ),
    Mutation("walk", "a rebuild waits behind the build", BUILD, "$plan.prefix != $plan.run_id", "false", "overtakes"),
    Mutation(
        "walk",
        "an import takes any text for a place",
        IMPORT,
        "(s3|https):\\\\/\\\\/",
        "",
        "a place that is none",
    ),
    Mutation(
        "parliament",
        "an action that there is not",
        TEMPLATE,
        "Action: secretsmanager:GetSecretValue",
        "Action: secretsmanager:GetSecret",
        "UNKNOWN_ACTION",
    ),
    Mutation(
        "parliament",
        "a bucket's action on its objects",
        TEMPLATE,
        "Resource: [!GetAtt RawrBucket.Arn, !GetAtt TileBucket.Arn]",
        'Resource: [!Sub "${RawrBucket.Arn}/*"]',
        "RESOURCE_MISMATCH s3:ListBucket",
    ),
    Mutation(
        "resource policies",
        "a condition that silences every rule",
        TEMPLATE,
        "Principal: {Service: [cloudwatch.amazonaws.com,",
        "Principal: {Service: [events.amazonaws.com, cloudwatch.amazonaws.com,",
        "so that it never may",
    ),
    Mutation(
        "resource policies",
        "a topic that takes alarms of any account",
        TEMPLATE,
        "Condition: {StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}",
        "",
        "cloudwatch.amazonaws.com may come from any account",
    ),
    Mutation(
        "checkov",
        "a bucket that may be made public",
        TEMPLATE,
        "BlockPublicPolicy: true",
        "BlockPublicPolicy: false",
        "CKV_AWS_54",
    ),
    Mutation(
        "checkov",
        "a database that is not encrypted",
        TEMPLATE,
        "StorageEncrypted: true",
        "StorageEncrypted: false",
        "CKV_AWS_16",
    ),
    Mutation(
        "metrics",
        "an alarm on a metric that there is not",
        TEMPLATE,
        "MetricName: ExecutionsFailed",
        "MetricName: ExecutionFailed",
        "no metric ExecutionFailed",
    ),
    Mutation(
        "metrics",
        "a dimension by another name",
        TEMPLATE,
        "[{Name: StateMachineArn, Value: !Ref BuildMachine}]",
        "[{Name: StateMachine, Value: !Ref BuildMachine}]",
        "has the dimension StateMachineArn",
    ),
    Mutation(
        "metrics",
        "children of a map by another label",
        TEMPLATE,
        "${BuildMachine}/TileFanOut",
        "${BuildMachine}/Tiles",
        "is nothing of this stack",
    ),
    Mutation(
        "metrics",
        "an expression of something that is not measured",
        TEMPLATE,
        "FILL(run,0)",
        "FILL(runs,0)",
        "runs is in an expression",
    ),
    Mutation(
        "metrics",
        "a count that no filter makes",
        TEMPLATE,
        "MetricName: JobsWaiting",
        "MetricName: JobsQueued",
        "no metric JobsWaiting",
    ),
    Mutation("hadolint", "an image that runs as root", WORKER, "USER 10001:10001", "USER root", "DL3002"),
    Mutation(
        "hadolint",
        "a base image of no version",
        WORKER,
        "ARG BASE=docker.io/library/python:3.12-slim-bookworm\nFROM ${BASE} AS build",
        "FROM docker.io/library/python AS build",
        "DL3006",
    ),
    Mutation(
        "actionlint", "an input that there is not", DEPLOY, "${{ inputs.environment }}", "${{ inputs.stage }}", "stage"
    ),
    Mutation("actionlint", "a step's key is misspelt", DEPLOY, "timeout-minutes", "timeout-minute", "timeout-minute"),
    Mutation(
        "zizmor",
        "text of a person that becomes code",
        DEPLOY,
        "run: make test",
        "run: echo ${{ github.head_ref }}",
        "template-injection",
    ),
    Mutation(
        "zizmor",
        "an action that is not pinned",
        DEPLOY,
        "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683",
        "somebody/checkout@main",
        "unpinned-uses",
    ),
    Mutation(
        "shellcheck",
        "a variable that falls apart at its blanks",
        DEPLOY,
        'ENV="$ENVIRONMENT"',
        "ENV=$ENVIRONMENT",
        "SC2086",
    ),
    Mutation("shellcheck", "a script's variable does too", SMOKE, 'wait_for "$rebuild"', "wait_for $rebuild", "SC2086"),
    Mutation("OIDC", "a job that may write the repository", DEPLOY, "contents: read", "contents: write", "rights"),
    Mutation(
        "OIDC",
        "a deployment that nobody has to agree to",
        DEPLOY,
        "    environment: ${{ inputs.environment }}\n",
        "",
        "in no environment",
    ),
    Mutation(
        "OIDC",
        "a deployment that is stopped in its middle",
        DEPLOY,
        "cancel-in-progress: false",
        "cancel-in-progress: true",
        "cancel",
    ),
    Mutation(
        "OIDC",
        "a key that lasts",
        DEPLOY,
        "      AWS_ROLE_ARN: ${{ vars.AWS_ROLE_ARN }}\n",
        "      AWS_SECRET_ACCESS_KEY: ${{ secrets.AWS_SECRET_ACCESS_KEY }}\n",
        "a key that lasts",
    ),
    Mutation(
        "AWS commands", "an operation that there is not", SMOKE, "describe-execution", "describe-executions", "no such"
    ),
    Mutation("AWS commands", "an option by another name", SMOKE, "--execution-arn", "--arn", "there is no --arn"),
    Mutation("AWS commands", "an option that is needed", SMOKE, '--state-machine-arn "$machine" ', "", "is missing"),
    Mutation(
        "AWS commands", "a runbook's command is misspelt", RUNBOOKS, "stop-execution", "stop-executions", "no such"
    ),
]
