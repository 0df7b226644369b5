"""Somebody starts the program for the first time, by keys alone, and finds a company to work in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QDeadlineTimer, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop import app
from desktop import first_start as first
from desktop.app import build_context, build_letter_press, build_portal_inbox, clock_at
from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.domain.master_key import MasterKey, recovery_groups
from desktop.first_folder import demo_folder, move_in
from desktop.first_start import Chosen, Wiring, first_start, opened_folder
from desktop.master_key import KeyChain
from desktop.models.company import Category, Company
from desktop.models.exchange import AuditEvent
from desktop.opening import OpenFolder, open_folder
from desktop.services.companies.details import list_details
from desktop.services.companies.rules import list_rules
from desktop.services.configuration.use_cases import export_configuration
from desktop.services.damages.office_settings import list_offices
from desktop.services.staff.access import SYSTEM
from desktop.services.staff.sign_in import sign_in
from desktop.settings import DataFolder, is_untouched, peek_settings
from desktop.texts.errors import error_sentence
from desktop.views.first_start.assistant import Assistant
from desktop.views.letters.paper import Paper
from desktop.views.start_problem import StartProblemWindow
from tests.support.printers import NoPrinters
from tests.support.program import theme_controller
from tests.support.starting import a_person_answers, click_retry

PASSWORD = "drei Pferde am See"
PATIENCE_MS = 60_000
Act = Callable[[Assistant], None]


@dataclass
class Ring:
    """A key ring of a test; ``broken`` is one that nobody reaches."""

    kept: dict[str, MasterKey] = field(default_factory=dict)
    broken: bool = False

    def check(self) -> None:
        if self.broken:
            raise UserError("key_ring.unreachable")

    def keep(self, key: MasterKey) -> None:
        self.check()
        self.kept[key.fingerprint] = key

    def find(self, fingerprint: str) -> MasterKey | None:
        self.check()
        return self.kept.get(fingerprint)

    def forget(self, key: MasterKey) -> None:
        self.kept.pop(key.fingerprint, None)


@pytest.fixture(autouse=True)
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    """No test touches the key ring of the person who runs it."""
    found = Ring()
    monkeypatch.setattr(app, "_KEYS", KeyChain(found))
    return found


def wiring() -> Wiring:
    paper = Paper(build_letter_press(), NoPrinters())
    return Wiring(build_context, build_portal_inbox, clock_at(None), app._KEYS, paper)


def waiting_assistant() -> Assistant | None:
    """The window, if it waits for the person."""
    for window in QApplication.topLevelWidgets():
        if isinstance(window, Assistant) and window.isVisible() and window.step is not None:
            # Nobody presses keys in a window that is not in front.
            window.activateWindow()
            return window if window.isActiveWindow() else None
    return None


def close_assistants() -> None:
    """Whoever waits behind one waits no longer."""
    for window in QApplication.topLevelWidgets():
        if isinstance(window, Assistant) and window.isVisible():
            window.close()


@contextmanager
def a_person(*acts: Act) -> Iterator[None]:
    """Do one act after the other, whenever the window waits; a failed one closes it."""
    left = list(acts)
    failures: list[BaseException] = []
    deadline = QDeadlineTimer(PATIENCE_MS)

    def look() -> None:
        window = waiting_assistant()
        if deadline.hasExpired():
            failures.append(AssertionError("the assistant came too late"))
            close_assistants()
        if window is None:
            return
        try:
            assert left, f"it waits once more: {window.message.title.text()}"
            left.pop(0)(window)
        except BaseException as error:  # noqa: BLE001 - told to the test, not to the event loop
            failures.append(error)
            window.close()

    theme_controller()
    timer = QTimer(interval=5)
    timer.timeout.connect(look)
    timer.start()
    try:
        yield
    finally:
        timer.stop()
        if failures:
            raise failures[0]
    assert not left, f"{len(left)} acts were never asked for"


def press(window: Assistant, key: Qt.Key) -> None:
    QTest.keyClick(window.focusWidget(), key)


def write(window: Assistant, *texts: str) -> None:
    """Type into the field that has the focus, the next and so on."""
    for place, text in enumerate(texts):
        if place:
            press(window, Qt.Key.Key_Tab)
        field = window.focusWidget()
        assert field is not None
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(field, text)


def go_on(window: Assistant) -> None:
    press(window, Qt.Key.Key_Return)


def leave(window: Assistant) -> None:
    window.close()


def choose_demo(window: Assistant) -> None:
    press(window, Qt.Key.Key_Down)
    assert window.way.look.isChecked()
    go_on(window)


def who(window: Assistant) -> None:
    """What is missing is said, and nothing that was typed is lost."""
    write(window, "muster", "Musterbau eG", "Musterbau", "DE98ZZZ09999999999")
    go_on(window)
    assert window.message.title.text().startswith("Es fehlt: Ort.")
    write(window, "DE98ZZZ09999999999", "Probeweg", "1", "20095", "Hamburg")
    go_on(window)


def rules(window: Assistant) -> None:
    assert window.step is window.rules
    assert window.focusWidget() is window.rules.fields.state
    QTest.keyClicks(window.rules.fields.state, "Bayern")
    field = window.rules.fields.numbers["cutoff_day"]
    field.setFocus()
    write(window, "99")
    go_on(window)
    assert window.message.isVisible()
    write(window, "12")
    go_on(window)


def office(window: Assistant) -> None:
    window.office.fields.phone.setFocus()
    write(window, "040 66969 112")
    go_on(window)


def person(window: Assistant) -> None:
    write(window, "Ida Ablage", "ida", "kurz", "kurz")
    go_on(window)
    assert window.message.title.text() == error_sentence(
        UserError("password.too_short", least=12, most=200)
    )
    window.person.chosen.setFocus()
    write(window, PASSWORD, PASSWORD)
    go_on(window)


WORK: tuple[Act, ...] = (go_on, go_on, who, rules, office, person)


def test_a_company_begins(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    with a_person(*WORK, go_on):
        chosen = first_start(folder, wiring())
    assert chosen == Chosen(folder, imports=True)
    assert not (folder.path / ".first-start").exists()
    with closing(build_context(folder)) as context:
        actor = sign_in(context, "ida", PASSWORD)
        assert actor.role is Role.ADMINISTRATOR
        assert [view.code for view in list_details(context, actor)] == ["muster"]
        (kept,) = list_rules(context, actor)
        assert (kept.form.federal_state.value, kept.form.cutoff_day) == ("BY", "12")
        assert list_offices(context, actor)[0].form.emergency_phone == "040 66969 112"
        with context.database.read() as session:
            assert session.query(Category).count() > 5
    # Whoever starts again is asked nothing.
    assert first_start(folder, wiring()) == Chosen(folder)


def test_a_database_that_a_command_made_before_anybody_began_is_begun_in(tmp_path: Path) -> None:
    """Who leaves is asked again; what the command wrote stays, and of a key nothing is asked."""
    folder = DataFolder(tmp_path / "data")
    with closing(build_context(folder)) as context:
        export_configuration(context, SYSTEM)

    def open_it(folder: DataFolder) -> OpenFolder:
        return open_folder(folder, build_context)

    with a_person(leave):
        assert opened_folder(folder, wiring(), open_it) is None
    with a_person(go_on, who, rules, office, person, go_on):
        begun = opened_folder(folder, wiring(), open_it)
    assert begun is not None
    assert begun[1] == Chosen(folder, imports=True)
    with closing(begun[0].context) as context:
        assert sign_in(context, "ida", PASSWORD).role is Role.ADMINISTRATOR
        with context.database.read() as session:
            first_line = session.query(AuditEvent).order_by(AuditEvent.id).first()
    assert first_line is not None
    assert first_line.action == "configuration.exported"
    begun[0].lock.unlock()
    # Whoever starts again is asked nothing.
    again = opened_folder(folder, wiring(), open_it)
    assert again is not None
    assert again[1] == Chosen(folder)
    again[0].context.close()
    again[0].lock.unlock()


def test_who_leaves_at_the_last_step_has_written_nothing(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    with a_person(*WORK, leave):
        assert first_start(folder, wiring()) is None
    assert [entry.name for entry in folder.path.iterdir()] == []


def test_a_kill_while_it_is_made_leaves_a_folder_to_begin_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All files but the database have come to their place; the next start begins anew."""
    folder = DataFolder(tmp_path / "data")

    def killed(aside: DataFolder, target: DataFolder) -> None:
        (target.path / "key.check").write_text("of a key that nobody has")
        (aside.path / "key.check").write_text("the same")
        raise OSError("as if the power went")

    monkeypatch.setattr(first, "move_in", killed)

    def read_and_leave(window: Assistant) -> None:
        assert "so leer wie zuvor" in window.message.title.text()
        assert window.person.login.text() == "ida"
        monkeypatch.setattr(first, "move_in", move_in)
        go_on(window)

    with a_person(*WORK, go_on, read_and_leave):
        assert first_start(folder, wiring()) == Chosen(folder, imports=True)
    with closing(build_context(folder)) as context, context.database.read() as session:
        assert session.query(Company).count() == 1


def test_the_demonstration_has_a_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given up it leaves nothing; made once, it is opened at once."""
    folder = DataFolder(tmp_path / "data")
    asked: list[int] = []

    def make_slowly(*_: object, cases: int, on_progress: Callable[[int, int], None]) -> None:
        """The self-test makes real ones; this one waits to be given up the first time."""
        asked.append(cases)
        while len(asked) == 1:
            on_progress(1, cases)
            time.sleep(0.001)
        on_progress(cases, cases)

    monkeypatch.setattr("desktop.services.demo.create.create_demo_data", make_slowly)

    def begin_and_give_up(window: Assistant) -> None:
        choose_demo(window)
        assert window.step is None
        QTest.mouseClick(window.leave, Qt.MouseButton.LeftButton)

    def nothing_is_left(window: Assistant) -> None:
        assert window.step is window.way
        assert not demo_folder(folder).path.exists()
        assert not (folder.path / ".first-start").exists()
        go_on(window)

    with a_person(begin_and_give_up, nothing_is_left):
        assert first_start(folder, wiring()) == Chosen(demo_folder(folder))
    assert asked == [first.DEMO_CASES] * 2
    assert peek_settings(demo_folder(folder)).demo_password
    assert is_untouched(folder)
    with a_person(choose_demo):
        assert first_start(folder, wiring()) == Chosen(demo_folder(folder))
    assert len(asked) == 2


def encrypt(window: Assistant) -> None:
    """The ring is asked, and a printer, and what is missing is said."""
    press(window, Qt.Key.Key_Down)
    assert window.encryption.encrypted.isChecked()
    key = window.encryption.key
    assert key is not None
    assert "".join(window.encryption.text.text().split()) == key.secret.hex()
    QTest.mouseClick(window.encryption.print, Qt.MouseButton.LeftButton)
    assert window.encryption.message.title.text().startswith("Der Schlüssel wurde nicht gedruckt")
    window.encryption.begin()
    go_on(window)


def confirm(window: Assistant) -> None:
    assert window.encryption.key is not None
    groups = recovery_groups(window.encryption.key)
    first_place, second_place = window.confirm.places
    write(window, groups[first_place], "zzzz")
    go_on(window)
    assert window.message.title.text().startswith(f"Die {second_place + 1}. Gruppe ist eine andere")
    write(window, groups[second_place].upper())
    go_on(window)


def test_an_encrypted_folder_opens_by_the_ring_or_by_the_recovery_key(
    tmp_path: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = DataFolder(tmp_path / "data")
    with a_person(go_on, encrypt, confirm, who, rules, office, person, go_on):
        assert first_start(folder, wiring()) == Chosen(folder, imports=True)
    assert not folder.database_file.read_bytes().startswith(b"SQLite format")
    (key,) = ring.kept.values()

    # The next run has the key from the ring.
    monkeypatch.setattr(app, "_KEYS", KeyChain(ring))
    build_context(folder).close()

    # Of a ring that nobody reaches it is said; the recovery key is asked for, and once is enough.
    keys = KeyChain(Ring(broken=True))
    monkeypatch.setattr(app, "_KEYS", keys)

    def type_wrong(window: StartProblemWindow) -> None:
        QTest.keyClicks(window.key, "0000 1111")
        click_retry(window)

    def type_right(window: StartProblemWindow) -> None:
        QTest.keyClicks(window.key, " ".join(recovery_groups(key)).upper())
        QTest.keyClick(window.key, Qt.Key.Key_Return)

    with a_person_answers(type_wrong, type_right) as said:
        opened = open_folder(folder, build_context, take_key=keys.take_typed)
    opened.context.close()
    opened.lock.unlock()
    codes = ("key.ring_unreachable", "key.typed_wrong")
    assert said == [error_sentence(UserError(code)) for code in codes]


@pytest.mark.parametrize("name", ["mieterdesk-2026.sqlite", "restore.json", "documents/x"])
def test_a_folder_that_holds_something_is_somebodys(tmp_path: Path, name: str) -> None:
    folder = DataFolder(tmp_path / "data")
    (folder.path / name).parent.mkdir(parents=True)
    (folder.path / name).write_text("x")
    assert first_start(folder, wiring()) == Chosen(folder)


def test_a_named_server_asks_nothing(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.create()
    folder.settings_file.write_text('{"database_url": "postgresql://host/db"}')
    assert first_start(folder, wiring()) == Chosen(folder)
