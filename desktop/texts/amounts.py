"""Amounts of money as people read them."""

from decimal import Decimal

from desktop.texts import Language, language


def euros(amount: Decimal) -> str:
    """Return "812,40 €" with a point every three digits; in English "€812.40"."""
    text = f"{amount:,.2f}"
    if language() is Language.ENGLISH:
        return f"€{text}"
    return text.translate(str.maketrans(",.", ".,")) + " €"
