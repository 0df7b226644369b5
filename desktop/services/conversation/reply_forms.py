"""Prepared replies as administrators see, type and change them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyForm:
    """A prepared reply as it is typed; place holders by their German names.

    ``company_id`` and ``category_id`` are None where it fits every one.
    """

    title: str = ""
    shortcut: str = ""
    subject: str = ""
    text: str = ""
    company_id: int | None = None
    category_id: int | None = None
    asks: bool = False
    closes: bool = False


@dataclass(frozen=True, slots=True)
class ChangeReply:
    """Replace what a reply says, as seen at ``expected_version``."""

    reply_id: int
    form: ReplyForm
    expected_version: int


@dataclass(frozen=True, slots=True)
class PutReplyOutOfUse:
    """Offer a reply no longer; messages that began as it stay as they are."""

    reply_id: int
    expected_version: int


@dataclass(frozen=True, slots=True)
class PutReplyToUse:
    """Offer a reply again."""

    reply_id: int
    expected_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRow:
    """One prepared reply in the list; ``reply_id`` is None for one that ships.

    ``replaced``: an own reply with the same shortcut stands in its place for every case.
    """

    reply_id: int | None
    code: str
    form: ReplyForm
    version: int
    active: bool
    company_tag: str
    category_names: tuple[str, ...]
    replaced: bool = False

    @property
    def ships(self) -> bool:
        """Whether it came with the program: it can be copied, not changed."""
        return self.reply_id is None


@dataclass(frozen=True, slots=True)
class ReplyPreview:
    """A reply as it would stand in the composer of an example case.

    ``reference`` names the case; it is empty where none fits and invented values are shown.
    """

    subject: str
    text: str
    gaps: tuple[str, ...]
    reference: str


@dataclass(frozen=True, slots=True)
class CategoryName:
    """A category as it can be chosen for a reply."""

    category_id: int
    name: str
    company_id: int | None
