"""EventBridge rules of a template, and the shape in which they hand an event on."""

import json
import re
from collections.abc import Mapping
from typing import Any

from tilebuild.errors import RequestError
from tilebuild.local.template.patterns import check_pattern
from tilebuild.local.template.supported import TARGET_SILENT, TARGET_USED, check_properties
from tilebuild.local.template.views import Rule, Target

_PATH = re.compile(r"\$(\.[A-Za-z0-9_-]+)*")
_PLACE = re.compile(r"<([A-Za-z0-9_.-]+)>")
_STRING_OR_PLACE = re.compile(r'"(?:[^"\\]|\\.)*"|<([A-Za-z0-9_.-]+)>')


def load_rule(logical_id: str, name: str, properties: Mapping[str, Any]) -> Rule | None:
    """A rule, None if it is disabled; RequestError for a schedule, another bus or an unknown pattern."""
    if properties.get("EventBusName", "default") != "default":
        raise RequestError(
            f"{logical_id} listens to the bus {properties['EventBusName']!r}; only default is implemented."
        )
    if "EventPattern" not in properties:
        raise RequestError(f"{logical_id} has no EventPattern.")
    check_pattern(properties["EventPattern"], logical_id)
    targets = tuple(_target(target, logical_id) for target in properties.get("Targets", []))
    enabled = properties.get("State", "ENABLED") == "ENABLED"
    return Rule(logical_id, name, properties["EventPattern"], targets) if enabled else None


def _target(target: Mapping[str, Any], where: str) -> Target:
    check_properties(f"{where}, Targets", target, TARGET_USED | TARGET_SILENT)
    transformer = target.get("InputTransformer")
    paths = transformer.get("InputPathsMap", {}) if transformer else None
    for path in [*(paths or {}).values(), target.get("InputPath", "$")]:
        if not _PATH.fullmatch(path):
            raise RequestError(f"{where} has the input path {path!r}; only $.name.name is implemented.")
    template = transformer.get("InputTemplate") if transformer else None
    return Target(target["Id"], target["Arn"], target.get("Input"), target.get("InputPath"), paths, template)


def shape(target: Target, event: Any) -> Any:
    """The event as this target gets it."""
    if target.input is not None:
        return json.loads(target.input)
    if target.input_path is not None:
        return _at(target.input_path, event)
    if target.template is None:
        return event
    values = {name: _at(path, event) for name, path in (target.paths or {}).items()}
    return _fill(target.template, values)


def _fill(template: str, values: Mapping[str, Any]) -> Any:
    """The template with each ``<name>`` replaced, as text inside quotes and as JSON outside; its value as JSON."""

    def inside(match: re.Match[str]) -> str:
        value = values.get(match.group(1))
        return json.dumps(value if isinstance(value, str) else json.dumps(value))[1:-1]

    def replace(match: re.Match[str]) -> str:
        text, name = match.group(0), match.group(1)
        return _PLACE.sub(inside, text) if name is None else json.dumps(values.get(name))

    text = _STRING_OR_PLACE.sub(replace, template)
    try:
        return json.loads(text)
    except ValueError:
        return text


def _at(path: str, event: Any) -> Any:
    """What lies at ``$.a.b``; None where nothing does."""
    for name in path.split(".")[1:]:
        event = event.get(name) if isinstance(event, dict) else None
    return event
