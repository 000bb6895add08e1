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
    """Runs the ``vtlkit`` command with its arguments, the name of the program first, and returns its exit code."""

@final
class Template:
    """A compiled mapping template, which is rendered any number of times, by any number of threads at once.

    ``source`` is the text of the template, or a path to its file. ``phase`` is the side that it maps: a ``response``
    template cannot override the request. ``dialect="velocity"`` is Apache Velocity 1.7 as it comes, which has no request
    but ``variables``. ``limits`` bound what a render may take. With ``trace`` a render tells what it did.

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
        """The text that it was compiled from."""
    @property
    def file(self) -> Optional[str]:
        """The file that the text was read from, if it was."""
    def render(self, request: Union[Request, Mapping[str, Any], str, bytes, None] = None) -> Rendered:
        """Renders the template for a request: a dict with some of ``body``, ``headers``, ``querystring``, ``path``,
        ``stageVariables`` and ``context``, or the JSON text of one.

        A ``str`` as the body is taken as it is, ``bytes`` as UTF-8, any other value as its JSON text.

        Raises ``VtlError`` where the template fails, which the service answers with status 500.
        """

@final
class Rendered:
    """What a template rendered. ``str()`` of it is the output."""

    @property
    def output(self) -> str:
        """The text."""
    @property
    def overrides(self) -> dict[str, Any]:
        """What is set in ``$context.requestOverride`` and ``$context.responseOverride``, as far as it has an effect."""
    @property
    def trace(self) -> Optional[dict[str, Any]]:
        """What the render did, with ``trace=True``: ``pieces``, ``branches`` and ``loops``. Offsets are code points."""
    def json(self) -> Any:
        """The output as JSON reads it."""

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
    """Compiles a template and renders it for one request; :class:`Template` compiles it once for many."""

@final
class Label:
    """A second place that matters, with what is to be said of it."""

    @property
    def text(self) -> str:
        """What is to be said."""
    @property
    def start(self) -> int:
        """Where it starts, in code points."""
    @property
    def end(self) -> int:
        """Where it ends."""
    @property
    def line(self) -> int:
        """The line, from 1."""
    @property
    def column(self) -> int:
        """The column, from 1, in code points."""

@final
class Witness:
    """A request that breaks the output, and that output."""

    @property
    def request(self) -> dict[str, Any]:
        """The request, as ``Template.render`` takes it."""
    @property
    def output(self) -> str:
        """The output."""

@final
class Edit:
    """A text in the place of another one."""

    @property
    def start(self) -> int:
        """Where the old text starts, in code points."""
    @property
    def end(self) -> int:
        """Where it ends."""
    @property
    def text(self) -> str:
        """The new text."""

@final
class Fix:
    """A remedy: edits that belong together."""

    @property
    def title(self) -> str:
        """What it does."""
    @property
    def safe(self) -> bool:
        """Whether it leaves what the template prints as it is."""
    @property
    def manual(self) -> bool:
        """Whether it is left to people: ``fix`` does not apply it."""
    @property
    def edits(self) -> list[Edit]:
        """The edits."""

@final
class Finding:
    """Something that the linter found."""

    @property
    def rule(self) -> Optional[str]:
        """The rule that found it; ``explain`` tells more. ``None`` where the file cannot be read."""
    @property
    def severity(self) -> Severity:
        """How bad it is."""
    @property
    def message(self) -> str:
        """What is wrong."""
    @property
    def label(self) -> Optional[str]:
        """What is to be said right at the place."""
    @property
    def why(self) -> Optional[str]:
        """Why it is wrong."""
    @property
    def help(self) -> Optional[str]:
        """What to do about it."""
    @property
    def file(self) -> Optional[str]:
        """The file, or the name that was given for the text."""
    @property
    def start(self) -> int:
        """Where it starts, in code points."""
    @property
    def end(self) -> int:
        """Where it ends."""
    @property
    def line(self) -> int:
        """The line, from 1."""
    @property
    def column(self) -> int:
        """The column, from 1, in code points."""
    @property
    def end_line(self) -> int:
        """The line that it ends in."""
    @property
    def end_column(self) -> int:
        """The column that it ends before."""
    @property
    def labels(self) -> list[Label]:
        """Other places that matter."""
    @property
    def witness(self) -> Optional[Witness]:
        """A request for which the output is broken, as the engine confirmed."""
    @property
    def fix(self) -> Optional[Fix]:
        """The remedy, if there is one."""
    @property
    def template(self) -> Optional[int]:
        """The number of the template in its file, from 0."""

@final
class Fixed:
    """A text with fixes in it."""

    @property
    def text(self) -> str:
        """The text with the fixes."""
    @property
    def fixed(self) -> int:
        """How many findings were fixed."""
    @property
    def skipped(self) -> int:
        """How many fixes were left out, since no trial shows that they do no harm."""

@final
class RuleInfo:
    """A rule of the linter."""

    @property
    def name(self) -> str:
        """Its name."""
    @property
    def severity(self) -> Severity:
        """How bad its findings are."""
    @property
    def group(self) -> str:
        """The group it belongs to."""
    @property
    def summary(self) -> str:
        """What it flags, in a sentence."""
    @property
    def since(self) -> str:
        """The version of vtlkit that has it first."""
    @property
    def status(self) -> Literal["stable", "preview"]:
        """``stable`` or ``preview``."""
    @property
    def url(self) -> str:
        """Where its documentation is."""

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
    """Finds the faults of a template, or of a file with templates, in the order of their places.

    A ``str`` is the text of a template; with ``name``, that of a file whose name tells its format. A path is a file, which
    is linted by itself.

    ``content_type``, ``path_parameters``, ``stage_variables`` (all that there are) and ``names`` (of variables that are
    set elsewhere) say what is known of the template. ``select`` and ``ignore`` name rules or groups of rules;
    ``preview`` turns rules on that are tried out.
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
    """Applies the fixes of :func:`lint` where a trial shows no harm, and returns the new text. A file is not changed.

    Fixes that change what a template prints are applied with ``unsafe=True`` only.
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
        """How bad it is."""
    @property
    def keyword(self) -> Optional[str]:
        """The keyword of the model that the body breaks."""
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
    """The service's verdict on a body."""

    @property
    def valid(self) -> bool:
        """Whether the request goes on."""
    @property
    def messages(self) -> list[Message]:
        """What is wrong, in the words and the order of the service; of a body that is invalid JSON, why it is."""
    @property
    def log(self) -> Optional[str]:
        """The list as the service writes it to its log."""
    @property
    def error(self) -> Optional[str]:
        """Why the validator itself fails, which the service answers with status 500."""

@final
class Refusal:
    """What the service refuses in a model."""

    @property
    def message(self) -> str:
        """What is wrong."""
    @property
    def pointer(self) -> str:
        """The JSON pointer of the place in the model."""
    @property
    def line(self) -> int:
        """The line in the model, from 1."""
    @property
    def column(self) -> int:
        """The column, from 1, in code points."""

@final
class Model:
    """A compiled request model: JSON Schema draft 4 as API Gateway validates it.

    ``model`` is a dict, the text of one in JSON, or a path to its file. Raises ``VtlError`` where the text is invalid JSON.
    """

    def __new__(cls, model: Union[Source, Mapping[str, Any]]) -> Model: ...
    @property
    def refusals(self) -> list[Refusal]:
        """What the service refuses in the model; empty for one that it takes."""
    def validate(self, body: Any) -> Verdict:
        """The service's verdict on a body: a text, bytes, or any other value, which stands for its JSON text."""

def validate(model: Union[Source, Mapping[str, Any]], body: Any) -> Verdict:
    """The service's verdict on a body under a model. Raises ``VtlError`` for a model that the service refuses."""

@final
class Api:
    """A REST API of a definition."""

    @property
    def name(self) -> str:
        """The name; empty where the definition does not say it."""
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
        """What the method hands its requests to, such as ``aws dynamodb:PutItem``."""
    @property
    def validates(self) -> list[Literal["body", "parameters"]]:
        """What is checked before the integration."""
    @property
    def authorization(self) -> Optional[str]:
        """Who may call it: ``AWS_IAM``, the name of an authorizer, or anybody."""
    @property
    def api_key_required(self) -> bool:
        """Whether callers need an API key."""
    @property
    def api_name(self) -> str:
        """The name of the API."""
    @property
    def file(self) -> Optional[str]:
        """The file that defines the method."""
    @property
    def line(self) -> Optional[int]:
        """The line in it, from 1."""
    @property
    def column(self) -> Optional[int]:
        """The column, from 1, in code points."""

@final
class Response:
    """The response as the client sees it."""

    @property
    def status(self) -> int:
        """The status."""
    @property
    def headers(self) -> dict[str, Union[str, list[str]]]:
        """The headers; one that is there more than once has a list."""
    @property
    def body(self) -> bytes:
        """The body."""
    @property
    def text(self) -> str:
        """The body as text; what is not UTF-8 is U+FFFD."""
    def json(self) -> Any:
        """The body as JSON reads it."""

@final
class IntegrationRequest:
    """What an endpoint gets."""

    @property
    def method(self) -> str:
        """The method."""
    @property
    def uri(self) -> str:
        """The whole URI."""
    @property
    def headers(self) -> dict[str, Union[str, list[str]]]:
        """The headers; one that is there more than once has a list."""
    @property
    def body(self) -> bytes:
        """The body."""
    @property
    def text(self) -> str:
        """The body as text; what is not UTF-8 is U+FFFD."""
    def json(self) -> Any:
        """The body as JSON reads it."""

@final
class Mapped:
    """A template that was rendered on the way."""

    @property
    def step(self) -> Literal["request template", "response template"]:
        """Which template it is."""
    @property
    def content_type(self) -> str:
        """The content type that it stands under."""
    @property
    def request(self) -> dict[str, Any]:
        """What it saw, as ``Template.render`` takes it."""

@final
class Step:
    """What a step of the service decided."""

    @property
    def step(self) -> str:
        """The step."""
    @property
    def decision(self) -> str:
        """What it decided."""
    @property
    def reason(self) -> str:
        """Why."""
    @property
    def failed(self) -> bool:
        """Whether the request ends here."""

@final
class Invocation:
    """What became of a request."""

    @property
    def response(self) -> Response:
        """The response as the client sees it."""
    @property
    def gateway_response(self) -> Optional[str]:
        """The type of the gateway response, such as ``BAD_REQUEST_BODY``, if a step failed."""
    @property
    def integration_request(self) -> Optional[IntegrationRequest]:
        """What was sent to the endpoint, if it came to that."""
    @property
    def mapped(self) -> list[Mapped]:
        """The templates that were rendered."""
    @property
    def trail(self) -> list[Step]:
        """What each step decided."""

@final
class Attempt:
    """A variant of a request, and what became of it."""

    @property
    def side(self) -> Literal["request", "response"]:
        """Which message is changed."""
    @property
    def where(self) -> str:
        """The place that is changed: a JSONPath, ``body``, ``query name``, ``header name``, or a rule of the linter."""
    @property
    def change(self) -> str:
        """What it is changed to, in words."""
    @property
    def verdict(self) -> Literal["broken", "refused", "unjudged", "safe"]:
        """What the variant does to the output."""
    @property
    def problem(self) -> str:
        """What is broken, or why it is refused; empty otherwise."""
    @property
    def output(self) -> str:
        """The output that was judged."""
    @property
    def place(self) -> Optional[tuple[int, int]]:
        """Where the output is broken: its start and its end, in code points."""
    @property
    def input(self) -> dict[str, Any]:
        """The changed request."""

@final
class Attack:
    """The outcome of an attack."""

    @property
    def problem(self) -> Optional[str]:
        """Why the first request fails without any change."""
    @property
    def base(self) -> Optional[dict[str, Any]]:
        """The request that the variants change, with its ``index``; without one that works, nothing is tried."""
    @property
    def attempts(self) -> list[Attempt]:
        """The variants, in the order in which they were tried."""
    @property
    def broken(self) -> list[Attempt]:
        """The variants that break the output."""
    @property
    def skipped(self) -> int:
        """How many variants were not tried, since the outputs of those before them take 64 MiB."""

def attack(
    source: Source,
    request: Union[Request, Mapping[str, Any], Sequence[Union[Request, Mapping[str, Any]]], None] = None,
    *,
    phase: Phase = "request",
    dialect: Dialect = "api-gateway",
    limits: Optional[Limits] = None,
) -> Attack:
    """Renders a template for hostile variants of a request (quotes, line breaks, missing and foreign values), and tells
    which break the output.

    Of a list of requests the variants change the first that works. Without a request, one is made up of what the template
    reads.
    """

@final
class Definition:
    """A definition that was read once, for any number of requests; :func:`load` reads it."""

    @property
    def apis(self) -> list[Api]:
        """The REST APIs, in the order of the definition."""
    @property
    def unknown(self) -> list[str]:
        """The values that are unknown: ``<name>`` stands for each, and ``parameters`` of :func:`load` can set it."""
    @property
    def missing(self) -> list[VtlError]:
        """What is left out because a file is missing, as errors that are not raised."""
    def routes(self, *, api_name: Optional[str] = None) -> list[Route]:
        """The methods of all APIs, or of one, which is known by its name or its ``id``."""
    def model(self, name: str, *, api_name: Optional[str] = None) -> Model:
        """A request model of an API. ``api_name`` may be left out where the definition has one API."""
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
        """Takes a request through an API, step by step, as the service does. The endpoint is not called: ``backend`` is
        what it answers, or a function that gets the request to it and returns the answer. The function is called once,
        and not at all where the request is refused before or the integration is a mock. Unless set, the answer is ``{}``
        with status 200.

        ``path`` is the path below the stage with the query string; ``time`` is when the request arrives, in milliseconds
        since 1970, now unless set. ``authorizer`` is what the authorizer decides: ``"allow"``, ``"deny"``,
        ``"unauthorized"``, ``"failure"``, or a dict with its context: ``{"allow": {"principalId": "user-1"}}``. With
        ``test_invoke`` the method is run as the test of the console does: without routing, authorizers, API keys and
        limits; ``path`` is then that of the resource, such as ``/users/{id}``.

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
        """Takes hostile variants of a request, and of its backend's answer, through an API, and tells which break an
        output. Bodies that are empty are made up of what the templates read.
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
    """Reads a definition of APIs: OpenAPI, SAM, CloudFormation, what the CDK synthesises, Terraform or Serverless.

    ``source`` is a path to its file; the files that it names are read inside the repository that it is in, with
    ``allow_outside`` everywhere. Or it is a text with a ``name`` that tells its format, and ``files`` has the texts of
    the files that it names, by path. ``parameters`` are values in place of defaults.

    Raises ``VtlError`` of the kind ``definition`` with all ``errors`` of the definition.
    """
