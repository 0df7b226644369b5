"""Search at every keystroke: until the hits are painted, and the service alone.

The floor of what is painted is what nobody can do without: the bare query of the word indexes with
the columns of the same page (three plain MATCH statements, the newest rows joined to what is shown
of them, without rights, masks and marks), and painting the same hits from memory in the same list
with the same delegate.

The floor of the service alone is the index by itself: three MATCH statements that give ids. It has
no goal, since reading the rows is not in it; the bare query of the page stands beside it.
"""

import statistics
from collections.abc import Sequence
from functools import partial

from PySide6.QtTest import QTest

from benchmarks.inbox.desk import Desk, Painted
from benchmarks.inbox.figures import Figure
from benchmarks.inbox.floor import BareDatabase, timed
from desktop.domain.text_match import words_of
from desktop.services.search.use_cases import search
from desktop.services.search.view import SearchQuery
from desktop.views.palette.entries import Section
from desktop.views.palette.entry_list import EntryList
from desktop.views.palette.hit_entries import hit_sections
from desktop.views.search.find_page import OF_EACH, FindPage

GROUP = "search"
INPUTS = {
    1: ("m", "h", "w", "a"),
    2: ("mu", "he", "wa", "vo"),
    3: ("mus", "hei", "was", "unt"),
    8: ("musterba", "heizungs", "wasserfl", "untermie"),
}
_IDS = (
    "SELECT rowid FROM search_words_{name} WHERE search_words_{name} MATCH ? "
    f"ORDER BY rowid DESC LIMIT {OF_EACH + 1}"
)
_PAGE = {
    "cases": """
SELECT c.id, c.reference, c.subject, c.company_id, co.short_name, ca.name, ca.icon, c.received_at,
  c.closed_at, c.is_open, te.contract_number, t.first_name, t.surname
FROM cases c
JOIN companies co ON co.id = c.company_id
JOIN categories ca ON ca.id = c.category_id
LEFT JOIN tenancies te ON te.id = c.tenancy_id
LEFT JOIN tenancy_parties p ON p.tenancy_id = te.id
LEFT JOIN tenants t ON t.id = p.tenant_id
WHERE c.id IN ({ids}) ORDER BY c.id DESC, p.party_number
""",
    "tenancies": """
SELECT te.id, te.contract_number, te.ends_on, co.short_name, u.kind, u.number, u.floor, u.position,
  pr.street, pr.house_number, pr.postcode, pr.town, t.first_name, t.surname, t.addition, t.email,
  t.phone
FROM tenancies te
JOIN companies co ON co.id = te.company_id
JOIN units u ON u.id = te.unit_id
JOIN properties pr ON pr.id = u.property_id
LEFT JOIN tenancy_parties p ON p.tenancy_id = te.id
LEFT JOIN tenants t ON t.id = p.tenant_id
WHERE te.id IN ({ids}) ORDER BY te.id DESC, p.party_number
""",
    "messages": """
SELECT m.id, m.case_id, m.correspondent, m.subject, m.text, m.at, c.reference, c.subject,
  c.is_open, co.short_name, ca.icon
FROM messages m
JOIN cases c ON c.id = m.case_id
JOIN companies co ON co.id = c.company_id
JOIN categories ca ON ca.id = c.category_id
WHERE m.id IN ({ids}) ORDER BY m.id DESC
""",
}


class PlainHits:
    """The program's list and delegate with the hits of a question from memory, nothing else."""

    def __init__(self, beside: EntryList) -> None:
        self._beside = beside
        self._list = EntryList("floor")
        self._list.show()
        QTest.qWaitForWindowExposed(self._list)
        self._painted = Painted(self._list.viewport())

    def shown(self, sections: Sequence[Section]) -> float:
        """Milliseconds from the first line of code until these rows are painted."""
        rows = self._list.rows
        rows.show(())
        self._list.resize(self._beside.size())
        QTest.qWait(5)
        return self._painted.after(lambda: rows.show(sections), lambda: rows.rowCount() > 0)

    def close(self) -> None:
        """Close the list."""
        self._painted.leave()
        self._list.close()


def measure(desk: Desk, rounds: int, _events: int = 0) -> list[Figure]:
    """Words of 1, 2, 3 and 8 letters, ours and the floor in turn."""
    workplace = desk.program.workspace.workplace
    bare = BareDatabase(desk.folder.database_file)
    page = FindPage(workplace, search)
    page.resize(1600, 1000)
    page.show()
    QTest.qWaitForWindowExposed(page)
    plain = PlainHits(page.list)
    figures = []
    for letters, texts in INPUTS.items():
        painted = Figure(
            GROUP, f"{letters} letters, painted", goal_ratio=1.5, goal_ms=80, goal_growth=1.3
        )
        alone = Figure(GROUP, f"{letters} letters, service", goal_growth=1.3)
        bare_page: list[float] = []
        for number in range(max(1, rounds // 3) + 1):
            for text in texts:
                shown = _typed(desk, page, text)
                query = SearchQuery(text=text, limit=OF_EACH)
                ours, found = timed(partial(search, desk.context, workplace.actor, query))
                ids = sum(timed(partial(bare.read, *one))[0] for one in _floor(_IDS, text))
                read = sum(timed(partial(bare.read, *one))[0] for one in _page_floor(text))
                from_memory = plain.shown([one for one in hit_sections(found) if one.entries])
                if number:
                    painted.ours.append(shown)
                    painted.floor.append(read + from_memory)
                    alone.ours.append(ours)
                    alone.floor.append(ids)
                    bare_page.append(read)
        painted.note = f"floor: {statistics.median(bare_page):.1f} ms read, the rest painting"
        alone.note = "floor: ids alone"
        figures += [painted, alone]
    plain.close()
    page.close()
    bare.close()
    return figures


def _floor(statement: str, text: str) -> list[tuple[str, tuple[str]]]:
    sought = " AND ".join(f'"{word}"*' for word in words_of(text))
    return [(statement.format(name=name), (sought,)) for name in _PAGE]


def _page_floor(text: str) -> list[tuple[str, tuple[str]]]:
    return [
        (page.format(ids=ids), values)
        for page, (ids, values) in zip(_PAGE.values(), _floor(_IDS, text), strict=True)
    ]


def _typed(desk: Desk, page: FindPage, text: str) -> float:
    """The last letter is typed; the ones before are there already."""
    page.field.setText(text[:-1])
    desk.rest()
    QTest.qWait(5)
    watch = Painted(page.list.viewport())
    page.field.setFocus()
    taken = watch.after(
        lambda: desk.program.type(text[-1], page.field),
        lambda: _is_shown(page, text),
    )
    watch.leave()
    return taken


def _is_shown(page: FindPage, text: str) -> bool:
    shown = page._shown_for  # noqa: SLF001 - what the hits on show were asked by
    return shown is not None and shown.text == text and page.list.isVisible()
