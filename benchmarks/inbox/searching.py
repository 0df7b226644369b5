"""Search at every keystroke: until the hits are painted, and the service alone.

The floor of both is the bare query of the word indexes: three plain MATCH statements for the newest
rows, without rights, rows or marks. The page waits some milliseconds for a further key before it
asks (``ASK_AFTER_MS``); that belongs to what a person waits for, so it is counted in what is
painted.
"""

from functools import partial

from PySide6.QtTest import QTest

from benchmarks.inbox.desk import Desk, Painted
from benchmarks.inbox.figures import Figure
from benchmarks.inbox.floor import BareDatabase, timed
from desktop.domain.text_match import words_of
from desktop.services.search.use_cases import search
from desktop.services.search.view import SearchQuery
from desktop.views.search.find_page import ASK_AFTER_MS, OF_EACH, FindPage

GROUP = "search"
INPUTS = {
    1: ("m", "h", "w", "a"),
    2: ("mu", "he", "wa", "vo"),
    3: ("mus", "hei", "was", "unt"),
    8: ("musterba", "heizungs", "wasserfl", "untermie"),
}
_FLOOR = (
    "SELECT rowid FROM search_words_{name} WHERE search_words_{name} MATCH ? "
    "ORDER BY rowid DESC LIMIT {limit}"
)


def measure(desk: Desk, rounds: int, _events: int = 0) -> list[Figure]:
    """Words of 1, 2, 3 and 8 letters, ours and the floor in turn."""
    workplace = desk.program.workspace.workplace
    bare = BareDatabase(desk.folder.database_file)
    page = FindPage(workplace, search)
    page.resize(1600, 1000)
    page.show()
    QTest.qWaitForWindowExposed(page)
    figures = []
    for letters, texts in INPUTS.items():
        painted = Figure(GROUP, f"{letters} letters, painted", goal_ms=80, goal_growth=1.3)
        alone = Figure(GROUP, f"{letters} letters, service", goal_ratio=1.5, goal_growth=1.3)
        painted.note = f"waits {ASK_AFTER_MS} ms for a further key"
        for number in range(max(1, rounds // 3) + 1):
            for text in texts:
                shown = _typed(desk, page, text)
                query = SearchQuery(text=text, limit=OF_EACH)
                ours, _page = timed(partial(search, desk.context, workplace.actor, query))
                floor = sum(timed(partial(bare.read, *one))[0] for one in _floor(text))
                if number:
                    painted.ours.append(shown)
                    alone.ours.append(ours)
                    painted.floor.append(floor)
                    alone.floor.append(floor)
        figures += [painted, alone]
    page.close()
    bare.close()
    return figures


def _floor(text: str) -> list[tuple[str, tuple[str]]]:
    sought = " AND ".join(f'"{word}"*' for word in words_of(text))
    return [
        (_FLOOR.format(name=name, limit=OF_EACH + 1), (sought,))
        for name in ("cases", "tenancies", "messages")
    ]


def _typed(desk: Desk, page: FindPage, text: str) -> float:
    """The last letter is typed; the ones before are there already."""
    page.field.setText(text[:-1])
    desk.rest()
    QTest.qWait(5)
    watch = Painted(page.list.viewport())
    page.field.setFocus()
    page.list.viewport().update()
    taken = watch.after(
        lambda: desk.program.type(text[-1], page.field),
        lambda: _is_shown(page, text),
    )
    watch.leave()
    return taken


def _is_shown(page: FindPage, text: str) -> bool:
    shown = page._shown_for  # noqa: SLF001 - what the hits on show were asked by
    return shown is not None and shown.text == text and page.list.isVisible()
