# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The document for word processors (DOCX), with true headings, tables with heads, and pictures with a description."""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from welfare_point.api.observatory.blocks import Block

from .charts import picture
from .outline import WIDEST, Outline, table

LANGUAGE = "it-IT"


def write(told: Outline) -> bytes:
    """The outline as a DOCX file."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = "Liberation Sans", Pt(10.5)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    normal.element.get_or_add_rPr().append(language)
    paper.core_properties.title, paper.core_properties.subject = told.title, told.subtitle
    paper.core_properties.language, paper.core_properties.author = LANGUAGE, "Welfare Point"
    paper.add_heading(told.title, 0)
    paper.add_paragraph(told.subtitle, style="Subtitle")
    for line in told.lines:
        paper.add_paragraph(line)
    _table(paper, [told.said["facts"], *(list(fact) for fact in told.facts)])
    for chapter in told.chapters:
        paper.add_heading(chapter.title, 1)
        for block in chapter.blocks:
            _block(paper, block, told)
    paper.add_heading(told.said["method"], 1)
    for note in told.notes:
        paper.add_paragraph(note, style="List Bullet")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _block(paper: Paper, block: Block, told: Outline) -> None:
    paper.add_heading(block.title, 2)
    if block.note and len(block.heads) <= WIDEST:  # that of a wide table speaks of its colours
        paper.add_paragraph(block.note)
    if not block.rows:
        paper.add_paragraph(told.said["nothing"])
        return
    if block.chart is not None and block.chart.labels:
        shape = paper.add_picture(io.BytesIO(picture(block.chart)), width=Cm(16))
        shape._inline.docPr.set("descr", told.said["chart"].format(title=block.title))
    if len(block.heads) > WIDEST:
        paper.add_paragraph(told.said["wide"].format(name=block.name))
    else:
        _table(paper, table(block))


def _table(paper: Paper, rows: list[list[str]]) -> None:
    """The first row is the head, and comes again on each page."""
    made = paper.add_table(rows=0, cols=len(rows[0]), style="Light List Accent 1")
    for row in rows:
        for number, (cell, value) in enumerate(zip(made.add_row().cells, row, strict=True)):
            cell.text = value
            if number:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    made.rows[0]._tr.get_or_add_trPr().append(head)
    paper.add_paragraph()
