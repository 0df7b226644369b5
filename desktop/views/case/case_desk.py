"""The open case and everybody who works on it, put together once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.services.cases.page import CasePageView
from desktop.views.acting.acting_work import ActingWork
from desktop.views.case.attachment_work import AttachmentWork
from desktop.views.case.bank_change_work import BankChangeWork
from desktop.views.case.case_pane import CasePane
from desktop.views.case.case_work import CaseWork
from desktop.views.case.edit_work import EditWork
from desktop.views.case.main_key import MainKey
from desktop.views.case.outgoing_files_work import OutgoingFilesWork
from desktop.views.case.paper_work import PaperWork
from desktop.views.case.read_work import ReadWork
from desktop.views.case.spelling_work import SpellingWork
from desktop.views.case.writing import Writing
from desktop.views.certificates.certificate_work import CertificateWork
from desktop.views.consumption.case_usage_work import CaseUsageWork
from desktop.views.contact.contact_work import ContactWork
from desktop.views.damage.damage_work import DamageWork
from desktop.views.documents.case_documents_work import CaseDocumentsWork
from desktop.views.forms.form_work import FormWork
from desktop.views.late_part import LatePart
from desktop.views.registration.clinic_work import ClinicWork
from desktop.views.workplace import Workplace

if TYPE_CHECKING:
    from desktop.views.acting.notes import MergedNote, SuggestionNote
    from desktop.views.case.waiting_note import WaitingNote


class CaseDesk:
    """The pane with its helpers: writing, any case, bank changes, corrections."""

    def __init__(self, workplace: Workplace, parent: QWidget) -> None:
        """Start with no case open; the pane stands in ``parent``."""
        self.pane = CasePane(workplace, parent)
        self.writing = Writing(self.pane)
        self.main_key = MainKey(self.pane)
        self.outgoing_files = OutgoingFilesWork(self.pane)
        self.spelling_work = SpellingWork(self.pane)
        self.work = CaseWork(self.pane, self.writing)
        self.bank_work = BankChangeWork(self.pane, self.writing)
        self.edit_work = EditWork(self.pane, self.writing)
        self.form_work = FormWork(self.pane, self.writing)
        self.read_work = ReadWork(self.pane)
        self._waiting_room = self.pane.page.columns.room_on_top()
        self.pane.case_read.connect(self._show_notes)
        self.attachment_work = AttachmentWork(self.pane)
        self.paper_work = PaperWork(self.pane)
        self.damage_work = DamageWork(self.pane)
        self.contact_work = ContactWork(self.pane)
        self.clinic_work = ClinicWork(self.pane, self.writing)
        self.documents_work = CaseDocumentsWork(self.pane, self.writing)
        self.usage_work = CaseUsageWork(self.pane)
        self.certificate_work = CertificateWork(self.pane, self.writing)
        self.acting_work = ActingWork(self.pane)
        self._suggestion_room = self.pane.page.columns.room_on_top()
        self._merged_room = self.pane.page.columns.room_on_top()
        self.pane.show_nothing()

    @LatePart
    def waiting_note(self) -> WaitingNote:
        """Above a case that waits."""
        from desktop.views.case.waiting_note import WaitingNote

        note = WaitingNote(self.pane)
        self.pane.page.columns.take_on_top(note, self._waiting_room)
        return note

    @LatePart
    def suggestion_note(self) -> SuggestionNote:
        """Above a case for which a priority is suggested."""
        from desktop.views.acting.notes import SuggestionNote

        note = SuggestionNote(self.pane)
        self.pane.page.columns.take_on_top(note, self._suggestion_room)
        return note

    @LatePart
    def merged_note(self) -> MergedNote:
        """Above a case that goes on in another."""
        from desktop.views.acting.notes import MergedNote

        note = MergedNote(self.pane)
        self.pane.page.columns.take_on_top(note, self._merged_room)
        return note

    def _show_notes(self, page: CasePageView) -> None:
        header = page.case.header
        if header.waiting_until is not None or CaseDesk.waiting_note.is_made(self):
            self.waiting_note.show_case(page)
        if header.suggestion is not None or CaseDesk.suggestion_note.is_made(self):
            self.suggestion_note.show_case(page)
        if header.merged_into is not None or CaseDesk.merged_note.is_made(self):
            self.merged_note.show_case(page)
