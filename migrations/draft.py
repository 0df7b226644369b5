"""Draft the next revision from the difference between the models and the newest schema.

``python -m migrations.draft "What it does"`` writes ``versions/NNNN_what_it_does.py``. It is a
draft: read it, write down what happens to the data, and replace types of the models by plain ones,
because a revision imports nothing of the program.
"""

import re
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config

from desktop.database import migrate
from desktop.database.engine import open_database
from desktop.database.schema_versions import MIGRATIONS, head_revision
from desktop.models import metadata


def draft(message: str) -> Path:
    """Write the draft and return its file."""
    number = f"{int(head_revision()) + 1:04d}"
    slug = re.sub(r"[^a-z0-9]+", "_", message.lower()).strip("_")[:40]
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", f"{number}_{slug}")
    config.attributes["metadata"] = metadata
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(open_database(Path(folder) / "draft.sqlite")) as database,
    ):
        migrate.upgrade(database)
        with database.write_connection() as connection:
            config.attributes["connection"] = connection
            command.revision(config, message, autogenerate=True, rev_id=number)
    return MIGRATIONS / "versions" / f"{number}_{slug}.py"


if __name__ == "__main__":
    sys.stdout.write(f"{draft(sys.argv[1])}\n")
