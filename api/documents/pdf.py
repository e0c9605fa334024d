# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The document for reading and printing (PDF), with bookmarks, a language, and pictures with a description."""

from __future__ import annotations

import io
from pathlib import Path

import matplotlib
from fpdf import FPDF
from fpdf.fonts import FontFace

from welfare_point.api.observatory.blocks import Block

from .charts import WIDTH, height, picture
from .outline import WIDEST, Outline, table

# The fonts that come with the charts: those that every PDF reader has lack half of the letters.
_FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
_FAMILY = "DejaVu"
_TITLES = 45.0
"""Millimetres that the titles above a chart take, with its note and the first lines of its table."""
_HEAD = FontFace(emphasis="BOLD", fill_color=(230, 240, 250))


class _Paper(FPDF):
    """A4 with numbered pages."""

    def footer(self) -> None:
        """Called by the library on each page."""
        self.set_y(-15)
        self.set_font(_FAMILY, size=8)
        self.cell(0, 10, str(self.page_no()), align="C")


def write(told: Outline) -> bytes:
    """The outline as a PDF file."""
    paper = _Paper()
    paper.set_lang("it-IT")
    paper.set_title(told.title)
    paper.set_subject(told.subtitle)
    paper.set_creator("Welfare Point")
    paper.add_font(_FAMILY, fname=_FONTS / "DejaVuSans.ttf")
    paper.add_font(_FAMILY, style="B", fname=_FONTS / "DejaVuSans-Bold.ttf")
    paper.set_margin(25)
    paper.add_page()
    _line(paper, told.title, size=20, bold=True)
    _line(paper, told.subtitle, size=12)
    for line in told.lines:
        _line(paper, line)
    _table(paper, [told.said["facts"], *(list(fact) for fact in told.facts)])
    for chapter in told.chapters:
        for number, block in enumerate(chapter.blocks):
            if paper.will_page_break(_room(paper, block)):
                paper.add_page()
            if number == 0:
                _heading(paper, chapter.title, 0)
            _block(paper, block, told)
    _heading(paper, told.said["method"], 0)
    for note in told.notes:
        _line(paper, f"• {note}")
    return bytes(paper.output())


def _room(paper: FPDF, block: Block) -> float:
    """Millimetres that a block wants, lest its title stand alone at the foot of a page."""
    return _TITLES + (paper.epw * height(block.chart) / WIDTH if block.chart else 0)


def _block(paper: FPDF, block: Block, told: Outline) -> None:
    _heading(paper, block.title, 1)
    if block.note and len(block.heads) <= WIDEST:  # that of a wide table speaks of its colours
        _line(paper, block.note)
    if not block.rows:
        _line(paper, told.said["nothing"])
        return
    if block.chart is not None and block.chart.labels:
        described = told.said["chart"].format(title=block.title)
        paper.image(io.BytesIO(picture(block.chart)), w=paper.epw, alt_text=described)
    if len(block.heads) > WIDEST:
        _line(paper, told.said["wide"].format(name=block.name))
    else:
        _table(paper, table(block))


def _heading(paper: FPDF, title: str, level: int) -> None:
    paper.ln(3)
    paper.start_section(title, level)
    _line(paper, title, size=15 - 3 * level, bold=True)


def _line(paper: FPDF, said: str, *, size: float = 10, bold: bool = False) -> None:
    paper.set_font(_FAMILY, "B" if bold else "", size)
    paper.multi_cell(0, size * 0.5, said, align="L", new_x="LMARGIN", new_y="NEXT")
    paper.ln(1.5)


def _table(paper: FPDF, rows: list[list[str]]) -> None:
    """The first row is the head, and comes again on each page."""
    paper.set_font(_FAMILY, size=8)
    widths = (3, *(1.4,) * (len(rows[0]) - 1))
    align = ("LEFT", *("RIGHT",) * (len(rows[0]) - 1))
    with paper.table(
        col_widths=widths,
        text_align=align,
        headings_style=_HEAD,
        borders_layout="HORIZONTAL_LINES",
        line_height=5,
    ) as made:
        for row in rows:
            made.row(row)
    paper.ln(4)
