"""What lies in a document of the office kind, without unpacking anything of it."""

import io
import zipfile

from desktop.domain.errors import UserError
from desktop.domain.sendable_files import is_archive


def parts_of(name: str, content: bytes) -> frozenset[str]:
    """Return the names of the parts of an archive, none for what is no archive.

    Raises:
        UserError: ``files.damaged`` with ``name``.
    """
    if not is_archive(content):
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, UnicodeDecodeError) as error:
        raise UserError("files.damaged", name=name) from error
