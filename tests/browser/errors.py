# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the browser logs as errors while a page is tried."""

from __future__ import annotations


class Errors(list[str]):
    """Lines of errors: none may be left when a page is closed.

    What a test provokes is forgiven from then on too: a page that asks again is told of it once more, and the browser
    may log that before or after the test ends.
    """

    def __init__(self) -> None:
        super().__init__()
        self._forgiven: tuple[str, ...] = ()

    def append(self, line: str) -> None:
        """Keep a line that nobody provoked."""
        if not self._pardoned(line):
            super().append(line)

    def forgive(self, *fragments: str) -> None:
        """Lines with one of these were provoked; at least one is there by now."""
        self._forgiven += fragments
        left = [line for line in self if not self._pardoned(line)]
        assert len(left) < len(self), f"nothing was logged with {fragments}"
        self[:] = left

    def _pardoned(self, line: str) -> bool:
        return any(fragment in line for fragment in self._forgiven)
