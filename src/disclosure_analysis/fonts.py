"""The Chinese fonts that charts and PDF files share; all of them come with the locked packages."""

import importlib.util
from functools import cache
from pathlib import Path

from pylopdf_fonts_zh_cn import sans_path, serif_path

SANS = "Noto Sans SC"
"""Family name of the 黑体 role: headings, emphasis, charts."""

SERIF = "Noto Serif SC"
"""Family name of the 宋体 role: running text."""

MONO = "DejaVu Sans Mono"
"""Family name of the typewriter role; Typst carries it, and matplotlib the same file."""


def font_folder() -> Path:
    """The folder that holds the two Chinese font files.

    Returns:
        A folder with Noto Sans SC and Noto Serif SC, regular weight (OFL).
    """
    return Path(serif_path()).parent


@cache
def covered_characters() -> frozenset[int]:
    """The characters that at least one of the fonts can draw.

    Returns:
        Unicode code points; white space and format characters may be among them.
    """
    from fontTools.ttLib import TTFont

    covered: set[int] = set()
    for path in (Path(sans_path()), Path(serif_path()), _mono_path()):
        with TTFont(path, lazy=True) as font:
            covered.update(font.getBestCmap())
    return frozenset(covered)


def use_chinese_fonts() -> str:
    """Make the Chinese fonts known to matplotlib and the sans face its default.

    ``seaborn.set_theme`` resets fonts; pass it the name that this function returns.

    Returns:
        The family name for charts, e.g. for ``seaborn.set_theme(font=use_chinese_fonts())``.
    """
    from matplotlib import font_manager, rcParams

    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    for path in (str(sans_path()), str(serif_path())):
        if path not in known:
            font_manager.fontManager.addfont(path)
    rcParams["font.family"] = SANS
    return SANS


def _mono_path() -> Path:
    """The DejaVu Sans Mono file, found without the cost of importing matplotlib."""
    spec = importlib.util.find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("matplotlib is not installed; run the set-up again")
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSansMono.ttf"
