"""Writing files and folders of files whole or not at all, and binary streams that look like files."""

from __future__ import annotations

import errno
import io
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from unitgraph.system.errors import UnitGraphError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


LARGEST_TEXT = 64 << 20
"""Bytes of what people write by hand: rulings, column maps, project files, queries."""


def bytes_within(stream: IO[bytes], name: str, error: type[UnitGraphError], most: int | None = None) -> bytes:
    """All of a file. Raises an ``error`` for one of more bytes (LARGEST_TEXT): a device has no end."""
    most = LARGEST_TEXT if most is None else most
    found = stream.read(most + 1)
    if len(found) > most:
        raise error(name, f"is larger than {most:,} bytes", "check the name of the file")
    return found


def text_within(path: Path, error: type[UnitGraphError]) -> str:
    """The text of a file in UTF-8, its lines ending in newlines. Raises OSError, UnicodeDecodeError, and an ``error``
    for one that is too large."""
    with path.open("rb") as stream:
        text = bytes_within(stream, str(path), error).decode()
    return text.replace("\r\n", "\n").replace("\r", "\n")


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A binary file that replaces ``path`` when the block ends without an error; after an error nothing has changed.

    The target of a symbolic link is replaced, not the link. A replaced file keeps its permissions; a new one gets the
    process's defaults. A device or pipe is written to directly. Raises UnitGraphError if the folder is missing, full
    or not writable.
    """
    try:
        target = path.resolve()
        if target.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))  # a cycle of links, from Python 3.13 on
        if target.exists() and not target.is_file():
            # A pipe or device must not be replaced by a file; opening a folder fails.
            with target.open("wb") as stream:
                yield stream
        else:
            with _replaced(target) as stream:
                yield stream
    except (OSError, RuntimeError) as error:
        # RuntimeError: a cycle of symbolic links, before Python 3.13.
        raise unwritable(path, error) from None


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def unwritable(path: Path | str, error: Exception) -> UnitGraphError:
    """The error for what the system does not let be written to ``path``."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    remedy = "check the folder and its permissions"
    if isinstance(error, OSError) and error.errno in _FULL:
        remedy = "free some space, or write elsewhere"
    elif isinstance(error, FileExistsError):
        remedy = "give another path"
    return UnitGraphError(str(path), f"cannot be written ({reason})", remedy)


@contextmanager
def whole_files(folder: Path) -> Iterator[Callable[[str], IO[bytes]]]:
    """What opens new files of ``folder``, which is created if missing, by their names. They are there when the block
    ends without an error: all of them or, after an error or when the process is killed, none. Raises UnitGraphError as
    :func:`whole_file`."""
    with _made(folder), ExitStack() as files:
        yield lambda name: files.enter_context(whole_file(folder / name))


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A new folder whose content comes into ``folder``, which is created if missing, when the block ends without an
    error: all of it or, after an error, nothing. What a killed process left there of it is removed by the next. Raises
    UnitGraphError as :func:`whole_file`."""
    with _made(folder):
        for each in left_over(folder):
            shutil.rmtree(each, ignore_errors=True)
        new = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder))
        with ExitStack() as undo:
            undo.callback(shutil.rmtree, new, ignore_errors=True)
            with suppress(OSError):  # where folders have no locks
                undo.callback(os.close, _held(new))
            yield new
            for each in sorted(new.iterdir()):
                each.replace((folder / each.name).resolve())


_PREFIX = ".unitgraph-"


def left_over(folder: Path) -> list[Path]:
    """What :func:`whole_folder` began in a folder and no process is at any more."""
    found = []
    for each in folder.glob(f"{_PREFIX}*/") if folder.is_dir() else ():
        with suppress(OSError):
            os.close(_held(each))
            found.append(each)
    return found


def _held(folder: Path) -> int:
    """A folder, open and locked while it is, so that it is not left over. Raises OSError if another process holds it,
    and on Windows, where no folder can be."""
    handle = os.open(folder, os.O_RDONLY)
    if sys.platform != "win32":
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            raise
    return handle


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """A folder, which is created if missing, and then removed again after an error. Raises UnitGraphError if it cannot
    be written."""
    made: list[Path] = []
    try:
        for each in (folder, *folder.parents):
            if each.exists():
                break
            made.append(each)
        folder.mkdir(parents=True, exist_ok=True)
        yield
        made.clear()
    except OSError as error:
        raise unwritable(folder, error) from None
    finally:
        for each in made:
            with suppress(OSError):
                each.rmdir()


@contextmanager
def _replaced(target: Path) -> Iterator[IO[bytes]]:
    """A new file that replaces ``target`` atomically. Until it is whole it has no name where the system has such files
    (Linux), so that nothing stays of it if the process is killed; elsewhere it stands beside ``target``."""
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    written = target.with_name(f".unitgraph-{secrets.token_hex(8)}")
    handle = _nameless(target.parent)
    try:
        if handle is None:
            with written.open("xb") as stream:
                written.chmod(mode)
                yield stream
        else:
            os.fchmod(handle, mode)
            with os.fdopen(handle, "wb", closefd=False) as stream:
                yield stream
            _name(handle, written)
        written.replace(target)
    finally:
        if handle is not None:
            os.close(handle)
        written.unlink(missing_ok=True)


def _nameless(folder: Path) -> int | None:
    """A new file in a folder without a name there; None where there are no such files."""
    if not hasattr(os, "O_TMPFILE") or not Path("/proc/self/fd").is_dir():
        return None
    try:
        return os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno in (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL):  # not on this file system
            return None
        raise


def _name(handle: int, path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        # Given a folder, Python follows the link to the open file.
        os.link(f"/proc/self/fd/{handle}", path.name, dst_dir_fd=folder)
    finally:
        os.close(folder)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path``, whole or not at all."""
    with whole_file(path) as stream:
        stream.write(content)


class ChunkStream(io.RawIOBase):
    """Chunks of bytes as one binary file, for parsers and loaders that read files. An error in the source of the chunks
    is kept as ``fault``, since a loader may disguise it."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = filter(None, chunks)  # an empty chunk would be taken as the end of the file
        self._rest = memoryview(b"")
        self.fault: BaseException | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer from the next chunk."""
        view = memoryview(buffer).cast("B")
        if not self._rest:
            try:
                self._rest = memoryview(next(self._chunks, b""))
            except BaseException as error:
                self.fault = error
                raise
        length = min(len(view), len(self._rest))
        view[:length] = self._rest[:length]
        self._rest = self._rest[length:]
        return length
