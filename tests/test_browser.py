"""The page, seen by a browser."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from disclosure_analysis.publishing.web_page import Download, notebook_to_page

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
DRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-prefers-reduced-motion",
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="120">'
    '<style>*{stroke: red}</style><path id="p" d="M0 0h90"/></svg>'
)
HEADER = "<tr>" + "<th>指标名称</th>" * 12 + "</tr>"
ROWS = ("<tr>" + "<td>全区主动公开政府信息数</td>" * 12 + "</tr>") * 30

pytestmark = [
    pytest.mark.skipif(BROWSER is None, reason="Chromium is not installed (Debian: chromium)"),
    pytest.mark.skipif(DRIVER is None, reason="no chromedriver (Debian: chromium-driver)"),
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(BROWSER)
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with all that a report has, and with what would load something."""
    v4 = nbformat.v4

    def shown(**data: str) -> nbformat.NotebookNode:
        kinds = {"svg": "image/svg+xml", "html": "text/html", "md": "text/markdown"}
        bundle = {kinds[kind]: content for kind, content in data.items()}
        output = v4.new_output("display_data", bundle, metadata={"alt": "图", "caption": "图1"})
        cell: nbformat.NotebookNode = v4.new_code_cell("show()", outputs=[output])
        return cell

    notebook = v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# 某区2017年年度报告"),
            v4.new_markdown_cell("## 概要\n\n公开 <a href='#o1'>1,102</a> 条。" + "文" * 3000),
            shown(svg=SVG),
            shown(html=f"<table>{HEADER}{ROWS}</table>"),
            shown(html="<script src='https://example.org/a.js'></script><img src='b.png' alt='b'>"),
            v4.new_markdown_cell("## 原文"),
            shown(html="<p>" + "字" * 2000 + "<mark id='o1'>1102条</mark></p>"),
        ]
    )
    downloads = [Download("observations.csv", "text/csv", b"a\n")]
    path = tmp_path_factory.mktemp("page") / "report.html"
    html = notebook_to_page(notebook, downloads=downloads, pdf_link="report.pdf")
    path.write_text(html, encoding="utf-8")
    return path


def requested(browser: Any) -> list[str]:
    """Return the addresses asked for since the last call."""
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]


def test_the_page_asks_for_nothing_and_logs_nothing(browser: Any, page: Path) -> None:
    browser.get("about:blank")
    requested(browser)
    browser.get(page.as_uri())
    addresses = [a for a in requested(browser) if not a.startswith("data:")]
    assert addresses == [page.as_uri()]
    assert browser.get_log("browser") == []


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_no_screen_scrolls_sideways(browser: Any, page: Path, width: int) -> None:
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get(page.as_uri())
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    table = "document.querySelector('.table-scroll')"
    assert browser.execute_script(f"return {table}.scrollWidth >= {table}.clientWidth")


def test_a_link_in_the_prose_shows_the_words_it_was_read_from(browser: Any, page: Path) -> None:
    browser.get(page.as_uri())
    browser.find_element("css selector", "a[href='#o1']").click()
    mark = "document.getElementById('o1')"
    place = browser.execute_script(f"return {mark}.getBoundingClientRect().top")
    assert 0 < place < browser.execute_script("return innerHeight")
    assert browser.execute_script(f"return {mark}.matches(':target')")


def test_figures_are_drawn_and_keep_their_style_to_themselves(browser: Any, page: Path) -> None:
    browser.get(page.as_uri())
    assert browser.execute_script("return document.querySelector('figure img').naturalWidth") == 640
    stroke = "return getComputedStyle(document.querySelector('h1')).stroke"
    assert browser.execute_script(stroke) == "none"


def test_code_unfolds_on_a_click(browser: Any, page: Path) -> None:
    browser.get(page.as_uri())
    code = browser.find_element("css selector", "details.code")
    assert not code.find_element("tag name", "pre").is_displayed()
    summary = code.find_element("tag name", "summary")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", summary)
    summary.click()
    assert code.find_element("tag name", "pre").is_displayed()


def test_text_stands_out_from_its_ground(browser: Any, page: Path) -> None:
    """Contrast by WCAG: 4.5 to 1 at least for body text and links."""
    browser.get(page.as_uri())
    ground = luminance(browser, "body", "backgroundColor")
    for selector in ("p", "a[href='#o1']", "figcaption", "summary"):
        lighter, darker = sorted((ground, luminance(browser, selector, "color")), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, selector


def luminance(browser: Any, selector: str, colour: str) -> float:
    found = browser.execute_script(
        f"return getComputedStyle(document.querySelector(arguments[0])).{colour}", selector
    )
    shares = [int(part) / 255 for part in found.strip("rgba()").split(",")[:3]]
    linear = [s / 12.92 if s <= 0.03928 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
