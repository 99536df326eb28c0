"""One child process: started under an account, bound to our life, watched and stopped.

A child dies with its parent: the kernel sends it ``death_signal`` when Guichet is killed
(``prctl(PR_SET_PDEATHSIG)``, Linux), so that ``kill -9`` of Guichet leaves nothing behind.
"""

import asyncio
import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from guichet.kit.engines.account import Account

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Child:
    """A running child process. Bound to no event loop: it may be started in one and stopped in
    another.
    """

    def __init__(self, popen: "subprocess.Popen[bytes]") -> None:
        self._popen = popen

    @property
    def pid(self) -> int:
        """Its process id, also after it ended."""
        return self._popen.pid

    def ended(self) -> int | None:
        """The exit code, or ``None`` while it runs."""
        return self._popen.poll()

    async def wait(self) -> int:
        """Wait until it ends; gives its exit code."""
        await wait_for_exit(self._popen.pid, lambda: self._popen.poll() is not None)
        return self._popen.wait()

    async def stop(self, first: signal.Signals, grace: float, last: signal.Signals) -> int:
        """Ask with ``first``; after ``grace`` seconds insist with ``last``. Gives its exit code."""
        self._signal(first)
        try:
            return await asyncio.wait_for(self.wait(), grace)
        except TimeoutError:
            self._signal(last)
            return await self.wait()

    def _signal(self, number: signal.Signals) -> None:
        if self._popen.poll() is None:
            self._popen.send_signal(number)


def spawn(
    arguments: Sequence[str | Path],
    *,
    account: Account | None,
    log: Path,
    death_signal: signal.Signals,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Child:
    """Start a child whose output goes to the file ``log`` (begun anew), in a session of its own,
    so that Ctrl-C at the terminal reaches Guichet alone, which then stops it in order.
    """
    with log.open("wb") as output:
        log.chmod(0o600)
        popen = subprocess.Popen(  # noqa: S603 - the arguments are our own
            [str(argument) for argument in arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=dict(environment or {}) | {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            cwd=folder or "/",
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            # After the change of user, which would clear the death signal.
            preexec_fn=_bind_to_parent(death_signal),  # noqa: PLW1509 - one libc call, no locks
        )
    return Child(popen)


def _bind_to_parent(number: signal.Signals) -> Callable[[], None] | None:
    if _libc is None:
        return None
    prctl, parent = _libc.prctl, os.getpid()

    def bind() -> None:
        prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # it died before the kernel was told
            os._exit(1)

    return bind


async def wait_for_exit(pid: int, gone: Callable[[], bool]) -> None:
    """Wait until the process ``pid``, a child or not, has ended."""
    try:
        handle = os.pidfd_open(pid)
    except OSError:  # it is gone, or the kernel has no such call
        while not gone():  # noqa: ASYNC110 - nothing else tells
            await asyncio.sleep(0.05)
        return
    try:
        await _readable(handle)
    finally:
        os.close(handle)


async def _readable(handle: int) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    loop.add_reader(handle, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(handle)


def runs(pid: int) -> bool:
    """Whether a process of that number runs (a zombie has ended)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in ("Z", "X")


def program(pid: int) -> str:
    """The file name of the program a process runs; empty when it cannot be known."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/exe").readlink().name.removesuffix(" (deleted)")
    return ""


def working_folder(pid: int) -> Path | None:
    """The working folder of a process, also one that was deleted meanwhile; ``None`` when it
    cannot be known.
    """
    with contextlib.suppress(OSError):
        return Path(str(Path(f"/proc/{pid}/cwd").readlink()).removesuffix(" (deleted)"))
    return None


def processes() -> list[int]:
    """The numbers of all processes of this machine (Linux)."""
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


async def end_stranger(pid: int, first: signal.Signals, grace: float, last: signal.Signals) -> None:
    """Stop a process that is not our child: an engine an earlier Guichet left behind."""
    for number, patience in ((first, grace), (last, 10.0)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(wait_for_exit(pid, lambda: not runs(pid)), patience)
            return
