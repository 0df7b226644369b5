"""What a restore would mean, and what came of one, in words."""

from collections.abc import Callable, Iterator, Mapping

from desktop.domain.restore import Loss, LossKind, Preview, Restored
from desktop.texts import ntr, tr
from desktop.texts.dates import full_moment

_COUNTED: Mapping[LossKind, Callable[[int], str]] = {
    LossKind.CASES: lambda n: ntr("{n} Vorgang", "{n} Vorgänge", n),
    LossKind.MESSAGES: lambda n: ntr("{n} Nachricht", "{n} Nachrichten", n),
    LossKind.NOTES: lambda n: ntr("{n} Notiz", "{n} Notizen", n),
    LossKind.DECISIONS: lambda n: ntr("{n} Entscheidung", "{n} Entscheidungen", n),
    LossKind.DOCUMENTS: lambda n: ntr("{n} Dokument", "{n} Dokumente", n),
    LossKind.ARRIVALS: lambda n: ntr("{n} Eingang vom Portal", "{n} Eingänge vom Portal", n),
    LossKind.ACTS: lambda n: ntr("{n} Eintrag im Protokoll", "{n} Einträge im Protokoll", n),
}


def preview_lines(preview: Preview) -> Iterator[str]:
    """Yield what came after the backup and is no longer in the program after a restore."""
    if preview.is_missing:
        yield tr("Im Datenordner liegt keine Datenbank; es geht nichts verloren.")
    elif preview.is_unreadable:
        yield tr(
            "Die jetzige Datenbank lässt sich nicht lesen; was nach der Sicherung kam, ist nicht "
            "bekannt."
        )
    elif not preview.losses:
        yield tr("Nach dieser Sicherung kam nichts mehr; es geht nichts verloren.")
    else:
        yield tr("Nach dieser Sicherung kamen, und fehlen nach dem Zurückspielen:")
        yield from (_loss_line(loss) for loss in preview.losses)
    if preview.is_other:
        yield tr(
            "Achtung: Die Sicherung ist kein früherer Stand dieser Datenbank. Was beide "
            "unterscheidet, lässt sich nicht zählen."
        )


def _loss_line(loss: Loss) -> str:
    counted = _COUNTED[loss.kind](loss.count)
    if loss.newest_at is None:
        return f"  {counted}"
    newest = tr("zuletzt {moment}", moment=full_moment(loss.newest_at))
    return f"  {counted}, {newest}"


def restored_lines(restored: Restored) -> Iterator[str]:
    """Yield what came of a restore."""
    yield tr("Zurückgespielt: {file}.", file=restored.file)
    if restored.kept_as:
        yield tr("Die bisherige Datenbank liegt als {file} daneben.", file=restored.kept_as)
    if restored.documents:
        yield ntr(
            "{n} Dokument wurde wiederhergestellt.",
            "{n} Dokumente wurden wiederhergestellt.",
            restored.documents,
        )
    if restored.missing:
        yield ntr(
            "{n} Dokument fehlt auch in der Sicherung.",
            "{n} Dokumente fehlen auch in der Sicherung.",
            restored.missing,
        )
