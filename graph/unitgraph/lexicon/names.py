"""Normal forms of names: for comparison, never for display.

A name is kept as written in its source; the forms made here are stored beside it.
"""

from __future__ import annotations

import re
import unicodedata

from unitgraph.system.characters import HIDDEN, seen, with_few_marks

_SPACES = re.compile(r"\s+")
_AT_ENDS = " \u200c\u200d"
_NOT_WORD = re.compile(r"[\W_]+")
_VARIANTS = (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
_MARKS = dict.fromkeys((*range(0x0300, 0x0370), *_VARIANTS, *map(ord, HIDDEN)))  # and variation selectors
_APOSTROPHES = str.maketrans("", "", "'\u2019\u2018\u02bc\u0060\u00b4\u2032")
_ACRONYM = re.compile(r"(?<=\S)\s*\(([^()\s]{2,12})\)\s*$")


def tidy(text: str) -> str:
    """``text`` as a name is written: with every run of white space (including U+00A0) as one space and none at the
    ends, and without what nobody sees (:func:`unitgraph.system.characters.seen`).

    >>> tidy("\\ufeffVelabad\\u00a0 Ar\\u00admy\\u200b")
    'Velabad Army'
    """
    return " ".join(seen(text).split()).strip(_AT_ENDS)


def fold(text: str) -> str:
    """The form in which two spellings of the same name are equal: letters and digits in lower case, single spaces.

    Case, accents, punctuation, apostrophes and invisible characters are removed; scripts are kept (no
    transliteration), since different names in another script must not become equal. Combining marks are dropped only
    from the block of diacritics for European scripts: elsewhere they are vowels. Folding is idempotent.

    >>> fold("Jalisco State Attorney General\u2019s  Office")
    'jalisco state attorney generals office'
    """
    if text.isascii():
        if text.replace(" ", "").isalnum():  # most names, and told in a tenth of the time
            return " ".join(text.lower().split())
        return _NOT_WORD.sub(" ", text.translate(_APOSTROPHES).lower()).strip()
    # Case folding and compatibility forms interact (Unicode 3.13, D146): a compatibility form may be a capital.
    plain = unicodedata.normalize("NFKD", with_few_marks(text).translate(_APOSTROPHES)).translate(_APOSTROPHES)
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", plain.casefold()).casefold())
    return _words(unicodedata.normalize("NFC", plain.translate(_MARKS)))


def _words(text: str) -> str:
    """``text`` with one space for everything that is not part of a word. Combining marks are part of words, though
    ``\\w`` in regular expressions does not match them."""
    return " ".join("".join(map(_in_word, text)).split())


def _in_word(letter: str) -> str:
    """``letter`` if it is part of a word, nothing for a format character (soft hyphen, joiner), else a space."""
    if letter.isalnum():
        return letter
    category = unicodedata.category(letter)
    return letter if category in {"Mn", "Mc"} else "" if category == "Cf" else " "


def slug(text: str) -> str:
    """The readable part of an IRI: ASCII letters and digits joined by hyphens, at most 60 characters.

    Other scripts are transliterated (anyascii); a text without letters gives ``unit``.
    """
    from anyascii import anyascii

    folded = fold(anyascii(fold(text)))
    return "-".join(folded.split())[:60].strip("-") or "unit"


KNOWN_AS = re.compile(
    r"""(?:\b(?:a\s?[./]?\s?k\s?[./]?\s?a\b\.?|f\s?[./]?\s?k\s?[./]?\s?a\b\.?
        |(?:(?:also|better|commonly|popularly|widely|locally|previously|formerly)\s+)+(?:known|called|named|referred\s+to)
            (?:\s+locally)?(?:\s+as)?
        |known\s+(?:locally\s+)?as|formerly|alias|alternatively
        |(?:también\s+)?conocid[oa]\s+como|(?:également\s+)?connue?\s+sous\s+le\s+nom\s+de)\b|(?<=[(\[])\s*@)
        (?!\s+(?:of|in|under|part|the\s+part|with|at|members?|soldiers?|officers?|troops?|personnel|elements?)\b)[\s.:,"'\u201c]{0,4}""",
    re.IGNORECASE | re.VERBOSE,
)
"""What stands before another name of the same unit."""
_NUMERAL = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_VOWEL = re.compile(r"[aeiou]")
_SHORT = 3
"""The letters of words that an acronym may leave out (``de``, ``and``)."""
_EDGES = " \t,;:()[]\"\u201c\u201d'"


def split_aliases(name: str) -> tuple[str, tuple[str, ...]]:
    """``name`` without the other names that it states, and those.

    >>> split_aliases("Velabad Guard (also known as Mirna Watch; a.k.a. VG)")
    ('Velabad Guard', ('Mirna Watch', 'VG'))
    """
    found = KNOWN_AS.search(name)
    if found is None:
        return name, ()
    before = name[: found.start()].rstrip()
    if before[-1:] in ("(", "["):
        inside, _, rest = name[found.end() :].partition(")" if before[-1] == "(" else "]")
        before = before[:-1].rstrip()
    else:
        inside, rest = name[found.end() :], ""
    others = [part.strip(_EDGES) for each in KNOWN_AS.split(inside) for part in each.split(";")]
    main = tidy(f"{before.rstrip(_EDGES)} {rest}").replace(" ,", ",")
    if not any(map(str.isalnum, before)) or not any(others):
        return name, ()
    return main, tuple(dict.fromkeys(filter(None, others)))


def is_acronym(text: str) -> bool:
    """Whether a text is written as an acronym: 2 to 12 characters without a space, most of its letters capitals."""
    letters = [each for each in text if each.isalpha()]
    return 2 <= len(text) <= 12 and not _SPACES.search(text) and sum(map(str.isupper, letters)) * 2 > len(letters)


def split_acronym(name: str) -> tuple[str, str | None]:
    """``name`` without the acronym in brackets at its end, and that acronym (None without one).

    It is one that the name is written short as (:func:`is_short_for`): a place or a superior in capitals is none. A
    name that consists only of its brackets stays whole.

    >>> split_acronym("Counter Terrorism and Transnational Crime Unit (CTTCU)")
    ('Counter Terrorism and Transnational Crime Unit', 'CTTCU')
    >>> split_acronym("TOLURA STATION (MIRNA)")
    ('TOLURA STATION (MIRNA)', None)
    """
    found = _ACRONYM.search(name)
    if found is None or not is_short_for(found.group(1), name[: found.start()]):
        return name, None
    return name[: found.start()].strip(), found.group(1)


def is_short_for(acronym: str, name: str) -> bool:
    """Whether what stands in brackets behind a name is written as an acronym and is made of the name.

    That is so as :func:`abbreviates` tells, of two letters too; of the initials in another order (as another language
    has them) or with one letter more (as a longer name has it); of the consonants of a single word. Its numbers are
    those of the name, and a Roman numeral is a number.

    >>> is_short_for("PF", "Federal Police"), is_short_for("MIRNA", "Tolura Jail")
    (True, False)
    """
    letters, words = fold(acronym).replace(" ", ""), fold(name).split()
    if not is_acronym(acronym) or not letters.isalnum() or _NUMERAL.fullmatch(acronym):
        return False
    numbers = re.findall(r"\d+", letters)
    if not set(numbers) <= set(re.findall(r"\d+", " ".join(words))):
        return False
    letters, words = re.sub(r"\d", "", letters), [each for each in words if not each[0].isdigit()]
    if len(words) == 1:
        consonants = iter(words[0])
        return letters[:1] == words[0][0] and not _VOWEL.search(letters) and all(each in consonants for each in letters)
    initials = "".join(each[0] for each in words if len(each) > _SHORT)
    if sorted(letters) == sorted(initials) or (len(letters) > 1 and _is_made_of(letters, words)):
        return len(letters) > 1
    # Of a longer name: "Anti-Robbery Squad (SARS)".
    rest = iter(letters)
    longer = len(letters) == len(initials) + 1 > 3 and letters[-1] == initials[-1]
    return longer and all(each in rest for each in initials)


def abbreviates(acronym: str, name: str) -> bool:
    """Whether a text is written as an acronym and is made of the words of a name: of the first letter and maybe more
    letters of each, in their order. It may leave out short words, and one other where it has three.

    >>> abbreviates("DIROES", "Directorate of Operations, Special"), abbreviates("LIMA", "Police Station")
    (True, False)
    """
    words = fold(name).split()
    letters = fold(acronym)
    if len(words) < 2 or not is_acronym(acronym) or not letters.isalpha() or len(letters) < 3:
        return False
    return _is_made_of(letters, words)


def _is_made_of(letters: str, words: list[str]) -> bool:
    # How many letters are used up after each word, and how many words were left out.
    reached = {(0, 0)}
    for at, word in enumerate(words):
        after = {(used, left + (len(word) > _SHORT)) for used, left in reached} if at else set()
        for used, left in reached:
            if letters[used : used + 1] == word[0]:
                after |= {(more, left) for more in _used_up(letters, used + 1, word[1:])}
        reached = {each for each in after if each[1] <= 1}
    long = sum(len(word) > _SHORT for word in words)
    return any(used == len(letters) and (not left or long - left >= 3) for used, left in reached)


def _used_up(letters: str, used: int, rest: str) -> set[int]:
    """How many letters may be used up when a word gives some of the rest of its letters, in order."""
    found, at = {used}, 0
    while used < len(letters) and (at := rest.find(letters[used], at) + 1):
        used += 1
        found.add(used)
    return found
