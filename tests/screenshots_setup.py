"""What is set up rather than worked on, for ``tests.screenshots``: the first start, the settings.

Everything random or of this very moment is given: the same data give the same pictures.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtTest import QTest

from desktop.domain.errors import UserError
from desktop.domain.master_key import KEY_BYTES, MasterKey
from desktop.domain.operation import BackupResult, JobName, ProvenBackup
from desktop.models.operation import Heartbeat
from desktop.services.configuration.use_cases import export_configuration
from desktop.services.demo.create import DEMO_PASSWORD
from desktop.services.operation.backups import BackupProgress, BackupStep
from desktop.services.staff.passwords import OnceAccess
from desktop.services.staff.sign_in import actor_for_login
from desktop.views.action_spec import ActionId
from desktop.views.administration.configuration_page import ConfigurationPage
from desktop.views.administration.rules_page import RulesPage
from desktop.views.administration.staff_page import StaffPage
from desktop.views.first_start.assistant import Assistant
from desktop.views.first_start.encryption import EncryptionStep
from desktop.views.leaving import LeavingWindow
from desktop.views.sidebar_entries import CONFIGURATION, RULES, STAFF

if TYPE_CHECKING:
    from tests.screenshots import Studio

PREVIEW_MS = 400
_BACKUP = "mieterdesk-2026-11-22-180000.sqlite"
_FOLDER = "/var/lib/mieterdesk/backups"


def first_start(studio: Studio) -> None:
    """The assistant: alone or to look around, the recovery key, the first company."""
    window = Assistant(with_demo=False)
    window.encryption._make_key = lambda: MasterKey(bytes(range(KEY_BYTES)))
    window.show()
    window.activateWindow()
    studio.program.wait()
    studio.shoot("first-start", window)
    window.next.click()
    assert isinstance(window.step, EncryptionStep)
    window.encryption.encrypted.click()
    window.encryption.encrypted.setFocus()
    studio.shoot("first-start-key", window)
    window.encryption.plain.click()
    window.next.click()
    studio.shoot("first-start-company", window)
    window.left.connect(window.deleteLater)
    window.close()
    studio.program.wait()


def leaving(studio: Studio) -> None:
    """The last window is closed: what was done is backed up."""
    window = LeavingWindow()
    window.show_progress(BackupProgress(BackupStep.DATABASE, 3, 5))
    window.show()
    studio.shoot("leaving", window)
    window.show_failure(UserError("backup.failed", folder="/media/usb"))
    studio.shoot("leaving-failed", window)
    window.deleteLater()


def locked(studio: Studio) -> None:
    """Who leaves the desk leaves nothing to see."""
    program = studio.program
    studio.enter("clerk1")
    program.press("Ctrl+W")
    studio.shoot("locked")
    page = program.window.lock_page
    assert page is not None, "it is not locked"
    program.type(DEMO_PASSWORD, page.password)
    program.press("Return", page.password)


def settings(studio: Studio) -> None:
    """Companies, rules with what they would have made of the last applications, and the transfer.

    A password for one use, too.
    """
    program = studio.program
    studio.enter("admin")
    _open(studio, ActionId.OPEN_COMPANIES)
    studio.shoot("companies")
    _open(studio, ActionId.OPEN_RULES)
    rules = program.workspace.pages.page(RULES)
    assert isinstance(rules, RulesPage)
    field = rules.fields.numbers["cutoff_day"]
    field.setFocus()
    field.selectAll()
    program.type("12", field)
    QTest.qWait(PREVIEW_MS)
    studio.shoot("rules")
    program.click(rules.discard)
    _transfer(studio)
    _open(studio, ActionId.OPEN_STAFF)
    staff = program.workspace.pages.page(STAFF)
    assert isinstance(staff, StaffPage)
    until = studio.clock.now() + timedelta(days=7)
    staff._show_once(OnceAccess(3, "Ute Raster", "lead", until, "WNJV-4C6B-WC32"))
    studio.shoot("staff-password")
    staff.once.forget()


def _transfer(studio: Studio) -> None:
    """A file with another name of each company is looked at."""
    program = studio.program
    exported = export_configuration(studio.context, actor_for_login(studio.context, "admin"))
    changed = json.loads(exported)
    for company in changed["companies"]:
        company["name"] += " Wohnungsbau"
    _open(studio, ActionId.OPEN_CONFIGURATION)
    page = program.workspace.pages.page(CONFIGURATION)
    assert isinstance(page, ConfigurationPage)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "mieterdesk-einrichtung.json"
        path.write_text(json.dumps(changed), "utf-8")
        page.look(path)
        program.wait()
    studio.shoot("configuration")


def audit_log(studio: Studio) -> None:
    """Who saw or changed what, and that nobody changed the log."""
    program = studio.program
    studio.enter("auditor")
    _open(studio, ActionId.OPEN_AUDIT)
    page = program.workspace.pages.audit_trail
    page.table.setFocus()
    program.press("Space", page.check)
    page.table.setFocus()
    studio.shoot("audit-log")


def backups(studio: Studio) -> None:
    """A backup that was made and proven, and what an administrator decides for the workplace."""
    at = studio.clock.now() - timedelta(hours=15)
    size, rows, documents = 52_428_800, 52_611, 116
    made = BackupResult(_FOLDER, _BACKUP, size, rows, documents, documents, 0, 0)
    proven = ProvenBackup(_FOLDER, _BACKUP, rows, documents)
    with studio.context.database.write() as unit:
        for job, details in (
            (JobName.BACKUP, asdict(made)),
            (JobName.TRIAL_RESTORE, asdict(proven)),
        ):
            beat = Heartbeat(job=job, host="buero-1", program="window", noted_at=at)
            beat.succeeded_at, beat.details = at, details
            unit.session.add(beat)
    studio.enter("admin")
    _open(studio, ActionId.OPEN_OPERATION)
    page = studio.program.workspace.pages.operation
    page.area.verticalScrollBar().setValue(page.area.verticalScrollBar().maximum())
    studio.shoot("backup")


def _open(studio: Studio, area: ActionId) -> None:
    studio.program.window.actions_registry[area].trigger()
    studio.program.wait()
    QTest.qWait(PREVIEW_MS)
    studio.program.wait()
