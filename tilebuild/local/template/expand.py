"""The SAM template as CloudFormation: read, with paths in place of uploads, and expanded by SAM's own translator."""

from pathlib import Path
from typing import Any

from tilebuild.errors import RequestError

LOCAL_BUCKET = "local"
"""Stands for the bucket that a package would be uploaded to: ``s3://local/<path relative to the template>``."""

_URIS = {
    "AWS::Serverless::Function": "CodeUri",
    "AWS::Serverless::StateMachine": "DefinitionUri",
}


def expand(path: Path, region: str) -> dict[str, Any]:
    """The CloudFormation template that the SAM template at ``path`` stands for."""
    # The translator and what it imports are slow to load: only who expands pays.
    import boto3
    from samtranslator.model.exceptions import InvalidDocumentException
    from samtranslator.parser.parser import Parser
    from samtranslator.translator.translator import Translator
    from samtranslator.yaml_helper import yaml_parse

    try:
        template = yaml_parse(path.read_text())
    except OSError as error:
        raise RequestError(f"The template {path} cannot be read: {error.strerror}.") from error
    localise(template)
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name=region))
    try:
        expanded = translator.translate(template, {}, get_managed_policy_map=_ManagedPolicies)
    except InvalidDocumentException as error:
        reasons = "; ".join(cause.message for cause in error.causes)
        raise RequestError(f"SAM refuses the template {path}: {reasons}.") from error
    return dict(expanded)


def localise(template: dict[str, Any]) -> None:
    """Write relative code and definition paths as ``s3://local/…``, as a package would with its uploads."""
    for name, resource in template.get("Resources", {}).items():
        field = _URIS.get(resource.get("Type"))
        if field is None:
            continue
        properties = resource.setdefault("Properties", {})
        uri = properties.get(field)
        if not isinstance(uri, str) or uri.startswith("s3://"):
            raise RequestError(f"{name} has {field} {uri!r}; one machine needs a path relative to the template.")
        properties[field] = f"s3://{LOCAL_BUCKET}/{uri.removeprefix('./').rstrip('/')}"


class _ManagedPolicies(dict[str, str]):
    """Every name of a managed policy is one: SAM only writes its ARN, and nobody here reads it."""

    def __contains__(self, name: object) -> bool:
        return True

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ARG002 - the mapping's own signature
        return f"arn:aws:iam::aws:policy/{name}"

    __getitem__ = get
