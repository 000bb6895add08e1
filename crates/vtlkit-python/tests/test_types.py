"""The stubs: they say what is there, in the same words, and type checkers read them."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import vtlkit
from vtlkit import _vtlkit

PACKAGE = Path(vtlkit.__file__).parent


def documented() -> "list[tuple[str, str, str]]":
    """The docstrings of the stubs and of what they are about, by name."""
    out = []
    for node in ast.parse((PACKAGE / "_vtlkit.pyi").read_text(encoding="utf-8")).body:
        if not isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            continue
        found = [(node.name, getattr(_vtlkit, node.name), ast.get_docstring(node))]
        for member in node.body if isinstance(node, ast.ClassDef) else []:
            if isinstance(member, ast.FunctionDef) and member.name != "__new__":
                of_member = getattr(getattr(_vtlkit, node.name), member.name)
                found.append((f"{node.name}.{member.name}", of_member, ast.get_docstring(member)))
        out.extend((name, " ".join((doc or "").split()), " ".join((inspect.getdoc(it) or "").split())) for name, it, doc in found)
    return out


def test_help_says_what_the_stubs_say() -> None:
    all_of_them = documented()
    assert len(all_of_them) > 100
    assert [name for name, stub, _ in all_of_them if not stub] == []
    assert [(name, stub, doc) for name, stub, doc in all_of_them if stub != doc] == []


def test_everything_is_exported() -> None:
    for name in vtlkit.__all__:
        assert getattr(vtlkit, name).__doc__, name
    names = {name for name in dir(_vtlkit) if not name.startswith("_")} - {"VERSION", "run"}
    assert names <= set(vtlkit.__all__)


def test_the_stubs_are_those_of_the_module() -> None:
    pytest.importorskip("mypy")
    done = subprocess.run(
        [sys.executable, "-m", "mypy.stubtest", "vtlkit._vtlkit"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_type_checkers_find_wrong_uses(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    right = tmp_path / "right.py"
    right.write_text(
        textwrap.dedent(
            """
            from pathlib import Path

            import vtlkit
            from vtlkit.types import Request

            request: Request = {"body": {"id": 7}, "headers": {"A": "b"}}
            template = vtlkit.Template(Path("request.vtl"), phase="response", limits={"steps": 9})
            text: str = template.render(request).output
            lines: list[int] = [finding.line for finding in vtlkit.lint(text) if finding.fix is None]
            status: int = vtlkit.load(Path("api.yaml")).invoke("GET", "/", backend=lambda it: {"body": it.text}).response.status
            try:
                vtlkit.validate({"type": "object"}, {})
            except vtlkit.VtlError as error:
                line = error.line if error.line is not None else 0
                line += 1
            """
        )
    )
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "import vtlkit\nvtlkit.Template('', phase='x')\nvtlkit.render('').outputs\nvtlkit.lint('', rule=[])\n"
    )
    check = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", str(tmp_path / "cache")]
    done = subprocess.run([*check, str(right)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    done = subprocess.run([*check, str(wrong)], capture_output=True, text=True, check=False)
    lines = [line.split(":")[1] for line in done.stdout.splitlines() if ": error:" in line]
    assert lines == ["2", "3", "4"], done.stdout
