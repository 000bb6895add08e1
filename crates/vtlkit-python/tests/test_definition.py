"""Definitions, requests through them, and models."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import vtlkit

ROOT = Path(__file__).parents[3]
KINESIS = ROOT / "examples/kinesis/openapi.yaml"
USERS = ROOT / "examples/users-api/openapi.yaml"
MODEL = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
TWO = """{"Resources": {
  "A": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "a"}},
  "B": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "b"}}}}"""
PROXY = """openapi: 3.0.1
x-amazon-apigateway-binary-media-types: [image/png]
paths:
  /pets:
    post:
      x-amazon-apigateway-integration: {type: http_proxy, httpMethod: POST, uri: https://example.com/pets}
"""


def test_a_request_goes_through_an_api() -> None:
    api = vtlkit.load(KINESIS)
    full = json.loads((ROOT / "examples/kinesis/full.json").read_text())
    click = json.loads((ROOT / "examples/kinesis/click.json").read_text())
    done = api.invoke("POST", "/clicks", body=click, backend=full, time=0)
    assert done.response.status == 429
    assert done.response.headers["Retry-After"] == "1"
    assert done.response.json() == {"message": "too many clicks, try again in a second"}
    assert done.response.text == done.response.body.decode()
    assert done.integration_request is not None
    assert done.integration_request.method == "POST"
    assert done.integration_request.json()["StreamName"] == "clicks"
    assert done.gateway_response is None
    assert [step.step for step in done.trail][:2] == ["request", "route"]
    assert [mapped.step for mapped in done.mapped] == ["request template", "response template"]
    assert done == api.invoke("POST", "clicks", body=click, backend=full, time=0)


def test_a_backend_is_an_answer_or_a_function() -> None:
    api = vtlkit.load(PROXY, name="api.yaml")
    asked: list[vtlkit.IntegrationRequest] = []

    def backend(request: vtlkit.IntegrationRequest) -> dict[str, object]:
        asked.append(request)
        return {"status": 201, "headers": {"X-A": ["1", "2"]}, "body": {"got": request.text}}

    done = api.invoke("POST", "/pets?page=2", body="x", backend=backend)
    assert [(request.uri, request.body) for request in asked] == [("https://example.com/pets?page=2", b"x")]
    assert (done.response.status, done.response.json()) == (201, {"got": "x"})
    assert done.response.headers["X-A"] == ["1", "2"]
    assert api.invoke("POST", "/pets").response.text == "{}"
    assert api.invoke("POST", "/pets", backend={"error": "timeout"}).response.status == 504
    assert api.invoke("GET", "/pets", backend=backend).gateway_response == "MISSING_AUTHENTICATION_TOKEN"
    assert len(asked) == 1
    image = api.invoke("POST", "/pets", headers={"Accept": "image/png"}, backend={"body": b"\x89PNG", "headers": {"Content-Type": "image/png"}})
    assert image.response.body == b"\x89PNG"

    def broken(_: vtlkit.IntegrationRequest) -> dict[str, object]:
        raise RuntimeError("the handler fails")

    with pytest.raises(RuntimeError, match="the handler fails"):
        api.invoke("POST", "/pets", backend=broken)


def test_wrong_calls_are_refused() -> None:
    api = vtlkit.load(PROXY, name="api.yaml")
    for backend, message in [
        ({"x": 1}, "`backend` cannot be used: it has a member `x`, and only status, headers"),
        ({"error": "timeout", "body": ""}, "`backend` cannot be used: it has both `error` and `body`: use `error` alone for an endpoint that fails"),
        ({"bodyFile": "x.png"}, "`backend` cannot be used: read the file, and give its bytes as `body`"),
    ]:
        with pytest.raises(vtlkit.VtlError) as caught:
            api.invoke("POST", "/pets", backend=backend)
        assert caught.value.message.startswith(message), caught.value.message
    with pytest.raises(TypeError, match="`backend` is a dict with what the endpoint answers, or a function"):
        api.invoke("POST", "/pets", backend=lambda _: "text")
    with pytest.raises(vtlkit.VtlError, match="`authorizer` cannot be used: `maybe` is not a valid decision"):
        api.invoke("POST", "/pets", authorizer="maybe")
    with pytest.raises(vtlkit.VtlError, match="`path_parameters` are those of a `test_invoke`"):
        api.invoke("POST", "/pets", path_parameters={"id": "7"})
    with pytest.raises(OverflowError):
        api.invoke("POST", "/pets", time=-1)


def test_definitions_of_several_apis() -> None:
    definition = vtlkit.load(TWO, name="two.json")
    assert [(api.name, api.id) for api in definition.apis] == [("a", "A"), ("b", "B")]
    with pytest.raises(vtlkit.VtlError) as caught:
        definition.invoke("GET", "/")
    assert caught.value.message == "`two.json` defines several APIs: `a` (`A`), `b` (`B`)"
    assert caught.value.help == "choose one by its name or its logical name: `api_name`"
    assert definition.routes(api_name="A") == []
    with pytest.raises(vtlkit.VtlError, match="`two.json` has no API `c`"):
        definition.routes(api_name="c")


def test_routes_tell_what_is_defined_and_where() -> None:
    folder = ROOT / "tests/cli/definitions"
    definition = vtlkit.load(folder / "template.yaml")
    (route,) = definition.routes(api_name="Included")
    assert (route.method, route.path, route.integration) == ("PUT", "/orders/{id}", "aws dynamodb:PutItem")
    assert (route.file, route.line, route.column) == (str(folder / "orders.yaml"), 5, 5)
    assert (route.validates, route.authorization, route.api_key_required) == ([], None, False)
    assert definition.apis[0].stages == ["dev"]


def test_files_and_parameters_of_a_definition() -> None:
    template = (
        "Parameters: {Stage: {Type: String}}\nResources:\n  Pets:\n    Type: AWS::Serverless::Api\n"
        "    Properties: {StageName: !Ref Stage, DefinitionUri: api.yaml}\n"
    )
    api = "openapi: 3.0.1\npaths:\n  /pets: {get: {x-amazon-apigateway-integration: {type: mock}}}\n"
    definition = vtlkit.load(template, name="template.yaml", files={"./api.yaml": api}, parameters={"Stage": "v1"})
    assert definition.apis[0].stages == ["v1"]
    assert definition.routes()[0].file == "api.yaml"
    with pytest.raises(vtlkit.VtlError) as caught:
        vtlkit.load(template, name="template.yaml")
    assert "api.yaml" in caught.value.message
    unknown = vtlkit.load(template, name="template.yaml", files={"api.yaml": api})
    assert unknown.unknown == ["Stage"] and unknown.missing == []


def test_files_outside_of_the_repository_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("openapi: 3.0.1\npaths:\n  /x: {get: {x-amazon-apigateway-integration: {type: mock}}}\n")
    folder = tmp_path / "project"
    folder.mkdir()
    file = folder / "template.yaml"
    file.write_text(
        "Resources:\n  A:\n    Type: AWS::Serverless::Api\n"
        "    Properties: {StageName: v1, DefinitionUri: ../secret.yaml}\n"
    )
    with pytest.raises(vtlkit.VtlError, match="is outside of"):
        vtlkit.load(file)
    assert [route.path for route in vtlkit.load(file, allow_outside=True).routes()] == ["/x"]


def test_broken_definitions_have_their_places(tmp_path: Path) -> None:
    with pytest.raises(vtlkit.VtlError) as caught:
        vtlkit.load("a: 1", name="x.yaml")
    assert caught.value.kind == "definition"
    with pytest.raises(vtlkit.VtlError, match="the definition is a text without a name") as caught:
        vtlkit.load("template.yaml")
    assert caught.value.help is not None and 'load(pathlib.Path("api.yaml"))' in caught.value.help
    file = tmp_path / "api.yaml"
    file.write_text("openapi: 3.0.1\npaths: [\n")
    with pytest.raises(vtlkit.VtlError) as caught:
        vtlkit.load(file)
    assert (caught.value.kind, caught.value.file) == ("definition", str(file))
    assert caught.value.line is not None


def test_attacks_go_through_an_api() -> None:
    attack = vtlkit.load(USERS).attack("POST", "/users")
    assert (len(attack.broken), len(attack.attempts)) == (6, 43)
    assert attack.base is not None and set(attack.base) == {"request", "answer", "index"}
    assert attack.broken[0].where == "unescaped-in-string"


def test_bodies_are_held_against_models() -> None:
    model = vtlkit.Model(MODEL)
    assert model.refusals == []
    assert model.validate({"id": 1}) == model.validate('{"id": 1}') == model.validate(b'{"id": 1}')
    verdict = model.validate({})
    assert (verdict.valid, verdict.error) == (False, None)
    assert verdict.log == '[object has missing required properties (["id"])]'
    wrong = model.validate('{"é": 1,\n "id": "x"}')
    (message,) = wrong.messages
    assert (message.level, message.keyword, message.pointer, message.line, message.column) == ("error", "type", "/id", 2, 8)
    unreadable = model.validate('{"id": 1,}')
    assert (unreadable.valid, unreadable.log) == (False, "[Unknown error parsing request body]")
    assert [(it.message, it.line, it.column) for it in unreadable.messages] == [("expected a member name in double quotes", 1, 10)]
    assert not model.validate(None).valid
    assert vtlkit.validate(json.dumps(MODEL), {"id": 1}).valid


def test_models_that_the_service_refuses() -> None:
    with pytest.raises(vtlkit.VtlError) as caught:
        vtlkit.Model('{\n "type": }')
    assert (caught.value.kind, caught.value.line) == ("model", 2)
    odd = vtlkit.Model('{"required": []}')
    assert [(refusal.line, refusal.pointer) for refusal in odd.refusals] == [(1, "")]
    with pytest.raises(vtlkit.VtlError) as caught:
        vtlkit.validate('{"required": []}', {})
    assert caught.value.kind == "model"


def test_models_of_a_definition() -> None:
    definition = vtlkit.load(USERS)
    assert definition.apis[0].models == ["User"]
    assert definition.model("User").validate({"user_id": 1, "name": "Ann"}).valid
    assert not definition.model("User").validate({"user_id": 1}).valid
    with pytest.raises(vtlkit.VtlError, match="the API has no model `Nobody`") as caught:
        definition.model("Nobody")
    assert caught.value.help == "it has Empty, Error and User"
