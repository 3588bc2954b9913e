"""The files that make a stack, as texts that a mutation may change before a check looks at them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.support.sam import ROOT, SCENARIOS, Deployment, source, transformed

TEMPLATE = "template.yaml"
REGISTRY = "containers/registry.yaml"
GLOBS = (
    TEMPLATE,
    REGISTRY,
    "statemachine/*.asl.json",
    "containers/*/Dockerfile",
    ".github/workflows/*.yml",
    "scripts/*.sh",
    "docs/*.md",
)


@dataclass(frozen=True)
class Project:
    """Texts by path; everything else is made of them."""

    texts: Mapping[str, str]

    @classmethod
    def read(cls) -> "Project":
        """The project as it lies here."""
        paths = sorted(path for pattern in GLOBS for path in ROOT.glob(pattern))
        return cls({str(path.relative_to(ROOT)): path.read_text() for path in paths})

    def changed(self, path: str, old: str, new: str, after: str = "") -> "Project":
        """The project with the first `old` of a file (after another text) replaced; both must be there."""
        before, mark, rest = self.texts[path].partition(after) if after else ("", "", self.texts[path])
        assert mark == after, f"{path} has no {after!r}"
        assert old in rest, f"{path} has no {old!r}"
        return Project({**self.texts, path: before + mark + rest.replace(old, new, 1)})

    def matching(self, ending: str) -> dict[str, str]:
        """Files by the end of their path."""
        return {path: text for path, text in self.texts.items() if path.endswith(ending)}

    @cached_property
    def source(self) -> dict[str, Any]:
        """The template as it is written."""
        return source(self.texts[TEMPLATE])

    @cached_property
    def stack(self) -> dict[str, Any]:
        """The template after the SAM transform."""
        return transformed(self.texts[TEMPLATE])

    @cached_property
    def registry(self) -> dict[str, Any]:
        """The registry's template."""
        return source(self.texts[REGISTRY])

    @cached_property
    def deployments(self) -> dict[str, Deployment]:
        """The stack with each scenario's parameters."""
        return {name: Deployment(self.stack, parameters) for name, parameters in SCENARIOS.items()}

    def machines(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Logical id, the definition's text and the substitutions (resolved) of every state machine."""
        stack = next(iter(self.deployments.values()))
        uris = {
            name: resource["Properties"].get("DefinitionUri") for name, resource in self.source["Resources"].items()
        }
        for name, kind, properties in stack.properties():
            if kind == "AWS::StepFunctions::StateMachine":
                yield name, self.texts[uris[name]], properties.get("DefinitionSubstitutions", {})

    def definitions(self) -> dict[str, dict[str, Any]]:
        """State machines by logical id, every substitution filled in."""
        filled = {}
        for name, text, values in self.machines():
            for key, value in values.items():
                text = text.replace(f"${{{key}}}", str(value))  # noqa: PLW2901 - one after the other
            filled[name] = json.loads(text)
        return filled
