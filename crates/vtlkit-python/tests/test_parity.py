"""The module and the command give the same results for the inputs of ``tests/parity/cases.json``, by which
``tests/parity.rs`` compares the command with the npm package and the Rust library."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import vtlkit

TESTS = Path(__file__).parents[3] / "tests"
CASES: "dict[str, Any]" = json.loads((TESTS / "parity/cases.json").read_text(encoding="utf-8"))
COMMAND = Path(sys.executable).with_name("vtlkit")
JSON = {"Content-Type": "application/json"}


def command(*arguments: str, text: str = "") -> Any:
    """What the command prints for a text on standard input, as JSON."""
    done = subprocess.run(
        [str(COMMAND), *arguments, "--output", "json"], input=text, capture_output=True, text=True, cwd=TESTS, check=False
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(("template", "request_text", "phase"), CASES["renders"])
def test_renders(template: str, request_text: str, phase: Any) -> None:
    arguments = ["render", "-", "--request", request_text, "--phase", phase, "--limit", "steps=40"]
    expected = command(*arguments, text=template)
    try:
        rendered = vtlkit.render(template, request_text, phase=phase, limits={"steps": 40})
    except vtlkit.VtlError as error:
        members = ("kind", "message", "help", "line", "column")
        assert {name: getattr(error, name) for name in members} == {name: expected["error"].get(name) for name in members}
    else:
        assert {"output": rendered.output, "overrides": rendered.overrides} == expected


@pytest.mark.parametrize("template", CASES["fixes"])
def test_findings_and_fixes(template: str, tmp_path: Path) -> None:
    found = command("lint", "-", text=template)
    of_module = vtlkit.lint(template)
    assert [(it.rule, it.severity, it.message, it.help, it.start, it.line) for it in of_module] == [
        (it["rule"], it["severity"], it["message"], it.get("help"), it["place"]["start"], it["place"]["line"])
        for it in found
    ]
    file = tmp_path / "a.vtl"
    for unsafe in (False, True):
        file.write_text(template, encoding="utf-8")
        more = ["--unsafe-fixes"] if unsafe else []
        command("lint", str(file), "--no-config", "--fix", *more)
        assert file.read_text(encoding="utf-8") == vtlkit.fix(template, unsafe=unsafe).text


@pytest.mark.parametrize(("name", "method", "path", "body"), CASES["calls"])
def test_requests_through_apis(name: str, method: str, path: str, body: str) -> None:
    arguments = [f"apis/{name}", method, path, "--header", "Content-Type=application/json", "--body", "-"]
    api = vtlkit.load(TESTS / "apis" / name)
    done = api.invoke(method, path, headers=JSON, body=body, time=0)
    sent = done.integration_request
    assert {
        "response": message(done.response, status=done.response.status),
        "gatewayResponse": done.gateway_response,
        "integrationRequest": message(sent, method=sent.method, uri=sent.uri) if sent else None,
        "mapped": [{"step": it.step, "contentType": it.content_type, "request": it.request} for it in done.mapped],
        "trail": [
            {"step": it.step, "decision": it.decision, "reason": it.reason, "failed": it.failed} for it in done.trail
        ],
    } == command("invoke", *arguments, "--time", "0", text=body)
    attacked(api.attack(method, path, headers=JSON, body=body), command("attack", *arguments, text=body))


def message(of: "vtlkit.Response | vtlkit.IntegrationRequest", **members: object) -> "dict[str, object]":
    return {**members, "headers": of.headers, "body": of.text, "isBase64Encoded": False}


@pytest.mark.parametrize("template", CASES["attacks"])
def test_attacks_on_templates(template: str) -> None:
    attacked(vtlkit.attack(template), command("attack", "-", text=template))


def attacked(attack: vtlkit.Attack, expected: Any) -> None:
    """Places count bytes in the command, so they are left out."""
    names = ("side", "where", "change", "verdict", "problem", "output", "input")
    assert [{name: getattr(it, name) for name in names} for it in attack.attempts] == [
        {name: it[name] for name in names} for it in expected["attempts"]
    ]
    assert (attack.base, attack.problem) == (expected.get("base"), expected.get("problem"))


@pytest.mark.parametrize("body", CASES["bodies"])
def test_verdicts_of_models(body: str, tmp_path: Path) -> None:
    file = tmp_path / "model.json"
    file.write_text(CASES["model"], encoding="utf-8")
    expected = command("validate", "--model", str(file), "-", text=body)
    verdict = vtlkit.validate(CASES["model"], body)
    assert (verdict.valid, verdict.log) == (expected["valid"], expected["log"])
    assert [it.message for it in verdict.messages] == [it["message"] for it in expected["messages"]]
