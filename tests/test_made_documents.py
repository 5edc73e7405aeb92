"""The generator of documents: what it says is in a file is in it, and nothing is left to luck."""

from __future__ import annotations

import ast
import io
import itertools
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import docx
import pdfplumber
import pypdfium2
import pytest
from python_calamine import CalamineWorkbook
from selectolax.lexbor import LexborHTMLParser

from made_documents import DAMAGES, FORMATS, FORMS, MadeDocument, TrueCell, Truth, make_document
from made_documents.__main__ import any_document
from made_documents.forms import APPLICANTS, YEARS, request_rows
from made_documents.places import places

ROOT = Path(__file__).resolve().parents[1]
KINDS = [
    (form, file_format)
    for form, file_format in itertools.product(FORMS, FORMATS)
    if file_format != "xlsx" or form == "form2014"
]
TABLED = [kind for kind in KINDS if kind[0] != "narrative"]
DAMAGED = [
    (name, *kind) for name, damage in DAMAGES.items() for kind in KINDS if damage.applies(*kind)
]
CELLS = {"form2014": 58, "form2019": 22 + 161 + 15, "form2021": 10 + 175 + 15, "narrative": 0}
SEEDS = range(8)


def encoded_text(made: MadeDocument) -> str:
    """Return the text of an HTML or text file, whatever its encoding."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return made.content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError(f"{made.name} is in no encoding that sites use")


def rows_of(made: MadeDocument) -> list[list[str]]:
    """Return the rows of all tables, each with the texts of the cells that begin in it."""
    readers = {"html": html_rows, "docx": word_rows, "txt": text_rows, "xlsx": workbook_rows}
    return list(readers[made.name.rpartition(".")[2]](made))


def html_rows(made: MadeDocument) -> Iterator[list[str]]:
    page = LexborHTMLParser(encoded_text(made))
    for hidden in page.css('[style*="display:none"]'):
        hidden.decompose()
    for row in page.css("tr"):
        cells = [cell for cell in row.iter() if cell.tag in {"td", "th"}]
        yield [cell.text().strip() for cell in cells]


def word_rows(made: MadeDocument) -> Iterator[list[str]]:
    document = docx.Document(io.BytesIO(made.content))
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    for row in document.element.iter(f"{space}tr"):
        texts = ["".join(t.text or "" for t in c.iter(f"{space}t")) for c in row.iter(f"{space}tc")]
        yield [text.strip() for text in texts]


def text_rows(made: MadeDocument) -> Iterator[list[str]]:
    for line in encoded_text(made).splitlines():
        yield [cell.strip() for cell in re.split(r"\t| ?\| ?", line.removesuffix("|"))]


def workbook_rows(made: MadeDocument) -> Iterator[list[str]]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(made.content)).get_sheet_by_index(0)
    for row in sheet.to_python():
        yield [f"{cell:.10g}" if isinstance(cell, float) else str(cell).strip() for cell in row]


def written(truth: Truth) -> dict[str, list[str]]:
    """Return what stands in each row of part three, by the code of the row."""
    found: dict[str, list[str]] = {}
    for cell in truth.cells:
        if cell.applicant and cell.year == truth.year:
            found.setdefault(cell.cell, []).append(cell.written)
    return found


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def pdf_text(made: MadeDocument) -> str:
    pages = pypdfium2.PdfDocument(made.content)
    return plain("".join(page.get_textpage().get_text_range() for page in pages))


def by_key(truth: Truth) -> dict[tuple[str, str, int], TrueCell]:
    return {(cell.cell, cell.applicant, cell.year): cell for cell in truth.cells}


@pytest.mark.parametrize(("form", "file_format"), KINDS)
def test_the_same_call_makes_the_same_bytes_and_another_seed_does_not(
    form: str, file_format: str
) -> None:
    first, again = (make_document(5, form, file_format) for _ in range(2))
    assert first == again
    assert first.content != make_document(6, form, file_format).content


def test_another_process_makes_the_same_bytes() -> None:
    script = (
        "import hashlib; from made_documents.__main__ import any_document\n"
        "print([hashlib.sha256(any_document(s).content).hexdigest() for s in range(25)])"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT / "tests",
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]


@pytest.mark.parametrize("form", FORMS)
def test_the_truth_tells_every_cell_of_the_form_once(form: str) -> None:
    for seed in SEEDS:
        truth = make_document(seed, form, "txt").truth
        assert len(truth.cells) == len({cell.key for cell in truth.cells}) == CELLS[form]
        assert truth.year in YEARS[form]
        assert not truth.refusals | truth.doubtful


@pytest.mark.parametrize("form", FORMS)
def test_file_formats_of_one_seed_tell_the_same(form: str) -> None:
    made = [make_document(3, form, kind[1]).truth for kind in KINDS if kind[0] == form]
    assert len({(t.place, t.reporter, t.year) for t in made}) == 1
    assert len({t.cells for t in made}) == 1


def test_a_cell_has_either_a_number_or_a_reason_for_having_none() -> None:
    seen: Counter[str] = Counter()
    for seed in range(60):
        for cell in make_document(seed, "form2021", "txt").truth.cells:
            seen[cell.missing] += 1
            assert (cell.value is None) == bool(cell.missing)
            assert bool(cell.written) == (cell.missing != "blank")
    assert set(seen) == {"", "blank", "dash", "slash"}


def test_numbers_are_written_in_many_ways() -> None:
    cells = [c for seed in range(80) for c in make_document(seed, "form2019", "txt").truth.cells]
    texts = {cell.written for cell in cells}
    for pattern in (r"[１-９][０-９]*", r"\d,\d{3}", r"\+\d+", r"-\d+", r"\d+元", r"[\d.]+万元"):
        assert any(re.fullmatch(pattern, text) for text in texts), pattern
    money = next(c for c in cells if c.written.endswith("万元") and c.value)
    assert money.in_base_unit() == (round((money.value or 0) * 10_000, 2), "元")


@pytest.mark.parametrize("form", ["form2014", "form2019", "form2021"])
def test_sums_hold_unless_one_is_broken(form: str) -> None:
    for seed in range(40):
        assert not make_document(seed, form, "txt").truth.broken_identities
        broken = make_document(seed, form, "txt", ["broken_sum"]).truth
        assert broken.broken_identities
        assert broken.findings == ("broken_sum",)


def test_the_total_of_a_row_is_the_sum_of_its_applicants() -> None:
    for seed in SEEDS:
        cells = by_key(truth := make_document(seed, "form2021", "html").truth)
        for row in request_rows("form2021"):
            values = [cells[row.code, a, truth.year].value or 0 for a in APPLICANTS]
            assert sum(values[:-1]) == values[-1]


def test_places_are_many_and_their_codes_agree_with_their_provinces() -> None:
    assert len({place.code for place in places()}) == len(places()) >= 40
    provinces = {(place.code[:2], place.province) for place in places()}
    assert len(provinces) == len({code for code, _ in provinces}) >= 25
    assert all(re.fullmatch(r"\d{6}", place.code) for place in places())


def test_all_kinds_of_bodies_report() -> None:
    made = [make_document(seed, "narrative", "txt").truth for seed in range(80)]
    assert {truth.body for truth in made} == {"government", "department", "township", "other"}
    assert {truth.scope for truth in made if truth.body == "government"} == {"area"}
    assert {truth.scope for truth in made if truth.body != "government"} == {"own"}


@pytest.mark.parametrize(("form", "file_format"), [k for k in KINDS if k[1] != "pdf"])
def test_files_open_in_other_libraries_and_carry_title_and_sentences(
    form: str, file_format: str
) -> None:
    for seed in SEEDS:
        made = make_document(seed, form, file_format)
        if file_format == "html":
            text = LexborHTMLParser(encoded_text(made)).text()
        elif file_format == "docx":
            text = "".join(p.text for p in docx.Document(io.BytesIO(made.content)).paragraphs)
        elif file_format == "xlsx":
            text = "".join(itertools.chain.from_iterable(rows_of(made)))
        else:
            text = encoded_text(made)
        assert plain(made.truth.title) in plain(text)
        assert all(plain(figure.written) in plain(text) for figure in made.truth.stated)


@pytest.mark.parametrize("form", FORMS)
def test_pdf_files_carry_title_and_numbers_as_text(form: str) -> None:
    for seed in range(4):
        made = make_document(seed, form, "pdf")
        text = pdf_text(made)
        assert made.truth.title in text
        assert all(cell.written in text for cell in made.truth.cells)


def test_tables_of_a_pdf_are_ruled_unless_the_lines_are_lost() -> None:
    for damage, ruled in (((), True), (("lost_borders",), False)):
        made = make_document(3, "form2021", "pdf", damage)
        with pdfplumber.open(io.BytesIO(made.content)) as pdf:
            assert any(page.find_tables() for page in pdf.pages) == ruled


@pytest.mark.parametrize("file_format", ["html", "docx"])
@pytest.mark.parametrize("form", ["form2019", "form2021"])
def test_each_row_of_part_three_ends_with_its_seven_cells(form: str, file_format: str) -> None:
    for seed in SEEDS:
        made = make_document(seed, form, file_format)
        rows = [(plain("".join(row[:-7])), row[-7:]) for row in rows_of(made) if len(row) > 7]
        for row in request_rows(form):
            values = written(made.truth)[row.code]
            assert any(label.endswith(row.label) and cells == values for label, cells in rows)


@pytest.mark.parametrize("file_format", ["html", "docx", "xlsx"])
def test_each_row_of_the_2014_table_ends_with_its_figure(file_format: str) -> None:
    for seed in SEEDS:
        made = make_document(seed, "form2014", file_format)
        last = [row[2] for row in rows_of(made) if len(row) == 3 and row[1] not in {"——", "单位"}]
        if file_format == "xlsx":
            last = last[-58:]
        assert len(last) == 58
        for text, cell in zip(last, made.truth.cells, strict=True):
            assert text == cell.written or float(text) == cell.value


def test_text_comes_with_tabs_bars_or_a_cell_a_line() -> None:
    seen = set()
    for seed in range(30):
        text = encoded_text(make_document(seed, "form2021", "txt"))
        seen.add("\t" in text.partition("第二十条")[2] or " | " in text.partition("第二十条")[2])
    assert seen == {True, False}


def test_pages_come_in_many_encodings() -> None:
    made = [make_document(seed, "form2021", "html") for seed in range(60)]
    heads = [m.content[:400].decode("ascii", "ignore") for m in made]
    utf8 = [is_utf8(m.content) for m in made]
    assert any("gb2312" in head for head in heads)
    assert any("charset" not in head for head in heads)
    assert any(m.content.startswith(b"\xef\xbb\xbf") for m in made)
    assert {True, False} == set(utf8)


def is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_a_day_of_publication_is_told_only_where_it_is_printed() -> None:
    for seed in range(40):
        made = make_document(seed, "form2021", "html")
        day, text = made.truth.published, encoded_text(made)
        if day is None:
            assert "发布" not in text and "PubDate" not in text
        else:
            digits = {f"{day:%Y-%m-%d}", f"{day:%Y/%m/%d}", f"{day:%Y.%m.%d}"}
            assert any(d in text for d in {*digits, f"{day.year}年{day.month}月{day.day}日"})
            assert day.year == made.truth.year + 1
        assert made.truth.source_line in text


@pytest.mark.parametrize(("name", "form", "file_format"), DAMAGED)
def test_damage_is_told_as_it_is_documented(name: str, form: str, file_format: str) -> None:
    damage = DAMAGES[name]
    for seed in range(2):
        truth = make_document(seed, form, file_format, [name]).truth
        assert truth.damage == (name,)
        assert truth.findings == ((name,) if damage.reported else ())
        assert bool(truth.refusals) == damage.unreadable
        assert truth.refusals <= {cell.key for cell in truth.cells}
        assert not truth.refusals & {cell.key for cell in truth.readable()}


def test_many_damages_go_together() -> None:
    for seed in range(200):
        made = any_document(seed)
        assert made.content
        assert len({cell.key for cell in made.truth.cells}) == len(made.truth.cells)


def test_unknown_damage_is_refused_with_the_names_that_are_known() -> None:
    with pytest.raises(ValueError, match="no damage is called burnt; known are broken_sum"):
        make_document(1, "form2021", "html", ["burnt"])


def test_damage_that_cannot_happen_is_refused() -> None:
    with pytest.raises(ValueError, match="lost_borders cannot happen to form2021 as html"):
        make_document(1, "form2021", "html", ["lost_borders"])
    with pytest.raises(ValueError, match="leave no room for each other"):
        make_document(1, "form2021", "html", ["missing_headings", "header_repeated"])
    with pytest.raises(ValueError, match="only form2014 is made as xlsx"):
        make_document(1, "form2021", "xlsx")
    with pytest.raises(ValueError, match="no document is made as form2030 html"):
        make_document(1, "form2030", "html")


def test_cells_below_a_cut_are_refused_and_the_rest_still_stands() -> None:
    for seed in SEEDS:
        made = make_document(seed, "form2019", "docx", ["cut_page"])
        rows = rows_of(made)
        refused = {key.cell for key in made.truth.refusals}
        assert "T4.rec.total" in refused
        assert "T3.1" not in refused
        assert len(rows[-1]) >= 8
        assert not any("结转下年度" in cell for row in rows for cell in row)


def test_glued_numbers_are_refused_and_stand_in_one_cell() -> None:
    for seed in SEEDS:
        made = make_document(seed, "form2021", "docx", ["glued_numbers"])
        cells = by_key(made.truth)
        left, right = sorted(made.truth.refusals, key=lambda k: APPLICANTS.index(k.applicant))
        both = cells[left].written + cells[right].written
        assert any(plain(text) == both for row in rows_of(made) for text in row)


def test_a_row_with_a_cell_too_few_is_refused_as_a_whole() -> None:
    for seed in SEEDS:
        made = make_document(seed, "form2021", "html", ["missing_column_cell"])
        assert len({key.cell for key in made.truth.refusals}) == 1
        assert {key.applicant for key in made.truth.refusals} == set(APPLICANTS)


def test_last_year_has_cells_of_its_own_that_lead_to_this_year() -> None:
    for form in ("form2019", "form2021"):
        for seed in SEEDS:
            truth = make_document(seed, form, "html", ["last_year_table"]).truth
            cells = by_key(truth)
            assert {cell.year for cell in truth.cells} == {truth.year, truth.year - 1}
            for applicant in APPLICANTS:
                before = cells["T3.4", applicant, truth.year - 1].value or 0
                assert before == (cells["T3.2", applicant, truth.year].value or 0)


def test_rows_of_the_office_are_told_apart_from_cells() -> None:
    for form, columns in (("form2014", 1), ("form2021", 3)):
        made = make_document(2, form, "html", ["local_row"])
        assert len(made.truth.local_rows) == columns
        label = made.truth.local_rows[0].label
        figures = [row.written for row in made.truth.local_rows]
        assert any(plain(row[0]) == label and row[-columns:] == figures for row in rows_of(made))


def test_swapped_rows_keep_their_values() -> None:
    for seed in SEEDS:
        usual = make_document(seed, "form2021", "docx")
        swapped = make_document(seed, "form2021", "docx", ["swapped_rows"])
        assert usual.truth.cells == swapped.truth.cells
        assert rows_of(usual) != rows_of(swapped)
        tails = [Counter(tuple(row[-8:]) for row in rows_of(made)) for made in (usual, swapped)]
        assert tails[0] == tails[1]


def test_a_mistyped_label_differs_by_one_character() -> None:
    for seed in SEEDS:
        usual = make_document(seed, "form2014", "docx")
        typo = make_document(seed, "form2014", "docx", ["label_typo"])
        pairs = zip(rows_of(usual), rows_of(typo), strict=True)
        (old, new), *more = [(a[0], b[0]) for a, b in pairs if a != b]
        assert not more
        assert abs(len(old) - len(new)) == 1


def test_a_split_row_has_its_label_in_two_parts() -> None:
    for seed in SEEDS:
        made = make_document(seed, "form2014", "docx", ["split_row"])
        usual = {row[0] for row in rows_of(make_document(seed, "form2014", "docx"))}
        labels = [row[0] for row in rows_of(made)]
        assert any(a + b in usual for a, b in itertools.pairwise(labels))


def test_renumbered_rows_have_no_point_after_their_number() -> None:
    for seed in SEEDS:
        made = make_document(seed, "form2021", "docx", ["renumbered"])
        texts = [text for row in rows_of(made) for text in row]
        assert not any(re.match(r"\d\.\D", text) for text in texts)
        assert any(re.match(r"\d、|（\d）|\d．|\(\d\)", text) for text in texts)


def test_lost_and_repeated_headings_are_lost_and_repeated() -> None:
    for file_format, damage, times in (
        ("docx", "missing_headings", {0}),
        ("docx", "header_repeated", {2}),
        ("html", "header_repeated", {2}),
    ):
        for seed in SEEDS:
            made = make_document(seed, "form2021", file_format, [damage])
            texts = [plain(text) for row in rows_of(made) for text in row]
            assert texts.count("社会公益组织") in times


def test_split_labels_leave_no_merged_label() -> None:
    for seed in SEEDS:
        made = make_document(seed, "form2019", "docx", ["split_merged"])
        document = docx.Document(io.BytesIO(made.content))
        assert not document.element.xpath("//w:vMerge")
        assert {len(row) for row in rows_of(made)} >= {10, 15}


def test_nested_tables_stand_in_cells() -> None:
    made = make_document(1, "form2021", "docx", ["nested_table"])
    assert docx.Document(io.BytesIO(made.content)).tables[0].cell(0, 0).tables
    page = encoded_text(make_document(1, "form2021", "html", ["nested_table"]))
    assert LexborHTMLParser(page).css("td > table")


def test_the_opening_contradicts_the_title_where_damage_says_so() -> None:
    for seed in SEEDS:
        made = make_document(seed, "form2021", "txt", ["contradicting_year"])
        assert f"{made.truth.year - 1}年12月31日" in encoded_text(made)
        made = make_document(seed, "form2021", "html", ["contradicting_reporter"])
        opening = re.search(r"(由|现公布|规定，)(\S+?)(20\d\d年|按照|对)", encoded_text(made))
        assert opening
        assert opening[2] != made.truth.reporter


def test_noise_names_other_reports() -> None:
    for file_format in ("html", "txt"):
        made = make_document(4, "form2021", file_format, ["site_noise"])
        usual = make_document(4, "form2021", file_format)
        counts = [encoded_text(m).count("政府信息公开工作年度报告") for m in (usual, made)]
        assert counts[1] >= counts[0] + 4


def test_vanished_blanks_make_rows_doubtful_and_leave_no_empty_cell() -> None:
    doubtful = 0
    for seed in SEEDS:
        made = make_document(seed, "form2021", "txt", ["vanished_blanks"])
        doubtful += len(made.truth.doubtful)
        table = encoded_text(made).partition("申请人情况")[2].partition("五、存在")[0]
        assert all(line.strip() for line in table.splitlines()[1:])
    assert doubtful


def test_the_generator_shares_no_code_with_the_package() -> None:
    for path in sorted((ROOT / "tests/made_documents").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in getattr(node, "names", ())]
            names.append(getattr(node, "module", None) or "")
            assert not any(name.startswith("disclosure_analysis") for name in names), path


def test_documents_are_written_with_their_truth_for_people_to_look_at(tmp_path: Path) -> None:
    call = ["-m", "tests.made_documents", "--count", "3", "--seed", "1", "--output", str(tmp_path)]
    subprocess.run([sys.executable, *call], cwd=ROOT, check=True, timeout=120)
    truths = sorted(tmp_path.glob("*.truth.json"))
    assert len(truths) == 3
    for path in truths:
        assert path.with_name(path.name.removesuffix(".truth.json")).is_file()
        assert json.loads(path.read_text(encoding="utf-8"))["place_code"]
