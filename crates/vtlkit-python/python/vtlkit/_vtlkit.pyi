"""The engine, compiled."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Optional, Union, final

from vtlkit._error import VtlError
from vtlkit.types import Answer, Dialect, Headers, Limits, Phase, Request, Severity, Source

__all__ = [
    "Api",
    "Attack",
    "Attempt",
    "Definition",
    "Edit",
    "Finding",
    "Fix",
    "Fixed",
    "IntegrationRequest",
    "Invocation",
    "Label",
    "Mapped",
    "Message",
    "Model",
    "Refusal",
    "Rendered",
    "Response",
    "Route",
    "RuleInfo",
    "Step",
    "Template",
    "VERSION",
    "Verdict",
    "Witness",
    "attack",
    "explain",
    "fix",
    "lint",
    "load",
    "render",
    "rules",
    "run",
    "validate",
]

VERSION: str

def run(arguments: Sequence[str]) -> int:
    """Runs the ``vtlkit`` command with its arguments (the first is the name of the program), and returns its exit code.
    """

@final
class Template:
    """A compiled mapping template. It can be rendered repeatedly, and by several threads at the same time.

    ``source`` is the text of the template, or a path to its file. ``phase`` is ``"request"`` or ``"response"``: a
    response template cannot override the request. ``dialect="velocity"`` is unmodified Apache Velocity 1.7, with
    ``variables`` instead of a request. ``limits`` are the limits of a render. ``trace=True`` records a trace of each
    render.

    Raises ``VtlError`` of the kind ``syntax`` with all ``errors`` of the text.
    """

    def __new__(
        cls,
        source: Source,
        *,
        phase: Phase = "request",
        dialect: Dialect = "api-gateway",
        variables: Optional[Mapping[str, Any]] = None,
        limits: Optional[Limits] = None,
        trace: bool = False,
    ) -> Template: ...
    @property
    def text(self) -> str:
        """The text of the template."""
    @property
    def file(self) -> Optional[str]:
        """The file of the template; ``None`` for a template from a string."""
    def render(self, request: Union[Request, Mapping[str, Any], str, bytes, None] = None) -> Rendered:
        """Renders the template for a request: a dict with some of ``body``, ``headers``, ``querystring``, ``path``,
        ``stageVariables`` and ``context``, or the JSON text of one.

        A ``str`` as the body is used unchanged, ``bytes`` are decoded as UTF-8, any other value is converted to its
        JSON text.

        Raises ``VtlError`` if the template fails; the service responds with status 500 then.
        """

@final
class Rendered:
    """The result of a render. ``str()`` returns the output."""

    @property
    def output(self) -> str:
        """The text."""
    @property
    def overrides(self) -> dict[str, Any]:
        """The overrides that have an effect: ``requestOverride`` and ``responseOverride``."""
    @property
    def trace(self) -> Optional[dict[str, Any]]:
        """The trace of the render, with ``trace=True``: ``pieces``, ``branches`` and ``loops``. Offsets are in code
        points.
        """
    def json(self) -> Any:
        """The output, parsed as JSON."""

def render(
    source: Source,
    request: Union[Request, Mapping[str, Any], str, bytes, None] = None,
    *,
    phase: Phase = "request",
    dialect: Dialect = "api-gateway",
    variables: Optional[Mapping[str, Any]] = None,
    limits: Optional[Limits] = None,
    trace: bool = False,
) -> Rendered:
    """Compiles a template and renders it for one request; :class:`Template` compiles it once for several."""

@final
class Label:
    """A related place of a finding."""

    @property
    def text(self) -> str:
        """The label."""
    @property
    def start(self) -> int:
        """The start offset, in code points from 0."""
    @property
    def end(self) -> int:
        """The end offset, exclusive, in code points."""
    @property
    def line(self) -> int:
        """The line, from 1."""
    @property
    def column(self) -> int:
        """The column, from 1, in code points."""

@final
class Witness:
    """A request for which the output is invalid, and that output."""

    @property
    def request(self) -> dict[str, Any]:
        """The request, for ``Template.render``."""
    @property
    def output(self) -> str:
        """The output."""

@final
class Edit:
    """A replacement of a text."""

    @property
    def start(self) -> int:
        """The start offset of the replaced text, in code points from 0."""
    @property
    def end(self) -> int:
        """The end offset, exclusive, in code points."""
    @property
    def text(self) -> str:
        """The new text."""

@final
class Fix:
    """A fix: edits that are applied together."""

    @property
    def title(self) -> str:
        """A description of the fix."""
    @property
    def safe(self) -> bool:
        """Whether the fix does not change the output of the template."""
    @property
    def manual(self) -> bool:
        """Whether ``fix`` does not apply it: it has to be applied by hand."""
    @property
    def edits(self) -> list[Edit]:
        """The edits."""

@final
class Finding:
    """A finding of the linter."""

    @property
    def rule(self) -> Optional[str]:
        """The name of the rule; ``explain`` returns its documentation. ``None`` if the file cannot be read."""
    @property
    def severity(self) -> Severity:
        """The severity."""
    @property
    def message(self) -> str:
        """The message."""
    @property
    def label(self) -> Optional[str]:
        """The label at the place."""
    @property
    def why(self) -> Optional[str]:
        """The reason."""
    @property
    def help(self) -> Optional[str]:
        """How to correct it."""
    @property
    def file(self) -> Optional[str]:
        """The file, or the ``name`` of the text."""
    @property
    def start(self) -> int:
        """The start offset, in code points from 0."""
    @property
    def end(self) -> int:
        """The end offset, exclusive, in code points."""
    @property
    def line(self) -> int:
        """The line, from 1."""
    @property
    def column(self) -> int:
        """The column, from 1, in code points."""
    @property
    def end_line(self) -> int:
        """The line of the end."""
    @property
    def end_column(self) -> int:
        """The column of the end, exclusive."""
    @property
    def labels(self) -> list[Label]:
        """Related places."""
    @property
    def witness(self) -> Optional[Witness]:
        """A request for which the output is invalid, verified by rendering."""
    @property
    def fix(self) -> Optional[Fix]:
        """The fix, if there is one."""
    @property
    def template(self) -> Optional[int]:
        """The index of the template in its file, from 0."""

@final
class Fixed:
    """A text with applied fixes."""

    @property
    def text(self) -> str:
        """The fixed text."""
    @property
    def fixed(self) -> int:
        """The number of fixed findings."""
    @property
    def skipped(self) -> int:
        """The number of fixes that were not applied, because renders do not show that they are harmless."""

@final
class RuleInfo:
    """A rule of the linter."""

    @property
    def name(self) -> str:
        """Its name."""
    @property
    def severity(self) -> Severity:
        """The severity of its findings."""
    @property
    def group(self) -> str:
        """The group of the rule."""
    @property
    def summary(self) -> str:
        """What it flags, in one sentence."""
    @property
    def since(self) -> str:
        """The first version of vtlkit with the rule."""
    @property
    def status(self) -> Literal["stable", "preview"]:
        """``stable`` or ``preview``."""
    @property
    def url(self) -> str:
        """The URL of its documentation."""

def lint(
    source: Source,
    *,
    name: Optional[str] = None,
    phase: Optional[Phase] = None,
    content_type: Optional[str] = None,
    path_parameters: Sequence[str] = (),
    stage_variables: Optional[Sequence[str]] = None,
    names: Sequence[str] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    preview: bool = False,
) -> list[Finding]:
    """Lints a template, or a file with templates. Returns the findings in source order.

    A ``str`` is the text of a template or, with ``name``, of a file whose format is derived from its name. A path is a
    file, which is linted without the files that refer to it.

    ``content_type``, ``path_parameters``, ``stage_variables`` (the complete list) and ``names`` (variables that are set
    elsewhere) describe the context of the template. ``select`` and ``ignore`` are names of rules or groups; ``preview``
    enables preview rules.
    """

def fix(
    source: Source,
    *,
    unsafe: bool = False,
    name: Optional[str] = None,
    phase: Optional[Phase] = None,
    content_type: Optional[str] = None,
    path_parameters: Sequence[str] = (),
    stage_variables: Optional[Sequence[str]] = None,
    names: Sequence[str] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    preview: bool = False,
) -> Fixed:
    """Applies the fixes of :func:`lint` that renders show to be harmless, and returns the new text. A file is not
    changed.

    Fixes that change the output of a template require ``unsafe=True``.
    """

def rules() -> list[RuleInfo]:
    """The rules of the linter."""

def explain(rule: str) -> str:
    """What a rule flags, why, and what to write instead, as Markdown."""

@final
class Message:
    """A message of the service's validator."""

    @property
    def message(self) -> str:
        """The message."""
    @property
    def level(self) -> Literal["error", "warning"]:
        """The severity."""
    @property
    def keyword(self) -> Optional[str]:
        """The keyword of the model that the body violates."""
    @property
    def pointer(self) -> Optional[str]:
        """The JSON pointer of the value in the body."""
    @property
    def line(self) -> Optional[int]:
        """The line of the value in the body, from 1."""
    @property
    def column(self) -> Optional[int]:
        """The column of the value, from 1, in code points."""

@final
class Verdict:
    """The result of validating a body, as in the service."""

    @property
    def valid(self) -> bool:
        """Whether the service accepts the request."""
    @property
    def messages(self) -> list[Message]:
        """The messages of the service, in its order; for invalid JSON, the syntax error."""
    @property
    def log(self) -> Optional[str]:
        """The messages in the format of the service's log."""
    @property
    def error(self) -> Optional[str]:
        """Why the validator itself fails; the service responds with status 500 then."""

@final
class Refusal:
    """A part of a model that the service rejects."""

    @property
    def message(self) -> str:
        """The message."""
    @property
    def pointer(self) -> str:
        """The JSON pointer in the model."""
    @property
    def line(self) -> int:
        """The line in the model, from 1."""
    @property
    def column(self) -> int:
        """The column, from 1, in code points."""

@final
class Model:
    """A compiled request model: JSON Schema draft 4 as API Gateway validates it.

    ``model`` is a dict, its JSON text, or a path to its file. Raises ``VtlError`` if the text is invalid JSON.
    """

    def __new__(cls, model: Union[Source, Mapping[str, Any]]) -> Model: ...
    @property
    def refusals(self) -> list[Refusal]:
        """The parts that the service rejects; empty if it accepts the model."""
    def validate(self, body: Any) -> Verdict:
        """Validates a body as the service does: a ``str``, ``bytes``, or any other value, which is converted to its
        JSON text.
        """

def validate(model: Union[Source, Mapping[str, Any]], body: Any) -> Verdict:
    """Validates a body against a model as the service does. Raises ``VtlError`` if the service rejects the model."""

@final
class Api:
    """A REST API of a definition."""

    @property
    def name(self) -> str:
        """The name; empty if the definition has none."""
    @property
    def id(self) -> Optional[str]:
        """The logical name in CloudFormation, the address in Terraform."""
    @property
    def stages(self) -> list[str]:
        """The names of the stages."""
    @property
    def models(self) -> list[str]:
        """The names of the request models."""

@final
class Route:
    """A method of an API."""

    @property
    def method(self) -> str:
        """The HTTP method."""
    @property
    def path(self) -> str:
        """The path of the resource."""
    @property
    def integration(self) -> str:
        """The integration, such as ``aws dynamodb:PutItem``."""
    @property
    def validates(self) -> list[Literal["body", "parameters"]]:
        """What is validated before the integration is called."""
    @property
    def authorization(self) -> Optional[str]:
        """The authorization: ``AWS_IAM``, the name of an authorizer, or ``None``."""
    @property
    def api_key_required(self) -> bool:
        """Whether requests require an API key."""
    @property
    def api_name(self) -> str:
        """The name of the API."""
    @property
    def file(self) -> Optional[str]:
        """The file that defines the method."""
    @property
    def line(self) -> Optional[int]:
        """The line in the file, from 1."""
    @property
    def column(self) -> Optional[int]:
        """The column, from 1, in code points."""

@final
class Response:
    """The response to the client."""

    @property
    def status(self) -> int:
        """The status."""
    @property
    def headers(self) -> dict[str, Union[str, list[str]]]:
        """The headers; a header with several values has a list."""
    @property
    def body(self) -> bytes:
        """The body."""
    @property
    def text(self) -> str:
        """The body as text; invalid UTF-8 becomes U+FFFD."""
    def json(self) -> Any:
        """The body, parsed as JSON."""

@final
class IntegrationRequest:
    """The request to the endpoint."""

    @property
    def method(self) -> str:
        """The method."""
    @property
    def uri(self) -> str:
        """The whole URI."""
    @property
    def headers(self) -> dict[str, Union[str, list[str]]]:
        """The headers; a header with several values has a list."""
    @property
    def body(self) -> bytes:
        """The body."""
    @property
    def text(self) -> str:
        """The body as text; invalid UTF-8 becomes U+FFFD."""
    def json(self) -> Any:
        """The body, parsed as JSON."""

@final
class Mapped:
    """A template that was rendered for a request."""

    @property
    def step(self) -> Literal["request template", "response template"]:
        """The kind of template."""
    @property
    def content_type(self) -> str:
        """The content type of the template."""
    @property
    def request(self) -> dict[str, Any]:
        """The request of the render, for ``Template.render``."""

@final
class Step:
    """The decision of a step of the service."""

    @property
    def step(self) -> str:
        """The step."""
    @property
    def decision(self) -> str:
        """The decision."""
    @property
    def reason(self) -> str:
        """The reason."""
    @property
    def failed(self) -> bool:
        """Whether the request fails in this step."""

@final
class Invocation:
    """The execution of a request."""

    @property
    def response(self) -> Response:
        """The response to the client."""
    @property
    def gateway_response(self) -> Optional[str]:
        """The type of the gateway response, such as ``BAD_REQUEST_BODY``, if a step failed."""
    @property
    def integration_request(self) -> Optional[IntegrationRequest]:
        """The request to the endpoint; ``None`` if it is not called."""
    @property
    def mapped(self) -> list[Mapped]:
        """The templates that were rendered."""
    @property
    def trail(self) -> list[Step]:
        """The decision of each step."""

@final
class Attempt:
    """A variant of a request, with its result."""

    @property
    def side(self) -> Literal["request", "response"]:
        """The message that is changed."""
    @property
    def where(self) -> str:
        """The changed value: a JSONPath, ``body``, ``query name``, ``header name``, or a rule of the linter."""
    @property
    def change(self) -> str:
        """A description of the change."""
    @property
    def verdict(self) -> Literal["broken", "refused", "unjudged", "safe"]:
        """The result of the variant."""
    @property
    def problem(self) -> str:
        """Why the output is invalid, or why the request is rejected; empty otherwise."""
    @property
    def output(self) -> str:
        """The output."""
    @property
    def place(self) -> Optional[tuple[int, int]]:
        """The invalid part of the output: start and end offset, in code points."""
    @property
    def input(self) -> dict[str, Any]:
        """The changed request."""

@final
class Attack:
    """The result of an attack."""

    @property
    def problem(self) -> Optional[str]:
        """Why the unchanged request fails."""
    @property
    def base(self) -> Optional[dict[str, Any]]:
        """The request that the variants are derived from, with its ``index``; ``None`` if no request succeeds."""
    @property
    def attempts(self) -> list[Attempt]:
        """The variants, in the order of their execution."""
    @property
    def broken(self) -> list[Attempt]:
        """The variants with an invalid output."""
    @property
    def skipped(self) -> int:
        """The number of variants that were not executed, because the outputs of the others take 64 MiB."""

def attack(
    source: Source,
    request: Union[Request, Mapping[str, Any], Sequence[Union[Request, Mapping[str, Any]]], None] = None,
    *,
    phase: Phase = "request",
    dialect: Dialect = "api-gateway",
    limits: Optional[Limits] = None,
) -> Attack:
    """Renders a template for hostile variants of a request (quotes, line breaks, missing values, other types), and
    reports which make the output invalid.

    The variants of a list are derived from the first request that succeeds. Without a request, one is generated from
    the values that the template reads.
    """

@final
class Definition:
    """A definition of APIs, read by :func:`load`."""

    @property
    def apis(self) -> list[Api]:
        """The REST APIs, in the order of the definition."""
    @property
    def unknown(self) -> list[str]:
        """The names of unknown values. Their placeholder is ``<name>``; ``parameters`` of :func:`load` sets them."""
    @property
    def missing(self) -> list[VtlError]:
        """The errors for files that cannot be read; their content is missing. They are not raised."""
    def routes(self, *, api_name: Optional[str] = None) -> list[Route]:
        """The methods of all APIs, or of the API with a name or ``id``."""
    def model(self, name: str, *, api_name: Optional[str] = None) -> Model:
        """A request model of an API. ``api_name`` is optional if the definition has one API."""
    def invoke(
        self,
        method: str,
        path: str,
        *,
        headers: Optional[Headers] = None,
        body: Any = None,
        stage: Optional[str] = None,
        api_name: Optional[str] = None,
        context: Optional[Mapping[str, Any]] = None,
        authorizer: Union[str, Mapping[str, Any], None] = None,
        time: Optional[int] = None,
        test_invoke: bool = False,
        path_parameters: Optional[Mapping[str, str]] = None,
        backend: Union[Answer, dict[str, Any], Callable[[IntegrationRequest], Any], None] = None,
    ) -> Invocation:
        """Executes a request against an API, as the service does. The endpoint is not called: ``backend`` is its
        response, or a function that takes the request to the endpoint and returns the response. The function is called
        at most once, and not for mocks or rejected requests. The default response is ``{}`` with status 200.

        ``path`` is the path below the stage with the query string. ``time`` is the time of the request in milliseconds
        since 1970-01-01 UTC, by default now. ``authorizer`` is the decision of the authorizer: ``"allow"``, ``"deny"``,
        ``"unauthorized"``, ``"failure"``, or a dict with its context: ``{"allow": {"principalId": "user-1"}}``.
        ``test_invoke=True`` executes the method like the test in the console: without routing, authorizers, API keys
        and throttling; ``path`` is the path of the resource then, such as ``/users/{id}``.

        Requests do not count against the throttling of later ones.
        """
    def attack(
        self,
        method: str,
        path: str,
        *,
        headers: Optional[Headers] = None,
        body: Any = None,
        stage: Optional[str] = None,
        api_name: Optional[str] = None,
        context: Optional[Mapping[str, Any]] = None,
        authorizer: Union[str, Mapping[str, Any], None] = None,
        time: Optional[int] = None,
        test_invoke: bool = False,
        path_parameters: Optional[Mapping[str, str]] = None,
        backend: Union[Answer, dict[str, Any], None] = None,
    ) -> Attack:
        """Executes hostile variants of a request, and of the response of its endpoint, and reports which make an output
        invalid. Empty bodies are generated from the values that the templates read.
        """

def load(
    source: Source,
    *,
    name: Optional[str] = None,
    files: Optional[Mapping[str, str]] = None,
    parameters: Optional[Mapping[str, Union[str, int, float, bool]]] = None,
    region: Optional[str] = None,
    account: Optional[str] = None,
    allow_outside: bool = False,
) -> Definition:
    """Reads a definition of APIs: OpenAPI, SAM, CloudFormation, CDK output, Terraform or Serverless.

    ``source`` is a path; the files that the definition refers to are read within its repository, or anywhere with
    ``allow_outside``. Or it is a text: its format is derived from ``name``, and ``files`` has the texts of the files
    that it refers to, by path. ``parameters`` override defaults.

    Raises ``VtlError`` of the kind ``definition`` with all ``errors`` of the definition.
    """
