"""Renders, lints and tests the mapping templates of Amazon API Gateway: byte for byte what the service would send,
without deploying and without a network.

>>> import vtlkit
>>> template = vtlkit.Template("{\\"id\\": \\"$input.path('$.user.id')\\"}")
>>> template.render({"body": {"user": {"id": 7}}}).output
'{"id": "7"}'

A ``str`` is the text of a template, a definition or a model; a ``pathlib.Path`` is a file with it. What is wrong raises
:class:`VtlError`.
"""

from __future__ import annotations

from vtlkit._error import VtlError
from vtlkit._vtlkit import VERSION as __version__
from vtlkit._vtlkit import (
    Api,
    Attack,
    Attempt,
    Definition,
    Edit,
    Finding,
    Fix,
    Fixed,
    IntegrationRequest,
    Invocation,
    Label,
    Mapped,
    Message,
    Model,
    Refusal,
    Rendered,
    Response,
    Route,
    RuleInfo,
    Step,
    Template,
    Verdict,
    Witness,
    attack,
    explain,
    fix,
    lint,
    load,
    render,
    rules,
    validate,
)

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
    "Verdict",
    "VtlError",
    "Witness",
    "__version__",
    "attack",
    "explain",
    "fix",
    "lint",
    "load",
    "render",
    "rules",
    "validate",
]
