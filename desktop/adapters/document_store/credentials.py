"""The keys of stores that speak S3: a file beside the settings, readable for its owner only."""

import os
import stat
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from desktop.domain.document_places import BucketPlace
from desktop.domain.errors import UserError


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a store asks for; the secret is in no text that is made of it."""

    access_key: str
    secret_key: str = field(repr=False)


class CredentialFile:
    """Keeps credentials by the account they are for."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def of(self, place: BucketPlace) -> Credentials:
        """Return the credentials for a bucket.

        Raises:
            UserError: ``documents.no_credentials`` or ``documents.credentials_unusable`` with
                ``file``.
        """
        found = self._read().get(place.account)
        if found is None:
            raise UserError("documents.no_credentials", bucket=place.bucket)
        return found

    def has(self, place: BucketPlace) -> bool:
        """Whether there are credentials for a bucket. Raises as ``of``."""
        return place.account in self._read()

    def keep(self, place: BucketPlace, credentials: Credentials) -> None:
        """Keep the credentials for a bucket in place of earlier ones. Raises as ``of``."""
        known = self._read() | {place.account: credentials}
        content = msgspec.json.format(msgspec.json.encode(known), indent=2)
        try:
            # mkstemp makes it 0600; whole before it has its name.
            handle, written = tempfile.mkstemp(dir=self._file.parent, prefix=".stores-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content + b"\n")
                    file.flush()
                    os.fsync(file.fileno())
                Path(written).replace(self._file)
            finally:
                Path(written).unlink(missing_ok=True)
        except OSError as error:
            raise self._unusable() from error

    def _read(self) -> dict[str, Credentials]:
        try:
            with self._file.open("rb") as file:
                mode = os.fstat(file.fileno()).st_mode
                content = file.read()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise self._unusable() from error
        if sys.platform != "win32" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise self._unusable()
        try:
            return msgspec.json.decode(content, type=dict[str, Credentials])
        except (msgspec.DecodeError, UnicodeDecodeError):
            # What stands in it is not shown: it may be a secret.
            raise self._unusable() from None

    def _unusable(self) -> UserError:
        return UserError("documents.credentials_unusable", file=str(self._file))
