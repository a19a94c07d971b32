"""The loops of matching, over flat arrays: candidate records, features of a pair.

Written in the subset of Python that numba compiles. Small graphs and single look-ups run these functions as they are,
over memory views and lists; ``compiled`` runs them as machine code over numpy arrays. Both take the same steps in the
same order in double precision, so both give the same results.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from typing import Any, NamedTuple

MOST_WORDS = 24
"""The maximum number of words of a form that are considered."""

Ints = Sequence[int]
Floats = Sequence[float]

ALTERNATIVES = 4
"""The maximum number of index words that a query word may stand for."""
KEPT = 6
"""The maximum number of units returned for a form."""
LONGLIST = 16
"""The maximum number of records whose features are computed."""
POSTINGS = 600
"""The number of postings read for a form before common words are skipped (blocking)."""

LEVEL, SCOPE, FORCE, FUNCTION, DIRECTION, NUMBER, COUNTRY, PROPER, ACRONYM = range(9)

(
    BIAS, NAME_COVER, QUERY_COVER, PROPER_MISSING, PROPER_SHARED, PROPER_NONE, FUNCTION_MISSING,
    SCOPE_MISSING, FORCE_ONE_SIDED, LEVEL_MISSING, NUMBER_MISSING, NUMBER_SHARED, NUMBER_CONFLICT,
    COUNTRY_MISSING, COUNTRY_CONFLICT, COUNTRY_KNOWN, GENERIC_NONE, GENERIC_PARTIAL, LOOSENESS, WORST_WORD,
    DERIVED, DISORDER, EXACT, EXPLAINED, SUPERIOR_KNOWN, PROPER_EXTRA, PROPER_SWAPPED, FUNCTION_EXTRA,
    SCOPE_EXTRA, LEVEL_EXTRA, NUMBER_EXTRA, FORCE_CONFLICT, LEVEL_CONFLICT, DIRECTION_DIFFERS,
) = range(34)  # fmt: skip
FEATURES = 34
BEYOND = PROPER_EXTRA
"""Features from this one on concern what the query says beyond the name."""
FREE = 100.0
"""A ceiling that no pair reaches: no limit applies."""
NEVER = -7.0
"""Log odds of what cannot be the same unit: another number, another country."""


class Tables(NamedTuple):
    """The index as arrays (see ``index``): words, postings, records, units."""

    word_part: Ints
    word_weight: Floats
    posting_start: Ints
    posting_record: Ints
    record_unit: Ints
    record_kind: Ints
    record_start: Ints
    record_word: Ints
    record_weight: Floats
    unit_record: Ints
    unit_country: Ints
    above_start: Ints
    above_unit: Ints
    coefficients: Floats


class Scratch(NamedTuple):
    """Scratch space, one per thread. All zero between calls."""

    record_score: MutableSequence[float]
    record_touched: MutableSequence[int]
    alternative: MutableSequence[int]
    similarity: MutableSequence[float]
    alternatives: MutableSequence[int]
    part: MutableSequence[int]
    weight: MutableSequence[float]
    list_token: MutableSequence[int]
    list_low: MutableSequence[int]
    list_high: MutableSequence[int]
    list_gain: MutableSequence[float]
    top_record: MutableSequence[int]
    top_score: MutableSequence[float]
    partner: MutableSequence[int]
    used: MutableSequence[int]
    explained: MutableSequence[int]
    feature: MutableSequence[float]


class FormBatch(NamedTuple):
    """Concatenated forms to look up. ``first`` has one more item than there are forms.

    For each word: its number in the index (-1 if unknown), the number of what else it may stand for, such as the same
    letters as an acronym (-1 for none), its part, the countries that it means (a slice of ``country``), and, if it is
    unknown, the index words of which it may be a misspelling, at most ``ALTERNATIVES``, with their similarities (a
    slice of ``near_word`` and ``near_similarity``). For each form: the range of records it may match, whether its
    country is known, and the units known to be above it (a slice of ``above``).
    """

    first: Ints
    word: Ints
    second: Ints
    part: Ints
    country_start: Ints
    country: Ints
    near_start: Ints
    near_word: Ints
    near_similarity: Floats
    record_low: Ints
    record_high: Ints
    country_known: Ints
    above_start: Ints
    above: Ints


class TopRecords(NamedTuple):
    """The result: for each form up to ``KEPT`` records, best first, with score (log odds), the log odds without what
    the query says beyond the name, bit masks of the words that matched on either side, and features."""

    kept: MutableSequence[int]
    record: MutableSequence[int]
    odds: MutableSequence[float]
    core: MutableSequence[float]
    asked_bits: MutableSequence[int]
    name_bits: MutableSequence[int]
    explained_bits: MutableSequence[int]
    feature: MutableSequence[float]


def part_weight(part: int) -> float:
    """The weight of a word of this part, before rarity."""
    if part >= PROPER:
        return 1.0
    if part == NUMBER:
        return 0.8
    if FUNCTION <= part <= DIRECTION:
        return 0.7
    if part == FORCE:
        return 0.6
    if part == SCOPE:
        return 0.4
    return 0.35


def prepare(tables: Tables, scratch: Scratch, asked: FormBatch, form: int) -> int:
    """Fill in alternatives, part and weight of every word of a form; return the number of words."""
    low, high = asked.first[form], asked.first[form + 1]
    for token in range(high - low):
        at = low + token
        word, part = asked.word[at], asked.part[at]
        base = token * ALTERNATIVES
        found = 0
        rarity = 1.0
        if word >= 0:
            scratch.alternative[base] = word
            scratch.similarity[base] = 1.0
            found = 1
            rarity = tables.word_weight[word]
        else:
            for near in range(asked.near_start[at], asked.near_start[at + 1]):
                scratch.alternative[base + found] = asked.near_word[near]
                scratch.similarity[base + found] = asked.near_similarity[near]
                found += 1
            if found > 0:
                nearest = scratch.alternative[base]
                part = tables.word_part[nearest]
                rarity = tables.word_weight[nearest]
        if asked.second[at] >= 0 and found < ALTERNATIVES:
            scratch.alternative[base + found] = asked.second[at]
            scratch.similarity[base + found] = 1.0
            found += 1
        scratch.alternatives[token] = found
        scratch.part[token] = part
        scratch.weight[token] = part_weight(part) * rarity
    return high - low


def first_posting(tables: Tables, low: int, high: int, record: int) -> int:
    """The first position in ``low..high`` of the postings whose record is at least ``record``."""
    while low < high:
        middle = (low + high) // 2
        if tables.posting_record[middle] < record:
            low = middle + 1
        else:
            high = middle
    return low


def gather(tables: Tables, scratch: Scratch, asked: FormBatch, form: int, tokens: int) -> int:
    """Score the records that share words with a form, rare words first; return the number of candidate records."""
    lists = 0
    for token in range(tokens):
        for which in range(scratch.alternatives[token]):
            word = scratch.alternative[token * ALTERNATIVES + which]
            similarity = scratch.similarity[token * ALTERNATIVES + which]
            begin, end = tables.posting_start[word], tables.posting_start[word + 1]
            begin = first_posting(tables, begin, end, asked.record_low[form])
            end = first_posting(tables, begin, end, asked.record_high[form])
            if begin == end:
                continue
            gain = part_weight(tables.word_part[word]) * tables.word_weight[word] * similarity * similarity
            place = lists
            while place > 0 and scratch.list_high[place - 1] - scratch.list_low[place - 1] > end - begin:
                scratch.list_token[place] = scratch.list_token[place - 1]
                scratch.list_low[place] = scratch.list_low[place - 1]
                scratch.list_high[place] = scratch.list_high[place - 1]
                scratch.list_gain[place] = scratch.list_gain[place - 1]
                place -= 1
            scratch.list_token[place] = token
            scratch.list_low[place] = begin
            scratch.list_high[place] = end
            scratch.list_gain[place] = gain
            lists += 1
    touched = 0
    read = 0
    for at in range(lists):
        begin, end = scratch.list_low[at], scratch.list_high[at]
        if read > 0 and read + end - begin > POSTINGS:
            break
        if end - begin > POSTINGS:
            end = begin + POSTINGS
        read += end - begin
        gain = scratch.list_gain[at]
        for posting in range(begin, end):
            record = tables.posting_record[posting]
            if scratch.record_score[record] == 0.0:
                scratch.record_touched[touched] = record
                touched += 1
            scratch.record_score[record] += gain
    return touched


def superiors_confirmed(tables: Tables, asked: FormBatch, form: int, unit: int) -> float:
    """The fraction of the units known to be above a form that are above ``unit``; 0 if none are known."""
    low, high = asked.above_start[form], asked.above_start[form + 1]
    confirmed = 0
    for known in range(low, high):
        for at in range(tables.above_start[unit], tables.above_start[unit + 1]):
            if tables.above_unit[at] == asked.above[known]:
                confirmed += 1
                break
    return confirmed / (high - low) if high > low else 0.0


def longlist(tables: Tables, scratch: Scratch, asked: FormBatch, form: int, touched: int) -> int:
    """Keep the best candidates by shared words, length and known superiors; return their number and clear the
    scores."""
    kept = 0
    contextual = asked.above_start[form + 1] > asked.above_start[form]
    for at in range(touched):
        record = scratch.record_touched[at]
        score = scratch.record_score[record] - 0.2 * tables.record_weight[record]
        scratch.record_score[record] = 0.0
        if contextual:
            score += 2.0 * superiors_confirmed(tables, asked, form, tables.record_unit[record])
        if kept == LONGLIST and score < scratch.top_score[kept - 1]:
            continue
        place = kept if kept < LONGLIST else LONGLIST - 1
        if kept == LONGLIST and score == scratch.top_score[place] and record > scratch.top_record[place]:
            continue
        while place > 0 and (
            scratch.top_score[place - 1] < score
            or (scratch.top_score[place - 1] == score and scratch.top_record[place - 1] > record)
        ):
            scratch.top_score[place] = scratch.top_score[place - 1]
            scratch.top_record[place] = scratch.top_record[place - 1]
            place -= 1
        scratch.top_score[place] = score
        scratch.top_record[place] = record
        if kept < LONGLIST:
            kept += 1
    return kept


def pair_up(tables: Tables, scratch: Scratch, record: int, tokens: int) -> None:
    """Align the words of the form with those of a record (-1 for none), best match first."""
    begin, end = tables.record_start[record], tables.record_start[record + 1]
    for at in range(end - begin):
        scratch.used[at] = -1
    for token in range(tokens):
        scratch.partner[token] = -1
        scratch.explained[token] = 0
    for which in range(ALTERNATIVES):
        for token in range(tokens):
            if scratch.partner[token] >= 0 or which >= scratch.alternatives[token]:
                continue
            word = scratch.alternative[token * ALTERNATIVES + which]
            for at in range(end - begin):
                if scratch.used[at] < 0 and tables.record_word[begin + at] == word:
                    scratch.used[at] = token * ALTERNATIVES + which
                    scratch.partner[token] = at
                    break


def is_said(tables: Tables, scratch: Scratch, tokens: int, record: int) -> bool:
    """Whether the form has every word of a record but for countries among its words without a partner."""
    for at in range(tables.record_start[record], tables.record_start[record + 1]):
        if tables.word_part[tables.record_word[at]] == COUNTRY:
            continue
        said = False
        for token in range(tokens):
            if scratch.partner[token] < 0:
                for which in range(scratch.alternatives[token]):
                    if scratch.alternative[token * ALTERNATIVES + which] == tables.record_word[at]:
                        said = True
        if not said:
            return False
    return True


def explain(tables: Tables, scratch: Scratch, tokens: int, unit: int) -> None:
    """Mark the words of the form that are explained by the unit's superiors or places: a number only by a name all of
    which the form has besides."""
    for owner in range(-1, tables.above_start[unit + 1] - tables.above_start[unit]):
        other = unit if owner < 0 else tables.above_unit[tables.above_start[unit] + owner]
        for record in range(tables.unit_record[other], tables.unit_record[other + 1]):
            if owner < 0 and tables.record_kind[record] != 4:
                continue
            whole = is_said(tables, scratch, tokens, record)
            for at in range(tables.record_start[record], tables.record_start[record + 1]):
                for token in range(tokens):
                    if scratch.part[token] == NUMBER and not whole:
                        continue
                    if scratch.partner[token] < 0 and scratch.explained[token] == 0:
                        for which in range(scratch.alternatives[token]):
                            if scratch.alternative[token * ALTERNATIVES + which] == tables.record_word[at]:
                                scratch.explained[token] = 1


def numbers_crossed(scratch: Scratch, tokens: int) -> bool:
    """Whether two numbers are swapped while the words agree: "No. 2, District 1" for "No. 1, District 2"."""
    last_word, last_number, words_crossed, crossed = -1, -1, False, False
    for token in range(tokens):
        partner = scratch.partner[token]
        if partner < 0:
            continue
        if scratch.part[token] == NUMBER:
            crossed = crossed or partner < last_number
            last_number = partner
        else:
            words_crossed = words_crossed or partner < last_word
            last_word = partner
    return crossed and not words_crossed


def describe(tables: Tables, scratch: Scratch, asked: FormBatch, form: int, record: int, tokens: int) -> None:
    """Compute the features of the pair of a form and a record into ``scratch.feature``."""
    feature = scratch.feature
    for at in range(FEATURES):
        feature[at] = 0.0
    unit = tables.record_unit[record]
    pair_up(tables, scratch, record, tokens)
    unpaired = 0
    for token in range(tokens):
        if scratch.partner[token] < 0:
            unpaired += 1
    if unpaired > 0:
        explain(tables, scratch, tokens, unit)
    begin, end = tables.record_start[record], tables.record_start[record + 1]
    name_total, name_shared, loose, worst = 0.0, 0.0, 0.0, 1.0
    force_missing, level_missing, number_missing, direction_missing = 0, 0, 0, 0
    level_shared, generic_shared, generic_missing = 0, 0, 0
    for at in range(end - begin):
        part = tables.word_part[tables.record_word[begin + at]]
        if part == COUNTRY:
            if scratch.used[at] < 0:
                feature[COUNTRY_MISSING] = 1.0
            continue
        weight = part_weight(part) * tables.word_weight[tables.record_word[begin + at]]
        name_total += weight
        if scratch.used[at] >= 0:
            similarity = scratch.similarity[scratch.used[at]]
            name_shared += weight * similarity
            loose += weight * (1.0 - similarity)
            if similarity < worst:
                worst = similarity
            if part < PROPER:
                generic_shared += 1
            if part >= PROPER:
                feature[PROPER_SHARED] += 1.0
            elif part == NUMBER:
                feature[NUMBER_SHARED] = 1.0
            elif part == LEVEL:
                level_shared += 1
            continue
        if part < PROPER:
            generic_missing += 1
        if part >= PROPER:
            feature[PROPER_MISSING] += 1.0
        elif part == FUNCTION:
            feature[FUNCTION_MISSING] += 1.0
        elif part == SCOPE:
            feature[SCOPE_MISSING] += 1.0
        elif part == FORCE:
            force_missing += 1
        elif part == LEVEL:
            level_missing += 1
        elif part == NUMBER:
            number_missing += 1
        elif part == DIRECTION:
            direction_missing += 1
    asked_total, asked_shared, accounted = 0.0, 0.0, 0.0
    force_extra, level_extra, number_extra, direction_extra = 0, 0, 0, 0
    last, inversions, paired, exact = -1, 0, 0, 1
    low = asked.first[form]
    for token in range(tokens):
        part = scratch.part[token]
        weight = scratch.weight[token]
        if scratch.partner[token] >= 0:
            if part != COUNTRY:
                asked_total += weight
                asked_shared += weight
            if scratch.partner[token] < last:
                inversions += 1
            last = scratch.partner[token]
            paired += 1
            continue
        if part == COUNTRY:
            if not same_country(tables, asked, low + token, unit):
                feature[COUNTRY_CONFLICT] = 1.0
            continue
        exact = 0
        if scratch.explained[token] == 1:
            accounted += weight
            continue
        asked_total += weight
        if part >= PROPER:
            feature[PROPER_EXTRA] += 1.0
        elif part == FUNCTION:
            feature[FUNCTION_EXTRA] += 1.0
        elif part == SCOPE:
            feature[SCOPE_EXTRA] += 1.0
        elif part == FORCE:
            force_extra += 1
        elif part == LEVEL:
            level_extra += 1
        elif part == NUMBER:
            number_extra += 1
        elif part == DIRECTION:
            direction_extra += 1
    feature[BIAS] = 1.0
    feature[NAME_COVER] = name_shared / name_total if name_total > 0.0 else 0.0
    feature[QUERY_COVER] = asked_shared / asked_total if asked_total > 0.0 else 0.0
    if feature[PROPER_MISSING] > 0.0 and feature[PROPER_EXTRA] > 0.0:
        feature[PROPER_SWAPPED] = 1.0
    feature[FORCE_CONFLICT] = 1.0 if force_missing > 0 and force_extra > 0 else 0.0
    feature[FORCE_ONE_SIDED] = 1.0 if (force_missing > 0) != (force_extra > 0) else 0.0
    feature[LEVEL_CONFLICT] = 1.0 if level_missing > 0 and level_extra > 0 and level_shared == 0 else 0.0
    feature[LEVEL_MISSING] = 1.0 if level_missing > 0 and level_extra == 0 else 0.0
    feature[LEVEL_EXTRA] = 1.0 if level_extra > 0 and (level_missing == 0 or level_shared > 0) else 0.0
    if (number_missing > 0 and number_extra > 0) or numbers_crossed(scratch, tokens):
        feature[NUMBER_CONFLICT] = 1.0
    feature[NUMBER_MISSING] = 1.0 if number_missing > 0 and number_extra == 0 else 0.0
    feature[NUMBER_EXTRA] = 1.0 if number_extra > 0 and number_missing == 0 else 0.0
    feature[DIRECTION_DIFFERS] = 1.0 if direction_missing + direction_extra > 0 else 0.0
    feature[LOOSENESS] = loose / name_total if name_total > 0.0 else 0.0
    feature[WORST_WORD] = 1.0 - worst
    feature[DERIVED] = 1.0 if tables.record_kind[record] == 3 else 0.0
    feature[DISORDER] = inversions / (paired - 1) if paired > 1 else 0.0
    feature[EXACT] = 1.0 if exact == 1 and name_shared >= name_total * 0.999999 else 0.0
    feature[EXPLAINED] = accounted / (asked_total + accounted) if accounted > 0.0 else 0.0
    feature[COUNTRY_KNOWN] = 1.0 if asked.country_known[form] == 1 else 0.0
    feature[SUPERIOR_KNOWN] = superiors_confirmed(tables, asked, form, unit)
    if feature[PROPER_MISSING] > 0.0 and feature[PROPER_SHARED] == 0.0:
        feature[PROPER_NONE] = 1.0
    if generic_missing > 0 and generic_shared == 0:
        feature[GENERIC_NONE] = 1.0
    if (
        feature[PROPER_MISSING] == 0.0
        and feature[PROPER_SHARED] == 0.0
        and (generic_missing > 0 or feature[COUNTRY_MISSING] > 0.0)
    ):
        feature[GENERIC_PARTIAL] = 1.0
    cap(feature)


def cap(feature: MutableSequence[float]) -> None:
    """Scale the counts among the features to 0..1, so that long names do not weigh more."""
    for at in (PROPER_MISSING, PROPER_EXTRA, PROPER_SHARED):
        feature[at] = min(feature[at], 2.0) / 2.0
    for at in (FUNCTION_MISSING, FUNCTION_EXTRA, SCOPE_MISSING, SCOPE_EXTRA):
        feature[at] = min(feature[at], 3.0) / 3.0


def same_country(tables: Tables, asked: FormBatch, at: int, unit: int) -> bool:
    """Whether a country word of the query may mean the unit's country."""
    for each in range(asked.country_start[at], asked.country_start[at + 1]):
        if asked.country[each] == tables.unit_country[unit]:
            return True
    return False


def log_odds(tables: Tables, feature: Floats, core: bool) -> float:
    """The weighted sum of the features, under the ceilings that some of them set.

    ``core``: without what the query says beyond the name.
    """
    total = 0.0
    for at in range(FEATURES):
        value = feature[at]
        if core and at == QUERY_COVER:
            value = 1.0
        elif core and at >= BEYOND:
            value = 0.0
        total += value * tables.coefficients[at]
    return min(total, ceiling(feature, core))


def ceiling(feature: Floats, core: bool) -> float:
    """The most that a pair can reach, whatever else agrees.

    Another number or country is never the same unit. Another force, direction or place, or only a place in common, is
    not a match; a number on one side only, another level, no shared proper word, or part of a name without proper words
    leaves it undecided.
    """
    if feature[COUNTRY_CONFLICT] > 0.0 or (feature[NUMBER_CONFLICT] > 0.0 and not core):
        return NEVER
    highest = FREE
    if feature[GENERIC_NONE] > 0.0:
        highest = -1.5
    if feature[PROPER_NONE] > 0.0 or feature[NUMBER_MISSING] > 0.0:
        highest = min(highest, 0.0)
    if feature[GENERIC_PARTIAL] > 0.0 and feature[SUPERIOR_KNOWN] == 0.0:
        highest = min(highest, 0.0 if feature[NAME_COVER] >= 0.5 else -1.5)
    if core:
        return highest
    if feature[FORCE_CONFLICT] > 0.0 or feature[DIRECTION_DIFFERS] > 0.0 or feature[PROPER_SWAPPED] > 0.0:
        highest = min(highest, -1.5)
    if feature[NUMBER_EXTRA] > 0.0 or feature[LEVEL_CONFLICT] > 0.0:
        highest = min(highest, 0.0)
    return highest


def place_of(found: TopRecords, base: int, count: int, odds: float, record: int) -> int:
    """The rank of a record with these odds among those kept; ties by record number."""
    place = count
    while place > 0:
        other = base + place - 1
        if found.odds[other] > odds or (found.odds[other] == odds and found.record[other] < record):
            break
        place -= 1
    return place


def keep(tables: Tables, scratch: Scratch, found: TopRecords, form: int, record: int, tokens: int) -> None:
    """Insert the described record among the best of a form, one per unit."""
    odds = log_odds(tables, scratch.feature, False)
    base = form * KEPT
    count = found.kept[form]
    unit = tables.record_unit[record]
    for at in range(count):
        if tables.record_unit[found.record[base + at]] == unit:
            if found.odds[base + at] >= odds:
                return
            for later in range(at, count - 1):
                move(found, base + later + 1, base + later)
            count -= 1
            break
    place = place_of(found, base, count, odds, record)
    if place >= KEPT:
        found.kept[form] = count
        return
    last = count if count < KEPT else KEPT - 1
    for at in range(last, place, -1):
        move(found, base + at - 1, base + at)
    write(tables, scratch, found, base + place, record, tokens, odds)
    found.kept[form] = count + 1 if count < KEPT else KEPT


def move(found: TopRecords, source: int, target: int) -> None:
    """Copy one kept record over another."""
    found.record[target] = found.record[source]
    found.odds[target] = found.odds[source]
    found.core[target] = found.core[source]
    found.asked_bits[target] = found.asked_bits[source]
    found.name_bits[target] = found.name_bits[source]
    found.explained_bits[target] = found.explained_bits[source]
    for at in range(FEATURES):
        found.feature[target * FEATURES + at] = found.feature[source * FEATURES + at]


def write(
    tables: Tables, scratch: Scratch, found: TopRecords, target: int, record: int, tokens: int, odds: float
) -> None:
    """Write the described record at its rank."""
    found.record[target] = record
    found.odds[target] = odds
    found.core[target] = log_odds(tables, scratch.feature, True)
    asked_bits, name_bits, explained_bits = 0, 0, 0
    for token in range(tokens):
        if scratch.partner[token] >= 0:
            asked_bits |= 1 << token
            name_bits |= 1 << scratch.partner[token]
        elif scratch.explained[token] == 1:
            explained_bits |= 1 << token
    found.asked_bits[target] = asked_bits
    found.name_bits[target] = name_bits
    found.explained_bits[target] = explained_bits
    for at in range(FEATURES):
        found.feature[target * FEATURES + at] = scratch.feature[at]


def search(tables: Tables, scratch: Scratch, asked: FormBatch, found: TopRecords) -> None:
    """Look up every form of ``asked``: candidates by rare words, then features and log odds of the best of them."""
    for form in range(len(asked.first) - 1):
        found.kept[form] = 0
        tokens = prepare(tables, scratch, asked, form)
        touched = gather(tables, scratch, asked, form, tokens)
        kept = longlist(tables, scratch, asked, form, touched)
        for at in range(kept):
            record = scratch.top_record[at]
            if tables.record_kind[record] == 3 and asked.country_known[form] == 0:
                continue
            describe(tables, scratch, asked, form, record, tokens)
            keep(tables, scratch, found, form, record, tokens)


def scratch_sizes(records: int) -> tuple[tuple[int, bool], ...]:
    """The size of each field of ``Scratch`` and whether it contains floats, for a given number of records."""
    slots = MOST_WORDS * ALTERNATIVES
    return (
        (records, True), (records, False), (slots, False), (slots, True), (MOST_WORDS, False), (MOST_WORDS, False),
        (MOST_WORDS, True), (slots, False), (slots, False), (slots, False), (slots, True), (LONGLIST, False),
        (LONGLIST, True), (MOST_WORDS, False), (MOST_WORDS, False), (MOST_WORDS, False), (FEATURES, True),
    )  # fmt: skip


def plain_scratch(records: int) -> Scratch:
    """Scratch space for these functions when not compiled."""
    fields: Any = ([0.0] * size if floats else [0] * size for size, floats in scratch_sizes(records))
    return Scratch(*fields)


def plain_found(forms: int) -> TopRecords:
    """Space for the results of ``forms`` forms."""
    kept = forms * KEPT
    return TopRecords(
        [0] * forms, [0] * kept, [0.0] * kept, [0.0] * kept, [0] * kept, [0] * kept, [0] * kept,
        [0.0] * (kept * FEATURES),
    )  # fmt: skip


COMPILED_ORDER = (
    "part_weight", "prepare", "first_posting", "gather", "superiors_confirmed", "longlist", "pair_up", "is_said",
    "explain", "same_country", "cap", "numbers_crossed", "describe", "ceiling", "log_odds", "place_of", "move", "write",
    "keep", "search",
)  # fmt: skip
"""The functions of this module, each after those it calls."""
