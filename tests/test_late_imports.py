"""What a window loads before somebody wants it: memory and time at the start depend on it."""

import importlib.util
import subprocess
import sys

ASKED = """
import sys
from desktop.app import load_window
load_window()
print(*sys.modules, sep="\\n")
"""
PAGES_AND_DIALOGS = {
    "desktop.views.account.accounts_page",
    "desktop.views.account.new_code_dialog",
    "desktop.views.acting.picker",
    "desktop.views.administration.staff_page",
    "desktop.views.administration.teams_page",
    "desktop.views.audit.trail_page",
    "desktop.views.bulk.bulk_dialog",
    "desktop.views.case.case_acts",
    "desktop.views.consumption.usage_page",
    "desktop.views.damage.group_reply_dialog",
    "desktop.views.damage.order_dialog",
    "desktop.views.documents.archive_dialog",
    "desktop.views.documents.upload_dialog",
    "desktop.views.first_start.assistant",
    "desktop.views.hand_over.hand_over_page",
    "desktop.views.letters.letters_page",
    "desktop.views.master_data.master_data_page",
    "desktop.views.operation.operation_page",
    "desktop.views.palette.palette_work",
    "desktop.views.recording.recording_page",
    "desktop.views.search.find_page",
    "desktop.views.spelling.marks",
    "desktop.views.uploads.uploads_page",
}
BEHIND_THEM = {
    "desktop.adapters.letters.flow",
    "desktop.services.bank_changes.decisions",
    "desktop.services.bank_changes.use_cases",
    "desktop.services.bulk.use_cases",
    "desktop.services.cases.actions",
    "desktop.services.cases.commands",
    "desktop.services.cases.printing",
    "desktop.services.cases.undo",
    "desktop.services.cases.use_cases",
    "desktop.services.certificates.commands",
    "desktop.services.certificates.use_cases",
    "desktop.services.configuration.use_cases",
    "desktop.services.consumption.use_cases",
    "desktop.services.damages.commands",
    "desktop.services.damages.group_replies",
    "desktop.services.documents.view",
    "desktop.services.documents.use_cases",
    "desktop.services.erp_echo.reading",
    "desktop.services.first_start.beginning",
    "desktop.services.hand_over.runs",
    "desktop.services.intake.decision",
    "desktop.services.letters.use_cases",
    "desktop.services.library_forms.enclosing",
    "desktop.services.master_data.importing",
    "desktop.services.operation.care",
    "desktop.services.operation.restoring",
    "desktop.services.registration.use_cases",
    "desktop.services.search.use_cases",
    "desktop.services.teams.reading",
    "desktop.services.uploads.use_cases",
}
OF_OTHERS = {"PySide6.QtPdf", "PySide6.QtPrintSupport", "openpyxl", "segno"}


def test_pages_and_dialogs_are_loaded_when_somebody_opens_them() -> None:
    ran = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    loaded = set(ran.stdout.split())
    assert "desktop.views.inbox.inbox_page" in loaded
    assert not loaded & (PAGES_AND_DIALOGS | BEHIND_THEM | OF_OTHERS)


def test_what_is_named_here_is_there() -> None:
    """A module that was renamed would be missed by nobody above."""
    for name in PAGES_AND_DIALOGS | BEHIND_THEM | OF_OTHERS:
        assert importlib.util.find_spec(name) is not None, name
