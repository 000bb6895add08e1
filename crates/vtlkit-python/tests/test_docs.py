"""The examples of the documents print what the documents say."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

import vtlkit

ROOT = Path(__file__).parents[3]
DOCUMENTS = ["README.md", "docs/python.md", "crates/vtlkit-python/README.md"]


def blocks(document: str, language: str) -> "list[tuple[int, str]]":
    """The fenced blocks of a language, each with the line that it starts in, from 0."""
    text = (ROOT / document).read_text(encoding="utf-8")
    found = re.finditer(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [(text.count("\n", 0, block.start(1)), block[1]) for block in found]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_sessions(document: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = blocks(document, "pycon")
    assert found, f"{document} has no example"
    told: list[str] = []
    runner, names = doctest.DocTestRunner(), dict[str, object]()
    for line, text in found:
        test = doctest.DocTestParser().get_doctest(text, names, document, document, line)
        runner.run(test, out=told.append, clear_globs=False)
        names = test.globs
    assert runner.summarize(verbose=False).failed == 0, "".join(told)


def test_the_example_of_pytest(tmp_path: Path) -> None:
    (example,) = [text for _, text in blocks("docs/python.md", "python") if "import pytest" in text]
    file = tmp_path / "test_mappings.py"
    file.write_text(example, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={tmp_path}", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10 passed" in done.stdout


def test_the_docstring_of_the_module() -> None:
    assert doctest.testmod(vtlkit).attempted == 3
    assert doctest.testmod(vtlkit).failed == 0
