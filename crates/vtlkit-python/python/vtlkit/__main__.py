"""The command ``vtlkit``: ``python -m vtlkit`` runs it, and so does the program that the package installs."""

from __future__ import annotations

import signal
import sys

from vtlkit._vtlkit import run


def main() -> int:
    """Runs the command with the arguments of the process, and returns its exit code."""
    # Python notes a Ctrl-C and waits for the command to return; without its handler the signal ends the process, as it
    # does with the binary.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return run(["vtlkit", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
