"""A row of small pictures of all files of a case; read only when they come into sight."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QListView, QWidget

from desktop.services.cases.view import AttachmentView
from desktop.texts import tr
from desktop.texts.foreign import shown
from desktop.views import icons, theme
from desktop.views.case.file_reading import THUMBNAIL

MOST_KEPT = 150
"""Small pictures kept in memory, about 12 MB; the least used goes first."""
_Index = QModelIndex | QPersistentModelIndex
_DISPLAY, _DECORATION, _NAME, _TIP = (
    int(Qt.ItemDataRole.DisplayRole),
    int(Qt.ItemDataRole.DecorationRole),
    int(Qt.ItemDataRole.AccessibleTextRole),
    int(Qt.ItemDataRole.ToolTipRole),
)


class ThumbnailModel(QAbstractListModel):
    """The files of a case. ``wanted`` carries a file whose small picture is looked at for once."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        """Start without files."""
        super().__init__(parent)
        self.files: tuple[AttachmentView, ...] = ()
        self._kept: OrderedDict[str, QIcon] = OrderedDict()
        self._asked: set[str] = set()

    def show_files(self, files: tuple[AttachmentView, ...]) -> None:
        """Show these."""
        if files != self.files:
            self.beginResetModel()
            self.files = files
            self._asked.clear()
            self.endResetModel()

    def keep(self, attachment: AttachmentView, image: QImage) -> None:
        """A small picture is there; an empty one leaves the sign of the kind."""
        if image.isNull():
            return
        self._kept[attachment.sha256] = QIcon(QPixmap.fromImage(image))
        while len(self._kept) > MOST_KEPT:
            gone, _ = self._kept.popitem(last=False)
            self._asked.discard(gone)
        for row, file in enumerate(self.files):
            if file.sha256 == attachment.sha256:
                self.dataChanged.emit(self.index(row), self.index(row), [_DECORATION])

    def rowCount(self, parent: _Index | None = None) -> int:
        """How many files there are."""
        return 0 if parent is not None and parent.isValid() else len(self.files)

    def data(self, index: _Index, role: int = _DISPLAY) -> object:
        """Name and small picture of a file."""
        if not index.isValid():
            return None
        file = self.files[index.row()]
        if role in (_NAME, _TIP):
            return shown(file.name)
        if role == _DISPLAY:
            return str(index.row() + 1)
        if role == _DECORATION:
            return self._picture(file)
        return None

    def _picture(self, file: AttachmentView) -> QIcon:
        found = self._kept.get(file.sha256)
        if found is not None:
            self._kept.move_to_end(file.sha256)
            return found
        picture = file.media_type.startswith("image/")
        if picture and file.sha256 not in self._asked:
            self._asked.add(file.sha256)
            self.wanted.emit(file)
        return icons.icon("image" if picture else "file-text")


class ThumbnailRow(QListView):
    """Side by side, ←/→ go through them. ``chosen`` carries the number of a file, from 0."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setAccessibleName(tr("Anlagen des Vorgangs"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.files = ThumbnailModel(self)
        self.setModel(self.files)
        edge = theme.current().px(THUMBNAIL)
        self.setIconSize(QSize(edge, edge * 3 // 4))
        self.setFixedHeight(edge + theme.current().px(34))
        self.clicked.connect(lambda index: self.chosen.emit(index.row()))
        self.activated.connect(lambda index: self.chosen.emit(index.row()))

    def point_at(self, number: int) -> None:
        """Say which file is shown."""
        self.setCurrentIndex(self.files.index(number))
