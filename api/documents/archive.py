# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The document in its two formats, with the data behind each chart, in one file to download."""

from __future__ import annotations

import csv
import io
import zipfile

from welfare_point.api.observatory.blocks import Block, Cell

from . import pdf, word
from .outline import Outline, table

NAME = "documento-territoriale-allegato"


def write(told: Outline) -> bytes:
    """A zip: the document as DOCX and PDF, and ``dati/NN-name.csv`` for each block."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{NAME}.docx", word.write(told))
        archive.writestr(f"{NAME}.pdf", pdf.write(told))
        for number, block in enumerate(told.blocks(), 1):
            archive.writestr(f"dati/{number:02}-{block.name}.csv", data(block))
    return out.getvalue()


def data(block: Block) -> bytes:
    """A block's table as CSV (UTF-8, commas), its numbers as programs write them."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(table(block, _plain))
    return text.getvalue().encode()


def _plain(cell: Cell) -> str:
    return "" if cell.value is None else str(cell.value)
