"""What is asked of the search and what it answers: frozen rows that are painted as they are.

Marks are (start, length) in characters of the text they belong to, ordered and apart from each
other. IBANs in titles and details are masked.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Mark = tuple[int, int]


class SearchScope(StrEnum):
    """Where is sought. CONTRACTS covers contract numbers, units, accounts and codes."""

    ALL = "all"
    CASES = "cases"
    MESSAGES = "messages"
    TENANTS = "tenants"
    CONTRACTS = "contracts"
    DOCUMENTS = "documents"


class SearchOrder(StrEnum):
    """NEWEST begins with what came last; RELEVANCE ranks a bounded number of the newest."""

    NEWEST = "newest"
    RELEVANCE = "relevance"


class HitKind(StrEnum):
    """What was found; in the order in which a mixed page shows them."""

    CASE = "case"
    TENANT = "tenant"
    CONTRACT = "contract"
    UNIT = "unit"
    IBAN = "iban"
    CODE = "code"
    """A registration code, by its last two symbols."""
    MESSAGE = "message"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class SearchKey:
    """Where a page ended, to go on from there; of no meaning to anybody but the search.

    For each source the id of its last hit (0: none was shown yet), None where it is used up.
    ``offset`` is how many were shown of a ranked answer.
    """

    cases: int | None = 0
    messages: int | None = 0
    tenancies: int | None = 0
    documents: int | None = 0
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What somebody types, and how the answer is wanted.

    ``companies`` empty means all the person may see. ``limit`` is for each source of the scope:
    a page of ALL has up to ``limit`` cases, as many messages, tenancies and documents.
    """

    text: str
    scope: SearchScope = SearchScope.ALL
    order: SearchOrder = SearchOrder.NEWEST
    companies: frozenset[int] = frozenset()
    limit: int = 50
    after: SearchKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """One thing that was found.

    With a ``case_id`` it opens that case, else the list of all cases of ``tenancy_id``. ``at`` is
    when a case or message was received or sent, a document published, and when a contract ended.
    ``is_open`` says whether a case is open, a contract still runs or a document is seen by its
    tenants. ``icon`` is the category's; "" outside of cases.
    """

    kind: HitKind
    title: str
    detail: str
    marks: tuple[Mark, ...] = ()
    detail_marks: tuple[Mark, ...] = ()
    case_id: int | None = None
    tenancy_id: int | None = None
    document_id: int | None = None
    at: datetime | None = None
    is_open: bool = True
    company_id: int
    company_tag: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A part of the answer; ``next`` is None where nothing follows.

    ``built`` is how much of the index is there in per cent while it is being made for the first
    time, None once it is complete: until then hits may be missing, and none is wrong.
    """

    hits: tuple[SearchHit, ...]
    next: SearchKey | None = None
    built: int | None = None
