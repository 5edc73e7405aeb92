"""Parameters of a report: year, district, reporter and language, checked before any work."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass

from disclosure_analysis.errors import InputError
from disclosure_analysis.places import Place, PlaceError, find_place

FIRST_YEAR = 2008
LAST_YEAR = 2099
LANGUAGES = ("zh", "en")
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a report is asked for.

    Attributes:
        year: The data year, 2008 or later.
        district: The district as the user wrote it: name or code.
        reporter: The reporting body; empty for the district's government.
        lang: Language of prose and labels, ``zh`` or ``en``.
    """

    year: int
    district: str
    reporter: str = ""
    lang: str = "zh"

    def for_notebook(self) -> dict[str, int | str]:
        """Return the parameters under the names that the notebooks use."""
        names = {"year": "YEAR", "district": "DISTRICT", "reporter": "REPORTER"}
        return {names.get(key, "REPORT_LANG"): value for key, value in asdict(self).items()}


def check_parameters(
    year: object, district: object, reporter: object = "", lang: object = "zh"
) -> Parameters:
    """Return the parameters as they are meant, or say which one is wrong.

    Args:
        year: A whole number, or its digits (full-width ones too), as text.
        district: Name or six-digit code of a district.
        reporter: Full name of the reporting body; empty for the district's government.
        lang: ``zh`` or ``en``.

    Raises:
        InputError: A parameter is missing, of the wrong type or out of range.
    """
    return Parameters(
        year=_year(year),
        district=_name("DISTRICT", district, example="DISTRICT=东区"),
        reporter=_name("REPORTER", reporter) if reporter not in (None, "") else "",
        lang=_language(lang),
    )


def check_body(
    district: object, reporter: object = "", lang: object = "zh"
) -> tuple[str, str, str]:
    """Return district, reporter and language as they are meant, or say which one is wrong.

    Raises:
        InputError: A parameter is missing or of the wrong type.
    """
    return (
        _name("DISTRICT", district, example="DISTRICT=东区"),
        _name("REPORTER", reporter) if reporter not in (None, "") else "",
        _language(lang),
    )


def check_region(year: object, region: object = "", lang: object = "zh") -> tuple[int, str, str]:
    """Return year, region and language as they are meant, or say which one is wrong.

    Raises:
        InputError: A parameter is missing, of the wrong type or out of range.
    """
    named = _name("REGION", region) if region not in (None, "") else ""
    return _year(year), named, _language(lang)


def district_named(district: str, year: int | None = None) -> Place:
    """Return the district of a name or code in a year, or as it is today or was last.

    Raises:
        InputError: No such district is known, or several are.
    """
    try:
        return find_place(district, year)
    except PlaceError as error:
        raise InputError(str(error)) from None


def quoted(value: object) -> str:
    """Return a user's words for a message: on one line, and cut where they are very long."""
    text = "".join(c if c.isprintable() else " " for c in str(value))
    return f"“{text[:40]}…”" if len(text) > 41 else f"“{text}”"


def _year(value: object) -> int:
    if value is None or (isinstance(value, str) and not value.strip()):
        raise InputError("YEAR is missing: give the data year, for instance YEAR=2017.")
    text = unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else str(value)
    # isdecimal alone would let through digits of other scripts.
    if isinstance(value, bool) or not (text.isascii() and text.isdecimal()):
        raise InputError(
            f"YEAR must be a whole number such as 2017, not {quoted(value)}: correct it."
        )
    # The length is looked at first: int() refuses absurdly long numbers with words of its own.
    if len(text) > 4 or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise InputError(
            f"YEAR must lie between {FIRST_YEAR}, the first year that reports cover, and "
            f"{LAST_YEAR}, but is {quoted(text)}: correct it."
        )
    return int(text)


def _name(parameter: str, value: object, example: str = "") -> str:
    if value is None or (isinstance(value, str) and not value.strip()):
        hint = f", for instance {example}" if example else ""
        raise InputError(f"{parameter} is missing: give a name{hint}.")
    if not isinstance(value, str):
        raise InputError(
            f"{parameter} must be text, not the {type(value).__name__} {quoted(value)}: "
            "put it in quotation marks."
        )
    name = value.strip()
    if not _is_text(name):
        raise InputError(
            f"{parameter} holds characters that are no text ({quoted(name)}): write the name alone."
        )
    if len(name) > LONGEST_NAME:
        raise InputError(
            f"{parameter} is longer than {LONGEST_NAME} characters ({quoted(name)}): "
            "write the name alone."
        )
    return name


def _is_text(name: str) -> bool:
    return all(c.isprintable() or unicodedata.category(c) == "Zs" for c in name)


def _language(value: object) -> str:
    if value not in LANGUAGES:
        raise InputError(
            f"REPORT_LANG must be zh (Chinese) or en (English), not {quoted(value)}: correct it."
        )
    return str(value)
