"""The first page of all open cases in a plain list, with all that the program's window imports.

What is left when everything of ours but the imports is taken away: open the database with the
program's own settings for reading, put the plain statement of the page, and show its rows as lines
of text. Nobody signs in, nothing is checked, brought up to date or watched.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QApplication, QListView, QMainWindow

from benchmarks.inbox.statements import floor_statement
from desktop import app, memory
from desktop.database.engine import open_database
from desktop.services.inbox.rows import InboxView
from desktop.settings import DataFolder


def main() -> int:
    """Show the rows of the data folder that is named until the window is closed."""
    # As the program does: every import would look for sources, which takes minutes.
    memory.keep_no_sources()
    app.load_window()
    application = QApplication(sys.argv)
    database = open_database(DataFolder(Path(sys.argv[1])).database_file)
    with database.read() as session:
        found = session.connection().exec_driver_sql(floor_statement(InboxView.ALL_OPEN, 0, ""))
        lines = [" ".join(str(value) for value in row) for row in found]
    window = QMainWindow()
    rows = QListView()
    rows.setModel(QStringListModel(lines, rows))
    window.setCentralWidget(rows)
    window.resize(1440, 900)
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
