"""The key of an encrypted data folder: whose file it is, and which folder it fits."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from desktop import app
from desktop.adapters.key_ring import SystemKeyRing
from desktop.database.engine import open_database
from desktop.domain.errors import UserError
from desktop.domain.master_key import MasterKey
from desktop.master_key import KEY_FILE_VARIABLE, KeyChain, agree_on_key, load_master_key
from desktop.models.company import Company
from desktop.services.operation.backups import make_backup
from desktop.services.operation.restoring import restore_backup
from desktop.services.operation.trial import prove_backup
from desktop.services.staff.access import SYSTEM
from desktop.settings import DataFolder, is_untouched
from tests.support.factories import add_company


def key_file(folder: Path, text: str = "ab" * 32, mode: int = 0o600) -> Path:
    file = folder / "mieterdesk.key"
    file.write_text(text + "\n")
    file.chmod(mode)
    return file


def code_of(file: Path) -> str:
    with pytest.raises(UserError) as caught:
        load_master_key({KEY_FILE_VARIABLE: str(file)})
    return caught.value.code


def test_a_key_is_read_from_a_file_of_its_owner_only(tmp_path: Path) -> None:
    assert load_master_key({}) is None
    named = {KEY_FILE_VARIABLE: str(key_file(tmp_path))}
    assert load_master_key(named) == MasterKey(bytes.fromhex("ab" * 32))
    assert code_of(tmp_path / "none") == "key.not_readable"
    assert code_of(key_file(tmp_path, mode=0o640)) == "key.open_to_others"
    assert code_of(key_file(tmp_path, "ab" * 31)) == "key.not_a_key"
    assert code_of(key_file(tmp_path, "Schlüssel")) == "key.not_a_key"


def test_a_folder_is_encrypted_from_its_first_day_or_never(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = DataFolder(tmp_path / "data")
    monkeypatch.setenv(KEY_FILE_VARIABLE, str(key_file(tmp_path)))
    context = app.build_context(folder)
    with context.database.write() as unit:
        add_company(unit, code="geheim")
    stored = context.documents.put([b"Kaethe Gross"])
    places = app.build_places(folder)
    made = make_backup(context, SYSTEM, places, program="test")
    context.close()
    copy = folder.backups / made.file
    for file in (folder.database_file, copy):
        content = file.read_bytes()
        assert not content.startswith(b"SQLite")
        assert b"geheim" not in content
    assert not [
        file
        for file in folder.path.rglob("*")
        if file.is_file() and (b"Kaethe" in file.read_bytes() or file.name == stored.sha256)
    ]
    key = MasterKey(bytes.fromhex("ab" * 32))
    restored = open_database(copy, key=key.derived("database"))
    with restored.read() as session:
        assert session.query(Company).one().code == "geheim"
    restored.close()

    def refused() -> str:
        with pytest.raises(UserError) as caught:
            app.build_context(folder)
        return caught.value.code

    monkeypatch.delenv(KEY_FILE_VARIABLE)
    assert refused() == "key.ring_unreachable"
    monkeypatch.setenv(KEY_FILE_VARIABLE, str(key_file(tmp_path, "cd" * 32)))
    assert refused() == "key.wrong"
    monkeypatch.setenv(KEY_FILE_VARIABLE, str(key_file(tmp_path)))
    reopened = app.build_context(folder)
    with reopened.documents.open(stored.sha256) as document:
        assert document.read() == b"Kaethe Gross"
    reopened.close()

    monkeypatch.delenv(KEY_FILE_VARIABLE)
    plain = DataFolder(tmp_path / "plain")
    app.build_context(plain).close()
    monkeypatch.setenv(KEY_FILE_VARIABLE, str(key_file(tmp_path)))
    folder = plain
    assert refused() == "key.folder_is_plain"


def test_a_folder_that_lost_all_but_its_backups_needs_the_key_they_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, folder = DataFolder(tmp_path / "old"), DataFolder(tmp_path / "new")
    monkeypatch.setenv(KEY_FILE_VARIABLE, str(key_file(tmp_path)))
    context = app.build_context(old)
    make_backup(context, SYSTEM, app.build_places(old), program="test")
    context.close()
    shutil.copytree(old.backups, folder.backups)
    lies = sorted(folder.path.rglob("*"))

    # Who only looks makes no encrypted folder of it.
    app.build_restore(folder, None)
    app.build_patient(folder).find_key()
    assert sorted(folder.path.rglob("*")) == lies

    keys = KeyChain(SystemKeyRing())
    monkeypatch.setattr(app, "_KEYS", keys)

    def refused() -> str:
        with pytest.raises(UserError) as caught:
            app.restore_newest(folder)
        return caught.value.code

    monkeypatch.setenv(KEY_FILE_VARIABLE, str(key_file(tmp_path, "cd" * 32)))
    assert refused() == "key.wrong"
    monkeypatch.delenv(KEY_FILE_VARIABLE)
    assert refused() == "key.ring_unreachable"
    assert sorted(folder.path.rglob("*")) == lies
    with pytest.raises(UserError, match=r"key\.typed_wrong"):
        keys.take_typed(folder, "cd" * 32)
    keys.take_typed(folder, "ab" * 32)
    app.restore_newest(folder)
    # From here on the folder says itself which key it needs.
    monkeypatch.setattr(app, "_KEYS", KeyChain(SystemKeyRing()))
    with pytest.raises(UserError, match=r"key\.ring_unreachable"):
        app.build_context(folder)
    monkeypatch.setattr(app, "_KEYS", keys)
    app.build_context(folder).close()


@pytest.mark.parametrize("said", ["", "abab", "\xff" * 16])
def test_a_damaged_note_of_the_key_is_told_from_a_wrong_key_and_written_anew(
    said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, keys = DataFolder(tmp_path / "data"), KeyChain(SystemKeyRing())
    monkeypatch.setattr(app, "_KEYS", keys)
    monkeypatch.setenv(KEY_FILE_VARIABLE, str(key_file(tmp_path)))
    app.build_context(folder).close()
    mark = folder.path / "key.check"
    whole = mark.read_bytes()
    mark.write_bytes(said.encode("latin-1"))

    def refused() -> str:
        with pytest.raises(UserError) as caught:
            app.build_context(folder)
        return caught.value.code

    monkeypatch.setenv(KEY_FILE_VARIABLE, str(key_file(tmp_path, "cd" * 32)))
    assert refused() == "key.wrong"
    monkeypatch.delenv(KEY_FILE_VARIABLE)
    assert refused() == "key.check_damaged"
    with pytest.raises(UserError, match=r"key\.typed_wrong"):
        keys.take_typed(folder, "cd" * 32)
    keys.take_typed(folder, "ab" * 32)
    assert mark.read_bytes() != whole
    app.build_context(folder).close()
    assert mark.read_bytes() == whole


def test_a_kill_before_anything_is_there_leaves_a_folder_that_needs_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What earlier versions left: a note of the key that was made and not written yet."""
    folder = DataFolder(tmp_path / "data")
    folder.create()
    (folder.path / "key.check").touch()
    app.build_context(folder).close()
    # And it needs none afterwards.
    app.build_context(folder).close()
    monkeypatch.setenv(KEY_FILE_VARIABLE, str(key_file(tmp_path)))
    with pytest.raises(UserError, match=r"key\.folder_is_plain"):
        app.build_context(folder)


def test_the_note_of_the_key_comes_to_its_place_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.create()

    def killed(descriptor: int) -> None:
        raise OSError(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", killed)
        with pytest.raises(UserError, match=r"data_folder\.not_writable"):
            agree_on_key(folder, MasterKey(bytes.fromhex("ab" * 32)))
    assert not (folder.path / "key.check").exists()
    assert is_untouched(folder)


def test_a_backup_of_the_time_before_the_key_is_told_apart_and_restored_without_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, folder = DataFolder(tmp_path / "plain"), DataFolder(tmp_path / "data")

    def backed_up(place: DataFolder, code: str) -> Path:
        with closing(app.build_context(place)) as context:
            with context.database.write() as unit:
                add_company(unit, code=code)
            places = app.build_places(place)
            made = make_backup(context, SYSTEM, places, program="test", chosen=folder.backups)
            proven = prove_backup(context, SYSTEM, places, program="test")
            assert proven.file == made.file
        return folder.backups / made.file

    monkeypatch.setenv(KEY_FILE_VARIABLE, str(key_file(tmp_path)))
    app.build_context(folder).close()
    monkeypatch.delenv(KEY_FILE_VARIABLE)
    old = backed_up(plain, "before")
    monkeypatch.setenv(KEY_FILE_VARIABLE, str(key_file(tmp_path)))
    # Of its own there is none yet, and that one says nothing of it.
    with (
        closing(app.build_context(folder)) as context,
        pytest.raises(UserError, match=r"trial\.no_backup"),
    ):
        prove_backup(context, SYSTEM, app.build_places(folder), program="test")
    backed_up(folder, "since")
    with pytest.raises(UserError, match=r"restore\.before_encryption"):
        restore_backup(*app.build_restore(folder, old))
    monkeypatch.delenv(KEY_FILE_VARIABLE)
    new = DataFolder(tmp_path / "new")
    restore_backup(*app.build_restore(new, old))
    with closing(app.build_context(new)) as context, context.database.read() as session:
        assert session.query(Company).one().code == "before"
