import csv
import hashlib
import io
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from conftest import DOCUMENT, registry_row, write_registry
from disclosure_analysis.errors import DisclosureError, InputError
from disclosure_analysis.places import place_by_code
from disclosure_analysis.registering import (
    OFFICIAL_DOCUMENT,
    Entry,
    Outcome,
    columns,
    read_sheet,
    refused_sheet,
    register,
    template,
)
from disclosure_analysis.registry import (
    COLUMNS_WITHOUT_ANNEXES,
    Registered,
    annexes_of,
    find_registered,
    read_registered,
    read_registry,
)

ADDRESS = {"address": "http://www.example.gov.cn/report"}


def document(name: str = "攀枝花市西区", year: int = 2015) -> str:
    """Return a small report whose title names a body and a year."""
    return (
        f"{name}{year}年政府信息公开工作年度报告\n\n"
        f"发布时间:{year + 1}-03-30     来源:西区政府办公室\n\n"
        f"  一、概述\n\n  {year}年公开信息120条。\n"
    )


def nameless(year: int = 2015) -> str:
    """Return a report that does not say whose it is."""
    return f"{year}年政府信息公开工作年度报告\n\n  一、概述\n\n  {year}年公开信息120条。\n"


@pytest.fixture
def downloads(tmp_path: Path, project: Path) -> Path:
    """The folder, outside the project, that documents come from."""
    assert project == tmp_path
    folder = tmp_path / "downloads"
    folder.mkdir()
    return folder


def write(folder: Path, text: str, name: str = "report.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def add(project: Path, path: Path, **said: str) -> Registered:
    """Register one document that nothing stands against."""
    outcome = register(project, [Entry(str(path), said)])
    assert [one.sentence() for one in outcome.refused] == []
    ((_, row),) = outcome.registered
    return row


def refusal(project: Path, path: Path | str, **said: str) -> str:
    """Return why a document is refused, once nothing has changed by it."""
    before = held(project)
    outcome = register(project, [Entry(str(path), said)])
    assert outcome.registered == ()
    assert held(project) == before
    (refused,) = outcome.refused
    return refused.sentence()


def held(project: Path) -> dict[str, bytes]:
    """Return all files below data/raw, hidden ones too."""
    folder = project / "data/raw"
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_what_a_document_says_fills_its_row(project: Path, downloads: Path) -> None:
    path = write(downloads, document(), "我的 Report.TXT")
    row = add(project, path, **ADDRESS)
    assert read_registry(project)[1] == row
    assert (row.place_code, row.place) == ("510403", "四川省攀枝花市西区")
    assert (row.reporter, row.body, row.scope) == ("攀枝花市西区人民政府", "government", "area")
    assert (row.report_year, row.published) == (2015, "2016-03-30")
    assert row.title == "攀枝花市西区2015年政府信息公开工作年度报告"
    assert (row.publisher, row.rights) == ("西区政府办公室", OFFICIAL_DOCUMENT)
    assert (row.file, row.annex_of) == ("510403-2015.txt", "")
    assert row.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (row.note, row.retrieved, row.archived_address) == ("", "", "")


def test_the_document_is_copied_byte_for_byte(project: Path, downloads: Path) -> None:
    path = downloads / "old.txt"
    path.write_bytes(document().encode("gb18030").replace(b"\n", b"\r\n"))
    row = add(project, path, **ADDRESS)
    assert read_registered(row) == path.read_bytes()


def test_the_rights_are_those_of_this_projects_documents() -> None:
    (row, *_) = read_registry(Path(__file__).parents[1])
    assert row.rights == OFFICIAL_DOCUMENT


def test_what_is_said_supplies_what_the_document_does_not_say(
    project: Path, downloads: Path
) -> None:
    row = add(
        project,
        write(downloads, "一、概述\n公开信息120条。\n"),
        district="攀枝花西区",
        reporter="西区教育局",
        year="２０１５",
        title="2015年度工作报告",
        published="2016/3/9",
        retrieved="2024年5月6日",
        publisher="教育局",
        archived_address="https://web.example.org/1",
        rights="by courtesy",
        note="two pages",
    )
    assert (row.place_code, row.report_year, row.title) == ("510403", 2015, "2015年度工作报告")
    assert (row.reporter, row.body, row.scope) == ("攀枝花市西区教育局", "department", "own")
    assert (row.published, row.retrieved) == ("2016-03-09", "2024-05-06")
    assert (row.rights, row.note) == ("by courtesy", "two pages")


@pytest.mark.parametrize(
    ("name", "said", "file"),
    [
        ("攀枝花市西区", {}, "510403-2015.txt"),
        ("攀枝花市西区教育局", {}, "510403-2015-教育局.txt"),
        ("攀枝花市西区", {"scope": "own"}, "510403-2015-人民政府.txt"),
    ],
)
def test_files_are_called_by_place_year_and_body(
    project: Path, downloads: Path, name: str, said: dict[str, str], file: str
) -> None:
    assert add(project, write(downloads, document(name)), **ADDRESS, **said).file == file


def test_two_reports_of_a_body_have_two_files(project: Path, downloads: Path) -> None:
    schools = document("攀枝花市西区教育局")
    add(project, write(downloads, schools), **ADDRESS)
    row = add(project, write(downloads, schools + "续\n"), scope="area", **ADDRESS)
    assert row.file == "510403-2015-教育局-2.txt"


def test_a_row_is_added_and_all_others_stay_byte_for_byte(project: Path, downloads: Path) -> None:
    path = project / "data/raw/registry.csv"
    in_quotes = path.read_bytes().replace(b"none reserved", b'"none"').removesuffix(b"\n")
    before = b"\xef\xbb\xbf" + in_quotes.replace(b"\n", b"\r\n")
    path.write_bytes(before)
    add(project, write(downloads, document()), **ADDRESS)
    assert path.read_bytes().startswith(before + b"\r\n510403,")
    assert path.read_bytes().endswith(b"\r\n")
    assert len(read_registry(project)) == 2


def test_a_registry_from_before_annexes_gains_their_column(project: Path, downloads: Path) -> None:
    path = project / "data/raw/registry.csv"
    row = registry_row(note='a, "b"')
    cells = [row[name] for name in COLUMNS_WITHOUT_ANNEXES]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([COLUMNS_WITHOUT_ANNEXES, cells])
    (before,) = read_registry(project)
    add(project, write(downloads, document()), **ADDRESS)
    assert b"file,annex_of,sha256" in path.read_bytes()
    assert read_registry(project)[0] == before


def test_all_that_is_missing_is_named_at_once_with_its_options(
    project: Path, downloads: Path
) -> None:
    path = write(downloads, "没有标题\n")
    sentence = refusal(project, path)
    assert sentence == (
        f"{path} is not registered, as year, district, reporter, address and title are missing: "
        "give --year, --district, --reporter, --address and --title."
    )


def test_an_archived_address_is_a_source_too(project: Path, downloads: Path) -> None:
    path = write(downloads, document())
    assert "address is missing: give --address." in refusal(project, path)
    assert add(project, path, archived_address="https://web.example.org/1").address == ""


@pytest.mark.parametrize(
    ("column", "given", "problem"),
    [
        ("year", "2014", "year 2014 contradicts the document, which says 2015"),
        (
            "district",
            "东区",
            "district 四川省攀枝花市东区 contradicts the document, which says 四川省",
        ),
        (
            "reporter",
            "西区教育局",
            "reporter 攀枝花市西区教育局 contradicts the document, which says",
        ),
        ("published", "2016-03-31", "published 2016-03-31 contradicts the document, which says"),
    ],
)
def test_what_contradicts_the_document_is_taken_only_on_the_users_word(
    project: Path, downloads: Path, column: str, given: str, problem: str
) -> None:
    path = write(downloads, document())
    sentence = refusal(project, path, **ADDRESS, **{column: given})
    assert problem in sentence
    assert sentence.endswith(f": correct --{column} (or add --despite to keep what contradicts).")
    reporter = {"reporter": "东区人民政府"} if column == "district" else {}
    row = add(project, path, **ADDRESS, **reporter, **{column: given}, note="n", despite="yes")
    assert row.note.startswith(f"n; {column} as given (")
    assert "against the document (" in row.note


@pytest.mark.parametrize("name", ["四川省攀枝花市西区人民政府", "西区人民政府", "人民政府"])
def test_a_shorter_or_longer_name_of_the_same_body_is_no_contradiction(
    project: Path, downloads: Path, name: str
) -> None:
    row = add(project, write(downloads, document()), reporter=name, **ADDRESS)
    assert (row.reporter, row.note) == ("攀枝花市西区人民政府", "")


def test_the_document_tells_which_of_several_places_is_meant(
    project: Path, downloads: Path
) -> None:
    path = write(downloads, document("长春市朝阳区"))
    assert add(project, path, district="朝阳区", **ADDRESS).place == "吉林省长春市朝阳区"
    path = write(downloads, nameless(2016))
    sentence = refusal(project, path, district="朝阳区", reporter="教育局", **ADDRESS)
    assert "“朝阳区” may be any of 2 places in 2016" in sentence
    assert sentence.endswith(": correct --district.")


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"year": "17"}, "year “17” is no year from 2008 on"),
        ({"year": "twenty"}, "year “twenty” is no year from 2008 on"),
        ({"retrieved": "yesterday"}, "retrieved “yesterday” is no day such as 2018-03-23"),
        ({"published": "2016-02-30"}, "published “2016-02-30” is no day such as"),
        ({"body": "ministry"}, "body “ministry” is none of government, department"),
        ({"scope": "all"}, "scope “all” is none of area, own"),
        ({"address": "www.example.org"}, "address “www.example.org” is no web address"),
        ({"archived_address": "x"}, "archived_address “x” is no web address"),
        ({"reporter": "a/b局"}, "reporter “a/b局” is no plain name"),
        ({"note": "a\x07b"}, "note “a b” holds characters that are no text"),
        ({"despite": "perhaps"}, "despite “perhaps” is neither yes nor no"),
    ],
)
def test_wrong_values_are_named(
    project: Path, downloads: Path, said: dict[str, str], problem: str
) -> None:
    path = write(downloads, "政府信息公开年度报告\n")
    whole = {"year": "2015", "district": "西区", "reporter": "西区教育局", "title": "t"} | ADDRESS
    sentence = refusal(project, path, **(whole | said | {"district": "攀枝花市西区"}))
    assert problem in sentence
    option = next(iter(said)).replace("_", "-")
    assert sentence.endswith(f": correct --{option}.")


def test_all_problems_stand_in_one_sentence(project: Path, downloads: Path) -> None:
    path = write(downloads, document())
    sentence = refusal(project, path, year="2014", retrieved="yesterday")
    assert sentence.endswith(
        "is not registered, as address is missing; year 2014 contradicts the document, which says "
        "2015; retrieved “yesterday” is no day such as 2018-03-23: give --address, and correct "
        "--year and --retrieved (or add --despite to keep what contradicts)."
    )


def test_the_same_bytes_are_registered_once(project: Path, downloads: Path) -> None:
    path = write(downloads, DOCUMENT)
    assert "the same bytes are registered already as a.txt (row 2)" in refusal(project, path)


def test_a_report_is_registered_once(project: Path, downloads: Path) -> None:
    path = write(downloads, document("攀枝花市东区", 2017))
    assert "a.txt (row 2) is the report of 攀枝花市东区人民政府 for 2017 (area) already" in refusal(
        project, path, **ADDRESS
    )


def test_a_government_has_one_report_under_whatever_name(project: Path, downloads: Path) -> None:
    path = write(downloads, nameless(2017))
    said = {"district": "攀枝花市东区", "reporter": "攀枝花市东区政府"} | ADDRESS
    assert "a.txt (row 2) is the report of" in refusal(project, path, **said)


def test_a_file_that_is_there_is_never_overwritten(project: Path, downloads: Path) -> None:
    (project / "data/raw/510403-2015.txt").write_text("precious", encoding="utf-8")
    sentence = refusal(project, write(downloads, document()), **ADDRESS)
    assert "data/raw/510403-2015.txt is another file and not registered" in sentence


def test_a_copy_that_is_there_already_is_taken(project: Path, downloads: Path) -> None:
    write(project / "data/raw", document(), "510403-2015.txt")
    row = add(project, write(downloads, document()), **ADDRESS)
    assert read_registered(row).decode() == document()


def test_a_document_below_data_raw_stays_where_it_is(project: Path) -> None:
    (project / "data/raw/more").mkdir()
    path = write(project / "data/raw/more", document(), "x.txt")
    row = add(project, path, **ADDRESS)
    assert row.file == "more/x.txt"
    assert sorted(held(project)) == ["a.txt", "more/x.txt", "registry.csv"]


@pytest.mark.parametrize("folder", ["downloads", "data/raw"])
def test_a_file_whose_name_the_registry_cannot_hold_is_refused(
    project: Path, downloads: Path, folder: str
) -> None:
    assert downloads.is_dir()
    lines = "".join(f"<p>{line}</p>\n" for line in document().splitlines())
    page = f"<!doctype html>\n<html><body>{lines}</body></html>"
    path = write(project / folder, page, "a.ht\\ml")
    assert "leads out of data/raw: rename" in refusal(project, path, **ADDRESS)


def test_a_registered_file_with_other_bytes_is_no_new_document(project: Path) -> None:
    path = write(project / "data/raw", document(), "a.txt")
    sentence = refusal(project, path, **ADDRESS)
    assert "a.txt is registered already, but with other bytes: restore the file" in sentence


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("missing.txt", "there is no such file"),
        ("a.zip", "archive"),
        ("", "file is missing"),
        ("data", "it is a folder"),
        ("empty.txt", "empty"),
    ],
)
def test_what_cannot_be_read_is_refused(
    project: Path, monkeypatch: pytest.MonkeyPatch, name: str, problem: str
) -> None:
    monkeypatch.chdir(project)
    (project / "empty.txt").touch()
    (project / "a.zip").write_bytes(b"Rar!\x1a\x07\x00")
    assert problem in refusal(project, name, **ADDRESS)


def test_a_wrong_registry_is_told_before_any_reading(project: Path, downloads: Path) -> None:
    write_registry(project, registry_row(sha256="x"))
    with pytest.raises(InputError, match="must be corrected"):
        register(project, never(), read=lambda _: pytest.fail("read"))
    assert list(downloads.iterdir()) == []


def never() -> Iterator[Entry]:
    pytest.fail("looked for documents")
    yield


class TestNothingHalfWritten:
    """Whatever stops the work, data/raw is as it was."""

    @pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
    @pytest.mark.parametrize("step", [1, 2, 3])
    def test_when_placing_stops(
        self,
        project: Path,
        downloads: Path,
        monkeypatch: pytest.MonkeyPatch,
        step: int,
        error: type[BaseException] | OSError,
    ) -> None:
        before = held(project)
        entries = [
            Entry(str(write(downloads, document(year=y), f"{y}.txt")), ADDRESS)
            for y in (2015, 2016)
        ]
        self.stop_at(monkeypatch, step, error)
        with pytest.raises((KeyboardInterrupt, DisclosureError)) as raised:
            register(project, entries)
        if isinstance(raised.value, DisclosureError):
            assert "No space left on device), so nothing was registered" in str(raised.value)
        assert held(project) == before
        assert not [p for p in (project / "data/raw").iterdir() if p.name.startswith(".")]
        monkeypatch.undo()
        assert len(register(project, entries).registered) == 2

    @staticmethod
    def stop_at(
        monkeypatch: pytest.MonkeyPatch, step: int, error: type[BaseException] | OSError
    ) -> None:
        steps = iter(range(1, 10))
        replace = os.replace

        def stopped(source: Path, target: Path) -> None:
            if next(steps) == step:
                raise error
            replace(source, target)

        monkeypatch.setattr(os, "replace", stopped)

    def test_when_an_interrupt_comes_after_the_registry(
        self, project: Path, downloads: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        replace = os.replace

        def late(source: Path, target: Path) -> None:
            replace(source, target)
            if Path(target).name == "registry.csv":
                raise KeyboardInterrupt

        monkeypatch.setattr(os, "replace", late)
        with pytest.raises(KeyboardInterrupt):
            register(project, [Entry(str(write(downloads, document())), ADDRESS)])
        assert read_registered(read_registry(project)[1]).decode() == document()

    def test_when_a_copy_stops(
        self, project: Path, downloads: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def half(source: Path, target: Path) -> None:
            target.write_bytes(source.read_bytes()[:10])
            raise OSError(28, "No space left on device")

        before = held(project)
        monkeypatch.setattr(shutil, "copyfile", half)
        with pytest.raises(DisclosureError, match="cannot be written"):
            register(project, [Entry(str(write(downloads, document())), ADDRESS)])
        assert held(project) == before

    def test_when_the_document_changes_meanwhile(
        self, project: Path, downloads: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def other(_: Path, target: Path) -> None:
            target.write_bytes(b"another")

        monkeypatch.setattr(shutil, "copyfile", other)
        sentence = refusal(project, write(downloads, document()), **ADDRESS)
        assert "the file changed while it was read: add it again" in sentence

    def test_when_the_folder_cannot_be_written(
        self, project: Path, downloads: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refused(**_: object) -> str:
            raise PermissionError(13, "Permission denied")

        path = write(downloads, document())
        monkeypatch.setattr(tempfile, "mkdtemp", refused)
        with pytest.raises(DisclosureError, match=r"cannot be written \(Permission denied\)"):
            register(project, [Entry(str(path), ADDRESS)])


def test_adds_at_the_same_time_lose_no_row(
    project: Path, downloads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    years = range(2009, 2017)
    paths = [write(downloads, document(year=year), f"{year}.txt") for year in years]
    replace, pause = os.replace, threading.Event()

    def slowly(source: Path, target: Path) -> None:
        pause.wait(0.02)
        replace(source, target)

    monkeypatch.setattr(os, "replace", slowly)
    with ThreadPoolExecutor(len(paths)) as pool:
        rows = list(pool.map(lambda path: add(project, path, **ADDRESS), paths))
    assert sorted(row.report_year for row in read_registry(project)) == [*years, 2017]
    for row in rows:
        assert read_registered(row)


class TestAnnexes:
    def test_an_annex_has_the_key_of_its_report(self, project: Path, downloads: Path) -> None:
        row = add(project, write(downloads, "表\n", "统计表.txt"), annex_of="a.txt")
        report, annex = read_registry(project)
        assert annex == row
        assert (annex.key, annex.annex_of) == (report.key, "a.txt")
        assert (annex.file, annex.title) == ("510402-2017-annex.txt", "统计表")
        assert annexes_of(read_registry(project), report) == (annex,)

    @pytest.mark.parametrize("named", ["a.txt", "data/raw/a.txt", "510402-2017"])
    def test_a_report_is_named_by_file_or_key(
        self, project: Path, downloads: Path, named: str
    ) -> None:
        assert add(project, write(downloads, "表\n"), annex_of=named).annex_of == "a.txt"

    def test_another_bodys_report_is_named_by_its_key(self, project: Path, downloads: Path) -> None:
        report = add(project, write(downloads, document("攀枝花市西区教育局")), **ADDRESS)
        first = add(project, write(downloads, "表一\n"), annex_of="510403-2015-教育局")
        second = add(project, write(downloads, "表二\n"), annex_of=report.file)
        assert (first.annex_of, second.annex_of) == (report.file, report.file)
        assert first.file == "510403-2015-教育局-annex.txt"
        assert second.file == "510403-2015-教育局-annex-2.txt"

    @pytest.mark.parametrize(
        "named",
        ["b.txt", "510402-2016", "999999-2017", "510402-2017-税务局", "510402-2017-annex.txt"],
    )
    def test_an_annex_names_a_registered_report(
        self, project: Path, downloads: Path, named: str
    ) -> None:
        add(project, write(downloads, "表一\n"), annex_of="a.txt")
        sentence = refusal(project, write(downloads, "表二\n"), annex_of=named)
        assert f"annex_of “{named}” names no registered report: correct --annex-of." in sentence

    def test_what_is_said_agrees_with_the_report(self, project: Path, downloads: Path) -> None:
        path = write(downloads, "表\n")
        wrong = {"year": "2016", "district": "西区", "reporter": "东区教育局", "body": "other"}
        sentence = refusal(project, path, annex_of="a.txt", scope="own", **wrong)
        assert "year “2016” is not that of the report, 2017" in sentence
        assert sentence.endswith("correct --year, --district, --reporter, --body and --scope.")
        right = {
            "year": "2017",
            "district": "东区",
            "reporter": "东区人民政府",
            "body": "government",
        }
        assert add(project, path, annex_of="a.txt", scope="area", **right).annex_of == "a.txt"

    def test_an_annex_of_another_year_is_refused(self, project: Path, downloads: Path) -> None:
        path = write(downloads, document("攀枝花市东区", 2016))
        sentence = refusal(project, path, annex_of="a.txt")
        assert "annex_of a.txt (2017) contradicts the document, which says 2016" in sentence
        row = add(project, path, annex_of="a.txt", despite="yes")
        assert row.note == "annex_of as given (a.txt (2017)), against the document (2016)"

    def test_an_annex_of_another_place_is_refused(self, project: Path, downloads: Path) -> None:
        sentence = refusal(project, write(downloads, document(year=2017)), annex_of="a.txt")
        assert "annex_of a.txt (四川省攀枝花市东区) contradicts the document" in sentence
        sentence = refusal(project, write(downloads, "表\n"), annex_of="a.txt", district="何处")
        assert "district “何处” is not that of the report, 四川省攀枝花市东区" in sentence

    def test_a_report_is_found_whatever_its_annexes(self, project: Path, downloads: Path) -> None:
        add(project, write(downloads, "表\n"), annex_of="a.txt")
        rows = read_registry(project)
        place = place_by_code("510402", 2017)
        assert find_registered(rows, place, 2017).file == "a.txt"


def sheet(folder: Path, *rows: dict[str, str], encoding: str = "utf-8") -> Path:
    """Write a sheet that has the columns of its rows."""
    stream = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(stream, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    path = folder / "sheet.csv"
    path.write_bytes(stream.getvalue().encode(encoding))
    return path


def given(project: Path, path: Path) -> Outcome:
    return register(project, read_sheet(path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_sheet_registers_many_whatever_its_encoding_and_order(
    project: Path, downloads: Path, encoding: str
) -> None:
    write(downloads, document(), "一 .txt")
    write(downloads, nameless(), "2.txt")
    path = sheet(
        downloads,
        {"note": "注", "file": "一 .txt"} | ADDRESS,
        {"file": "2.txt", "district": "攀枝花市西区", "reporter": "西区教育局"} | ADDRESS,
        encoding=encoding,
    )
    outcome = given(project, path)
    assert outcome.refused == ()
    assert [row.file for row in read_registry(project)] == [
        "a.txt",
        "510403-2015.txt",
        "510403-2015-教育局.txt",
    ]
    assert read_registry(project)[1].note == "注"


def test_a_sheet_takes_what_it_can_and_lists_the_rest_by_row(
    project: Path, downloads: Path
) -> None:
    write(downloads, document(), "1.txt")
    write(downloads, nameless(), "2.txt")
    path = sheet(
        downloads,
        {"file": "2.txt", "year": "2014"},
        {"file": "1.txt"} | ADDRESS,
        {"file": "gone.txt"} | ADDRESS,
        {"note": "only a note"},
    )
    outcome = given(project, path)
    assert [entry.number for entry, _ in outcome.registered] == [3]
    assert {one.entry.number: one.problem() for one in outcome.refused} == {
        2: "district, reporter and address are missing; year 2014 contradicts the document, which "
        "says 2015; write yes under despite to keep what contradicts",
        4: "there is no such file; check the path",
        5: "file is missing",
    }


def test_row_numbers_are_those_of_the_spreadsheet(project: Path, downloads: Path) -> None:
    path = write(downloads, 'file,note\n\n# x,"a\nb"\n,\n y.txt ,"c\nd"\n', "s.csv")
    (entry,) = read_sheet(path)
    assert (entry.number, entry.file, entry.said) == (5, "y.txt", {"note": "c d"})
    assert given(project, path).refused[0].entry.number == 5


def test_annexes_may_stand_before_their_report_in_a_sheet(project: Path, downloads: Path) -> None:
    write(downloads, document(), "1.txt")
    write(downloads, "表\n", "表.txt")
    path = sheet(downloads, {"file": "表.txt", "annex_of": "./1.txt"}, {"file": "1.txt"} | ADDRESS)
    assert given(project, path).refused == ()
    assert [row.annex_of for row in read_registry(project)] == ["", "", "510403-2015.txt"]


def test_an_annex_is_refused_with_its_report(project: Path, downloads: Path) -> None:
    write(downloads, document(), "1.txt")
    write(downloads, "表\n", "表.txt")
    path = sheet(downloads, {"file": "表.txt", "annex_of": "1.txt"}, {"file": "1.txt"})
    problems = [one.problem() for one in given(project, path).refused]
    assert problems == ["its report “1.txt”, row 3, is refused", "address is missing"]


def test_a_sheet_may_be_given_again_with_more_rows(project: Path, downloads: Path) -> None:
    write(downloads, document(), "1.txt")
    write(downloads, "表\n", "表.txt")
    report = {"file": "1.txt"} | ADDRESS
    given(project, sheet(downloads, report))
    outcome = given(project, sheet(downloads, report, {"file": "表.txt", "annex_of": "1.txt"}))
    assert [row.annex_of for _, row in outcome.registered] == ["510403-2015.txt"]
    (refused,) = outcome.refused
    assert "the same bytes are registered already as 510403-2015.txt (row 3)" in refused.problem()


def test_refused_rows_become_a_sheet_that_can_be_corrected_and_given_again(
    project: Path, downloads: Path
) -> None:
    write(downloads, document(), "1.txt")
    write(downloads, nameless(2016), "2.txt")
    write(downloads, "表一\n", "表1.txt")
    write(downloads, "表二\n", "表2.txt")
    outcome = given(
        project,
        sheet(
            downloads,
            {"file": "1.txt", "note": "注"} | ADDRESS,
            {"file": "2.txt", "note": "二"} | ADDRESS,
            {"file": "表1.txt", "annex_of": "1.txt", "year": "2014"},
            {"file": "表2.txt", "annex_of": "2.txt"},
        ),
    )
    content = refused_sheet(outcome, project)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert list(rows[0]) == ["file", "problem", *columns()[1:]]
    assert [(row["file"], row["annex_of"]) for row in rows] == [
        ("downloads/2.txt", ""),
        ("downloads/表1.txt", "510403-2015.txt"),
        ("downloads/表2.txt", "downloads/2.txt"),
    ]
    assert rows[0]["problem"] == "district and reporter are missing"
    assert rows[0]["note"] == "二"
    rows[0] |= {"district": "攀枝花市西区", "reporter": "西区教育局"}
    rows[1]["year"] = ""
    assert given(project, sheet(project, *rows)).refused == ()
    assert len(read_registry(project)) == 5


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"file,adress\na.txt,\n", r"the column “adress” is unknown \(columns: file, address"),
        (b"adress\na\n", "the column file is missing; the column “adress” is unknown"),
        (b"file,note,note\na.txt,,\n", "the column “note” stands there twice"),
        (b"file\na.txt,x\n", "row 2: “x” stands in a column without a name"),
        (b"file,\na.txt,x\n", "row 2: “x” stands in a column without a name"),
        (b"", "the column file is missing"),
        (b"file,note\n\n", "lists no document"),
        ("file\na.txt\n".encode("utf-16"), "is no text in UTF-8 or GB18030: save it"),
        (b"\xff\xff", "is no text in UTF-8 or GB18030: save it"),
        (b'file\n"a.txt\n', "is no CSV file .*: save it"),
    ],
)
def test_a_sheet_that_cannot_be_used_is_refused(
    downloads: Path, content: bytes, problem: str
) -> None:
    path = downloads / "s.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=problem):
        read_sheet(path)


def test_a_missing_sheet_is_named(downloads: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv cannot be read"):
        read_sheet(downloads / "none.csv")


def test_the_template_explains_each_column_and_lists_no_document(downloads: Path) -> None:
    path = downloads / "template.csv"
    path.write_bytes(template())
    header, *lines = csv.reader(io.StringIO(template().decode("utf-8-sig")))
    assert tuple(header) == columns()
    assert [len(line) for line in lines] == [len(header)] * 3
    assert all(cell for line in lines[:2] for cell in line)
    with pytest.raises(InputError, match="lists no document"):
        read_sheet(path)


def test_a_filled_template_is_a_sheet(project: Path, downloads: Path) -> None:
    write(downloads, document(), "1.txt")
    path = downloads / "template.csv"
    path.write_bytes(template() + f"1.txt,{ADDRESS['address']},,,\n".encode())
    assert len(given(project, path).registered) == 1


def test_a_document_of_a_prefecture_may_be_one_of_its_districts(
    project: Path, downloads: Path
) -> None:
    path = write(downloads, document("攀枝花市"))
    assert "which is no district or county" in refusal(project, path, **ADDRESS)
    sentence = refusal(project, path, district="攀枝花市西区", **ADDRESS)
    assert "as reporter is missing: give --reporter." in sentence
    said = {"district": "攀枝花市西区", "reporter": "攀枝花市西区政府"}
    assert add(project, path, **said, **ADDRESS).reporter == "攀枝花市西区人民政府"


def page(title: str, opening: str = "按照要求编制本报告。") -> str:
    """Return a report as a page with meta tags."""
    return (
        '<html><head><meta name="PubDate" content="2020-01-14 09:20"></head><body>'
        f"<h1>{title}</h1><p>发布时间：2020-01-14 09:20　来源：资中县水利局</p>"
        f"<p>{opening}</p><p>一、总体情况</p><p>公开信息12条。</p></body></html>"
    )


def test_a_page_fills_its_row_from_title_page_line_and_meta_tags(
    project: Path, downloads: Path
) -> None:
    path = write(downloads, page("资中县水利局2019年政府信息公开工作年度报告"), "r.html")
    row = add(project, path, **ADDRESS)
    assert (row.place_code, row.reporter) == ("511025", "内江市资中县水利局")
    assert (row.body, row.scope, row.report_year) == ("department", "own", 2019)
    assert (row.published, row.publisher) == ("2020-01-14", "资中县水利局")
    assert row.file == "511025-2019-水利局.html"


def test_a_document_that_contradicts_itself_is_registered_by_its_title_and_that_is_said(
    project: Path, downloads: Path
) -> None:
    text = page("资中县水利局2019年政府信息公开工作年度报告", "现公布2018年政府信息公开年度报告。")
    outcome = register(project, [Entry(str(write(downloads, text, "r.html")), ADDRESS)])
    assert [row.report_year for _, row in outcome.registered] == [2019]
    assert [doubt for _, doubt in outcome.doubts] == [
        "The title names 2019, but the opening names 2018"
    ]


def test_documents_that_are_refused_leave_no_doubts(project: Path, downloads: Path) -> None:
    text = page("资中县水利局2019年政府信息公开工作年度报告", "现公布2018年政府信息公开年度报告。")
    outcome = register(project, [Entry(str(write(downloads, text, "r.html")), {})])
    assert outcome.registered == ()
    assert outcome.doubts == ()


@pytest.mark.parametrize(
    ("name", "words"),
    [("攀枝花市", "四川省攀枝花市 (510400)"), ("四川省财政厅", "四川省 (510000)")],
)
def test_reports_of_prefectures_and_provinces_are_refused_in_plain_words(
    project: Path, downloads: Path, name: str, words: str
) -> None:
    sentence = refusal(project, write(downloads, document(name)), **ADDRESS)
    assert words in sentence
    assert "the registry holds those of districts and counties only" in sentence


def test_a_name_that_districts_share_is_completed_by_the_district_that_is_said(
    project: Path, downloads: Path
) -> None:
    path = write(downloads, "鼓楼区教育局2018年政府信息公开年度报告\n一、概述\n公开12条。\n")
    assert "district is missing" in refusal(project, path, **ADDRESS)
    row = add(project, path, **ADDRESS, district="福州市鼓楼区")
    assert (row.place_code, row.reporter) == ("350102", "福州市鼓楼区教育局")


def test_a_district_that_was_called_otherwise_then_has_the_code_of_then(
    project: Path, downloads: Path
) -> None:
    path = write(downloads, "郫县2017年政府信息公开年度报告\n一、概述\n公开12条。\n")
    outcome = register(project, [Entry(str(path), ADDRESS)])
    ((_, row),) = outcome.registered
    assert (row.place_code, row.place) == ("510117", "四川省成都市郫都区")
    assert "510124" in outcome.doubts[0][1]


def test_a_district_that_was_merged_before_the_data_year_is_refused(
    project: Path, downloads: Path
) -> None:
    path = write(downloads, "杭州市江干区2021年政府信息公开年度报告\n一、概述\n公开12条。\n")
    assert "existed under this name until 2020" in refusal(project, path, **ADDRESS)
