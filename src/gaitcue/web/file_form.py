"""A plain form with a file, as a browser without JavaScript sends it: its fields, then the file, read as it comes.

The file is never held in memory or in a temporary place: its parts go where they are to stay. So the fields of such a
form stand before its file; what comes after it does not count.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.datastructures import MutableHeaders

from gaitcue.terms.errors import BadOption
from gaitcue.web.actions import WAS_FORM
from gaitcue.web.once import ONCE_FIELD
from gaitcue.web.security import TOKEN_FIELD, TOKEN_HEADER

KIND = "multipart/form-data"
FORM = "gaitcue.file_form"
WRONG = "gaitcue.file_form.wrong"
"""keys of the request's scope"""
LONGEST_FIELD = 2000
MOST_FIELDS = 20
UNREADABLE = "the form cannot be read: load the page again and choose the clip again"


class FileForm:
    """The fields of a form, and its file in parts.

    Raises
    ------
    BadOption : it is no form with a file
    """

    def __init__(self, kind: str, body: AsyncIterator[bytes]) -> None:
        _, options = parse_options_header(kind)
        if b"boundary" not in options:
            raise BadOption(UNREADABLE)
        self.fields: dict[str, str] = {}
        self.file = ""
        """name of the file, once it has begun"""
        self._body = body
        self._name = self._head = b""
        self._headers: dict[bytes, bytes] = {}
        self._field = bytearray()
        self._parts: list[bytes] = []
        self._over = False
        told: Any = {
            "on_part_begin": self._begin, "on_header_field": self._header_name, "on_header_value": self._header_value,
            "on_header_end": self._header_end, "on_headers_finished": self._headers_end, "on_part_data": self._data,
            "on_part_end": self._end,
        }  # fmt: skip
        self._parser = MultipartParser(options[b"boundary"], told)

    async def begin(self) -> None:
        """Read up to the file."""
        async for content in self._body:
            self._read(content)
            if self.file or self._over:
                return
        raise BadOption("choose a clip first")

    async def content(self) -> AsyncIterator[bytes]:
        """The file, part by part."""
        while True:
            for part in self._parts:
                yield part
            self._parts.clear()
            if self._over:
                return
            content = await anext(self._body, None)
            if content is None:
                raise BadOption("the line broke before the clip was here as a whole: send it again")
            self._read(content)

    def _read(self, content: bytes) -> None:
        try:
            self._parser.write(content)
        except MultipartParseError:
            raise BadOption(UNREADABLE) from None

    # --- what the parser tells -------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._headers, self._field = {}, bytearray()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._head += data[start:end]

    def _header_end(self) -> None:
        self._headers[self._name.lower()] = self._head
        self._name = self._head = b""

    def _headers_end(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._called = options.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" in options and not self._over:
            self.file = options[b"filename"].decode("utf-8", "replace") or " "
            self._called = ""

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._over:
            return
        if self.file:
            self._parts.append(data[start:end])
        elif len(self._field) + end - start > LONGEST_FIELD or len(self.fields) >= MOST_FIELDS:
            raise BadOption(UNREADABLE)
        else:
            self._field += data[start:end]

    def _end(self) -> None:
        if self.file:
            self._over = True
        elif self._called:
            self.fields[self._called] = self._field.decode("utf-8", "replace")


class FileFormRoute(APIRoute):
    """Reads such a form up to its file before anything is checked; its token becomes the header that is asked for."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            kind = request.headers.get("content-type", "")
            if not kind.startswith(KIND):
                return await handle(request)
            asked = Request({**request.scope, "headers": list(request.scope["headers"])}, _nothing)
            try:
                form = FileForm(kind, request.stream())
                await form.begin()
            except BadOption as problem:  # told after the doors, by whoever asks for the form
                asked.scope[WRONG] = problem
                return await handle(asked)
            MutableHeaders(scope=asked.scope)[TOKEN_HEADER] = form.fields.pop(TOKEN_FIELD, "")
            form.fields.pop(ONCE_FIELD, None)
            asked.scope[FORM], asked.scope[WAS_FORM] = form, True
            return await handle(asked)

        return handler


async def _nothing() -> dict[str, Any]:
    """The body is read by the form."""
    return {"type": "http.request", "body": b"", "more_body": False}


def file_form(request: Request) -> FileForm:
    """The form of a request.

    Raises
    ------
    BadOption : it has none that can be read
    """
    form: FileForm | None = request.scope.get(FORM)
    if form is None:
        raise request.scope.get(WRONG) or BadOption(UNREADABLE)
    return form
