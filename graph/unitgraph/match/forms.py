"""The comparable form of a name: its words in canonical form, each with the part it plays.

Case, accents, scripts, encoding damage, abbreviations, languages and the many ways to write a number are normalized
here, with the tables in ``words/``. What remains are words such as ``police``, ``#2``, ``@mx`` (a country) and
``jagadal``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from html import unescape

from anyascii import anyascii

from unitgraph.lexicon.tables import countries, read_word_table
from unitgraph.match.kernels import MOST_WORDS

LONGEST_TEXT = 1000
"""The number of characters of a text that are considered; a longer text is not a name."""


class NamePart(IntEnum):
    """The part a word plays in a name, from the least to the most informative about which unit is meant."""

    LEVEL = 0
    SCOPE = 1
    FORCE = 2
    FUNCTION = 3
    DIRECTION = 4
    NUMBER = 5
    COUNTRY = 6
    PROPER = 7
    ACRONYM = 8


NATIONAL = "national"
"""The word that stands for the name of the country within it."""
GENERIC = frozenset(
    {NamePart.LEVEL, NamePart.SCOPE, NamePart.FORCE, NamePart.FUNCTION, NamePart.DIRECTION, NamePart.NUMBER}
)
"""Parts that many units share: a name made only of them identifies a unit only within a country."""


@dataclass(frozen=True, slots=True)
class NameWord:
    """One word of a form: ``text`` in lower-case ASCII (``#7`` a number, ``#a`` a letter, ``@mx`` a country), its
    part, and the countries that an ambiguous demonym may mean."""

    text: str
    part: NamePart
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameForm:
    """The comparable form of a name. ``acronyms`` are those in brackets, in lower case."""

    words: tuple[NameWord, ...]
    acronyms: tuple[str, ...] = ()

    @property
    def countries(self) -> frozenset[str]:
        """The countries named in the name itself (alpha-2)."""
        return frozenset(code for word in self.words for code in word.countries)

    @property
    def generic(self) -> bool:
        """Whether no word distinguishes units of different countries."""
        return not self.acronyms and all(word.part in GENERIC for word in self.words)


# --- damage ---------------------------------------------------------------------------------------------------

_UTF8_AS_CP1252 = re.compile("[\u00c2\u00c3\u00e2][\u0080-\u00bf\u20ac\u201a-\u2122\u0152-\u017e]")
# Code page 437/850 bytes read as Latin-1: inverted marks and currency signs in place of accented letters.
_DOS_LETTERS = str.maketrans({"\u00a1": "i", "\u00a2": "o", "\u00a3": "u", "\u00a4": "n", "\u0082": "e"})
_DOS_DAMAGE = re.compile("[a-zA-Z][\u00a1-\u00a4\u0082][a-zA-Z]")
# A "replace NA by N/A" that was applied inside words ("N/Aval Base").
_NA_DAMAGE = re.compile(r"(?i)n/a(?=[a-z])")
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}[A-Za-z]?(?![A-Za-z])|\b(?:[A-Z]\. ){2,}[A-Z]?\.?(?![A-Za-z])")
_LOST_LETTER = re.compile(r"(?<=[A-Za-z])[?\ufffd](?=[A-Za-z])")


def repair(text: str) -> str:
    """``text`` without the damage that names suffer in files: entities (also doubled ones), UTF-8 read as another code
    page, DOS letters, a lost letter shown as a question mark, full stops in acronyms.

    >>> repair("B&amp;amp;H, Secretar\u00c3\u00ada, P\u00a3blica, M.O.I.")
    'B&H, Secretar\u00eda, Publica, MOI'
    """
    for _ in range(8):
        if "&" not in text or (plain := unescape(text)) == text:
            break
        text = plain
    if not text.isascii():
        if _UTF8_AS_CP1252.search(text):
            text = _reread(text)
        if _DOS_DAMAGE.search(text):
            text = text.translate(_DOS_LETTERS)
    text = _LOST_LETTER.sub("", text)
    text = _NA_DAMAGE.sub("na", text)
    return _DOTTED.sub(lambda dotted: re.sub("[. ]", "", dotted.group()) + " " * dotted.group().endswith(" "), text)


def _reread(text: str) -> str:
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


# --- tables ---------------------------------------------------------------------------------------------------

_WORDS = re.compile(r"[a-z]+|[0-9]+")
_Phrase = tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]


def _key(text: str) -> tuple[str, ...]:
    plain = anyascii(text).casefold().replace("'", "").replace("\u2019", "").replace("`", "")
    return tuple(_WORDS.findall(plain))


class _Phrases:
    """Replacements of one or more words, the longest first, some only in certain countries."""

    def __init__(self, rows: Iterable[_Phrase]) -> None:
        self._by_first: dict[str, list[_Phrase]] = {}
        for row in rows:
            if row[0]:
                self._by_first.setdefault(row[0][0], []).append(row)
        for found in self._by_first.values():
            # Of equally long ones, those of a country come first; otherwise the order of the table is kept.
            found.sort(key=lambda row: (-len(row[0]), not row[2]))

    def at(self, words: Sequence[str], position: int, where: frozenset[str]) -> _Phrase | None:
        """The phrase that begins at ``position`` in a text about the countries ``where``."""
        for phrase in self._by_first.get(words[position], ()):
            form, _, only = phrase
            size = len(form)
            if (size == 1 or tuple(words[position : position + size]) == form) and (not only or only & where):
                return phrase
        return None


def _spells(short: str, full: Sequence[str]) -> bool:
    """Whether ``short`` can be spelt from its expansion: its initials (with or without minor words) or, for one word, a
    subsequence of its letters. Abbreviations that drop a part of what they stand for (RTA for an army) are not used."""
    words = [word for word in full if _part_table().get(word) is not None or word not in _stop_words()]
    if short in ("".join(word[0] for word in full), "".join(word[0] for word in words)):
        return True
    if len(words) != 1 or words[0][0] != short[0]:
        return False
    letters = iter(words[0])
    return all(letter in letters for letter in short)


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(row["word"] for row in read_word_table("generic") if row["kind"] == "stop")


@cache
def _abbreviations() -> _Phrases:
    rows: list[_Phrase] = [
        (_key(row["short"]), _key(row["full"]), frozenset(row["countries"].split()))
        for row in read_word_table("abbreviations")
    ]
    known = {row[0] for row in rows if not row[2]}
    for table in ("levels", "topics"):
        for row in read_word_table(table):
            short, full = _key(row["word"]), _key(row["stands_for"])
            if row["language"] == "mul" and full and short not in known and _spells("".join(short), full):
                known.add(short)
                rows.append((short, full, frozenset()))
    return _Phrases(rows)


@cache
def _synonyms() -> _Phrases:
    return _Phrases((_key(row["form"]), _key(row["canonical"]), frozenset()) for row in read_word_table("synonyms"))


@cache
def _country_names() -> _Phrases:
    """Names and demonyms of countries, each with the codes it may mean. Codes themselves only count in columns."""
    found: dict[tuple[str, ...], list[str]] = {}
    for country in countries():
        for text in (*country.names, *country.listed_as, *country.nationality):
            key = _key(text)
            if key and len("".join(key)) > 2 and country.alpha2 not in found.setdefault(key, []):
                found[key].append(country.alpha2)
    return _Phrases((key, tuple(codes), frozenset()) for key, codes in found.items())


@cache
def _part_table() -> dict[str, NamePart]:
    """The part of every generic word, by its canonical form."""
    parts: dict[str, NamePart] = {}
    for row in read_word_table("topics"):
        key = _key(row["word"])
        if len(key) == 1 and row["field"] != "linking" and row["language"] == "en":
            parts[key[0]] = NamePart.FUNCTION
    for row in read_word_table("areas"):
        key = _key(row["word"])
        if len(key) == 1 and row["language"] == "en":
            parts[key[0]] = NamePart.SCOPE
    for word in level_concepts():
        parts[word] = NamePart.LEVEL
    kinds = {
        "force": NamePart.FORCE,
        "scope": NamePart.SCOPE,
        "function": NamePart.FUNCTION,
        "direction": NamePart.DIRECTION,
    }
    for row in read_word_table("generic"):
        if row["kind"] in kinds:
            parts[row["word"]] = kinds[row["kind"]]
    return parts


@cache
def level_concepts() -> dict[str, str]:
    """The level concept of every canonical level word (``battalion``, ``station`` ...)."""
    return {
        key[0]: row["concept"]
        for row in read_word_table("levels")
        if row["language"] == "en" and len(key := _key(row["word"])) == 1 and row["concept"] not in _NO_LEVEL
    }


@cache
def level_ranks() -> dict[str, float]:
    """The rank of every canonical level word; higher is nearer to the top."""
    return {
        key[0]: float(row["rank"])
        for row in read_word_table("levels")
        if row["language"] == "en" and len(key := _key(row["word"])) == 1 and row["concept"] not in _NO_LEVEL
    }


_NO_LEVEL = frozenset({"armed-forces", "force", "enterprise", "association"})
_LETTERED = frozenset(
    {"company", "team", "troop", "squadron", "battery", "platoon", "division", "detachment", "section", "squad"}
    | {"group", "branch", "flight", "wing"}
)
"""Levels that are distinguished by letters."""


@dataclass(frozen=True, slots=True)
class _NumberWords:
    values: dict[tuple[str, ...], str]
    marks: frozenset[str]
    letters: dict[str, str]


@cache
def _numbers() -> _NumberWords:
    rows = read_word_table("numbers")
    return _NumberWords(
        values={_key(row["word"]): row["value"] for row in rows if row["kind"] == "number"},
        marks=frozenset(row["word"] for row in rows if row["kind"] == "mark"),
        letters={row["word"]: row["value"] for row in rows if row["kind"] == "letter"},
    )


@cache
def generic_words() -> tuple[tuple[str, NamePart], ...]:
    """Every generic word of the tables, so that an index can recognize a misspelt one."""
    return tuple(sorted(_part_table().items()))


@cache
def misspellable_forms() -> tuple[tuple[str, str], ...]:
    """Words that stand for one other word (``policia`` for ``police``), with that word: misspellings must lead there
    too."""
    pairs = ((_key(row["form"]), _key(row["canonical"])) for row in read_word_table("synonyms"))
    return tuple((form[0], canonical[0]) for form, canonical in pairs if len(form) == len(canonical) == 1)


# --- words ----------------------------------------------------------------------------------------------------

_TOKENS = re.compile(r"[A-Za-z]+|[0-9]+|#[0-9]+[a-z](?![a-z0-9])|#[a-z]?")
_ENGLISH_ENDS = frozenset({"st", "nd", "rd", "th"})
_ORDINAL_ENDS = _ENGLISH_ENDS | frozenset(
    {"er", "re", "e", "eme", "ere", "ieme", "de", "ra", "ro", "da", "do", "ta", "to", "a", "o"}
    | {"va", "vo", "ma", "mo", "na", "no"}
)
_ROMAN = {"I": 1, "V": 5, "X": 10}
_BRACKETS = re.compile(r"\(([^()]{2,40})\)")
_APOSTROPHES = str.maketrans("", "", "'\u2019\u2018\u02bc`\u00b4\u2032")
_POSSESSIVE = re.compile("(?<=[A-Za-z])['\u2019\u2018\u02bc`\u00b4\u2032][sS]\\b")


def form_of(text: str, country: str = "") -> NameForm:
    """The form of ``text`` as the name of a unit in ``country`` (alpha-2; empty if unknown).

    The country determines what some abbreviations mean.
    """
    return _form(text[:LONGEST_TEXT], country)


@lru_cache(maxsize=65536)
def _form(text: str, country: str) -> NameForm:
    plain = _CYRILLIC_ORDINAL.sub(r"\1 ", repair(text))
    acronyms: list[str] = []
    if "(" in plain:
        plain = _BRACKETS.sub(lambda found: _bracket(found.group(1), acronyms), plain)
    raw = _raw_tokens(_LETTER.sub(_letter, _LETTERED_NUMBER.sub(_lettered_number, plain)))
    words: dict[str, NameWord] = {}
    for number, word in enumerate(_words(raw, frozenset((country,)) if country else frozenset())):
        if word.text == "republic" and country:
            word = NameWord(f"@{country.lower()}", NamePart.COUNTRY, (country,))  # "of the Republic": of this country
        # A repeated word ("Unit UMEP", where the acronym ends in Unit) adds nothing; a repeated number does.
        words.setdefault(f"{word.text}/{number}" if word.part is NamePart.NUMBER else word.text, word)
    if country and f"@{country.lower()}" in words:
        words.pop(NATIONAL, None)  # "Bangladesh National Police" says it twice
    return NameForm(tuple(words.values())[:MOST_WORDS], tuple(acronyms))


_QUOTES = "\"'\u2018\u2019\u201c\u201d\u00ab\u00bb`\u00b4"
_LETTER = re.compile(
    rf"(?<![\w.&'\u2019/-])[{_QUOTES}]?(?:([A-HJ-UWYZ])|(?<=\s)([a-hj-uwyz])(?=[{_QUOTES}]?\s*$))[{_QUOTES}]?(?![\w.&'\u2019/-])"
)


_CYRILLIC_ORDINAL = re.compile(r"(?<!\w)([0-9]{1,4})-(?:[\u0400-\u052f]{1,3})(?!\w)")
"""A number with the end of its ordinal: ``8-\u044f \u0431\u0440\u0438\u0433\u0430\u0434\u0430``."""
_LETTERED_NUMBER = re.compile(r"(?<![\w/#-])0*([0-9]{1,4})-?([A-Z])(?![\w'\u2019/-])")


def _lettered_number(match: re.Match[str]) -> str:
    """A number with a letter (``12A Squadron``) as ``#12a``; an ordinal in a text in capitals (``2E BATAILLON``) is
    left alone."""
    if match[2].lower() in _ORDINAL_ENDS and match.string.upper() == match.string and _has_foreign(match.string):
        return match[0]
    return f" #{match[1]}{match[2].lower()} "


def _has_foreign(text: str) -> bool:
    """Whether a text has a word of a language that writes ordinals with one letter (``3A BRIGADA``)."""
    canonical = set(level_concepts())
    return any(word not in canonical and _synonyms().at([word], 0, frozenset()) for word in _key(text))


def _letter(match: re.Match[str]) -> str:
    """A single letter that distinguishes units (``Camp D``, ``Area 'L' Command``) as ``#d``: an isolated capital, or
    any letter at the end. Roman numerals, initials, and conjunctions in a text in capitals are left alone."""
    text, letter = match.string, match[1] or match[2]
    before, after = text[: match.start()].split(), text[match.end() :].split()
    alone = not before and not after
    if alone or (before and len(before[-1]) == 1) or (after and len(after[0]) == 1):
        return match[0]
    if before and after and match[0] in _CONJUNCTIONS and text.upper() == text:
        return match[0]
    return f" #{letter.lower()} "


_CONJUNCTIONS = frozenset("EOUY")


def _bracket(inside: str, acronyms: list[str]) -> str:
    """An acronym in brackets is kept apart from the name; anything else in brackets is part of it."""
    short = inside.strip()
    if short.isascii() and short.isalpha() and 2 <= len(short) <= 10 and sum(map(str.isupper, short)) * 2 > len(short):
        acronyms.append(short.lower())
        return " "
    return f" {inside} "


def _raw_tokens(text: str) -> list[str]:
    """Letters and digits separated, case kept; ordinal suffixes and digits attached to a long word are removed."""
    plain = _POSSESSIVE.sub("", text).translate(_APOSTROPHES)
    if not plain.isascii():
        plain = anyascii(plain).replace("'", "").replace("`", "")
    tokens: list[str] = []
    end = -1
    for found in _TOKENS.finditer(plain):
        token, start = found.group(), found.start()
        glued = start == end
        end = found.end()
        if tokens and tokens[-1].isdigit() and token.lower() in (_ORDINAL_ENDS if glued else _ENGLISH_ENDS):
            continue
        if glued and token.isdigit() and tokens and tokens[-1].isalpha() and len(tokens[-1]) >= 5:
            continue  # "Police4": the number of a footnote
        tokens.append(token)
    return _without_counts(tokens)


def _without_counts(tokens: list[str]) -> list[str]:
    """Without a final number of four or more digits, which is a count or a code rather than a unit's number."""
    while len(tokens) > 1 and tokens[-1].isdigit() and len(tokens[-1]) >= 4:
        tokens.pop()
    return tokens


def _words(raw: list[str], where: frozenset[str]) -> Iterator[NameWord]:
    lower = [token.lower() for token in raw]
    spoken = _spoken(lower)
    where = where | {code for _, _, codes in spoken for code in codes}
    position = 0
    expanded: list[str] = []
    for start, size, codes in spoken:
        expanded += _plain_words(raw[position:start], lower[position:start], where)
        expanded.append("@" + "|".join(codes))
        position = start + size
    expanded += _plain_words(raw[position:], lower[position:], where)
    return _classified(_with_countries(expanded))


def _with_countries(words: list[str]) -> list[str]:
    """Words with the names of countries that abbreviations stood for (``NPF``: Nigeria Police Force) as countries."""
    found: list[str] = []
    position = 0
    for start, size, codes in _spoken(words):
        found += [*words[position:start], "@" + "|".join(codes)]
        position = start + size
    return found + words[position:]


def _spoken(lower: list[str]) -> list[tuple[int, int, tuple[str, ...]]]:
    """The mentions of countries: start, number of words, codes."""
    found = []
    names = _country_names()
    position = 0
    while position < len(lower):
        phrase = names.at(lower, position, frozenset())
        if phrase is not None and not _is_srpska(lower, position, len(phrase[0])):
            found.append((position, len(phrase[0]), phrase[1]))
            position += len(phrase[0])
        else:
            position += 1
    return found


def _is_srpska(lower: list[str], position: int, size: int) -> bool:
    """Whether a longer synonym begins here ("Serb Republic" is an entity of Bosnia and not Serbia)."""
    phrase = _synonyms().at(lower, position, frozenset())
    return phrase is not None and len(phrase[0]) > size


def _plain_words(raw: list[str], lower: list[str], where: frozenset[str]) -> list[str]:
    return _replaced(_replaced(_numbered(raw, lower), _abbreviations(), where), _synonyms(), where)


def _replaced(words: list[str], phrases: _Phrases, where: frozenset[str]) -> list[str]:
    found: list[str] = []
    position = 0
    while position < len(words):
        phrase = phrases.at(words, position, where)
        if phrase is None:
            found.append(words[position])
            position += 1
        else:
            found.extend(phrase[1])
            position += len(phrase[0])
    return found


def _numbered(raw: list[str], lower: list[str]) -> list[str]:
    """Numbers as ``#7`` in whatever notation: digits, ordinals, number words, Roman numerals, after "No." or "#"."""
    numbers = _numbers()
    found: list[str] = []
    position = 0
    while position < len(raw):
        word = lower[position]
        following = lower[position + 1] if position + 1 < len(raw) else ""
        if len(word) > 1 and word[0] == "#":
            found.append(word)
            position += 1
            continue
        if word == "#" or (word in numbers.marks and (following.isdigit() or _roman(raw, position + 1))):
            position += 1
            continue
        pair = numbers.values.get((word, following))
        if pair is not None:
            found.append("#" + pair)
            position += 2
            continue
        if word.isdigit():
            found.append("#" + (word.lstrip("0") or "0"))
        elif (value := numbers.values.get((word,))) is not None:
            found.append("#" + value)
        elif roman := _roman(raw, position):
            found.append(f"#{roman}")
        else:
            found.append(word)
        position += 1
    return found


def _roman(raw: list[str], position: int) -> int:
    """The value of a Roman numeral up to 39 in capitals, 0 for anything else. A single letter counts only at one end of
    the name or after a mark such as "No.", as in "V Corps" and "Division I"."""
    if position >= len(raw):
        return 0
    token = raw[position]
    if len(token) > 6 or any(letter not in _ROMAN for letter in token):
        return 0
    if len(token) == 1 and 0 < position < len(raw) - 1 and raw[position - 1].lower() not in _numbers().marks | {"#"}:
        return 0
    value = 0
    for letter, after in zip(token, [*token[1:], ""], strict=True):
        step = _ROMAN[letter]
        value += -step if after and _ROMAN[after] > step else step
    return value if _as_roman(value) == token else 0


def _as_roman(value: int) -> str:
    return "X" * (value // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[value % 10]


def _classified(words: list[str]) -> Iterator[NameWord]:
    parts, stops, letters = _part_table(), _stop_words(), _numbers().letters
    for position, text in enumerate(words):
        if text[0] == "@":
            codes = text[1:].split("|")
            yield NameWord(f"@{codes[0].lower()}", NamePart.COUNTRY, tuple(codes))
        elif text[0] == "#":
            yield NameWord(text, NamePart.NUMBER)
        elif (letter := letters.get(text, text if len(text) == 1 else "")) and _beside_lettered(words, position):
            yield NameWord("#" + letter, NamePart.NUMBER)
        elif text in stops:
            continue
        else:
            yield NameWord(text, parts.get(text, NamePart.PROPER))


def _beside_lettered(words: list[str], position: int) -> bool:
    """Whether a level that is distinguished by letters ("A Company", "Troop Bravo") is next to a word."""
    return (position + 1 < len(words) and words[position + 1] in _LETTERED) or (
        position > 0 and words[position - 1] in _LETTERED
    )


def initials(form: NameForm) -> tuple[str, ...]:
    """Acronyms that can be derived from a form of at least three words, in lower case."""
    words = [word.text for word in form.words if word.part is not NamePart.COUNTRY]
    if len(words) < 3 or any(not word[0].isalpha() for word in words):
        return ()
    return ("".join(word[0] for word in words),)
