"""Times the Python module, airspeed and LocalStack's renderer on templates with a request each, which come as JSON lines
on standard input. With `--check` it fails if a ratio is below its target. `cargo xtask bench --python` runs it."""

import base64
import json
import sys
import time

import airspeed
import vtlkit
from localstack.services.apigateway.next_gen.execute_api.template_mapping import (
    ApiGatewayVtlTemplate,
    MappingTemplateInput,
    MappingTemplateParams,
    MappingTemplateVariables,
)

# The seconds of a window, and how many are measured; the best one counts.
SECONDS = 0.1
WINDOWS = 4

# How many times as fast as the others a render of a compiled template has to be.
AIRSPEED = 100
LOCALSTACK = 20


class Input:
    """As much of `$input` as the templates of the benchmark use."""

    def __init__(self, request):
        self.request = request
        text = request.get("body", "")
        self.body = json.loads(text) if text else {}

    def path(self, path):
        value = self.body
        for name in path.removeprefix("$").strip(".").split("."):
            value = value if name == "" else value.get(name)
        return value

    def json(self, path):
        return json.dumps(self.path(path))

    def params(self, name):
        return self.request.get("querystring", {}).get(name, "")


class Util:
    """As much of `$util`."""

    @staticmethod
    def escapeJavaScript(text):
        return json.dumps(text)[1:-1]

    @staticmethod
    def base64Encode(text):
        return base64.b64encode(text.encode()).decode()


def names(request):
    return {
        "input": Input(request),
        "util": Util,
        "context": request.get("context", {}),
        "stageVariables": request.get("stageVariables", {}),
    }


def localstack(template, request):
    params = MappingTemplateParams(
        path=request.get("path", {}), querystring=request.get("querystring", {}), header=request.get("headers", {})
    )
    variables = MappingTemplateVariables(
        input=MappingTemplateInput(body=request.get("body", ""), params=params),
        context=request.get("context", {}),
        stageVariables=request.get("stageVariables", {}),
    )
    overrides = {
        "requestOverride": {"header": {}, "path": {}, "querystring": {}},
        "responseOverride": {"header": {}, "status": 0},
    }
    return ApiGatewayVtlTemplate().render_request(template, variables, overrides)[0]


def best(function):
    """The microseconds of a call: the best of some windows, after one to warm up."""
    calls, taken = 1, []
    while True:
        start = time.perf_counter()
        for _ in range(calls):
            function()
        passed = time.perf_counter() - start
        if passed < SECONDS:
            calls *= 2
            continue
        taken.append(passed / calls)
        if len(taken) > WINDOWS:
            return min(taken[1:]) * 1e6


def is_same(output, wanted):
    """Whether outputs are equal as JSON, or as texts without white space."""
    try:
        return json.loads(output) == json.loads(wanted)
    except ValueError:
        return output.split() == wanted.split()


def measure(case):
    """Prints the figures of a case. Returns the ratios."""
    text, request = case["template"], case["request"]
    template, compiled = vtlkit.Template(text), airspeed.Template(text)
    wanted = template.render(request).output
    outputs = {"airspeed": compiled.merge(names(request)), "LocalStack": localstack(text, request)}
    others = [name for name, output in outputs.items() if not is_same(output, wanted)]
    own, once = best(lambda: template.render(request)), best(lambda: vtlkit.render(text, request))
    with_airspeed = best(lambda: compiled.merge(names(request)))
    with_localstack = best(lambda: localstack(text, request))
    ratios = with_airspeed / own, with_localstack / own
    note = f"  other output: {', '.join(others)}" if others else ""
    print(
        f"{case['id']:14} {own:9.2f} {once:9.1f} {with_airspeed:10.1f} {with_localstack:10.0f}"
        f" {ratios[0]:9.0f}x {ratios[1]:9.0f}x{note}",
        flush=True,
    )
    return ratios


def main():
    print(f"{'microseconds':14} {'render':>9} {'compile+':>9} {'airspeed':>10} {'LocalStack':>10} {'airspeed':>10} {'LocalStack':>10}")
    slow = []
    for line in sys.stdin:
        case = json.loads(line)
        ratios = measure(case)
        if ratios[0] < AIRSPEED or ratios[1] < LOCALSTACK:
            slow.append(case["id"])
    if slow:
        print(f"below {AIRSPEED} times airspeed's speed or {LOCALSTACK} times LocalStack's: {', '.join(slow)}")
    if slow and "--check" in sys.argv:
        sys.exit(1)


if __name__ == "__main__":
    main()
