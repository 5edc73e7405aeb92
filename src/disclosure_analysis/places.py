"""County-level places of China: their names, codes, parents and years.

Ground floor: imports nothing else of this package. The divisions stand in ``tables/places.csv``
(docs/places.md says where they are from). A row is a *spell*: the years in which a code had one
name and the same parents. A year's table is the list as on the year's last day, the day up to
which an annual report speaks.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

_LONGEST_NAME = 40
"""More characters than any full name has."""

_NEAR = 5
"""How many near names a message offers."""

_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")

_PARENT_ENDINGS = ("省", "市", "州", "盟", "地区", "自治区")

_NAMES_SOMETHING_ELSE = re.compile(
    r"街道|街办|办事处|社区|镇|(?:乡|村)(?!镇)"  # a body below the county: 东区街道 lies in 中山市
    r"|(?<=区)[域划块间]|(?<=县)级|(?<=市)[场级辖容]"  # the name's last letter begins another word
)


@dataclass(frozen=True, slots=True)
class Place:
    """A county-level place as it was named in a span of years.

    Attributes:
        code: The six digits of GB/T 2260.
        name: Its own name (东区).
        province: The name of its province, autonomous region or municipality.
        prefecture: The name of its prefecture; empty for a municipality's districts and for
            counties that a province administers itself (仙桃市, 石河子市).
        valid_from: The first year of this name under these parents, None if before 1981.
        valid_to: The last such year, None if it is still so.
    """

    code: str
    name: str
    province: str
    prefecture: str
    valid_from: int | None
    valid_to: int | None

    @property
    def full_name(self) -> str:
        """The name with all parents: 四川省攀枝花市东区."""
        return self.province + self.prefecture + self.name

    @property
    def folder_name(self) -> str:
        """The full name without its province (攀枝花市东区), if that is no city (北京市朝阳区)."""
        if self.province.endswith("市"):
            return self.full_name
        return self.prefecture + self.name


class PlaceError(LookupError):
    """A text does not name one county-level place; the message is one plain sentence."""


class UnknownPlaceError(PlaceError):
    """No county-level place has this name or code, or none had it in the year asked for.

    Attributes:
        near: Places that may be meant, the likeliest first; may be empty.
    """

    def __init__(self, message: str, near: Iterable[Place] = ()) -> None:
        super().__init__(message)
        self.near = tuple(near)


class AmbiguousPlaceError(PlaceError):
    """Several county-level places have this name.

    Attributes:
        candidates: These places, by code.
    """

    def __init__(self, message: str, candidates: Iterable[Place]) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)


def find_place(text: str, year: int | None = None) -> Place:
    """Return the one county-level place that a text names.

    The whole text must read as (province)(prefecture)(county) with matching parents, of which
    either or both may be left out, or be a six-digit code. Parents may be shortened (攀枝花东区,
    凉山州西昌市, 北京朝阳区), and so may the county if two letters remain and the text names no
    parent (米易, 攀枝花米易, 北川县). Full names go before short ones.

    Args:
        text: The name or code; white space around it and the width of digits do not matter.
        year: The year whose table counts. Without it the present one counts or, for a name that
            it does not have, the last that had it.

    Raises:
        AmbiguousPlaceError: Several places have this name.
        UnknownPlaceError: None has it, or none in that year.
    """
    name = text.strip().translate(_FULL_WIDTH_DIGITS)
    if re.fullmatch(r"[0-9]{6}", name):
        return place_by_code(name, year)
    found = _select(name, year, _named(name), _named_short(name, year))
    if len(found) == 1:
        return found[0].place
    if found:
        raise _ambiguous(name, found, year)
    raise _unknown(name, year)


def match_place(text: str, year: int | None = None) -> tuple[Place, int] | None:
    """Return the place whose name a text begins with, and where the name ends.

    The longest reading counts; parents may be missing or shortened, the county's own name may not
    (but 北川县 stands for 北川羌族自治县), and it must leave one place only. A prefecture is no
    place, nor is a subdistrict or town (东区街道); 攀枝花市东区银江镇 begins with 攀枝花市东区.

    Args:
        text: A title or the beginning of a text; white space before the name is skipped.
        year: As for ``find_place``.
    """
    found = match_places(text, year)
    return (found[0][0], found[1]) if found is not None and len(found[0]) == 1 else None


def match_places(text: str, year: int | None = None) -> tuple[tuple[Place, ...], int] | None:
    """Return all places that the name at the beginning of a text may mean, and where it ends.

    As ``match_place``, but a name that several places share (鼓楼区) gives them all.

    Args:
        text: A title or the beginning of a text; white space before the name is skipped.
        year: As for ``find_place``.
    """
    start = len(text) - len(text.lstrip())
    for end in range(min(start + _LONGEST_NAME, len(text)), start + 1, -1):
        name = text[start:end]
        if _NAMES_SOMETHING_ELSE.match(text, end):
            continue
        short = [spell for spell in _named_short(name, year) if spell.place.name[-1] == name[-1]]
        found = _select(name, year, _named(name), short)
        if found:
            return tuple(spell.place for spell in found), end
    return None


def place_in_year(place: Place, year: int) -> Place | None:
    """Return a county-level place as it was named and coded in a year, None if it was none then.

    A place that only changed its name, rank or code is the same (郫县, since 2016 郫都区); one
    that was merged with others, or parted, is not.
    """
    own = next((s for s in _gazetteer().by_code.get(place.code, ()) if s.place == place), None)
    if own is None or own.covers(year):
        return place
    if place.valid_to is not None and year > place.valid_to:
        found = _followers(own, year)
        back = [p for one in found for p in _forerunners(one, place.valid_to)]
    else:
        found = _forerunners(place, year)
        spells = [s for one in found for s in _gazetteer().by_code[one.code] if s.place == one]
        back = [p for s in spells for p in _followers(s, place.valid_from or year)]
    return found[0] if len(found) == 1 and back == [place] else None


def match_parent(text: str, year: int | None = None) -> tuple[Place, int] | None:
    """Return the prefecture or province whose name a text begins with, and where the name ends.

    For reports of bodies above the county (宿迁市人民政府, 上海市教育委员会). The longest reading
    counts. ``Place.prefecture`` is empty: 江苏省宿迁市 has the province 江苏省 and the name 宿迁市.

    Args:
        text: A title or the beginning of a text; white space before the name is skipped.
        year: As for ``find_place``.
    """
    start = len(text) - len(text.lstrip())
    for end in range(min(start + _LONGEST_NAME, len(text)), start + 1, -1):
        found = [spell for spell in _parents_named(text[start:end]) if spell.covers(year)]
        if not text[start:end].endswith(_PARENT_ENDINGS) and text[end : end + 1] in "区县市旗州":
            continue  # 朝阳区 is no part of 朝阳市
        if len({spell.place.code for spell in found}) == 1:
            return found[0].place, end
    return None


def find_parent(text: str, year: int | None = None) -> Place:
    """Return the one prefecture or province that a text names, in full, shortened or by its code.

    A full name goes before a short one (吉林市 is no province, 吉林 may be either).

    Args:
        text: The name or code; white space around it and the width of digits do not matter.
        year: The year whose table counts; without it the present one.

    Raises:
        AmbiguousPlaceError: A prefecture and a province, or several, have this name.
        UnknownPlaceError: None has it, or none in that year.
    """
    name = text.strip().translate(_FULL_WIDTH_DIGITS)
    found = [spell for spell in (_coded(name) or _parents_named(name)) if spell.covers(year)]
    in_full = [spell for spell in found if name.endswith(spell.place.name)]
    candidates = list({spell.place.code: spell.place for spell in in_full or found}.values())
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        raise AmbiguousPlaceError(
            f"{_shown(name)} may be any of {len(candidates)} regions: "
            f"{_listed(candidates, most=len(candidates))}; write the name in full.",
            candidates,
        )
    raise _unknown_parent(name, year)


def counties(year: int | None = None, parent: Place | None = None) -> list[Place]:
    """Return the county-level places of a year, by code.

    Args:
        year: The year whose table counts; without it the present one.
        parent: A prefecture or province (as ``find_parent`` gives it) that they belong to; the
            whole country if None.
    """
    if parent is None:
        return [spell.place for spell in _all_counties(year)]
    return _counties_of(parent, year)


def is_parent(place: Place) -> bool:
    """Tell a prefecture or a province (as ``match_parent`` gives them) from a county."""
    return all(spell.level != "county" for spell in _gazetteer().by_code.get(place.code, ()))


def place_by_code(code: str, year: int | None = None) -> Place:
    """Return the county-level place that has a code, in a year or (without it) most recently.

    Raises:
        UnknownPlaceError: No county-level place has this code, or none in that year.
    """
    spells = [spell for spell in _gazetteer().by_code.get(code, ()) if spell.level == "county"]
    for spell in reversed(spells):
        if year is None or spell.covers(year):
            return spell.place
    raise _unknown(code, year)


class _Spell(NamedTuple):
    """A row of the table, of any level."""

    place: Place
    level: str
    successors: tuple[str, ...]
    short: tuple[str, ...]

    def covers(self, year: int | None) -> bool:
        """Tell whether the spell holds in a year; None stands for the present."""
        first, last = self.place.valid_from, self.place.valid_to
        if year is None:
            return last is None
        return (first is None or first <= year) and (last is None or year <= last)


class _Gazetteer(NamedTuple):
    """The table with the indexes that look-ups need.

    ``counties`` and ``shortened`` have the spells of counties by full and by shorter names,
    ``parents`` those of provinces and prefectures by either. ``forms`` gives all names in use for
    the name of a parent.
    """

    by_code: dict[str, list[_Spell]]
    counties: dict[str, list[_Spell]]
    shortened: dict[str, list[_Spell]]
    parents: dict[str, list[_Spell]]
    forms: dict[str, tuple[str, ...]]


@cache
def _gazetteer() -> _Gazetteer:
    table = _Gazetteer(defaultdict(list), defaultdict(list), defaultdict(list), {}, {"": ("",)})
    for spell in _spells():
        table.by_code[spell.place.code].append(spell)
        if spell.level == "county":
            table.counties[spell.place.name].append(spell)
            for form in spell.short:
                table.shortened[form].append(spell)
        else:
            table.forms[spell.place.name] = ("", spell.place.name, *spell.short)
            for form in (spell.place.name, *spell.short):
                table.parents.setdefault(form, []).append(spell)
    return table


def _spells() -> Iterator[_Spell]:
    table = resources.files("disclosure_analysis") / "tables" / "places.csv"
    _, *rows = csv.reader(table.read_text(encoding="utf-8").splitlines())
    for code, name, level, province, prefecture, first, last, after, short in rows:
        years = (int(first) if first else None, int(last) if last else None)
        place = Place(code, name, province, prefecture, *years)
        yield _Spell(place, level, _split(after), _split(short))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def _named(text: str) -> list[_Spell]:
    """Return the counties of any year whose full name, parents matching, the whole text is."""
    return _read(text, _gazetteer().counties)


def _named_short(text: str, year: int | None) -> list[_Spell]:
    """Return those that it names by a shorter name; none if it names a parent (朝阳: 朝阳市)."""
    if any(parent.covers(year) for parent in _parents_named(text)):
        return []
    return _read(text, _gazetteer().shortened)


def _read(text: str, names: Mapping[str, list[_Spell]]) -> list[_Spell]:
    if len(text) > _LONGEST_NAME:
        return []
    return [
        spell
        for i in range(len(text) - 1)
        for spell in names.get(text[i:], ())
        if text[:i] in _beginnings(spell.place)
    ]


def _beginnings(place: Place) -> set[str]:
    """Return what may stand before a place's own name: its parents, each in full, short or not."""
    forms = _gazetteer().forms
    return {
        province + prefecture
        for province in forms[place.province]
        for prefecture in forms[place.prefecture]
    }


def _parents_named(text: str) -> list[_Spell]:
    """Return the provinces and prefectures of any year that the whole text names."""
    if len(text) > _LONGEST_NAME:
        return []
    table = _gazetteer()
    return [
        spell
        for i in range(len(text))
        for spell in table.parents.get(text[i:], ())
        if text[:i] in table.forms[spell.place.province]
    ]


def _select(text: str, year: int | None, full: list[_Spell], short: list[_Spell]) -> list[_Spell]:
    """Keep the spells of a year, or without one those of the last table that has any."""
    for spells in (full, short):
        now = [spell for spell in spells if spell.covers(year)]
        if now:
            return now
    # 中山市 was a county until 1987: who writes it today means the prefecture.
    if year is not None or any(parent.covers(None) for parent in _parents_named(text)):
        return []
    past = full or short
    last = max((spell.place.valid_to or 0 for spell in past), default=0)
    return [spell for spell in past if spell.covers(last)]


def _ambiguous(text: str, found: list[_Spell], year: int | None) -> AmbiguousPlaceError:
    candidates = sorted((spell.place for spell in found), key=lambda place: place.code)
    return AmbiguousPlaceError(
        f"{_shown(text)} may be any of {len(found)} places{_in_year(year)}: "
        f"{_listed(candidates, most=len(found))}; write the name with its city "
        "or province, or the code.",
        candidates,
    )


def _unknown(text: str, year: int | None) -> UnknownPlaceError:
    """Return the error that says most about why a text names no place."""
    if not text:
        return UnknownPlaceError(
            "The name of the district is empty; write a name such as 攀枝花市东区 or a code."
        )
    others = _named(text) or _named_short(text, year) or _coded(text, "county")
    if others and year is not None:
        return _unknown_in_year(text, others, year)
    parents = [p for p in _parents_named(text) or _coded(text) if p.covers(year)]
    if parents:
        return _names_a_parent(parents[0].place, parents[0].level, year)
    near = _near(text, year)
    hint = f"; did you mean {_listed(near, ' or ')}?" if near else "; check its spelling."
    return UnknownPlaceError(
        f"No district or county{_in_year(year)} is called {_shown(text)}{hint}", near
    )


def _unknown_parent(text: str, year: int | None) -> UnknownPlaceError:
    """Return the error that says most about why a text names no prefecture or province."""
    inside = [spell.place for spell in _named(text) if spell.covers(year)]
    if inside:
        return UnknownPlaceError(
            f"{_shown(text)} is a district or county: {_listed(inside)}; write the name of a "
            "prefecture or province."
        )
    near = _near_parents(text, year)
    hint = f"; did you mean {_listed(near, ' or ')}?" if near else "; check its spelling."
    return UnknownPlaceError(
        f"No prefecture or province{_in_year(year)} is called {_shown(text)}{hint}", near
    )


def _near_parents(text: str, year: int | None) -> list[Place]:
    """Return prefectures and provinces whose names, full or short, resemble a text or begin it."""
    from difflib import get_close_matches

    names: dict[str, list[Place]] = defaultdict(list)
    for form, spells in _gazetteer().parents.items():
        names[form] = [spell.place for spell in spells if spell.covers(year)]
    text = text[:_LONGEST_NAME]
    begun = [form for form in names if text.startswith(form)]
    close = get_close_matches(text, names, n=_NEAR, cutoff=0.5)
    found = (
        place for form in (*sorted(begun, key=len, reverse=True), *close) for place in names[form]
    )
    return list(dict.fromkeys(found))[:_NEAR]


def _coded(text: str, *levels: str) -> list[_Spell]:
    levels = levels or ("prefecture", "province")
    return [spell for spell in _gazetteer().by_code.get(text, ()) if spell.level in levels]


def _unknown_in_year(text: str, others: list[_Spell], year: int) -> UnknownPlaceError:
    """Return the error for places that exist in other years only."""
    spells = sorted(others, key=lambda spell: _distance(spell.place, year))[:3]
    related = [p for s in spells for p in (*_followers(s, year), *_forerunners(s.place, year))]
    near = list(dict.fromkeys(related))
    known = ", ".join(f"{_named_and_coded(s.place)} {_lifetime(s.place)}" for s in spells)
    hint = f"; for {year} see {_listed(near, ' and ')}" if near else ""
    return UnknownPlaceError(
        f"{_shown(text)} is no district or county in {year}: {known}{hint}.",
        near or [spell.place for spell in spells],
    )


def _followers(spell: _Spell, year: int) -> list[Place]:
    """Return the places of a year that took over from one that had ended before it."""
    last = spell.place.valid_to
    if last is None or year <= last:
        return []
    table = _gazetteer().by_code
    after = [s for code in spell.successors for s in table.get(code, ()) if s.covers(last + 1)]
    found = [[s.place] if s.covers(year) else _followers(s, year) for s in after]
    return [place for places in found for place in places]


def _forerunners(place: Place, year: int) -> list[Place]:
    """Return the places of a year that a later one took over from."""
    first = place.valid_from
    if first is None or first <= year:
        return []
    return [s.place for s in _all_counties(year) if place in _followers(s, first)]


def _distance(place: Place, year: int) -> int:
    if place.valid_to is not None and year > place.valid_to:
        return year - place.valid_to
    return max((place.valid_from or 0) - year, 0)


def _lifetime(place: Place) -> str:
    if place.valid_from is None:
        return f"existed under this name until {place.valid_to}"
    if place.valid_to is None:
        return f"has existed under this name since {place.valid_from}"
    return f"existed under this name from {place.valid_from} to {place.valid_to}"


def _names_a_parent(parent: Place, level: str, year: int | None) -> UnknownPlaceError:
    counties, kind = _counties_of(parent, year), _kind(parent, level)
    if not counties:
        return UnknownPlaceError(
            f"{_named_and_coded(parent)} is a {kind} without districts or counties"
            f"{_in_year(year)}; choose a place that is a district or county."
        )
    return UnknownPlaceError(
        f"{_named_and_coded(parent)} is a {kind}; write the name of one of its districts or "
        f"counties: {_listed(counties)}.",
        counties,
    )


def _kind(parent: Place, level: str) -> str:
    if level == "prefecture":
        return "prefecture"
    return {"市": "municipality", "区": "autonomous region"}.get(parent.name[-1], "province")


def _counties_of(parent: Place, year: int | None) -> list[Place]:
    above = (parent.province, parent.name) if parent.province else (parent.name,)
    return [
        spell.place
        for spell in _all_counties(year)
        if (spell.place.province, spell.place.prefecture)[: len(above)] == above
    ]


@cache
def _all_counties(year: int | None) -> tuple[_Spell, ...]:
    spells = (spell for found in _gazetteer().counties.values() for spell in found)
    covering = (spell for spell in spells if spell.covers(year))
    return tuple(sorted(covering, key=lambda spell: spell.place.code))


def _near(text: str, year: int | None) -> list[Place]:
    """Return places that a text with no place may mean, the likeliest first.

    In this order: what bears the text's last part as its full name (another city's 东区), the
    counties of the parent that the text begins with, places whose names resemble the text or its
    beginning (东曲, 东区街道), places whose names end with it.
    """
    text = text[:_LONGEST_NAME]
    known = [*_same_name(text, year), *_siblings(text, year)] or _alike(text, year)
    ending = [s.place for s in _all_counties(year) if s.place.name.endswith(text)]
    return list(dict.fromkeys([*known, *ending]))


def _same_name(text: str, year: int | None) -> list[Place]:
    for i in range(1, len(text) - 1):
        found = [s.place for s in _gazetteer().counties.get(text[i:], ()) if s.covers(year)]
        if found:
            return found
    return []


def _siblings(text: str, year: int | None) -> list[Place]:
    for end in range(len(text) - 1, 1, -1):
        parents = [parent for parent in _parents_named(text[:end]) if parent.covers(year)]
        if parents:
            rest, counties = text[end:], _counties_of(parents[0].place, year)
            return sorted(counties, key=lambda place: -_likeness(rest, place.name))
    return []


def _alike(text: str, year: int | None) -> list[Place]:
    from difflib import get_close_matches

    by_name: dict[str, list[Place]] = defaultdict(list)
    for spell in _all_counties(year):
        by_name[spell.place.name].append(spell.place)
    for end in range(len(text) - 1, 1, -1):
        if text[:end] in by_name:
            return by_name[text[:end]]
    # Of two letters, one wrong leaves a half; of more, a half alike is not like.
    cutoff = 0.5 if len(text) < 3 else 0.6
    close = get_close_matches(text, by_name, n=_NEAR, cutoff=cutoff)
    return [place for name in close for place in by_name[name]]


def _likeness(one: str, other: str) -> float:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, other).ratio()


def _shown(text: str) -> str:
    """Return a text as a message can show it: one line, printable, not long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[:200]).split())
    return f"“{line[:_LONGEST_NAME]}…”" if len(text) > _LONGEST_NAME else f"“{line}”"


def _in_year(year: int | None) -> str:
    return "" if year is None else f" in {year}"


def _named_and_coded(place: Place) -> str:
    return f"{place.full_name} ({place.code})"


def _listed(places: Sequence[Place], joint: str = ", ", most: int = _NEAR) -> str:
    more = " …" if len(places) > most else ""
    return joint.join(_named_and_coded(place) for place in places[:most]) + more
