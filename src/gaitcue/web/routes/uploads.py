"""Step 3: files on their way in, sent in pieces that go on where the line broke, and taken in when they are whole.

A file is announced (``POST /api/uploads``), sent by one or more ``PATCH`` with the raw content, each with the place at
which it begins (``Upload-Offset``), and ended (``POST .../finish``). ``HEAD`` or ``GET`` tell how much is here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from gaitcue.web.actions import Done, action
from gaitcue.web.doors import Caller
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


@action(router, "/api/uploads/{upload_id}/finish")
def finish_upload(caller: Caller, upload_id: str) -> Done[TakenIn]:
    """Look at a whole file, and enter it as a clip of its appointment."""
    taken = clips.take_in(caller.record, caller.asker, upload_id)
    return Done(f"/visits/{taken.take.visit_id}/film", taken)
