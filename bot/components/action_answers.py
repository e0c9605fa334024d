# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Check the answers of custom actions with a validator that is made once.

Rasa 3.6 compiles its JSON schema, and checks the schema itself, at every call of an action: 28 ms a
call, several calls a turn, most of the time of a turn. The check stays the same; only its making is kept.
"""

from __future__ import annotations

from typing import Any

from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction

_VALIDATOR = Draft7Validator(RemoteAction.action_response_format_spec())


def _validate(self: RemoteAction, result: dict[str, Any]) -> bool:
    """As ``RemoteAction._validate_action_result``: raises ``jsonschema.ValidationError``."""
    _VALIDATOR.validate(result)
    return True


def install() -> None:
    """Use the kept validator from now on."""
    RemoteAction._validate_action_result = _validate
