"""The lines of a text table, one at a time, in constant memory."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from unitgraph.sources.text import lacks_mark, undecodable, unknown_encoding, without_mark
from unitgraph.system.errors import SourceError
from unitgraph.system.writing import PROTECTED

LONGEST_LINE = 4 << 20  # bytes
_END = re.compile(rb"[\r\n]")


class Lines:
    """The lines of a text with their line ends (CR, LF or CR LF); NUL, which is not text, becomes U+FFFD.

    The text is given in blocks of bytes, the first of which contains the whole byte order mark, if there is one.
    ``fault`` is what is wrong with the last lines given, until it is taken: bytes that are invalid in the encoding, or
    a line that is too long. Such a line is given as far as possible, and reading goes on. In UTF-16 and its like it
    cannot go on: SourceError is raised there, as for an unknown ``encoding``. ``protected`` says that a line given may
    hold a cell that was made safe for spreadsheets (:func:`unitgraph.system.writing.safe_cell`).
    """

    def __init__(self, blocks: Iterable[bytes], name: str, encoding: str) -> None:
        self._blocks = blocks
        self._name = name
        self._encoding = encoding
        self.fault: SourceError | None = None
        self.protected = False

    def __iter__(self) -> Iterator[str]:
        try:
            codec = codecs.lookup(self._encoding).name.removesuffix("-sig")
            line_feed = "\n".encode(codec)
        except LookupError:
            raise unknown_encoding(self._name, self._encoding) from None
        if line_feed == b"\n":
            return self._lines(self._blocks, codec)
        return self._lines(self._recoded(self._blocks, codec), "utf-8")

    def take_fault(self) -> SourceError:
        """The fault, which is then cleared."""
        assert self.fault is not None
        found, self.fault = self.fault, None
        return found

    def _lines(self, blocks: Iterable[bytes], encoding: str) -> Iterator[str]:
        """The lines of a text whose encoding has CR and LF as the same bytes as ASCII."""
        rest = b""
        offset = 0  # of ``rest``
        too_long = False
        for read in blocks:
            block = rest + read
            if offset == 0 and encoding == "utf-8" and block.startswith(codecs.BOM_UTF8):
                block, offset = block[3:], 3
            if too_long:
                end = _END.search(block)
                at = len(block) if end is None else end.start()
                block, offset = block[at:], offset + at
                if end is None:
                    rest = b""
                    continue
                self._note_length()
                too_long = False
            # A CR at the very end may be the first half of CR LF.
            cut = max(block.rfind(b"\n"), block.rfind(b"\r", 0, -1)) + 1
            yield from self._decoded(block[:cut], encoding, offset)
            rest, offset = block[cut:], offset + cut
            too_long = len(rest) > LONGEST_LINE
        if too_long:
            self._note_length()
            rest = b"\n"
        yield from self._decoded(rest, encoding, offset)

    def _decoded(self, block: bytes, encoding: str, offset: int) -> Iterator[str]:
        """The lines of a block of whole lines."""
        try:
            text = self._noted(block.decode(encoding))
        except UnicodeDecodeError:
            for line in block.splitlines(keepends=True):
                yield self._decoded_line(line, encoding, offset)
                offset += len(line)
        else:
            yield from io.StringIO(text, newline="")

    def _decoded_line(self, line: bytes, encoding: str, offset: int) -> str:
        try:
            return self._noted(line.decode(encoding))
        except UnicodeDecodeError as fault:
            self.fault = undecodable(fault, line, self._name, encoding, 1, offset)
            return self._noted(line.decode(encoding, "replace"))

    def _noted(self, text: str) -> str:
        """A text without NUL, of which it is noted whether it may hold protected cells."""
        self.protected = self.protected or PROTECTED.search(text) is not None
        return text.replace("\0", "\ufffd")

    def _note_length(self) -> None:
        what = f"the line has more than {LONGEST_LINE:,} bytes"
        self.fault = SourceError(self._name, what, "check that this is a table")

    def _recoded(self, blocks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
        """Text in another encoding, such as UTF-16, as UTF-8."""
        decoder = codecs.getincrementaldecoder(encoding)()
        lines = read = 0
        for block in chain(blocks, (b"",)):
            read += len(block)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeError as fault:
                if lacks_mark(fault) or not isinstance(fault, UnicodeDecodeError):
                    raise without_mark(self._name, encoding) from None
                piece = bytes(fault.object)
                lines += piece[: fault.start].decode(fault.encoding, "ignore").count("\n")
                raise undecodable(fault, piece, self._name, encoding, lines + 1, read - len(piece)) from None
            lines += text.count("\n")
            yield text.encode()
