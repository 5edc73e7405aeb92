import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import disclosure_analysis.publishing.pipeline as pipeline
from conftest import DOCUMENT
from disclosure_analysis import cli

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
    for command in ("report", "extract"):
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
