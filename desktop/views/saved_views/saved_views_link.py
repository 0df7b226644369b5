"""Saved views in a person's window: their entries in the sidebar, what opens and changes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QMenu

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.services.inbox import saved_views as views
from desktop.services.inbox.saved_counts import saved_counts
from desktop.services.inbox.saved_views import ChangeView, NewView, SavedList, Sharing
from desktop.tasks import Stale
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views.actions import ActionId
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.inbox.inbox_page import InboxPage
from desktop.views.inbox.list_filter import ListFilter
from desktop.views.late_part import LatePart, follow_in_tab_order
from desktop.views.sidebar import Sidebar
from desktop.views.sidebar_model import SidebarEntry
from desktop.views.widgets.undo_bar import UndoBar
from desktop.views.workplace import Workplace

if TYPE_CHECKING:
    from desktop.views.saved_views.save_view_dialog import RenameDialog, SaveViewDialog

UNDO_SECONDS = 10
_SAVED = "saved:"


def saved_key(view_id: int) -> str:
    """Key of the entry of a saved view."""
    return f"{_SAVED}{view_id}"


def saved_id(key: str) -> int | None:
    """Id of the saved view whose entry has this key; None for an entry of another kind."""
    number = key.removeprefix(_SAVED)
    return int(number) if key.startswith(_SAVED) and number.isdecimal() else None


class SavedViewsLink(QObject):
    """What the window knows of saved views.

    ``shown`` fires when entries changed; ``opened`` asks for the entry of a new view; ``gone``
    carries the key of an entry that is not there any more.
    """

    shown = Signal()
    opened = Signal(str)
    gone = Signal(str)

    def __init__(
        self,
        workplace: Workplace,
        sidebar: Sidebar,
        lists: ListFilter,
        inbox: InboxPage,
    ) -> None:
        """Serve the window of a person: its sidebar, and the lists of its inbox."""
        super().__init__(sidebar)
        self._workplace = workplace
        self._sidebar = sidebar
        self._lists = lists
        self._inbox = inbox
        self._companies: frozenset[int] = frozenset()
        self._views: dict[int, SavedList] | None = None
        self._counts: dict[int, int] = {}
        self._wanted: str | None = None
        self._soon = QTimer(self, singleShot=True, interval=120)
        self._soon.timeout.connect(self.load)
        workplace.changed.connect(self._on_workplace_changed)
        workplace.actions.connect_handler(ActionId.SAVE_VIEW, self.save)
        sidebar.menu_requested.connect(self._on_sidebar_menu_requested)

    @LatePart
    def undo_bar(self) -> UndoBar:
        """Below the entries of the sidebar: brings back a view that was removed."""
        bar = UndoBar(self._sidebar)
        bar.undo_requested.connect(self._restore)
        bar.expired.connect(lambda _: self._forget_undo())
        self._sidebar.foot.addWidget(bar)
        follow_in_tab_order(self._sidebar.list, bar)
        return bar

    def load(self) -> None:
        """Read which views there are; numbers follow."""
        self._workplace.ask(
            views.list_views,
            done=self._on_read,
            failed=self._on_read_failed,
            scope="saved_views",
            stale=Stale.SKIP,
        )

    def count(self, companies: frozenset[int]) -> None:
        """Read all numbers again; the old ones stay until then."""
        self._companies = companies
        self._workplace.ask(
            saved_counts,
            companies,
            done=self._on_counted,
            failed=lambda _error: None,
            scope="saved_counts",
            stale=Stale.SKIP,
        )

    def entries(self) -> tuple[SidebarEntry, ...]:
        """What stands in the sidebar: the own views, then those of the team."""
        return tuple(self._entry(view) for view in (self._views or {}).values())

    def view_of(self, key: str) -> SavedList | None:
        """The saved view whose entry has this key."""
        view_id = saved_id(key)
        return None if view_id is None else (self._views or {}).get(view_id)

    def opens(self, key: str, companies: frozenset[int]) -> bool:
        """Open the list of a saved view; tells whether the key is that of one."""
        view = self.view_of(key)
        if view is None:
            return False
        if view.query is None:
            sentence = error_sentence(UserError("saved_view.unreadable"))
            self._inbox.panel.show_unreadable(sentence)
        else:
            self._inbox.open_list(replace(view.query, companies=companies), view.name, key)
        return True

    def open_when_read(self, key: str) -> None:
        """Ask for this entry to be opened as soon as it is known; it may be gone."""
        self._wanted = key

    def save(self) -> None:
        """Ansicht speichern: the list on show with its filter, words and order."""
        from desktop.views.saved_views.save_view_dialog import SaveViewDialog

        query = self._lists.query()
        former = self.view_of(self._sidebar.current_key())
        changeable = former is not None and former.may_change
        name = former.name if former is not None and changeable else ""
        dialog = SaveViewDialog(self._lists.sentence(), name, self._sidebar.window())
        dialog.named.connect(
            lambda name, sharing: self._ask(
                dialog, views.save_view, NewView(name, query, sharing), done=self._on_saved
            )
        )
        if former is not None:
            command = ChangeView(former.view_id, former.version, query=query)
            dialog.replaced.connect(lambda: self._ask(dialog, views.change_view, command))
        open_over_scrim(dialog)

    def _entry(self, view: SavedList) -> SidebarEntry:
        mine = view.owner_id == self._workplace.actor.staff_id
        hints = [] if mine else [tr("von {name}", name=view.owner_name)]
        if view.sharing is Sharing.TEAM and mine:
            hints.append(tr("für das Team"))
        if view.query is None:
            hints.append(error_sentence(UserError("saved_view.unreadable")))
        return SidebarEntry(
            key=saved_key(view.view_id),
            title=view.name,
            icon="users" if view.sharing is Sharing.TEAM else "list",
            count=self._counts.get(view.view_id),
            hint=" · ".join(hints),
        )

    def _on_read(self, found: tuple[SavedList, ...]) -> None:
        before = self._views or {}
        self._views = {view.view_id: view for view in found}
        missing = [view_id for view_id in self._views if view_id not in self._counts]
        self.shown.emit()
        for view_id in before.keys() - self._views.keys():
            self.gone.emit(saved_key(view_id))
        if missing or any(before.get(view.view_id) != view for view in found):
            self.count(self._companies)
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            (self.opened if self.view_of(wanted) else self.gone).emit(wanted)

    def _on_read_failed(self, _error: UserError) -> None:
        """The lists say what is the matter; who waited for a view gets another one."""
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.gone.emit(wanted)

    def _on_counted(self, counts: dict[int, int]) -> None:
        self._counts = counts
        self.shown.emit()

    def _on_saved(self, view: SavedList) -> None:
        self._wanted = saved_key(view.view_id)
        self.load()

    def _ask(
        self,
        dialog: SaveViewDialog | RenameDialog,
        function: Callable[..., SavedList],
        command: object,
        done: Callable[[SavedList], None] | None = None,
    ) -> None:
        """Do what a dialog asks for; it closes when that is done, and says why it is not."""

        def finish(view: SavedList) -> None:
            dialog.accept()
            if done is not None:
                done(view)

        self._workplace.ask(
            function,
            command,
            done=finish,
            failed=lambda error: dialog.show_problem(error_sentence(error)),
        )

    def _on_sidebar_menu_requested(self, key: str, place: QPoint) -> None:
        view = self.view_of(key)
        if view is None:
            return
        menu = QMenu(self._sidebar)
        if not view.may_change:
            says = tr("Gehört {name}", name=view.owner_name)
            menu.addAction(says).setEnabled(False)
        else:
            self._fill_menu(menu, view)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _fill_menu(self, menu: QMenu, view: SavedList) -> None:
        menu.addAction(tr("Umbenennen …"), partial(self._rename, view))
        take_over = menu.addAction(tr("Liste von jetzt übernehmen"))
        take_over.triggered.connect(lambda: self._take_over(view))
        take_over.setEnabled(self._sidebar.current_key() == saved_key(view.view_id))
        shared = view.sharing is Sharing.TEAM
        text = tr("Nur noch für mich") if shared else tr("Für das Team freigeben")
        menu.addAction(text, partial(self._share, view, Sharing.OWN if shared else Sharing.TEAM))
        menu.addSeparator()
        menu.addAction(tr("Löschen"), partial(self._delete, view))

    def _rename(self, view: SavedList) -> None:
        from desktop.views.saved_views.save_view_dialog import RenameDialog

        dialog = RenameDialog(view.name, self._sidebar.window())
        dialog.named.connect(
            lambda name: self._ask(
                dialog, views.change_view, ChangeView(view.view_id, view.version, name=name)
            )
        )
        open_over_scrim(dialog)

    def _take_over(self, view: SavedList) -> None:
        self._change(ChangeView(view.view_id, view.version, query=self._lists.query()))

    def _share(self, view: SavedList, sharing: Sharing) -> None:
        self._change(ChangeView(view.view_id, view.version, sharing=sharing))

    def _change(self, command: ChangeView) -> None:
        self._workplace.ask(
            views.change_view, command, done=lambda _view: None, failed=self._refused
        )

    def _delete(self, view: SavedList) -> None:
        self._workplace.ask(
            views.delete_view,
            view.view_id,
            view.version,
            done=self._on_deleted,
            failed=self._refused,
        )

    def _on_deleted(self, view: SavedList) -> None:
        sentence = tr("„{name}“ gelöscht", name=view.name)
        self.undo_bar.offer(view.view_id, UNDO_SECONDS, lambda _left: sentence)
        actions = self._workplace.actions
        actions.connect_handler(ActionId.UNDO, self.undo_bar.trigger)
        actions.set_possible(ActionId.UNDO)

    def _restore(self, view_id: int) -> None:
        self._forget_undo()
        self._workplace.ask(
            views.restore_view, view_id, done=lambda _view: None, failed=self._refused
        )

    def _forget_undo(self) -> None:
        bar = self._inbox.pane.undo_bar
        self._workplace.actions.connect_handler(ActionId.UNDO, bar.trigger)
        reason = "" if bar.offered else tr("nichts rückgängig zu machen")
        self._workplace.actions.set_possible(ActionId.UNDO, reason)

    def _refused(self, error: UserError) -> None:
        """Somebody was faster: say so, and show what there is."""
        self._workplace.say(error)
        self.load()

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        if any(change.kind is ChangeKind.SAVED_VIEW for change in changes):
            self._soon.start()
