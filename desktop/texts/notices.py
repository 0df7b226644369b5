"""Sentences under the bell."""

from desktop.domain.notices import NoticeKind
from desktop.texts import mark, ntr, tr

_KINDS = {
    NoticeKind.ANSWERED: mark("Antwort in einem eigenen Vorgang"),
    NoticeKind.ASSIGNED: mark("Ein Vorgang wurde mir zugewiesen"),
    NoticeKind.DUE_TODAY: mark("Frist eines eigenen Vorgangs ist heute"),
    NoticeKind.WAITING_OVER: mark("Wiedervorlage eines eigenen Vorgangs ist fällig"),
    NoticeKind.COLLEAGUE_LEFT: mark("Vorgänge einer Person sind neu zu verteilen"),
    NoticeKind.ORDER_DUE: mark("Ein Auftrag in einem eigenen Vorgang ist fällig"),
}


def kind_text(kind: NoticeKind) -> str:
    """Return what the settings call a kind."""
    return tr(_KINDS[kind])


def notice_title(kind: NoticeKind, tenant: str, by: str, cases: int = 1) -> str:
    """Return what happened; ``tenant`` and ``by`` are names, "" where there is none.

    ``cases`` is of how many it tells.
    """
    tenant = tenant or tr("ohne Mietverhältnis")
    match kind:
        case NoticeKind.ANSWERED:
            return tr("Antwort eingegangen: {name}", name=tenant)
        case NoticeKind.ASSIGNED:
            return _assigned(tenant, by, cases)
        case NoticeKind.DUE_TODAY:
            return tr("Frist ist heute: {name}", name=tenant)
        case NoticeKind.WAITING_OVER:
            return tr("Wiedervorlage ist fällig: {name}", name=tenant)
        case NoticeKind.COLLEAGUE_LEFT:
            return tr("Vorgänge von {by} sind neu zu verteilen, zuerst: {name}", by=by, name=tenant)
        case NoticeKind.ORDER_DUE:
            return tr("Auftrag ist fällig: {name}", name=tenant)


def _assigned(tenant: str, by: str, cases: int) -> str:
    if cases > 1:
        number = ntr("{n} Vorgang", "{n} Vorgänge", cases)
        if by:
            return tr(
                "{by} hat Ihnen {number} zugewiesen, darunter: {name}",
                by=by,
                number=number,
                name=tenant,
            )
        return tr("{number} wurden Ihnen zugewiesen, darunter: {name}", number=number, name=tenant)
    if by:
        return tr("{by} hat Ihnen zugewiesen: {name}", by=by, name=tenant)
    return tr("Ihnen zugewiesen: {name}", name=tenant)


def bell_name(unread: int) -> str:
    """Return what a screen reader says of the bell."""
    if not unread:
        return tr("Mitteilungen, keine ungelesen")
    return ntr("Mitteilungen, {n} ungelesen", "Mitteilungen, {n} ungelesen", unread)
