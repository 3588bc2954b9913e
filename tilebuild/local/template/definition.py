"""A state machine's definition file with its substitutions filled in, and nothing left over."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tilebuild.errors import RequestError
from tilebuild.local.asl.loading import load_machine
from tilebuild.local.asl.model import Machine

_PLACEHOLDER = re.compile(r"\$\{([A-Za-z0-9_]+)\}")


def read_definition(path: Path, substitutions: Mapping[str, Any]) -> Machine:
    """The machine in ``path``; RequestError for a placeholder without a substitution, or the other way round."""
    try:
        text = path.read_text()
    except OSError as error:
        raise RequestError(f"The definition {path} cannot be read: {error.strerror}.") from error
    return load_machine(_parse(substitute(text, substitutions), path))


def _parse(text: str, path: Path) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise RequestError(f"The definition {path} is no JSON: {error}.") from error


def substitute(text: str, substitutions: Mapping[str, Any]) -> str:
    """``text`` with each ``${name}`` replaced, as CloudFormation does it."""
    names = set(_PLACEHOLDER.findall(text))
    for name in sorted(names - substitutions.keys()):
        raise RequestError(f"The definition uses ${{{name}}}, which DefinitionSubstitutions does not define.")
    for name in sorted(substitutions.keys() - names):
        raise RequestError(f"DefinitionSubstitutions defines {name}, which the definition does not use.")
    return _PLACEHOLDER.sub(lambda match: str(substitutions[match.group(1)]), text)
