"""A case on paper: read as a whole, every IBAN masked, and noted in the log when it is done.

A sheet lies where nobody logs who reads it. So IBANs stand there by their ends only, whoever
prints; who needs one in full opens the case, and that is logged.
"""

from collections.abc import Iterator

from desktop.domain.iban_text import mask_ibans
from desktop.domain.printed_case import PrintedCase, PrintedParagraph, PrintedStyle
from desktop.services.audit import AuditAction, DetailValue, record
from desktop.services.bank_changes.view import BankChangeView
from desktop.services.cases.loading import load_case
from desktop.services.cases.page import load
from desktop.services.cases.view import CaseView, TimelineEntry, TimelineKind, TimelineWish
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission
from desktop.texts import tr
from desktop.texts.case_acts import act_sentence
from desktop.texts.case_changes import fact_label, fact_values, form_label, form_value
from desktop.texts.dates import berlin_clock, clock_time, full_date
from desktop.texts.deadlines import deadline_sentence
from desktop.texts.deliveries import event_name
from desktop.texts.findings import finding_reason, finding_title

_WHOLE = TimelineWish(count=100_000)
_Paragraphs = Iterator[PrintedParagraph]


def printed_case(context: ServiceContext, actor: Actor, case_id: int) -> PrintedCase:
    """Return everything of a case for paper; opening a bank change is logged as ever.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    page = load(context, actor, case_id, _WHOLE)
    header = page.case.header
    at = context.clock.now()
    footer = tr(
        "{reference} · gedruckt am {date}, {time} Uhr von {name}",
        reference=header.reference,
        date=full_date(berlin_clock(at).date()),
        time=clock_time(at),
        name=actor.name,
    )
    paragraphs = [
        *_head(page.case),
        *_findings(page.bank),
        *_fields(page.case),
        *_timeline(page.case),
        *_files(page.case),
    ]
    masked = tuple(
        PrintedParagraph(one.style, mask_ibans(one.text), mask_ibans(one.value))
        for one in paragraphs
    )
    return PrintedCase(case_id, header.reference, footer, masked)


def note_on_paper(
    context: ServiceContext, actor: Actor, case_id: int, action: AuditAction, pages: int
) -> None:
    """Log that a case was printed or saved as a file, with its number of pages.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
        ValueError: another act than these two.
    """
    if action not in (AuditAction.CASE_PRINTED, AuditAction.CASE_EXPORTED):
        raise ValueError(f"{action} is not about paper")
    with context.database.write() as unit:
        case = load_case(unit.session, actor, Permission.READ_CASES, case_id)
        details: dict[str, DetailValue] = {"case": case.reference, "pages": pages}
        record(unit, context, actor, action, "cases", case.id, case.company_id, details)


def _fact(label: str, value: str) -> PrintedParagraph:
    return PrintedParagraph(PrintedStyle.FACT, label, value)


def _heading(text: str) -> PrintedParagraph:
    return PrintedParagraph(PrintedStyle.HEADING, text)


def _head(case: CaseView) -> _Paragraphs:
    header = case.header
    yield PrintedParagraph(PrintedStyle.TITLE, header.subject)
    if case.outlook is not None:
        yield PrintedParagraph(PrintedStyle.LEAD, deadline_sentence(case.outlook))
    yield _fact(tr("Vorgang"), header.reference)
    yield _fact(tr("Kategorie"), header.category_name)
    yield _fact(tr("Gesellschaft"), header.company_name)
    yield _fact(tr("Eingang"), full_date(header.received_on))
    if header.due_on is not None:
        yield _fact(tr("Frist"), full_date(header.due_on))
    assignee = tr("nicht zugewiesen") if header.assignee is None else header.assignee.name
    yield _fact(tr("Zugewiesen"), assignee)
    if case.tenancy is not None:
        yield _fact(tr("Vertrag"), case.tenancy.contract_number)
        yield _fact(tr("Mieter"), ", ".join(case.tenancy.tenant_names))
        yield _fact(tr("Anschrift"), case.tenancy.address_line)


def _findings(bank: BankChangeView | None) -> _Paragraphs:
    if bank is None:
        return
    yield _heading(tr("Prüfung"))
    for row in bank.findings:
        yield _fact(finding_title(row.finding), finding_reason(row.finding))
    yield _heading(tr("Bankverbindung"))
    for line in bank.form:
        if line.value:
            yield _fact(form_label(line.field), form_value(line.field, line.value))


def _fields(case: CaseView) -> _Paragraphs:
    if case.fields:
        yield _heading(tr("Angaben"))
    for row in case.fields:
        yield _fact(row.label, row.value)


def _timeline(case: CaseView) -> _Paragraphs:
    yield _heading(tr("Verlauf"))
    for entry in case.timeline:
        moment = berlin_clock(entry.at)
        day = f"{full_date(moment.date())}, {clock_time(entry.at)}"
        author = entry.author or tr("Mieterdesk")
        said = " · ".join(part for part in (day, author, _kind(entry)) if part)
        yield PrintedParagraph(PrintedStyle.LABEL, said)
        text = _words(entry)
        if text:
            yield PrintedParagraph(PrintedStyle.TEXT, text)
        for file in entry.attachments:
            yield PrintedParagraph(PrintedStyle.TEXT, tr("Anlage: {name}", name=file.name))


def _kind(entry: TimelineEntry) -> str:
    if entry.kind in (TimelineKind.ACT, TimelineKind.CHANGE):
        return act_sentence(entry.event_code, entry.text)
    return {
        TimelineKind.INCOMING: tr("Eingang"),
        TimelineKind.OUTGOING: tr("Antwort"),
        TimelineKind.NOTE: tr("interne Notiz"),
        TimelineKind.SYSTEM_NOTE: tr("Hinweis des Programms"),
        TimelineKind.EVENT: event_name(entry.event_code),
    }[entry.kind]


def _words(entry: TimelineEntry) -> str:
    if entry.kind is TimelineKind.CHANGE:
        changes = ((fact, *fact_values(fact)) for fact in entry.facts)
        return "\n".join(f"{fact_label(fact.fact)}: {was} → {now}" for fact, was, now in changes)
    if entry.kind is TimelineKind.ACT:
        return ""
    return entry.text or entry.subject


def _files(case: CaseView) -> _Paragraphs:
    if case.attachments:
        yield _heading(tr("Anlagen"))
    for number, file in enumerate(case.attachments, start=1):
        size = tr("{n} KB", n=max(1, round(file.size / 1024)))
        yield _fact(f"{number}", f"{file.name}, {size}")
