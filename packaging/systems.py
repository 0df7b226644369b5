"""What Windows and macOS show of a program's file: name, version, copyright, kind."""

from __future__ import annotations

import re
from collections.abc import Mapping

from desktop import __version__

COPYRIGHT = "2026 The Mieterdesk authors"
DESCRIPTION = "Arbeitsplatz des Mieterservice"
BUNDLE = "de.mieterdesk.Mieterdesk"

_FILE_INFORMATION = """VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3f, flags=0x0, OS=0x40004,
                    fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable('040704B0', [
{words}
    ])]),
    VarFileInfo([VarStruct('Translation', [0x0407, 1200])]),
  ],
)
"""


def numbers(version: str = __version__) -> tuple[int, int, int, int]:
    """Return a version as Windows wants it: four numbers; what is no number is left out."""
    found = [int(number) for number in re.findall(r"\d+", version)[:4]]
    first, second, third, fourth = (*found, 0, 0, 0, 0)[:4]
    return first, second, third, fourth


def windows_file_information() -> str:
    """Return the resource of versions in the form that PyInstaller reads."""
    words = {
        "CompanyName": "The Mieterdesk authors",
        "FileDescription": DESCRIPTION,
        "FileVersion": __version__,
        "InternalName": "mieterdesk",
        "LegalCopyright": COPYRIGHT,
        "OriginalFilename": "mieterdesk.exe",
        "ProductName": "Mieterdesk",
        "ProductVersion": __version__,
    }
    lines = ",\n".join(f"      StringStruct({name!r}, {value!r})" for name, value in words.items())
    return _FILE_INFORMATION.format(numbers=numbers(), words=lines)


def mac_information() -> Mapping[str, object]:
    """Return what the bundle says beside its name, icon and version."""
    return {
        "CFBundleDevelopmentRegion": "de",
        "CFBundleDisplayName": "Mieterdesk",
        "CFBundleLocalizations": ["de", "en"],
        "LSApplicationCategoryType": "public.app-category.business",
        "LSMinimumSystemVersion": "13.0",
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": COPYRIGHT,
        # The program chooses its colours itself; Apple's old ones would be taken without this.
        "NSRequiresAquaSystemAppearance": False,
    }
