"""Names of the countries that take part in SEPA; others are shown by their code."""

from collections.abc import Mapping

from desktop.texts import mark, tr

COUNTRIES: Mapping[str, str] = {
    "AD": mark("Andorra"),
    "AL": mark("Albanien"),
    "AT": mark("Österreich"),
    "BE": mark("Belgien"),
    "BG": mark("Bulgarien"),
    "CH": mark("Schweiz"),
    "CY": mark("Zypern"),
    "CZ": mark("Tschechien"),
    "DE": mark("Deutschland"),
    "DK": mark("Dänemark"),
    "EE": mark("Estland"),
    "ES": mark("Spanien"),
    "FI": mark("Finnland"),
    "FR": mark("Frankreich"),
    "GB": mark("Vereinigtes Königreich"),
    "GI": mark("Gibraltar"),
    "GR": mark("Griechenland"),
    "HR": mark("Kroatien"),
    "HU": mark("Ungarn"),
    "IE": mark("Irland"),
    "IS": mark("Island"),
    "IT": mark("Italien"),
    "LI": mark("Liechtenstein"),
    "LT": mark("Litauen"),
    "LU": mark("Luxemburg"),
    "LV": mark("Lettland"),
    "MC": mark("Monaco"),
    "MD": mark("Moldau"),
    "ME": mark("Montenegro"),
    "MK": mark("Nordmazedonien"),
    "MT": mark("Malta"),
    "NL": mark("Niederlande"),
    "NO": mark("Norwegen"),
    "PL": mark("Polen"),
    "PT": mark("Portugal"),
    "RO": mark("Rumänien"),
    "RS": mark("Serbien"),
    "SE": mark("Schweden"),
    "SI": mark("Slowenien"),
    "SK": mark("Slowakei"),
    "SM": mark("San Marino"),
    "TR": mark("Türkei"),
    "VA": mark("Vatikanstadt"),
}


def country_name(code: str) -> str:
    """Return the name of a country by its ISO code, the code itself where we have no name."""
    name = COUNTRIES.get(code.upper())
    return tr(name) if name else code
