"""The recipe: what it takes and leaves, without building anything."""

import ast
import marshal
import plistlib
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from desktop import __version__
from tests.packaging.conftest import ROOT

sys.path.append(str(ROOT / "packaging"))

import compiling
import contents
import icon
import systems

ENVIRONMENT = Path("/environment")
DOCUMENTED = '''"""Of the module."""
class Form:
    """Of the class."""
    plain = "kept"
    def fill(self):
        """Of the function."""
        assert self.plain
        return "kept too"
def bare():
    return __doc__
'''


def _kept(place: str, source: str, kind: str = "BINARY") -> bool:
    return contents.needed([(place, source, kind)], ENVIRONMENT) != []


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/Qt/plugins/imageformats/libqjpeg.so",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6/Qt/plugins/printsupport/libcupsprintersupport.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "libQt6Core.so.6",
    ],
)
def test_what_is_needed_is_kept(place: str) -> None:
    assert _kept(place, f"{ENVIRONMENT}/{place}")


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "PySide6/Qt/translations/qtbase_fr.qm",
        "PySide6/Qt/translations/qtdeclarative_de.qm",
        "pycountry/locales/de/LC_MESSAGES/iso3166-1.mo",
    ],
)
def test_what_is_not_needed_is_left(place: str) -> None:
    assert not _kept(place, f"{ENVIRONMENT}/{place}", "DATA")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system's libraries stay anyway")
def test_of_the_system_only_the_named_libraries_go_along() -> None:
    assert _kept("libxcb-cursor.so.0", "/usr/lib/libxcb-cursor.so.0")
    assert _kept("libpython3.11.so.1.0", "/usr/lib/libpython3.11.so.1.0")
    assert not _kept("libstdc++.so.6", "/usr/lib/libstdc++.so.6")
    assert not _kept("libfontconfig.so.1", "/usr/lib/libfontconfig.so.1")


def test_developers_modules_are_named_and_the_programs_are_not() -> None:
    found = contents.developers_modules(ROOT)
    assert {"pytest", "mypy", "hypothesis", "PyInstaller"} <= set(found)
    assert not {"PySide6", "sqlalchemy", "schwifty", "psycopg", "dateutil"} & set(found)


def test_caches_are_not_shipped() -> None:
    names = [source for source, _ in contents.shipped_files(ROOT)]
    assert names
    assert [name for name in names if name.endswith(".pyc")] == []


def test_the_list_of_files_is_that_of_the_data(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"abc")
    entries = [
        ("z/a.txt", str(tmp_path / "a.txt"), "DATA"),
        ("b.so", str(tmp_path / "a.txt"), "BINARY"),
    ]
    listed = contents.write_manifest(entries, tmp_path / "list").read_text(encoding="utf-8")
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert listed == f"{digest}  z/a.txt\n"


@pytest.mark.parametrize("draw", [icon.windows_icon, icon.mac_icon])
def test_the_icon_is_drawn_for_other_systems(draw: Callable[[], bytes]) -> None:
    image = QImage.fromData(draw())
    assert image.width() in (icon.WINDOWS_EDGE, *icon.MAC_EDGES.values())
    assert image.pixelColor(image.width() // 2, image.width() // 16).name() == "#0e5e70"


def test_windows_and_macos_are_told_the_one_version() -> None:
    """PyInstaller itself reads the resource: what it does not understand is no Python of its."""
    told = systems.windows_file_information()
    assert told.count(f"'{__version__}'") == 2
    ast.parse(told, mode="eval")
    assert systems.numbers("1.2.3rc4") == (1, 2, 3, 4)
    assert systems.numbers("7") == (7, 0, 0, 0)
    assert plistlib.loads(plistlib.dumps(dict(systems.mac_information())))


def test_the_installer_takes_what_is_built_and_names_no_version() -> None:
    recipe = (ROOT / "packaging/windows/mieterdesk.iss").read_text(encoding="utf-8")
    assert __version__ not in recipe.replace("/DVersion=0.1.0", "")
    for line in ("SourceDir=..\\..", "LicenseFile=LICENSE", 'Source: "dist\\mieterdesk\\*"'):
        assert line in recipe
    assert recipe.count("\n[") == len(set(re.findall(r"^\[\w+\]$", recipe, re.MULTILINE)))


def test_modules_are_compiled_without_documentation_and_columns(tmp_path: Path) -> None:
    source = tmp_path / "sheet" / "__init__.py"
    source.parent.mkdir()
    source.write_text(DOCUMENTED, encoding="utf-8")
    entries = [("sheet", str(source), "PYMODULE"), ("sheet.space", "-", "PYMODULE")]
    sheet, space = compiling.compiled(entries, tmp_path / "made")
    assert space == entries[1]
    assert (sheet[0], Path(sheet[1]).name, sheet[2]) == ("sheet", "__init__.pyc", "PYMODULE")
    code = marshal.loads(Path(sheet[1]).read_bytes()[16:])
    assert {(start, end) for _, _, start, end in code.co_positions()} == {(None, None)}
    made: dict[str, Any] = {}
    exec(code, made)
    form = made["Form"]
    assert [made["__doc__"], form.__doc__, form.fill.__doc__, made["bare"]()] == ["."] * 4
    assert made["bare"].__doc__ is None
    assert form().fill() == "kept too"
    form.plain = ""
    with pytest.raises(AssertionError):
        form().fill()


def test_nothing_of_ours_reads_what_is_not_packaged() -> None:
    """What a module, a class or a function is documented with is not there in a package."""
    readers = [
        path.relative_to(ROOT).as_posix()
        for folder in ("desktop", "migrations")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"\b(__doc__|getdoc|co_positions)\b", path.read_text(encoding="utf-8"))
    ]
    assert readers == []
