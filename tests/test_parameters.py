import pytest

from disclosure_analysis.errors import InputError
from disclosure_analysis.parameters import Parameters, check_parameters, quoted


def test_words_of_the_command_line_become_typed_parameters() -> None:
    assert check_parameters("2017", " 东区 ") == Parameters(2017, "东区", "", "zh")


def test_a_year_typed_with_a_chinese_input_method_is_understood() -> None:
    assert check_parameters("２０１７", "东区").year == 2017


@pytest.mark.parametrize(
    "year", ["20I7", "2017.5", 2017.0, 2017.5, True, "-2017", "2017年", "٢٠١٧"]
)
def test_a_year_that_is_no_whole_number_is_refused_by_name(year: object) -> None:
    with pytest.raises(InputError, match=r"^YEAR must be a whole number such as 2017, not “"):
        check_parameters(year, "东区")


@pytest.mark.parametrize("year", [None, "", "  "])
def test_a_missing_year_is_asked_for(year: object) -> None:
    with pytest.raises(InputError, match="YEAR is missing"):
        check_parameters(year, "东区")


@pytest.mark.parametrize("year", ["2007", 2100, "0", "9" * 5000])
def test_a_year_that_no_report_can_cover_is_refused(year: object) -> None:
    with pytest.raises(InputError, match=r"between 2008.*and 2099"):
        check_parameters(year, "东区")


@pytest.mark.parametrize("district", [None, "", "   "])
def test_a_missing_district_is_asked_for(district: object) -> None:
    with pytest.raises(InputError, match=r"DISTRICT is missing.*DISTRICT=东区"):
        check_parameters(2017, district)


@pytest.mark.parametrize("district", [510402, ["东区"]])
def test_a_district_that_is_no_text_is_refused(district: object) -> None:
    with pytest.raises(InputError, match="DISTRICT must be text"):
        check_parameters(2017, district)


@pytest.mark.parametrize("district", ["东\n区", "东\x00区", "\udcff"])
def test_control_characters_and_broken_bytes_are_no_names(district: object) -> None:
    with pytest.raises(InputError, match="no text"):
        check_parameters(2017, district)


def test_a_page_of_text_is_no_name() -> None:
    with pytest.raises(InputError, match="longer than 100"):
        check_parameters(2017, "东" * 101)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InputError, match="REPORT_LANG must be zh"):
        check_parameters(2017, "东区", lang="fr")


def test_the_notebook_gets_the_contracts_names() -> None:
    assert check_parameters(2017, "东区", lang="en").for_notebook() == {
        "YEAR": 2017,
        "DISTRICT": "东区",
        "REPORTER": "",
        "REPORT_LANG": "en",
    }


def test_a_message_stays_on_one_line_however_odd_the_value() -> None:
    assert "\n" not in quoted("a\nb")
    assert len(quoted("x" * 500)) < 50
