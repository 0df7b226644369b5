"""Sample rows, sidebar sections and outlooks, as the mock-ups show them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.case_status import CaseState, Channel
from desktop.domain.company_rules import CompanyRules
from desktop.domain.deadlines import compute_deadlines
from desktop.domain.outlook import Outlook, bank_change_outlook, promise_outlook
from desktop.domain.workdays import FederalState, WorkdayCalendar
from desktop.services.inbox.rows import CaseRow, Pill, PillKind, Urgency
from desktop.views.sidebar_model import CountTone, SidebarEntry, SidebarSection


def case_row(number: int, **changes: object) -> CaseRow:
    """A row of the mock-up's kind; ``changes`` replace fields."""
    fields: dict[str, object] = {
        "case_id": number,
        "reference": f"V-2026-{100000 + number}",
        "version": 1,
        "company_id": 1,
        "company_tag": "THOR",
        "tenant_name": "Aylin Musterbach",
        "contract_number": "10.4417.0302",
        "category_code": "bank",
        "category_short": "SEPA",
        "category_icon": "landmark",
        "subject": "Bankverbindung ändern",
        "channel": Channel.PORTAL,
        "state": CaseState.IN_REVIEW,
        "received_at": datetime(2026, 11, 18, 20, 14, tzinfo=UTC),
        "due_on": date(2026, 12, 2),
        "debit_file_on": date(2026, 11, 30),
        "act_by": date(2026, 11, 30),
        "urgency": Urgency.RUN_AT_RISK,
        "pill": Pill(PillKind.RUN_AT_RISK, run="12/26"),
        "run": "12/26",
        "assignee_id": None,
        "assignee_initials": "",
        "assignee_name": "",
        "waiting_until": None,
    }
    fields.update(changes)
    return CaseRow(**fields)  # type: ignore[arg-type]


def sample_rows() -> list[CaseRow]:
    """The cases of the mock-up."""
    risk = {"urgency": Urgency.RUN_AT_RISK}
    today = {"urgency": Urgency.DUE_TODAY, "pill": Pill(PillKind.TODAY)}
    week = {"urgency": Urgency.THIS_WEEK}

    def staff(initials: str, number: int = 2) -> dict[str, object]:
        return {"assignee_id": number, "assignee_initials": initials, "assignee_name": initials}

    new = {"state": CaseState.NEW, "unread": True}
    return [
        case_row(
            1,
            tenant_name="Katja Erdacht",
            company_tag="WHS",
            channel=Channel.TELEPHONE,
            category_short="Schaden",
            subject="Heizung im Bad bleibt kalt",
            urgency=Urgency.OVERDUE,
            pill=Pill(PillKind.OVERDUE, workdays=1),
            **staff("NE"),
        ),
        case_row(2, **risk),
        case_row(
            3,
            tenant_name="Piotr Fiktivski",
            company_tag="WHS",
            channel=Channel.EMAIL,
            subject="Neue IBAN für den Mieteinzug ab dem nächsten Monat bitte",
            **risk,
            **staff("TV"),
        ),
        case_row(
            4,
            tenant_name="Tarek Exempler",
            channel=Channel.APP,
            subject="Mandat für Stellplatz 14 fehlt",
            **risk,
            **new,
            **staff("JM", 1),
        ),
        case_row(
            5,
            tenant_name="Marlies Nirgendwo",
            company_tag="WHS",
            channel=Channel.LETTER,
            subject="Mandat widerrufen, neues Konto folgt",
            **risk,
            **staff("CS"),
        ),
        case_row(
            6,
            tenant_name="Marga Beispielsen",
            channel=Channel.TELEPHONE,
            category_short="Registrierung",
            subject="Code nicht angekommen",
            **today,
            **new,
            **staff("JM", 1),
        ),
        case_row(
            7,
            tenant_name="Ole Platzhalter",
            company_tag="WHS",
            channel=Channel.EMAIL,
            category_short="Dokumente",
            subject="Abrechnung 2024 nicht lesbar",
            **today,
            **staff("LL"),
        ),
        case_row(
            8,
            tenant_name="Bogdan Ausgedacht",
            company_tag="WHS",
            channel=Channel.APP,
            category_short="Verbräuche",
            subject="Zählerstand Kaltwasser nachgereicht am Montag",
            pill=Pill(PillKind.SOON, workdays=1),
            **week,
            **new,
            **staff("CS"),
        ),
        case_row(
            9,
            tenant_name="Svea Testhausen-Größenwörth von Übermannsdorf",
            company_tag="WHS",
            channel=Channel.EMAIL,
            category_short="Allgemein",
            subject="Frage zur Hausordnung, Fahrradkeller und Treppenhaus",
            urgency=Urgency.LATER,
            pill=Pill(PillKind.LATER, workdays=9),
            **staff("NE"),
        ),
    ]


def sections() -> list[SidebarSection]:
    """The sidebar of the mock-up, with all nine categories."""
    return [
        SidebarSection(
            "Vorgänge",
            (
                SidebarEntry("all-open", "Alle offenen", "inbox", 278),
                SidebarEntry("mine", "Meine Vorgänge", "user", 27),
                SidebarEntry("unassigned", "Nicht zugewiesen", "user-x", 34),
                SidebarEntry("due-today", "Heute fällig", "alarm-clock", 3, CountTone.DANGER),
                SidebarEntry("run", "Lauf gefährdet", "triangle-alert", 4, CountTone.WARNING),
                SidebarEntry("releases", "Freigaben", "shield-check", 11),
                SidebarEntry("waiting", "Wiedervorlage", "hourglass", 18),
            ),
        ),
        SidebarSection(
            "Kategorien",
            (
                SidebarEntry("c1", "Bankverbindung & SEPA", "landmark", 48),
                SidebarEntry("c2", "Schadensmeldung", "wrench", 83),
                SidebarEntry("c3", "Dokumente", "file-text", 26),
                SidebarEntry("c4", "Registrierung", "key-round", 31),
                SidebarEntry("c5", "Kontaktdaten", "contact", 22),
                SidebarEntry("c6", "Mietbescheinigung", "receipt-text", 17),
                SidebarEntry("c7", "Verbräuche", "gauge", 14),
                SidebarEntry("c8", "Formulare", "clipboard-list", 0),
                SidebarEntry("c9", "Allgemein", "message-square", 37),
            ),
        ),
        SidebarSection(
            "Bereiche",
            (
                SidebarEntry("quarantine", "Quarantäne", "shield-alert", 2),
                SidebarEntry("erp", "Übergabe (ERP)", "file-output", 20),
            ),
        ),
    ]


def outlooks() -> dict[str, Outlook]:
    """The strips of the mock-ups and the ones they do not show."""
    rules, calendar = CompanyRules(), WorkdayCalendar(FederalState("HH"))

    def change(received: datetime, now: datetime, blockers: int = 0) -> Outlook:
        return bank_change_outlook(
            compute_deadlines(received=received, rules=rules, calendar=calendar),
            variant=BankChangeVariant.NEW_ACCOUNT,
            rules=rules,
            calendar=calendar,
            now=now,
            open_blockers=blockers,
        )

    def at(day: int, month: int, hour: int = 8, minute: int = 42) -> datetime:
        return datetime(2026, month, day, hour, minute, tzinfo=UTC)

    return {
        "before": change(at(18, 11, 20, 14), at(23, 11), 1),
        "after": change(at(23, 11), at(23, 11)),
        "december": change(at(16, 12), at(18, 12)),
        "overdue": promise_outlook(
            received_on=date(2026, 11, 6),
            due_on=date(2026, 11, 20),
            promise_workdays=10,
            calendar=calendar,
            now=at(23, 11),
        ),
        "missed": change(at(18, 11, 20, 14), at(1, 12)),
    }
