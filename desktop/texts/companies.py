"""Words about companies and their rules: names of settings, of their values, of federal states."""

from collections.abc import Mapping

from desktop.domain.company_rules import CutoffBasis, FourEyes, WorkdayWeek
from desktop.domain.findings import Severity
from desktop.domain.workdays import FederalState
from desktop.texts import mark, ntr, tr

_DETAILS: Mapping[str, str] = {
    "name": mark("Name der Gesellschaft"),
    "short_name": mark("Kurzname"),
    "street": mark("Straße"),
    "house_number": mark("Hausnummer"),
    "postcode": mark("Postleitzahl"),
    "town": mark("Ort"),
    "creditor_id": mark("Gläubiger-ID"),
    "department": mark("Abteilung"),
    "phone": mark("Telefon"),
    "email": mark("E-Mail"),
    "website": mark("Website"),
    "service_hours": mark("Servicezeiten"),
    "register_court": mark("Registergericht"),
    "register_number": mark("Registernummer"),
}
_RULES: Mapping[str, str] = {
    "promise_workdays": mark("Zugesagte Frist in Werktagen"),
    "cutoff_day": mark("Stichtag im Monat"),
    "december_cutoff_day": mark("Stichtag im Dezember"),
    "collection_bank_day": mark("Einzug am wievielten Bankarbeitstag"),
    "debit_file_lead": mark("Lastschriftdatei so viele Bankarbeitstage davor"),
    "debit_file_time": mark("Uhrzeit der Lastschriftdatei"),
    "export_minutes_before_file": mark("Übergabe von selbst, Minuten vor der Datei"),
    "prenotification_days": mark("Vorankündigung in Tagen"),
    "undo_seconds": mark("Rückgängig nach Entscheidungen, in Sekunden"),
    "undo_send_seconds": mark("Rückgängig nach dem Senden, in Sekunden"),
    "max_attachment": mark("Größte Datei in MB"),
    "max_event": mark("Alle Dateien zusammen in MB"),
}
_STATES: Mapping[FederalState, str] = {
    FederalState.BADEN_WUERTTEMBERG: "Baden-Württemberg",
    FederalState.BAYERN: "Bayern",
    FederalState.BERLIN: "Berlin",
    FederalState.BRANDENBURG: "Brandenburg",
    FederalState.BREMEN: "Bremen",
    FederalState.HAMBURG: "Hamburg",
    FederalState.HESSEN: "Hessen",
    FederalState.MECKLENBURG_VORPOMMERN: "Mecklenburg-Vorpommern",
    FederalState.NIEDERSACHSEN: "Niedersachsen",
    FederalState.NORDRHEIN_WESTFALEN: "Nordrhein-Westfalen",
    FederalState.RHEINLAND_PFALZ: "Rheinland-Pfalz",
    FederalState.SAARLAND: "Saarland",
    FederalState.SACHSEN: "Sachsen",
    FederalState.SACHSEN_ANHALT: "Sachsen-Anhalt",
    FederalState.SCHLESWIG_HOLSTEIN: "Schleswig-Holstein",
    FederalState.THUERINGEN: "Thüringen",
}
_WEEKS: Mapping[WorkdayWeek, str] = {
    WorkdayWeek.MON_FRI: mark("Montag bis Freitag"),
    WorkdayWeek.MON_SAT: mark("Montag bis Samstag"),
}
_BASES: Mapping[CutoffBasis, str] = {
    CutoffBasis.FIRST_RECEIPT: mark("Tag des ersten Eingangs"),
    CutoffBasis.COMPLETED: mark("Tag, an dem alles da ist"),
}
_FOUR_EYES: Mapping[FourEyes, str] = {
    FourEyes.ALWAYS: mark("immer"),
    FourEyes.WITH_WARNINGS: mark("nur bei Warnungen"),
    FourEyes.NEVER: mark("nie"),
}
_SHORT: Mapping[Severity, str] = {
    Severity.INFO: mark("als Hinweis"),
    Severity.WARNING: mark("als Warnung, über die entschieden wird"),
}


def is_detail(part: str) -> bool:
    """Whether a name is that of a part of the letterhead."""
    return part in _DETAILS


def is_rule(name: str) -> bool:
    """Whether a name is that of a number or time among the rules."""
    return name in _RULES


def detail_name(part: str) -> str:
    """Return how a part of a company's letterhead is called."""
    return tr(_DETAILS[part])


def rule_name(name: str) -> str:
    """Return how a number or time among the rules is called."""
    return tr(_RULES[name])


def state_name(state: FederalState) -> str:
    """Return the name of a federal state; it is the same in every language."""
    return _STATES[state]


def week_text(week: WorkdayWeek) -> str:
    """Return which days are Werktage."""
    return tr(_WEEKS[week])


def basis_text(basis: CutoffBasis) -> str:
    """Return which day the cut-off looks at."""
    return tr(_BASES[basis])


def four_eyes_text(four_eyes: FourEyes) -> str:
    """Return when a second person releases."""
    return tr(_FOUR_EYES[four_eyes])


def short_notice_text(severity: Severity) -> str:
    """Return how a prenotification that is too short is told."""
    return tr(_SHORT[severity])


def effect_text(applications: int, changed: int) -> str:
    """Return how many of the last applications typed rules would have made run otherwise."""
    if not applications:
        return tr("Es gibt noch keinen Antrag, an dem sich die Wirkung zeigen ließe.")
    if not changed:
        return ntr(
            "Der letzte Antrag liefe wie bisher.",
            "Alle {n} letzten Anträge liefen wie bisher.",
            applications,
        )
    return ntr(
        "{n} von {all} Anträgen liefe anders.",
        "{n} von {all} Anträgen liefen anders.",
        changed,
        all=applications,
    )
