# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Start the processes, wait until each answers, bring back one that dies, and leave nothing running."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from typing import NoReturn

import httpx

from welfare_point.catalogue.settings import Settings

from .processes import Process, all_processes, log_file
from .words import words

PATIENCE = 180.0
"""Seconds that a process may take to answer: Rasa needs most of a minute, a loaded machine more."""

GRACE = 8.0
"""Seconds between the polite and the impolite end."""


def _is_taken(port: int) -> bool:
    """Whether something of this machine answers at the port already: another copy, most of the time."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Supervisor:
    """Runs the product in the foreground of one terminal."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._processes = {p.name: p for p in all_processes(settings)}
        # The children stand in the home: what was said relative to here must reach them whole.
        self._folders = {
            "WELFARE_POINT_HOME": str(settings.home),
            "WELFARE_POINT_BUILD": str(settings.build),
            "WELFARE_POINT_UNDERSTANDING": str(settings.understanding),
        }
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._stopping = False

    def run(self) -> int:
        """Serve until a signal comes. 0 after a signal, 1 when a process did not come up."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        if taken := [str(port) for port in self._ports() if _is_taken(port)]:
            print(words("serve.taken", ports=", ".join(taken)), flush=True)
            return 1
        try:
            for process in self._processes.values():
                self._start(process)
            if not self._wait():
                return 0 if self._stopping else 1
            print(words("serve.ready", port=self._settings.port), flush=True)
            while not self._stopping:
                self._mend()
                time.sleep(0.5)
            return 0
        finally:
            self._end()

    def _ports(self) -> tuple[int, ...]:
        return self._settings.bot_port, self._settings.actions_port, self._settings.port

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _start(self, process: Process) -> None:
        log = log_file(self._settings, process)
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            # A group of its own: Ctrl-C reaches the supervisor alone, and the end reaches grandchildren too.
            self._running[process.name] = subprocess.Popen(
                process.command,
                env=os.environ | self._folders | dict(process.env),
                cwd=self._settings.home,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait(self) -> bool:
        """Whether all processes answer, before :data:`PATIENCE` ends."""
        began = time.monotonic()
        waiting = dict(self._processes)
        while waiting and not self._stopping:
            for name, process in list(waiting.items()):
                if self._running[name].poll() is not None:
                    print(
                        words("serve.died", name=name, log=log_file(self._settings, process)), file=sys.stderr
                    )
                    return False
                if _answers(process):
                    print(words("serve.up", name=name, seconds=round(time.monotonic() - began)), flush=True)
                    del waiting[name]
            if time.monotonic() - began > PATIENCE:
                print(words("serve.slow", names=", ".join(waiting)), file=sys.stderr)
                return False
            time.sleep(0.3)
        return not self._stopping

    def _mend(self) -> None:
        for name, child in self._running.items():
            if child.poll() is not None:
                print(words("serve.restarted", name=name), file=sys.stderr, flush=True)
                time.sleep(1)  # a process that dies at once must not eat the machine
                self._start(self._processes[name])

    def _end(self) -> None:
        for child in self._running.values():
            _signal(child, signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        for child in self._running.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal(child, signal.SIGKILL)
                child.wait()
            _signal(child, signal.SIGKILL)


def _signal(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal the whole group of a child; a group that is gone is what we want."""
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        return


def _answers(process: Process) -> bool:
    if process.health is None:
        return True
    try:
        if httpx.get(process.health, timeout=1.0).status_code != 200:
            return False
        if not process.talks:
            return True
        greeting = {"sender": "supervisor", "message": "/greet"}
        return bool(httpx.post(f"{process.health}webhook", json=greeting, timeout=10.0).json())
    except (httpx.HTTPError, ValueError):
        return False


def run_one(name: str, settings: Settings) -> NoReturn:
    """Become one of the processes: what a container runs."""
    processes = {p.name: p for p in all_processes(settings)}
    if name not in processes:
        raise SystemExit(words("serve.unknown", name=name, names=", ".join(processes)))
    process = processes[name]
    os.execvpe(process.command[0], list(process.command), os.environ | dict(process.env))
