"""Connects the recording page with the services: drafts, search, preview, files, storing."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from uuid import uuid4

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal

from desktop.domain.case_status import Channel
from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.services.recording import use_cases as recording
from desktop.services.recording.choices import CategoryChoice, TenancyChoices
from desktop.services.recording.commands import (
    RecordContact,
    Recorded,
    RecordingDraft,
    SaveRecording,
)
from desktop.services.recording.directory import Found, TenancyEntry
from desktop.services.recording.form import BankForm, BankWay, RecordingForm
from desktop.services.recording.preview import Preview
from desktop.tasks import Lane, Stale
from desktop.texts import tr
from desktop.texts.dates import plain_time
from desktop.texts.errors import error_sentence
from desktop.views.recording.recording_files import RecordingFiles
from desktop.views.recording.recording_page import RecordingPage
from desktop.views.spelling.marks import SpellingMarks
from desktop.views.widgets.messages import MessageKind
from desktop.views.workplace import Workplace

PREVIEW_AFTER_MS = 200
_PREVIEW = "recording.preview"
_DRAFTS = "recording.drafts"


class RecordingWork(QObject):
    """What happens on the recording page. ``recorded`` carries the id of the case it became."""

    recorded = Signal(int)

    def __init__(self, page: RecordingPage, workplace: Workplace) -> None:
        """Serve ``page``."""
        super().__init__(page)
        self._page = page
        self._form = page.form_view
        self._workplace = workplace
        self._marks = SpellingMarks(self._form.text, workplace.spelling)
        self._wanted: RecordingForm | None = None
        self._store_when_read = False
        self.files = RecordingFiles(page, workplace, lambda: self._now().tenancy_id)
        self.files.all_read.connect(self._on_files_all_read)
        self._thrown_away: tuple[str, RecordingForm] | None = None
        self._soon = QTimer(self, singleShot=True, interval=PREVIEW_AFTER_MS)
        self._soon.timeout.connect(self._ask_preview)
        page.edited.connect(self._on_page_edited)
        page.draft_changed.connect(self._on_page_draft_changed)
        page.store_requested.connect(self._on_page_store_requested)
        page.discard_requested.connect(self._on_page_discard_requested)
        page.another_requested.connect(self.begin_another)
        page.draft_chosen.connect(self._on_page_draft_chosen)
        page.undo.clicked.connect(self._on_page_undo_clicked)
        self._workplace.changed.connect(self._on_workplace_changed)
        self._form.tenancy.reopened.connect(self._on_tenancy_reopened)
        self._form.tenancy.sought.connect(self._on_tenancy_sought)
        self._form.tenancy_chosen.connect(self._on_form_tenancy_chosen)

    def open(self) -> None:
        """The page is shown: go on with what was begun last, else begin a call of today."""
        self._load()
        ask = self._workplace.ask
        ask(recording.open_recordings, done=self._on_drafts_to_resume, scope=_DRAFTS)
        if self._now().is_blank:
            self._begin(str(uuid4()), self._form.empty_form())
        self._form.focus_start()

    def open_for(self, tenancy_id: int, case_id: int, mime: QMimeData) -> None:
        """Record something for a case that is open, with the files that were dropped on it."""
        self._page.flush()
        self._load()
        form = replace(
            self._form.empty_form(),
            tenancy_id=tenancy_id,
            case_id=case_id,
            bank=BankForm(way=BankWay.NOTHING),
        )
        self._begin(str(uuid4()), form)
        self._form.choose_channel(Channel.LETTER)
        self.files.take(mime)
        self._list_drafts()

    def open_for_contract(self, tenancy_id: int) -> None:
        """Record something for a contract whose account is open."""
        self._page.flush()
        self._load()
        self._begin(str(uuid4()), replace(self._form.empty_form(), tenancy_id=tenancy_id))
        self._list_drafts()
        self._form.focus_start()

    def begin_another(self) -> None:
        """Begin anew; what stands here stays a draft."""
        self._page.flush()
        self._begin(str(uuid4()), self._form.empty_form())
        self._list_drafts()
        self._form.focus_start()

    def leave(self) -> None:
        """The page goes: keep what stands there, and let other windows go on with it."""
        self._page.flush()
        self._workplace.recordings.discard(self._page.key)

    def _load(self) -> None:
        self._workplace.ask(recording.categories, done=self._on_categories, stale=Stale.SKIP)

    def _begin(self, key: str, form: RecordingForm) -> None:
        self._thrown_away = None
        self.files.forget()
        self._wanted = form
        self._workplace.recordings.discard(self._page.key)
        self._workplace.recordings.add(key)
        self._page.begin(key, form)
        self._show_wanted_tenancy()
        self._soon.start()

    def _show_wanted_tenancy(self) -> None:
        """Show the contract of the form as soon as it is known."""
        form = self._wanted
        if form is None or form.tenancy_id is None:
            self._form.show_tenancy(None)
            self._wanted = None
            return
        tenancy_id = form.tenancy_id

        def show(entry: TenancyEntry | None) -> None:
            if self._wanted is form:
                self._form.show_tenancy(entry)
                self._soon.start()
                self._ask_choices(tenancy_id, form)

        self._workplace.ask(
            recording.tenancy_entry,
            tenancy_id,
            done=show,
            failed=self._refuse,
            scope="recording.entry",
            stale=Stale.SKIP,
        )

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        """What an administrator makes of a category is offered at once."""
        if self._page.isVisible() and any(one.kind is ChangeKind.CATEGORY for one in changes):
            self._load()

    def _on_categories(self, categories: tuple[CategoryChoice, ...]) -> None:
        self._form.show_categories(categories)
        if self._wanted is not None and self._wanted.category:
            self._form.choose_category(self._wanted.category)

    def _on_tenancy_sought(self, text: str) -> None:
        def show(found: Found) -> None:
            self._form.tenancy.show_found(text, found)

        self._workplace.ask(
            recording.find_tenancies,
            text,
            done=show,
            failed=self._refuse,
            scope="recording.find",
            lane=Lane.SEARCH,
            stale=Stale.SKIP,
        )

    def _on_form_tenancy_chosen(self, tenancy_id: int) -> None:
        entry = self._form.tenancy.entry(tenancy_id)
        speaker = "" if entry is None else entry.speaker(self._form.tenancy.field.text())
        self._wanted = None
        self._form.show_tenancy(entry)
        self._page.mark_changed()
        self._form.category.setFocus()
        self._ask_choices(tenancy_id, None, speaker)

    def _ask_choices(self, tenancy_id: int, form: RecordingForm | None, speaker: str = "") -> None:
        def show(choices: TenancyChoices) -> None:
            if self._form.form().tenancy_id == choices.tenancy_id:
                self._form.show_choices(choices, form, speaker)
                self._wanted = None
                self._page.refresh_names()
                self._soon.start()

        self._workplace.ask(
            recording.tenancy_choices,
            tenancy_id,
            done=show,
            failed=self._refuse,
            scope="recording.choices",
        )

    def _on_page_edited(self) -> None:
        self._thrown_away = None
        self._page.message.hide()
        self._soon.start()

    def _ask_preview(self) -> None:
        form = self._now()
        if form.tenancy_id is None:
            self._form.preview.say(
                tr("Sobald das Mietverhältnis gewählt ist, stehen hier Fristen und Prüfung.")
            )
            return
        asked = (self._page.key, form.tenancy_id)

        def show(preview: Preview) -> None:
            if self._is_still(asked):
                self._form.preview.show_preview(preview)

        def explain(error: UserError) -> None:
            if self._is_still(asked):
                self._form.preview.say(error_sentence(error))

        self._workplace.ask(
            recording.preview,
            form,
            done=show,
            failed=explain,
            scope=_PREVIEW,
            stale=Stale.SKIP,
        )

    def _is_still(self, asked: tuple[str, int]) -> bool:
        """Whether a preview is of what stands there: meanwhile another one may have begun."""
        return asked == (self._page.key, self._now().tenancy_id)

    def _on_page_draft_changed(self) -> None:
        self._workplace.ask(
            recording.save_recording,
            SaveRecording(self._page.key, self._now()),
            done=self._on_draft_saved,
            failed=self._refuse,
        )

    def _now(self) -> RecordingForm:
        """What stands there; a contract that is still being looked up is not forgotten."""
        form, wanted = self._form.form(), self._wanted
        if wanted is None:
            return form
        return replace(
            form,
            tenancy_id=wanted.tenancy_id,
            case_id=wanted.case_id,
            category=wanted.category,
            correspondent=wanted.correspondent,
            bank=replace(form.bank, way=wanted.bank.way),
        )

    def _on_tenancy_reopened(self) -> None:
        self._wanted = None

    def _on_draft_saved(self, draft: RecordingDraft | None) -> None:
        if draft is None:
            self._page.saved.setText("")
        elif draft.key == self._page.key:
            time = plain_time(draft.updated_at)
            self._page.saved.setText(tr("Entwurf gesichert {time}", time=time))

    def _list_drafts(self) -> None:
        self._workplace.ask(recording.open_recordings, done=self._show_drafts, scope=_DRAFTS)

    def _show_drafts(self, drafts: tuple[RecordingDraft, ...]) -> None:
        self._page.show_drafts(self._free(drafts))

    def _free(self, drafts: tuple[RecordingDraft, ...]) -> tuple[RecordingDraft, ...]:
        """What stands in no other window; two would each replace what the other has typed."""
        elsewhere = self._workplace.recordings - {self._page.key}
        return tuple(draft for draft in drafts if draft.key not in elsewhere)

    def _on_drafts_to_resume(self, drafts: tuple[RecordingDraft, ...]) -> None:
        drafts = self._free(drafts)
        untouched = self._now().is_blank and not self._form.tenancy.field.text()
        if drafts and untouched and drafts[0].key != self._page.key:
            self._resume(drafts[0])
        self._page.show_drafts(drafts)

    def _resume(self, draft: RecordingDraft) -> None:
        self._begin(draft.key, draft.form)
        time = plain_time(draft.updated_at)
        self._page.say(MessageKind.INFO, tr("Fortgesetzt: Entwurf von {time} Uhr.", time=time))
        self._form.focus_start()

    def _on_page_draft_chosen(self, draft: RecordingDraft) -> None:
        self._page.flush()
        self._workplace.ask(
            recording.open_recordings, done=partial(self._go_on_with, draft.key), scope=_DRAFTS
        )

    def _go_on_with(self, key: str, drafts: tuple[RecordingDraft, ...]) -> None:
        """As it stands now: since it was offered another window may have written on it."""
        chosen = next((draft for draft in self._free(drafts) if draft.key == key), None)
        if chosen is not None:
            self._resume(chosen)
        self._show_drafts(drafts)

    def _on_page_discard_requested(self) -> None:
        key, form = self._page.key, self._now()
        self._page.forget_changes()
        self._workplace.ask(
            recording.discard_recording,
            key,
            done=lambda _: self._list_drafts(),
            failed=self._refuse,
        )
        self._begin(str(uuid4()), self._form.empty_form())
        if not form.is_blank:
            self._thrown_away = (key, form)
            self._page.say(MessageKind.INFO, tr("Die Erfassung ist verworfen."), undo=True)
        self._form.focus_start()

    def _on_page_undo_clicked(self) -> None:
        if self._thrown_away is None:
            return
        key, form = self._thrown_away
        self._begin(key, form)
        self._page.mark_changed()
        self._page.flush()
        self._form.focus_start()

    def _on_files_all_read(self) -> None:
        if self._store_when_read:
            self._store_when_read = False
            self._store()

    def _on_page_store_requested(self) -> None:
        """Ctrl+Enter: what is still being read comes along."""
        self._page.set_busy(busy=True)
        if self.files.is_reading:
            self._store_when_read = True
        else:
            self._store()

    def _store(self) -> None:
        self._page.flush()
        self._workplace.ask(
            recording.record_contact,
            RecordContact(self._page.key, self._now()),
            done=self._on_recorded,
            failed=self._on_not_recorded,
        )

    def _on_recorded(self, result: Recorded) -> None:
        self._page.set_busy(busy=False)
        self._page.forget_changes()
        self._begin(str(uuid4()), self._form.empty_form())
        self.recorded.emit(result.case_id)

    def _on_not_recorded(self, error: UserError) -> None:
        self._page.set_busy(busy=False)
        self._refuse(error)
        self._form.focus_problem(error.code)

    def _refuse(self, error: UserError) -> None:
        self._page.say(MessageKind.ERROR, error_sentence(error), undo=False)
