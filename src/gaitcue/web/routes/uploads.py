"""Step 3: files on their way in, sent in pieces that go on where the line broke, and taken in when they are whole.

A file is announced (``POST /api/uploads``), sent by one or more ``PATCH`` with the raw content, each with the place at
which it begins (``Upload-Offset``), and ended (``POST .../finish``). ``HEAD`` or ``GET`` tell how much is here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.requests import ClientDisconnect

from gaitcue.terms.errors import BadOption, GaitcueError
from gaitcue.web.actions import Done, action
from gaitcue.web.doors import Call, Caller
from gaitcue.web.file_form import UNREADABLE, FileForm, FileFormRoute, file_form
from gaitcue.work.clinic import clips, uploads
from gaitcue.work.clinic.clips import TakenIn
from gaitcue.work.clinic.uploads import Arrived, NewUpload, Piece

router = APIRouter()
WRITTEN_AT_ONCE = 1 << 20
"""bytes that are gathered before they are written"""
Offset = Annotated[int, Header(alias="upload-offset", ge=0)]


@action(router, "/api/uploads")
def begin_upload(caller: Caller, told: NewUpload) -> Done[Arrived]:
    """Announce a file."""
    arrived = uploads.begin(caller.record, caller.asker, told)
    return Done(f"/visits/{told.visit_id}/film", arrived)


@router.head("/api/uploads/{upload_id}", include_in_schema=False)
@router.get("/api/uploads/{upload_id}")
def upload_offset(caller: Caller, response: Response, upload_id: str) -> Arrived:
    """How much of a file is here: sending goes on from there."""
    return told_of(response, uploads.arrived(caller.record, caller.asker, upload_id))


@router.patch("/api/uploads/{upload_id}")
async def add_piece(caller: Caller, request: Request, response: Response, upload_id: str, offset: Offset) -> Arrived:
    """Send a part of a file, or all of it; what has come stays when the line breaks."""
    piece = await run_in_threadpool(Piece, caller.record, caller.asker, upload_id, offset)
    return told_of(response, await written(request, piece))


async def written(request: Request, piece: Piece) -> Arrived:
    """The body into its place in the file; what has come stays when the line breaks."""
    try:
        async for content in gathered(request):
            await run_in_threadpool(piece.write, content)
    finally:
        arrived = await run_in_threadpool(piece.close)
    return arrived


async def gathered(request: Request) -> AsyncIterator[bytes]:
    """The body in parts of a size that is worth a write; when the line breaks, what came until then."""
    held = bytearray()
    try:
        async for content in request.stream():
            held += content
            if len(held) >= WRITTEN_AT_ONCE:
                yield bytes(held)
                held.clear()
    except ClientDisconnect:
        pass  # nobody hears an answer; the file's length says how far it came
    if held:
        yield bytes(held)


def told_of(response: Response, arrived: Arrived) -> Arrived:
    """The answer, with how much is here in its head."""
    response.headers["upload-offset"], response.headers["upload-length"] = str(arrived.offset), str(arrived.bytes)
    return arrived


async def send_clip(caller: Caller, request: Request, visit_id: str) -> Response:
    """A clip by a plain form, without JavaScript: sent in one go, then looked at like any other."""
    await run_in_threadpool(uploads.check_visit, caller.record, caller.asker, visit_id)
    form = file_form(request)
    told = announced(request, visit_id, form)
    arrived = await run_in_threadpool(uploads.begin, caller.record, caller.asker, told)
    try:
        await keep_content(caller, arrived.id, form)
        taken = await run_in_threadpool(clips.take_in, caller.record, caller.asker, arrived.id)
    except GaitcueError:
        await run_in_threadpool(uploads.forget, caller.record, arrived.id)
        raise
    place = f"/visits/{visit_id}/trial" if told.trial_id else f"/visits/{visit_id}/film#take-{taken.take.id}"
    return RedirectResponse(place, 303)


router.add_api_route(
    "/api/visits/{visit_id}/clips", send_clip, methods=["POST"], route_class_override=FileFormRoute,
    response_class=Response, status_code=303,
)  # fmt: skip


def announced(request: Request, visit_id: str, form: FileForm) -> NewUpload:
    """What a plain form sends; raises BadOption."""
    try:
        return NewUpload.model_validate(
            {**form.fields, "visit_id": visit_id, "name": form.file, "bytes": most_of(request)}
        )
    except ValidationError:
        raise BadOption(UNREADABLE) from None


def most_of(request: Request) -> int:
    """Bytes that a file can have which comes with this request: its length says no less."""
    told = request.headers.get("content-length", "")
    return min(int(told), uploads.LARGEST_BYTES) if told.isdecimal() and int(told) > 0 else uploads.LARGEST_BYTES


async def keep_content(caller: Call, upload_id: str, form: FileForm) -> None:
    """The file of a form into its place."""
    piece = await run_in_threadpool(Piece, caller.record, caller.asker, upload_id, 0)
    try:
        async for content in form.content():
            await run_in_threadpool(piece.write, content)
    finally:
        await run_in_threadpool(piece.close)
    await run_in_threadpool(uploads.ended, caller.record, caller.asker, upload_id)


@action(router, "/api/uploads/{upload_id}/finish")
def finish_upload(caller: Caller, upload_id: str) -> Done[TakenIn]:
    """Look at a whole file, and enter it as a clip of its appointment."""
    taken = clips.take_in(caller.record, caller.asker, upload_id)
    return Done(f"/visits/{taken.take.visit_id}/film", taken)
