"""Memory at rest: the window after a script, and the bare window with an empty table."""

import gc
import os
import sys
from pathlib import Path


def resident_mb() -> float:
    """What this process holds in memory, in megabytes; 0 where the system does not tell."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return 0.0
    pages = int(statm.read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def bare_window() -> float:
    """A window with an empty table and nothing else of ours, in a process of its own."""
    from PySide6.QtGui import QStandardItemModel
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

    application = QApplication.instance() or QApplication(sys.argv[:1])
    window = QMainWindow()
    table = QTableView()
    table.setModel(QStandardItemModel(0, 5, table))
    window.setCentralWidget(table)
    window.resize(1920, 1080)
    window.show()
    QTest.qWait(500)
    gc.collect()
    held = resident_mb()
    window.close()
    del application
    return held
