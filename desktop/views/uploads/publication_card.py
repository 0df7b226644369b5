"""What became of a batch: how many are published, and who has read one of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.domain.documents import UploadState
from desktop.services.uploads.view import ReaderLine, UploadLine
from desktop.texts import ntr, tr
from desktop.texts.dates import full_moment
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.master_data.text_table import TextTable
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel

_HIGH = 150


class PublicationCard(Card):
    """Words, and a table of readers where there are some."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Veröffentlichung"), parent=parent)
        self.words = TextLabel("", wrap=Qt.TextFlag.TextWordWrap)
        self.readers = TextTable(
            tr("Wer ein Dokument des Stapels gelesen hat"),
            (tr("Gelesen von"), tr("Vertrag"), tr("Dokument"), tr("Gelesen am")),
            wide=2,
        )
        self.readers.setMaximumHeight(theme.current().px(_HIGH))
        self.body.addWidget(self.words)
        self.body.addWidget(self.readers)
        self.readers.hide()

    def show_upload(self, line: UploadLine) -> None:
        """How far it is."""
        counts = line.counts
        published = ntr(
            "{n} Brief ist veröffentlicht", "{n} Briefe sind veröffentlicht", counts.published
        )
        left = ntr("{n} wartet noch", "{n} warten noch", counts.waiting)
        words = f"{published}, {left}." if counts.waiting else f"{published}."
        if line.state is UploadState.TAKEN_BACK:
            words = tr("Der Stapel ist zurückgenommen: Niemand sieht die Dokumente mehr im Portal.")
        self.words.setText(words)

    def show_readers(self, readers: Sequence[ReaderLine]) -> None:
        """Who has read one."""
        self.readers.setVisible(bool(readers))
        self.readers.show_lines(
            [
                (one.tenant, one.contract_number, shown(one.title), full_moment(one.read_at))
                for one in readers
            ],
            list(range(len(readers))),
        )
        self.title.setText(
            ntr(
                "Veröffentlichung, {n} Person hat gelesen",
                "Veröffentlichung, {n} Personen haben gelesen",
                len(readers),
            )
            if readers
            else tr("Veröffentlichung")
        )
