"""The exception that everything raises."""

from __future__ import annotations


class VtlError(Exception):
    """What is wrong with a template, a request, a definition or a model.

    ``kind`` says what it is about: ``syntax``, ``request``, ``definition``, ``model``, ``options``, or of a render that
    fails the reason, such as ``method`` or ``limit``. ``line`` and ``column`` count from 1, ``start`` and ``end`` from
    0, all in code points; they are ``None`` where the error is at no place of a text. ``limit`` is the name of the limit
    that a render goes beyond.
    """

    kind: str
    message: str
    help: str | None
    file: str | None
    line: int | None
    column: int | None
    end_line: int | None
    end_column: int | None
    start: int | None
    end: int | None
    limit: str | None
    further: list[VtlError]

    def __init__(
        self,
        message: str,
        *,
        kind: str = "options",
        help: str | None = None,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        end_line: int | None = None,
        end_column: int | None = None,
        start: int | None = None,
        end: int | None = None,
        limit: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.kind = kind
        self.help = help
        self.file = file
        self.line = line
        self.column = column
        self.end_line = end_line
        self.end_column = end_column
        self.start = start
        self.end = end
        self.limit = limit
        self.further = []

    @property
    def errors(self) -> list[VtlError]:
        """All errors of the text, this one first."""
        return [self, *self.further]

    def __str__(self) -> str:
        return "\n".join(error._told() for error in self.errors)

    def _told(self) -> str:
        told = self.message
        if self.line is not None and self.file is not None:
            told = f"{self.file}:{self.line}:{self.column}: {told}"
        elif self.line is not None:
            told = f"line {self.line}, column {self.column}: {told}"
        elif self.file is not None:
            told = f"{self.file}: {told}"
        return told if self.help is None else f"{told} (help: {self.help})"

    def __reduce__(self) -> tuple[object, ...]:
        # Processes hand exceptions to each other, as the workers of Spark and multiprocessing do.
        return (_restored, (type(self), self.message, dict(self.__dict__)))


def _restored(kind: type[VtlError], message: str, members: dict[str, object]) -> VtlError:
    error = kind(message)
    error.__dict__.update(members)
    return error
