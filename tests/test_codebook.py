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
    words = "".join(
        cell
        for name in ("cues", "zero_cues", "sentence_grammar", "word_classes")
        for row in table(name)
        for cell in row.values()
    )
    for name in ("word_classes", "unit_groups"):
        assert [row["name"] for row in table(name) if row["name"] not in words] == []


def test_every_row_of_the_sentence_grammar_matches_its_example() -> None:
    for row in table("sentence_grammar"):
        assert re.search(codebook.expanded(row["pattern"]), row["example"]), row


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


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Add the rows that docs/codebook.md shows to the tables, as an edit of the files would."""
    rows: dict[str, list[str]] = {}
    for name, line in re.findall(r"^    (\w+)\.csv +(.+)$", DOCS, re.MULTILINE):
        rows.setdefault(name, []).append(line)
    real = table

    def edited(name: str) -> tuple[Mapping[str, str], ...]:
        header = list(real(name)[0])
        return (
            *real(name),
            *(dict(zip(header, cells, strict=True)) for cells in csv.reader(rows.get(name, []))),
        )

    for module in (codebook, masking):
        monkeypatch.setattr(module, "table", edited)
    _forget()
    yield
    monkeypatch.undo()
    _forget()


@pytest.mark.usefixtures("added")
def test_the_rows_of_the_documentation_teach_what_they_say() -> None:
    assert read("全年举办政府开放日活动6场。") == {"open_days": 6}
    assert read("政府开放日活动比上年增长5%。") == {"open_days_growth": 5}
    assert read("召开媒体吹风会3次。") == {"press_conferences": 3}
    assert read("本年度未举办开放日活动。") == {"open_days": 0}
    assert read("通过大喇叭公开信息12条。") == {"unclassified": 12}


def test_without_these_rows_they_are_not_known() -> None:
    assert "open_days" not in codebook.indicators()
    assert read("全年举办政府开放日活动6场。") == {"unclassified": 6}
