"""Where tests keep their files: in memory, where the machine has room for it.

The suite makes thousands of small databases that are written through to the disk and thrown away.
On a disk that is slow, or that others write to, waiting for it is most of the time of a run.
"""

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ENOUGH_BYTES = 4 * 2**30


def use_memory_for_scratch() -> None:
    """Chooses the folder of temporary files, unless somebody chose one (``TMPDIR``) already.

    Has to run before the first temporary file is made. Processes started later do the same.
    """
    if "TMPDIR" in os.environ or not os.access(_MEMORY, os.W_OK | os.X_OK):
        return
    if shutil.disk_usage(_MEMORY).free < _ENOUGH_BYTES:
        return
    os.environ["TMPDIR"] = str(_MEMORY)
    tempfile.tempdir = None
