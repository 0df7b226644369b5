"""The data folder and the settings of this workplace."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop import app, commands
from desktop.domain.errors import UserError
from desktop.settings import (
    AppSettings,
    DataFolder,
    ThemeChoice,
    WindowLayout,
    load_settings,
    resolve_data_folder,
    save_settings,
)
from desktop.texts import Language
from desktop.texts.errors import ERRORS

CHANGED = AppSettings(
    database_url="postgresql://server/mieterdesk",
    language=Language.ENGLISH,
    theme=ThemeChoice.DARK,
    font_percent=125,
    auto_deliver=False,
    layouts={
        "clerk1": WindowLayout(
            geometry="AdnQywADAAA=",
            splitters={"inbox": (240, 900)},
            columns={"letters": (200, 300)},
            last_view="saved:3",
            sorts={"all-open": "name"},
            filter_open=True,
            spelling=False,
        )
    },
)


def test_the_option_wins_over_the_environment(tmp_path: Path) -> None:
    environ = {"MIETERDESK_DATA_DIR": str(tmp_path / "environment")}
    assert resolve_data_folder(tmp_path / "option", environ).path == tmp_path / "option"
    assert resolve_data_folder(None, environ).path == tmp_path / "environment"


def test_without_both_the_platform_decides() -> None:
    assert resolve_data_folder(None, {"MIETERDESK_DATA_DIR": ""}).path.name == "Mieterdesk"


def test_an_account_without_a_home_has_to_name_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As of a service; its number stands in no list of users either."""
    monkeypatch.setenv("MIETERDESK_DATA_DIR", "")

    def homeless(*_args: object, **_kwargs: object) -> str:
        raise RuntimeError

    monkeypatch.setattr("platformdirs.user_data_dir", homeless)

    def run(*arguments: str) -> int:
        return commands.run(arguments, load_application=lambda: app)

    assert run("list-cases") == commands.COULD_NOT_RUN
    assert "--data-dir" in capsys.readouterr().err
    assert run("doctor", "--data-dir", str(tmp_path)) == 1


def test_a_relative_folder_stays_where_it_was_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert resolve_data_folder(Path("data"), {}).path == tmp_path / "data"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError) as caught:
        DataFolder(tmp_path / "file" / "data").create()
    assert caught.value.code == "data_folder.not_usable"


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(DataFolder(tmp_path)) == AppSettings()
    assert list(tmp_path.iterdir()) == []


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "new")
    save_settings(folder, CHANGED)
    assert load_settings(folder) == CHANGED
    assert list(folder.path.iterdir()) == [folder.settings_file]


def test_of_a_broken_layout_what_is_whole_is_kept(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.settings_file.write_text(
        '{"theme": "dark", "layouts": {"clerk1": {"splitters": {"inbox": ["wide"]}, "sorts": 7,'
        ' "last_view": "view:mine", "filter_open": "yes", "mood": 1}, "clerk2": 3}}',
        encoding="utf-8",
    )
    settings = load_settings(folder)
    assert settings.theme is ThemeChoice.DARK
    assert settings.layouts == {
        "clerk1": WindowLayout(last_view="view:mine"),
        "clerk2": WindowLayout(),
    }


def test_keys_of_a_later_version_do_no_harm(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.settings_file.write_text('{"theme": "dark", "hologram": true}', encoding="utf-8")
    assert load_settings(folder).theme is ThemeChoice.DARK


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"theme": "pink"}',
        b'{"font_percent": 900}',
        b"\xff\xfe",
        b'{"language": 1}',
    ],
)
def test_an_unreadable_file_is_kept_aside(tmp_path: Path, content: bytes) -> None:
    folder = DataFolder(tmp_path)
    for name in ("settings.json.bad", "settings.json.bad2"):
        folder.settings_file.write_bytes(content)
        with pytest.raises(UserError) as caught:
            load_settings(folder)
        assert caught.value.code == "settings.unreadable"
        assert caught.value.params["kept_as"] == name
        assert (tmp_path / name).read_bytes() == content
        assert load_settings(folder) == AppSettings()


def test_a_failed_save_keeps_the_old_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = DataFolder(tmp_path)
    save_settings(folder, CHANGED)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UserError) as caught:
        save_settings(folder, AppSettings())
    monkeypatch.undo()
    assert caught.value.code == "settings.not_writable"
    assert load_settings(folder) == CHANGED
    assert list(tmp_path.iterdir()) == [folder.settings_file]


@given(percent=st.integers(80, 200), login=st.text(), sizes=st.lists(st.integers(0, 5000)))
def test_every_setting_survives_the_file(
    tmp_path_factory: pytest.TempPathFactory, percent: int, login: str, sizes: list[int]
) -> None:
    folder = DataFolder(tmp_path_factory.mktemp("settings"))
    layout = WindowLayout(splitters={"inbox": tuple(sizes)})
    settings = AppSettings(font_percent=percent, layouts={login: layout})
    save_settings(folder, settings)
    assert load_settings(folder) == settings


@pytest.mark.parametrize(
    "code",
    [
        "data_folder.not_usable",
        "settings.not_readable",
        "settings.not_understood",
        "settings.not_writable",
        "settings.unreadable",
    ],
)
def test_every_failure_has_a_sentence(code: str) -> None:
    assert code in ERRORS
