"""Makes the letter of a delivery: letterhead, address, information block and text, in German.

Nothing here depends on the language of the interface: letters go to tenants.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.blank_text import one_line
from desktop.domain.iban_text import mask_ibans
from desktop.domain.kinds import DeliveryState
from desktop.domain.letter import Enclosure, Letter, LetterBlock, without_code
from desktop.models.case import Case, Message
from desktop.models.company import Company, Staff
from desktop.models.exchange import Delivery
from desktop.models.tenancy import Tenancy
from desktop.services.consumption.letter_words import month_words, values_text
from desktop.services.conversation.reply_values import case_values, german_date
from desktop.services.conversation.text_templates import FilledText, fill, template
from desktop.services.delivery.outbox import LetterKind
from desktop.services.documents.withheld import without_recalled
from desktop.services.letters.addresses import printed_address
from desktop.services.letters.code_letters import (
    SHOWN_OF_CONTRACT,
    compose_code_letter,
    contract_words,
)
from desktop.services.letters.templates import company_head
from desktop.services.registration.portions import portions

_TO_HOLDER = frozenset({"confirmation_holder", "correction_holder"})
_OF_CORRECTION = "correction_"
_MOVED = "confirmation_moved"
_CORRECTION_MOVED = "correction_moved"
_DOCUMENTS = frozenset({LetterKind.DOCUMENT.value, LetterKind.DOCUMENT_RECALLED.value})
_RECALL_REASONS: Mapping[str, str] = {
    "wrong_tenancy": "Es gehört nicht zu Ihrem Vertrag.",
    "wrong_content": "Der Inhalt ist nicht richtig.",
}
"""Letters are German; the other reasons of a recall say nothing to a tenant."""
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
_FACT = re.compile(r"([^:]{2,60}): (.+)")


def compose(session: Session, delivery: Delivery, day: date, mark: str = "") -> Letter:
    """Return the letter of a delivery with the date ``day``.

    ``mark`` names batch and place in it; it is empty for a letter that is only looked at. A letter
    with a code shows its mask.
    """
    if delivery.type == LetterKind.REGISTRATION_CODE:
        return compose_code_letter(session, delivery, day, mark)
    case = None if delivery.case_id is None else session.get_one(Case, delivery.case_id)
    company = session.get_one(Company, delivery.company_id)
    tenancy_id = delivery.tenancy_id if case is None else case.tenancy_id
    contract = session.scalar(select(Tenancy.contract_number).where(Tenancy.id == tenancy_id))
    text = _text(session, delivery, case, contract or "")
    plain = delivery.type == LetterKind.REPLY
    enclosures = _enclosures(session, delivery, company)
    body = _plain_body(text.text) if plain else _body_with_facts(text.text)
    return Letter(
        head=company_head(session, company),
        address=printed_address(delivery.recipient),
        info=_info(session, delivery, case, company, contract or ""),
        day=german_date(day),
        subject=text.subject,
        body=(*body, _list_of(enclosures)) if enclosures else body,
        batch_mark=mark,
        enclosures=enclosures,
    )


def _enclosures(session: Session, delivery: Delivery, company: Company) -> tuple[Enclosure, ...]:
    # Documents of accounts lie in the store of their company, files of cases in the common one.
    store = company.code if delivery.type == LetterKind.DOCUMENT else ""
    entries = delivery.data.get("attachments") or ()
    if delivery.state is DeliveryState.WAITING:
        entries = without_recalled(session, [delivery]).get(delivery, entries)
    return tuple(
        Enclosure(name=str(one["name"]), sha256=str(one["sha256"]), company=store)
        for one in entries
    )


def enclosed_still(session: Session, delivery_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """Return the contents that letters may still enclose, by the ids of those that have some."""
    found: dict[int, frozenset[str]] = {}
    for some in portions(delivery_ids):
        rows = session.scalars(select(Delivery).where(Delivery.id.in_(some))).all()
        found |= {
            row.id: frozenset(str(one["sha256"]) for one in entries)
            for row, entries in without_recalled(session, rows).items()
        }
    return found


def enclosing_only(letter: Letter, contents: Collection[str] | None) -> Letter:
    """Return a stored letter with these enclosures alone; None leaves it as it was printed."""
    if contents is None:
        return letter
    kept = tuple(one for one in letter.enclosures if one.sha256 in contents)
    if kept == letter.enclosures:
        return letter
    # The last block is the list of what is enclosed.
    body = letter.body[:-1]
    return replace(letter, enclosures=kept, body=(*body, _list_of(kept)) if kept else body)


def _list_of(enclosures: tuple[Enclosure, ...]) -> LetterBlock:
    """What stands below the greetings: the names of what is enclosed."""
    word = "Anlage" if len(enclosures) == 1 else "Anlagen"
    return LetterBlock(text="\n".join((word, *(one.name for one in enclosures))))


def subject_of(delivery: Delivery) -> str:
    """Return what a letter is about, as lists show it."""
    if delivery.type == LetterKind.REPLY:
        return str(delivery.data.get("subject", ""))
    if delivery.type in _DOCUMENTS:
        return template(_template_code(delivery.data)).subject.format(document=_title(delivery))
    if delivery.type == LetterKind.REGISTRATION_CODE:
        return "Registrierungscode"
    if delivery.type == LetterKind.CONSUMPTION:
        subject = template(_template_code(delivery.data)).subject
        return subject.format(document=month_words(delivery.data["month"]))
    return template(_template_code(delivery.data)).subject


def frozen(letter: Letter) -> dict[str, Any]:
    """Return a letter in the form that is stored: a code in it is masked, always."""
    made: dict[str, Any] = msgspec.to_builtins(without_code(letter))
    return made


def thawed(content: Mapping[str, Any]) -> Letter:
    """Return a stored letter, as it was printed."""
    return msgspec.convert(content, Letter)


def masked(letter: Letter) -> Letter:
    """Return a letter as people see it who may not see IBANs in full: without what is enclosed."""
    return replace(
        letter,
        enclosures=(),
        subject=mask_ibans(letter.subject),
        body=tuple(
            replace(
                block,
                text=mask_ibans(block.text),
                facts=tuple((name, mask_ibans(value)) for name, value in block.facts),
            )
            for block in letter.body
        ),
    )


def _text(session: Session, delivery: Delivery, case: Case | None, contract: str) -> FilledText:
    data = delivery.data
    if delivery.type == LetterKind.REPLY:
        return FilledText(subject=one_line(str(data["subject"])), text=str(data["text"]))
    values = {**({} if case is None else case_values(session, case)), **_confirmed(data)}
    if delivery.type in _DOCUMENTS:
        values |= _of_document(session, delivery)
    if delivery.type == LetterKind.CONSUMPTION:
        values |= _of_consumption(session, delivery)
    if contract:
        # A letter can fall into other hands: the number opens the way to the portal account.
        values["contract"] = f"mit der Endung {contract[-SHOWN_OF_CONTRACT:]}"
    if data["template"] in _TO_HOLDER:
        values["salutation"] = f"Guten Tag {values['holder']}"
    return fill(template(_template_code(data)), values)


def _of_document(session: Session, delivery: Delivery) -> dict[str, str]:
    data, company = delivery.data, session.get_one(Company, delivery.company_id)
    return {
        "salutation": str(data["salutation"]),
        "document": _title(delivery),
        "company": company.name,
        "reason": _RECALL_REASONS.get(str(data.get("reason")), "Bitte verwenden Sie es nicht."),
    }


def _of_consumption(session: Session, delivery: Delivery) -> dict[str, str]:
    data, company = delivery.data, session.get_one(Company, delivery.company_id)
    return {
        "salutation": str(data["salutation"]),
        "document": month_words(data["month"]),
        "answer": values_text(data),
        "company": company.name,
    }


def _title(delivery: Delivery) -> str:
    return one_line(str(delivery.data["title"]))


def _template_code(data: Mapping[str, Any]) -> str:
    """A letter about a date that was told before says that it has moved."""
    code = str(data["template"])
    if not data.get("moved"):
        return code
    return _CORRECTION_MOVED if code.startswith(_OF_CORRECTION) else _MOVED


def _confirmed(data: Mapping[str, Any]) -> dict[str, str]:
    first = data.get("first_collection_on") or data.get("valid_from")
    return {
        "holder": data.get("account_holder") or "",
        "iban_masked": data.get("iban_masked") or "",
        "mandate_reference": data.get("mandate_reference") or "",
        "creditor_id": data.get("creditor_id") or "",
        "collection_on": german_date(date.fromisoformat(first)) if first else "",
    }


def _info(
    session: Session, delivery: Delivery, case: Case | None, company: Company, contract: str
) -> tuple[tuple[str, str], ...]:
    author = session.scalar(
        select(Staff.name)
        .join(Message, Message.staff_id == Staff.id)
        .where(Message.id == delivery.message_id)
    )
    pairs = (
        ("Ihr Vertrag", contract_words(contract)),
        ("Vorgang", "" if case is None else case.reference),
        ("Bearbeitet von", author or str(delivery.data.get("staff", ""))),
        ("Telefon", company.phone),
        ("Servicezeiten", company.service_hours),
    )
    return tuple(pair for pair in pairs if pair[1])


def _plain_body(text: str) -> tuple[LetterBlock, ...]:
    """Paragraphs as they were typed."""
    return tuple(LetterBlock(text=part) for part in _PARAGRAPHS.split(text.strip()))


def _body_with_facts(text: str) -> tuple[LetterBlock, ...]:
    """Paragraphs of a prepared text; lines that all are a name and a value become facts."""
    blocks = []
    for part in _PARAGRAPHS.split(text.strip()):
        found = [_FACT.fullmatch(line) for line in part.splitlines()]
        facts = tuple((one[1], one[2]) for one in found if one is not None)
        complete = len(facts) == len(found) and len(facts) > 1
        blocks.append(LetterBlock(facts=facts) if complete else LetterBlock(text=part))
    return tuple(blocks)
