"""Area *Dokumentenablage*: where a company keeps the documents of its tenants."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from desktop.services.documents.store_settings import (
    PlaceChoice,
    SaveStoreSettings,
    StoreForm,
    list_store_settings,
    save_store_settings,
)
from desktop.texts import tr
from desktop.views import theme
from desktop.views.administration.company_editor import (
    CompanyActs,
    CompanyEditor,
    CompanyFields,
    hint,
)
from desktop.views.administration.form_rows import LEAST_TARGET
from desktop.views.widgets.card import Card
from desktop.views.workplace import Workplace


class DocumentStoreFields(CompanyFields[StoreForm]):
    """The kind of place, and below it what this kind asks for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("Ort der Dokumente"))
        self.choice.setMinimumHeight(LEAST_TARGET)
        for choice, text in (
            (PlaceChoice.COMMON, tr("Datenordner dieses Arbeitsplatzes")),
            (PlaceChoice.FOLDER, tr("Ordner im Netz")),
            (PlaceChoice.BUCKET, tr("Speicher mit S3-Schnittstelle")),
        ):
            self.choice.addItem(text, choice)
        self.folder = _line(tr("Pfad des Ordners"))
        self.bucket = _line(tr("Bucket"))
        self.prefix = _line(tr("Unterordner"))
        self.endpoint = _line(tr("Adresse des Servers"))
        self.region = _line(tr("Region"))
        self.access_key = _line(tr("Zugangskennung"))
        self.secret_key = _line(tr("Geheimer Schlüssel"))
        self.secret_key.setEchoMode(QLineEdit.EchoMode.Password)
        self._lines = (
            self.folder,
            self.bucket,
            self.prefix,
            self.endpoint,
            self.region,
            self.access_key,
            self.secret_key,
        )
        self._cards = {
            PlaceChoice.FOLDER: self._folder_card(),
            PlaceChoice.BUCKET: self._bucket_card(),
        }
        self.keys.watch((self.choice, *self._lines))
        self._show_cards(self._choice_card(), *self._cards.values())
        self.choice.activated.connect(self._on_choice_activated)
        for line in self._lines:
            line.textEdited.connect(self.edited)
        self._show_chosen()

    def _choice_card(self) -> Card:
        card = Card(tr("Ort der Dokumente"))
        card.body.addLayout(_rows(self.choice))
        card.body.addWidget(
            hint(
                tr(
                    "Hierhin kommen neue Dokumente in Mieterkonten. Was schon abgelegt ist, bleibt "
                    "an seinem Ort und wird dort weiter gefunden. Arbeiten mehrere Plätze mit "
                    "einer Datenbank, wählen Sie einen Ort, den alle erreichen."
                )
            )
        )
        return card

    def _folder_card(self) -> Card:
        card = Card(tr("Ordner im Netz"))
        card.body.addLayout(_rows(self.folder))
        card.body.addWidget(
            hint(
                tr(
                    "Der vollständige Pfad, zum Beispiel \\\\server\\akten oder /mnt/akten. Der "
                    "Ordner muss schon da sein; fehlt später das Laufwerk, geht nichts verloren."
                )
            )
        )
        return card

    def _bucket_card(self) -> Card:
        card = Card(tr("Speicher mit S3-Schnittstelle"))
        card.body.addLayout(_rows(self.bucket, self.prefix, self.endpoint, self.region))
        card.body.addWidget(
            hint(
                tr(
                    "Die Adresse beginnt mit https://; leer ist der Speicher von Amazon. Der "
                    "Unterordner darf leer sein."
                )
            )
        )
        card.body.addLayout(_rows(self.access_key, self.secret_key))
        card.body.addWidget(
            hint(
                tr(
                    "Beides bleibt auf diesem Arbeitsplatz, in einer Datei, die nur Sie lesen, und "
                    "wird nicht wieder angezeigt. Leer behält, was hinterlegt ist. Jeder "
                    "Arbeitsplatz braucht es einmal."
                )
            )
        )
        return card

    def form(self) -> StoreForm:
        """What is typed."""
        return StoreForm(
            choice=PlaceChoice(self.choice.currentData()),
            folder=self.folder.text(),
            bucket=self.bucket.text(),
            prefix=self.prefix.text(),
            endpoint=self.endpoint.text(),
            region=self.region.text(),
            access_key=self.access_key.text(),
            secret_key=self.secret_key.text(),
        )

    def show_form(self, form: StoreForm) -> None:
        """Show these values; nothing is said of it."""
        with QSignalBlocker(self.choice):
            self.choice.setCurrentIndex(self.choice.findData(form.choice))
        self.folder.setText(form.folder)
        self.bucket.setText(form.bucket)
        self.prefix.setText(form.prefix)
        self.endpoint.setText(form.endpoint)
        self.region.setText(form.region)
        self.access_key.setText(form.access_key)
        self.secret_key.setText(form.secret_key)
        self._show_chosen()

    def _on_choice_activated(self) -> None:
        self._show_chosen()
        self.edited.emit()

    def _show_chosen(self) -> None:
        for choice, card in self._cards.items():
            card.setVisible(self.choice.currentData() == choice)


class DocumentStorePage(CompanyEditor[StoreForm]):
    """One company at a time."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty; ``open_with`` loads."""
        fields = DocumentStoreFields()
        acts = CompanyActs(list_store_settings, save_store_settings, SaveStoreSettings)
        super().__init__(workplace, tr("Dokumentenablage"), fields, acts, parent)
        self.fields = fields


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setMaxLength(500)
    return line


def _rows(*inputs: QWidget) -> QFormLayout:
    rows = QFormLayout()
    rows.setHorizontalSpacing(theme.current().space(3))
    for one in inputs:
        rows.addRow(one.accessibleName(), one)
    return rows
