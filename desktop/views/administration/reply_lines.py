"""How prepared replies stand in the list of *Antwortvorlagen*, and what finds them."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.domain.text_match import search_key
from desktop.services.conversation.reply_forms import ReplyForm, ReplyRow
from desktop.texts import tr
from desktop.texts.foreign import shown


def line_of(form: ReplyForm, row: ReplyRow | None, *, saved: bool) -> str:
    """One line: title, whether it is saved, where it fits, and whether it ships or is used.

    ``row`` is None for a reply that was never stored.
    """
    parts = [shown(form.title) or tr("Neue Vorlage")]
    if not saved:
        parts.append(tr("nicht gespeichert"))
    if row is not None:
        parts += [part for part in (row.company_tag, *row.category_names) if part]
        if row.ships:
            parts.append(tr("ersetzt") if row.replaced else tr("mitgeliefert"))
        elif not row.active:
            parts.append(tr("außer Gebrauch"))
    return " · ".join(parts)


def has_words(form: ReplyForm, line: str, words: Iterable[str]) -> bool:
    """Whether every one of these folded words stands in a reply or in its line of the list."""
    text = search_key(f"{line}\n{form.shortcut}\n{form.subject}\n{form.text}")
    return all(word in text for word in words)
