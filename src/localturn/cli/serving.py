"""The processes of `serve`: this one, which watches; web workers forked from it; a task worker.

The application is loaded here, before the fork, so that the web workers share its memory.
"""

import gc
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from localturn.cli.saying import Failure, say
from localturn.cli.slow_lines import THREADS, Unhurried

Application = Callable[..., Any]

PATIENCE = 30.0
"""Seconds that the task under way has to finish when the server stops."""


def serve(*, host: str, port: int, workers: int, tasks: bool) -> int:
    """Serve until told to stop; the answer is the exit status."""
    _require_free(host, port)
    application = _loaded()
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import MPServer

    server = MPServer(
        "localturn.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=max(1, workers),
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=int(PATIENCE),
        websockets=False,
        log_level=LogLevels.warning,
        process_name=None,
    )
    # so many threads are meant: they wait for lines, and one at a time asks the application
    logging.getLogger("_granian").addFilter(lambda said: "Python threads" not in said.getMessage())
    task_worker = TaskWorker() if tasks else None
    if task_worker:
        server.on_startup(task_worker.start)
    server.on_startup(partial(_greet, host, port))
    try:
        server.serve(target_loader=partial(_in_worker, application, os.getpid()), wrap_loader=False)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    finally:
        if task_worker:
            task_worker.stop()
    return 0


def _require_free(host: str, port: int) -> None:
    """Two servers could listen on one port and share its visitors without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Failure(
                f"Port {port} cannot be had on {host} ({error.strerror}); "
                "choose another, such as: --port 8001"
            ) from None


def _loaded() -> Application:
    """The application, with what the first page would have loaded."""
    from localturn.cli.warming import warm
    from localturn.config.wsgi import application

    warm(application)
    gc.collect()
    gc.freeze()
    return application


def _in_worker(application: Application, parent: int) -> Application:
    """Called in each web worker: it must not outlive the process that watches it."""
    from localturn.cli.warming import make_ready

    die_with(parent)
    return Unhurried(application, first=make_ready)


def die_with(parent: int) -> None:
    """End this process when its parent is killed, also before it has begun to serve.

    By the one signal that nothing can swallow: until a worker serves, SIGTERM only sets a flag in
    the handler that it has from its parent.
    """
    if sys.platform.startswith("linux"):
        import ctypes

        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
    else:
        threading.Thread(target=_watch_parent, args=(parent,), daemon=True).start()
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGKILL)


def _greet(host: str, port: int) -> None:
    from django.conf import settings

    from localturn.cli.demo import told

    say(f"\nLocal Turn is served at {settings.PUBLIC_URL} (listening on {host}, port {port}).")
    if settings.DEMONSTRATION and (sign_ins := told()):
        say(f"\nSign in to the demonstration as:\n\n{sign_ins}\n")
    say("Ctrl+C stops it.")


class TaskWorker:
    """`localturn work` as a child process: started again if it dies, stopped with the server."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Start it, and watch over it."""
        self._start_process()
        self._watcher.start()

    def _start_process(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "localturn", "work", "--child"],
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl+C at a terminal is for the server, which passes it on
        )

    def _watch(self) -> None:
        pause = 1.0
        while self._process is not None:
            status = self._process.wait()
            if self._stopping.wait(pause):
                return
            say(f"The task worker ended (exit status {status}); starting another one.")
            pause = min(pause * 2, 60.0)
            self._start_process()

    def stop(self) -> None:
        """Let it finish the task under way, then make sure that it has gone."""
        self._stopping.set()
        process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            say("The task under way takes too long; it is stopped and will run again.")
            process.kill()
            process.wait()
        if process.stdin:
            process.stdin.close()
