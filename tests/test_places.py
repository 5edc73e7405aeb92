"""Finding districts by name, code and the beginning of a title."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter, defaultdict
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure_analysis.places import (
    AmbiguousPlaceError,
    Place,
    PlaceError,
    UnknownPlaceError,
    find_place,
    match_place,
    place_by_code,
)

THIS_YEAR = 2026


def rows() -> list[dict[str, str]]:
    table = resources.files("disclosure_analysis") / "tables" / "places.csv"
    return list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))


ROWS = rows()


def rows_of(year: int, level: str = "county") -> list[dict[str, str]]:
    return [
        row
        for row in ROWS
        if row["level"] == level
        and int(row["valid_from"] or 0) <= year <= int(row["valid_to"] or 9999)
    ]


def codes(places: tuple[Place, ...]) -> list[str]:
    return [place.code for place in places]


def repeated_names(year: int) -> dict[str, list[str]]:
    by_name: dict[str, list[str]] = defaultdict(list)
    for row in rows_of(year):
        by_name[row["name"]].append(row["code"])
    return {name: found for name, found in by_name.items() if len(found) > 1}


def unknown(text: str, year: int | None = None) -> UnknownPlaceError:
    with pytest.raises(UnknownPlaceError) as caught:
        find_place(text, year)
    return caught.value


def ambiguous(text: str, year: int | None = None) -> AmbiguousPlaceError:
    with pytest.raises(AmbiguousPlaceError) as caught:
        find_place(text, year)
    return caught.value


@pytest.mark.parametrize("year", [None, 2008, 2017, 2025])
@pytest.mark.parametrize(
    "text",
    [
        "东区",
        "攀枝花市东区",
        "四川省攀枝花市东区",
        "510402",
        " 攀枝花市东区\n",
        "５１０４０２",
        "攀枝花东区",
        "四川攀枝花市东区",
        "四川省东区",
    ],
)
def test_every_way_to_write_the_district_finds_it(text: str, year: int | None) -> None:
    place = find_place(text, year)

    assert place.code == "510402"
    assert place.full_name == "四川省攀枝花市东区"
    assert place.folder_name == "攀枝花市东区"


@pytest.mark.parametrize(
    "text",
    [
        "东区街道",
        "中山市东区",
        "东",
        "枝花市东区",
        "攀枝花市四川省东区",
        "成都市东区",
        "区东",
        "东区东区",
        "东 区",
    ],
)
def test_a_text_that_only_contains_the_name_does_not_find_it(text: str) -> None:
    assert unknown(text)


def test_names_that_end_alike_are_other_places() -> None:
    assert codes(ambiguous("河东区").candidates) == ["120102", "371312"]
    assert find_place("沈阳市大东区").code == "210104"
    assert find_place("金东区").code == "330703"


@pytest.mark.parametrize("year", [None, 2017])
def test_every_county_is_found_by_its_full_name_its_code_and_its_folder(year: int | None) -> None:
    for row in rows_of(year or THIS_YEAR):
        place = find_place(row["code"], year)

        assert place.code == row["code"]
        assert find_place(place.full_name, year) == place
        assert find_place(place.folder_name, year) == place


@pytest.mark.parametrize("year", [2008, 2013, 2017, 2026])
def test_no_two_counties_of_a_year_share_a_folder_or_a_code(year: int) -> None:
    places = [place_by_code(row["code"], year) for row in rows_of(year)]

    assert len({place.folder_name for place in places}) == len(places)
    assert len({place.code for place in places}) == len(places)


@pytest.mark.parametrize("year", [2012, 2017, 2026])
def test_a_shared_name_is_ambiguous_among_exactly_its_bearers(year: int) -> None:
    for name, expected in repeated_names(year).items():
        assert codes(ambiguous(name, year).candidates) == expected


def test_an_ambiguous_name_is_answered_with_full_names_and_codes() -> None:
    assert str(ambiguous("朝阳区", 2017)) == (
        "“朝阳区” may be any of 2 places in 2017: 北京市朝阳区 (110105), "
        "吉林省长春市朝阳区 (220104); write the name with its city or province, or the code."
    )


def test_a_province_alone_does_not_settle_a_name_that_two_of_its_cities_share() -> None:
    assert codes(ambiguous("山东省市中区").candidates) == ["370103", "370402"]
    assert codes(ambiguous("四川省市中区").candidates) == ["511002", "511102"]


def test_a_province_alone_settles_a_name_that_it_has_once() -> None:
    assert find_place("山东省河东区").code == "371312"
    assert find_place("吉林省朝阳区").code == "220104"


def test_the_lists_repeat_as_many_names_as_the_published_ones() -> None:
    assert len(rows_of(2026)) == 2847
    assert (len(rows_of(2026, "prefecture")), len(rows_of(2026, "province"))) == (333, 31)
    now, then = repeated_names(2026), repeated_names(2012)
    assert (len(now), sum(map(len, now.values()))) == (28, 64)
    assert (len(then), sum(map(len, then.values()))) == (30, 74)
    assert Counter(map(len, now.values())) == {4: 2, 3: 4, 2: 22}
    assert {name: len(then[name]) for name in ("市中区", "城区", "郊区", "桥东区", "桥西区")} == {
        "市中区": 5,
        "城区": 5,
        "郊区": 4,
        "桥东区": 3,
        "桥西区": 3,
    }


@pytest.mark.parametrize(
    ("text", "full_name", "folder_name"),
    [
        ("北京市朝阳区", "北京市朝阳区", "北京市朝阳区"),
        ("重庆市城口县", "重庆市城口县", "重庆市城口县"),
        ("湖北省仙桃市", "湖北省仙桃市", "仙桃市"),
        ("神农架林区", "湖北省神农架林区", "神农架林区"),
        ("新疆石河子市", "新疆维吾尔自治区石河子市", "石河子市"),
        ("海南省白沙黎族自治县", "海南省白沙黎族自治县", "白沙黎族自治县"),
        ("济源市", "河南省济源市", "济源市"),
        ("六枝特区", "贵州省六盘水市六枝特区", "六盘水市六枝特区"),
        ("阿拉善左旗", "内蒙古自治区阿拉善盟阿拉善左旗", "阿拉善盟阿拉善左旗"),
        ("鄂伦春自治旗", "内蒙古自治区呼伦贝尔市鄂伦春自治旗", "呼伦贝尔市鄂伦春自治旗"),
        ("凉山州西昌市", "四川省凉山彝族自治州西昌市", "凉山彝族自治州西昌市"),
        ("和田地区和田县", "新疆维吾尔自治区和田地区和田县", "和田地区和田县"),
    ],
)
def test_every_kind_of_county_has_its_parents(text: str, full_name: str, folder_name: str) -> None:
    place = find_place(text)

    assert (place.full_name, place.folder_name) == (full_name, folder_name)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("米易", "510421"),
        ("攀枝花米易", "510421"),
        ("四川省攀枝花市米易", "510421"),
        ("北川县", "510726"),
        ("管城区", "410104"),
        ("浦东", "310115"),
        ("北京朝阳", "110105"),
        ("鄂温克旗", "150724"),
    ],
)
def test_short_names_find_what_only_they_can_mean(text: str, code: str) -> None:
    assert find_place(text).code == code


def test_a_short_name_that_several_counties_have_is_ambiguous() -> None:
    assert {"120102", "371312"} == set(codes(ambiguous("河东").candidates))
    assert codes(ambiguous("伊宁").candidates) == ["654002", "654021"]


@pytest.mark.parametrize(
    ("text", "parent"),
    [("朝阳", "辽宁省朝阳市"), ("中山", "广东省中山市"), ("吉林", "吉林省"), ("海南", "海南省")],
)
def test_a_short_name_of_a_parent_is_not_taken_for_a_county(text: str, parent: str) -> None:
    assert str(unknown(text)).startswith(parent)


def test_a_full_name_goes_before_the_short_name_of_another_place() -> None:
    assert find_place("庐山市").code == "360483"
    assert find_place("四川省绵阳市北川县", 2002).name == "北川县"


def test_a_prefecture_is_answered_with_its_districts() -> None:
    error = unknown("攀枝花市", 2017)

    assert codes(error.near) == ["510402", "510403", "510411", "510421", "510422"]
    assert str(error).startswith(
        "四川省攀枝花市 (510400) is a prefecture; write the name of one of"
    )
    assert codes(unknown("510400").near) == codes(error.near)


@pytest.mark.parametrize("text", ["东莞市", "中山市", "儋州市", "嘉峪关市", "442000"])
def test_a_city_without_districts_is_no_place(text: str) -> None:
    error = unknown(text)

    assert error.near == ()
    assert "without districts or counties" in str(error)


@pytest.mark.parametrize(
    "text", ["市辖区", "县", "省直辖县级行政区划", "北京市市辖区", "北京市市辖区朝阳区"]
)
def test_group_rows_of_the_sources_are_no_places(text: str) -> None:
    assert unknown(text)


def test_a_misspelt_name_is_answered_with_the_nearest() -> None:
    assert codes(unknown("东曲").near) == ["510402"]
    assert codes(unknown("东区街道").near) == ["510402"]
    assert codes(unknown("攀支花市东区").near) == ["510402"]
    assert str(unknown("东曲", 2017)) == (
        "No district or county in 2017 is called “东曲”; did you mean 四川省攀枝花市东区 (510402)?"
    )


def test_an_unknown_district_of_a_known_city_is_answered_with_that_citys_districts() -> None:
    near = unknown("攀枝花市东曲").near

    assert near[0].code == "510402"
    assert set(codes(near)) == {"510402", "510403", "510411", "510421", "510422"}


def test_the_end_of_a_name_is_answered_with_the_names_that_have_it() -> None:
    assert {place.folder_name for place in unknown("口区", 2017).near} >= {
        "大连市沙河口区",
        "武汉市硚口区",
        "东营市河口区",
    }


def test_a_district_is_known_only_in_its_years() -> None:
    assert find_place("江干区", 2020).code == "330104"
    error = unknown("江干区", 2021)

    assert codes(error.near) == ["330102"]
    assert str(error) == (
        "“江干区” is no district or county in 2021: 浙江省杭州市江干区 (330104) existed under this "
        "name until 2020; for 2021 see 浙江省杭州市上城区 (330102)."
    )


@pytest.mark.parametrize(
    ("text", "year", "successors"),
    [
        ("邢台市桥东区", 2020, ["130502"]),
        ("石家庄市桥东区", 2014, ["130102", "130104"]),
        ("重庆市江北区", 2026, ["500157"]),
        ("襄樊市谷城县", 2015, ["420625"]),
        ("铜仁市", 2015, ["520602"]),
        ("长治市郊区", 2024, ["140403"]),
        ("巢湖市居巢区", 2020, ["340181"]),
        ("130103", 2020, ["130102", "130104"]),
    ],
)
def test_a_name_of_the_past_leads_to_its_successor(
    text: str, year: int, successors: list[str]
) -> None:
    assert codes(unknown(text, year).near) == successors


@pytest.mark.parametrize(
    ("text", "year", "forerunners"),
    [
        ("襄都区", 2015, ["桥东区"]),
        ("两江新区", 2020, ["江北区", "渝北区"]),
        ("攀枝花市东区", 1985, ["东区"]),
    ],
)
def test_a_name_of_the_future_leads_to_what_was_there_before(
    text: str, year: int, forerunners: list[str]
) -> None:
    assert [place.name for place in unknown(text, year).near] == forerunners


def test_without_a_year_a_present_name_goes_before_a_past_one() -> None:
    assert find_place("桥东区").folder_name == "张家口市桥东区"
    assert len(ambiguous("桥东区", 2012).candidates) == 3
    assert find_place("江北区").folder_name == "宁波市江北区"
    assert codes(ambiguous("江北区", 2024).candidates) == ["330205", "500105"]


def test_without_a_year_a_name_of_the_past_alone_is_found() -> None:
    place = find_place("江干区")

    assert (place.code, place.valid_to) == ("330104", 2020)
    assert find_place("渡口市东区").valid_to == 1986


def test_parents_have_the_name_of_the_year() -> None:
    assert find_place("420625", 2009).prefecture == "襄樊市"
    assert find_place("420625", 2010).prefecture == "襄阳市"
    assert find_place("510402", 1986).prefecture == "渡口市"
    assert find_place("510402", 1987).prefecture == "攀枝花市"


@pytest.mark.parametrize(
    ("year", "here", "gone"),
    [
        (2011, "北屯市", "卢湾区"),
        (2012, "揭东区", "揭东县"),
        (2014, "黄浦区", "开封市金明区"),
        (2016, "赣县区", "宁波市江东区"),
        (2018, "济南市莱芜区", "莱芜市莱城区"),
        (2019, "伊美区", "西林区"),
        (2020, "三沙市南沙区", "蓬莱市"),
        (2021, "临平区", "下城区"),
        (2022, "白杨市", "祁阳县"),
        (2023, "米林市", "米林县"),
        (2025, "两江新区", "渝北区"),
        (2026, "草湖市", "重庆市江北区"),
    ],
)
def test_a_years_table_is_that_of_its_last_day(year: int, here: str, gone: str) -> None:
    assert find_place(here, year)
    assert unknown(gone, year)


def test_every_district_that_ended_since_2008_has_its_successors_in_the_next_years_table() -> None:
    ended = [row for row in ROWS if row["level"] == "county" and row["valid_to"] >= "2007"]
    followers = {
        (code, int(row["valid_to"]) + 1) for row in ended for code in row["successor"].split("|")
    }

    assert len(ended) > 300
    # 儋州市 alone became a prefecture.
    assert {code for code, _ in followers if code.endswith("00")} == {"460400"}
    for code, year in followers - {("460400", 2015)}:
        assert place_by_code(code, year).code == code


def test_parents_in_the_table_exist_in_the_same_years() -> None:
    names = {
        (row["province"] + row["name"], year)
        for year in range(2002, THIS_YEAR + 1)
        for level in ("province", "prefecture")
        for row in rows_of(year, level)
    }
    for year in range(2002, THIS_YEAR + 1):
        for row in rows_of(year):
            assert (row["province"] + row["prefecture"], year) in names


def test_a_code_outside_the_table_is_unknown() -> None:
    assert "“999999”" in str(unknown("999999"))
    with pytest.raises(UnknownPlaceError):
        place_by_code("510400")
    with pytest.raises(UnknownPlaceError):
        place_by_code("330113", 2017)
    assert place_by_code("130502").name == "襄都区"
    assert place_by_code("130502", 2019).name == "桥东区"


@pytest.mark.parametrize("text", ["", "  ", "　"])
def test_an_empty_name_is_said_to_be_empty(text: str) -> None:
    assert "is empty" in str(unknown(text))


@pytest.mark.parametrize(
    "text", ["../../etc", "$(ls)", "东区\x00\x1b[31m\n东区", "x" * 100_000, "区" * 5000]
)
def test_odd_texts_get_one_short_printable_sentence(text: str) -> None:
    message = str(unknown(text, 2017))

    assert message.isprintable()
    assert len(message) < 400


@settings(deadline=None)
@given(st.text(), st.none() | st.integers(min_value=1, max_value=3000))
def test_any_text_finds_a_place_or_says_why_not(text: str, year: int | None) -> None:
    try:
        place = find_place(text, year)
    except PlaceError as error:
        assert str(error).isprintable()
    else:
        assert find_place(place.code, year) == place


@settings(deadline=None)
@given(st.text(alphabet="东西市区县攀枝花四川省米易0123456789 街道镇", max_size=15))
def test_what_begins_a_text_names_a_place_by_itself(text: str) -> None:
    found = match_place(text, 2017)

    if found:
        place, end = found
        assert find_place(text[:end], 2017) == place


@pytest.mark.parametrize(
    ("text", "full_name", "end"),
    [
        ("攀枝花市东区2017年政府信息公开工作年度报告", "四川省攀枝花市东区", 6),
        ("四川省攀枝花市东区人民政府2017年政府信息公开", "四川省攀枝花市东区", 9),
        ("四川攀枝花东区2017年", "四川省攀枝花市东区", 7),
        ("东区2017年政府信息公开工作年度报告", "四川省攀枝花市东区", 2),
        ("攀枝花市东区银江镇2025年", "四川省攀枝花市东区", 6),
        ("攀枝花市东区市场监督管理局2017年", "四川省攀枝花市东区", 6),
        ("　攀枝花市东区2017年", "四川省攀枝花市东区", 7),
        ("义马市东区街道2019年", "河南省三门峡市义马市", 3),
        ("凉山州西昌市2019年", "四川省凉山彝族自治州西昌市", 6),
        ("北川县2019年", "四川省绵阳市北川羌族自治县", 3),
        ("峨边彝族自治县2019年", "四川省乐山市峨边彝族自治县", 7),
        ("北京市朝阳区人民政府", "北京市朝阳区", 6),
        ("仙桃市2019年", "湖北省仙桃市", 3),
        ("海门市市场监督管理局2019年", "江苏省南通市海门市", 3),
        ("攀枝花市东区", "四川省攀枝花市东区", 6),
    ],
)
def test_a_title_begins_with_the_place_it_is_about(text: str, full_name: str, end: int) -> None:
    found = match_place(text, 2017)

    assert found is not None
    assert (found[0].full_name, found[1]) == (full_name, end)


@pytest.mark.parametrize(
    "text",
    [
        "东区街道2017年政府信息公开工作年度报告",
        "东区街道办事处2017年",
        "东区办事处2017年",
        "中山市东区2017年",
        "攀枝花市2017年政府信息公开工作年度报告",
        "四川省2017年",
        "朝阳区2017年",
        "河东区2017年",
        "米易2017年",
        "沙市2017年",
        "关于攀枝花市东区2017年",
        "东区域合作2017年",
        "2017年攀枝花市东区",
        "临平区2017年",
        "",
        "   ",
    ],
)
def test_a_title_of_something_else_begins_with_no_place(text: str) -> None:
    assert match_place(text, 2017) is None


@pytest.mark.parametrize("year", [None, 2017])
def test_every_full_name_begins_its_own_title(year: int | None) -> None:
    for row in rows_of(year or THIS_YEAR):
        place = place_by_code(row["code"], year)

        assert match_place(f"{place.full_name}2017年政府信息公开", year) == (
            place,
            len(place.full_name),
        )


def test_without_a_year_a_title_may_name_a_place_of_the_past() -> None:
    found = match_place("杭州市江干区2019年")

    assert found is not None
    assert found[0].code == "330104"
    assert match_place("杭州市江干区2021年", 2021) is None
    assert match_place("中山市2019年") is None


def test_a_look_up_needs_no_heavy_library() -> None:
    command = (
        "import sys; from disclosure_analysis.places import find_place; find_place('东区'); "
        "print([name for name in ('pandas', 'matplotlib', 'nbconvert') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True)

    assert (done.stdout.strip(), done.returncode) == ("[]", 0)
