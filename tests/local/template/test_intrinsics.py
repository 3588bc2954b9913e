from typing import Any

import pytest

from tilebuild.errors import RequestError
from tilebuild.local.template.intrinsics import Resolver
from tilebuild.local.template.names import Place

TEMPLATE = {
    "Mappings": {"Sizes": {"dev": {"vcpus": 4}}},
    "Conditions": {
        "IsDev": {"Fn::Equals": [{"Ref": "Stage"}, "dev"]},
        "IsProd": {"Fn::Not": [{"Condition": "IsDev"}]},
        "Both": {"Fn::And": [{"Condition": "IsDev"}, {"Condition": "IsProd"}]},
        "Either": {"Fn::Or": [{"Condition": "IsDev"}, {"Condition": "IsProd"}]},
        "Odd": {"Fn::Contains": []},
    },
    "Resources": {
        "Tiles": {"Type": "AWS::S3::Bucket"},
        "Named": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Fn::Sub": "${Stage}-named"}}},
        "Plan": {"Type": "AWS::Lambda::Function"},
        "PlanVersion": {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "Plan"}}},
        "PlanLive": {"Type": "AWS::Lambda::Alias", "Properties": {"FunctionName": {"Ref": "Plan"}, "Name": "live"}},
        "Build": {"Type": "AWS::StepFunctions::StateMachine"},
        "BuildVersion": {
            "Type": "AWS::StepFunctions::StateMachineVersion",
            "Properties": {"StateMachineArn": {"Ref": "Build"}},
        },
        "BuildLive": {
            "Type": "AWS::StepFunctions::StateMachineAlias",
            "Properties": {
                "Name": "live",
                "RoutingConfiguration": [{"StateMachineVersionArn": {"Ref": "BuildVersion"}}],
            },
        },
        "Queue": {"Type": "AWS::Batch::JobQueue"},
        "Rawr": {"Type": "AWS::Batch::JobDefinition", "Properties": {"JobDefinitionName": "rawr"}},
        "Letters": {"Type": "AWS::SQS::Queue"},
        "Role": {"Type": "AWS::IAM::Role"},
    },
}
RESOLVER = Resolver(TEMPLATE, {"Stage": "dev", "Sizes": ["512", "256"]}, Place(stack="s"))


@pytest.mark.parametrize(
    ("value", "resolved"),
    [
        ({"Ref": "Stage"}, "dev"),
        ({"Ref": "Sizes"}, ["512", "256"]),
        ({"Ref": "AWS::Region"}, "us-east-1"),
        ({"Ref": "Tiles"}, "s-tiles"),
        ({"Ref": "Named"}, "dev-named"),
        ({"Ref": "Plan"}, "s-Plan"),
        ({"Ref": "PlanVersion"}, "arn:aws:lambda:us-east-1:000000000000:function:s-Plan:1"),
        ({"Ref": "PlanLive"}, "arn:aws:lambda:us-east-1:000000000000:function:s-Plan:live"),
        ({"Ref": "Build"}, "arn:aws:states:us-east-1:000000000000:stateMachine:s-Build"),
        ({"Ref": "BuildLive"}, "arn:aws:states:us-east-1:000000000000:stateMachine:s-Build:live"),
        ({"Ref": "Queue"}, "arn:aws:batch:us-east-1:000000000000:job-queue/s-Queue"),
        ({"Ref": "Rawr"}, "arn:aws:batch:us-east-1:000000000000:job-definition/rawr:1"),
        ({"Ref": "Letters"}, "https://sqs.us-east-1.amazonaws.com/000000000000/s-Letters"),
        ({"Fn::GetAtt": ["Tiles", "Arn"]}, "arn:aws:s3:::s-tiles"),
        ({"Fn::GetAtt": "Plan.Arn"}, "arn:aws:lambda:us-east-1:000000000000:function:s-Plan"),
        ({"Fn::GetAtt": ["Build", "Name"]}, "s-Build"),
        ({"Fn::GetAtt": ["BuildLive", "Arn"]}, "arn:aws:states:us-east-1:000000000000:stateMachine:s-Build:live"),
        ({"Fn::GetAtt": ["Role", "Arn"]}, "arn:aws:iam::000000000000:role/s-Role"),
        ({"Fn::Sub": "${Stage}/${Tiles.Arn}/${AWS::AccountId}"}, "dev/arn:aws:s3:::s-tiles/000000000000"),
        ({"Fn::Sub": "${!literal} ${Stage}"}, "${literal} dev"),
        ({"Fn::Sub": ["[${all}]", {"all": {"Fn::Join": [",", {"Ref": "Sizes"}]}}]}, "[512,256]"),
        ({"Fn::Join": ["-", ["a", {"Ref": "Stage"}]]}, "a-dev"),
        ({"Fn::Select": [1, {"Ref": "Sizes"}]}, "256"),
        ({"Fn::Select": ["0", {"Fn::Split": ["/", "a/b"]}]}, "a"),
        ({"Fn::If": ["IsDev", 1, 2]}, 1),
        ({"Fn::If": ["IsProd", 1, 2]}, 2),
        ({"Fn::If": ["Both", 1, 2]}, 2),
        ({"Fn::If": ["Either", 1, 2]}, 1),
        ({"Fn::FindInMap": ["Sizes", {"Ref": "Stage"}, "vcpus"]}, 4),
        ({"Fn::GetAZs": ""}, ["us-east-1a", "us-east-1b", "us-east-1c"]),
        ({"a": {"Ref": "AWS::NoValue"}, "b": [1, {"Fn::If": ["IsProd", 2, {"Ref": "AWS::NoValue"}]}]}, {"b": [1]}),
        ({"Ref": "Stage", "more": 1}, {"Ref": "Stage", "more": 1}),
    ],
)
def test_a_function_gives_what_cloudformation_would(value: Any, resolved: Any) -> None:
    assert RESOLVER.resolve(value) == resolved


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ({"Fn::ImportValue": "x"}, "uses Fn::ImportValue, which is not implemented"),
        ({"Fn::Cidr": []}, "uses Fn::Cidr, which is not implemented"),
        ({"Ref": "Nowhere"}, "refers to Nowhere, which is neither a parameter nor a resource"),
        ({"Fn::GetAtt": ["Nowhere", "Arn"]}, "asks for Nowhere.Arn, which is no resource"),
        ({"Fn::GetAtt": ["Tiles", "WebsiteURL"]}, "Tiles .* has no attribute WebsiteURL on one machine; known: Arn"),
        ({"Fn::Sub": "${Nowhere}"}, "refers to Nowhere"),
        ({"Fn::Sub": "${Sizes}"}, "cannot put Sizes into a text"),
        ({"Fn::Select": [2, ["a"]]}, "asks for item 2 of 1"),
        ({"Fn::If": ["Unknown", 1, 2]}, "has no condition Unknown"),
        ({"Fn::If": ["Odd", 1, 2]}, "conditions use Fn::Contains"),
        ({"Fn::FindInMap": ["Sizes", "prod", "vcpus"]}, "finds no Sizes.prod.vcpus"),
    ],
)
def test_what_is_not_known_is_refused_by_name(value: Any, sentence: str) -> None:
    with pytest.raises(RequestError, match=sentence):
        RESOLVER.resolve(value)
