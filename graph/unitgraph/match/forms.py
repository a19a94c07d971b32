"""The comparable form of a name: its words in canonical form, each with the part it plays.

Case, accents, scripts, encoding damage, abbreviations, languages and the many ways to write a number are normalized
here, with the tables in ``words/``. What remains are words such as ``police``, ``#2``, ``@mx`` (a country) and
``jagadal``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile

from anyascii import anyascii

from unitgraph.lexicon.names import is_acronym, is_short_for
from unitgraph.lexicon.scripts import latinized, leaves_out_vowels
from unitgraph.match.damage import repair
from unitgraph.match.kernels import MOST_WORDS
from unitgraph.match.lettering import (
    CONJUNCTIONS,
    ROMAN,
    has_foreign,
    lettered,
    with_capital_letters,
    with_number_signs,
)
from unitgraph.match.vocabulary import (
    LETTERED,
    LETTERED_SITES,
    PLACE_LETTERS,
    NamePart,
    Phrases,
    abbreviations,
    country_names,
    foreign_words,
    level_concepts,
    number_words,
    part_table,
    parted,
    stop_words,
    synonyms,
    without_elision,
)

LONGEST_TEXT = 1000
"""The number of characters of a text that are considered; a longer text is not a name."""


NATIONAL = "national"
"""The word that stands for the name of the country within it."""
GENERIC = frozenset(
    {NamePart.LEVEL, NamePart.SCOPE, NamePart.FORCE, NamePart.FUNCTION, NamePart.DIRECTION, NamePart.NUMBER}
)
"""Parts that many units share: a name made only of them identifies a unit only within a country."""


@dataclass(frozen=True, slots=True)
class NameWord:
    """One word of a form: ``text`` in lower-case ASCII (``#7`` a number, ``#a`` a letter, ``@mx`` a country), its
    part, the countries that an ambiguous demonym may mean, and whether a word such as ``of`` stands before it."""

    text: str
    part: NamePart
    countries: tuple[str, ...] = ()
    behind_of: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class NameForm:
    """The comparable form of a name. ``acronyms`` are those in brackets, in lower case; ``vowelless`` says that it was
    written in a script that leaves out vowels or has others than Latin letters do, ``foreign`` that it has words of
    another language than English. ``leading_on`` is the small word that it ends in (``of``), which belongs to what is
    not there, or the number of four or more digits that is left out as a count or a code, and may be another unit's.
    ``parted`` says that it has commas or other separators, ``english`` that its words for what bodies are were written
    in English, and in full."""

    words: tuple[NameWord, ...]
    acronyms: tuple[str, ...] = ()
    vowelless: bool = False
    foreign: bool = False
    leading_on: str = ""
    parted: bool = False
    english: bool = False

    @property
    def countries(self) -> frozenset[str]:
        """The countries named in the name itself (alpha-2)."""
        return frozenset(code for word in self.words for code in word.countries)

    @property
    def generic(self) -> bool:
        """Whether no word distinguishes units of different countries."""
        return not self.acronyms and all(word.part in GENERIC for word in self.words)


# --- words ----------------------------------------------------------------------------------------------------

_TOKENS = re.compile(r"[A-Za-z]+|[0-9]+|#[0-9]+[a-z](?![a-z0-9])|#[a-z]?")
_ENGLISH_ENDS = frozenset({"st", "nd", "rd", "th"})
_ORDINAL_ENDS = _ENGLISH_ENDS | frozenset(
    {"er", "re", "e", "eme", "ere", "ieme", "de", "ra", "ro", "da", "do", "ta", "to", "a", "o"}
    | {"va", "vo", "ma", "mo", "na", "no", "i", "os", "gna", "nya"}
)
BRACKETS = re.compile(r"\(([^()]{2,40})\)")
_APOSTROPHES = str.maketrans("", "", "'\u2019\u2018\u02bc`\u00b4\u2032")
_POSSESSIVE = re.compile("(?<=[A-Za-z])['\u2019\u2018\u02bc`\u00b4\u2032][sS]\\b")


def form_of(text: str, country: str = "") -> NameForm:
    """The form of ``text`` as the name of a unit in ``country`` (alpha-2; empty if unknown).

    The country determines what some abbreviations mean.
    """
    return _form(text[:LONGEST_TEXT], country)


@lru_cache(maxsize=65536)
def _form(text: str, country: str) -> NameForm:
    repaired = repair(text).replace("_", " ")
    near = _SANTA.sub("Santa ", with_number_signs(latinized(repaired, country)))
    plain = _plain_ordinals(with_capital_letters(near))
    if near.islower():
        plain = _LOWER.sub(lambda found: found[0].upper(), plain)
    acronyms: list[str] = []
    if "(" in plain:
        plain = BRACKETS.sub(lambda found: _bracket(found, country, acronyms), _SPELT_BEHIND.sub(_acronym_last, plain))
    raw = _raw_tokens(lettered(_LETTERED_NUMBER.sub(_lettered_number, plain)))
    words: dict[str, NameWord] = {}
    for number, word in enumerate(_words(raw, frozenset((country,)) if country else frozenset())):
        if word.text == "republic" and country:
            word = NameWord(f"@{country.lower()}", NamePart.COUNTRY, (country,))  # "of the Republic": of this country
        # A repeated word ("Unit UMEP", where the acronym ends in Unit) adds nothing; a repeated number does.
        words.setdefault(f"{word.text}/{number}" if word.part is NamePart.NUMBER else word.text, word)
    if country and f"@{country.lower()}" in words:
        words.pop(NATIONAL, None)  # "Bangladesh National Police" says it twice
    foreign = near != repaired or not foreign_words().isdisjoint(token.lower() for token in raw)
    last = raw[-1].lower() if len(raw) > 1 and len(raw[-1]) > 1 else ""
    counted = _COUNT.search(plain)
    leading_on = last if last in stop_words() else counted[1] if counted and last != counted[1] else ""
    kept, separated = tuple(words.values())[:MOST_WORDS], _SEPARATOR.search(text.strip()) is not None
    spelt = {token.lower() for token in raw}
    english = not foreign and all(word.text in spelt for word in kept if word.part in KINDS)
    return NameForm(kept, tuple(acronyms), leaves_out_vowels(text), foreign, leading_on, separated, english)


_COUNT = re.compile(r"(?<!\d)(\d{4,})\W*$")
KINDS = frozenset({NamePart.FORCE, NamePart.LEVEL, NamePart.FUNCTION})
"""Parts of words that may say what a body is."""
_SEPARATOR = re.compile(r"[,;:/|>()\[\]\u2013\u2014\n\u060c]|\s-|-\s")
_SANTA = re.compile(r"(?i:^sta\.?\s+|(?<!\w)(?<!police )(?<!pol )(?<!naval )(?<!fire )sta\.\s*)(?=[A-Z][a-z])")
"""An abbreviation for a saint, and not for a station, which stands behind what it is for."""


_LOWER = re.compile(
    r"(?<=\barea )[a-z]\b|(?<=\bcamp )[a-z]\b|(?<=\bzone )[a-z]\b|(?<=\bsector )[a-z]\b|(?<=\bdistrict )[a-z]\b"
    r"|^[a-z](?= (?:area|camp|zone|sector|district|division|company)\b)"
    r"|(?<= )[b-df-hj-np-tv-xz](?= ?\()"
    r"|\b(?:i{1,3}|iv|vi{0,3}|ix|xi{0,3}|xiv|xv)\b"
    r"(?= (?:corps|divisi[o\u00f3]n|brigad[ea]|battalion|regiment|region|zone"
    r"|batall[o\u00f3]n|regimiento|regi[o\u00f3]n|zona|bataillon|r[e\u00e9]giment|r[e\u00e9]gion)\b)"
)
"""Letters and Roman numerals that tell units apart in a text without capitals."""
_CYRILLIC_ORDINAL = re.compile(
    r"(?<!\w)([0-9]{1,4}[A-Z]?)-(?![\u0411-\u0413\u0431-\u0433](?!\w))(?:[\u0400-\u052f]{1,3})(?!\w)"
)
"""A number with the end of its ordinal: ``8-\u044f \u0431\u0440\u0438\u0433\u0430\u0434\u0430``."""
_TRANSLITERATED_ORDINAL = re.compile(r"(?<![\w/])([0-9]{1,4})-(?:a?ya|[aeiou]?[yj]|[yi]?i|o?go|o?ye)(?=\s+[^\W\d_]{2})")
"""The same in Latin letters: ``8-ya brigada``."""
_LETTERED_NUMBER = re.compile(r"(?<![\d/#])(?<!\d-)0*([0-9]{1,4})-?([A-Z\u0410-\u0413\u0431-\u0433])(?![\w'\u2019/-])")


ROMANCE_ORDINAL = re.compile(
    r"(?<![\w/])([0-9]{1,4})(?:\s?[\u00b0\u00ba\u00aa]|(?:/\s?(?:er|ra|do|da|to|ta|mo|ma|vo|va|no|na|o|a|0(?=\.))|av[oa])(?!\w))\.?",
    re.IGNORECASE,
)
"""A number with the end of its ordinal as Spanish writes it: ``1/er.``, ``37/a.``, ``12ava``, ``69\u00b0``."""


def _plain_ordinals(text: str) -> str:
    """``text`` with numbers in place of ordinals of which the end stands apart from the digits.

    >>> _plain_ordinals("1/er. Batall\u00f3n")
    '1  Batall\u00f3n'
    """
    for pattern in (_CYRILLIC_ORDINAL, _TRANSLITERATED_ORDINAL, ROMANCE_ORDINAL):
        text = pattern.sub(r"\1 ", text)
    return text


def _lettered_number(match: re.Match[str]) -> str:
    """A number with a letter (``12A Squadron``, ``CTB-9A``) as ``#12a``; an ordinal in a text in capitals
    (``2E BATAILLON``) is left alone."""
    if match[2].lower() in _ORDINAL_ENDS and match.string.upper() == match.string and has_foreign(match.string):
        return match[0]
    # Letters before it are no letter that stands alone.
    before = "-" if match.string[: match.start()][-1:].isalpha() else " "
    return f"{before}#{match[1]}{anyascii(match[2]).lower()} "


_SPELT_BEHIND = re.compile(r"^\s*([A-Z]{2,8})\s*\(([^()]+)\)\s*$")


def _acronym_last(found: re.Match[str]) -> str:
    """An acronym with the name that it is of in brackets, as that name with the acronym in brackets."""
    letters = iter(re.findall(r"\b[^\W\d_]", found[2].upper()))
    return f"{found[2]} ({found[1]})" if all(letter in letters for letter in found[1]) else found[0]


def _bracket(found: re.Match[str], country: str, acronyms: list[str]) -> str:
    """An acronym in brackets that is short for the words before it is kept apart from the name; anything else in
    brackets is part of it."""
    short = found[1].strip()
    if short.isascii() and short.isalpha() and is_short(short, found.string[: found.start()], country):
        acronyms.append(short.lower())
        return " "
    return f" {found[1]} "


def is_short(acronym: str, name: str, country: str) -> bool:
    """Whether an acronym behind a name is short for it, or says by the tables only what the name does (``Nigeria Police
    Force (NPF)``)."""
    if not is_acronym(acronym):
        return False
    if is_short_for(acronym, name):
        return True
    told = {word.text for word in _form(acronym, country).words if word.part is not NamePart.COUNTRY}
    plain = acronym.lower()
    return bool(told) and plain not in told and told <= {word.text for word in _form(name, country).words}


def _raw_tokens(text: str) -> list[str]:
    """Letters and digits separated, case kept; ordinal suffixes and digits attached to a long word are removed."""
    plain = without_elision(_POSSESSIVE.sub("", text)).translate(_APOSTROPHES)
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
    names = country_names()
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
    phrase = synonyms().at(lower, position, frozenset())
    return phrase is not None and len(phrase[0]) > size


def _plain_words(raw: list[str], lower: list[str], where: frozenset[str]) -> list[str]:
    replaced = _replaced(_replaced(_numbered(raw, lower), abbreviations(), where), synonyms(), where)
    return [_in_singular(piece) for word in replaced for piece in parted(word)]


def _in_singular(word: str) -> str:
    """An English level in the plural (``camps``) in the singular."""
    plural = word.endswith("s") and word not in part_table() and word[:-1] in level_concepts()
    return word[:-1] if plural else word


def _replaced(words: list[str], phrases: Phrases, where: frozenset[str]) -> list[str]:
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
    numbers = number_words()
    found: list[str] = []
    position = 0
    while position < len(raw):
        word = lower[position]
        following = lower[position + 1] if position + 1 < len(raw) else ""
        if len(word) > 1 and word[0] == "#":
            found.append(word)
            position += 1
            continue
        if word == "#" or (word in numbers.marks and (following.isdigit() or roman_value(raw, position + 1))):
            position += 1
            continue
        size = next((each for each in (3, 2) if tuple(lower[position : position + each]) in numbers.values), 0)
        if size:
            found.append("#" + numbers.values[tuple(lower[position : position + size])])
            position += size
            continue
        if word.isdigit():
            found.append("#" + (word.lstrip("0") or "0"))
        elif (value := numbers.values.get((word,))) is not None:
            found.append("#" + value)
        elif roman := roman_value(raw, position):
            found.append(f"#{roman}")
        else:
            found.append(word)
        position += 1
    return found


def roman_value(raw: list[str], position: int) -> int:
    """The value of a Roman numeral up to 39 in capitals, 0 for anything else. A single letter counts only at one end of
    the name, after a mark such as "No.", or beside a level word, as in "V Corps". In capitals, "I" may be "and".
    """
    if position >= len(raw):
        return 0
    token = raw[position]
    if len(token) > 6 or any(letter not in ROMAN for letter in token):
        return 0
    within = len(token) == 1 and 0 < position < len(raw) - 1
    if within and raw[position - 1].lower() not in number_words().marks | {"#"}:
        beside = {raw[position - 1].lower(), raw[position + 1].lower()}
        if (token in CONJUNCTIONS and all(map(str.isupper, raw))) or beside.isdisjoint(level_concepts()):
            return 0
    value = 0
    for letter, after in zip(token, [*token[1:], ""], strict=True):
        step = ROMAN[letter]
        value += -step if after and ROMAN[after] > step else step
    return value if _asroman(value) == token else 0


def _asroman(value: int) -> str:
    return "X" * (value // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[value % 10]


_OF = frozenset(
    {"of", "for", "d", "de", "del", "des", "du", "da", "do", "das", "dos", "di", "della", "dello", "delle", "dei"}
    | {"degli", "dell", "der", "von", "vom"}
)


def _classified(words: list[str]) -> Iterator[NameWord]:
    parts, stops, letters = part_table(), stop_words(), number_words().letters
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
            small = list(takewhile(stops.__contains__, reversed(words[:position])))
            behind_of = not _OF.isdisjoint(small)
            yield NameWord(text, parts.get(text, NamePart.PROPER), behind_of=behind_of)


def _beside_lettered(words: list[str], position: int) -> bool:
    """Whether a level that is distinguished by letters ("A Company", "Troop Bravo", "Camp Delta") is next to a word."""
    if position and words[position - 1] in LETTERED_SITES and words[position] not in PLACE_LETTERS:
        return len(words[position]) > 1 or position + 1 == len(words)
    return (position + 1 < len(words) and words[position + 1] in LETTERED) or (
        position > 0 and words[position - 1] in LETTERED
    )
