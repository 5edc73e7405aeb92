import json
import os
import subprocess
import sys
import termios
from pathlib import Path

import pytest

import disclosure_analysis.publishing.pipeline as pipeline
from conftest import DOCUMENT
from disclosure_analysis import cli, loaders
from disclosure_analysis.registering import columns
from made_annexes import annex_page, report_page, write

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def in_project(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each command inside a project, as users do."""
    monkeypatch.chdir(project)
    monkeypatch.delenv("DISCLOSURE_ROOT", raising=False)
    monkeypatch.delenv("DISCLOSURE_DEBUG", raising=False)


def assert_refused(status: int, capture: Captured, *words: str) -> None:
    """The call was wrong: status 2, one sentence, nothing else."""
    out, err = capture.readouterr()
    assert status == 2
    assert out == ""
    assert err.count("\n") == 1
    assert "Traceback" not in err
    for word in words:
        assert word in err


@pytest.mark.parametrize(
    ("year", "district", "words"),
    [
        ("20I7", "东区", ["YEAR", "20I7"]),
        ("2017.5", "东区", ["YEAR", "2017.5"]),
        ("", "东区", ["YEAR is missing"]),
        ("2017", "", ["DISTRICT is missing"]),
        ("2017", "../../etc", ["../../etc"]),
        ("2017", "朝阳区", ["北京市朝阳区", "长春市朝阳区"]),
        ("2017", "东曲", ["四川省攀枝花市东区"]),
        ("1999", "东区", ["between 2008"]),
        ("2017", "东\n区", ["DISTRICT"]),
    ],
)
def test_a_wrong_parameter_is_one_sentence_and_status_2(
    capfd: Captured, year: str, district: str, words: list[str]
) -> None:
    status = cli.main(["report", f"--year={year}", f"--district={district}"])
    assert_refused(status, capfd, *words)


def test_a_year_without_a_report_names_the_years_there_are(capfd: Captured, project: Path) -> None:
    (project / "notebooks/district_year.ipynb").touch()
    status = cli.main(["report", "--year=2016", "--district=东区"])
    assert_refused(status, capfd, "2016", "(2017)")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["report"], ["YEAR is missing"]),
        (["report", "--yaer=2017"], ["--yaer"]),
        (["report", "--year"], ["--year"]),
        (["rport"], ["rport"]),
        (["extract"], ["PATH"]),
        (["add"], ["FILE", "--from", "--template"]),
        (["add", ""], ["FILE", "--from", "--template"]),
        (["add", "a.txt", "--from=sheet.csv"], ["Name one FILE"]),
        (["add", "--from=sheet.csv", "--archived-address=x"], ["--archived-address", "one FILE"]),
        (["add", "--template", "--despite"], ["--despite", "one FILE"]),
        (["add", "a.txt", "--refused=b.csv"], ["--refused", "--from"]),
        (["add", "--from=nowhere.csv"], ["nowhere.csv cannot be read"]),
        (["add", "missing.txt"], ["missing.txt is not registered", "there is no such file"]),
        (["add", "data/raw/a.txt"], ["the same bytes are registered already as a.txt (row 2)"]),
        (["report", "--year=2017", "--district=东区", "--lang=fr"], ["zh", "fr"]),
        (["report", "--year=2017", "--district=东区", "--root=nowhere"], ["nowhere", "--root"]),
    ],
)
def test_a_wrong_call_is_one_sentence_and_status_2(
    capfd: Captured, arguments: list[str], words: list[str]
) -> None:
    assert_refused(cli.main(arguments), capfd, *words)


def test_outside_a_project_the_command_says_how_to_name_one(
    capfd: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    status = cli.main(["report", "--year=2017", "--district=东区"])
    assert_refused(status, capfd, "--root", "DISCLOSURE_ROOT")


def test_report_passes_everything_on_and_prints_the_paths(
    capfd: Captured, monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    seen: list[object] = []

    def build(*arguments: object, **options: object) -> list[Path]:
        seen.extend([*arguments, options["force"]])
        return [project / "reports/a.html", Path("/elsewhere/b.pdf")]

    monkeypatch.setattr(pipeline, "build_report", build)
    monkeypatch.chdir(project / "data/raw")
    monkeypatch.setenv("DISCLOSURE_ROOT", str(project))
    arguments = [
        "report",
        "--year=2017",
        "--district=东区",
        "--reporter=教育局",
        "--lang=en",
        "--force",
    ]
    assert cli.main(arguments) == 0
    assert seen == [project, "2017", "东区", "教育局", "en", True]
    out = capfd.readouterr().out.splitlines()
    assert out == [str(project / "reports/a.html"), "/elsewhere/b.pdf"]


def test_an_unwritable_folder_is_status_1(capfd: Captured, project: Path) -> None:
    (project / "notebooks/district_year.ipynb").touch()
    (project / "reports").touch()
    assert cli.main(["report", "--year=2017", "--district=东区"]) == 1
    err = capfd.readouterr().err
    assert "cannot be written" in err
    assert err.count("\n") == 1


def test_extract_prints_a_table_of_figures(capfd: Captured) -> None:
    assert cli.main(["extract", "data/raw/a.txt"]) == 0
    out, err = capfd.readouterr()
    assert out.startswith("place_code,place,reporter,")
    assert "120条" in out
    assert err == ""


def test_extract_reads_a_folder_under_one_header(capfd: Captured, project: Path) -> None:
    (project / "data/raw/b.TXT").write_text(DOCUMENT, encoding="utf-8")
    (project / "data/raw/.hidden.txt").write_text(DOCUMENT, encoding="utf-8")
    assert cli.main(["extract", "data/raw"]) == 0
    out = capfd.readouterr().out
    assert out.count("place_code") == 1
    assert out.count("120条") == 2


def test_extract_writes_json_lines(capfd: Captured) -> None:
    assert cli.main(["extract", "--json", "data/raw"]) == 0
    (row,) = map(json.loads, capfd.readouterr().out.splitlines())
    assert row["value"] == 120
    assert row["source"] == "data/raw/a.txt"


def test_extract_writes_a_file_that_spreadsheets_read(capfd: Captured, project: Path) -> None:
    assert cli.main(["extract", "data/raw/a.txt", "--output", "figures.csv"]) == 0
    assert (project / "figures.csv").read_bytes().startswith(b"\xef\xbb\xbfplace_code,")
    assert capfd.readouterr().out == ""


def test_extract_names_what_it_cannot_read_and_goes_on(capfd: Captured, project: Path) -> None:
    (project / "empty.txt").touch()
    (project / "none").mkdir()
    arguments = ["extract", "empty.txt", "missing.txt", "none", "a.xyz", "data/raw/a.txt"]
    assert cli.main(arguments) == 2
    out, err = capfd.readouterr()
    assert "120条" in out
    lines = err.splitlines()
    assert [name in line for name, line in zip(arguments[1:5], lines, strict=True)] == [True] * 4


def test_extract_skips_what_is_hidden_or_half_open_and_counts_other_formats(
    capfd: Captured, project: Path
) -> None:
    folder = project / "mixed"
    (folder / ".git").mkdir(parents=True)
    for name in ("~$x.docx", ".DS_Store", ".git/y.txt", "photo.png", "film.mp4"):
        (folder / name).touch()
    (folder / "z.txt").write_text(DOCUMENT, encoding="utf-8")
    assert cli.main(["extract", "mixed"]) == 0
    out, err = capfd.readouterr()
    assert out.count("120条") == 1
    assert err == "2 files of other formats were passed over.\n"
    (folder / "film.mp4").unlink()
    assert cli.main(["extract", "mixed/z.txt", "mixed"]) == 0
    assert capfd.readouterr().err == "1 file of another format was passed over.\n"


def test_extract_walks_a_folder_in_the_same_order_everywhere(
    capfd: Captured, project: Path
) -> None:
    folder = project / "many"
    for name in ("b/2.txt", "a.txt", "b/1.txt", "c.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(DOCUMENT, encoding="utf-8")
    assert cli.main(["extract", "--json", "many"]) == 0
    sources = [json.loads(line)["source"] for line in capfd.readouterr().out.splitlines()]
    assert sources == ["many/a.txt", "many/b/1.txt", "many/b/2.txt", "many/c.txt"]


@pytest.mark.parametrize(
    ("number", "options", "shown"), [(4, [], True), (4, ["--quiet"], False), (3, [], False)]
)
def test_progress_is_shown_on_a_terminal_and_never_in_the_table(
    project: Path, number: int, options: list[str], shown: bool
) -> None:
    (project / "many").mkdir()
    for n in range(number):
        (project / f"many/{n}.txt").write_text(DOCUMENT, encoding="utf-8")
    command = [sys.executable, "-m", "disclosure_analysis", "extract", "many", *options]
    ours, theirs = os.openpty()
    try:
        termios.tcsetwinsize(theirs, (24, 80))
        ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, check=True)
        os.write(theirs, b".")
        written = os.read(ours, 100_000)
    finally:
        os.close(ours)
        os.close(theirs)
    assert (f"/{number}".encode() in written) == shown
    assert ran.stdout.count(b"\n") == number + 1
    assert b"\r" not in ran.stdout


REPORT = "攀枝花市西区2015年政府信息公开工作年度报告\n\n  一、概述\n\n  2015年公开信息120条。\n"
ADDRESS = "http://www.example.gov.cn/report"


def test_add_registers_a_document_and_says_what_it_is(capfd: Captured, project: Path) -> None:
    (project / "west.txt").write_text(REPORT, encoding="utf-8")
    assert cli.main(["add", "west.txt", f"--address={ADDRESS}", "--note= of  use "]) == 0
    out, err = capfd.readouterr()
    assert (out, err) == ("data/raw/510403-2015.txt: 攀枝花市西区人民政府, 2015\n", "")
    assert (project / "data/raw/510403-2015.txt").read_text(encoding="utf-8") == REPORT
    assert "of use" in (project / "data/raw/registry.csv").read_text(encoding="utf-8")


def test_add_names_all_that_is_missing_and_the_options_that_give_it(
    capfd: Captured, project: Path
) -> None:
    (project / "west.txt").write_text(REPORT, encoding="utf-8")
    status = cli.main(["add", "west.txt", "--year=2014"])
    assert_refused(status, capfd, "address is missing", "2014 contradicts", "--address", "--year")
    assert cli.main(["add", "west.txt", "--year=2014", f"--address={ADDRESS}", "--despite"]) == 0
    assert "510403-2014.txt" in capfd.readouterr().out


def test_add_shows_where_a_document_contradicts_itself(capfd: Captured, project: Path) -> None:
    text = REPORT.replace("一、概述", "现公布2014年政府信息公开年度报告。\n\n  一、概述")
    (project / "west.txt").write_text(text, encoding="utf-8")
    (project / "again.txt").write_text(text.replace("西区", "仁和区"), encoding="utf-8")
    said = "The title names 2015, but the opening names 2014.\n"
    assert cli.main(["add", "west.txt", f"--address={ADDRESS}"]) == 0
    out, err = capfd.readouterr()
    assert out == "data/raw/510403-2015.txt: 攀枝花市西区人民政府, 2015\n"
    assert err == f"Check the document: {said}"
    (project / "sheet.csv").write_text(f"file,address\nagain.txt,{ADDRESS}\n", encoding="utf-8")
    assert cli.main(["add", "--from=sheet.csv"]) == 0
    assert capfd.readouterr().err == f"Check row 2 (again.txt): {said}"


def test_check_says_of_each_document_what_was_read_and_checked(
    capfd: Captured, project: Path
) -> None:
    (project / "west.txt").write_text(REPORT, encoding="utf-8")
    assert cli.main(["check", "west.txt", "--lang=en"]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert lines[0] == "west.txt"
    assert "Reporter: 攀枝花市西区人民政府; data year: 2015" in lines[1]
    assert any("NOT_ASSESSABLE" in line for line in lines)


def test_check_takes_the_registered_documents_or_some_of_them(capfd: Captured) -> None:
    assert cli.main(["check"]) == 0
    assert capfd.readouterr().out.startswith("a.txt: 攀枝花市东区人民政府, 2017\n")
    assert cli.main(["check", "--year=2017", "--district=东区"]) == 0
    assert "a.txt" in capfd.readouterr().out
    assert_refused(cli.main(["check", "--year=2016"]), capfd, "No registered report")
    assert_refused(cli.main(["check", "--district=东曲"]), capfd, "东曲")
    assert_refused(cli.main(["check", "a.txt", "--year=2017"]), capfd, "--year", "not paths")


def test_check_names_what_it_cannot_read_and_goes_on(capfd: Captured, project: Path) -> None:
    (project / "empty.txt").touch()
    assert cli.main(["check", "empty.txt", "data/raw/a.txt"]) == 2
    out, err = capfd.readouterr()
    assert "data/raw/a.txt" in out
    assert err == "empty.txt: the document is empty; publish or download it again.\n"


def test_extract_joins_an_annex_to_the_report_beside_it(capfd: Captured, project: Path) -> None:
    write(project / "docs", report_html=report_page(), 表_html=annex_page())
    assert cli.main(["extract", "docs", "--json"]) == 0
    rows = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    annexed = [row for row in rows if row["source"] == "docs/表.html"]
    assert len(annexed) == 58
    assert {row["reporter"] for row in annexed} == {"攀枝花市西区人民政府"}
    assert {row["report_year"] for row in annexed} == {2016}


def test_extract_says_which_annexes_it_could_join_to_no_report(
    capfd: Captured, project: Path
) -> None:
    pages = {f"r{year}_html": report_page(year=year) for year in (2015, 2016)}
    write(project / "docs", 表_html=annex_page(), **pages)
    assert cli.main(["extract", "docs"]) == 0
    assert capfd.readouterr().err == (
        "docs/表.html: Several reports in this folder may be meant by this annex "
        "(r2015.html、r2016.html), so it was joined to none.\n"
    )


def test_add_registers_an_annex(capfd: Captured, project: Path) -> None:
    (project / "表.txt").write_text("表\n", encoding="utf-8")
    assert cli.main(["add", "表.txt", "--annex-of=a.txt"]) == 0
    assert capfd.readouterr().out.startswith("data/raw/510402-2017-annex.txt: ")


def test_add_takes_what_a_sheet_gives_and_lists_the_rest(capfd: Captured, project: Path) -> None:
    (project / "west.txt").write_text(REPORT, encoding="utf-8")
    (project / "other.txt").write_text(REPORT + "续", encoding="utf-8")
    sheet = f"file,address\nnone.txt,\nwest.txt,{ADDRESS}\nother.txt,\n"
    (project / "sheet.csv").write_text(sheet, encoding="utf-8")
    assert cli.main(["add", "--from=sheet.csv", "--refused=left/over.csv"]) == 2
    out, err = capfd.readouterr()
    assert out == "1 of 3 registered\n"
    assert err.splitlines() == [
        "row 2 (none.txt): there is no such file; check the path.",
        "row 4 (other.txt): address is missing.",
    ]
    left = (project / "left/over.csv").read_text(encoding="utf-8-sig").splitlines()
    assert left[0].startswith("file,problem,address,")
    assert left[2].startswith("../other.txt,address is missing,")


def test_add_says_how_many_even_if_it_is_all(capfd: Captured, project: Path) -> None:
    (project / "west.txt").write_text(REPORT, encoding="utf-8")
    sheet = f"file,address\nwest.txt,{ADDRESS}\n"
    (project / "sheet.csv").write_text(sheet, encoding="gb18030")
    assert cli.main(["add", "--from=sheet.csv"]) == 0
    assert capfd.readouterr() == ("1 of 1 registered\n", "")


@pytest.mark.parametrize(
    ("refused", "words"),
    [("sheet.csv", ["the sheet itself"]), ("./sheet.csv", ["--refused"]), ("data", ["a folder"])],
)
def test_refused_rows_have_a_file_of_their_own(
    capfd: Captured, project: Path, refused: str, words: list[str]
) -> None:
    (project / "sheet.csv").write_text("file\na.txt\n", encoding="utf-8")
    status = cli.main(["add", "--from=sheet.csv", f"--refused={refused}"])
    assert_refused(status, capfd, *words)


def test_what_a_sheet_can_say_the_command_can_say_too() -> None:
    options = {option.name for option in cli.disclosure.commands["add"].params}
    assert set(columns()) <= options


def test_add_prints_a_template(capfd: Captured) -> None:
    assert cli.main(["add", "--template"]) == 0
    assert capfd.readouterr().out.startswith("\ufefffile,address,")


def test_add_goes_on_after_a_fault_of_a_loader(
    capfd: Captured, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> object:
        raise ZeroDivisionError("by zero")

    (project / "west.txt").write_text(REPORT, encoding="utf-8")
    monkeypatch.setattr(loaders, "read_report", broken)
    status = cli.main(["add", "west.txt", f"--address={ADDRESS}"])
    assert_refused(status, capfd, "west.txt is not registered", "ZeroDivisionError")


def test_an_unexpected_error_is_a_sentence_without_traceback(
    capfd: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> list[Path]:
        raise ZeroDivisionError("by\nzero")

    monkeypatch.setattr(pipeline, "build_report", broken)
    arguments = ["report", "--year=2017", "--district=东区"]
    assert cli.main(arguments) == 1
    err = capfd.readouterr().err
    assert err.count("\n") == 1
    assert "ZeroDivisionError: by zero" in err
    monkeypatch.setenv("DISCLOSURE_DEBUG", "1")
    assert cli.main(arguments) == 1
    assert "Traceback" in capfd.readouterr().err


def test_an_interrupt_is_a_sentence(capfd: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> list[Path]:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "build_report", interrupted)
    assert cli.main(["report", "--year=2017", "--district=东区"]) == 1
    assert capfd.readouterr().err.strip() == "Stopped: run the command again to go on."


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "disclosure_analysis", *arguments],
        env=os.environ | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_module_runs_as_the_command_and_shows_help_and_version() -> None:
    assert run("--version").stdout.startswith("disclosure, version 0.1.0")
    assert run().returncode == 0
    for command in ("report", "extract", "add"):
        assert command in run().stdout
        assert "Usage:" in run(command, "--help").stdout


def test_chinese_is_printed_whatever_the_locale() -> None:
    ran = run("extract", "data/raw/a.txt", PYTHONIOENCODING="ascii", LC_ALL="C", PYTHONUTF8="0")
    assert ran.returncode == 0
    assert "120条" in ran.stdout
    refused = run("report", "--year=甲", "--district=东区", PYTHONIOENCODING="ascii")
    assert "“甲”" in refused.stderr


def test_a_reader_that_goes_away_leaves_no_complaint(project: Path) -> None:
    (project / "data/raw/long.txt").write_text(DOCUMENT * 3000, encoding="utf-8")
    command = f"'{sys.executable}' -m disclosure_analysis extract data/raw | head -c 1 >/dev/null"
    ran = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert ran.stderr == ""


def test_importing_the_package_and_its_command_stays_light() -> None:
    code = "import sys, disclosure_analysis.cli; print(*(m for m in sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"pandas", "matplotlib", "nbconvert", "papermill", "numpy"} & set(loaded)
