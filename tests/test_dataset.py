"""The dataset: built from documents and coded figures, true to its schemas, the same each time."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import disclosure_analysis
from conftest import DOCUMENT, registry_row, write_registry
from disclosure_analysis.cli import main
from disclosure_analysis.corrections import COLUMNS as CORRECTION_COLUMNS
from disclosure_analysis.corrections import CORRECTIONS
from disclosure_analysis.dataset import Dataset, load_dataset, write_dataset
from disclosure_analysis.dataset.dictionary import dictionary
from disclosure_analysis.dataset.fields import (
    KEY,
    TYPES,
    columns_of,
    fields_of,
    key_of,
    references_of,
    table_names,
)
from disclosure_analysis.dataset.gathering import gather
from disclosure_analysis.dataset.hashes import DESCRIPTOR, PROCESSED, source_hashes
from disclosure_analysis.dataset.schemas import MOST_SHOWN, check_dataset, failures_of
from disclosure_analysis.dataset.writing import DICTIONARY, dataset_files
from disclosure_analysis.errors import DisclosureError, InputError
from disclosure_analysis.metrics import CHECK_COLUMNS, METRIC_COLUMNS
from disclosure_analysis.observations import COLUMNS

ROOT = Path(__file__).resolve().parents[1]
CODED = """\
place_code,place,reporter,body,scope,report_year,year,indicator,value,lower,upper,unit,basis,\
period,quote,source,published
510402,四川省攀枝花市东区,攀枝花市东区人民政府,government,area,2017,2017,disclosed_total,120,120,\
120,条,stated,year,120条,http://example.gov.cn/2017.html,2018-03-23
510402,四川省攀枝花市东区,攀枝花市东区人民政府,government,area,2016,2016,disclosed_total,,,\
,条,stated,year,100条,http://example.gov.cn/2016.html,
""".replace(",,,,条", ",100,100,100,条")
Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def built() -> Frames:
    """The tables of the project itself, gathered anew."""
    return gather(ROOT)


@pytest.fixture(scope="module")
def files(built: Frames) -> dict[str, bytes]:
    return dataset_files(built, source_hashes(ROOT))


@pytest.fixture
def frames(built: Frames) -> Frames:
    """Copies of the project's tables, to be broken."""
    return {name: frame.copy() for name, frame in built.items()}


@pytest.fixture
def world(project: Path) -> Path:
    """A project with one document, and coded figures of it and of the year before."""
    (project / "data/coded_figures.csv").write_text(CODED, encoding="utf-8")
    return project


@pytest.fixture(scope="module")
def processed() -> dict[str, bytes]:
    """What ``write_dataset`` gives in that project, kept for the tests that only read it."""
    return {}


@pytest.fixture
def written(world: Path, processed: dict[str, bytes]) -> Path:
    """That project with its dataset."""
    folder = world / PROCESSED
    if not processed:
        write_dataset(world)
        processed |= {path.name: path.read_bytes() for path in folder.iterdir()}
    folder.mkdir(exist_ok=True)
    for name, content in processed.items():
        (folder / name).write_bytes(content)
    return world


@pytest.mark.parametrize("name", [*(f"{table}.csv" for table in table_names()), DESCRIPTOR])
def test_the_stored_files_are_what_the_inputs_give(files: dict[str, bytes], name: str) -> None:
    same = (ROOT / PROCESSED / name).read_bytes() == files[name]
    assert same, f"{PROCESSED / name} is out of date: run `make data` and look at the difference"


def test_the_stored_dictionary_is_what_the_fields_give() -> None:
    same = (ROOT / DICTIONARY).read_text(encoding="utf-8") == dictionary()
    assert same, f"{DICTIONARY} is out of date: run `make data` and look at the difference"


def test_the_same_inputs_give_the_same_bytes(files: dict[str, bytes]) -> None:
    assert dataset_files(gather(ROOT), source_hashes(ROOT)) == files


def test_the_tables_keep_to_their_own_rules(built: Frames) -> None:
    check_dataset(built)


def test_columns_are_those_of_the_contract(built: Frames) -> None:
    assert list(built["observations"].columns) == COLUMNS
    assert list(built["metrics"].columns) == [*KEY, *METRIC_COLUMNS]
    assert list(built["checks"].columns) == [*KEY, *CHECK_COLUMNS]
    for name in table_names():
        assert list(built[name].columns[: len(KEY)]) == list(KEY)


def test_every_table_is_in_the_types_of_its_fields(built: Frames) -> None:
    for name, frame in built.items():
        assert {column: str(kind) for column, kind in frame.dtypes.items()} == {
            field.name: TYPES[field.type] for field in fields_of(name)
        }


def test_csv_files_begin_with_a_byte_order_mark_and_end_lines_with_lf(
    files: dict[str, bytes],
) -> None:
    for name in table_names():
        content = files[f"{name}.csv"]
        assert content.startswith(b"\xef\xbb\xbf" + KEY[0].encode())
        assert b"\r" not in content


def test_parquet_holds_what_csv_holds(built: Frames, files: dict[str, bytes]) -> None:
    for name, frame in built.items():
        stored = pd.read_parquet(io.BytesIO(files[f"{name}.parquet"]))
        assert list(stored.columns) == list(frame.columns)
        for field in fields_of(name):
            kind: Any = TYPES[field.type]
            pd.testing.assert_series_equal(stored[field.name].astype(kind), frame[field.name])


def test_the_first_report_has_its_row(built: Frames) -> None:
    (row,) = built["reports"].query("origin == 'document'").to_dict("records")
    assert (row["place_code"], row["report_year"]) == ("510402", 2017)
    assert row["published"] == pd.Timestamp("2018-03-23")
    assert row["deadline"] == pd.Timestamp("2018-03-31")
    assert row["lead_days"] == 8
    assert (row["parts_found"], row["parts_required"]) == (6, 6)
    assert row["form"] == "narrative"
    assert row["figures"] == (built["observations"]["origin"] == "document").sum()
    assert row["source"] == "510402-2017.txt"


def test_what_nobody_coded_of_a_report_is_empty_not_zero(built: Frames) -> None:
    reports = built["reports"]
    coded = reports[reports["origin"] == "coded"]
    assert len(coded) > 1
    for column in ("parts_found", "characters", "cells_expected", "cells_found", "problems"):
        assert coded[column].isna().all()
    assert (coded["figures"] > 0).all()
    assert (coded["form"] == "").all()
    told = coded[coded["published"].notna() & coded["deadline"].notna()]
    assert (told["lead_days"] == (told["deadline"] - told["published"]).dt.days).all()
    assert coded.loc[coded["published"].isna(), "lead_days"].isna().all()


def test_documents_and_coded_figures_of_one_report_are_both_kept(world: Path) -> None:
    tables = gather(world)
    assert tables["reports"][["report_year", "origin"]].to_records(index=False).tolist() == [
        (2016, "coded"),
        (2017, "document"),
        (2017, "coded"),
    ]
    total = tables["observations"].query("indicator == 'disclosed_total'")
    assert total["origin"].tolist() == ["coded", "document", "coded"]
    check_dataset(tables)


def test_values_take_the_documents_figure(world: Path) -> None:
    coded = CODED.replace("disclosed_total,120,120,120", "disclosed_total,121,121,121")
    (world / "data/coded_figures.csv").write_text(coded, encoding="utf-8")
    write_dataset(world)
    values = load_dataset(world).values.query("indicator == 'disclosed_total'")
    assert values[["year", "value", "conflicting"]].to_records(index=False).tolist() == [
        (2016, 100.0, False),
        (2017, 120.0, False),
    ]


OF_CODED = {
    **{"source": "http://example.gov.cn/2016.html", "report_year": "2016", "year": "2016"},
    **{"quote": "100条", "expected": "100", "value": "1000", "lower": "1000", "upper": "1000"},
}
OF_THE_DOCUMENT = {
    **{"source": "a.txt", "report_year": "2017", "year": "2017"},
    **{"quote": "公开信息120条", "expected": "120", "value": "102", "lower": "102"},
}


def declare(root: Path, *rows: dict[str, str]) -> None:
    shared = dict.fromkeys(CORRECTION_COLUMNS, "") | {
        **{"place_code": "510402", "reporter": "攀枝花市东区人民政府"},
        **{"indicator": "disclosed_total", "reason": "a digit was lost"},
        **{"address": "http://example.gov.cn/mended.html", "by": "coder"},
    }
    pd.DataFrame([shared | row for row in rows]).to_csv(root / CORRECTIONS, index=False)


def test_declared_corrections_hold_for_coded_figures_too(world: Path) -> None:
    declare(world, OF_CODED)
    figures = gather(world)["observations"]
    assert figures.query("year == 2016")["value"].tolist() == [1000.0]


def test_corrections_stand_in_the_dataset_with_their_reasons(world: Path) -> None:
    declare(world, OF_THE_DOCUMENT, OF_CODED)
    write_dataset(world)
    dataset = load_dataset(world)
    corrections = dataset.corrections
    assert corrections["source"].tolist() == [OF_CODED["source"], "a.txt"]
    assert corrections[["report_year", "expected", "value"]].to_numpy().tolist() == [
        [2016, 100, 1000],
        [2017, 120, 102],
    ]
    assert set(corrections["reason"]) == {"a digit was lost"}
    assert set(corrections["address"]) == {"http://example.gov.cn/mended.html"}
    assert corrections["upper"].isna().tolist() == [False, True]
    figures = dataset.observations.set_index("id").loc[corrections["observation_id"]]
    assert figures["value"].tolist() == corrections["value"].tolist()
    assert figures["place"].tolist() == corrections["place"].tolist()


def test_a_dataset_made_by_hand_needs_no_corrections(built: Frames) -> None:
    dataset = Dataset(**{name: built[name] for name in table_names() if name != "corrections"})
    assert list(dataset.corrections.columns) == columns_of("corrections")
    assert dataset.corrections.empty


def add_the_year_after(root: Path) -> None:
    text = DOCUMENT.replace("2017", "2018")
    (root / "data/raw/b.txt").write_text(text, encoding="utf-8")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    later = registry_row(file="b.txt", sha256=sha256, report_year="2018")
    write_registry(root, registry_row(), later)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"value": "many"}, "data/corrections.csv must be corrected: row 2: value “many” is no"),
        ({"expected": "121"}, "data/corrections.csv, row 2: a.txt should give 121"),
        ({**OF_CODED, "expected": "1"}, "data/corrections.csv, row 2: http://example.gov.cn/2016"),
    ],
)
def test_a_wrong_correction_is_told_once_and_of_no_document(
    world: Path, capsys: pytest.CaptureFixture[str], row: dict[str, str], said: str
) -> None:
    add_the_year_after(world)
    declare(world, OF_THE_DOCUMENT | row)
    assert main(["data", "--root", str(world)]) == 2
    told = capsys.readouterr().err
    assert told.count("data/corrections.csv") == 1
    assert said in told
    assert "data/raw" not in told


def test_a_project_without_coded_figures_says_so_with_an_empty_file(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = world / "data/coded_figures.csv"
    path.write_text(CODED.splitlines()[0] + "\n", encoding="utf-8")
    assert main(["data", "--root", str(world)]) == 0
    assert load_dataset(world).reports["origin"].tolist() == ["document"]
    before = {file: file.read_bytes() for file in (world / PROCESSED).iterdir()}
    path.unlink()
    assert main(["data", "--root", str(world)]) == 2
    assert "data/coded_figures.csv is missing: restore it; a project" in capsys.readouterr().err
    assert {file: file.read_bytes() for file in (world / PROCESSED).iterdir()} == before


def test_documents_that_cannot_be_read_are_all_named_and_nothing_is_written(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "--root", str(world)]) == 0
    capsys.readouterr()
    before = {path: path.read_bytes() for path in (world / PROCESSED).iterdir()}
    names = {"b.txt": "2015", "c.txt": "2016"}
    rows = [registry_row(file=file, report_year=year) for file, year in names.items()]
    write_registry(world, registry_row(), *rows)
    (world / "data/raw/b.txt").write_text("another text", encoding="utf-8")
    assert main(["data", "--root", str(world)]) == 2
    said = capsys.readouterr().err
    assert "data/raw/b.txt is not the document that was registered" in said
    assert "data/raw/c.txt is registered but missing" in said
    assert {path: path.read_bytes() for path in (world / PROCESSED).iterdir()} == before


def test_a_fault_of_the_program_names_the_document_it_met(
    world: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("disclosure_analysis.dataset.gathering.analyse_registered", fails)
    monkeypatch.delenv("DISCLOSURE_DEBUG", raising=False)
    assert main(["data", "--root", str(world)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("data/raw/a.txt: An unexpected error occurred (RuntimeError: broken)")
    assert not [*(world / PROCESSED).iterdir()]


def test_wrong_coded_figures_stop_the_work(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = CODED.replace("120条", "")
    (world / "data/coded_figures.csv").write_text(wrong, encoding="utf-8")
    assert main(["data", "--root", str(world)]) == 2
    assert "data/coded_figures.csv must be corrected: row 2: quote" in capsys.readouterr().err


def test_tables_that_break_a_rule_are_not_written(
    world: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(*_: object) -> Frames:
        tables = gather(world)
        put("checks", "outcome", "MAYBE")(tables)
        return tables

    monkeypatch.setattr("disclosure_analysis.dataset.gathering.gather", wrong)
    assert main(["data", "--root", str(world)]) == 1
    assert "checks, row 2, outcome “MAYBE”: must be one of PASS" in capsys.readouterr().err
    assert not [*(world / PROCESSED).iterdir()]


def test_the_command_names_the_files_that_it_wrote(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "--root", str(world)]) == 0
    written = capsys.readouterr().out.split()
    assert all(Path(name).is_file() for name in written)
    kinds = ("csv", "parquet")
    expected = {str(PROCESSED / f"{name}.{kind}") for name in table_names() for kind in kinds}
    expected |= {str(PROCESSED / DESCRIPTOR), str(DICTIONARY)}
    assert {str(Path(name).relative_to(world)) for name in written} == expected


def test_documents_are_tracked_one_by_one(world: Path) -> None:
    seen: list[str] = []

    def track(rows: Any) -> Any:
        for row in rows:
            seen.append(row.file)
            yield row

    write_dataset(world, track)
    assert seen == ["a.txt"]


Break = Callable[[Frames], object]


def put(table: str, column: str, value: Any, row: int = 0) -> Break:
    def broken(frames: Frames) -> None:
        frames[table].loc[row, column] = value

    return broken


def replace(table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Break:
    def broken(frames: Frames) -> None:
        frames[table] = change(frames[table])

    return broken


RULES: dict[str, tuple[Break, str]] = {
    "a value that is not allowed": (
        put("observations", "basis", "guessed"),
        "observations, row 2, basis “guessed”: must be one of stated, zero_statement, table",
    ),
    "a code that no table has": (
        put("observations", "indicator", "no_such"),
        "observations, row 2, indicator “no_such”: must be one of {indicators.indicator}",
    ),
    "a missing text": (
        put("reports", "reporter", "", row=3),
        "reports, row 5, reporter “”: must not be empty",
    ),
    "a missing number": (
        put("reports", "figures", None),
        "reports, row 2, figures “”: must not be empty",
    ),
    "a text of another look": (
        put("reports", "place_code", "5104"),
        "reports, row 2, place_code “5104”: must look like [0-9]{6}",
    ),
    "a number too small": (
        put("reports", "report_year", 2007),
        "reports, row 2, report_year “2007”: must be at least 2008",
    ),
    "a number too great": (
        put("metrics", "year", 3000),
        "metrics, row 2, year “3000”: must be at most 2099",
    ),
    "another type": (
        replace("metrics", lambda frame: frame.astype({"value": "str"})),
        "metrics, column value: is of the type str, not float64",
    ),
    "an absent column": (
        replace("checks", lambda frame: frame.drop(columns="sentence")),
        "checks, column sentence: is missing",
    ),
    "a column too many": (
        replace("checks", lambda frame: frame.assign(more="")),
        "checks, column more: is no column of this table",
    ),
    "a lower bound above the upper one": (
        put("observations", "lower", 1e9),
        "observations, row 2, lower “1000000000.0”: must not be greater than upper",
    ),
    "an id that stands twice": (
        lambda frames: put("observations", "id", frames["observations"]["id"][0], row=1)(frames),
        "id “{id}”: must not stand in two rows",
    ),
    "a report that stands twice": (
        replace("reports", lambda frame: pd.concat([frame, frame[:1]], ignore_index=True)),
        "must not stand in two rows",
    ),
    "a figure of no report": (
        put("observations", "reporter", "某局"),
        "observations, row 2, place_code, reporter, scope, report_year, origin",
    ),
    "a check of no report": (
        put("checks", "scope", "own"),
        "checks, row 2, place_code, reporter, scope, report_year",
    ),
    "an id of no figure": (
        put("metrics", "observation_ids", "o0123456789"),
        "metrics, row 2, observation_ids “o0123456789”: must be an id of observations",
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_broken_rule_is_told_with_table_row_column_and_value(frames: Frames, rule: str) -> None:
    breaks, said = RULES[rule]
    breaks(frames)
    with pytest.raises(DisclosureError) as told:
        check_dataset(frames)
    assert said.replace("{id}", str(frames["observations"]["id"][0])) in str(told.value)


def test_failures_of_all_tables_are_told_together(frames: Frames) -> None:
    put("observations", "basis", "guessed")(frames)
    put("checks", "outcome", "MAYBE")(frames)
    put("reports", "origin", "hearsay")(frames)
    assert {one.table for one in failures_of(frames)} >= {"observations", "checks", "reports"}
    with pytest.raises(DisclosureError) as told:
        check_dataset(frames)
    for word in ("guessed", "MAYBE", "hearsay"):
        assert word in str(told.value)


def test_of_many_failures_alike_the_first_few_are_told(frames: Frames) -> None:
    frames["observations"]["basis"] = "guessed"
    number = len(frames["observations"])
    with pytest.raises(DisclosureError) as told:
        check_dataset(frames)
    assert str(told.value).count("guessed") == MOST_SHOWN
    assert f"and {number - MOST_SHOWN} more rows alike" in str(told.value)


def test_a_value_just_outside_its_bounds_breaks_no_rule(frames: Frames) -> None:
    put("observations", "value", frames["observations"]["lower"][0] - 1)(frames)
    check_dataset(frames)


def test_every_column_is_described_in_both_languages_and_in_the_dictionary(
    files: dict[str, bytes],
) -> None:
    package = json.loads(files[DESCRIPTOR])
    described = {
        resource["name"]: resource["schema"]["fields"] for resource in package["resources"]
    }
    text = dictionary()
    for name in table_names():
        assert [field["name"] for field in described[name]] == columns_of(name)
        for field in described[name]:
            assert field["description"]
            assert any("一" <= letter <= "鿿" for letter in field["description_zh"])
            assert f"| `{field['name']}` |" in text
        assert f"## `{name}`" in text


def test_keys_and_references_are_columns() -> None:
    for name in table_names():
        assert set(key_of(name)) <= set(columns_of(name))
        assert set(references_of(name)) <= set(columns_of(name)) & set(columns_of("reports"))


def test_the_descriptor_tells_licence_and_sources_and_no_day_of_making(
    files: dict[str, bytes],
) -> None:
    package = json.loads(files[DESCRIPTOR])
    assert [licence["name"] for licence in package["licenses"]] == ["CC-BY-4.0"]
    assert any("coded_figures.csv" in source["title"] for source in package["sources"])
    assert not {"created", "modified", "updated"} & set(package)
    for resource in package["resources"]:
        content = files[resource["path"]]
        assert resource["bytes"] == len(content)


@pytest.fixture
def package(tmp_path: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path / DESCRIPTOR


def frictionless_errors(package: Path) -> list[str]:
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    with frictionless.system.use_context(trusted=True):
        report = frictionless.validate(str(package))
    return [str(error[1]) for error in report.flatten(["resourceName", "type"])]


def test_others_can_validate_the_data_package(package: Path) -> None:
    assert frictionless_errors(package) == []


def test_others_would_see_a_file_that_was_changed(package: Path) -> None:
    path = package.parent / "checks.csv"
    path.write_bytes(path.read_bytes().replace(b"PASS", b"FINE", 1))
    assert frictionless_errors(package) != []


def test_what_was_written_is_what_is_loaded(written: Path) -> None:
    dataset = load_dataset(written)
    for name, frame in gather(written).items():
        pd.testing.assert_frame_equal(getattr(dataset, name), frame)


def test_the_package_offers_the_dataset_of_the_current_project(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    assert len(disclosure_analysis.load_dataset().reports) > 1


def test_texts_that_look_like_missing_values_stay_texts(world: Path) -> None:
    write_registry(world, registry_row(title="NA"))
    write_dataset(world)
    assert "NA" in set(load_dataset(world).reports["title"])


def test_part_of_the_dataset_can_be_chosen(written: Path) -> None:
    part = load_dataset(written).where(lambda frame: frame["report_year"] == 2016)
    assert len(part.reports) == len(part.observations) == 1
    assert part.checks.empty
    assert list(part.values["year"]) == [2016]


def test_a_dataset_shows_what_it_holds_in_both_languages(written: Path) -> None:
    shown = load_dataset(written)._repr_html_()
    assert "1个地方，2016年至2017年；文件1份，人工编码的报告2份" in shown
    assert "2016 to 2017; places: 1; documents: 1; reports coded by hand: 2" in shown
    for name in table_names():
        assert f"<code>{name}</code>" in shown


def edit(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"120", b"210"))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def lose_a_row(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:1], *lines[2:]]))


def garble(path: Path) -> None:
    path.write_bytes(DOCUMENT.encode("gb18030"))


def empty(path: Path) -> None:
    path.write_text("{}", encoding="utf-8")


@pytest.mark.parametrize("harm", [edit, cut, lose_a_row, garble])
def test_a_table_that_is_not_as_it_was_written_asks_for_make_data(
    written: Path, harm: Callable[[Path], None]
) -> None:
    harm(written / PROCESSED / "observations.csv")
    with pytest.raises(InputError) as told:
        load_dataset(written)
    said = "data/processed/observations.csv is not as make data wrote it: run make data."
    assert str(told.value) == said


@pytest.mark.parametrize("harm", [cut, garble, empty])
def test_a_descriptor_that_is_none_asks_for_make_data(
    written: Path, harm: Callable[[Path], None]
) -> None:
    harm(written / PROCESSED / DESCRIPTOR)
    with pytest.raises(InputError) as told:
        load_dataset(written)
    said = "data/processed/datapackage.json is not as make data wrote it: run make data."
    assert str(told.value) == said


@pytest.mark.parametrize("name", ["reports.csv", DESCRIPTOR])
def test_a_file_that_is_not_there_asks_for_make_data(written: Path, name: str) -> None:
    (written / PROCESSED / name).unlink()
    with pytest.raises(InputError) as told:
        load_dataset(written)
    assert str(told.value) == f"data/processed/{name} is not there: run make data."


def test_tables_of_an_earlier_version_ask_for_make_data(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("disclosure_analysis.dataset.loading.columns_of", lambda _: ["a"])
    with pytest.raises(InputError, match=r"other columns than .*: run make data\.$"):
        load_dataset(written)


def code_another_figure(root: Path) -> None:
    path = root / "data/coded_figures.csv"
    path.write_text(CODED.replace("100", "101"), encoding="utf-8")


def lose_coded_figures(root: Path) -> None:
    (root / "data/coded_figures.csv").unlink()


@pytest.mark.parametrize(
    ("change", "file"),
    [
        (code_another_figure, "data/coded_figures.csv"),
        (lose_coded_figures, "data/coded_figures.csv"),
        (lambda root: declare(root, OF_THE_DOCUMENT), "data/corrections.csv"),
        (add_the_year_after, "data/raw/registry.csv"),
    ],
)
def test_what_changed_since_the_tables_were_made_asks_for_make_data(
    written: Path, capsys: pytest.CaptureFixture[str], change: Callable[[Path], None], file: str
) -> None:
    change(written)
    assert main(["trend", "--district=东区", "--root", str(written)]) == 2
    said = f"{file} is not what data/processed was made from: run make data."
    assert capsys.readouterr().err.strip() == said


def test_make_data_takes_in_what_changed(written: Path) -> None:
    declare(written, OF_THE_DOCUMENT)
    write_dataset(written)
    assert load_dataset(written).corrections["value"].tolist() == [102]


def test_no_dataset_asks_for_make_data(project: Path) -> None:
    with pytest.raises(InputError, match="is not there: run make data"):
        load_dataset(project)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_data_runs_the_command() -> None:
    recipes = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "data: $(READY)\n\t@$(BIN)/python -m disclosure_analysis data\n" in recipes
