"""What every contract has in common: frozen, no unknown fields, errors that are sentences."""

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from tilebuild.errors import RequestError

Model = TypeVar("Model", bound="Contract")


class Contract(BaseModel):
    """Base of the models: unknown fields are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def parse(cls: type[Model], data: Any, what: str) -> Model:
        """Build the model from plain data, or from JSON text or bytes.

        Raises:
            RequestError: one sentence that names ``what``, the field, its value and what is allowed.
        """
        try:
            return cls.model_validate_json(data) if isinstance(data, str | bytes) else cls.model_validate(data)
        except ValidationError as error:
            raise RequestError(f"{what}: {sentence(error)}") from error


def sentence(error: ValidationError) -> str:
    """The first of pydantic's errors in one sentence; how many more there are is said behind it."""
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    reason = first["msg"].removeprefix("Value error, ")
    more = f" ({error.error_count() - 1} more)" if error.error_count() > 1 else ""
    if first["type"] == "extra_forbidden":
        return f"unknown field {field!r}{more}"
    if first["type"] == "missing":
        return f"field {field!r} is missing{more}"
    if not field:
        return f"{reason}{more}"
    return f"field {field!r} is {shortened(first['input'])}: {reason}{more}"


def shortened(value: object, limit: int = 80) -> str:
    """The value as it would be written, cut where it is long."""
    text = repr(value)
    return text if len(text) <= limit else f"{text[:limit]}…"
