"""A SAM template and its parameters, loaded as a `Stack`."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tilebuild.errors import RequestError
from tilebuild.local.template.definition import read_definition
from tilebuild.local.template.expand import LOCAL_BUCKET, expand
from tilebuild.local.template.intrinsics import Resolver
from tilebuild.local.template.jobs import job_definition
from tilebuild.local.template.names import KINDS, Place, identify
from tilebuild.local.template.parameters import resolve_parameters
from tilebuild.local.template.rules import load_rule
from tilebuild.local.template.supported import check_resource
from tilebuild.local.template.views import (
    Bucket,
    Function,
    JobDefinition,
    JobQueue,
    Rule,
    Stack,
    StateMachine,
    Topic,
)

DEFAULT_FUNCTION_TIMEOUT = 3
DEFAULT_FUNCTION_MEMORY = 128


def load_stack(path: Path, parameters: Mapping[str, str], place: Place | None = None) -> Stack:
    """Expand and resolve the template at ``path``; RequestError names the first thing that cannot run here."""
    place = place or Place()
    template = expand(path, place.region)
    values = resolve_parameters(template.get("Parameters", {}), parameters)
    return _Loader(template, values, place, path.resolve().parent).stack()


class _Loader:
    """Makes views of an expanded template's resources."""

    def __init__(self, template: Mapping[str, Any], parameters: Mapping[str, Any], place: Place, root: Path) -> None:
        self._resolver = Resolver(template, parameters, place)
        self._template, self._parameters, self._place, self._root = template, parameters, place, root
        resources = template.get("Resources", {}).items()
        self._resources = {name: resource for name, resource in resources if self._resolver.exists(resource)}
        for name, resource in self._resources.items():
            check_resource(name, resource)

    def stack(self) -> Stack:
        """Every view."""
        functions, machines = self._by_arn(self._functions()), self._by_arn(self._machines())
        return Stack(
            name=self._place.stack,
            region=self._place.region,
            account=self._place.account,
            parameters=self._parameters,
            buckets={bucket.logical_id: bucket for bucket in self._buckets()},
            functions={**functions, **{function.name: function for function in functions.values()}},
            job_definitions={definition.arn: definition for definition in self._job_definitions()},
            job_queues={queue.arn: queue for queue in self._job_queues()},
            state_machines=machines,
            rules=tuple(self._rules()),
            topics={topic.arn: topic for topic in self._topics()},
            outputs=self._outputs(),
        )

    def _of(self, resource_type: str) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
        """Logical id, name, ARN and resolved properties of each resource of a type."""
        for logical_id, resource in self._resources.items():
            if resource["Type"] == resource_type:
                name = self._resolver.name(logical_id)
                arn = identify(self._place, resource_type, name, "arn") if resource_type in KINDS else ""
                yield logical_id, name, arn, self._resolver.resolve(resource.get("Properties", {}))

    def _buckets(self) -> Iterator[Bucket]:
        for logical_id, name, _, properties in self._of("AWS::S3::Bucket"):
            notifications = properties.get("NotificationConfiguration", {})
            if surplus := notifications.keys() - {"EventBridgeConfiguration"}:
                raise RequestError(
                    f"{logical_id} notifies by {', '.join(sorted(surplus))}; only EventBridge is implemented."
                )
            bridge = notifications.get("EventBridgeConfiguration")
            notifies = bridge is not None and str(bridge.get("EventBridgeEnabled", True)).lower() == "true"
            versioned = properties.get("VersioningConfiguration", {}).get("Status") == "Enabled"
            yield Bucket(logical_id, name, versioned, notifies)

    def _functions(self) -> Iterator[Function]:
        for logical_id, name, arn, properties in self._of("AWS::Lambda::Function"):
            code = self._local(properties["Code"], "S3Bucket", "S3Key", logical_id)
            variables = properties.get("Environment", {}).get("Variables", {})
            yield Function(
                logical_id=logical_id,
                name=name,
                arn=arn,
                code=code,
                handler=properties["Handler"],
                environment={key: str(value) for key, value in variables.items()},
                timeout=int(properties.get("Timeout", DEFAULT_FUNCTION_TIMEOUT)),
                memory=int(properties.get("MemorySize", DEFAULT_FUNCTION_MEMORY)),
            )

    def _machines(self) -> Iterator[StateMachine]:
        for logical_id, name, arn, properties in self._of("AWS::StepFunctions::StateMachine"):
            if properties.get("StateMachineType", "STANDARD") != "STANDARD":
                raise RequestError(f"{logical_id} is no STANDARD state machine, which is the only type implemented.")
            path = self._local(properties["DefinitionS3Location"], "Bucket", "Key", logical_id)
            machine = read_definition(path, properties.get("DefinitionSubstitutions", {}))
            yield StateMachine(logical_id, name, arn, properties.get("RoleArn", ""), machine)

    def _job_definitions(self) -> Iterator[JobDefinition]:
        for logical_id, name, arn, properties in self._of("AWS::Batch::JobDefinition"):
            yield job_definition(logical_id, name, arn, properties)

    def _job_queues(self) -> Iterator[JobQueue]:
        for logical_id, name, arn, properties in self._of("AWS::Batch::JobQueue"):
            yield JobQueue(logical_id, name, arn, int(properties["Priority"]))

    def _rules(self) -> Iterator[Rule]:
        for logical_id, name, _, properties in self._of("AWS::Events::Rule"):
            rule = load_rule(logical_id, name, properties)
            if rule is not None:
                yield rule

    def _topics(self) -> Iterator[Topic]:
        for logical_id, name, arn, _ in self._of("AWS::SNS::Topic"):
            yield Topic(logical_id, name, arn)

    def _by_arn(self, views: Iterator[Any]) -> dict[str, Any]:
        """Views by ARN, and by the ARNs of the versions and aliases that the template makes of them."""
        by_arn = {view.arn: view for view in views}
        qualified: tuple[str, ...] = ("AWS::Lambda::Version", "AWS::Lambda::Alias")
        qualified += ("AWS::StepFunctions::StateMachineVersion", "AWS::StepFunctions::StateMachineAlias")
        for logical_id, resource in self._resources.items():
            if resource["Type"] in qualified:
                arn = str(self._resolver.ref(logical_id))
                if (base := arn.rsplit(":", 1)[0]) in by_arn:
                    by_arn[arn] = by_arn[base]
        return by_arn

    def _local(self, place: Mapping[str, Any], bucket: str, key: str, logical_id: str) -> Path:
        if place.get(bucket) != LOCAL_BUCKET:
            raise RequestError(f"{logical_id} lies in the bucket {place.get(bucket)!r}, not in a path of this machine.")
        return self._root / str(place[key])

    def _outputs(self) -> dict[str, Any]:
        outputs = self._template.get("Outputs", {})
        return {
            name: self._resolver.resolve(output["Value"])
            for name, output in outputs.items()
            if self._resolver.exists(output)
        }
