# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages that people see: the chat at ``/``, the API's documentation, what they are drawn with."""

from .routes import CONTENT, install, page, page_content

__all__ = ["CONTENT", "install", "page", "page_content"]
