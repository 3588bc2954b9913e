"""Findings of a tool against what is accepted of them, by name and place."""

from collections.abc import Iterable

import yaml

from tests.support.sam import ROOT

ACCEPTED = ROOT / "tests" / "template" / "accepted.yaml"


def unaccepted(tool: str, findings: Iterable[tuple[str, str, str]]) -> list[str]:
    """Findings (name, resource, detail) that are not accepted, and entries that nothing was found for."""
    entries = {
        (name, resource)
        for name, entry in yaml.safe_load(ACCEPTED.read_text())[tool].items()
        for resource in entry["resources"]
        if entry["why"]
    }
    found = list(findings)
    new = {f"{name} {resource}: {detail}" for name, resource, detail in found if (name, resource) not in entries}
    gone = entries - {(name, resource) for name, resource, _ in found}
    return sorted(new) + [f"{name} {resource} is accepted and was not found" for name, resource in sorted(gone)]
