r"""Where a company keeps the documents of its tenants, as it stands in its settings.

``common`` is the common store. A folder is its absolute path (``/mnt/akten`` or
``\\server\akten``). A store that speaks S3 is ``s3://bucket/prefix``, with
``?endpoint=https://host&region=name`` where it is not Amazon's.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"(?:[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*)?")
_REGION = re.compile(r"[a-z0-9-]{0,40}")
_ENDPOINT = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:]{2,45}\])(?::[0-9]{1,5})?/?"
)
_AT_HOME = frozenset({"localhost", "127.0.0.1", "[::1]"})
_BUCKET_TEXT = re.compile(
    r"s3://(?P<bucket>[^/?]*)/?(?P<prefix>[^?]*)"
    r"(?:\?(?:endpoint=(?P<endpoint>[^&]*))?&?(?:region=(?P<region>[^&]*))?)?"
)
LONGEST = 500
_COMMON = "common"


@dataclass(frozen=True, slots=True)
class FolderPlace:
    """A folder, as a rule on a network drive; it has to be there already."""

    path: str

    def __post_init__(self) -> None:
        """Refuse what is no path from a root."""
        absolute = (
            PurePosixPath(self.path).is_absolute() or PureWindowsPath(self.path).is_absolute()
        )
        if not absolute or "\0" in self.path or "\n" in self.path or len(self.path) > LONGEST:
            raise ValueError("path")

    def as_text(self) -> str:
        """Return how it stands in the settings."""
        return self.path


@dataclass(frozen=True, slots=True)
class BucketPlace:
    """A bucket of a store that speaks S3; ``endpoint`` is empty for Amazon's own."""

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""

    def __post_init__(self) -> None:
        """Refuse what no store takes, and what would send documents in the clear."""
        if not _BUCKET.fullmatch(self.bucket):
            raise ValueError("bucket")
        if not _PREFIX.fullmatch(self.prefix) or {".", ".."} & set(self.prefix.split("/")):
            raise ValueError("prefix")
        if not _REGION.fullmatch(self.region):
            raise ValueError("region")
        if self.endpoint and not _is_safe(self.endpoint):
            raise ValueError("endpoint")

    @property
    def account(self) -> str:
        """Names the store and bucket for which there is a key."""
        return f"{self.endpoint or 's3'} {self.bucket}"

    def as_text(self) -> str:
        """Return how it stands in the settings."""
        asked = "&".join(
            f"{name}={value}"
            for name, value in (("endpoint", self.endpoint), ("region", self.region))
            if value
        )
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/") + (f"?{asked}" if asked else "")


@dataclass(frozen=True, slots=True)
class CommonPlace:
    """The common store, named where a company has come back to it from another place."""

    def as_text(self) -> str:
        """Return how it stands in the settings."""
        return _COMMON


DocumentPlace = FolderPlace | BucketPlace | CommonPlace


def parse_place(text: str) -> DocumentPlace:
    """Return the place that stands in the settings.

    Raises:
        ValueError: it is none; ``path``, ``bucket``, ``prefix``, ``region`` or ``endpoint``.
    """
    if text == _COMMON:
        return CommonPlace()
    if not text.startswith("s3://"):
        return FolderPlace(text)
    found = _BUCKET_TEXT.fullmatch(text)
    if found is None:
        raise ValueError("bucket")
    return BucketPlace(
        bucket=found["bucket"],
        prefix=found["prefix"].strip("/"),
        endpoint=(found["endpoint"] or "").rstrip("/"),
        region=found["region"] or "",
    )


def check_places(texts: Iterable[str]) -> None:
    """Raise ``ValueError`` where one of them is no place."""
    for text in texts:
        parse_place(text)


def _is_safe(endpoint: str) -> bool:
    """An address without user, path or query; without TLS only on this computer."""
    found = _ENDPOINT.fullmatch(endpoint)
    if found is None:
        return False
    return found["scheme"] == "https" or found["host"] in _AT_HOME
