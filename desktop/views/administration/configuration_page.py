"""Area *Einrichtung übertragen*: everything that is set as one file, out and in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import UserError
from desktop.services.configuration.use_cases import (
    ConfigurationChange,
    ImportConfiguration,
    ImportPlan,
    export_configuration,
    import_configuration,
    preview_import,
)
from desktop.tasks import Lane
from desktop.texts import ntr, tr
from desktop.texts.configuration import changed_kind_text, changed_parts_text
from desktop.texts.errors import error_sentence
from desktop.views import theme
from desktop.views.administration.company_editor import hint
from desktop.views.file_choice import ask_file, ask_target
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel
from desktop.views.widgets.messages import InPlaceMessage, MessageKind
from desktop.views.widgets.reading_table import ReadingTable
from desktop.views.workplace import Workplace

_WRAP = Qt.TextFlag.TextWordWrap


class ConfigurationPage(QWidget):
    """A file is looked at first; what it would change stands there before anything does."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start without a file."""
        super().__init__(parent)
        self._workplace = workplace
        self._content = b""
        self._plan: ImportPlan | None = None
        self.title = TextLabel(tr("Einrichtung übertragen"), TextStyle.TITLE)
        self.message = InPlaceMessage(MessageKind.OK, "")
        self.message.hide()
        self.export = ActionButton(tr("In eine Datei schreiben …"), icon_name="save")
        self.choose = ActionButton(tr("Datei ansehen …"), icon_name="file-search")
        self.summary = TextLabel(
            tr("Es ist keine Datei gewählt."), TextStyle.BODY_STRONG, wrap=_WRAP
        )
        self.table = ReadingTable(
            tr("Was sich ändern würde"), [tr("Was"), tr("Name"), tr("Stand"), tr("Geändert")]
        )
        self.take_over = ActionButton(
            tr("Alles übernehmen"), variant=Variant.PRIMARY, icon_name="check"
        )
        self._lay_out()
        self.export.clicked.connect(self._on_export_clicked)
        self.choose.clicked.connect(self._on_choose_clicked)
        self.take_over.clicked.connect(self._on_take_over_clicked)
        self._forget()
        self.setFocusProxy(self.export)

    def _lay_out(self) -> None:
        now = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(3))
        column.setSpacing(now.space(3))
        column.addWidget(self.title)
        column.addWidget(self.message)
        column.addWidget(self._export_card())
        column.addWidget(self._import_card(), 1)

    def _export_card(self) -> Card:
        card = Card(tr("Hinaus"))
        card.body.addWidget(
            hint(
                tr(
                    "Gesellschaften mit allen Regeln, Kategorien, Personen mit Rolle, Teams, "
                    "Verteilung, Antwort- und Briefvorlagen. Kennwörter und Schlüssel stehen nicht "
                    "darin, auch nichts von Mieter:innen."
                )
            )
        )
        card.body.addWidget(self.export, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _import_card(self) -> Card:
        card = Card(tr("Herein"))
        card.body.addWidget(
            hint(
                tr(
                    "Was in der Datei steht, kommt hinzu oder wird geändert; was nicht darin "
                    "steht, bleibt. Entfernt wird nie etwas. Wer neu ist, bekommt unter "
                    "„Mitarbeitende“ ein Einmal-Kennwort. Offene Vorgänge behalten ihre Fristen."
                )
            )
        )
        steps = QHBoxLayout()
        steps.addWidget(self.choose)
        steps.addWidget(self.take_over)
        steps.addStretch(1)
        card.body.addLayout(steps)
        card.body.addWidget(self.summary)
        card.body.addWidget(self.table, 1)
        card.body.addStretch(0)
        card.fill_height()
        return card

    def open_with(self, _companies: frozenset[int]) -> None:
        """Nothing is read until somebody chooses a file."""

    def refresh(self) -> None:
        """A plan is looked at anew when it is taken over."""

    def _on_export_clicked(self) -> None:
        target = ask_target(
            self,
            tr("Einrichtung in eine Datei schreiben"),
            tr("mieterdesk-einrichtung.json"),
            tr("Einrichtungen (*.json)"),
        )
        if target is not None:
            self._workplace.ask(
                export_configuration,
                done=lambda content: self._write(target, content),
                failed=self._on_failed,
            )

    def _write(self, target: Path, content: bytes) -> None:
        def work(_context: object, _actor: object) -> None:
            try:
                self._workplace.write_file(target, content)
            except OSError as error:
                raise UserError("configuration.not_written", file=target.name) from error

        self._workplace.ask(
            work,
            done=lambda _: self._say(MessageKind.OK, tr("{file} ist da.", file=target.name)),
            failed=self._on_failed,
            lane=Lane.FILES,
        )

    def _on_choose_clicked(self) -> None:
        kinds = tr("Einrichtungen (*.json)"), tr("Alle Dateien (*)")
        ask_file(self, tr("Datei mit einer Einrichtung"), self.look, *kinds)

    def look(self, path: Path) -> None:
        """Read a file and show what it would change."""
        self._forget()
        self.message.hide()
        files = self._workplace.chosen_files

        def work(_context: object, _actor: object) -> bytes:
            with files.chunks(path) as chunks:
                return b"".join(chunks)

        self._workplace.ask(
            work,
            done=self._preview,
            failed=self._on_failed,
            lane=Lane.FILES,
            scope="configuration_file",
        )

    def _preview(self, content: bytes) -> None:
        self._content = content
        self._workplace.ask(
            preview_import,
            content,
            done=self._show,
            failed=self._on_failed,
            scope="configuration_preview",
        )

    def _show(self, plan: ImportPlan) -> None:
        self._plan = plan
        count = len(plan.changes)
        self.summary.setText(
            ntr(
                "{n} Eintrag käme hinzu oder würde geändert.",
                "{n} Einträge kämen hinzu oder würden geändert.",
                count,
            )
            if count
            else tr("Hier ist schon alles so, wie es in der Datei steht.")
        )
        self.table.setVisible(bool(count))
        self.table.show_rows([_cells(change) for change in plan.changes])
        self.take_over.set_blocked("" if count else tr("Es ändert sich nichts."))

    def _on_take_over_clicked(self) -> None:
        if self._plan is None:
            return
        self.take_over.set_blocked(tr("Wird gespeichert."))
        self._workplace.ask(
            import_configuration,
            ImportConfiguration(self._content, self._plan.digest),
            done=self._on_taken_over,
            failed=self._on_refused,
        )

    def _on_taken_over(self, plan: ImportPlan) -> None:
        self._forget()
        self._say(
            MessageKind.OK,
            ntr("{n} Eintrag ist übernommen.", "{n} Einträge sind übernommen.", len(plan.changes)),
        )

    def _on_refused(self, error: UserError) -> None:
        content = self._content
        self._forget()
        self._on_failed(error)
        self._preview(content)

    def _forget(self) -> None:
        self._content, self._plan = b"", None
        self.summary.setText(tr("Es ist keine Datei gewählt."))
        self.table.hide()
        self.take_over.set_blocked(tr("Sehen Sie sich zuerst eine Datei an."))

    def _on_failed(self, error: UserError) -> None:
        self._say(MessageKind.ERROR, error_sentence(error))

    def _say(self, kind: MessageKind, title: str) -> None:
        self.message.show_message(kind, title)
        self.message.show()


def _cells(change: ConfigurationChange) -> tuple[str, ...]:
    return (
        changed_kind_text(change.kind),
        change.name,
        tr("neu") if change.is_new else tr("geändert"),
        changed_parts_text(change.parts),
    )
