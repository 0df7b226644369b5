"""What is to be done to many cases, what a dry run found, and what came of it."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from desktop.domain.blank_text import is_blank, one_line
from desktop.domain.errors import UserError
from desktop.domain.work import BulkKind, BulkState, Priority
from desktop.services.conversation.text_templates import TextTemplate

LONGEST_REASON = 200
NAMED = 5
"""So many cases of each reason are named; the rest are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkWish:
    """One act on many cases.

    ASSIGN gives them to ``staff_id``, to the team ``team_id``, or with neither to nobody. CLOSE
    and WAIT need a ``reason``, WAIT a day (``until``) after today, PRIORITY a ``priority``, TAG a
    ``tag``, CATEGORY the code of one. REPLY sends the prepared reply ``template``, and closes each
    case if it ``closes``, for a ``reason``.
    """

    kind: BulkKind
    staff_id: int | None = None
    team_id: int | None = None
    until: date | None = None
    reason: str = ""
    priority: Priority | None = None
    tag: str = ""
    category: str = ""
    template: str = ""
    closes: bool = False

    def require_whole(self, today: date) -> None:
        """Refuse a wish that does not say all that is needed to act.

        Raises:
            UserError: ``case.reason_missing``, ``case.waiting_date``, ``tag.empty``,
                ``bulk.not_whole``, ``bulk.no_category``, ``bulk.no_reply``.
        """
        if self._needs_reason() and is_blank(self.reason):
            raise UserError("case.reason_missing")
        if self.kind is BulkKind.WAIT and (self.until is None or self.until <= today):
            raise UserError("case.waiting_date")
        if self.kind is BulkKind.TAG and is_blank(self.tag):
            raise UserError("tag.empty")
        if self.kind is BulkKind.PRIORITY and self.priority is None:
            raise UserError("bulk.not_whole")
        if self.kind is BulkKind.CATEGORY and not self.category:
            raise UserError("bulk.no_category")
        if self.kind is BulkKind.REPLY and not self.template:
            raise UserError("bulk.no_reply")

    def _needs_reason(self) -> bool:
        return self.closes or self.kind in (BulkKind.CLOSE, BulkKind.WAIT)

    @property
    def line(self) -> str:
        """The reason as it is stored."""
        return one_line(self.reason)[:LONGEST_REASON]

    def stored(self) -> dict[str, object]:
        """Return the wish as JSON; what is not said is left out."""
        values = {
            "staff_id": self.staff_id,
            "team_id": self.team_id,
            "until": None if self.until is None else self.until.isoformat(),
            "reason": self.line,
            "priority": None if self.priority is None else self.priority.value,
            "tag": self.tag,
            "category": self.category,
            "template": self.template,
            "closes": self.closes,
        }
        return {name: value for name, value in values.items() if value not in (None, "", False)}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Cases to which nothing is done, and why: ``code`` is that of an error.

    ``references`` are the first of them; none of cases that are not the person's to see.
    ``detail`` is what the code alone does not say, such as the gap in a text.
    """

    code: str
    count: int
    references: tuple[str, ...]
    detail: str = ""

    def stored(self) -> dict[str, object]:
        """Return the group as JSON."""
        return {
            "code": self.code,
            "count": self.count,
            "named": list(self.references),
            "detail": self.detail,
        }

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "LeftOut":
        """Return what ``stored`` made JSON of."""
        return cls(stored["code"], stored["count"], tuple(stored["named"]), stored["detail"])


@dataclass(slots=True)
class LeftOutCount:
    """Counts what is left out by reason, while it is found."""

    named: int = NAMED
    _found: dict[tuple[str, str], tuple[int, tuple[str, ...]]] = field(default_factory=dict)

    def add(self, code: str, reference: str, count: int = 1, detail: str = "") -> None:
        """One more case (or ``count``); an empty ``reference`` is not named."""
        number, references = self._found.get((code, detail), (0, ()))
        if reference and len(references) < self.named:
            references = (*references, reference)
        self._found[code, detail] = (number + count, references)

    def add_group(self, group: LeftOut) -> None:
        """What was left out before."""
        for reference in group.references:
            self.add(group.code, reference, detail=group.detail)
        if group.count > len(group.references):
            self.add(group.code, "", group.count - len(group.references), group.detail)

    @property
    def total(self) -> int:
        """How many cases were left out."""
        return sum(count for count, _ in self._found.values())

    def groups(self) -> tuple[LeftOut, ...]:
        """Every reason, that of most cases first."""
        groups = (
            LeftOut(code, count, names, detail)
            for (code, detail), (count, names) in self._found.items()
        )
        return tuple(sorted(groups, key=lambda group: (-group.count, group.code, group.detail)))


@dataclass(frozen=True, slots=True)
class BulkProgress:
    """How far a dry run, an act or its undo is."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class BulkReply:
    """The reply of a dry run: its text as it was then, and by which way each case gets it.

    ``ways`` are keys by case (``ReplyWay.key``); so many go ``by_portal``, the others as letters.
    """

    template: TextTemplate
    ways: Mapping[int, str]
    by_portal: int


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """What a dry run found: to which cases the act will be done, and to which not.

    ``ids`` are fixed: nothing else slips in. ``versions`` are those seen. ``companies`` are those
    of the cases. ``reply`` is set where many are answered. Nothing was written.
    """

    wish: BulkWish
    ids: "array[int]"
    versions: "array[int]"
    left_out: tuple[LeftOut, ...]
    companies: frozenset[int]
    reply: BulkReply | None = None

    @property
    def total(self) -> int:
        """How many cases were looked at."""
        return len(self.ids) + sum(group.count for group in self.left_out)


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What came of an act on many; it can be taken back until ``until`` (UTC).

    ``recovered``: the program that did it was lost before it came to the end.
    """

    bulk_id: int
    kind: BulkKind
    state: BulkState
    done: int
    left_out: tuple[LeftOut, ...]
    until: datetime
    recovered: bool = False


@dataclass(frozen=True, slots=True)
class BulkUndone:
    """What taking back came to: cases that are as before, and those that are not."""

    bulk_id: int
    kind: BulkKind
    put_back: int
    kept: tuple[LeftOut, ...]
