from __future__ import annotations

import csv
import hashlib
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import DOCUMENT, registry_row, write_registry
from disclosure_analysis import analyse, listings
from disclosure_analysis.corrections import (
    APPLIED_COLUMNS,
    COLUMNS,
    CORRECTIONS,
    Correction,
    apply_corrections,
    read_corrections,
)
from disclosure_analysis.errors import InputError
from disclosure_analysis.publishing.pipeline import build_report
from observation_rows import frame, row

ROOT = Path(__file__).parents[1]
ADDRESS = "http://www.example.gov.cn/erratum"
OF_THE_DOCUMENT = {
    "place_code": "510402",
    "reporter": "攀枝花市东区人民政府",
    "report_year": "2017",
    "source": "a.txt",
    "indicator": "disclosed_total",
    "applicant": "",
    "cell": "",
    "year": "2017",
    "quote": "公开信息120条",
    "expected": "120",
    "value": "102",
    "lower": "102",
    "upper": "102",
    "reason": "数字颠倒",
    "address": ADDRESS,
    "by": "",
}


def declare(root: Path, *rows: dict[str, str]) -> None:
    with (root / CORRECTIONS).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(OF_THE_DOCUMENT | changes for changes in rows)


def correction(number: int = 2, **changes: str) -> Correction:
    return Correction(number, OF_THE_DOCUMENT | changes)


def observed(value: float = 120, *bounds: float | str, **fields: Any) -> dict[str, Any]:
    own = {"place_code": "510402", "reporter": "攀枝花市东区人民政府", "source": "a.txt"}
    quote = {"quote": "公开信息120条", "label": "公开信息"}
    return row("disclosed_total", value, *bounds) | own | quote | fields


def test_the_project_declares_corrections_that_can_be_read() -> None:
    assert isinstance(read_corrections(ROOT), tuple)
    header = (ROOT / CORRECTIONS).read_text(encoding="utf-8").splitlines()[0]
    assert header == ",".join(COLUMNS)


def test_a_correction_changes_value_and_bounds_of_its_row_alone() -> None:
    observations = frame(observed(), observed(7, quote="公开7条"), observed(120, source="b.txt"))
    corrected, applied = apply_corrections(observations, [correction(upper="109")])
    first = corrected.iloc[0]
    assert (first["value"], first["lower"], first["upper"]) == (102, 102, 109)
    assert (first["basis"], first["quote"]) == ("derived", "公开信息120条")
    assert corrected.iloc[1:].equals(observations.iloc[1:])
    assert corrected.dtypes.equals(observations.dtypes)
    assert list(applied.columns) == list(APPLIED_COLUMNS)
    assert applied[["expected", "value", "unit"]].to_numpy().tolist() == [[120, 102, "条"]]


def test_a_corrected_row_gets_an_id_of_its_own_that_repeats() -> None:
    observations = frame(observed())
    before = observations.copy()
    twice = [apply_corrections(observations, [correction()]) for _ in range(2)]
    ids = [corrected["id"].iloc[0] for corrected, _ in twice]
    assert ids[0] == ids[1] != before["id"].iloc[0]
    assert twice[0][1]["replaced_id"].tolist() == before["id"].tolist()
    assert twice[0][1]["observation_id"].tolist() == ids[:1]
    assert observations.equals(before)


def test_an_empty_bound_of_a_correction_is_no_bound() -> None:
    corrected, _ = apply_corrections(frame(observed()), [correction(upper="")])
    assert math.isnan(corrected["upper"].iloc[0])


def test_a_blank_cell_is_corrected_where_no_number_is_expected() -> None:
    place = {"cell": "T3.1", "applicant": "nat", "indicator": "applications_by_applicant"}
    fields: dict[str, Any] = {**place, "quote": "", "missing": "blank", "form": "form2021"}
    blank = observed(math.nan, "", "", **fields) | {"value": ""}
    one = Correction(2, {**OF_THE_DOCUMENT, **place, "quote": "", "expected": ""})
    corrected, applied = apply_corrections(frame(blank), [one])
    assert (corrected["value"].iloc[0], corrected["missing"].iloc[0]) == (102, "")
    assert applied["expected"].isna().all()


def test_corrections_of_documents_that_are_not_in_hand_are_left_out() -> None:
    observations = frame(observed(source="b.txt"))
    corrected, applied = apply_corrections(observations, [correction()])
    assert corrected is observations
    assert applied.empty
    with pytest.raises(InputError, match=r"a\.txt should give 120"):
        apply_corrections(observations, [correction()], sources=["a.txt"])


def test_corrections_that_match_no_row_or_several_fail_together() -> None:
    observations = frame(observed(121), observed(7, quote="七条"), observed(7, quote="七条"))
    wrong = [correction(2), correction(3, quote="七条", expected="7"), correction(5, year="2016")]
    with pytest.raises(InputError) as caught:
        apply_corrections(observations, wrong)
    assert str(caught.value).splitlines() == [
        "data/corrections.csv, row 2: a.txt should give 120 in “公开信息120条” "
        "(disclosed_total, 2017) once, but gives 121 in “公开信息120条” (disclosed_total), "
        "7 in “七条” (disclosed_total), 7 in “七条” (disclosed_total): "
        "correct the row, or remove it if the source was mended or is read otherwise now.",
        "data/corrections.csv, row 3: a.txt should give 7 in “七条” (disclosed_total, 2017) once, "
        "but gives it 2 times: tell them apart by applicant, cell, year or quote, or remove the "
        "row.",
        "data/corrections.csv, row 5: a.txt should give 120 in “公开信息120条” "
        "(disclosed_total, 2016) once, but gives nothing of the kind: "
        "correct the row, or remove it if the source was mended or is read otherwise now.",
    ]


def test_coded_figures_are_corrected_by_their_address() -> None:
    observations = frame(observed(origin="coded", source=ADDRESS))
    corrected, applied = apply_corrections(observations, [correction(source=ADDRESS)])
    assert corrected["value"].tolist() == [102]
    assert corrected["origin"].tolist() == ["coded"]
    assert len(applied) == 1


def test_a_project_without_the_file_or_without_rows_declares_none(project: Path) -> None:
    assert read_corrections(project) == ()
    declare(project)
    assert read_corrections(project) == ()


def test_all_problems_of_malformed_rows_are_named_by_row_and_column(project: Path) -> None:
    declare(
        project,
        {"place_code": "5104", "value": "102条", "lower": ""},
        {"indicator": "disclosed_totals", "year": "17", "reason": " ", "address": "a page"},
        {"cell": "T9", "applicant": "all", "lower": "9", "upper": "8"},
        {"quote": ""},
    )
    with pytest.raises(InputError) as caught:
        read_corrections(project)
    assert str(caught.value) == (
        "data/corrections.csv must be corrected: "
        "row 2: place_code “5104” is no six-digit code; "
        "row 2: value “102条” is no number; "
        "row 3: indicator “disclosed_totals” is no name of the codebook; "
        "row 3: year “17” is no year; "
        "row 3: address “a page” is no web address; "
        "row 3: reason is empty; "
        "row 4: applicant “all” is no column of part three; "
        "row 4: cell “T9” is no cell of an official form; "
        "row 4: lower 9 is greater than upper 8; "
        "row 5: quote and expected must say what the text gives, as it names no cell."
    )


def test_a_source_that_nobody_registered_or_coded_is_named(project: Path) -> None:
    declare(project, {"source": "b.txt"}, {"source": ADDRESS})
    with pytest.raises(InputError, match=r"row 2: source “b\.txt”.*; row 3: source “http"):
        read_corrections(project)
    coded = "place_code,reporter,report_year,source\n"
    coded += f"510402,攀枝花市东区人民政府,2017,{ADDRESS}\n"
    (project / "data/coded_figures.csv").write_text(coded, encoding="utf-8")
    declare(project, {"source": ADDRESS})
    assert len(read_corrections(project)) == 1


def test_one_figure_is_corrected_once(project: Path) -> None:
    declare(project, {}, {"value": "103"})
    with pytest.raises(InputError, match="row 3: it corrects the figure that row 2 corrects"):
        read_corrections(project)


@pytest.mark.parametrize("content", ["place,value\n", "", '"\n'])
def test_a_file_of_other_columns_is_refused(project: Path, content: str) -> None:
    (project / CORRECTIONS).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"data/corrections\.csv"):
        read_corrections(project)


def test_an_analysis_holds_the_corrected_figure_and_says_so(project: Path) -> None:
    declare(project, {})
    analysis = analyse(2017, "东区", root=project)
    total = analysis.observations.set_index("indicator").loc["disclosed_total"]
    assert (total["value"], total["basis"]) == (102, "derived")
    assert analysis.corrections["observation_id"].tolist() == [total["id"]]
    assert (project / "data/raw/a.txt").read_bytes() == DOCUMENT.encode()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("已声明的更正", "主动公开政府信息总数（2017年）", "原文所载", "120条", "102条")),
        ("en", ("Declared corrections", "Items disclosed proactively, 2017", "As published")),
    ],
)
def test_corrections_are_listed_as_published_and_as_corrected(
    project: Path, lang: str, words: tuple[str, ...]
) -> None:
    declare(project, {})
    listed = listings.list_corrections(analyse(2017, "东区", lang=lang, root=project))
    for word in (*words, "数字颠倒", f'href="{ADDRESS}"'):
        assert word in str(listed)


def test_without_corrections_nothing_is_listed(project: Path) -> None:
    analysis = analyse(2017, "东区", root=project)
    assert str(listings.list_corrections(analysis)) == ""
    assert analysis.corrections.empty


def test_a_correction_that_no_longer_fits_stops_the_analysis(project: Path) -> None:
    declare(project, {"expected": "121"})
    with pytest.raises(InputError, match=r"row 2: a\.txt should give 121 .* gives 120 in"):
        analyse(2017, "东区", root=project)


def test_last_years_report_is_corrected_as_well(project: Path) -> None:
    text = DOCUMENT.replace("2017", "2018").replace("120条", "140条")
    (project / "data/raw/b.txt").write_text(text, encoding="utf-8")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    later = registry_row(file="b.txt", sha256=sha256, report_year="2018")
    write_registry(project, registry_row(), later)
    declare(project, {})
    analysis = analyse(2018, "东区", root=project)
    assert analysis.previous is not None
    assert 102 in analysis.previous["value"].tolist()
    assert analysis.corrections.empty


def test_a_report_on_another_scope_is_no_report_of_the_year_before(project: Path) -> None:
    text = DOCUMENT.replace("2017", "2018")
    (project / "data/raw/b.txt").write_text(text, encoding="utf-8")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    later = registry_row(file="b.txt", sha256=sha256, report_year="2018")
    write_registry(project, registry_row(scope="own"), later)
    assert analyse(2018, "东区", root=project).previous is None


def test_a_published_report_depends_on_the_corrections_of_its_document(
    project: Path, write_notebook: Callable[..., Path]
) -> None:
    names = "YEAR = 2017\nDISTRICT = ''\nREPORTER = ''\nREPORT_LANG = 'zh'"
    write_notebook("YEAR", parameters=names)
    inputs = [json.loads(inputs_file(build_report(project, 2017, "东区")).read_bytes())]
    declare(project, {})
    inputs.append(json.loads(inputs_file(build_report(project, 2017, "东区")).read_bytes()))
    assert "data" not in inputs[0]
    assert [one["file"] for one in inputs[1]["data"]] == ["data/corrections.csv"]


def inputs_file(paths: list[Path]) -> Path:
    return next(path for path in paths if path.name == "inputs.json")


def test_every_column_of_a_correction_is_documented() -> None:
    text = (ROOT / "docs/corrections.md").read_text(encoding="utf-8")
    assert [name for name in COLUMNS if f"`{name}`" not in text] == []
