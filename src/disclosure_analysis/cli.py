"""The ``disclosure`` command: thin shells over functions of the library.

Exit status: 0 done, 1 the work failed, 2 the call or the input was wrong; then one plain
sentence stands on standard error.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from disclosure_analysis.batches import (
    DEBUG_VARIABLE,
    Tables,
    read_safely,
    tried,
    unexpected,
    with_progress,
)
from disclosure_analysis.errors import DisclosureError, InputError
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from disclosure_analysis.registering import Entry, Outcome

Command = TypeVar("Command", bound="Callable[..., Any]")

ROOT = click.option("--root", metavar="FOLDER", help="The project's folder.")
LANG = click.option("--lang", metavar="zh|en", default="zh", show_default=True, help="Language.")
FORCE = click.option("--force", is_flag=True, help="Make it even if it is up to date.")
QUIET = click.option("--quiet", is_flag=True, help="Show no progress on standard error.")


def _sayable(command: Command) -> Command:
    """Give a command one option for each thing that can be said of a document."""
    for row in reversed(table("registry_columns")[1:]):
        option = f"--{row['column'].replace('_', '-')}"
        what = f"{row['en'][0].upper()}{row['en'][1:]}."
        if row["value"]:
            command = click.option(option, metavar=row["value"], help=what)(command)
        else:
            command = click.option(option, is_flag=True, help=what)(command)
    return command


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=True,
)
@click.version_option(package_name="disclosure-analysis", prog_name="disclosure")
@click.pass_context
def disclosure(context: click.Context) -> None:
    """Figures, metrics and reports from annual government information disclosure reports."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@disclosure.command()
@click.option("--year", metavar="YEAR", help="Data year of the report, for instance 2017.")
@click.option("--district", metavar="NAME", help="Name or code of the district, e.g. 东区.")
@click.option("--reporter", metavar="NAME", default="", help="Another reporting body.")
@LANG
@FORCE
@ROOT
def report(
    year: str | None,
    district: str | None,
    reporter: str,
    lang: str,
    force: bool,
    root: str | None,
) -> None:
    """Make a district's report for a year: notebook, page, PDF and tables.

    Prints the paths of the files.
    """
    from disclosure_analysis.parameters import check_parameters
    from disclosure_analysis.project import find_root
    from disclosure_analysis.publishing.pipeline import build_report

    check_parameters(year, district, reporter, lang or "zh")
    _list_files(
        build_report(
            find_root(root),
            year,
            district,
            reporter,
            lang or "zh",
            force=force,
            progress=click.echo,
        )
    )


@disclosure.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Write JSON lines instead of CSV.")
@click.option("--output", metavar="FILE", help="Write to a file instead of standard output.")
@QUIET
def extract(paths: tuple[str, ...], as_json: bool, output: str | None, quiet: bool) -> None:
    """Read documents, or folders of them, and print every figure found as a table.

    A document that cannot be read is named on standard error, and the rest goes on; the exit
    status is then 2. Files of a folder that are of other formats are counted there.
    """
    from disclosure_analysis.outputs import place_files

    # A bar and a table on the same terminal would be mixed up.
    quiet = quiet or (output is None and sys.stdout.isatty())
    tables = Tables(as_json=as_json, byte_order_mark=output is not None, quiet=quiet)
    if output is None:
        for chunk in tables.of(paths):
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
    else:
        content = b"".join(tables.of(paths))
        place_files(Path(output).absolute().parent, {Path(output).name: content})
    if tables.passed_over:
        click.echo(_passed_over(tables.passed_over), err=True)
    if tables.apart:
        click.echo(_account(tables.apart), err=True)
    if tables.failed:
        raise InputError(_account(tables.failed))


@disclosure.command()
@click.argument("paths", metavar="[PATH…]", nargs=-1)
@click.option("--year", metavar="YEAR", help="Only reports on this data year.")
@click.option("--district", metavar="NAME", help="Only reports of this district.")
@LANG
@QUIET
@ROOT
def check(
    paths: tuple[str, ...],
    year: str | None,
    district: str | None,
    lang: str,
    quiet: bool,
    root: str | None,
) -> None:
    """Print what was read of each document and what was not, and every consistency check.

    Without PATH the registered documents are checked, all or those of a year and district.
    """
    from disclosure_analysis.checking import check_documents, check_registered

    if paths and (year or district):
        raise click.UsageError("--year and --district choose registered documents, not paths")
    failed: list[str] = []
    if paths:
        names, checked = check_documents(paths, lang=lang)
    else:
        names, checked = check_registered(root, year, district, lang=lang)
    for name in with_progress(names, quiet=quiet or sys.stdout.isatty()):
        text = tried(checked, name, failed)
        if text is not None:
            click.echo(text)
    if failed:
        raise InputError(_account(failed))


@disclosure.command()
@click.option("--district", metavar="NAME", help="Name or code of the district, e.g. 东区.")
@click.option("--reporter", metavar="NAME", default="", help="Another reporting body.")
@LANG
@FORCE
@ROOT
def trend(district: str | None, reporter: str, lang: str, force: bool, root: str | None) -> None:
    """Make the page of a district over its years, from the dataset.

    Prints the paths of the files.
    """
    from disclosure_analysis.parameters import check_body
    from disclosure_analysis.project import find_root
    from disclosure_analysis.publishing.pipeline import build_trend

    check_body(district, reporter, lang or "zh")
    _list_files(
        build_trend(
            find_root(root), district, reporter, lang or "zh", force=force, progress=click.echo
        )
    )


@disclosure.command()
@click.option("--year", metavar="YEAR", help="Data year of the reports, for instance 2018.")
@click.option("--region", metavar="NAME", default="", help="A province or prefecture.")
@LANG
@FORCE
@ROOT
def compare(year: str | None, region: str, lang: str, force: bool, root: str | None) -> None:
    """Make the page that compares the districts of a year, from the dataset.

    Prints the paths of the files.
    """
    from disclosure_analysis.parameters import check_region
    from disclosure_analysis.project import find_root
    from disclosure_analysis.publishing.pipeline import build_comparison

    check_region(year, region, lang or "zh")
    _list_files(
        build_comparison(
            find_root(root), year, region, lang or "zh", force=force, progress=click.echo
        )
    )


@disclosure.command()
@QUIET
@ROOT
def data(quiet: bool, root: str | None) -> None:
    """Build data/processed: tables of all registered documents and all coded figures.

    Prints the paths of the files. Nothing is written if a document cannot be read.
    """
    from functools import partial

    from disclosure_analysis.dataset import write_dataset
    from disclosure_analysis.project import find_root

    _list_files(write_dataset(find_root(root), partial(with_progress, quiet=quiet)))


@disclosure.command()
@click.argument("file", metavar="[FILE]", required=False)
@click.option("--from", "sheet", metavar="SHEET", help="Register all that a CSV sheet lists.")
@click.option("--refused", metavar="FILE", help="Write what the sheet's rows lack as a new sheet.")
@click.option("--template", is_flag=True, help="Print an empty sheet with explanations.")
@_sayable
@QUIET
@ROOT
def add(
    file: str | None,
    sheet: str | None,
    refused: str | None,
    template: bool,
    quiet: bool,
    root: str | None,
    **said: str | bool | None,
) -> None:
    """Register documents: copy each into data/raw and describe it in the registry.

    What a document says of itself need not be given. Of a sheet, what can be registered is; the
    rest is named on standard error, and the exit status is then 2.
    """
    from disclosure_analysis import registering

    entry = _check_add(file, sheet, refused, template, said)
    if template:
        sys.stdout.buffer.write(registering.template())
    elif sheet:
        _add_sheet(Path(sheet), refused, root, quiet=quiet)
    else:
        _add_one(entry, root)


def _check_add(
    file: str | None,
    sheet: str | None,
    refused: str | None,
    template: bool,
    said: Mapping[str, str | bool | None],
) -> Entry:
    """Return the one document of a call, once the call is known to make sense."""
    from disclosure_analysis.registering import Entry, option_of

    if sum(map(bool, (file, sheet, template))) != 1:
        raise click.UsageError("Name one FILE, or a sheet with --from, or ask for --template")
    given = {name: "yes" if value is True else str(value) for name, value in said.items() if value}
    words = {name: " ".join(value.split()) for name, value in given.items() if value.strip()}
    if words and not file:
        raise click.UsageError(f"{option_of(next(iter(words)))} is said of one FILE only")
    if refused is not None and not sheet:
        raise click.UsageError("--refused needs a sheet that is given with --from")
    return Entry(file or "", words)


def _add_one(entry: Entry, root: str | None) -> None:
    from disclosure_analysis.project import find_root
    from disclosure_analysis.registering import register

    outcome = register(find_root(root), [entry], read=read_safely)
    for one in outcome.refused:
        raise InputError(one.sentence())
    for _, row in outcome.registered:
        click.echo(f"{_shown(row.path)}: {row.reporter}, {row.report_year}")
    for _, doubt in outcome.doubts:
        click.echo(f"Check the document: {doubt}.", err=True)


def _add_sheet(sheet: Path, refused: str | None, root: str | None, *, quiet: bool) -> None:
    from disclosure_analysis.outputs import place_files
    from disclosure_analysis.project import find_root
    from disclosure_analysis.registering import read_sheet, refused_sheet, register

    entries = read_sheet(sheet)
    if refused is not None:
        _check_refused(Path(refused), sheet)
    outcome = register(find_root(root), with_progress(entries, quiet=quiet), read=read_safely)
    click.echo(f"{len(outcome.registered)} of {len(entries)} registered")
    for one, doubt in outcome.doubts:
        click.echo(f"Check row {one.number} ({one.file}): {doubt}.", err=True)
    if refused is not None:
        folder = Path(refused).absolute().parent
        place_files(folder, {Path(refused).name: refused_sheet(outcome, folder)})
    if outcome.refused:
        raise InputError(_account(_refusals(outcome)))


def _check_refused(path: Path, sheet: Path) -> None:
    """Try the place of the refused rows, before any document is registered."""
    from disclosure_analysis.outputs import check_writable

    if path.resolve() == sheet.resolve():
        raise InputError(f"{path} is the sheet itself: name another file with --refused.")
    if path.is_dir():
        raise InputError(f"{path} is a folder: name a file with --refused.")
    check_writable(path.absolute().parent)


def _refusals(outcome: Outcome) -> list[str]:
    return [
        f"row {one.entry.number} ({one.entry.file or 'no file'}): {one.problem()}"
        for one in outcome.refused
    ]


@disclosure.command()
@click.argument("paths", metavar="[PATH…|registered]", nargs=-1)
@click.option("--size", type=click.IntRange(min=1), required=True, help="How many documents.")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the draw.")
@click.option("--by", type=click.Choice(["era", "body"]), multiple=True, help="Strata.")
@click.option("--coders", type=click.IntRange(1, 9), default=1, show_default=True, help="Sheets.")
@click.option("--output", metavar="SHEET.csv", required=True, help="The sheet to write.")
@ROOT
def sample(
    paths: tuple[str, ...],
    size: int,
    seed: int,
    by: tuple[str, ...],
    coders: int,
    output: str,
    root: str | None,
) -> None:
    """Draw documents at random and write empty coding sheets, with instructions beside them.

    Registered documents are drawn, or those among PATH. What extraction finds is not shown.
    """
    from disclosure_analysis.coding.sampling import sample_sheets
    from disclosure_analysis.outputs import place_files

    if Path(output).suffix.lower() != ".csv":
        raise click.UsageError(f"--output {output} does not end with .csv")
    failed: list[str] = []
    files = sample_sheets(
        paths, Path(output), size=size, seed=seed, by=by, coders=coders, root=root, failed=failed
    )
    for path in place_files(Path(output).absolute().parent, files):
        click.echo(_shown(path))
    if failed:
        raise InputError(_account(failed))


@disclosure.command()
@click.argument("sheets", metavar="SHEET…", nargs=-1, required=True)
@click.option("--output", metavar="FILE", help="Write the tables as .csv or .md as well.")
@ROOT
def agreement(sheets: tuple[str, ...], output: str | None, root: str | None) -> None:
    """Compare filled coding sheets with extraction, and coders with each other."""
    from disclosure_analysis.coding.agreement import agreement_of, check_output
    from disclosure_analysis.outputs import place_files

    ending = Path(output).suffix.lower() if output else ""
    if output and ending not in (".csv", ".md"):
        raise click.UsageError(f"--output {output} ends with neither .csv nor .md")
    paths = [Path(sheet) for sheet in sheets]
    if output:
        check_output(Path(output), paths)
    found = agreement_of(paths, root)
    click.echo(found.text(), nl=False)
    if output:
        content = found.csv() if ending == ".csv" else found.text().encode()
        place_files(Path(output).absolute().parent, {Path(output).name: content})


def _passed_over(number: int) -> str:
    if number == 1:
        return "1 file of another format was passed over."
    return f"{number} files of other formats were passed over."


def _account(failed: Sequence[str]) -> str:
    return "\n".join(f"{sentence}." for sentence in failed)


def _list_files(paths: Iterable[Path]) -> None:
    for path in paths:
        click.echo(_shown(path))


def _shown(path: Path) -> str:
    """Return a path relative to the current folder where it lies below it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status; no traceback reaches the user.

    Args:
        arguments: The command line; ``sys.argv`` if not given.
    """
    _write_utf8()
    try:
        return _run(arguments)
    except DisclosureError as error:
        return _fail(str(error), error.exit_status)
    except click.ClickException as error:
        return _fail(_usage(error), 2)
    except (KeyboardInterrupt, click.Abort):
        return _fail("Stopped: run the command again to go on.", 1)
    except BrokenPipeError:
        # The reader of our output has gone, so there is nobody to tell; the interpreter would
        # still complain when it closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            traceback.print_exc()
        return _fail(f"{unexpected(error)}.", 1)


def _run(arguments: Sequence[str] | None) -> int:
    status = disclosure.main(
        args=None if arguments is None else list(arguments),
        prog_name="disclosure",
        standalone_mode=False,
    )
    sys.stdout.flush()
    return status if isinstance(status, int) else 0


def _fail(message: str, status: int) -> int:
    click.echo(message, err=True)
    return status


def _usage(error: click.ClickException) -> str:
    message = " ".join(error.format_message().split())
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "disclosure"
    return f"{message.rstrip('.')}: see {command} --help."


def _write_utf8() -> None:
    """Write Chinese whatever the locale, and odd bytes of a file's name as escapes."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
