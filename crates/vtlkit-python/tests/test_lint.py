"""The linter, its fixes and attacks."""

from __future__ import annotations

from pathlib import Path

import pytest

import vtlkit

ROOT = Path(__file__).parents[3]
UNESCAPED = """{"é😀": "$input.path('$.name')"}"""
LOOP = "[#foreach($n in $input.path('$.list')){}#end]"


def test_findings_have_places_reasons_and_fixes() -> None:
    (finding,) = vtlkit.lint(UNESCAPED)
    assert (finding.rule, finding.severity, finding.template) == ("unescaped-in-string", "warning", None)
    assert UNESCAPED[finding.start : finding.end] == "$input.path('$.name')"
    assert (finding.line, finding.column, finding.end_line, finding.end_column) == (1, 9, 1, 30)
    assert finding.message == "`$input.path('$.name')` is not escaped and can break out of the JSON string"
    assert finding.why == "a quote, a backslash or a line break in the value makes the output invalid JSON"
    assert finding.help is not None and finding.help.startswith("escape it: ")
    assert finding.file is None
    assert finding.witness is not None
    rendered = vtlkit.render(UNESCAPED, finding.witness.request)
    assert rendered.output == finding.witness.output
    with pytest.raises(ValueError):
        rendered.json()
    assert finding.fix is not None
    assert (finding.fix.title, finding.fix.safe, finding.fix.manual) == ("escape the value", False, False)
    text = UNESCAPED
    for edit in sorted(finding.fix.edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    assert text == vtlkit.fix(UNESCAPED, unsafe=True).text


def test_findings_in_files_are_at_their_places() -> None:
    api = ROOT / "examples/users-api/openapi.yaml"
    found = vtlkit.lint(api)
    assert [(f.rule, f.line, f.column, f.file, f.template) for f in found] == [
        ("unescaped-in-string", 36, 80, str(api), 0)
    ]
    text = api.read_text(encoding="utf-8")
    assert text[found[0].start : found[0].end] == "$input.path('$.name')"
    named = vtlkit.lint(text, name="openapi.yaml")
    assert [(f.rule, f.line, f.file) for f in named] == [("unescaped-in-string", 36, "openapi.yaml")]


def test_findings_are_values() -> None:
    (one,), (other,) = vtlkit.lint(UNESCAPED), vtlkit.lint(UNESCAPED)
    assert one == other
    assert one != vtlkit.lint(" " + UNESCAPED)[0]
    assert one != 1
    assert repr(one).startswith("Finding(rule='unescaped-in-string', severity='warning', message=")
    with pytest.raises(AttributeError):
        one.rule = "x"  # type: ignore[misc]


def test_rules_are_selected() -> None:
    assert vtlkit.lint(UNESCAPED, ignore=["output"]) == []
    assert len(vtlkit.lint(UNESCAPED, select=["unescaped-in-string"])) == 1
    assert vtlkit.lint(UNESCAPED, select=["syntax-error"]) == []
    with pytest.raises(vtlkit.VtlError) as caught:
        vtlkit.lint(UNESCAPED, select=["unescaped-in-strin"])
    assert caught.value.message == "there is no rule `unescaped-in-strin`"
    assert caught.value.help == "did you mean `unescaped-in-string`?"


def test_a_target_says_what_is_known() -> None:
    text = '{"id": "$stageVariables.tenant"}'
    found = vtlkit.lint(text, stage_variables=["table"], phase="request", content_type="application/json")
    assert "unknown-stage-variable" in {f.rule for f in found}
    assert vtlkit.lint("$a", names=["a"]) == vtlkit.lint("x", path_parameters=["id"]) == []


def test_fixes_are_applied_and_files_are_left_alone(tmp_path: Path) -> None:
    fixed = vtlkit.fix(LOOP)
    assert (fixed.text, fixed.fixed, fixed.skipped) == (
        "[#foreach($n in $input.path('$.list')){}#if($foreach.hasNext),#end#end]",
        1,
        0,
    )
    assert vtlkit.fix(UNESCAPED).text == UNESCAPED
    file = tmp_path / "request.vtl"
    file.write_text(LOOP)
    assert vtlkit.fix(file) == fixed
    assert file.read_text() == LOOP


def test_rules_are_listed_and_explained() -> None:
    rules = vtlkit.rules()
    assert len(rules) > 40
    assert all(vtlkit.explain(rule.name).startswith("#") and rule.summary for rule in rules)
    with pytest.raises(vtlkit.VtlError, match="there is no rule `nothing`"):
        vtlkit.explain("nothing")


def test_attacks_tell_what_breaks() -> None:
    attack = vtlkit.attack(UNESCAPED)
    assert attack.problem is None and attack.base is not None and attack.skipped == 0
    quote = next(attempt for attempt in attack.broken if attempt.change == "a quote")
    assert (quote.side, quote.where, quote.verdict) == ("request", "$.name", "broken")
    assert quote.place is not None
    assert quote.output == '{"é😀": "say "hi""}'
    assert quote.output[: quote.place[0]] == '{"é😀": "say "'
    assert vtlkit.render(UNESCAPED, quote.input).output == quote.output
    assert vtlkit.attack("{\"a\": $input.json('$.a')}").broken == []
    bases = vtlkit.attack(UNESCAPED, [{"body": {"name": '"'}}, {"body": {"name": "x"}}], phase="response")
    assert bases.problem is not None and bases.base is not None and bases.base["index"] == 1
