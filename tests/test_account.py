"""The account of a document, in sentences: what was read of it, what was not, and why."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from disclosure_analysis.account import Account, about, account_of, place_doubt
from disclosure_analysis.annexes import adopt, with_annexes
from disclosure_analysis.extraction import extract_observations
from disclosure_analysis.extraction.forms import read_forms
from disclosure_analysis.loaders import read_document
from disclosure_analysis.report import Problem, Report, problem
from made_annexes import TABLE, annex_page, report_page, rows
from made_documents import make_document


def read(page: str) -> Report:
    return read_document(page.encode(), ending=".html", source="a.html")


def made(form: str, *damage: str, seed: int = 1) -> Account:
    document = make_document(seed, form, "html", damage)
    return account_of(read_document(document.content, ending=".html", source="a.html"))


def said(account: Account, lang: str) -> list[str]:
    return list(account.sentences(lang))


def test_a_report_without_tables_is_running_text() -> None:
    account = account_of(read(report_page(annex="特此报告。")))
    form, parts, missing = said(account, "en")
    assert form == "Form: running text without official tables."
    assert parts == "1 of the 6 parts that the law requires are there."
    assert missing.startswith("Missing: ") and missing.count(", ") == 4
    assert said(account, "zh")[0] == "格式：文字报告，没有正式表格。"


def test_a_full_form_is_counted_cell_by_cell() -> None:
    account = made("form2021")
    assert account.form == "form2021"
    assert (account.cells_expected, account.cells_found) == (200, 200)
    assert account.cells_missing == account.cells_refused == account.parts_missing == ()
    assert re.match(r"Cells: 200 expected, 200 found \(\d+ of them blank", said(account, "en")[2])


def test_a_cut_page_says_what_is_lost() -> None:
    account = made("form2021", "cut_page")
    assert account.cells_missing
    assert account.cells_found + len(account.cells_missing) == account.cells_expected
    sentence = next(one for one in said(account, "zh") if one.startswith("表中应有"))
    assert f"缺少{len(account.cells_missing)}个" in sentence


def test_the_tables_of_the_year_before_are_not_counted_twice() -> None:
    account = made("form2021", "last_year_table")
    assert account.cells_expected == account.cells_found == 200
    assert any("year" in one or "年的表格" in one for one in said(account, "zh"))


def test_refused_cells_are_counted_and_named() -> None:
    account = made("form2021", "missing_column_cell")
    assert account.cells_refused
    assert account.cells_found + len(account.cells_refused) == account.cells_expected
    assert f"{len(account.cells_refused)} refused." in said(account, "en")[2]


def test_rows_that_the_office_added_are_counted() -> None:
    account = made("form2021", "local_row")
    assert account.local_rows
    assert f"Figures in rows that the office added: {account.local_rows}." in said(account, "en")


def test_a_table_that_is_no_official_one_is_named_by_its_first_words() -> None:
    other = "<table><tr><td>栏目</td><td>条数</td></tr><tr><td>动态</td><td>7</td></tr></table>"
    page = report_page(annex="特此报告。").replace("<p>二、", f"{other}<p>二、")
    account = account_of(read(page))
    (table,) = account.tables_unread
    assert (table.number, table.rows, table.columns) == (1, 2, 2)
    assert said(account, "en")[1] == (
        "Table 1 (2 rows, 2 columns, beginning “栏目 条数 动态 7”) "
        "is no official table and was not read."
    )
    assert said(account, "zh")[1] == (
        "第1张表格（2行2列，开头为“栏目 条数 动态 7”）不是正式表格，没有读取。"
    )


def test_an_annex_named_and_not_at_hand_is_said_to_be_missing() -> None:
    account = account_of(read(report_page()))
    assert [one.title for one in account.annexes_missing] == [TABLE]
    assert f"附件 “{TABLE}” is named and not at hand." in said(account, "en")
    assert f"附件“{TABLE}”在文中提到，但没有内容。" in said(account, "zh")


def test_the_cells_of_an_annex_at_hand_count_as_the_reports() -> None:
    report = read(report_page())
    annex = adopt(read(annex_page()), report)
    account = account_of(with_annexes(report, [annex]), annexes=[annex])
    assert (account.form, account.cells_found) == ("annex2014", 58)
    assert [one.title for one in account.annexes_held] == [TABLE]
    assert account.annexes_missing == () and account.tables_read == ()


def test_a_table_in_page_and_annex_is_counted_once() -> None:
    page = report_page().replace("</body></html>", annex_page().removeprefix("<html><body>"))
    report = read(page)
    annex = adopt(read(annex_page()), report)
    assert account_of(report, annexes=[annex]).cells_found == 58


def test_an_annex_alone_lacks_no_parts_of_a_report() -> None:
    account = account_of(read(annex_page(f"攀枝花市西区2016年{TABLE}")))
    assert account.parts_found == account.parts_missing == ()


def test_contradictions_end_the_account() -> None:
    account = made("form2021", "contradicting_year")
    assert re.search(r"names 20\d\d, but .* names 20\d\d\.$", said(account, "en")[-1])


def test_the_account_begins_with_who_reports_on_which_year() -> None:
    report = read(report_page())
    assert about(report) == "Reporter: 攀枝花市西区人民政府; data year: 2016; published: not known."
    assert about(report, "zh") == "编制机关：攀枝花市西区人民政府；数据年份：2016；发布日期：不明。"


@pytest.mark.parametrize("form", ["form2021", "form2019", "form2014", "narrative"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_sentence_is_one_with_a_full_stop_and_no_gap(form: str, lang: str) -> None:
    for sentence in made(form, seed=2).sentences(lang):
        assert sentence.endswith("。" if lang == "zh" else ".")
        assert not re.search(r"[{}]|\.\.|。。|  ", sentence)


def twofold(row: tuple[str, ...]) -> str:
    """Return a row of the annex of 2014 with its figure given twice."""
    return "".join(f"<td>{words}</td>" for words in (*row, row[-1]))


def page_with_table(inner: str) -> str:
    return report_page().replace("</body>", f"<table>{inner}</table></body>")


def problems_said(problems: tuple[Problem, ...], lang: str) -> list[str]:
    account = replace(account_of(read(report_page(annex="特此报告。"))), problems=problems)
    return said(account, lang)[3:]


def test_a_recognised_table_that_could_not_be_read_is_not_called_unofficial() -> None:
    account = account_of(read(page_with_table("".join(f"<tr>{twofold(r)}</tr>" for r in rows()))))
    assert account.form == "unread" and account.tables_unread == ()
    assert [one.number for one in account.tables_refused] == [1]
    assert said(account, "en")[0] == "Form: official tables that could not be read."
    assert "was recognised as an official table and could not be read" in said(account, "en")[1]
    assert "是正式表格，但未能读取" in said(account, "zh")[1]
    assert any(one.startswith("… and ") for one in said(account, "en"))


def test_many_problems_of_one_kind_end_in_their_number() -> None:
    alike = tuple(problem("cell_refused", cell=f"1.{n}") for n in range(9))
    english, chinese = problems_said(alike, "en"), problems_said(alike, "zh")
    assert len(english) == len(chinese) == 4
    assert english[-1] == "… and 6 more of this kind."
    assert chinese[-1] == "……此类情况另有6处。"


def test_three_problems_of_a_kind_and_sentences_of_their_own_are_all_told() -> None:
    alike = tuple(problem("cell_refused", cell=f"1.{n}") for n in range(3))
    own = tuple(problem("as_said", words=f"page {n} is a picture") for n in range(5))
    assert len(problems_said(alike + own, "en")) == 8


@pytest.mark.parametrize("tables", ["2", "1, 2"])
def test_cells_given_twice_are_told_alike_of_one_table_and_of_several(tables: str) -> None:
    one = problem("cells_twice", tables=tables, count=6)
    assert one.sentence("en").startswith("Cells that stand more than once")
    assert f"6 (see table {tables})" in one.sentence("en")
    assert f"有6个（见表格{tables}）" in one.sentence("zh")


def test_an_annex_whose_labels_carry_their_units_is_at_hand() -> None:
    cells = "".join(
        f"<tr><td>{label}（{unit or '项'}）</td><td>{value}</td></tr>"
        for label, unit, value in list(rows())[1:]
    )
    account = account_of(read(page_with_table(cells)))
    assert account.annexes_missing == ()
    assert [one.title for one in account.annexes_held] == [TABLE]


def without_a_unit() -> Report:
    table = (
        "<table><tr><td>信息内容</td><td>采购项目数量</td><td>采购总金额</td></tr>"
        "<tr><td>政府集中采购</td><td>4</td><td>7300</td></tr></table>"
    )
    page = report_page(year=2020, annex="特此报告。").replace("<p>二、", f"{table}<p>二、")
    return read(page)


def test_money_without_a_unit_is_told_once_whoever_read_the_tables() -> None:
    report = without_a_unit()
    forms = read_forms(report)
    for _ in range(2):
        extract_observations(report, forms=forms)
    for account in (account_of(report), account_of(report, forms)):
        assert [one.key for one in account.problems].count("unit_missing") == 1


def test_a_place_that_may_be_several_is_told_with_all_of_them() -> None:
    report = read(report_page("鼓楼区", 2022))
    assert report.place is None
    for lang in ("zh", "en"):
        doubt = place_doubt(report, lang)
        assert all(code in doubt for code in ("320106", "320302", "350102", "410204"))
        assert "--district" in doubt


def test_a_place_that_is_not_found_is_told_and_one_that_is_found_is_not() -> None:
    unknown = read(report_page("本单位", 2022))
    assert place_doubt(unknown).startswith("The place is not known: no district or county")
    assert place_doubt(read(report_page())) == ""
