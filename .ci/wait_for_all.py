"""Runs a command and waits for all that it leaves behind (Spark's JVM), so that its processor time is counted."""

import ctypes
import os
import signal
import sys

PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
PATIENCE = 60


def main(command: list[str]) -> int:
    """The exit code of the command; 1 where a process that it started does not end."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    first = os.posix_spawnp(command[0], command, os.environ)
    code = 0
    while True:
        try:
            ended, status = os.wait()
        except ChildProcessError:
            return code
        if ended == first:
            code = os.waitstatus_to_exitcode(status)
            signal.signal(signal.SIGALRM, lambda *_: sys.exit(f"still running {PATIENCE} s after {command}"))
            signal.alarm(PATIENCE)


sys.exit(main(sys.argv[1:]))
