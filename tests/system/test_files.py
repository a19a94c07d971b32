"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from unitgraph.system.errors import UnitGraphError
from unitgraph.system.files import left_over, unwritable, whole_file, whole_files, whole_folder, write_whole


def left_behind(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write_and_fail(path: Path, error: BaseException) -> None:
    with whole_file(path) as stream:
        stream.write(b"new")
        raise error


def test_a_file_is_written(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", b"one\0two")
    assert (tmp_path / "a").read_bytes() == b"one\0two"
    assert left_behind(tmp_path) == ["a"]


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(ZeroDivisionError):
        write_and_fail(tmp_path / "a", ZeroDivisionError())
    assert (tmp_path / "a").read_bytes() == b"old"
    assert left_behind(tmp_path) == ["a"]


def test_an_error_leaves_no_new_file(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        write_and_fail(tmp_path / "a", KeyboardInterrupt())
    assert left_behind(tmp_path) == []


def test_the_file_is_not_there_before_it_is_whole(tmp_path: Path) -> None:
    with whole_file(tmp_path / "a") as stream:
        stream.write(b"new")
        stream.flush()
        assert not (tmp_path / "a").exists()
    assert (tmp_path / "a").read_bytes() == b"new"


@pytest.mark.parametrize("missing", ["O_TMPFILE", "its file system"])
def test_files_with_and_without_a_name_while_they_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    def refused(path: Path, flags: int, *mode: int) -> int:
        if flags & os.O_TMPFILE == os.O_TMPFILE:
            raise OSError(errno.EOPNOTSUPP, "no such files")
        return usual(path, flags, *mode)

    usual = os.open
    if not hasattr(os, "O_TMPFILE"):
        pytest.skip("this system has no files without a name")
    with whole_file(tmp_path / "a") as stream:
        stream.write(b"new")
        assert left_behind(tmp_path) == [], "a killed process leaves nothing"
        stream.close()
    assert ((tmp_path / "a").read_bytes(), left_behind(tmp_path)) == (b"new", ["a"])
    if missing == "O_TMPFILE":
        monkeypatch.delattr(os, "O_TMPFILE")
    else:
        monkeypatch.setattr(os, "open", refused)
    (tmp_path / "a").chmod(0o640)
    with whole_file(tmp_path / "a") as stream:
        stream.write(b"newer")
        assert len(left_behind(tmp_path)) == 2
    assert ((tmp_path / "a").read_bytes(), left_behind(tmp_path)) == (b"newer", ["a"])
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640
    with pytest.raises(ZeroDivisionError):
        write_and_fail(tmp_path / "a", ZeroDivisionError())
    assert left_behind(tmp_path) == ["a"]


def test_a_new_file_has_the_rights_of_any_new_file(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "a", b"")
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_a_replaced_file_keeps_its_rights(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o600)
    write_whole(tmp_path / "a", b"new")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"
    assert left_behind(tmp_path) == ["link", "real"]


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, b"through")
    reader.join(10)
    assert read == [b"through"]
    assert pipe.is_fifo()
    assert left_behind(tmp_path) == ["pipe"]


def test_a_long_name_leaves_room_for_the_temporary_one(tmp_path: Path) -> None:
    write_whole(tmp_path / ("n" * 255), b"x")
    assert (tmp_path / ("n" * 255)).read_bytes() == b"x"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing/a", "No such file or directory"),
        ("file/a", "Not a directory"),
        (".", "Is a directory"),
        ("n" * 256, "File name too long"),
        ("loop", "[Ll]oop|Too many levels"),
    ],
)
def test_what_cannot_be_written(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(UnitGraphError, match=reason) as caught:
        write_whole(tmp_path / name, b"x")
    assert caught.value.where == str(tmp_path / name)
    assert caught.value.what.startswith("cannot be written (")
    assert caught.value.remedy == "check the folder and its permissions"
    assert left_behind(tmp_path) == ["file", "loop"]


def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(UnitGraphError, match=r"a: cannot be written \(No space left on device\)"):
        write_and_fail(tmp_path / "a", OSError(28, "No space left on device"))
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_what_is_full_is_no_matter_of_permissions(code: int) -> None:
    assert unwritable("a", OSError(code, "full")).remedy == "free some space, or write elsewhere"
    assert unwritable("a", OSError(errno.EROFS, "no")).remedy == "check the folder and its permissions"


def test_a_folder_is_written_as_a_whole(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    with pytest.raises(UnitGraphError, match=r"a.b: cannot be written \(full\); free some space"):
        write_files_and_fail(folder, OSError(errno.ENOSPC, "full"))
    assert left_behind(tmp_path) == []
    with whole_folder(folder) as new:
        (new / "one").write_bytes(b"old")
        (new / "sub").mkdir()
        assert left_behind(folder) == [new.name]
    assert left_behind(folder) == ["one", "sub"]
    for error in (KeyboardInterrupt(), OSError(errno.ENOSPC, "full")):
        with pytest.raises((KeyboardInterrupt, UnitGraphError)):
            write_files_and_fail(folder, error)
        assert ((folder / "one").read_bytes(), left_behind(folder)) == (b"old", ["one", "sub"])


def write_files_and_fail(folder: Path, error: BaseException) -> None:
    with whole_folder(folder) as new:
        (new / "one").write_bytes(b"new")
        raise error


def test_files_of_a_folder_are_written_all_or_none(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    for error in (KeyboardInterrupt(), OSError(errno.ENOSPC, "full")):
        with pytest.raises((KeyboardInterrupt, UnitGraphError)):
            write_named_and_fail(folder, error)
        assert left_behind(tmp_path) == []
    with whole_files(folder) as new:
        new("one").write(b"1")
        new("two").write(b"2")
        assert left_behind(folder) == [], "a killed process leaves nothing"
    assert [(each.name, each.read_bytes()) for each in sorted(folder.iterdir())] == [("one", b"1"), ("two", b"2")]
    with pytest.raises(KeyboardInterrupt):
        write_named_and_fail(folder, KeyboardInterrupt())
    assert (folder / "one").read_bytes() == b"1"


def write_named_and_fail(folder: Path, error: BaseException) -> None:
    with whole_files(folder) as new:
        new("one").write(b"new")
        raise error


def test_what_a_killed_process_left_of_a_folder_is_removed_by_the_next(tmp_path: Path) -> None:
    (tmp_path / ".unitgraph-left" / "sub").mkdir(parents=True)
    (tmp_path / ".unitgraph-file").touch()
    with whole_folder(tmp_path) as new:
        assert left_over(tmp_path) == [], "what is being written is not left over"
        assert left_behind(tmp_path) == sorted([new.name, ".unitgraph-file"])
        with whole_folder(tmp_path) as other:
            (other / "a").touch()
        (new / "b").touch()
    assert left_behind(tmp_path) == [".unitgraph-file", "a", "b"]
    assert left_over(tmp_path / "missing") == []


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "file", tmp_path / "file" / "a"):
        with pytest.raises(
            UnitGraphError,
            match=r"cannot be written \((File exists\); give another path|Not a directory\); check the folder)",
        ):
            write_files_and_fail(path, KeyboardInterrupt())
    assert left_behind(tmp_path) == ["file"]
