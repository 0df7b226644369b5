"""What a clerk reads about a registration that fails, and about codes and their letters."""

from collections.abc import Iterable, Mapping
from datetime import date

from desktop.domain.case_status import Channel
from desktop.domain.code_states import CodeState, Remark
from desktop.domain.kinds import PortalAccountState
from desktop.domain.portal_password import LEAST_CHARACTERS, Criterion
from desktop.domain.registration_diagnosis import IssuedCode, Trouble
from desktop.domain.registration_reasons import Certainty, Hint, Reason
from desktop.texts import mark, tr
from desktop.texts.dates import full_date
from desktop.texts.registration_table import REASONS

CERTAINTIES: Mapping[Certainty, str] = {
    Certainty.CERTAIN: mark("sicher"),
    Certainty.POSSIBLE: mark("möglich"),
}
CODE_STATES: Mapping[CodeState, str] = {
    CodeState.REQUESTED: mark("vorgemerkt"),
    CodeState.ISSUED: mark("ausgestellt"),
    CodeState.POSTED: mark("versendet"),
    CodeState.REDEEMED: mark("eingelöst"),
    CodeState.REVOKED: mark("widerrufen"),
    CodeState.EXPIRED: mark("abgelaufen"),
    CodeState.RETURNED: mark("Rückläufer"),
    CodeState.LOCKED: mark("gesperrt"),
}
CRITERIA: Mapping[Criterion, str] = {
    Criterion.LENGTH: mark("mindestens {least} Zeichen"),
    Criterion.UPPER_CASE: mark("ein Großbuchstabe"),
    Criterion.LOWER_CASE: mark("ein Kleinbuchstabe"),
    Criterion.DIGIT: mark("eine Ziffer"),
    Criterion.SPECIAL: mark("ein Sonderzeichen, also weder Buchstabe noch Ziffer"),
    Criterion.SURNAME: mark("der Nachname kommt nicht darin vor"),
}
TROUBLES: Mapping[Trouble, str] = {
    Trouble.NO_ACTIVATION_MAIL: mark("Aktivierungsmail kommt nicht"),
    Trouble.USER_NAME: mark("Benutzername vergessen"),
    Trouble.PASSWORD: mark("Kennwort vergessen"),
    Trouble.PASSWORD_REFUSED: mark("Kennwort wird nicht angenommen"),
}
REMARKS: Mapping[Remark, str] = {
    Remark.UNKNOWN: mark("Das Portal nennt einen Code, den dieses Konto nicht hat."),
    Remark.ALREADY_SO: mark("Das war schon bekannt; es hat sich nichts geändert."),
    Remark.IMPOSSIBLE: mark(
        "Das kann einem Code in diesem Zustand nicht geschehen; es wurde nichts geändert."
    ),
    Remark.REDEEMED_EARLIER: mark(
        "Der Code wurde benutzt, als er noch gültig war; er zählt deshalb als eingelöst."
    ),
    Remark.OLD_CODE_USED: mark(
        "Das Portal hat einen Code angenommen, der nicht mehr gilt oder schon eingelöst war. Es "
        "wurde nichts geändert; bitte sehen Sie sich das Konto an."
    ),
}
ACCOUNT_STATES: Mapping[PortalAccountState, str] = {
    PortalAccountState.INVITED: mark("noch nicht registriert"),
    PortalAccountState.REGISTERED: mark("registriert, noch nicht aktiviert"),
    PortalAccountState.ACTIVATED: mark("Konto aktiv"),
    PortalAccountState.LOCKED: mark("Zugang gesperrt"),
    PortalAccountState.CLOSED: mark("Konto geschlossen"),
}
_PLACES = {Channel.APP: mark("in der App"), Channel.PORTAL: mark("im Portal")}


def hint_title(hint: Hint) -> str:
    """Return the reason in a few words: "Code ist widerrufen"."""
    return tr(REASONS[hint.reason].title)


def hint_sentence(hint: Hint) -> str:
    """Return why it fails in one sentence; a sign or date that is not known leaves no hole."""
    text = REASONS[hint.reason]
    possible = hint.certainty is Certainty.POSSIBLE and text.possible
    return tr(possible or text.why).format_map(_shown(hint.params))


def hint_advice(hint: Hint) -> str:
    """Return what the clerk does about it, with the rules where a password breaks them."""
    advice = tr(REASONS[hint.reason].advice)
    if hint.reason is not Reason.PASSWORD_CRITERIA:
        return advice
    return f"{advice} {tr('Die Regeln: {rules}.', rules='; '.join(map(criterion_text, Criterion)))}"


def hint_letter(hint: Hint) -> str:
    """Return which letter was probably in hand and which one counts; "" where nothing is known."""
    params = hint.params
    parts = []
    if "similar_last_two" in params:
        letter = _letter(params.get("similar_issued_on"), params["similar_last_two"])
        parts.append(tr("Vermutlich in der Hand: {letter}.", letter=letter))
    if "valid_last_two" in params:
        letter = _letter(params.get("valid_issued_on"), params["valid_last_two"])
        parts.append(tr("Gültig ist: {letter}.", letter=letter))
    if "valid_unsure_batch" in params:
        parts.append(_unconfirmed(int(params["valid_unsure_batch"])))
    return " ".join(parts)


def certainty_word(certainty: Certainty) -> str:
    """Return "sicher" or "möglich"."""
    return tr(CERTAINTIES[certainty])


def code_state_word(state: CodeState) -> str:
    """Return the word for where a code stands: "versendet"."""
    return tr(CODE_STATES[state])


def account_state_text(state: PortalAccountState) -> str:
    """Return how far somebody's access has come: "noch nicht registriert"."""
    return tr(ACCOUNT_STATES[state])


def letter_line(code: IssuedCode, today: date) -> str:
    """Return what became of a letter: "versendet, gilt bis 10.02.2027"."""
    state = code_state_word(code.state)
    if code.state.usable and code.unsure_batch is not None:
        state = tr("Druck nicht bestätigt")
    if code.state.usable and code.expires_on is not None:
        if code.expires_on < today:
            return tr("abgelaufen am {day}", day=full_date(code.expires_on))
        return tr("{state}, gilt bis {day}", state=state, day=full_date(code.expires_on))
    ended = code.ended_on
    if code.state is CodeState.EXPIRED:
        ended = code.expires_on or ended
    return state if ended is None else tr("{state} am {day}", state=state, day=full_date(ended))


def trouble_text(trouble: Trouble) -> str:
    """Return what the tenant says goes wrong: "Aktivierungsmail kommt nicht"."""
    return tr(TROUBLES[trouble])


def remark_sentence(remark: Remark) -> str:
    """Return what is to be known of an event about a code."""
    return tr(REMARKS[remark])


def criterion_text(criterion: Criterion) -> str:
    """Return one rule for the portal's passwords: "mindestens 10 Zeichen"."""
    text = tr(CRITERIA[criterion])
    return text.format(least=LEAST_CHARACTERS) if "{" in text else text


def place_text(channel: Channel) -> str:
    """Return where somebody registers: "in der App", "im Portal"."""
    return tr(_PLACES.get(channel, _PLACES[Channel.PORTAL]))


def letter_name(code: IssuedCode) -> str:
    """Return a letter by its date and the last two symbols of its code."""
    return _letter(code.issued_on.isoformat() if code.issued_on else "", code.last_two)


def letters_sentence(codes: Iterable[IssuedCode], valid: IssuedCode | None) -> str:
    """Answer which of several letters counts; also whether anybody knows that it is on paper."""
    said = _which_counts(codes, valid)
    if valid is None or valid.unsure_batch is None:
        return said
    return f"{said} {_unconfirmed(valid.unsure_batch)}"


def _unconfirmed(batch: int) -> str:
    return tr("Sein Druck ist nicht bestätigt (Stapel {number}).", number=batch)


def _which_counts(codes: Iterable[IssuedCode], valid: IssuedCode | None) -> str:
    letters = [code for code in codes if code.state is not CodeState.REQUESTED]
    if valid is not None:
        if len(letters) == 1:
            return tr("Gültig ist: {letter}.", letter=letter_name(valid))
        return tr("Nur dieses gilt: {letter}.", letter=letter_name(valid))
    if letters:
        return tr("Keines der Schreiben gilt mehr.")
    return tr("Es gibt noch kein Schreiben mit einem Code.")


def _shown(params: Mapping[str, object]) -> dict[str, str]:
    place = str(params.get("begun_in", ""))
    return {
        "letter": _letter(params.get("issued_on"), params.get("last_two")),
        "when": _bracketed(params.get("ended_on")),
        "expired": _bracketed(params.get("expires_on") or params.get("ended_on")),
        "place": place_text(Channel(place)) if place in _PLACES else tr("an anderer Stelle"),
    }


def _letter(issued_on: object, last_two: object) -> str:
    day = _day(issued_on)
    if day and last_two:
        return tr("Schreiben vom {day}, Code endet auf {last_two}", day=day, last_two=last_two)
    if day:
        return tr("Schreiben vom {day}", day=day)
    if last_two:
        return tr("Schreiben mit dem Code, der auf {last_two} endet", last_two=last_two)
    return tr("Schreiben ohne Datum")


def _bracketed(day: object) -> str:
    shown = _day(day)
    return f" ({shown})" if shown else ""


def _day(value: object) -> str:
    if not isinstance(value, str) or not value:
        return ""
    return full_date(date.fromisoformat(value))
