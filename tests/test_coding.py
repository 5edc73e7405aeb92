"""What coders say of a text, and how extraction is compared with it; all texts are made up."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from disclosure_analysis import cli
from disclosure_analysis.coding.coded import CodedDocument, CodedFigure, coded_document, era_of
from disclosure_analysis.coding.coded_folder import read_coded_folder
from disclosure_analysis.coding.findings import Finding, findings_of
from disclosure_analysis.coding.matching import bounds_agree, match_figures, match_zeros
from disclosure_analysis.coding.placing import Wanted, place
from disclosure_analysis.coding.reliability import alpha, alpha_interval, nominal, ratio
from disclosure_analysis.coding.sampling import Drawable, draw
from disclosure_analysis.coding.scores import Counts, outcomes_of, tally, wilson
from disclosure_analysis.coding.text_tables import text_table, width
from disclosure_analysis.errors import InputError
from disclosure_analysis.loaders.reading import report_from_text

Captured = pytest.CaptureFixture[str]

TEXT = (
    "乙区2016年政府信息公开工作年度报告\n"
    "一、概述\n"
    "全年主动公开政府信息120余条,其中政府网站公开88条。配备专职人员3名。\n"
    "二、申请\n"
    "全年收到政府信息公开申请5件。未发生行政复议。\n"
)
CODED = [
    {"indicator": "disclosed_total", "value": 120, "unit": "条", "quote": "120余条"},
    {"indicator": "disclosed_website", "value": 88, "unit": "条", "quote": "88条"},
    {"indicator": "staff_fulltime", "value": 3, "unit": "名", "quote": "3名"},
    {"indicator": "applications_received", "value": 5, "unit": "件", "quote": "5件"},
]


def figure(
    name: str, value: float | None, quote: str, unit: str = "", **more: object
) -> CodedFigure:
    made = CodedFigure((name,), value, unit or quote.lstrip("近约0123456789.余万"), quote)
    return replace(made, **more)  # type: ignore[arg-type]


def zero(name: str, quote: str = "") -> CodedFigure:
    return CodedFigure((name,), 0, "", quote, kind="zero")


def finding(name: str, value: float, text: str, words: str, **more: object) -> Finding:
    start = text.index(words)
    unit = words.lstrip("近约0123456789.余万")
    made = Finding(
        (name,), (value,), value, value, (unit,), start, start + len(words), "figure", year=2016
    )
    return replace(made, **more)  # type: ignore[arg-type]


def document(text: str, *coded: CodedFigure, **more: object) -> CodedDocument:
    report = report_from_text(f"乙区2016年政府信息公开工作年度报告\n{text}", source="own.txt")
    return coded_document(report, coded, name="own", **more)  # type: ignore[arg-type]


def spots(text: str, *quotes: str) -> list[str]:
    """Return what stands before each quote's place; an empty word where it has none."""
    places = place([Wanted(quote) for quote in quotes], text)
    return [text[: one.start][-2:] if one else "" for one in places]


def test_quotes_are_placed_in_their_order() -> None:
    assert spots("甲乙3条,丙丁3条,戊己7件", "3条", "3条", "7件") == ["甲乙", "丙丁", "戊己"]


def test_a_number_is_not_found_within_another() -> None:
    assert spots("甲乙112条,1.12条,丙丁12条", "12条") == ["丙丁"]
    assert spots("甲乙3,120条", "120条") == [""]
    assert spots("甲乙二十三件", "三件") == [""]


def test_widths_spaces_and_traditional_characters_make_no_difference() -> None:
    assert spots("甲乙６０ 條,丙丁1 個", "60条", "1个") == ["甲乙", "丙丁"]


def test_a_quote_out_of_order_takes_a_free_place() -> None:
    text = "甲乙3条,丙丁7件,戊己9篇"
    places = place([Wanted("7件"), Wanted("9篇"), Wanted("3条")], text)
    assert [one and (text[one.start : one.end], one.in_order) for one in places] == [
        ("7件", True),
        ("9篇", True),
        ("3条", False),
    ]


def test_the_label_tells_which_of_equal_quotes_is_meant() -> None:
    text = "会议2次,培训2次"
    places = place([Wanted("2次", "培训")], text)
    assert [one and one.start for one in places] == [text.rindex("2次")]


def test_one_number_that_counts_two_things_is_one_figure_with_two_names() -> None:
    made = document(
        "专职、兼职人员各2名,培训2名。",
        figure("staff_fulltime", 2, "2名"),
        figure("staff_parttime", 2, "2名"),
        figure("unclassified", 2, "2名"),
    )
    assert [one.indicators for one in made.coded] == [
        ("staff_fulltime", "staff_parttime"),
        ("unclassified",),
    ]


def test_words_that_hold_two_figures_or_two_denials_may_be_quoted_twice() -> None:
    made = document(
        "设59个社区和9个村。2016年未发生复议和诉讼。",
        figure("unclassified", 59, "59个社区和9个村", unit="个"),
        figure("unclassified", 9, "59个社区和9个村", unit="个"),
        zero("reconsiderations", "2016年未发生复议和诉讼"),
        zero("lawsuits", "2016年未发生复议和诉讼"),
    )
    assert made.unplaced == ()
    assert len(match_figures(made, findings_of(made.report)).found) == 2
    again = document("公开3条。", *[figure("unclassified", 3, "3条")] * 2)
    assert len(again.unplaced) == 1


def test_growth_listed_apart_is_placed_at_a_word_of_growth() -> None:
    made = document(
        "答复率12%,申请比上年增长12%。",
        figure("unclassified", 12, "12%"),
        figure("applications_received_growth", 12, "12%", kind="growth"),
    )
    assert [one.kind for one in made.coded] == ["figure", "growth"]


def test_what_the_text_does_not_have_is_listed_and_not_scored() -> None:
    made = document("公开3条。", figure("disclosed_total", 3, "3条"), figure("meetings", 4, "4次"))
    assert [one.quote for one in made.unplaced] == ["4次"]
    assert len(match_figures(made, []).missed) == 1


def test_the_coded_part_ends_at_the_last_quote_found_unless_told() -> None:
    text = "公开3条。会议4次。"
    first = document(text, figure("disclosed_total", 3, "3条"))
    beyond = finding("meetings", 4, first.report.text, "4次")
    assert match_figures(first, [beyond]).unasked == ()
    whole = document(text, figure("disclosed_total", 3, "3条"), coded_until=len(first.report.text))
    assert match_figures(whole, [beyond]).unasked == (beyond,)


@pytest.mark.parametrize(
    ("coded", "claimed", "found"),
    [
        (figure("x", 3, "3条"), {}, True),
        (figure("x", 4, "3条"), {}, False),
        (figure("x", 3, "3条", unit="件"), {"units": ("条",)}, True),
        (figure("x", 3, "3", unit="件"), {"units": ("条",)}, False),
        (figure("x", 3, "3", unit="件"), {"units": (), "kind": "table"}, True),
        (figure("x", None, "3条"), {}, True),
        (figure("x", 30000, "3条"), {"values": (3.0, 30000.0)}, True),
    ],
)
def test_a_figure_is_found_if_place_value_and_unit_agree(
    coded: CodedFigure, claimed: dict[str, object], found: bool
) -> None:
    made = document("公开3条。", coded)
    match = match_figures(made, [finding("x", 3, made.report.text, "3条", **claimed)])
    assert (len(match.found), len(match.differing)) == (found, not found)


def test_money_may_be_coded_in_either_unit() -> None:
    for value, unit in ((3.5, "万元"), (35000, "元")):
        made = document("经费3.5万元。", figure("disclosure_budget", value, "3.5万元", unit=unit))
        findings = findings_of(made.report)
        assert len(match_figures(made, findings).found) == 1, unit


def test_a_fall_coded_as_a_rise_is_another_value() -> None:
    name = "applications_received_growth"
    made = document("比上年下降5%。", figure(name, 5, "5%", kind="growth"))
    told = finding(name, -5, made.report.text, "5%", kind="growth")
    assert len(match_figures(made, [told]).differing) == 1


def test_what_may_be_read_either_way_is_not_scored() -> None:
    made = document("公开3条。", figure("?", 3, "3条", scored=False))
    match = match_figures(made, [finding("x", 3, made.report.text, "3条")])
    assert match == match_figures(made, [])


def test_a_cell_of_a_table_counts_only_where_it_was_coded() -> None:
    made = document("公开3条。会议4次。", figure("meetings", 4, "4次"))
    cell = finding("disclosed_total", 3, made.report.text, "3", kind="table")
    assert match_figures(made, [cell]).unasked == ()


@pytest.mark.parametrize(
    ("approx", "bounds", "right"),
    [
        ("exact", (60, 60), True),
        ("exact", (60, 69), False),
        ("at_least", (60, 69), True),
        ("at_least", (61, None), True),
        ("at_least", (60, 60), False),
        ("at_most", (51, 60), True),
        ("at_most", (None, 59), True),
        ("at_most", (60, 69), False),
        ("about", (55, 65), True),
        ("about", (None, None), True),
        ("about", (60, 60), False),
    ],
)
def test_bounds_are_those_of_the_coded_wording(
    approx: str, bounds: tuple[float | None, float | None], right: bool
) -> None:
    told = finding("x", 60, "60条", "60条", lower=bounds[0], upper=bounds[1])
    assert bounds_agree(figure("x", 60, "60条", approx=approx), told) is right


def test_an_exact_number_may_be_rounded_where_it_is_written_so() -> None:
    told = finding("x", 60000, "6万条", "6万条", lower=55000, upper=64999, rounded=True)
    assert bounds_agree(figure("x", 60000, "6万条", approx="exact"), told)


def test_bounds_coded_as_numbers_must_be_the_same() -> None:
    told = finding("x", 60, "60条", "60条", lower=60, upper=None)
    assert bounds_agree(figure("x", 60, "60条", bounds=(60, None)), told)
    assert not bounds_agree(figure("x", 60, "60条", bounds=(60, 69)), told)
    assert bounds_agree(figure("x", 60, "60条"), told) is None


def test_a_denial_is_found_by_indicator_and_place() -> None:
    made = document("未发生诉讼。没有收费。", zero("lawsuits", "未发生诉讼"))
    text = made.report.text
    here = finding("lawsuits", 0, text, "未发生诉讼", kind="zero")
    other = finding("fees_charged", 0, text, "没有收费", kind="zero")
    match = match_zeros(replace(made, coded_until=len(text)), [here, other])
    assert [name for _, name in match.found] == ["lawsuits"]
    assert [name for _, name in match.unasked] == ["fees_charged"]
    assert match_zeros(made, [other]).missed[0][1] == "lawsuits"


def test_a_denial_without_a_place_is_found_anywhere_and_counts_once() -> None:
    made = document("未发生诉讼。未发生诉讼。", zero("lawsuits"))
    first = finding("lawsuits", 0, made.report.text, "未发生诉讼", kind="zero")
    again = replace(first, start=first.end + 1, end=first.end + 6)
    match = match_zeros(made, [first, again])
    assert (len(match.found), match.missed, match.unasked) == (1, (), ())


def test_a_zero_in_digits_answers_for_a_denial() -> None:
    made = document("行政诉讼0件。", zero("lawsuits"))
    told = finding("lawsuits", 0, made.report.text, "0件")
    assert len(match_zeros(made, [told]).found) == 1


def counts_of(made: CodedDocument, findings: list[Finding], *vocabulary: str) -> dict[str, Counts]:
    return tally(outcomes_of(made, findings, frozenset(vocabulary))).get("", {})


def test_every_count_of_a_small_document_is_known() -> None:
    made = document(
        "公开3条,会议4次,培训5次,占6%。",
        figure("disclosed_total", 3, "3条", approx="exact", period="year"),
        figure("meetings", 4, "4次"),
        figure("unclassified", 6, "6%"),
    )
    text = made.report.text
    findings = [
        finding("disclosed_total", 3, text, "3条", upper=9),
        finding("training_sessions", 4, text, "4次"),
        finding("unclassified", 5, text, "5次"),
        finding("meetings", 7, text, "6%"),
    ]
    assert counts_of(made, findings, "disclosed_total", "meetings", "training_sessions") == {
        "figures": Counts(hit=2, false=1, wrong=1),
        "indicators": Counts(hit=1, missed=1, false=1),
        "named figures": Counts(hit=1, missed=1, false=2),
        "bounds": Counts(wrong=1),
        "periods": Counts(hit=1),
    }


def test_an_indicator_that_no_coder_uses_is_put_aside() -> None:
    made = document("会议4次。", figure("unclassified", 4, "4次"))
    told = [finding("meetings", 4, made.report.text, "4次")]
    assert "indicators" not in counts_of(made, told)
    assert counts_of(made, told, "meetings")["indicators"] == Counts(false=1)


def test_growth_is_told_from_shares() -> None:
    name = "disclosed_total_growth"
    made = document(
        "增长4%,占5%。", figure(name, 4, "4%", kind="growth"), figure("unclassified", 5, "5%")
    )
    text = made.report.text
    plain = finding("unclassified", 4, text, "4%")
    share = finding(name, 5, text, "5%", kind="growth")
    assert counts_of(made, [plain, share], name)["growth"] == Counts(missed=1, false=1)


def test_shares_come_with_wilsons_interval() -> None:
    """The example of 81 successes in 263 trials has the interval 0.255 to 0.366."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0, 0.2775), abs=1e-4)
    assert wilson(0, 0) is None
    assert Counts(hit=3, missed=1, false=2).f1 == pytest.approx(6 / 9)
    assert Counts().precision is None


def test_eras_follow_the_rules_for_reports() -> None:
    years = (2008, 2013, 2014, 2018, 2019, 2020, 2021, None)
    assert [era_of(year) for year in years] == [
        *("2008-2013", "2008-2013", "2014-2018", "2014-2018"),
        *("2019-2020", "2019-2020", "2021-", "unknown"),
    ]


def test_tables_are_aligned_with_wide_characters() -> None:
    lines = text_table(["甲", "n"], [["公开", "3"], ["a|b", "12"]]).splitlines()
    assert len({width(line) for line in lines}) == 1
    assert lines[-1] == "| a\\|b |  12 |"


def write_folder(folder: Path, *lines: Mapping[str, object]) -> Path:
    folder.mkdir(exist_ok=True)
    content = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / "coded.jsonl").write_text(content, encoding="utf-8")
    return folder


def test_a_text_stands_in_its_line_in_a_named_file_or_in_a_numbered_one(tmp_path: Path) -> None:
    coded = {"figures": CODED, "report_year": 2016, "body": "township"}
    folder = write_folder(
        tmp_path / "coded", {**coded, "text": TEXT}, {**coded, "file": "own.txt"}, coded, coded
    )
    (folder / "own.txt").write_text(TEXT, encoding="utf-8")
    (folder / "03.html").write_text(f"<html><body><p>{TEXT}</p></body></html>", encoding="utf-8")
    read = read_coded_folder(folder)
    assert [len(one.coded) for one in read.documents] == [4, 4, 4]
    assert {(one.body, one.era) for one in read.documents} == {("township", "2014-2018")}
    assert read.without_text == ("coded.jsonl, line 4",)
    assert read.vocabulary == {str(row["indicator"]) for row in CODED}


def test_numbered_files_may_be_counted_from_zero(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "coded", {"figures": CODED[:1]}, {"figures": CODED[1:2]})
    for number in range(2):
        (folder / f"{number}.txt").write_text(TEXT, encoding="utf-8")
    read = read_coded_folder(folder)
    assert [one.report.source for one in read.documents] == ["0.txt", "1.txt"]


def test_the_coded_part_can_be_told(tmp_path: Path) -> None:
    line: dict[str, object] = {"text": TEXT, "figures": CODED[:1]}
    lines = [line | {"coded_until": said} for said in (50, "end", "3名")] + [line]
    read = read_coded_folder(write_folder(tmp_path / "coded", *lines))
    ends = [50, len(TEXT), TEXT.index("3名") + 2, TEXT.index("余条") + 2]
    assert [one.coded_until for one in read.documents] == ends


def test_extraction_finds_what_a_coder_found(tmp_path: Path) -> None:
    zeros = [{"indicator": "reconsiderations", "cue": "未发生"}]
    line = {"text": TEXT, "figures": CODED, "zero_statements": zeros, "coded_until": "end"}
    read = read_coded_folder(write_folder(tmp_path / "coded", line))
    made = read.documents[0]
    counts = counts_of(made, findings_of(made.report), *read.vocabulary)
    assert counts["named figures"] == Counts(hit=4)
    assert counts["zeros"] == Counts(hit=1)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"figures": [{"value": "12"}]}, "figures 1: value is no number"),
        ({"figures": [{"approx": "roughly"}]}, "figures 1: approx “roughly” is none of"),
        ({"figures": [{"period": "month"}]}, "figures 1: period “month” is none of"),
        ({"figures": {}}, "figures is no list"),
        ({"growth": ["5%"]}, "growth 1 is no object"),
        ({"text": 5}, "text is no text"),
        ({"text": TEXT, "report_year": "2016"}, "report_year is no whole number"),
        (
            {"text": TEXT, "coded_until": "无此句"},
            "coded_until “无此句” does not stand in the text",
        ),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match="must be corrected") as error:
        read_coded_folder(write_folder(tmp_path / "coded", line))
    assert f"coded.jsonl, line 1: {words}" in str(error.value)


def test_a_folder_without_coded_documents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no \*.jsonl file"):
        read_coded_folder(tmp_path)
    with pytest.raises(InputError, match="is no folder"):
        read_coded_folder(tmp_path / "none")
    (tmp_path / "a.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="line 1 is no JSON"):
        read_coded_folder(tmp_path)


def by_unit(*raters: str) -> list[list[str]]:
    """Return the ratings of each unit from one line a rater; a full stop is no rating."""
    return [
        [rating for rating in unit if rating != "."]
        for unit in zip(*(rater.split() for rater in raters), strict=True)
    ]


def test_alpha_is_krippendorffs() -> None:
    """The worked examples A, B, C and E of "Computing Krippendorff's Alpha-Reliability" (2011)."""
    two = by_unit("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
    assert alpha(two, nominal) == pytest.approx(0.095, abs=5e-4)
    letters = by_unit("a a b b d c c c e d d a", "b a b b b c c c e d d d")
    assert alpha(letters, nominal) == pytest.approx(0.692, abs=5e-4)
    four = by_unit(
        "1 2 3 3 2 1 4 1 2 . . .",
        "1 2 3 3 2 2 4 1 2 5 . 3",
        ". 3 3 3 2 3 4 2 2 5 1 .",
        "1 2 3 3 2 4 4 1 2 5 1 .",
    )
    assert alpha(four, nominal) == pytest.approx(0.743, abs=5e-4)
    numbers = [[float(rating) for rating in unit] for unit in four]
    assert alpha(numbers, ratio) == pytest.approx(0.797, abs=5e-4)


def test_alpha_of_counts_is_of_ratio_scale() -> None:
    """Worked by hand: pairs 1|3 and 2|2, so D_o = 2(2/4)² and D_e is over all pairs of 1 3 2 2."""
    observed = 2 * (2 / 4) ** 2
    expected = 2 * ((2 / 4) ** 2 + 2 * (1 / 3) ** 2 + 2 * (1 / 5) ** 2)
    assert alpha([[1, 3], [2, 2]], ratio) == pytest.approx(1 - 3 * observed / expected)
    assert ratio(2, 6) == ratio(6, 2) == 0.25
    assert (ratio(0, 7), ratio(0, 0), ratio(-5, 5), ratio(-5, -15)) == (1, 0, 1, 0.25)


def test_one_huge_value_does_not_hide_that_small_ones_are_wrong() -> None:
    tenfold = [[float(n), 10.0 * n] for n in range(1, 6)]
    found = alpha([[3330146.0, 3330146.0], *tenfold], ratio)
    assert found is not None and found < 0.2


def test_alpha_of_nothing_or_of_one_rating_alone_is_none() -> None:
    assert alpha([["a"], ["b"]], nominal) is None
    assert alpha([["a", "a"], ["a", "a"]], nominal) is None
    assert alpha([], ratio) is None


def test_the_bootstrap_interval_repeats_and_holds_the_value() -> None:
    clusters = [[["a", "a"], ["b", "a"]], [["b", "b"], ["a", "a"]], [["b", "b"], ["a", "b"]]]
    found = alpha_interval(clusters, nominal)
    assert found == alpha_interval(clusters, nominal)
    value = alpha([unit for cluster in clusters for unit in cluster], nominal)
    assert found is not None and value is not None and found[0] <= value <= found[1]
    assert alpha_interval(clusters[:1], nominal) is None
    assert alpha_interval([[["a", "a"]], [["a", "a"]]], nominal) is None


def drawable(name: str, year: int = 2016, body: str = "government") -> Drawable:
    return Drawable(
        name, Path(name), hashlib.sha256(name.encode()).hexdigest(), year=year, body=body
    )


def test_a_sample_repeats_whatever_the_order_of_the_documents() -> None:
    documents = [drawable(str(number)) for number in range(20)]
    drawn = draw(documents, 5, seed=3)
    assert drawn == draw(documents[::-1], 5, seed=3)
    assert drawn != draw(documents, 5, seed=4)
    assert len({one.file for one in drawn}) == 5


def test_strata_share_a_sample_as_far_as_they_go() -> None:
    many = [drawable(f"a{n}") for n in range(9)]
    few = [drawable(f"b{n}", year=2010, body="township") for n in range(2)]
    drawn = draw([*many, *few], 6, seed=1, by=("era", "body"))
    assert sum(one in few for one in drawn) == 2
    with pytest.raises(InputError, match="there are 11 readable documents"):
        draw([*many, *few], 12, seed=1)


@pytest.fixture
def coded_project(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(project)
    monkeypatch.delenv("DISCLOSURE_ROOT", raising=False)
    for number in range(3):
        (project / f"text{number}.txt").write_text(
            TEXT.replace("88条", f"8{number}条"), encoding="utf-8"
        )
    return project


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def fill(path: Path, number: str, *figures: dict[str, object]) -> None:
    """Fill a document's rows of a sheet as a coder would, with a row inserted at the end."""
    rows = rows_of(path)
    spot = next(n for n, row in enumerate(rows) if row["document"] == number)
    for offset, one in enumerate(figures):
        cells = {name: str(value) for name, value in one.items()}
        if offset == len(figures) - 1:
            rows.insert(spot + offset, dict.fromkeys(rows[0], "") | cells)
        else:
            rows[spot + offset] |= cells
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def sample(*arguments: str) -> Path:
    assert cli.main(["sample", *arguments, "--output", "sheet.csv"]) == 0
    return Path("sheet.csv")


TEXTS = ("text0.txt", "text1.txt", "text2.txt")


def coding(file: str) -> list[dict[str, object]]:
    """Return what a careful coder writes for one of the texts."""
    rows = json.loads(json.dumps(CODED))
    rows[0]["approx"] = "at_least"
    rows[1] |= {"value": 80 + int(file[4]), "quote": f"8{file[4]}条"}
    return [*rows, {"indicator": "reconsiderations", "quote": "未发生行政复议", "zero": "yes"}]


def test_a_sheet_is_blind_and_names_its_documents(coded_project: Path, capsys: Captured) -> None:
    path = sample("registered", "--size", "1", "--seed", "5")
    first, *others = rows_of(path)
    assert first["file"] == "data/raw/a.txt"
    assert first["reporter"] == "攀枝花市东区人民政府"
    content = (coded_project / "data/raw/a.txt").read_bytes()
    assert first["sha256"] == hashlib.sha256(content).hexdigest()
    assert not any(
        row[name] for row in (first, *others) for name in ("quote", "value", "indicator")
    )
    assert "120" not in path.read_text(encoding="utf-8-sig")
    assert capsys.readouterr().out.split() == ["sheet-instructions.txt", "sheet.csv"]
    told = Path("sheet-instructions.txt").read_text(encoding="utf-8-sig")
    assert "1 document drawn at random, seed 5" in told
    assert "applications_received  收到政府信息公开申请" in told


@pytest.mark.usefixtures("coded_project")
def test_a_sheet_that_is_there_is_never_overwritten(capsys: Captured) -> None:
    sample(*TEXTS, "--size", "2")
    before = Path("sheet.csv").read_bytes()
    assert cli.main(["sample", *TEXTS, "--size", "1", "--output", "sheet.csv"]) == 2
    assert "may be filled" in capsys.readouterr().err
    assert Path("sheet.csv").read_bytes() == before


@pytest.mark.usefixtures("coded_project")
def test_a_document_that_cannot_be_read_is_named_and_not_drawn(capsys: Captured) -> None:
    Path("broken.pdf").write_bytes(b"%PDF-1.4 broken")
    assert cli.main(["sample", ".", "--size", "4", "--by", "era", "--output", "sheet.csv"]) == 2
    assert "broken.pdf" in capsys.readouterr().err
    assert len({row["file"] for row in rows_of(Path("sheet.csv")) if row["file"]}) == 4


@pytest.mark.usefixtures("coded_project")
def test_filled_sheets_are_scored_and_coders_compared(capsys: Captured) -> None:
    path = sample(*TEXTS, "--size", "3", "--coders", "2")
    second = Path("sheet-2.csv")
    for row in [row for row in rows_of(path) if row["file"]]:
        fill(path, row["document"], *coding(row["file"]))
        careless = coding(row["file"])[1:]
        careless[0]["indicator"] = "unclassified"
        fill(second, row["document"], *careless)
    capsys.readouterr()
    assert cli.main(["agreement", str(path), str(second), "--output", "table.csv"]) == 0
    told = capsys.readouterr().out
    assert "Sample: 3 documents (seed 1), 3 of them coded; 2 coders; 21 figures and 6 zero" in told
    assert "Wilson 95%" in told
    assert "ratio scale for the value" in told and "zero statements do not enter it" in told
    rows = {(r["raters"], r["measure"]): r for r in rows_of(Path("table.csv"))}
    whole = rows["coder 1", "figures: place, value and unit"]
    assert (whole["coded"], whole["claimed"], whole["right"]) == ("12", "12", "12")
    half = rows["coder 2", "figures: place, value and unit"]
    assert (half["coded"], half["claimed"], half["right"]) == ("9", "12", "9")
    assert rows["coder 2", "zero statements"]["recall"] == "100.0"
    assert rows["coders", "alpha of indicators (nominal)"]["units"] == "9"
    expected = alpha([["a", "u"], ["b", "b"], ["c", "c"]] * 3, nominal)
    assert rows["coders", "alpha of indicators (nominal)"]["alpha"] == f"{expected:.3f}"
    assert rows["coders", "alpha of values (ratio)"]["alpha"] == "1.000"
    assert rows["extraction and coders", "alpha of values (ratio)"]["units"] == "12"


@pytest.mark.usefixtures("coded_project")
def test_a_document_may_state_nothing_or_be_left_out(capsys: Captured) -> None:
    path = sample(*TEXTS, "--size", "3")
    fill(path, "1", {"quote": "无"}, {})
    capsys.readouterr()
    assert cli.main(["agreement", str(path), "--output", "table.md"]) == 0
    told = capsys.readouterr().out
    assert "3 documents (seed 1), 1 of them coded; 1 coder; 0 figures" in told
    assert Path("table.md").read_text(encoding="utf-8") == told


@pytest.mark.usefixtures("coded_project")
def test_a_sheet_for_another_text_is_refused(capsys: Captured) -> None:
    path = sample("text1.txt", "--size", "1")
    fill(path, "1", *coding("text1.txt"))
    Path("text1.txt").write_text(TEXT + "。", encoding="utf-8")
    capsys.readouterr()
    assert cli.main(["agreement", str(path)]) == 2
    assert "is not the text that was coded" in capsys.readouterr().err
    Path("text1.txt").unlink()
    assert cli.main(["agreement", str(path)]) == 2
    assert "text1.txt is not there; restore the file" in capsys.readouterr().err


@pytest.mark.usefixtures("coded_project")
def test_faulty_cells_are_named_together(capsys: Captured) -> None:
    path = sample("text1.txt", "--size", "1")
    right = coding("text1.txt")
    fill(
        path,
        "1",
        right[0] | {"value": "许多"},
        right[1] | {"indicator": "website"},
        right[2] | {"approx": "nearly", "period": "month"},
        right[3] | {"quote": "6件"},
        {"quote": "5件", "value": 5},
        {"indicator": "lawsuits", "value": 2, "zero": "yes"},
        right[4] | {"zero": "perhaps"},
        {},
    )
    capsys.readouterr()
    assert cli.main(["agreement", str(path)]) == 2
    told = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[0].removeprefix("sheet.csv, ") for line in told] == [
        "row 2, column value",
        "row 3, column indicator",
        "row 4, column approx",
        "row 4, column period",
        "row 6, column indicator",
        "row 7, column quote",
        "row 7, column value",
        "row 8, column zero",
        "row 8, column value",
        "row 5, column quote",
    ]
    assert all(line.endswith(".") for line in told)


@pytest.mark.usefixtures("coded_project")
def test_sheets_must_belong_together(capsys: Captured) -> None:
    path = sample("text1.txt", "--size", "1")
    fill(path, "1", *coding("text1.txt"))
    Path("again.csv").write_bytes(path.read_bytes())
    path.rename("first.csv")
    Path("sheet-instructions.txt").unlink()
    other = sample("text2.txt", "--size", "1")
    capsys.readouterr()
    assert cli.main(["agreement", "first.csv", "again.csv", str(other)]) == 2
    told = capsys.readouterr().err
    assert "first.csv and again.csv and sheet.csv are all of coder “1”: give one of them" in told
    assert told.count("of coder “1”") == 1
    assert "sheet.csv is of another sample than first.csv" in told


@pytest.mark.usefixtures("coded_project")
def test_a_sheet_given_twice_is_told_once(capsys: Captured) -> None:
    path = sample("text1.txt", "--size", "1")
    fill(path, "1", *coding("text1.txt"))
    capsys.readouterr()
    assert cli.main(["agreement", "sheet.csv", "./sheet.csv"]) == 2
    told = capsys.readouterr().err
    assert told == "sheet.csv is given twice: name each coder's sheet once.\n"


@pytest.mark.usefixtures("coded_project")
@pytest.mark.parametrize("output", ["sheet.csv", "link.csv", "../{here}/sheet.csv", "sheet-2.csv"])
def test_results_never_overwrite_a_sheet(capsys: Captured, output: str) -> None:
    path = sample("text1.txt", "--size", "1", "--coders", "2")
    fill(path, "1", *coding("text1.txt"))
    Path("link.csv").symlink_to(path)
    before = [Path(name).read_bytes() for name in ("sheet.csv", "sheet-2.csv")]
    output = output.format(here=Path.cwd().name)
    capsys.readouterr()
    assert cli.main(["agreement", "sheet.csv", "--output", output]) == 2
    assert ": name another file" in capsys.readouterr().err
    assert [Path(name).read_bytes() for name in ("sheet.csv", "sheet-2.csv")] == before
    assert Path("link.csv").is_symlink()


@pytest.mark.usefixtures("coded_project")
@pytest.mark.parametrize("output", ["table.md", "table.csv"])
def test_results_may_be_written_anew_and_replace_nothing_else(
    capsys: Captured, output: str
) -> None:
    path = sample("text1.txt", "--size", "1")
    fill(path, "1", *coding("text1.txt"))
    for _ in range(2):
        assert cli.main(["agreement", "sheet.csv", "--output", output]) == 0
    Path(output).write_text("own notes", encoding="utf-8")
    capsys.readouterr()
    assert cli.main(["agreement", "sheet.csv", "--output", output]) == 2
    assert f"{output} is there already and is no table of results" in capsys.readouterr().err
    assert Path(output).read_text(encoding="utf-8") == "own notes"


@pytest.mark.usefixtures("coded_project")
@pytest.mark.parametrize("separator", ["\t", ";"])
def test_a_sheet_may_be_parted_by_tabs_or_semicolons(capsys: Captured, separator: str) -> None:
    path = sample("text1.txt", "--size", "1")
    fill(path, "1", *coding("text1.txt"))
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    capsys.readouterr()
    assert cli.main(["agreement", "sheet.csv"]) == 0
    expected = capsys.readouterr().out
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=separator).writerows(rows)
    assert cli.main(["agreement", "sheet.csv"]) == 0
    assert capsys.readouterr().out == expected


@pytest.mark.usefixtures("coded_project")
@pytest.mark.parametrize("lost", ["all", "of one document"])
def test_a_lost_hash_is_told_once(capsys: Captured, lost: str) -> None:
    path = sample(*TEXTS, "--size", "3")
    for row in [row for row in rows_of(path) if row["file"]]:
        fill(path, row["document"], *coding(row["file"]))
    rows = rows_of(path)
    for row in rows:
        if lost == "all" or row["document"] == "2":
            row["sha256"] = ""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    capsys.readouterr()
    assert cli.main(["agreement", "sheet.csv"]) == 2
    (told,) = capsys.readouterr().err.splitlines()
    assert "sha256" in told and "copy that column back" in told


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"quote,value\n", "lacks the columns document"),
        (b"name|number\n1|2\n", "its first row names no column of one"),
        (b"", "sheet.csv is empty: give a sheet"),
        (b"\xef\xbb\xbf\n\n", "sheet.csv is empty: give a sheet"),
        (b'quote,"value\n', "sheet.csv is no CSV file (unexpected end of data)"),
        (b"\xff\xfe\x00\x81", "is no CSV file"),
        (None, "cannot be read"),
    ],
)
@pytest.mark.usefixtures("coded_project")
def test_what_is_no_sheet_is_refused(capsys: Captured, content: bytes | None, words: str) -> None:
    if content is not None:
        Path("sheet.csv").write_bytes(content)
    assert cli.main(["agreement", "sheet.csv"]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.usefixtures("coded_project")
def test_an_empty_sheet_and_an_odd_output_are_refused(capsys: Captured) -> None:
    path = sample("text1.txt", "--size", "1")
    assert cli.main(["agreement", str(path)]) == 2
    assert "holds no coding yet: fill it" in capsys.readouterr().err
    assert cli.main(["agreement", str(path), "--output", "table.doc"]) == 2
    assert "ends with neither .csv nor .md" in capsys.readouterr().err
    Path("table.md").mkdir()
    assert cli.main(["agreement", str(path), "--output", "table.md"]) == 2
    assert "table.md is a folder: name a file" in capsys.readouterr().err


@pytest.mark.usefixtures("coded_project")
def test_sheets_are_csv_and_named_so(capsys: Captured) -> None:
    assert cli.main(["sample", *TEXTS, "--size", "1", "--output", "sheet.xlsx"]) == 2
    assert "--output sheet.xlsx does not end with .csv" in capsys.readouterr().err
    assert not list(Path().glob("sheet*"))


@pytest.mark.usefixtures("coded_project")
@pytest.mark.parametrize(
    ("said", "right"), [("12,345", True), ("1，234.5", True), ("12,5", False), ("1,23,456", False)]
)
def test_commas_part_thousands_and_are_no_decimal_points(
    capsys: Captured, said: str, right: bool
) -> None:
    path = sample("text1.txt", "--size", "1")
    fill(path, "1", coding("text1.txt")[0] | {"value": said}, {})
    capsys.readouterr()
    assert cli.main(["agreement", "sheet.csv"]) == (0 if right else 2)
    assert (f"“{said}” is no number" in capsys.readouterr().err) is not right
