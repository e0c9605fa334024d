# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rasa's own check of domain, rules and training data, with every warning an error."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RASA = ROOT / ".build" / "bot" / "bin" / "rasa"
MODEL = ROOT / ".build" / "current" / "understanding.npz"


@pytest.mark.skipif(not RASA.exists(), reason="l'ambiente del bot non è pronto: python3 ops/setup.py")
def test_domain_and_rules_hold_together(tmp_path: Path) -> None:
    bot = ROOT / "bot"
    command = [RASA, "data", "validate", "--domain", bot / "domain", "--data", bot / "data"]
    command += ["--config", bot / "config.yml", "--fail-on-warnings"]
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    env = os.environ | quiet | {"WELFARE_POINT_UNDERSTANDING": str(MODEL)}
    done = subprocess.run(
        [str(part) for part in command], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
