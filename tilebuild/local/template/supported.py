"""Which resources of a template one machine has something for, and which of their properties it knows.

``USED`` is acted on, ``SILENT`` has no counterpart on one machine (rights, networks, logs, observation, cost): it says
nothing about what a build does. Of an EventInvokeConfig that is Lambda's second and third try, one and two minutes
after a crash: here the failed delivery goes back to whoever told of the event. Everything else is refused by name.
"""

from collections.abc import Mapping
from typing import Any

from tilebuild.errors import RequestError

SILENT_TYPES = frozenset(
    {
        "AWS::Batch::ComputeEnvironment",
        "AWS::Batch::SchedulingPolicy",
        "AWS::Budgets::Budget",
        "AWS::CloudWatch::Alarm",
        "AWS::CloudWatch::Dashboard",
        "AWS::EC2::InternetGateway",
        "AWS::EC2::LaunchTemplate",
        "AWS::EC2::NatGateway",
        "AWS::EC2::Route",
        "AWS::EC2::RouteTable",
        "AWS::EC2::SecurityGroup",
        "AWS::EC2::SecurityGroupEgress",
        "AWS::EC2::SecurityGroupIngress",
        "AWS::EC2::Subnet",
        "AWS::EC2::SubnetRouteTableAssociation",
        "AWS::EC2::VPC",
        "AWS::EC2::VPCEndpoint",
        "AWS::EC2::VPCGatewayAttachment",
        "AWS::ECR::Repository",
        "AWS::IAM::InstanceProfile",
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::Policy",
        "AWS::IAM::Role",
        "AWS::IAM::RolePolicy",
        "AWS::Lambda::EventInvokeConfig",
        "AWS::Lambda::Permission",
        "AWS::Logs::LogGroup",
        "AWS::Logs::MetricFilter",
        "AWS::Logs::QueryDefinition",
        "AWS::Logs::ResourcePolicy",
        "AWS::RDS::DBInstance",
        "AWS::RDS::DBParameterGroup",
        "AWS::RDS::DBSubnetGroup",
        "AWS::S3::BucketPolicy",
        "AWS::SNS::Subscription",
        "AWS::SNS::TopicPolicy",
        "AWS::SQS::Queue",
        "AWS::SQS::QueuePolicy",
    }
)

USED: dict[str, frozenset[str]] = {
    "AWS::S3::Bucket": frozenset({"BucketName", "NotificationConfiguration", "VersioningConfiguration"}),
    "AWS::Lambda::Function": frozenset({"Code", "Environment", "FunctionName", "Handler", "MemorySize", "Timeout"}),
    "AWS::Lambda::Version": frozenset({"FunctionName"}),
    "AWS::Lambda::Alias": frozenset({"FunctionName", "FunctionVersion", "Name"}),
    "AWS::Batch::JobDefinition": frozenset(
        {"ContainerProperties", "JobDefinitionName", "Parameters", "RetryStrategy", "Timeout", "Type"}
    ),
    "AWS::Batch::JobQueue": frozenset({"JobQueueName", "Priority"}),
    "AWS::StepFunctions::StateMachine": frozenset(
        {"DefinitionS3Location", "DefinitionSubstitutions", "RoleArn", "StateMachineName", "StateMachineType"}
    ),
    "AWS::StepFunctions::StateMachineVersion": frozenset({"StateMachineArn", "StateMachineRevisionId"}),
    "AWS::StepFunctions::StateMachineAlias": frozenset({"Name", "RoutingConfiguration", "DeploymentPreference"}),
    "AWS::Events::Rule": frozenset({"EventBusName", "EventPattern", "Name", "State", "Targets"}),
    "AWS::SNS::Topic": frozenset({"TopicName"}),
    "AWS::SecretsManager::Secret": frozenset({"Name"}),
}

SILENT: dict[str, frozenset[str]] = {
    "AWS::S3::Bucket": frozenset(
        {"BucketEncryption", "LifecycleConfiguration", "OwnershipControls", "PublicAccessBlockConfiguration", "Tags"}
        | {"IntelligentTieringConfigurations", "LoggingConfiguration", "MetricsConfigurations"}
    ),
    "AWS::Lambda::Function": frozenset(
        {"Architectures", "DeadLetterConfig", "Description", "EphemeralStorage", "KmsKeyArn", "LoggingConfig", "Role"}
        | {"ReservedConcurrentExecutions", "Runtime", "Tags", "TracingConfig", "VpcConfig"}
    ),
    "AWS::Lambda::Version": frozenset({"Description"}),
    "AWS::Lambda::Alias": frozenset({"Description"}),
    "AWS::Batch::JobDefinition": frozenset(
        {"PlatformCapabilities", "PropagateTags", "ResourceRetentionPolicy", "SchedulingPriority", "Tags"}
    ),
    "AWS::Batch::JobQueue": frozenset({"ComputeEnvironmentOrder", "JobStateTimeLimitActions", "State", "Tags"}),
    "AWS::StepFunctions::StateMachine": frozenset({"LoggingConfiguration", "Tags", "TracingConfiguration"}),
    "AWS::StepFunctions::StateMachineVersion": frozenset({"Description"}),
    "AWS::StepFunctions::StateMachineAlias": frozenset({"Description"}),
    "AWS::Events::Rule": frozenset({"Description", "Tags"}),
    "AWS::SNS::Topic": frozenset({"DisplayName", "KmsMasterKeyId", "Subscription", "Tags"}),
    "AWS::SecretsManager::Secret": frozenset(
        {"Description", "GenerateSecretString", "KmsKeyId", "SecretString", "Tags"}
    ),
}

CONTAINER_USED = frozenset({"Command", "Environment", "Image", "ResourceRequirements", "Secrets"})
CONTAINER_SILENT = frozenset(
    {"ExecutionRoleArn", "JobRoleArn", "LinuxParameters", "LogConfiguration", "MountPoints", "NetworkConfiguration"}
    | {"Privileged", "ReadonlyRootFilesystem", "RuntimePlatform", "Ulimits", "User", "Volumes"}
)
TARGET_USED = frozenset({"Arn", "Id", "Input", "InputPath", "InputTransformer"})
TARGET_SILENT = frozenset({"DeadLetterConfig", "RetryPolicy", "RoleArn"})


def check_resource(logical_id: str, resource: Mapping[str, Any]) -> None:
    """RequestError for a type or a property that one machine does not know."""
    resource_type = resource["Type"]
    if resource_type in SILENT_TYPES:
        return
    if resource_type not in USED:
        raise RequestError(f"{logical_id} is an {resource_type}, which is not implemented on one machine.")
    known = USED[resource_type] | SILENT[resource_type]
    check_properties(logical_id, resource.get("Properties", {}), known)


def check_properties(where: str, properties: Mapping[str, Any], known: frozenset[str]) -> None:
    """RequestError for a property that is not among ``known``."""
    for name in properties:
        if name not in known:
            raise RequestError(f"{where} has the property {name}, which is not implemented on one machine.")
