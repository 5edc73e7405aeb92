from pathlib import Path

import pytest

from conftest import registry_row, write_registry
from disclosure_analysis.errors import DocumentError, InputError, ReportNotFoundError
from disclosure_analysis.places import place_by_code
from disclosure_analysis.registry import (
    COLUMNS,
    COLUMNS_WITHOUT_ANNEXES,
    annexes_of,
    find_registered,
    read_registered,
    read_registry,
    years_of,
)

REPOSITORY = Path(__file__).parents[1]
SCHOOLS = {"reporter": "攀枝花市东区教育局", "body": "department", "scope": "own"}
ANNEX = {"file": "a-annex.txt", "annex_of": "a.txt"}


PLACE = place_by_code("510402")


def test_the_registry_of_this_project_names_the_bytes_that_it_holds() -> None:
    rows = read_registry(REPOSITORY)
    assert [row.file for row in rows]
    for row in rows:
        assert read_registered(row)


def test_a_document_is_found_by_place_and_year(project: Path) -> None:
    row = find_registered(read_registry(project), PLACE, 2017)
    assert (row.file, row.report_year, row.path) == ("a.txt", 2017, project / "data/raw/a.txt")


def test_a_year_without_a_report_names_the_years_there_are(project: Path) -> None:
    write_registry(project, registry_row(), registry_row(report_year="2015"))
    with pytest.raises(ReportNotFoundError, match=r"for 2016 .* years there are \(2015, 2017\)"):
        find_registered(read_registry(project), PLACE, 2016)


def test_years_are_those_of_the_reporter_alone(project: Path) -> None:
    write_registry(project, registry_row(), registry_row(report_year="2018", **SCHOOLS))
    rows = read_registry(project)
    assert years_of(rows, PLACE) == (2017,)
    assert years_of(rows, PLACE, "教育局") == (2018,)


@pytest.mark.parametrize(
    "reporter", ["攀枝花市东区教育局", "四川省攀枝花市东区教育局", "东区教育局", "教育局"]
)
def test_another_bodys_report_is_found_by_its_name(project: Path, reporter: str) -> None:
    write_registry(project, registry_row(), registry_row(**SCHOOLS))
    row = find_registered(read_registry(project), PLACE, 2017, reporter)
    assert row.reporter == "攀枝花市东区教育局"
    assert not row.is_whole_district


@pytest.mark.parametrize("reporter", ["局", "西区教育局", "教育"])
def test_part_of_a_name_is_no_name(project: Path, reporter: str) -> None:
    write_registry(project, registry_row(), registry_row(**SCHOOLS))
    with pytest.raises(ReportNotFoundError, match="reporters there are"):
        find_registered(read_registry(project), PLACE, 2017, reporter)


def test_a_place_without_documents_is_told_apart(project: Path) -> None:
    place = place_by_code("510403")
    with pytest.raises(ReportNotFoundError, match="No report of 四川省攀枝花市西区 is registered"):
        find_registered(read_registry(project), place, 2017)


def test_bytes_that_are_not_the_registered_ones_are_refused(project: Path) -> None:
    (project / "data/raw/a.txt").write_text("another text", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"data/raw/a\.txt is not the document"):
        read_registered(read_registry(project)[0])


def test_an_empty_document_is_refused(project: Path) -> None:
    (project / "data/raw/a.txt").write_bytes(b"")
    with pytest.raises(DocumentError, match="is empty"):
        read_registered(read_registry(project)[0])


def test_a_missing_document_is_named(project: Path) -> None:
    (project / "data/raw/a.txt").unlink()
    with pytest.raises(DocumentError, match=r"data/raw/a\.txt is registered but missing"):
        read_registered(read_registry(project)[0])


def test_a_folder_in_the_place_of_a_document_is_refused(project: Path) -> None:
    (project / "data/raw/a.txt").unlink()
    (project / "data/raw/a.txt").mkdir()
    with pytest.raises(DocumentError, match="cannot be read"):
        read_registered(read_registry(project)[0])


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("place_code", "5104", "six-digit"),
        ("sha256", "abc", "no SHA-256"),
        ("body", "ministry", "none of government"),
        ("scope", "", "none of area, own"),
        ("report_year", "17", "no year"),
        ("published", "2018/3/23", "no day"),
        ("retrieved", "2018-02-30", "no day"),
        ("address", "ftp://example.org", "no web address"),
        ("file", "../../etc/passwd", "leads out of"),
        ("file", "/etc/passwd", "leads out of"),
        ("file", "", "file is empty"),
        ("rights", " ", "rights is empty"),
        ("reporter", "../x", "no plain name"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row(
    project: Path, column: str, value: str, problem: str
) -> None:
    write_registry(project, registry_row(**{column: value}))
    with pytest.raises(InputError, match=f"row 2: .*{problem}"):
        read_registry(project)


def test_all_problems_are_reported_together(project: Path) -> None:
    write_registry(project, registry_row(sha256="x"), registry_row(body="y"))
    with pytest.raises(InputError, match=r"row 2: sha256.*; row 3: body"):
        read_registry(project)


def test_two_rows_cannot_stand_for_the_same_report(project: Path) -> None:
    write_registry(project, registry_row(), registry_row(file="b.txt"))
    with pytest.raises(InputError, match="2 rows stand for 510402, 2017"):
        read_registry(project)


def test_a_link_that_leads_out_of_the_raw_folder_is_refused(project: Path) -> None:
    (project / "data/raw/out").symlink_to(project.parent)
    write_registry(project, registry_row(file="out/a.txt"))
    with pytest.raises(InputError, match="leads out of"):
        read_registry(project)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("a,b\n", "must have the columns place_code"),
        ("", "must have the columns place_code"),
        (",".join(registry_row()) + "\n1,2\n", "2 cells instead of 17"),
        (",".join(registry_row()) + '\n"1\n', "cannot be read as a CSV file"),
    ],
)
def test_a_file_that_is_no_registry_is_refused(project: Path, content: str, problem: str) -> None:
    (project / "data/raw/registry.csv").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=problem):
        read_registry(project)


def test_a_missing_registry_is_named(project: Path) -> None:
    (project / "data/raw/registry.csv").unlink()
    with pytest.raises(InputError, match=r"registry\.csv is missing"):
        read_registry(project)


def test_spreadsheet_programs_may_add_a_byte_order_mark(project: Path) -> None:
    path = project / "data/raw/registry.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(read_registry(project)) == 1


def test_annexes_share_the_key_of_their_report_and_are_found_by_it(project: Path) -> None:
    another = registry_row(file="b.txt", annex_of="a.txt")
    write_registry(project, registry_row(**ANNEX), registry_row(), another)
    rows = read_registry(project)
    report = find_registered(rows, PLACE, 2017)
    assert report.file == "a.txt"
    assert [row.file for row in annexes_of(rows, report)] == ["a-annex.txt", "b.txt"]
    assert annexes_of(rows, rows[0]) == ()


def test_the_annex_of_another_body_is_no_report_of_it(project: Path) -> None:
    schools = registry_row(report_year="2016", **SCHOOLS)
    write_registry(project, registry_row(), schools, schools | {"file": "c.txt"})
    with pytest.raises(InputError, match="2 rows stand for"):
        read_registry(project)
    write_registry(project, schools, schools | {"file": "c.txt", "annex_of": "a.txt"})
    assert find_registered(read_registry(project), PLACE, 2016, "教育局").file == "a.txt"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"annex_of": "c.txt"}, "“c.txt” names no registered file"),
        ({"annex_of": "a-annex.txt"}, "names an annex, not a report"),
        ({"report_year": "2016"}, "names a report of another place, year, reporter or scope"),
        (SCHOOLS, "names a report of another place, year, reporter or scope"),
    ],
)
def test_an_annex_belongs_to_a_registered_report(
    project: Path, changes: dict[str, str], problem: str
) -> None:
    write_registry(project, registry_row(), registry_row(**ANNEX | changes))
    with pytest.raises(InputError, match=f"row 3: annex_of .*{problem}"):
        read_registry(project)


def test_a_registry_from_before_annexes_is_read(project: Path) -> None:
    row = registry_row()
    lines = [",".join(COLUMNS_WITHOUT_ANNEXES), ",".join(row[n] for n in COLUMNS_WITHOUT_ANNEXES)]
    path = project / "data/raw/registry.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (read,) = read_registry(project)
    assert (read.file, read.annex_of, read.sha256) == ("a.txt", "", row["sha256"])
    path.write_text(lines[0] + "\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="2 cells instead of 16"):
        read_registry(project)


def test_the_columns_stand_in_the_documented_order() -> None:
    documented = (REPOSITORY / "docs/registry.md").read_text(encoding="utf-8")
    places = [documented.index(f"`{column}`") for column in COLUMNS]
    assert places == sorted(places)
