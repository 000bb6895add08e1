"""Templates: what they render, how they fail."""

from __future__ import annotations

import copy
import json
import pickle
import threading
import time
from collections import OrderedDict
from pathlib import Path
from types import MappingProxyType

import pytest

import vtlkit

KEY = """{"PK": "USER#$input.path('$.id')"}"""


def test_a_template_renders_many_requests() -> None:
    template = vtlkit.Template(KEY)
    assert [template.render({"body": {"id": n}}).output for n in range(3)] == [
        '{"PK": "USER#0"}',
        '{"PK": "USER#1"}',
        '{"PK": "USER#2"}',
    ]
    assert template.text == KEY
    assert template.file is None
    assert repr(template) == f"Template(<{len(KEY)} bytes>)"


def test_render_compiles_and_renders() -> None:
    rendered = vtlkit.render(KEY, {"body": {"id": 7}})
    assert str(rendered) == rendered.output == '{"PK": "USER#7"}'
    assert rendered.json() == {"PK": "USER#7"}
    assert rendered.overrides == {}
    assert rendered.trace is None
    assert repr(rendered) == """Rendered(output='{"PK": "USER#7"}', overrides={})"""
    assert rendered == vtlkit.render(KEY, {"body": {"id": 7}})
    assert rendered != vtlkit.render(KEY, {"body": {"id": 8}})


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('{"a": 1.0}', '{"a": 1.0}'),
        (b'{"a": 1.0}', '{"a": 1.0}'),
        (b"\xff{", "\ufffd{"),
        (None, "{}"),
        ({"a": [1, 2.5, True, None, "x\"y\n\u2028é😀"]}, '{"a":[1,2.5,true,null,"x\\"y\\n\u2028é😀"]}'),
        ({"a": 1.0, "b": 10**30, "c": -0.0, "d": 1e22}, '{"a":1.0,"b":1000000000000000000000000000000,"c":-0.0,"d":1e+22}'),
        ((1, 2), "[1,2]"),
        (OrderedDict(z=1, a=MappingProxyType({"b": ()})), '{"z":1,"a":{"b":[]}}'),
        (True, "true"),
        (7, "7"),
    ],
)
def test_bodies_are_texts_bytes_or_values(body: object, text: str) -> None:
    assert vtlkit.render("$input.body", {"body": body}).output == text


def test_requests_are_dicts_or_their_json() -> None:
    template = vtlkit.Template("$input.params('q')|$input.params().header.H|$stageVariables.v|$context.stage|$input.body")
    request = {
        "querystring": {"q": "a b"},
        "headers": {"H": 1},
        "stageVariables": {"v": "w"},
        "context": {"stage": "test"},
        "body": "x",
    }
    expected = "a b|1|w|test|x"
    assert template.render(request).output == expected
    assert template.render(MappingProxyType(request)).output == expected
    assert template.render(json.dumps(request)).output == expected
    assert template.render(json.dumps(request).encode()).output == expected
    assert template.render().output == template.render({}).output


def test_the_phase_decides_which_overrides_count() -> None:
    text = "#set($context.responseOverride.status = 404)#set($context.requestOverride.header.a = 'b')"
    both = {"requestOverride": {"header": {"a": "b"}}, "responseOverride": {"status": 404}}
    assert vtlkit.render(text).overrides == both
    assert vtlkit.render(text, phase="response").overrides == {"responseOverride": {"status": 404}}


def test_stock_velocity_has_variables() -> None:
    text = "#macro(b $x)<b>$x</b>#end#b($name) $missing $n"
    template = vtlkit.Template(text, dialect="velocity", variables={"name": "Ann", "n": [1, 2.50]})
    assert template.render().output == "<b>Ann</b> $missing [1, 2.5]"
    with pytest.raises(vtlkit.VtlError, match="stock Velocity has no request") as caught:
        template.render({"body": ""})
    assert (caught.value.kind, caught.value.help) == ("request", "use variables instead")


def test_syntax_errors_have_their_places() -> None:
    with pytest.raises(vtlkit.VtlError) as caught:
        vtlkit.Template("é😀\n#set($a = )\n#if($x)")
    error = caught.value
    assert (error.kind, error.line, error.column, error.start, error.end) == ("syntax", 2, 11, 13, 14)
    assert (error.end_line, error.end_column, error.file) == (2, 12, None)
    assert error.message == "unexpected `)` in `#set`, expected a reference or a value"
    assert [(e.line, e.column, e.message, e.help) for e in error.errors] == [
        (2, 11, error.message, None),
        (3, 1, "`#if` is not closed", "write `#end` where the block ends"),
    ]
    assert str(error) == (
        "line 2, column 11: unexpected `)` in `#set`, expected a reference or a value\n"
        "line 3, column 1: `#if` is not closed (help: write `#end` where the block ends)"
    )


def test_errors_of_a_render_have_their_places() -> None:
    template = vtlkit.Template("😀\n #foreach($x in ['a'])😀$x.substring(9)#end")
    with pytest.raises(vtlkit.VtlError) as caught:
        template.render()
    assert (caught.value.kind, caught.value.line, caught.value.column) == ("method", 2, 26)
    assert caught.value.start == 27


def test_errors_name_their_file(tmp_path: Path) -> None:
    file = tmp_path / "request.vtl"
    file.write_text("#if($x)")
    with pytest.raises(vtlkit.VtlError) as caught:
        vtlkit.Template(file)
    assert caught.value.file == str(file)
    assert str(caught.value).startswith(f"{file}:1:1: `#if` is not closed")
    file.write_text(KEY)
    template = vtlkit.Template(file)
    assert (template.file, template.render({"body": {"id": 1}}).json()) == (str(file), {"PK": "USER#1"})
    assert repr(template) == f'Template("{file}")'


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as missing:
        vtlkit.Template(tmp_path / "no.vtl")
    assert missing.value.filename == str(tmp_path / "no.vtl")
    with pytest.raises(IsADirectoryError):
        vtlkit.Template(tmp_path)
    wide = tmp_path / "wide.vtl"
    wide.write_bytes("$input.body".encode("utf-16"))
    with pytest.raises(vtlkit.VtlError, match="is not UTF-8: it looks like UTF-16LE") as caught:
        vtlkit.Template(wide)
    assert caught.value.help == "save it as UTF-8"
    with pytest.raises(vtlkit.VtlError, match="the template is not UTF-8: byte 0xFF at offset 1"):
        vtlkit.Template(b"a\xff")


def test_limits_end_a_render() -> None:
    text = "#foreach($i in [1..9])#foreach($j in [1..9])$j#end#end"
    with pytest.raises(vtlkit.VtlError) as caught:
        vtlkit.render(text, limits={"steps": 10})
    assert (caught.value.kind, caught.value.limit) == ("limit", "steps")
    assert vtlkit.render("#foreach($i in [1..9])$i#end", limits={"loop_rounds": 2}).output == "12"
    for limits, message in [
        ({"rounds": 1}, "unknown limit `rounds`, use one of steps, output_bytes, memory_bytes, depth or loop_rounds"),
        ({"depth": 1001}, "the limit `depth` is at most 1000"),
        ({"memory_bytes": 2**40}, "the limit `memory_bytes` is at most 1073741823"),
        ({"steps": -1}, "the limit `steps` is a whole number, not -1"),
        ({"steps": "9"}, "the limit `steps` is a whole number, not 9"),
    ]:
        with pytest.raises(vtlkit.VtlError) as caught:
            vtlkit.render(text, limits=limits)  # type: ignore[arg-type]
        assert (caught.value.kind, caught.value.message) == ("options", message)


def test_wrong_arguments_are_refused() -> None:
    template = vtlkit.Template(KEY)
    for request in (1, [], 1.5):
        with pytest.raises(TypeError, match="a request is a dict, or a str with its JSON, not"):
            template.render(request)  # type: ignore[arg-type]
    with pytest.raises(vtlkit.VtlError, match="a request has no member `query`, only body, headers") as caught:
        template.render({"query": {}})
    assert (caught.value.kind, caught.value.line) == ("request", None)
    with pytest.raises(vtlkit.VtlError, match="`phase` is one of request, response, not `reply`"):
        vtlkit.Template(KEY, phase="reply")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="the template is a str with its text or a pathlib.Path with its file, not int"):
        vtlkit.Template(1)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        vtlkit.Template(KEY, mode="request")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="`variables` is a dict, not list"):
        vtlkit.Template(KEY, variables=[])  # type: ignore[arg-type]


def test_what_json_cannot_hold_is_refused() -> None:
    circle: list[object] = []
    circle.append(circle)
    for body, error, message in [
        ({"a": {1, 2}}, TypeError, "JSON cannot hold a value of the type set"),
        ({1: 2}, TypeError, "the names in JSON objects are strings, not int"),
        ([float("nan")], ValueError, "JSON cannot hold nan"),
        (circle, ValueError, "nests deeper than 500, or holds itself"),
    ]:
        with pytest.raises(error, match=message):
            vtlkit.render("$input.body", {"body": body})


def test_a_trace_tells_what_a_render_did() -> None:
    rendered = vtlkit.render("😀#if(1 == 1)é$x#end!", trace=True)
    trace = rendered.trace
    assert trace is not None
    assert trace["branches"][0]["taken"] is True
    assert trace["pieces"][-1]["template"] == [19, 20]
    assert rendered.output[slice(*trace["pieces"][0]["output"])] == "😀"


def test_threads_share_a_template() -> None:
    template = vtlkit.Template("#foreach($i in [1..200])$input.path('$.id')#end")
    wrong: list[int] = []

    def work(number: int) -> None:
        for _ in range(50):
            if template.render({"body": {"id": number}}).output != str(number) * 200:
                wrong.append(number)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_interpreter_runs_while_a_template_renders() -> None:
    template = vtlkit.Template(
        "#foreach($i in [1..1000])#foreach($j in [1..1000])#set($x = $i + $j)#set($y = $x * $i)#end#end"
    )
    started, times = threading.Event(), []

    def work() -> None:
        started.set()
        times.append(time.monotonic())
        template.render()
        times.append(time.monotonic())

    thread = threading.Thread(target=work)
    thread.start()
    started.wait()
    ticks = []
    while thread.is_alive():
        ticks.append(time.monotonic())
        time.sleep(0.001)
    thread.join()
    start, end = times
    tenth = (end - start) / 10
    assert [tick for tick in ticks if start + tenth < tick < end - tenth] != [], f"a render of {end - start} s"


def test_errors_go_through_pickle() -> None:
    with pytest.raises(vtlkit.VtlError) as caught:
        vtlkit.Template("#if($x)\n#set($a = )")
    for error in (pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value)):
        assert isinstance(error, vtlkit.VtlError)
        assert (str(error), error.kind, error.line) == (str(caught.value), "syntax", caught.value.line)
        assert len(error.errors) == 2


def test_templates_go_through_pickle() -> None:
    template = vtlkit.Template("$a $b", dialect="velocity", variables={"a": 1}, limits={"steps": 100})
    for again in (pickle.loads(pickle.dumps(template)), copy.copy(template), copy.deepcopy(template)):
        assert again.render().output == template.render().output == "1 $b"
