"""The benchmarks: what they print of small texts where every count is known."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from benchmarks import accuracy, speed
from benchmarks.baseline import KEYWORDS, baseline_findings
from benchmarks.corpus import Part, as_coded, parts

from disclosure_analysis.coding.coded import CodedDocument
from disclosure_analysis.coding.findings import Finding, findings_of
from disclosure_analysis.coding.matching import match_figures, match_zeros
from disclosure_analysis.coding.scores import outcomes_of
from disclosure_analysis.extraction.codebook import indicators
from made_narratives.truth import Document, Item, Passage

Captured = pytest.CaptureFixture[str]

TEXT = (
    "乙区2016年政府信息公开工作年度报告\n一、概述\n全年主动公开政府信息120余条。未发生行政复议。\n"
)


def made(name: str = "own") -> Document:
    """Return a made document as the corpus hands it out."""
    start = TEXT.index("120余条")
    figure = Item(
        *(start, start + 5, "120余条", ("disclosed_total",), 120, 120, 129, "条"),
        *(2016, "year", "", "figure"),
    )
    start = TEXT.index("未发生")
    denial = Item(
        *(start, start + 7, "未发生行政复议", ("reconsiderations",), 0, 0, 0, ""),
        *(2016, "year", "", "zero"),
    )
    passage = Passage(TEXT.index("全年"), len(TEXT), "2", False, "own.txt:1")
    return Document(
        name, TEXT, "四川省乙区", 2016, "government", "2014-2018", (figure, denial), (passage,)
    )


@pytest.fixture
def small_corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    one = made()
    part = Part("cases alone", (as_coded(one),), {one.name: one.passages})
    monkeypatch.setattr(accuracy, "parts", lambda _: [part])


def cells(told: str, *begin: str) -> list[str]:
    """Return the cells of the first row of a table that begins with some words."""
    for line in told.splitlines():
        row = [cell.strip() for cell in line.strip("|").split("|")]
        if row[: len(begin)] == list(begin):
            return row[len(begin) :]
    raise AssertionError(begin)


def test_the_baseline_knows_numbers_keywords_and_denials() -> None:
    text = "网站公开1,200条，微博6万条，占5%。没有收费，未收到申请3件。"
    findings = baseline_findings(text, 2016)
    assert [(one.indicators[0], one.value, one.kind) for one in findings] == [
        ("disclosed_website", 1200, "figure"),
        ("disclosed_weibo", 60000, "figure"),
        ("unclassified", 5, "figure"),
        ("applications_received", 3, "figure"),
        ("fees_charged", 0, "zero"),
    ]


def test_the_baseline_tells_growth_from_shares_and_falls_from_rises() -> None:
    text = "信息不存在1件，不掌握2件。收到申请3件，比上年下降4%，占5%。网站公开同比增长6%。增长7%。"
    assert [(one.indicators[0], one.value, one.kind) for one in baseline_findings(text)] == [
        ("information_not_existing", 1, "figure"),
        ("information_not_held", 2, "figure"),
        ("applications_received", 3, "figure"),
        ("applications_received_growth", -4, "growth"),
        ("unclassified", 5, "figure"),
        ("disclosed_website_growth", 6, "growth"),
        ("unclassified", 7, "growth"),
    ]


def test_the_baseline_names_only_indicators_that_there_are() -> None:
    assert set(KEYWORDS) <= set(indicators())


def test_a_made_document_is_coded_from_its_first_to_its_last_character() -> None:
    document = as_coded(made())
    assert (document.year, document.body, document.era) == (2016, "government", "2014-2018")
    assert document.coded_until == len(TEXT)
    assert match_figures(document, []).missed[0].bounds == (120, 129)
    assert match_zeros(document, []).missed[0][1] == "reconsiderations"


@pytest.mark.usefixtures("small_corpus")
def test_extraction_stands_beside_the_baseline(capsys: Captured) -> None:
    assert accuracy.main([]) == 0
    told = capsys.readouterr().out
    assert "1 document, 1 figure, 1 zero statement" in told
    for reader, right in (("extraction", "1"), ("baseline", "0")):
        assert cells(told, "figures: place, value and unit", reader)[:3] == ["1", "1", "1"]
        assert cells(told, "bounds of the figures found", reader)[2] == right
    assert cells(told, "disclosure", "figures with their indicator")[2] == "1"
    assert "Passages read without any fault: 1 of 1" in told
    assert "Traps" not in told


def test_each_batch_of_whole_reports_has_a_row(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("reports/a_1.txt", "reports/a_2.txt", "reports/b_1.txt")
    documents = tuple(as_coded(made(name)) for name in names)
    whole = Part("whole reports", documents, {})
    monkeypatch.setattr(accuracy, "parts", lambda _: [whole])

    def no_denials(document: CodedDocument) -> list[Finding]:
        found = findings_of(document.report)
        return found if "/a_" in document.name else [one for one in found if one.kind != "zero"]

    monkeypatch.setitem(accuracy.READERS, "extraction", no_denials)
    assert accuracy.main([]) == 0
    told = capsys.readouterr().out
    named = ["2", "100.0", "100.0"]
    assert cells(told, "a", "2") == [*named, *named, *named]
    named[0] = "1"
    assert cells(told, "b", "1") == [*named, *named, "1", "0.0", "–"]


@pytest.mark.usefixtures("small_corpus")
def test_faults_are_listed_as_traps_and_confusions(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(document: CodedDocument) -> list[Finding]:
        return baseline_findings(document.report.text.replace("条", "篇"), 2015)

    monkeypatch.setitem(accuracy.READERS, "extraction", broken)
    file = tmp_path / "confusions.csv"
    assert accuracy.main(["--all", "--csv", str(file)]) == 0
    told = capsys.readouterr().out
    assert cells(told, "2", "case") == ["1", "1"]
    assert "disclosed_total 120条" in cells(told, "wrong figure")
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["measure"], row["result"]) for row in rows] == [("figures", "wrong")]
    assert "【120余条】" in rows[0]["words"]


@pytest.mark.usefixtures("small_corpus")
def test_a_coded_folder_is_scored_as_well(capsys: Captured, tmp_path: Path) -> None:
    figures = [
        {"indicator": "disclosed_total", "value": 120, "unit": "条", "quote": "120余条"},
        {"indicator": "meetings", "value": 7, "unit": "次", "quote": "7次"},
    ]
    lines = [{"text": TEXT, "figures": figures}, {"figures": figures}]
    (tmp_path / "own.jsonl").write_text(
        "".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8"
    )
    assert accuracy.main(["--coded", str(tmp_path)]) == 0
    told = capsys.readouterr().out.split("Lines without a text")[1]
    assert "left out: 1 (own.jsonl, line 2)" in told
    assert "not found in the text, and not scored: own.jsonl, line 1: 7次" in told
    assert cells(told, "figures with their indicator", "extraction")[:3] == ["1", "1", "1"]


@pytest.mark.usefixtures("small_corpus")
def test_confusions_never_overwrite_what_people_coded(capsys: Captured, tmp_path: Path) -> None:
    coded, table = tmp_path / "own.jsonl", tmp_path / "confusions.csv"
    coded.write_text(json.dumps({"text": TEXT, "figures": []}), encoding="utf-8")
    before = coded.read_bytes()
    assert accuracy.main(["--coded", str(tmp_path), "--csv", str(coded)]) == 2
    assert "is there already and is no table of results" in capsys.readouterr().err
    assert coded.read_bytes() == before
    assert [accuracy.main(["--csv", str(table)]) for _ in range(2)] == [0, 0]


@pytest.mark.usefixtures("small_corpus")
def test_the_example_of_the_documentation_is_what_is_printed(
    capsys: Captured, tmp_path: Path
) -> None:
    page = Path(__file__).parents[1] / "docs/accuracy.md"
    lines = [line.strip() for line in page.read_text(encoding="utf-8").splitlines()]
    (coded,) = [line for line in lines if line.startswith('{"reporter"')]
    (tmp_path / "mine.jsonl").write_text(coded, encoding="utf-8")
    assert accuracy.main(["--coded", str(tmp_path)]) == 0
    told = capsys.readouterr().out.split("# Coded folder")[1].splitlines()
    shown = [
        line for line in lines if line.startswith(("| measure    ", "| figures: ", "| bounds of "))
    ]
    assert len(shown) == 5
    assert set(shown) <= set(told)


@pytest.mark.usefixtures("small_corpus")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--coded", "nowhere"], "nowhere is no folder"),
        (["--seeds", "many"], "SEEDS many is no number"),
        (["--csv", "nowhere/file.csv"], "cannot be written"),
    ],
)
def test_a_wrong_call_is_a_sentence(capsys: Captured, arguments: list[str], words: str) -> None:
    assert accuracy.main(arguments) == 2
    assert words in capsys.readouterr().err


def test_the_extraction_reads_the_corpus_better_than_the_baseline() -> None:
    """No figures are set here: they are printed by make accuracy."""
    vocabulary = frozenset(indicators())
    held = next(part for part in parts(1) if part.name == "composed reports")
    hits = {
        name: sum(
            one.measure == "named figures" and one.result == "hit"
            for document in held.documents[:5]
            for one in outcomes_of(document, reader(document), vocabulary)
        )
        for name, reader in accuracy.READERS.items()
    }
    assert hits["extraction"] > hits["baseline"]


def test_speed_is_told_as_a_ratio() -> None:
    timed = speed.Timed("own", 100, [0.004, 0.006, 0.005], [0.002, 0.002, 0.005])
    assert speed._row(timed) == ["own", "100", "5.00", "2.00", "2.00", "1.00", "3.00"]
    assert speed._summary([timed, timed])[-3:] == ["2.00", "2.00", "2.00"]


def test_the_segmenter_runs_in_a_process_of_its_own() -> None:
    segmenter = speed.Segmenter()
    try:
        assert segmenter.seconds("政府信息\n公开") > 0
    finally:
        segmenter.close()
