"""The command as the wheel installs it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import vtlkit

ROOT = Path(__file__).parents[3]
PUT = ROOT / "examples/dynamodb-put-item"
COMMAND = Path(sys.executable).with_name("vtlkit")
posix = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


def run(*arguments: object, **options: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(argument) for argument in arguments], capture_output=True, text=True, check=False, **options  # type: ignore[call-overload,no-any-return]
    )


def test_the_command_renders() -> None:
    done = run(COMMAND, "render", PUT / "request.vtl", "--body", PUT / "body.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == vtlkit.render(PUT / "request.vtl", {"body": (PUT / "body.json").read_text()}).output


def test_the_module_runs_as_the_command() -> None:
    done = run(sys.executable, "-m", "vtlkit", "--version")
    assert (done.returncode, done.stdout) == (0, f"vtlkit {vtlkit.__version__}\n")
    assert run(COMMAND, "--version").stdout == done.stdout
    assert run(sys.executable, "-m", "vtlkit", "render").stderr.count("Usage: vtlkit render <TEMPLATE>") == 1


def test_exit_codes_and_messages(tmp_path: Path) -> None:
    bad = tmp_path / "bad.vtl"
    bad.write_text("""{"a": "$input.path('$.a')"}""")
    found = run(COMMAND, "lint", bad.name, cwd=tmp_path)
    assert (found.returncode, "unescaped-in-string" in found.stdout) == (1, True)
    missing = run(COMMAND, "render", "no.vtl", cwd=tmp_path)
    assert missing.returncode == 2
    assert missing.stderr.startswith("error: cannot read the template: `no.vtl` does not exist")
    assert run(COMMAND, "nothing").returncode == 2


@posix
def test_arguments_that_are_not_utf8(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff.vtl"
    with open(name, "w", encoding="utf-8") as file:
        file.write("é")
    done = subprocess.run([os.fsencode(COMMAND), b"render", name], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, "é".encode())


@posix
def test_a_closed_pipe_ends_a_stream_silently() -> None:
    line = '{"body": {"user_id": 1}}\n'
    for lines in (10, 20_000):
        with subprocess.Popen(
            [str(COMMAND), "map", str(PUT / "request.vtl")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as child:
            assert child.stdin is not None and child.stdout is not None and child.stderr is not None
            child.stdin.write(line)
            child.stdin.flush()
            assert child.stdout.readline().startswith('{"output":"{')
            child.stdout.close()
            try:
                child.stdin.write(line * lines)
                child.stdin.close()
            except BrokenPipeError:
                pass
            assert (child.wait(60), child.stderr.read()) == (0, "")


@posix
def test_a_full_disk_is_reported() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [str(COMMAND), "render", str(PUT / "request.vtl")], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr.startswith("error: cannot write the output: No space left")) == (2, True)


@posix
def test_an_interrupt_ends_the_command() -> None:
    with subprocess.Popen(
        [str(COMMAND), "map", str(PUT / "request.vtl")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdin is not None and child.stdout is not None and child.stderr is not None
        # The first result says that the command runs, and not Python's start.
        child.stdin.write(b"{}\n")
        child.stdin.flush()
        assert child.stdout.readline() != b""
        child.send_signal(signal.SIGINT)
        # A shell shows this as 130.
        assert (child.wait(60), child.stderr.read()) == (-signal.SIGINT, b"")


def seconds(command: "list[str]") -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def test_the_command_starts_within_50_ms_of_the_binary() -> None:
    native = os.environ.get("VTLKIT_NATIVE")
    if native is None:
        pytest.skip("VTLKIT_NATIVE names no binary to compare with")
    arguments = ["render", str(PUT / "request.vtl")]
    # In turns, so that what else the machine does slows both down.
    pairs = [(seconds([str(COMMAND), *arguments]), seconds([native, *arguments])) for _ in range(20)]
    module, binary = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
    print(f"start-up: {module * 1000:.0f} ms, of the binary {binary * 1000:.0f} ms")
    assert min(pair[0] - pair[1] for pair in pairs) < 0.05


def test_an_installation_without_write_permission_works() -> None:
    """The wheel writes nothing where it is installed: not even compiled files, without a place for them."""
    done = run(sys.executable, "-B", "-c", "import vtlkit; print(vtlkit.render('x'))")
    assert done.stdout == "x\n"
    assert shutil.which(str(COMMAND)) is not None
