"""Names in other scripts, brought near to Latin letters: words of the tables in English, words run together parted,
articles and the signs of ordinals taken off. What remains is transliterated letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from unicodedata import normalize

from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import read_word_table, several
from unitgraph.system.characters import with_few_marks

_RUN_TOGETHER = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts without spaces between words (Thai, Lao, Burmese, Khmer, Kana, Han), and Korean, which joins them to
numbers."""
_HEAD_FIRST = re.compile("[\u0400-\u052f\u0600-\u06ff\u0e00-\u0e7f\u1780-\u17ff]")
_ARABIC = re.compile("[\u0600-\u06ff]")
_ARABIC_MARKS = re.compile("[\u0640\u064b-\u065f\u0670]")
_ARABIC_LETTERS = str.maketrans(
    "\u0623\u0625\u0622\u0649\u0643\u06cc\u06a9", "\u0627\u0627\u0627\u064a\u0643\u064a\u0643"
)
_FINAL = re.compile("\u0629(?!\\w)")
"""A letter at the end of Arabic words that Latin letters write as ``a``."""
_ARTICLE = re.compile("(?<!\\w)[\u0648\u0641\u0628\u0643]?(?:\u0627\u0644|\u0644\u0644)(?=\\w{3})")
_ORDINAL_ENDS = (
    "\u09a4\u09ae", "\u09b0\u09cd\u09a5", "\u09b7\u09cd\u09a0", "\u09ae", "\u09af\u09bc", "\u09df", "\u09b6", "\u0987",
    "\u0935\u0940\u0902", "\u0935\u093e\u0902", "\u0935\u093e\u0901", "\u0935\u0947\u0902", "\u0914\u0902",
    "\u094c\u0902",
)  # fmt: skip
"""What Bengali and Devanagari write behind the digits of an ordinal."""
_ORDINAL_SIGNS = (
    "\u10db\u10d4-", "\u179b\u17c1\u1781", "\u1791\u17b8", "\u0e40\u0e25\u0e02\u0e17\u0e35\u0e48", "\u0e17\u0e35\u0e48",
    "\u7b2c", "\uc81c",
)  # fmt: skip
"""What Georgian, Khmer, Thai, Chinese and Korean write before them; Amharic puts its sign behind."""
_ORDINALS = (
    (re.compile(rf"(\d+)[-\s]?(?:{'|'.join(_ORDINAL_ENDS)})(?![\u0900-\u09ff])"), r"\1 "),
    (re.compile(rf"(?:{'|'.join(_ORDINAL_SIGNS)})\s*(?=\d)"), " "),
    (re.compile("(\\d)-(?:\u10d4|\u10d8)(?!\\w)"), r"\1 "),
    (re.compile("(\\d)\\s?(?:\u129b|\u1270\u129b)(?!\\w)"), r"\1 "),
)
_GENITIVE = re.compile("([\u10d0-\u10fa]{3,})\u10d8\u10e1(?!\\w)")
"""A Georgian word with the ending of what belongs to it; the word itself ends in a consonant or in one vowel."""
_OF_NAMES = re.compile("([\u10d0-\u10fa]{3,}[\u10d0\u10d4\u10dd\u10e3])\u10e1(?!\\w)")
"""A Georgian word that ends in a vowel, with the ending of what belongs to it."""
_GEORGIAN_PLURAL = re.compile("([\u10d0-\u10fa]{3,})\u10d4\u10d1(?:\u10d8|\u10d8\u10e1|\u10e1)(?!\\w)")
"""A Georgian word in the plural."""
_GEORGIAN = re.compile("[\u10d0-\u10fa]+")
_HAN_DIGITS = {each: value for value, each in enumerate("\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d")}
_TEN = "\u5341"
_HAN_NUMBER = re.compile(rf"\u7b2c([{''.join(_HAN_DIGITS)}{_TEN}]{{1,3}})")
_VOWELLESS = re.compile("[\u0590-\u06ff\u0900-\u0dff\u0e00-\u109f\u1780-\u17ff]")
_GREEK_PAIRS = (
    (re.compile("\u03bc\u03c0", re.IGNORECASE), "b"),
    (re.compile("(?<!\\w)\u03bd\u03c4|\u03bd\u03c4(?!\\w)", re.IGNORECASE), "d"),
)
"""Pairs of letters by which Greek writes sounds that it has no letter for."""
_OTHER_LETTERS = re.compile("[\u0370-\u1dff\u2c00-\ud7af\uf900-\ufefc]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_SERBIAN = re.compile("[\u0452\u0459\u045a\u045b\u045f]")
_SERBIAN_COUNTRIES = frozenset({"BA", "ME", "RS", "XK"})
_SERBIAN_LATIN = {
    "\u0446": "c", "\u0447": "c", "\u045b": "c", "\u0448": "s", "\u0436": "z", "\u0445": "h", "\u0458": "j",
    "\u0452": "dj", "\u0459": "lj", "\u045a": "nj", "\u045f": "dz",
}  # fmt: skip
"""The letters that Serbian writes otherwise in Latin than English transliterates them, without their signs."""
_SERBIAN_LETTERS = str.maketrans(
    _SERBIAN_LATIN | {letter.upper(): latin.capitalize() for letter, latin in _SERBIAN_LATIN.items()}
)
_WITHIN_CYRILLIC = re.compile("(?<=[\u0400-\u052f])['\u2019\u02bc](?=[\u0400-\u052f])")
_ENDING = (
    "[\u0430\u0432\u0433\u0435\u0438\u0439\u043c\u043e\u0442\u0443\u0445\u044a\u044b\u044c\u044d\u044e\u044f"
    "\u0454\u0456\u0457\u0458\u045e]{0,4}"
)
"""The endings of adjectives and nouns: vowels and a few consonants. Names of places end in others, too
(\u0411\u044b\u0441\u0442\u0440\u0438\u0446\u0430)."""
_JOINERS = dict.fromkeys((0x200B, 0x200C, 0x200D))
_BETWEEN = re.compile('([\\s,;()/|.:\u060c\u061b\u0964"\u201c-\u201e\u00ab\u00bb\u2013\u2014-]+)')


def near_latin(text: str) -> str:
    """``text`` with the words of the tables in scripts unlike Latin ones in English, and the signs of ordinals taken
    off; other words stay as they are.

    >>> near_latin("\u7b2c\u4e09\u5e08")
    ' 3  division '
    """
    text = _LONG_WORD.sub(_parted, text)
    if text.isascii():
        return text
    if _ARABIC.search(text):
        text = _without_articles(text)
    for pattern, plain in _ORDINALS:
        text = pattern.sub(plain, text)
    if _VOWELLESS.search(text):
        text = _with_words(_plain(text))
    if _RUN_TOGETHER.search(text):
        text = _HAN_NUMBER.sub(lambda found: f" {_han_value(found[1])} ", text)
        words = _table()
        text = _run_together().sub(lambda found: f" {words[found[0]]} ", text)
    return text


def _parted(found: re.Match[str]) -> str:
    """A German compound that no table has, of words that they have, as these: ``Polizei Einsatz Hundertschaft``."""
    return _parts_of(found[0])


@lru_cache(maxsize=1 << 14)
def _parts_of(word: str) -> str:
    words, folded = _german_words(), fold(word)
    return word if folded in words or len(folded) != len(word) else " ".join(_pieces(folded, words)) or word


def _pieces(word: str, words: frozenset[str]) -> list[str]:
    """The longest known words that a compound is made of, with what joins them taken off; none if there is a rest."""
    if word in words:
        return [word]
    for at in range(len(word) - _SHORTEST_PIECE, _SHORTEST_PIECE - 1, -1):
        joined = next((word[: at - len(sign)] for sign in _JOINTS if word[:at].endswith(sign)), "")
        first = next((each for each in (word[:at], joined) if each in words), None)
        if first and (rest := _pieces(word[at:], words)):
            return [first, *rest]
    return []


_LONG_WORD = re.compile("[A-Za-z\u00c0-\u024f]{11,40}")
_SHORTEST_PIECE = 4
_JOINTS = ("s", "es", "en", "n")
_LIKE_FRENCH = ("bataillon", "regiment", "brigade", "division", "gendarmerie", "garde", "patrouille", "marine")
"""German words that the tables have as French ones."""


@cache
def _german_words() -> frozenset[str]:
    """The German words of the tables that compounds are made of."""
    rows = (form for row in read_word_table("translations") for form in several(row["de"]))
    levels = (row["word"] for row in read_word_table("levels") if row["language"] == "de")
    known = (*rows, *levels, *_LIKE_FRENCH)
    return frozenset(folded for each in known if " " not in (folded := fold(each)) and len(folded) > 3)


def latinized(text: str, country: str = "") -> str:
    """A text as names are compared: :func:`near_latin`, with Cyrillic words of the tables in English by their stems,
    Georgian words without the ending of the genitive, Serbian in its own Latin letters (told by the ``country``,
    alpha-2, or by its letters), and with the one vowel that Arabic letters write."""
    if text.isascii():
        return near_latin(text)
    text = _GENITIVE.sub(_nominative, _OF_NAMES.sub(_without_case, _GEORGIAN_PLURAL.sub(_singular, text)))
    if _CYRILLIC.search(text):
        text = _stems().sub(lambda found: f" {_english_of(found)} ", _WITHIN_CYRILLIC.sub("", text))
        if country in _SERBIAN_COUNTRIES or _SERBIAN.search(text):
            text = text.translate(_SERBIAN_LETTERS)
    for pair, latin in _GREEK_PAIRS:
        text = pair.sub(latin, text)
    return near_latin(text).replace("\u0627", "a")


def _nominative(found: re.Match[str]) -> str:
    """The nominative of a Georgian genitive, unless the tables have it so: of names mostly the one in ``i``."""
    known = (found[0], *(found[1] + vowel for vowel in "\u10d8\u10d0\u10d4"))
    return next((each for each in known if each in _georgian_words()), known[1])


def _without_case(found: re.Match[str]) -> str:
    return found[0] if found[0] in _georgian_words() else found[1]


def _singular(found: re.Match[str]) -> str:
    """The singular of a Georgian plural of which the tables have the singular; else the word as it is."""
    known = (found[1] + vowel for vowel in "\u10d8\u10d0\u10d4\u10dd")
    return next((each for each in known if each in _georgian_words()), found[0])


@cache
def _georgian_words() -> frozenset[str]:
    """Every Georgian word of the tables."""
    return frozenset(word for row in read_word_table("synonyms") for word in _GEORGIAN.findall(row["form"]))


def names_head_first(text: str) -> bool:
    """Whether a text is in a script whose languages put the word for what a body is before what it is of: Arabic
    letters, Cyrillic, Thai, Khmer. Others with words of the tables put it last, as English does."""
    return not text.isascii() and bool(_HEAD_FIRST.search(text))


def is_in_other_letters(text: str) -> bool:
    """Whether a text has letters of another script than Latin."""
    return not text.isascii() and bool(_OTHER_LETTERS.search(text))


def is_run_together(text: str) -> bool:
    """Whether a text is in a script without spaces between words."""
    return not text.isascii() and bool(_RUN_TOGETHER.search(text))


def leaves_out_vowels(text: str) -> bool:
    """Whether a text is in a script of which the letters tell little of the vowels that Latin letters write for it."""
    return not text.isascii() and bool(_VOWELLESS.search(text))


def is_unlike_latin(word: str) -> bool:
    """Whether a word of the tables is of a script in which it is looked for as it is written: its letters alone could
    be those of another word."""
    return bool(_RUN_TOGETHER.search(word) or _VOWELLESS.search(word))


def _without_articles(text: str) -> str:
    """Arabic words without vowel signs, articles and the conjunctions before them, in one spelling."""
    return _FINAL.sub("\u0627", _ARTICLE.sub(_before_article, _ARABIC_MARKS.sub("", text).translate(_ARABIC_LETTERS)))


def _before_article(found: re.Match[str]) -> str:
    """What stays of an article and a letter before it: with "in" or "as", which may begin a name (Balfir), all of it
    unless a word of the tables follows."""
    if found[0][0] not in "\u0628\u0643":
        return ""
    rest = found.string[found.end() :].split(maxsplit=1)[0]
    return "" if _FINAL.sub("\u0627", rest) in _arabic_words() else found[0]


@cache
def _arabic_words() -> frozenset[str]:
    """The Arabic words of the tables, without an article."""
    rows = (row["form"] for row in read_word_table("synonyms"))
    forms = (each for form in (*rows, *(form for form, _ in translations())) for each in form.split())
    plain = (_ARABIC_MARKS.sub("", each).translate(_ARABIC_LETTERS) for each in forms if _ARABIC.match(each))
    return frozenset(_FINAL.sub("\u0627", each.removeprefix("\u0627\u0644")) for each in plain)


def _plain(text: str) -> str:
    return normalize("NFC", with_few_marks(text).translate(_JOINERS))


def _with_words(text: str) -> str:
    """A text with the words of the tables, of up to three pieces, in English."""
    table, pieces = _table(), _BETWEEN.split(text)
    found: list[str] = []
    at = 0
    while at < len(pieces):
        for size in (5, 3, 1):
            english = table.get(" ".join("".join(pieces[at : at + size]).split()))
            if english is not None:
                found.append(f" {english} ")
                at += size
                break
        else:
            found.append(pieces[at])
            at += 1
    return "".join(found)


def _han_value(digits: str) -> int:
    tens, ten, ones = digits.rpartition(_TEN)
    if not ten:
        return int("".join(str(_HAN_DIGITS[each]) for each in digits))
    return 10 * (_HAN_DIGITS.get(tens, 1)) + _HAN_DIGITS.get(ones, 0)


def translations() -> Iterator[tuple[str, str]]:
    """The words of names of forces in other languages, with what they say in English; no stems."""
    for row in read_word_table("translations"):
        for language, cell in row.items():
            if language not in ("english", "stems"):
                yield from ((form, row["english"]) for form in several(cell))


@cache
def _stem_table() -> list[tuple[str, str]]:
    """The stems, the longest first, with what they say in English."""
    rows = [(stem, row["english"]) for row in read_word_table("translations") for stem in several(row["stems"])]
    return sorted(rows, key=lambda row: (-len(row[0]), row[0]))


@cache
def _stems() -> re.Pattern[str]:
    """A pattern with a group for each stem, and the endings of its words. \u0451 counts as \u0435."""
    stems = (stem.replace("\u0435", "[\u0435\u0451]").replace(" ", rf"{_ENDING}[\s-]+") for stem, _ in _stem_table())
    return re.compile(rf"(?<!\w)(?:{'|'.join(f'({each}){_ENDING}' for each in stems)})(?!\w)", re.IGNORECASE)


def _english_of(found: re.Match[str]) -> str:
    return _stem_table()[(found.lastindex or 1) - 1][1]


@cache
def _table() -> dict[str, str]:
    """The words of the tables in these scripts, with what they say in English: a word, or the digits of a number."""
    rows = [(row["form"], row["canonical"]) for row in read_word_table("synonyms")]
    rows += translations()
    rows += [(row["word"], row["value"]) for row in read_word_table("numbers") if row["kind"] == "number"]
    found = {_plain(_without_articles(form)): english for form, english in rows if is_unlike_latin(form)}
    levels = {row["word"] for row in read_word_table("levels") if row["language"] == "en"}
    of_two = ((each, english) for word, english in found.items() if english in levels for each in _duals(word))
    return dict(of_two) | found


def _duals(word: str) -> Iterator[str]:
    """An Arabic word as it stands for two of a kind, before a name and by itself; none for other words."""
    if _ARABIC.fullmatch(word[:1]) and word.isalpha() and len(word) > 2:
        stem = f"{word[:-1]}\u062a" if word.endswith("\u0627") else word
        yield from (f"{stem}{end}" for end in ("\u0627", "\u064a", "\u0627\u0646", "\u064a\u0646"))


@cache
def _run_together() -> re.Pattern[str]:
    words = sorted((word for word in _table() if _RUN_TOGETHER.search(word)), key=len, reverse=True)
    return re.compile("|".join(_COUNTED.format(word) if word in _IN_NAMES else re.escape(word) for word in words))


_IN_NAMES = frozenset("\u5e08\u5e2b\u65c5\u56e2\u5718\u8425\u71df\u8fde\u9023\u6392\u519b\u8ecd")
"""Han letters for levels that stand in names of places, too (Dalian)."""
_COUNTED = "(?<=[\\d\\s\u5175\u70ae\u7532\u79cd\u7a2e\u9632]){0}|{0}(?=\\W|$)"
