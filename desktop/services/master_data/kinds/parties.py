"""The people of contracts. A party's number belongs to one person; the row has no other key."""

from collections.abc import Sequence
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from desktop.database.statements import is_one_of
from desktop.domain.accounts import ContactSource, ContactState, MasterDataKind
from desktop.domain.bank_change import ContactKind
from desktop.domain.master_data.findings import Reason
from desktop.domain.text_match import words_of
from desktop.models.contact import ContactDataChange
from desktop.models.tenancy import TenancyParty, Tenant
from desktop.services.erp_echo.awaited import Awaited, load_awaited
from desktop.services.master_data.echo import asked
from desktop.services.master_data.kinds.given import given_values, lacks_needed
from desktop.services.master_data.party_ends import PartyEnds, party_until
from desktop.services.master_data.plan import Alteration, Plan, Values, differing
from desktop.services.master_data.rows import TypedRow
from desktop.services.master_data.surroundings import Surroundings, contract_ids, sets_of

CONTACT_FIELDS = {
    ContactKind.EMAIL: ("email",),
    ContactKind.TELEPHONE: ("phone",),
    ContactKind.ADDRESS: ("street", "house_number", "postcode", "town", "country"),
}
CHANGED_AT = {
    ContactKind.EMAIL: "email_changed_at",
    ContactKind.TELEPHONE: "phone_changed_at",
    ContactKind.ADDRESS: "address_changed_at",
}
_NAMES = {
    name: name
    for name in (
        "salutation",
        "title",
        "first_name",
        "surname",
        "addition",
        "street",
        "house_number",
        "postcode",
        "town",
        "country",
        "email",
        "phone",
    )
}
_EMPTY: Values = dict.fromkeys(_NAMES, "")
_ALIKE = 0.65
_COLUMNS = (
    TenancyParty.tenancy_id,
    TenancyParty.party_number,
    TenancyParty.until,
    Tenant.id,
    Tenant.version,
    *(getattr(Tenant, name) for name in _NAMES),
    *(getattr(Tenant, name) for name in CHANGED_AT.values()),
)
_Party = tuple[int, int]


class PartiesPlanner:
    """Plans rows of kind parties."""

    def __init__(self, around: Surroundings, ends: PartyEnds) -> None:
        self._around = around
        self._ends = ends
        # Contracts that had nobody before this table: who comes second has not come later.
        self._moved_in: set[int] = set()
        # Somebody may be party to several contracts: what the first row said of her counts.
        self._said: dict[int, tuple[int, Values]] = {}

    def plan(self, session: Session, rows: Sequence[TypedRow], plan: Plan) -> None:
        """Compare rows with the people that are there."""
        self._ends.meet(session, rows)
        keys = [(row.company.id, row.values["contract_number"]) for row in rows]
        contracts = contract_ids(session, self._around.planned, keys)
        known = self._known(session, set(contracts.values()))
        inhabited = {tenancy_id for tenancy_id, _ in known} - self._moved_in
        awaited = load_awaited(session)
        for row in rows:
            tenancy_id = contracts.get((row.company.id, row.values["contract_number"]))
            if tenancy_id is None:
                plan.refuse(row.line, "contract_number", Reason.UNKNOWN_CONTRACT)
                continue
            self._ends.saw(row.company, tenancy_id, row.values["party_number"])
            party = known.get((tenancy_id, row.values["party_number"]))
            _drop_odd_email(row, plan)
            if party is None:
                self._add(row, tenancy_id, plan, joins=tenancy_id in inhabited)
            else:
                self._compare(row, party, plan, awaited)

    def _known(self, session: Session, tenancies: set[int]) -> dict[_Party, Row[Any]]:
        found: dict[_Party, Row[Any]] = {}
        for chunk in sets_of(sorted(one for one in tenancies if one > 0)):
            query = (
                select(*_COLUMNS)
                .join(Tenant, Tenant.id == TenancyParty.tenant_id)
                .where(is_one_of(session, TenancyParty.tenancy_id, chunk))
            )
            for party in session.connection().execute(query):
                found[party.tenancy_id, party.party_number] = party
        return found

    def _add(self, row: TypedRow, tenancy_id: int, plan: Plan, *, joins: bool) -> None:
        if lacks_needed(MasterDataKind.PARTIES, row, plan):
            return
        if not joins:
            self._moved_in.add(tenancy_id)
        person = plan.add(
            Tenant,
            {
                **_EMPTY,
                "country": "DE",
                **dict.fromkeys(CHANGED_AT.values()),
                **given_values(row, _NAMES, _EMPTY),
                "company_id": row.company.id,
                "version": 1,
            },
        )
        plan.add(
            TenancyParty,
            {
                "tenancy_id": tenancy_id,
                "party_number": row.values["party_number"],
                "tenant_id": person,
                "since": self._around.today if joins else None,
                "until": None,
            },
        )
        plan.added += 1
        self._touch(tenancy_id, plan)
        if self._around.dry_run:
            self._around.planned.parties.add((tenancy_id, row.values["party_number"]))

    def _touch(self, tenancy_id: int, plan: Plan) -> None:
        if tenancy_id > 0:
            plan.people.add(tenancy_id)

    def _compare(self, row: TypedRow, party: Row[Any], plan: Plan, awaited: Awaited) -> None:
        answer = asked(awaited, MasterDataKind.PARTIES, row, plan)
        given = given_values(row, _NAMES, _EMPTY)
        for name in answer.kept:
            given.pop(name, None)
        if not given.get("surname", "x"):
            plan.refuse(row.line, "surname", Reason.CANNOT_BE_DELETED)
            return
        if is_other_person(party, given):
            plan.suspect(row.line, "surname", Reason.OTHER_PERSON)
            return
        self._keep_newer(row, party, given)
        given = self._agreed(row, party.id, given, plan)
        former, new = differing(party, given.items())
        came_back = party.until is not None and party.until <= self._around.today
        if came_back:
            plan.suspect(row.line, "party_number", Reason.CAME_BACK)
            plan.alterations.append(party_until(party, None))
        if new:
            self._change(row, party, former, new, plan)
        if new or came_back:
            plan.changed += 1
            self._touch(party.tenancy_id, plan)

    def _keep_newer(self, row: TypedRow, party: Row[Any], given: Values) -> None:
        """What changed here after the ERP's row was changed is left as it is."""
        theirs: datetime | None = row.values.get("changed_at")
        if theirs is None:
            return
        for kind, fields in CONTACT_FIELDS.items():
            ours = getattr(party, CHANGED_AT[kind])
            if ours is not None and ours > theirs:
                for name in fields:
                    given.pop(name, None)

    def _agreed(self, row: TypedRow, tenant_id: int, given: Values, plan: Plan) -> Values:
        """Return what this row may say of a person of whom another row spoke before."""
        before = self._said.get(tenant_id)
        if before is None:
            self._said[tenant_id] = (row.line, given)
            return given
        first_line, said = before
        contradicted = {
            name for name, value in given.items() if name in said and said[name] != value
        }
        if contradicted:
            column = next(name for name in _NAMES if name in contradicted)
            plan.suspect(row.line, column, Reason.SAID_OTHERWISE, first=first_line)
        agreed = {name: value for name, value in given.items() if name not in contradicted}
        said.update(agreed)
        return agreed

    def _change(
        self, row: TypedRow, party: Row[Any], former: Values, new: Values, plan: Plan
    ) -> None:
        now = self._around.now
        # A day to come would be newer than all that the tenant says until then.
        changed_at = min(row.values.get("changed_at") or now, now)
        for kind, fields in CONTACT_FIELDS.items():
            changed = [name for name in fields if name in new]
            if not changed:
                continue
            column = CHANGED_AT[kind]
            before = {name: getattr(party, name) for name in fields}
            plan.add(
                ContactDataChange,
                {
                    "company_id": row.company.id,
                    "tenant_id": party.id,
                    "tenancy_id": party.tenancy_id,
                    "kind": kind,
                    "source": ContactSource.ERP,
                    "state": ContactState.APPLIED,
                    "former": before,
                    "new": {**before, **{name: new[name] for name in changed}},
                    "changed_at": changed_at,
                    "noted_at": now,
                    "former_changed_at": getattr(party, column),
                    "case_id": None,
                    "staff_id": self._around.actor.staff_id,
                    "problem": "",
                },
            )
            former[column], new[column] = getattr(party, column), changed_at
        plan.alterations.append(Alteration(Tenant, party.id, former, new, version=party.version))


def _drop_odd_email(row: TypedRow, plan: Plan) -> None:
    """What is no address is not taken; the rest of the row is right all the same."""
    email = row.values.get("email")
    if isinstance(email, str) and not looks_like_email(email):
        del row.values["email"]
        plan.suspect(row.line, "email", Reason.NO_EMAIL)


def looks_like_email(text: str) -> bool:
    """Whether a text has the shape of an e-mail address."""
    name, at, domain = text.rpartition("@")
    return bool(at and name and "." in domain.strip(".") and " " not in text)


def is_other_person(party: Row[Any], given: Values) -> bool:
    """Whether a row names somebody wholly different under the number of a party.

    A marriage changes the surname, a correction some letters; who has neither the first name nor
    (where there is none) the surname of the party is somebody else. To write that over would give
    one person's account, codes and consents to another.
    """
    first_name = given.get("first_name", party.first_name)
    if party.first_name and first_name:
        return not _sounds_like(party.first_name, first_name)
    return not _sounds_like(party.surname, given.get("surname", party.surname))


def _sounds_like(one: str, other: str) -> bool:
    ours, theirs = words_of(one), words_of(other)
    if not ours or not theirs:
        return True
    if any(a.startswith(b) or b.startswith(a) for a in ours for b in theirs):
        return True
    return SequenceMatcher(None, " ".join(ours), " ".join(theirs)).ratio() >= _ALIKE
