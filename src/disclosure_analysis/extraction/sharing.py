"""Numbers that share one verb: 分别 pairs names with numbers, 各 and 均 give all names one number.

微信、微博分别发布140条、650条; 140条、650条分别在微信、微博发布; 专职、兼职人员各2名.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from disclosure_analysis.extraction.codebook import grammar
from disclosure_analysis.extraction.sentences import Sentence
from disclosure_analysis.quantities import Quantity

_PAIRED = "分别"
_IN_TURN = "依次"
_NAMES_BEHIND = re.compile(rf"[^,;:。()]{{0,8}}?\s*,?\s*{_PAIRED}(?P<names>[^,;:。()]+)")


@dataclass(frozen=True, slots=True)
class Share:
    """What a shared verb says of one number.

    Attributes:
        label: The span of the number's name in the sentence.
        words: Name and verb, put together as if they stood before the number.
        last: The last name, whose noun the others may share; empty for the last itself.
    """

    label: tuple[int, int]
    words: str
    last: str = ""

    @property
    def name_length(self) -> int:
        """How many characters of ``words`` are the name."""
        return self.label[1] - self.label[0]


def shares(sentence: Sentence) -> Mapping[int, Sequence[Share]]:
    """Return, by the position of a number, what a shared verb says of it.

    A number that stands with 分别 and cannot be paired has an empty entry: what it counts is
    not said.
    """
    if _IN_TURN in sentence.masked:
        sentence = replace(sentence, masked=sentence.masked.replace(_IN_TURN, _PAIRED))
    found: dict[int, Sequence[Share]] = {}
    names: list[tuple[int, int]] = []
    for run in _runs(sentence):
        paired = _paired(sentence, run, names)
        names = [share.label for one in paired.values() for share in one] or names
        found |= paired or _each(sentence, run)
        if len(run) > 1 and run[0] not in found:
            found |= _joined_pairs(sentence, run)
    return found


def _runs(sentence: Sentence) -> Iterator[tuple[int, ...]]:
    """Yield the positions of numbers that follow one another with no words between."""
    run: list[int] = []
    for position, quantity in enumerate(sentence.quantities):
        if run:
            before = sentence.quantities[run[-1]]
            between = sentence.masked[before.end : quantity.start]
            adjacent = grammar("numbers_joined").pattern.fullmatch(between)
            if not adjacent or quantity.kind != before.kind:
                yield tuple(run)
                run = []
        run.append(position)
    if run:
        yield tuple(run)


def _paired(
    sentence: Sentence, run: tuple[int, ...], named: list[tuple[int, int]]
) -> dict[int, Sequence[Share]]:
    """Return numbers with their names; names left out are those of the numbers paired before.

    微博、微信粉丝分别为5.1万人和2.3万人,分别推送2104条、1386条.
    """
    first, last = sentence.quantities[run[0]], sentence.quantities[run[-1]]
    begin = sentence.quantities[run[0] - 1].end if run[0] else 0
    lead = sentence.masked[begin : first.start]
    if len(run) == 1 and _PAIRED not in lead:
        return {}
    counted = grammar("names_counted").pattern.match(lead) if run[0] and len(run) > 1 else None
    if counted:  # 网站、微信、电视三种渠道分别公开: the names stand before their count
        begin = sentence.quantities[run[0] - 2].end if run[0] > 1 else 0
        before = sentence.masked[begin : sentence.quantities[run[0] - 1].start]
        names = _names(before, begin, len(run))
        return _pairs(sentence, run, names, lead[counted.end() :])
    told = grammar("told_behind").search(lead) if len(run) > 1 else None
    done = grammar("shared_verb").search(lead) if told else None
    if told and done and done.start() > told.end():  # 分别在网站、微信发布: the names follow
        names = _names(lead[told.end() : done.start()], begin + told.end(), 0)
        if len(names) == len(run):
            return _pairs(sentence, run, names, done[0])
    place = max(lead.rfind(_PAIRED), lead.rfind("各") if len(run) > 1 else -1)
    if place >= 0 and not grammar("boundary").search(lead[place:].rstrip(" ,:")):
        names = _names(lead[:place], begin, len(run))
        if not names and len(run) > 1:
            names = named
        noun = grammar("same_noun").search(lead[:place])
        if noun and len(names) != len(run):  # whatever the names, each number counts followers
            names = [(begin + noun.start(), begin + noun.end())] * len(run)
        verb = lead[place:].removeprefix(_PAIRED).removeprefix("各")
        return _pairs(sentence, run, names, verb)
    tail = sentence.masked[last.end : _next_start(sentence, run[-1])]
    behind = _NAMES_BEHIND.match(tail) if len(run) > 1 else None
    if behind is None:
        return {}
    names = _names(behind["names"], last.end + behind.start("names"), len(run))
    return _pairs(sentence, run, names, "发布信息")


def _joined_pairs(sentence: Sentence, run: tuple[int, ...]) -> dict[int, Sequence[Share]]:
    """Return the names of 微博和公众号更新95条和314条, as many as the numbers, without 分别."""
    units = {sentence.quantities[position].unit for position in run}
    begin = sentence.quantities[run[0] - 1].end if run[0] else 0
    names = _names(sentence.masked[begin : sentence.quantities[run[0]].start], begin, 0)
    if len(units) > 1 or len(names) != len(run):
        return {}
    last = sentence.masked[slice(*names[-1])]
    verb = grammar("shared_verb").search(last)
    if verb is None:
        return {}
    names[-1] = (names[-1][0], names[-1][0] + verb.start())
    return _pairs(sentence, run, names, verb[0])


def _pairs(
    sentence: Sentence, run: tuple[int, ...], names: list[tuple[int, int]], verb: str
) -> dict[int, Sequence[Share]]:
    """Return each number with its name; none where there are more or fewer names than numbers."""
    if len(run) == 1:
        glued = len(names) > 1 and not verb.strip("为是达到有 ")
        return {run[0]: ()} if glued else {}
    if len(names) != len(run):
        return dict.fromkeys(run, ())
    return {
        position: (_share(sentence, name, names[-1], verb),)
        for position, name in zip(run, names, strict=True)
    }


def _share(sentence: Sentence, name: tuple[int, int], last: tuple[int, int], verb: str) -> Share:
    words, noun = sentence.masked[slice(*name)], sentence.masked[slice(*last)]
    return Share(name, words + verb, "" if name == last else noun)


def _each(sentence: Sentence, run: tuple[int, ...]) -> dict[int, Sequence[Share]]:
    if len(run) > 1:
        return {}
    begin = sentence.quantities[run[0] - 1].end if run[0] else 0
    lead = sentence.masked[begin : sentence.quantities[run[0]].start]
    match = grammar("each").search(lead)
    if match is None:
        return {}
    names = _names(lead[: match.start()], begin, 0)
    if len(names) < 2:
        return {}
    verb = match["verb"]
    return {run[0]: tuple(_share(sentence, name, names[-1], verb) for name in names)}


def _names(words: str, begin: int, wanted: int) -> list[tuple[int, int]]:
    """Return the spans of the names that words end with; ``wanted`` of them if there are more.

    Where the clause has too few, the clause before may hold them.
    """
    boundaries = [0, *(m.end() for m in grammar("boundary").pattern.finditer(words))]
    names = _names_from(words, begin, boundaries[-1])
    if len(names) < wanted and len(boundaries) > 1:
        earlier = words[: boundaries[-1] - 1]
        names = _names_from(earlier, begin, boundaries[-2])
    return names[-wanted:] if wanted else names


def _names_from(words: str, begin: int, start: int) -> list[tuple[int, int]]:
    names = []
    for match in [*grammar("names_joined").pattern.finditer(words, start), None]:
        end = match.start() if match else len(words)
        if words[start:end].strip():
            names.append((begin + start, begin + end))
        start = match.end() if match else end
    return names


def joined(context_words: str, begin: int) -> list[Share]:
    """Return the names that stand joined before one number: 行政复议、行政诉讼0件.

    Args:
        context_words: The clause up to the number.
        begin: Where it begins in the sentence.
    """
    return [
        Share(name, context_words[name[0] - begin : name[1] - begin])
        for name in _names(context_words, begin, 0)
    ]


def _next_start(sentence: Sentence, position: int) -> int:
    later: Sequence[Quantity] = sentence.quantities[position + 1 :]
    return later[0].start if later else len(sentence.masked)
