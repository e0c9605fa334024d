# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The import name of the rooms: ``welfare_point.catalogue`` is the folder ``catalogue/``, and so on.

The rooms stand at the top of the repository and are linked here, because a bare ``import catalogue``
belongs to another package (spaCy registers its functions with one of that name). For the same reason
the rooms themselves have no ``__init__.py``: a folder without one never hides an installed package,
whatever directory a command is started from.
"""

__version__ = "0.1.0"
