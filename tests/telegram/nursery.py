# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Run as a program: reads what the channel needs once, then makes a process of the channel for each line it is given.

A line on its input is JSON: ``{"env": …, "log": …}`` starts a process, whose number it writes; ``{"wait": number}``
waits for the end of one and writes its code.
"""

from __future__ import annotations

import json
import os
import sys


def become(env: dict[str, str], log: str) -> int:
    """The channel's process, as ``welfare-point telegram`` makes it; its exit code."""
    os.environ.update(env)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    from welfare_point.api.telegram.process import run
    from welfare_point.catalogue.settings import Settings

    try:
        run(Settings())
    except SystemExit as end:
        print(end.code, file=sys.stderr, flush=True)
        return 1
    return 0


def main() -> None:
    """See above."""
    from welfare_point.api.privacy.redaction import redact
    from welfare_point.api.telegram import process

    assert process
    redact("ciao")
    print("ready", flush=True)
    for line in sys.stdin:
        wish = json.loads(line)
        if "wait" in wish:
            print(os.waitstatus_to_exitcode(os.waitpid(wish["wait"], 0)[1]), flush=True)
            continue
        child = os.fork()
        if child == 0:
            os._exit(become(wish["env"], wish["log"]))
        print(child, flush=True)


if __name__ == "__main__":
    main()
