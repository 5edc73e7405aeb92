import os
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
PROGRAM = """#!/bin/sh
# Stands in for the Python of .venv: writes down what it was called with.
printf '%s\\0' "$@" > called
"""

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose environment is set up, with a program that records its arguments."""
    folder = tmp_path / "a checkout"
    (folder / ".venv/bin").mkdir(parents=True)
    shutil.copy(REPOSITORY / "Makefile", folder)
    for name in ("requirements.lock", "pyproject.toml", ".venv/.packages", ".venv/.ready"):
        (folder / name).touch()
    program = folder / ".venv/bin/python"
    program.write_text(PROGRAM, encoding="utf-8")
    program.chmod(0o755)
    return folder


def make(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "LC_ALL")}
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env=inherited | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def called(folder: Path) -> list[str]:
    return (folder / "called").read_bytes().decode(errors="surrogateescape").split("\0")[:-1]


HOSTILE = [
    "东区",
    "$(shell touch harmed)",
    "${shell touch harmed}",
    "$(error harmed)",
    "$$(touch harmed)",
    "`touch harmed`",
    '"; touch harmed; "',
    "'; touch harmed; '",
    '\\"; touch harmed #',
    "a && touch harmed",
    "a | tee harmed > harmed",
    "$HOME $$ $1 ${PATH} $(HOME)",
    "100% of # 东 \\ 区",
    "two  spaces ",
    "../../etc",
    "--force",
    "-n",
    "a=b:=c",
    "*",
    "~",
    "一\n二",
    "!!",
]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("parameter", ["DISTRICT", "YEAR", "REPORTER", "REPORT_LANG"])
@pytest.mark.parametrize("by", ["command line", "environment"])
def test_parameters_reach_the_program_unharmed(
    checkout: Path, value: str, parameter: str, by: str
) -> None:
    parameters = {"YEAR": "2017", "DISTRICT": "东区", parameter: value}
    if by == "command line":
        ran = make(checkout, "report", *(f"{k}={v}" for k, v in parameters.items()))
    else:
        ran = make(checkout, "report", **parameters)
    assert ran.returncode == 0, ran.stderr
    assert called(checkout) == [
        "-m",
        "disclosure_analysis",
        "report",
        f"--year={parameters['YEAR']}",
        f"--district={parameters['DISTRICT']}",
        f"--reporter={parameters.get('REPORTER', '')}",
        f"--lang={parameters.get('REPORT_LANG', 'zh')}",
    ]
    assert not (checkout / "harmed").exists()
    assert ran.stdout == ""


@pytest.mark.parametrize("value", HOSTILE)
def test_parameters_of_trends_and_comparisons_reach_the_program_unharmed(
    checkout: Path, value: str
) -> None:
    assert make(checkout, "trend", f"DISTRICT={value}").returncode == 0
    assert called(checkout)[2:] == ["trend", f"--district={value}", "--reporter=", "--lang=zh"]
    assert make(checkout, "comparison", "YEAR=2018", f"REGION={value}").returncode == 0
    assert called(checkout)[2:] == ["compare", "--year=2018", f"--region={value}", "--lang=zh"]
    assert not (checkout / "harmed").exists()


def test_force_is_passed_on_only_where_it_is_given(checkout: Path) -> None:
    make(checkout, "report", "FORCE=1")
    assert called(checkout)[-1] == "--force"
    make(checkout, "report", "FORCE=")
    assert "--force" not in called(checkout)


def test_missing_parameters_are_left_to_the_program_to_tell(checkout: Path) -> None:
    assert make(checkout, "report").returncode == 0
    assert called(checkout)[3:5] == ["--year=", "--district="]


def test_a_failing_program_makes_make_fail(checkout: Path) -> None:
    (checkout / ".venv/bin/python").write_text("#!/bin/sh\nexit 2\n", encoding="utf-8")
    assert make(checkout, "report").returncode != 0


def test_make_alone_prints_help_and_every_target_in_it_exists(checkout: Path) -> None:
    shown = make(checkout)
    assert shown.returncode == 0
    targets = {line.split()[1] for line in shown.stdout.splitlines() if line.startswith("make ")}
    assert {"report", "test", "lint", "lab", "lock", "clean"} <= targets
    for target in targets:
        assert make(checkout, "--dry-run", target).returncode == 0


def test_a_machine_without_a_fitting_python_is_told_so_in_a_sentence(checkout: Path) -> None:
    (checkout / ".venv/.packages").unlink()
    tools = checkout / "tools"
    tools.mkdir()
    for name in ("sh", "make", "touch"):
        (tools / name).symlink_to(str(shutil.which(name)))
    ran = make(checkout, "report", PATH=str(tools))
    assert ran.returncode != 0
    assert ran.stderr.startswith("No Python 3.11, 3.12 or 3.13")
    assert not (checkout / "called").exists()


def test_an_interrupted_set_up_is_done_again_and_a_finished_one_is_not(checkout: Path) -> None:
    """A Python that sets up an environment as the real one does, or stops half-way."""
    log = checkout / "log"
    fake = checkout / "fake-python"
    fake.write_text(
        f"""#!/bin/sh
case "$*" in
  *ensurepip*) exit 0 ;;
  *--version*) echo 'Python 3.12.1' ;;
  *'-m venv'*) mkdir -p .venv/bin; cp fake-python .venv/bin/python; echo venv >> '{log}' ;;
  *'pip install'*) if [ -e broken ]; then exit 1; fi; echo pip >> '{log}' ;;
  *) echo ran >> '{log}' ;;
esac
""",
        encoding="utf-8",
    )
    fake.chmod(0o755)
    shutil.rmtree(checkout / ".venv")
    (checkout / "broken").touch()
    assert make(checkout, "report", f"PYTHON={fake}").returncode != 0
    assert not (checkout / ".venv/.ready").exists()
    (checkout / "broken").unlink()
    assert make(checkout, "report", f"PYTHON={fake}").returncode == 0
    assert make(checkout, "report", f"PYTHON={fake}").returncode == 0
    assert log.read_text().split() == ["venv", "venv", "pip", "pip", "ran", "ran"]


def test_a_new_lock_renews_the_environment(checkout: Path) -> None:
    later = (checkout / ".venv/.ready").stat().st_mtime + 10
    os.utime(checkout / "requirements.lock", (later, later))
    planned = make(checkout, "--dry-run", "report").stdout
    assert "--require-hashes" in planned
    os.utime(checkout / "requirements.lock", (later - 100, later - 100))
    assert "--require-hashes" not in make(checkout, "--dry-run", "report").stdout


def test_the_lock_pins_every_package_by_hash_and_holds_no_address() -> None:
    lock = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
    pins = [line for line in lock.splitlines() if not line.startswith(" ")]
    assert all("==" in line for line in pins)
    assert lock.count("--hash=sha256:") >= len(pins)
    assert "://" not in lock
    assert "--index" not in lock
