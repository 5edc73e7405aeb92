"""The tables of the codebook: each row holds together, and a row can be added."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from disclosure_analysis import tables
from disclosure_analysis.errors import InputError
from disclosure_analysis.extraction import claims, codebook, extract_observations, masking, patterns
from disclosure_analysis.loaders.reading import report_from_text
from disclosure_analysis.tables import table

ROOT = Path(__file__).parent.parent
VOCABULARY = ROOT.parent / "shared" / "gold" / "vocabulary.csv"
DOCS = (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8")
TITLE = "攀枝花市西区2015年政府信息公开工作年度报告\n一、概述\n"
IN_FORMS_ONLY = frozenset(
    {
        *("licence_items_change", "other_service_items_change", "penalty_items_change"),
        *("coercion_items_change", "administrative_fee_items_change", "denied_other_reason"),
        *("other_handling_other", "complaints_first_handling", "report_published"),
        *("service_information", "on_request_catalogue"),
        *(
            f"lawsuits_{way}_{result}"
            for way in ("direct", "after_reconsideration")
            for result in ("upheld", "corrected", "other", "pending")
        ),
    }
)
"""Indicators that only the official tables state, and growth and the day of publication."""


def stated_in_text() -> set[str]:
    by_channel = {channel.indicator for channel in codebook.channels()}
    by_denial = {cue.indicator for cue in codebook.zero_cues()}
    return {cue.indicator for cue in codebook.cues()} | by_channel | by_denial


def read(body: str) -> dict[str, float]:
    frame = extract_observations(report_from_text(TITLE + body, source="own.txt"))
    return dict(zip(frame["indicator"], frame["value"], strict=True))


@pytest.mark.skipif(not VOCABULARY.exists(), reason="the hand-coded figures are not at hand")
def test_every_indicator_of_the_vocabulary_is_in_the_codebook() -> None:
    with VOCABULARY.open(encoding="utf-8-sig") as file:
        names = {row["indicator"] for row in csv.DictReader(file)}
    assert names <= set(codebook.indicators())


def test_every_indicator_can_be_stated_in_running_text_or_in_a_form() -> None:
    in_forms = {row["indicator"] for row in table("form_cells")}
    for name, indicator in codebook.indicators().items():
        if name.endswith("_growth") or indicator.name in stated_in_text():
            continue
        assert name in IN_FORMS_ONLY | in_forms, name


def test_every_cue_names_units_that_are_known() -> None:
    units = {row["unit"] for row in table("units")} | {""}
    assert {unit for cue in codebook.cues() for unit in cue.units} <= units


def test_every_class_and_group_is_used() -> None:
    cells = [
        cell
        for name in ("cues", "zero_cues", "sentence_grammar", "word_classes")
        for row in table(name)
        for column, cell in row.items()
        if column != "name"
    ]
    code = Path(codebook.__file__).parent.glob("*.py")
    cells += [path.read_text(encoding="utf-8") for path in code]
    used = {name for cell in cells for name in re.findall(r"@[a-z_]+", cell)}
    assert {row["name"] for row in (*table("word_classes"), *table("unit_groups"))} - used == set()


def test_every_row_of_the_sentence_grammar_matches_its_example() -> None:
    """Some patterns see plain text, others see it masked."""
    for row in table("sentence_grammar"):
        example = row["example"]
        seen = (example, masking.masked(f"{example}5条")[: len(example)])
        assert any(re.search(codebook.expanded(row["pattern"]), text) for text in seen), row


def test_a_row_with_a_cell_too_few_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "units.csv").write_text("unit,kind\n条\n", encoding="utf-8")
    monkeypatch.setattr("disclosure_analysis.tables.resources.files", lambda _: tmp_path)
    with pytest.raises(InputError, match=r"tables/units.csv, line 2: 1 cells instead of 2"):
        tables.table.__wrapped__("units")


def _forget() -> None:
    for module in (codebook, claims, masking, patterns):
        for thing in vars(module).values():
            clear = getattr(thing, "cache_clear", None)
            if clear:
                clear()


def _rows_shown() -> dict[str, list[dict[str, str]]]:
    """Return the rows that docs/codebook.md shows, by table."""
    rows: dict[str, list[dict[str, str]]] = {}
    for name, line in re.findall(r"^    (\w+)\.csv +(.+)$", DOCS, re.MULTILINE):
        (cells,) = csv.reader([line])
        rows.setdefault(name, []).append(dict(zip(table(name)[0], cells, strict=True)))
    return rows


def _edit(monkeypatch: pytest.MonkeyPatch, *, with_shown: bool) -> None:
    """Let the package see its tables with the rows of the documentation, or without them."""
    shown, real = _rows_shown(), table

    def edited(name: str) -> tuple[Mapping[str, str], ...]:
        own = shown.get(name, [])
        others = [row for row in real(name) if dict(row) not in own]
        return (*others, *own) if with_shown else tuple(others)

    for module in (codebook, masking):
        monkeypatch.setattr(module, "table", edited)
    _forget()


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    _edit(monkeypatch, with_shown=True)
    yield
    monkeypatch.undo()
    _forget()


@pytest.fixture
def not_shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    _edit(monkeypatch, with_shown=False)
    yield
    monkeypatch.undo()
    _forget()


TAUGHT = [
    ("发放调查问卷300份。", {"questionnaires": 300}, {"unclassified": 300}),
    ("调查问卷比上年增长5%。", {"questionnaires_growth": 5}, {"unclassified": 5}),
    ("召开媒体吹风会3次。", {"press_conferences": 3}, {"unclassified": 3}),
    ("本年度未发放调查问卷。", {"questionnaires": 0}, {}),
    ("通过流动服务车公开信息12条。", {"unclassified": 12}, {"disclosed_total": 12}),
    ("办好10件民生实事。", {}, {"unclassified": 10}),
]
"""Sentences with what is read by the rows of docs/codebook.md, and without them."""


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize(("sentence", "taught"), [(one[0], one[1]) for one in TAUGHT])
def test_the_rows_of_the_documentation_teach_what_they_say(
    sentence: str, taught: dict[str, float]
) -> None:
    assert read(sentence) == taught


@pytest.mark.usefixtures("not_shown")
@pytest.mark.parametrize(("sentence", "untaught"), [(one[0], one[2]) for one in TAUGHT])
def test_without_these_rows_they_are_not_known(sentence: str, untaught: dict[str, float]) -> None:
    assert read(sentence) == untaught
    assert "questionnaires" not in codebook.indicators()


def test_each_table_that_the_documentation_adds_to_has_a_sentence() -> None:
    assert set(_rows_shown()) == {"indicators", "cues", "zero_cues", "channels", "masks"}
