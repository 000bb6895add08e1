"""The dicts that functions take, for type checkers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Literal, TypedDict, Union

Source = Union[str, bytes, "os.PathLike[str]"]
"""A text, or a path to the file with it."""

Phase = Literal["request", "response"]
"""Which side of the integration a template maps."""

Dialect = Literal["api-gateway", "velocity"]
"""Which Velocity a template is written for."""

Severity = Literal["error", "warning", "info"]
"""How bad a finding is."""

Headers = Mapping[str, Union[str, list[str]]]
"""Headers by name; one that is there more than once has a list."""


class Request(TypedDict, total=False):
    """The parts of a request, as API Gateway hands them to a template. All are optional."""

    body: Any
    headers: dict[str, str]
    querystring: dict[str, str]
    path: dict[str, str]
    stageVariables: dict[str, str]
    context: dict[str, Any]


class Limits(TypedDict, total=False):
    """What a render may take. What goes beyond it raises a ``VtlError`` of the kind ``limit``."""

    steps: int
    output_bytes: int
    memory_bytes: int
    depth: int
    loop_rounds: int


class Answer(TypedDict, total=False):
    """What an endpoint answers, with status 200 unless set; or with ``error`` alone, how it fails: ``timeout``,
    ``unreachable``, ``forbidden``, or the error message of a Lambda function."""

    status: int
    headers: dict[str, Union[str, list[str]]]
    body: Any
    isBase64Encoded: bool
    error: str
