"""CloudFormation's functions and conditions, resolved to plain values; one that is not known is refused by name."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from tilebuild.errors import RequestError
from tilebuild.local.template.names import (
    KINDS,
    Place,
    attribute,
    identify,
    logical_name,
    pseudo_parameters,
)

NO_VALUE = object()
"""What ``AWS::NoValue`` resolves to: the property or list item that holds it is left out."""

_REFERENCE = re.compile(r"\$\{(!?)([^}]+)\}")


class Resolver:
    """Resolves the values of one template with its parameters."""

    def __init__(self, template: Mapping[str, Any], parameters: Mapping[str, Any], place: Place) -> None:
        """For the expanded ``template``; ``parameters`` are resolved already."""
        self._resources: Mapping[str, Any] = template.get("Resources", {})
        self._conditions: Mapping[str, Any] = template.get("Conditions", {})
        self._mappings: Mapping[str, Any] = template.get("Mappings", {})
        self._values = {**pseudo_parameters(place), "AWS::NoValue": NO_VALUE, **parameters}
        self._place = place
        self._functions: dict[str, Callable[[Any], Any]] = {
            "Ref": self.ref,
            "Fn::GetAtt": self._get_att,
            "Fn::Sub": self._sub,
            "Fn::Join": self._join,
            "Fn::Select": self._select,
            "Fn::Split": self._split,
            "Fn::If": self._if,
            "Fn::FindInMap": self._find_in_map,
            "Fn::GetAZs": lambda _: [f"{place.region}{zone}" for zone in "abc"],
        }

    def exists(self, resource: Mapping[str, Any]) -> bool:
        """Whether a resource's (or output's) Condition holds."""
        return "Condition" not in resource or self._named_condition(resource["Condition"])

    def resolve(self, value: Any) -> Any:
        """A value with every function in it evaluated."""
        if isinstance(value, list):
            return [item for item in map(self.resolve, value) if item is not NO_VALUE]
        if not isinstance(value, Mapping):
            return value
        if len(value) == 1:
            (name, argument), *_ = value.items()
            if name == "Ref" or name.startswith("Fn::"):
                return self._call(name, argument)
        resolved = {key: self.resolve(item) for key, item in value.items()}
        return {key: item for key, item in resolved.items() if item is not NO_VALUE}

    def _call(self, name: str, argument: Any) -> Any:
        if name not in self._functions:
            raise RequestError(f"The template uses {name}, which is not implemented on one machine.")
        return self._functions[name](argument)

    def ref(self, name: str) -> Any:
        """What ``Ref`` gives for a parameter or a resource."""
        if name in self._values:
            return self._values[name]
        if name not in self._resources:
            raise RequestError(f"The template refers to {name}, which is neither a parameter nor a resource.")
        resource = self._resources[name]
        return self._reference(name, resource["Type"], resource.get("Properties", {}))

    def _reference(self, logical_id: str, resource_type: str, properties: Mapping[str, Any]) -> Any:
        if resource_type == "AWS::Lambda::Version":
            return f"{self._function_arn(properties)}:1"
        if resource_type == "AWS::Lambda::Alias":
            return f"{self._function_arn(properties)}:{self.resolve(properties['Name'])}"
        if resource_type == "AWS::StepFunctions::StateMachineVersion":
            return f"{self.resolve(properties['StateMachineArn'])}:1"
        if resource_type == "AWS::StepFunctions::StateMachineAlias":
            routes = properties.get("RoutingConfiguration") or [properties["DeploymentPreference"]]
            machine = str(self.resolve(routes[0]["StateMachineVersionArn"])).rsplit(":", 1)[0]
            return f"{machine}:{self.resolve(properties['Name'])}"
        kind = KINDS.get(resource_type)
        return identify(self._place, resource_type, self.name(logical_id), kind.ref if kind else "name")

    def _function_arn(self, properties: Mapping[str, Any]) -> str:
        name = self.resolve(properties["FunctionName"])
        return str(name) if str(name).startswith("arn:") else self._place.arn("lambda", f"function:{name}")

    def name(self, logical_id: str) -> str:
        """A resource's own name: the template's, or one made of stack name and logical id."""
        resource = self._resources[logical_id]
        kind = KINDS.get(resource["Type"])
        given = resource.get("Properties", {}).get(kind.name_property) if kind and kind.name_property else None
        name = self.resolve(given) if given is not None else NO_VALUE
        return logical_name(self._place, logical_id, kind) if name is NO_VALUE else str(name)

    def _get_att(self, argument: Any) -> str:
        logical_id, wanted = argument.split(".", 1) if isinstance(argument, str) else (argument[0], argument[1])
        if logical_id not in self._resources:
            raise RequestError(f"The template asks for {logical_id}.{wanted}, which is no resource.")
        resource_type = self._resources[logical_id]["Type"]
        if resource_type in ("AWS::StepFunctions::StateMachineAlias", "AWS::StepFunctions::StateMachineVersion"):
            return str(self.ref(logical_id))
        return attribute(self._place, logical_id, resource_type, self.name(logical_id), wanted)

    def _sub(self, argument: Any) -> str:
        text, values = (argument, {}) if isinstance(argument, str) else (argument[0], argument[1])

        def replace(match: re.Match[str]) -> str:
            literal, name = match.group(1), match.group(2).strip()
            if literal:
                return f"${{{name}}}"
            if name in values:
                return self._text(self.resolve(values[name]), name)
            return self._text(self._get_att(name) if "." in name else self.ref(name), name)

        return _REFERENCE.sub(replace, text)

    def _text(self, value: Any, name: str) -> str:
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            raise RequestError(f"Fn::Sub cannot put {name} into a text: it is {value!r}.")
        return str(value)

    def _join(self, argument: Any) -> str:
        return str(argument[0]).join(str(item) for item in self.resolve(argument[1]))

    def _select(self, argument: Any) -> Any:
        items, index = self.resolve(argument[1]), int(self.resolve(argument[0]))
        if not 0 <= index < len(items):
            raise RequestError(f"Fn::Select asks for item {index} of {len(items)}.")
        return items[index]

    def _split(self, argument: Any) -> list[str]:
        return str(self.resolve(argument[1])).split(argument[0])

    def _if(self, argument: Any) -> Any:
        return self.resolve(argument[1] if self._named_condition(argument[0]) else argument[2])

    def _find_in_map(self, argument: Any) -> Any:
        table, first, second = (self.resolve(part) for part in argument)
        try:
            return self._mappings[table][first][second]
        except KeyError as error:
            raise RequestError(
                f"Fn::FindInMap finds no {table}.{first}.{second} in the template's Mappings."
            ) from error

    def _named_condition(self, name: str) -> bool:
        if name not in self._conditions:
            raise RequestError(f"The template has no condition {name}.")
        return self.condition(self._conditions[name])

    def condition(self, value: Any) -> bool:
        """Whether a condition's expression holds."""
        (name, argument), *_ = value.items()
        match name:
            case "Fn::Equals":
                return bool(self.resolve(argument[0]) == self.resolve(argument[1]))
            case "Fn::Not":
                return not self.condition(argument[0])
            case "Fn::And":
                return all(self.condition(part) for part in argument)
            case "Fn::Or":
                return any(self.condition(part) for part in argument)
            case "Condition":
                return self._named_condition(argument)
        raise RequestError(f"The template's conditions use {name}, which is not implemented on one machine.")
