"""The schemas of the exchange, loaded as both sides would: without any network."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from desktop.resources import resource_path

FOLDER = resource_path("schemas")


def schema_files() -> list[Path]:
    """Every schema of both directions, the shared envelopes too."""
    return sorted(FOLDER.rglob("*.json"))


def problems(schema: str, event: Any) -> list[str]:
    """What the schema has against an event; ``schema`` is like ``to-portal/message.sent.v1``."""
    return sorted(
        f"{error.json_path}: {error.message}" for error in _validator(schema).iter_errors(event)
    )


@lru_cache
def _validator(schema: str) -> Draft202012Validator:
    # One compound document, so that every reference by name is answered from within.
    documents = {str(path.relative_to(FOLDER)): _load(path) for path in schema_files()}
    named = json.loads((FOLDER / f"{schema}.json").read_text("utf-8"))["$id"]
    return Draft202012Validator(
        {"$ref": named, "$defs": documents},
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )


def _load(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
