"""The automatic numbers of a Word document (一、 （一） 1. ①): seen by readers, not in the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from docx.oxml.ns import nsmap, qn
from docx.oxml.xmlchemy import BaseOxmlElement

_NS = {"w": nsmap["w"]}
_PLACEHOLDER = re.compile(r"%([1-9])")
_LARGEST = 9999
_DIGITS = "零一二三四五六七八九"
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
_CIRCLED = "".join(
    chr(start + n)
    for start, count in ((0x2460, 20), (0x3251, 15), (0x32B1, 15))
    for n in range(count)
)
_ENDS_OPEN = re.compile(r"[0-9A-Za-z０-９零〇一二三四五六七八九十百]$")
_ENDS_WITH_POINT = re.compile(r"[.．,]$")
_STARTS_WITH_NUMBER = re.compile(r"[0-9A-Za-z０-９.%]")


def joined(label: str, text: str) -> str:
    """Return a paragraph's number and its words as one line.

    Official labels have no space (1.属于国家秘密), but a number must not grow into a figure that
    follows it: 1. and 3万件 is no 1.3万件.
    """
    if not (label and text):
        return label + text
    touches = _ENDS_OPEN.search(label) or (
        _ENDS_WITH_POINT.search(label) and _STARTS_WITH_NUMBER.match(text)
    )
    return f"{label} {text}" if touches else label + text


@dataclass(frozen=True, slots=True)
class _Level:
    """A level of a list: where it starts, how its number is written and what stands around it."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str = ""

    def restarts_after(self, level: int) -> bool:
        """Return whether a paragraph of a higher level sets this one back to its start."""
        return self.restart is None or level < self.restart


@dataclass(slots=True)
class _List:
    """Levels with their counters; several numbers of a document may go on with one list."""

    levels: dict[int, _Level]
    counters: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Number:
    """What a paragraph refers to: a list, with levels and starting values of its own."""

    list: _List
    levels: dict[int, _Level]
    starts: dict[int, int]
    begun: set[int] = field(default_factory=set)

    def start(self, level: int) -> int:
        return self.starts.get(level, self.levels.get(level, _Level()).start)

    def advance(self, level: int) -> None:
        """Count one more paragraph at a level."""
        counters = self.list.counters
        if level not in counters or (level in self.starts and level not in self.begun):
            counters[level] = self.start(level)
        else:
            counters[level] += 1
        self.begun.add(level)
        for deeper in [n for n in counters if n > level]:
            if self.levels.get(deeper, _Level()).restarts_after(level):
                del counters[deeper]

    def label(self, level: int) -> str:
        """Return the number of the paragraph counted last, as it is shown."""
        shown = self.levels.get(level)
        if shown is None or shown.form == "bullet":
            return ""

        def write(match: re.Match[str]) -> str:
            position = int(match[1]) - 1
            value = self.list.counters.get(position, self.start(position))
            form = self.levels.get(position, _Level()).form
            return write_number(value, "decimal" if shown.legal and form != "none" else form)

        return _PLACEHOLDER.sub(write, shown.text).strip()


class Numbering:
    """The numbers of a document's paragraphs, told in the order in which paragraphs are asked."""

    def __init__(
        self, numbering: BaseOxmlElement | None = None, styles: BaseOxmlElement | None = None
    ) -> None:
        """Read the lists of ``numbering.xml`` and the styles that number their paragraphs."""
        self._numbers = _numbers(numbering) if numbering is not None else {}
        self._styles = _Styles(styles)

    def label(self, paragraph: BaseOxmlElement) -> str:
        """Count a paragraph and return its number as shown; empty if it has none."""
        style, number_id, level = self._reference(paragraph)
        number = self._numbers.get(number_id)
        if number is None:
            return ""
        if level is None:
            level = next((n for n, found in number.levels.items() if found.style == style), 0)
        number.advance(level)
        return number.label(level)

    def _reference(self, paragraph: BaseOxmlElement) -> tuple[str, str, int | None]:
        """Return the style that numbers a paragraph, the number's id and the level if stated."""
        own = paragraph.find("w:pPr/w:numPr", _NS)
        number_id = _text_value(own, "w:numId")
        level = _whole(own, "w:ilvl")
        if number_id:
            return "", number_id, level or 0
        style, number_id, style_level = self._styles.numbering(
            _text_value(paragraph, "w:pPr/w:pStyle")
        )
        return style, number_id, style_level if level is None else level


class _Styles:
    """Which paragraph styles number their paragraphs."""

    def __init__(self, styles: BaseOxmlElement | None) -> None:
        self._by_id: dict[str, BaseOxmlElement] = {}
        self._default = ""
        for style in styles.findall("w:style", _NS) if styles is not None else ():
            style_id = style.get(qn("w:styleId"), "")
            self._by_id.setdefault(style_id, style)
            kind = style.get(qn("w:type"))
            if kind == "paragraph" and style.get(qn("w:default")) == "1":
                self._default = style_id

    def numbering(self, style_id: str) -> tuple[str, str, int | None]:
        """Return the style in a chain of styles that numbers, the number's id and the level."""
        level: int | None = None
        seen: set[str] = set()
        style_id = style_id or self._default
        while style_id in self._by_id and style_id not in seen:
            seen.add(style_id)
            style = self._by_id[style_id]
            properties = style.find("w:pPr/w:numPr", _NS)
            if level is None:
                level = _whole(properties, "w:ilvl")
            number_id = _text_value(properties, "w:numId")
            if number_id:
                return style_id, number_id, level
            style_id = _text_value(style, "w:basedOn")
        return "", "", None


def _numbers(root: BaseOxmlElement) -> dict[str, _Number]:
    """Return the numbers that paragraphs refer to, by their ids."""
    lists = _lists(root)
    numbers = {}
    for element in root.findall("w:num", _NS):
        found = lists.get(_text_value(element, "w:abstractNumId"))
        if found is None:
            continue
        levels, starts = dict(found.levels), {}
        for override in element.findall("w:lvlOverride", _NS):
            position = _attribute(override, "ilvl")
            own = override.find("w:lvl", _NS)
            if own is not None:
                levels[position] = _level(own)
            start = _whole(override, "w:startOverride")
            if start is not None:
                starts[position] = start
        numbers[element.get(qn("w:numId"), "")] = _Number(found, levels, starts)
    return numbers


def _lists(root: BaseOxmlElement) -> dict[str, _List]:
    """Return the lists by their ids; a list that only names a list style gets that style's."""
    lists: dict[str, _List] = {}
    of_style: dict[str, _List] = {}
    links: dict[str, str] = {}
    for element in root.findall("w:abstractNum", _NS):
        list_id = element.get(qn("w:abstractNumId"), "")
        levels = {_attribute(e, "ilvl"): _level(e) for e in element.findall("w:lvl", _NS)}
        lists[list_id] = _List(levels)
        of_style.setdefault(_text_value(element, "w:styleLink"), lists[list_id])
        links[list_id] = _text_value(element, "w:numStyleLink")
    return {
        list_id: of_style.get(links[list_id], found) if links[list_id] else found
        for list_id, found in lists.items()
    }


def _level(element: BaseOxmlElement) -> _Level:
    # A format of newer Word versions stands beside the plain one that older versions show.
    forms = [f.get(qn("w:val"), "") for f in element.iterfind(".//w:numFmt", _NS)]
    legal = element.find("w:isLgl", _NS)
    start = _whole(element, "w:start")
    return _Level(
        start=0 if start is None else start,
        form=next((form for form in forms if form and form != "custom"), "decimal"),
        text=_text_value(element, "w:lvlText"),
        restart=_whole(element, "w:lvlRestart"),
        legal=legal is not None and legal.get(qn("w:val")) not in ("0", "false", "off"),
        style=_text_value(element, "w:pStyle"),
    )


def _text_value(element: BaseOxmlElement | None, path: str) -> str:
    found = None if element is None else element.find(path, _NS)
    return "" if found is None else str(found.get(qn("w:val"), ""))


def _whole(element: BaseOxmlElement | None, path: str) -> int | None:
    value = _text_value(element, path)
    return int(value) if re.fullmatch(r"-?[0-9]{1,9}", value) else None


def _attribute(element: BaseOxmlElement, name: str) -> int:
    value = element.get(qn(f"w:{name}"), "")
    return int(value) if re.fullmatch("[0-9]", value) else 0


def write_number(value: int, form: str) -> str:
    """Return a number as one of Word's number formats (``w:numFmt``) writes it.

    A format that Chinese documents do not use, or a value that it has no sign for, is written in
    plain digits.
    """
    if form == "none":
        return ""
    write = _FORMS.get(form)
    return write(value) if write and 0 < value <= _LARGEST else str(value)


def _counted(
    value: int, digits: str = _DIGITS, places: str = "千百十", *, one: bool = False
) -> str:
    """Return a number up to 9999 in Chinese numerals; with ``one``, ten is 一十 and not 十."""
    written, gap = "", False
    for worth, sign in zip((1000, 100, 10, 1), (*places, ""), strict=True):
        digit = value // worth % 10
        if digit == 0:
            gap = bool(written)
            continue
        bare = worth == 10 and digit == 1 and not written and not one
        written += (digits[0] if gap else "") + ("" if bare else digits[digit]) + sign
        gap = False
    return written


def _digits(value: int, digits: str) -> str:
    return "".join(digits[int(digit)] for digit in str(value))


def _sign(value: int, signs: str) -> str:
    return signs[value - 1] if value <= len(signs) else str(value)


def _range(value: int, first: int, count: int) -> str:
    return chr(first + value - 1) if value <= count else str(value)


def _letters(value: int, first: str) -> str:
    """Return a letter, doubled after z, tripled after zz."""
    return chr(ord(first) + (value - 1) % 26) * ((value - 1) // 26 + 1)


def _roman(value: int) -> str:
    written = ""
    for worth, sign in _ROMAN:
        written += sign * (value // worth)
        value %= worth
    return written


_FULL_WIDTH = partial(_digits, digits="０１２３４５６７８９")
_BY_DIGIT = partial(_digits, digits="〇一二三四五六七八九")
_IN_CIRCLE = partial(_sign, signs=_CIRCLED)
_FORMS: Mapping[str, Callable[[int], str]] = {
    **dict.fromkeys(
        (
            *("chineseCounting", "chineseCountingThousand", "japaneseCounting"),
            *("taiwaneseCounting", "taiwaneseCountingThousand", "koreanCounting"),
        ),
        _counted,
    ),
    **dict.fromkeys(
        ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", "koreanDigital2"),
        _BY_DIGIT,
    ),
    "chineseLegalSimplified": partial(
        _counted, digits="零壹贰叁肆伍陆柒捌玖", places="仟佰拾", one=True
    ),
    "ideographLegalTraditional": partial(
        _counted, digits="零壹貳參肆伍陸柒捌玖", places="仟佰拾", one=True
    ),
    "ideographTraditional": partial(_sign, signs="甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": partial(_sign, signs="子丑寅卯辰巳午未申酉戌亥"),
    "ideographEnclosedCircle": partial(_range, first=0x3280, count=10),
    "decimalFullWidth": _FULL_WIDTH,
    "decimalFullWidth2": _FULL_WIDTH,
    "decimalEnclosedCircle": _IN_CIRCLE,
    "decimalEnclosedCircleChinese": _IN_CIRCLE,
    "decimalEnclosedParen": partial(_range, first=0x2474, count=20),
    "decimalEnclosedFullstop": partial(_range, first=0x2488, count=20),
    "decimalZero": "{:02d}".format,
    "numberInDash": "- {} -".format,
    "upperLetter": partial(_letters, first="A"),
    "lowerLetter": partial(_letters, first="a"),
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
}
