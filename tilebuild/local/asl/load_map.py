"""A Map state's definition: inline or distributed, with its reader and writer."""

from collections.abc import Callable
from typing import Any

from tilebuild.errors import RequestError
from tilebuild.local.asl import fields
from tilebuild.local.asl.load_parts import assignment, following, recovery, template
from tilebuild.local.asl.model import ItemReader, Machine, Map
from tilebuild.local.asl.payload import Template, check_number

LABEL_LIMIT = 40
INLINE_CONCURRENCY = 40
DISTRIBUTED_CONCURRENCY = 10_000
READ_OBJECT = "arn:aws:states:::s3:getObject"
WRITE_OBJECT = "arn:aws:states:::s3:putObject"
_FORBIDDEN_IN_LABEL = set(' \t\n?*<>{}[]:;,\\|^~$#%&`"')


def load_map(name: str, raw: dict[str, Any], where: str, branch: Callable[[Any, str, set[str]], Machine]) -> Map:
    """The Map state ``name``; ``branch`` loads the machine inside."""
    fields.check(raw, fields.STATES["Map"], where, ("ItemProcessor",))
    distributed = _mode(raw["ItemProcessor"], where)
    if not distributed and (surplus := fields.DISTRIBUTED_ONLY & raw.keys()):
        raise RequestError(f"{where} has {', '.join(sorted(surplus))}, which only a DISTRIBUTED map may have.")
    if "Items" in raw and "ItemReader" in raw:
        raise RequestError(f"{where} has both Items and ItemReader; one of them is allowed.")
    _check_numbers(raw, where, DISTRIBUTED_CONCURRENCY if distributed else INLINE_CONCURRENCY)
    retriers, catchers = recovery(raw, where)
    return Map(
        name=name,
        next=following(raw, where),
        assignment=assignment(raw, where),
        retriers=retriers,
        catchers=catchers,
        processor=branch(raw["ItemProcessor"], f"{where}, ItemProcessor", fields.PROCESSOR),
        distributed=distributed,
        items=template(raw, "Items"),
        reader=_reader(raw["ItemReader"], f"{where}, ItemReader") if "ItemReader" in raw else None,
        selector=template(raw, "ItemSelector"),
        max_concurrency=template(raw, "MaxConcurrency"),
        tolerated_count=template(raw, "ToleratedFailureCount"),
        tolerated_percentage=template(raw, "ToleratedFailurePercentage"),
        label=_label(raw, where) if distributed else "",
        result_writer=_writer(raw["ResultWriter"], f"{where}, ResultWriter") if "ResultWriter" in raw else None,
    )


def _mode(processor: Any, where: str) -> bool:
    config = processor.get("ProcessorConfig", {}) if isinstance(processor, dict) else {}
    fields.check(config, fields.PROCESSOR_CONFIG, f"{where}, ProcessorConfig")
    mode, kind = config.get("Mode", "INLINE"), config.get("ExecutionType")
    if mode not in ("INLINE", "DISTRIBUTED"):
        raise RequestError(f"{where} has Mode {mode!r}; allowed are INLINE and DISTRIBUTED.")
    if mode == "DISTRIBUTED" and kind != "STANDARD":
        raise RequestError(f"{where} has ExecutionType {kind!r}; only STANDARD is implemented, and it must be given.")
    if mode == "INLINE" and kind is not None:
        raise RequestError(f"{where} has an ExecutionType, which only a DISTRIBUTED map may have.")
    return bool(mode == "DISTRIBUTED")


def _check_numbers(raw: dict[str, Any], where: str, concurrency: int) -> None:
    spans = {
        "MaxConcurrency": concurrency,
        "ToleratedFailureCount": 10_000_000,
        "ToleratedFailurePercentage": 100,
    }
    for field, high in spans.items():
        if field in raw:
            check_number(raw[field], f"{where}: {field}", 0, high)


def _label(raw: dict[str, Any], where: str) -> str:
    label = raw.get("Label")
    if not isinstance(label, str) or not 0 < len(label) <= LABEL_LIMIT or _FORBIDDEN_IN_LABEL & set(label):
        raise RequestError(
            f"{where} has the Label {label!r}; a distributed map needs one of 1 to {LABEL_LIMIT} characters, "
            "without spaces, wildcards, brackets or special characters."
        )
    return label


def _reader(raw: Any, where: str) -> ItemReader:
    fields.check(raw, fields.ITEM_READER, where, ("Resource", "Arguments"))
    if raw["Resource"] != READ_OBJECT:
        raise RequestError(f"{where} has Resource {raw['Resource']!r}; only {READ_OBJECT} is implemented.")
    fields.check(raw["Arguments"], ("Bucket", "Key"), f"{where}, Arguments", ("Bucket", "Key"))
    config = fields.check(raw.get("ReaderConfig", {}), fields.READER_CONFIG, f"{where}, ReaderConfig", ("InputType",))
    if config["InputType"] not in ("JSON", "JSONL", "CSV"):
        raise RequestError(f"{where} has InputType {config['InputType']!r}; implemented are JSON, JSONL and CSV.")
    if "MaxItems" in config:
        check_number(config["MaxItems"], f"{where}: MaxItems", 0, 100_000_000)
    headers, delimiter = _csv(config, where)
    return ItemReader(Template(raw["Arguments"]), config["InputType"], template(config, "MaxItems"), headers, delimiter)


def _csv(config: dict[str, Any], where: str) -> tuple[tuple[str, ...] | None, str]:
    delimiters = {"COMMA": ",", "PIPE": "|", "SEMICOLON": ";", "SPACE": " ", "TAB": "\t"}
    delimiter = config.get("CSVDelimiter", "COMMA")
    location = config.get("CSVHeaderLocation", "FIRST_ROW" if config["InputType"] == "CSV" else None)
    if delimiter not in delimiters:
        raise RequestError(f"{where} has CSVDelimiter {delimiter!r}; allowed are {', '.join(delimiters)}.")
    if location not in (None, "FIRST_ROW", "GIVEN") or (location == "GIVEN") != ("CSVHeaders" in config):
        raise RequestError(f"{where}: CSVHeaderLocation is FIRST_ROW, or GIVEN together with CSVHeaders.")
    return tuple(config["CSVHeaders"]) if "CSVHeaders" in config else None, delimiters[delimiter]


def _writer(raw: Any, where: str) -> Template:
    fields.check(raw, fields.RESULT_WRITER, where, ("Resource", "Arguments"))
    if raw["Resource"] != WRITE_OBJECT:
        raise RequestError(f"{where} has Resource {raw['Resource']!r}; only {WRITE_OBJECT} is implemented.")
    config = fields.check(raw.get("WriterConfig", {}), fields.WRITER_CONFIG, f"{where}, WriterConfig")
    if config.get("Transformation", "NONE") != "NONE" or config.get("OutputType", "JSON") != "JSON":
        raise RequestError(f"{where} has a WriterConfig other than Transformation NONE and OutputType JSON.")
    fields.check(raw["Arguments"], ("Bucket", "Prefix"), f"{where}, Arguments", ("Bucket",))
    return Template(raw["Arguments"])
