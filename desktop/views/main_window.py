"""The window: sign-in or workspace, the actions and their shortcuts, what is remembered.

It stands before the program behind it is loaded (``front_window``). What needs services is imported
where it is used, so that the first painting waits for none of it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCloseEvent

from desktop.domain.errors import UserError
from desktop.looks import ThemeChoice
from desktop.texts import Language, tr
from desktop.views.front_window import FrontWindow
from desktop.views.theme_controller import Scheme

if TYPE_CHECKING:
    from desktop.domain.changes import Change
    from desktop.last_run import LastRun
    from desktop.services.inbox.ahead import PageAhead
    from desktop.services.staff.access import Actor
    from desktop.views.actions import ActionId, Actions
    from desktop.views.crash_desk import CrashDesk
    from desktop.views.sign_in.entrance import Entrance
    from desktop.views.sign_in.lock_page import LockPage
    from desktop.views.sign_in.sign_in_page import SignInPage
    from desktop.views.wake import WakeDetector
    from desktop.views.window_group import Program, WindowGroup
    from desktop.views.window_lock import WindowLock
    from desktop.views.workplace import Person, Workplace
    from desktop.views.workspace import Workspace

_BESIDE = 32
"""Pixels by which another window stands aside, so that both can be seen."""


class MainWindow(FrontWindow):
    """One of the windows of a program run: at first its front, then, by ``equip``, all of it."""

    group: WindowGroup
    actions_registry: Actions
    wake: WakeDetector
    crash_desk: CrashDesk
    _program: Program
    _lock: WindowLock
    _entrance: Entrance

    def __init__(self, demo_password: str | None = None) -> None:
        """Begin with the sign-in page, which waits for ``equip``."""
        super().__init__(demo_password)
        self._workplace: Workplace | None = None
        self.workspace: Workspace | None = None
        self._was_asked = False
        self._opens_first: ActionId | None = None

    @classmethod
    def on(cls, program: Program, group: WindowGroup | None = None) -> MainWindow:
        """Return a window with its program; without a ``group`` it is the first of a run."""
        window = cls((program.settings if group is None else group.settings).demo_password)
        window.equip(program, group)
        return window

    def equip(self, program: Program, group: WindowGroup | None = None) -> None:
        """Give the window its program, once; the first window of a run makes the ``group``."""
        from desktop.views.actions import Actions
        from desktop.views.crash_desk import CrashDesk
        from desktop.views.shortcut_override import ShortcutOverride
        from desktop.views.sign_in.entrance import Entrance
        from desktop.views.wake import WakeDetector
        from desktop.views.window_group import WindowGroup
        from desktop.views.window_lock import WindowLock

        self._program = program
        self.group = group or WindowGroup(program)
        self.actions_registry = Actions(self)
        self.addActions(list(self.actions_registry.all()))
        self._keys = ShortcutOverride(self, self.actions_registry)
        self._lock = WindowLock(self, self.pages, self.actions_registry, program.backend)
        self._lock.opened.connect(self._on_lock_opened)
        self._lock.switch_requested.connect(self.switch_user)
        self._connect_actions()
        self.wake = WakeDetector(program.backend.context.clock.now, self)
        self.wake.woke.connect(self._on_wake_woke)
        self._entrance = Entrance(
            self, self.pages, self._hand_over(), program.backend, lambda: self.group.settings
        )
        self._entrance.entered.connect(self._on_entrance_entered)
        self.crash_desk = CrashDesk(
            self, program.backend.write_file, lambda: self.group.tells_of_crashes() is self
        )
        self.group.updates.changed.connect(self._show_update)
        self.group.add(self)
        self._hear_who_waits()

    @property
    def sign_in(self) -> SignInPage:
        """The page at which whoever comes next signs in."""
        return self._entrance.page if self._has_program else self._first_page

    def show_last_run(self, last: LastRun) -> None:
        """The last run ended unexpectedly: say so to whoever signs in, and what is safe."""
        self.stop_waiting()
        self.sign_in.show_last_run(last.trace)

    def open_after_sign_in(self, area: ActionId) -> None:
        """Whoever signs in next finds this page open; once."""
        self._opens_first = area

    def _on_wake_woke(self) -> None:
        """Time went by unseen: what is shown is of another day, and work may be overdue."""
        if self.workspace is not None:
            self.workspace.catch_up()
        self.group.idle.look()
        self.group.background.run_now()

    def _connect_actions(self) -> None:
        from desktop.views.actions import ActionId
        from desktop.views.window_dialogs import open_about, open_overview

        connect = self.actions_registry.connect_handler
        connect(ActionId.SWITCH_USER, self.switch_user)
        connect(ActionId.RENEW_SIGN_IN, self._change_password)
        connect(ActionId.LOCK, self.group.lock_all)
        connect(ActionId.QUIT, self.group.close_all)
        connect(ActionId.NEW_WINDOW, self._open_another)
        connect(ActionId.CASE_IN_NEW_WINDOW, self._open_case_in_another)
        connect(ActionId.OVERVIEW, lambda: open_overview(self.actions_registry, self))
        connect(ActionId.ABOUT, lambda: open_about(self))
        connect(ActionId.LARGER, self._program.theme.enlarge)
        connect(ActionId.SMALLER, self._program.theme.reduce)
        connect(ActionId.NORMAL_SIZE, self._program.theme.reset_size)
        schemes = {
            ActionId.THEME_LIGHT: (Scheme.LIGHT, ThemeChoice.LIGHT),
            ActionId.THEME_DARK: (Scheme.DARK, ThemeChoice.DARK),
            ActionId.THEME_SYSTEM: (Scheme.SYSTEM, ThemeChoice.SYSTEM),
        }
        for action_id, (scheme, choice) in schemes.items():
            connect(action_id, partial(self._choose_scheme, scheme, choice))
        connect(ActionId.LANGUAGE_GERMAN, lambda: self._choose_language(Language.GERMAN))
        connect(ActionId.LANGUAGE_ENGLISH, lambda: self._choose_language(Language.ENGLISH))

    def _change_password(self) -> None:
        if self._workplace is not None:
            self._entrance.change_password(self._workplace)

    def _on_entrance_entered(self, person: Person, ahead: PageAhead | None) -> None:
        self._open_workspace(person, ahead)
        area, self._opens_first = self._opens_first, None
        if area is not None:
            self.actions_registry[area].trigger()

    def _open_workspace(self, person: Person, ahead: PageAhead | None = None) -> None:
        from desktop.views.operation.this_computer_card import ComputerSettings
        from desktop.views.workplace import Workplace
        from desktop.views.workspace import Workspace

        workplace = Workplace(self._program.backend, self.actions_registry, person, parent=self)
        self._program.tasks.changed.connect(workplace.changed)
        workplace.changed.connect(self._on_workplace_changed)
        workplace.restore_ordered.connect(self.group.order_restore)
        self.group.background.failed.connect(workplace.failed)
        self.group.background.reported.connect(workplace.failed)
        workplace.computer = ComputerSettings(lambda: self.group.settings, self.group.keep)
        self._workplace = workplace
        self.workspace = Workspace(workplace, self.pages)
        self._entrance.give_way(self.workspace)
        self.workspace.keys.palette.apart_requested.connect(self.open_another)
        self._restore_layout(person.actor)
        self._show_update()
        self.workspace.start(ahead)
        self.workspace.inbox.focus_list()

    def _show_update(self) -> None:
        found = self.group.updates.found
        if self.workspace is None:
            return
        text = "" if found is None else tr("Version {version} liegt bereit", version=found.version)
        folder = self.group.updates.folder
        self.workspace.status.show_update(text, f"{folder}: {found.file}" if found else "")

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        """Who was told to leave, or is given other rights, goes on with none of the old ones."""
        from desktop.domain.changes import ChangeKind
        from desktop.services.staff import sign_in
        from desktop.tasks import Stale

        workplace = self._workplace
        if workplace is None:
            return
        if any(
            change.kind is ChangeKind.STAFF and change.id in (None, workplace.actor.staff_id)
            for change in changes
        ):
            workplace.ask(
                sign_in.is_as_signed_in,
                done=self._on_access_checked,
                scope="access",
                stale=Stale.SKIP,
            )

    def _on_access_checked(self, stays: bool) -> None:
        if stays or self._workplace is None:
            return
        from PySide6.QtWidgets import QDialog

        for dialog in self.findChildren(QDialog):
            dialog.reject()
        self._leave_workspace(self._workplace)
        self.sign_in.show_error(
            tr(
                "Ihr Zugang wurde geändert oder beendet. Was Sie geschrieben haben, ist als "
                "Entwurf gesichert. Bitte melden Sie sich neu an oder fragen Sie die Verwaltung."
            )
        )

    @property
    def lock_page(self) -> LockPage | None:
        """What the window shows while it is locked; None while it is not."""
        return self._lock.page

    def lock(self) -> None:
        """Sperren: nothing of the work is seen until the same person is back."""
        if self._workplace is not None and self._lock.page is None:
            self._lock.lock(self._workplace.actor, self._entrance.demo)

    def _on_lock_opened(self, actor: Actor) -> None:
        if self._workplace is None:
            return
        if actor == self._workplace.actor:
            self.group.unlock_all_of(actor)
        else:
            self._on_access_checked(stays=False)

    def unlock_for(self, actor: Actor) -> None:
        """Go on where it was left, if it is this person whom the window waits for."""
        if self._workplace is not None and self._workplace.actor == actor:
            self._lock.lift()

    def switch_user(self) -> None:
        """Benutzer wechseln: a second person can release on the same computer.

        Whoever has locked the window is not there to say what may go: it waits for them as it is,
        and the other person gets a window beside it.
        """
        if self._lock.page is not None:
            self.group.let_somebody_in(self)
            return
        workplace = self._workplace
        if workplace is None or self._asks_to_stay():
            return
        self._leave_workspace(workplace)

    def _leave_workspace(self, workplace: Workplace) -> None:
        self._close_workspace()
        self._entrance.leave(workplace.actor)

    def _close_workspace(self) -> None:
        workspace, workplace = self.workspace, self._workplace
        if workspace is None or workplace is None:
            return
        self._lock.end()
        workspace.leave()
        workplace.leave()
        self._keep_layout(workplace.actor)
        self._program.tasks.changed.disconnect(workplace.changed)
        self.pages.removeWidget(workspace)
        self.actions_registry.forget_handlers()
        self._connect_actions()
        self.workspace = None
        self._workplace = None
        workspace.deleteLater()
        workplace.deleteLater()

    def _choose_scheme(self, scheme: Scheme, choice: ThemeChoice) -> None:
        self._program.theme.prefer(scheme)
        self._keep(theme=choice)

    def _choose_language(self, chosen: Language) -> None:
        self._keep(language=chosen)
        self.group.speak(chosen)

    def build_again(self) -> None:
        """Make all screens anew; person, list and open case stay, what is written is a draft."""
        self.actions_registry.retranslate()
        workplace = self._workplace
        if workplace is None:
            self._entrance.renew()
            return
        person = workplace.person
        was_locked = self._lock.page is not None
        open_case = self.workspace.case_on_show() if self.workspace is not None else None
        self._close_workspace()
        self._entrance.renew()
        self.enter(person, open_case)
        if was_locked:
            self._lock.cover(person.actor, self._entrance.demo)

    def _open_another(self) -> None:
        self.open_another()

    def open_another(self, case_id: int | None = None) -> MainWindow:
        """Open a second window on the same program; who is signed in here is so there."""
        other = self.open_empty()
        if self._workplace is not None:
            other.enter(self._workplace.person, case_id)
        return other

    def open_empty(self) -> MainWindow:
        """Open a second window on the same program, at which somebody has to sign in."""
        other = MainWindow.on(self._program, self.group)
        # The first window is held by whoever made it; nobody else holds this one.
        other.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        other.resize(self.size())
        other.move(self.pos() + QPoint(_BESIDE, _BESIDE))
        other.show()
        return other

    @property
    def is_free(self) -> bool:
        """Whether nobody is signed in at it."""
        return self._workplace is None

    def enter(self, person: Person, case_id: int | None = None) -> None:
        """Open the workspace for somebody who is signed in; with a case where one is named."""
        self._open_workspace(person)
        if case_id is not None and self.workspace is not None:
            # Closed ones are in no list: what the first list begins with may not replace it.
            self.workspace.inbox.open_and_keep(case_id)

    def _open_case_in_another(self) -> None:
        if self.workspace is not None and self.workspace.inbox.pane.case_id is not None:
            self.open_another(self.workspace.inbox.pane.case_id)

    def _keep(self, **changed: object) -> None:
        """Save settings of the workplace of which some have changed."""
        from msgspec.structs import replace

        from desktop.texts.errors import error_sentence

        self.group.settings = settings = replace(self.group.settings, **changed)
        try:
            self._program.save_settings(settings)
        except UserError as error:
            if self.workspace is not None:
                self.workspace.status.show_message(error_sentence(error))

    def _restore_layout(self, actor: Actor) -> None:
        from desktop.views import window_memory

        layout = self.group.settings.layouts.get(actor.login)
        if layout is not None and self.workspace is not None:
            window_memory.restore(self, self.workspace, layout)

    def _keep_layout(self, actor: Actor) -> None:
        from desktop.views import window_memory

        if self.workspace is None:
            return
        before = self.group.settings.layouts.get(actor.login)
        layout = window_memory.layout_of(self, self.workspace, before)
        layouts = {**self.group.settings.layouts, actor.login: layout}
        percent = self._program.theme.percent
        self._keep(layouts=layouts, font_percent=percent)

    def _asks_to_stay(self) -> bool:
        """Whether a text would be lost now; said once, the second attempt goes through."""
        workspace = self.workspace
        if workspace is None or not workspace.has_unsaved():
            self._was_asked = False
            return False
        if self._was_asked:
            return False
        self._was_asked = True
        self._lock.say(tr("Ein Text ist noch nicht gespeichert."))
        workspace.warn_of_unsaved(
            tr("Ein Text ist noch nicht gespeichert."),
            tr(
                "Bitte warten Sie, bis die Datenbank wieder da ist, oder kopieren Sie den Text. "
                "Wer jetzt noch einmal schließt, verliert ihn."
            ),
        )
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        """Store what is being written, remember the layout; the last one lets the lanes finish."""
        if self._asks_to_stay():
            event.ignore()
            return
        if self._has_program:
            self.crash_desk.stop()
            self.wake.stop()
            self._close_workspace()
            self._entrance.close()
            self.group.remove(self)
        super().closeEvent(event)
