import fcntl
import hashlib
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from pypdfium2 import PdfDocument

from conftest import DOCUMENT, registry_row, write_registry
from disclosure_analysis import outputs
from disclosure_analysis.errors import DisclosureError, DocumentError, InputError
from disclosure_analysis.publishing.pipeline import build_report
from disclosure_analysis.publishing.publication import MEDIA_TYPES

FILES = {
    "report.ipynb",
    "report.html",
    "report.pdf",
    "observations.csv",
    "metrics.csv",
    "checks.csv",
    "inputs.json",
    "manifest.json",
}
FOLDER = "reports/2017/攀枝花市东区"
PARAMETERS = "YEAR = 2017\nDISTRICT = ''\nREPORTER = ''\nREPORT_LANG = 'zh'"
SHOW = "from IPython.display import Markdown\nMarkdown(f'{DISTRICT}，{YEAR}年，{REPORT_LANG}')"
FAILS_FOR_FORCE = "import os\nassert not os.path.exists('../fail'), 'no figures'"

Write = Callable[..., Path]


@pytest.fixture
def root(project: Path, write_notebook: Write) -> Path:
    write_notebook("# 某区年度报告", SHOW, FAILS_FOR_FORCE, parameters=PARAMETERS)
    return project


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_report_is_made_of_all_its_files(root: Path) -> None:
    lines: list[str] = []
    paths = build_report(root, "2017", "东区", progress=lines.append)
    assert {path.name for path in paths} == FILES
    assert {path.parent for path in paths} == {root / FOLDER}
    assert set(contents(root / FOLDER)) == FILES
    assert [line[:5] for line in lines] == ["[1/4]", "[2/4]", "[3/4]", "[4/4]"]

    notebook = nbformat.read(root / FOLDER / "report.ipynb", as_version=4)
    injected = next(
        c for c in notebook.cells if "injected-parameters" in c.metadata.get("tags", [])
    )
    assert "DISTRICT = '东区'" in injected.source
    page = (root / FOLDER / "report.html").read_text(encoding="utf-8")
    assert "<title>某区年度报告</title>" in page
    assert 'href="report.pdf"' in page
    assert 'download="observations.csv"' in page
    pdf = PdfDocument(root / FOLDER / "report.pdf")
    attached = [pdf.get_attachment(i).get_name() for i in range(pdf.count_attachments())]
    assert sorted(attached) == sorted(MEDIA_TYPES)
    pdf.close()


def test_the_manifest_vouches_for_every_output(root: Path) -> None:
    build_report(root, 2017, "东区")
    files = contents(root / FOLDER)
    manifest = json.loads(files.pop("manifest.json"))
    inputs = json.loads(files["inputs.json"])
    assert manifest.pop("outputs") == {
        name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())
    }
    assert manifest == inputs
    assert inputs["documents"] == [
        {"file": "a.txt", "sha256": hashlib.sha256(DOCUMENT.encode()).hexdigest(), "address": ""}
    ]
    notebook = json.loads(files["report.ipynb"])
    assert notebook["metadata"]["disclosure"]["inputs"] == inputs


def test_tables_are_what_spreadsheets_read(root: Path) -> None:
    build_report(root, 2017, "东区")
    content = (root / FOLDER / "observations.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfplace_code,")
    assert b"\r" not in content
    table = pd.read_csv(root / FOLDER / "observations.csv", dtype=str, encoding="utf-8-sig")
    assert table["value"].tolist() == ["120"]
    assert table["source"].tolist() == ["a.txt"]


def test_the_same_inputs_give_the_same_bytes(root: Path) -> None:
    build_report(root, 2017, "东区")
    first = contents(root / FOLDER)
    build_report(root, 2017, "东区", force=True)
    assert contents(root / FOLDER) == first


def test_a_report_that_is_up_to_date_is_left_alone(root: Path) -> None:
    build_report(root, 2017, "东区")
    stamp = (root / FOLDER / "report.html").stat().st_mtime_ns
    lines: list[str] = []
    paths = build_report(root, 2017, "510402", progress=lines.append)
    assert lines == [f"{FOLDER} is up to date."]
    assert {path.name for path in paths} == FILES
    assert (root / FOLDER / "report.html").stat().st_mtime_ns == stamp


def test_a_damaged_document_is_refused_even_where_its_report_is_up_to_date(root: Path) -> None:
    build_report(root, 2017, "东区")
    (root / "data/raw/a.txt").write_text(f"{DOCUMENT}x", encoding="utf-8")
    with pytest.raises(DocumentError, match="not the document that was registered"):
        build_report(root, 2017, "东区")


@pytest.mark.parametrize("change", ["output", "lost output", "notebook", "lock", "manifest"])
def test_a_report_whose_files_or_inputs_changed_is_made_again(
    root: Path, write_notebook: Write, change: str
) -> None:
    build_report(root, 2017, "东区")
    made = contents(root / FOLDER)
    if change == "output":
        (root / FOLDER / "metrics.csv").write_text("tampered", encoding="utf-8")
    elif change == "lost output":
        (root / FOLDER / "report.pdf").unlink()
    elif change == "notebook":
        write_notebook("# 另一题", parameters=PARAMETERS)
    elif change == "lock":
        (root / "requirements.lock").write_text("a==1\n", encoding="utf-8")
    else:
        (root / FOLDER / "manifest.json").write_text("[]", encoding="utf-8")
    build_report(root, 2017, "东区")
    remade = contents(root / FOLDER)
    assert set(remade) == FILES
    assert (remade == made) == (change in {"output", "lost output", "manifest"})


def test_a_failed_run_keeps_its_notebook_and_touches_nothing_published(root: Path) -> None:
    build_report(root, 2017, "东区")
    before = contents(root / FOLDER)
    (root / "fail").touch()
    with pytest.raises(DisclosureError, match=r"AssertionError: no figures; see .*untouched") as e:
        build_report(root, 2017, "东区", force=True)
    assert e.value.exit_status == 1
    after = contents(root / FOLDER)
    failed = after.pop("report.failed.ipynb").decode()
    assert after == before
    assert "no figures" in failed
    (root / "fail").unlink()
    build_report(root, 2017, "东区", force=True)
    assert contents(root / FOLDER) == before


def test_another_bodys_report_and_the_english_edition_have_folders_of_their_own(
    root: Path,
) -> None:
    schools = {"reporter": "攀枝花市东区教育局", "body": "department", "scope": "own"}
    write_registry(root, registry_row(), registry_row(**schools))
    paths = build_report(root, 2017, "东区", "教育局", "en")
    assert {path.parent for path in paths} == {root / FOLDER / "攀枝花市东区教育局/en"}


def test_a_damaged_document_stops_the_work_before_anything_is_written(root: Path) -> None:
    (root / "data/raw/a.txt").write_bytes(b"")
    with pytest.raises(DocumentError, match="is empty"):
        build_report(root, 2017, "东区")
    assert not (root / "reports").exists()


@pytest.mark.parametrize(
    ("year", "district", "problem"),
    [
        ("20I7", "东区", "YEAR must be a whole number"),
        ("2017.5", "东区", "YEAR must be a whole number"),
        (None, "东区", "YEAR is missing"),
        (2017, "", "DISTRICT is missing"),
        (2016, "东区", r"years there are \(2017\)"),
        (2017, "../../etc", "../../etc"),
        (2017, "朝阳区", "北京市朝阳区.*长春市朝阳区"),
    ],
)
def test_a_wrong_call_is_told_and_leaves_nothing(
    root: Path, year: object, district: str, problem: str
) -> None:
    with pytest.raises(InputError, match=problem):
        build_report(root, year, district)
    assert not (root / "reports").exists()


def test_a_folder_that_cannot_be_written_fails_before_the_notebook_runs(root: Path) -> None:
    (root / "reports").write_text("in the way", encoding="utf-8")
    lines: list[str] = []
    with pytest.raises(DisclosureError, match="cannot be written") as e:
        build_report(root, 2017, "东区", progress=lines.append)
    assert e.value.exit_status == 1
    assert lines == []


def test_files_take_their_place_together_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs.place_files(tmp_path, {"a": b"1", "b": b"1"})
    write = Path.write_bytes

    def full_disk(path: Path, content: bytes) -> int:
        if path.name == "b":
            raise OSError(28, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with pytest.raises(DisclosureError, match="No space left"):
        outputs.place_files(tmp_path, {"a": b"2", "b": b"2"})
    assert contents(tmp_path) == {"a": b"1", "b": b"1"}
    assert len(list(tmp_path.iterdir())) == 2


def test_a_run_waits_until_another_has_placed_its_files(tmp_path: Path) -> None:
    outputs.place_files(tmp_path, {"a": b"1"})
    descriptor = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    second = threading.Thread(target=outputs.place_files, args=(tmp_path, {"a": b"2"}))
    second.start()
    second.join(timeout=0.3)
    assert second.is_alive()
    assert (tmp_path / "a").read_bytes() == b"1"
    os.close(descriptor)
    second.join(timeout=10)
    assert (tmp_path / "a").read_bytes() == b"2"


def test_whole_numbers_have_no_decimal_point_and_absent_ones_are_empty() -> None:
    frame = pd.DataFrame({"v": [49125.0, 90.5, None, -0.0, 0.1], "n": pd.array([1, None, 2, 3, 4])})
    frame["t"] = ["a,b", '"', "二\n行", "", "00"]
    assert outputs.csv_bytes(frame, byte_order_mark=False).decode() == (
        'v,n,t\n49125,1,"a,b"\n90.5,,""""\n,2,"二\n行"\n0,3,\n0.1,4,00\n'
    )


def test_json_lines_say_null_where_nothing_is() -> None:
    frame = pd.DataFrame(
        {"v": [3.0, None], "n": pd.array([None, 2], dtype="Int64"), "t": ["条", ""]}
    )
    assert outputs.json_lines(frame).decode().splitlines() == [
        '{"v": 3, "n": null, "t": "条"}',
        '{"v": null, "n": 2, "t": ""}',
    ]
