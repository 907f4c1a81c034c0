"""``gaitcue serve``: the app in the browser, on this computer or for others."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from gaitcue.cli.terminal import say


def serve(
    data: Annotated[
        Path | None, typer.Option(help="Folder of the record [GAITCUE_DATA_DIR, or the system's place for it].")
    ] = None,
    database: Annotated[str | None, typer.Option(help="PostgreSQL by URL [SQLite in the folder].")] = None,
    host: Annotated[
        str, typer.Option(help="Address to serve; any but this computer's own needs a login.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port.", min=1, max=65535)] = 8731,
    name: Annotated[
        list[str] | None, typer.Option(help="Host name under which others ask for it, besides --host.")
    ] = None,
    behind_proxy: Annotated[bool, typer.Option("--behind-proxy", help="A proxy in front speaks https.")] = False,
    proxy: Annotated[str, typer.Option(help="Address from which that proxy asks.")] = "127.0.0.1",
    cert: Annotated[
        Path | None, typer.Option(help="Certificate (PEM) [for others than this computer, one that is made here].")
    ] = None,
    key: Annotated[Path | None, typer.Option(help="Its key (PEM).")] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            help="Clips worked on at the same time [one for every two processors]; 0 for none.", min=0, max=64
        ),
    ] = None,
    runner_links: Annotated[
        str | None,
        typer.Option(help="Address at which phones reach the links of runners, and nothing else; auto finds it."),
    ] = None,
    runner_links_port: Annotated[int, typer.Option(help="Port of these links.", min=1, max=65535)] = 8732,
    runner_links_plain: Annotated[
        bool,
        typer.Option("--runner-links-plain", help="Unencrypted: others in the network could read along."),
    ] = False,
    watch: Annotated[
        Path | None, typer.Option(help="Folder that clips come into; they are offered to every visit, and stay there.")
    ] = None,
    watch_runs: Annotated[
        Path | None,
        typer.Option(help="Folder with a folder for each runner, whose runs (FIT, GPX, TCX, zip) are taken in."),
    ] = None,
    watch_clinic: Annotated[str | None, typer.Option(help="Clinic that they come for [the only one].")] = None,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the app in the browser.")] = True,
) -> None:
    """Open the clinic's record in the browser: runners, visits, clips, reports."""
    # Small matrices in many requests: threads of the linear algebra only wait for each other. Set before numpy comes.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from contextlib import ExitStack
    from dataclasses import replace

    from gaitcue.web.app import create_app
    from gaitcue.web.link_door import create_link_app, door_of, opened
    from gaitcue.web.serve import Address, check_address, run, with_certificate, working
    from gaitcue.web.settings import names_of, settings_of
    from gaitcue.work.clinic.accounts import has_admin
    from gaitcue.work.clinic.arrivals import watching
    from gaitcue.work.clinic.at_the_computer import keeper_of
    from gaitcue.work.clinic.folder_watch import watched
    from gaitcue.work.clinic.log import keep_log
    from gaitcue.work.clinic.record import Record
    from gaitcue.work.clinic.run_arrivals import RunWatch
    from gaitcue.work.clinic.standing import kept_current

    address = Address(host, port, behind_proxy, proxy, cert, key)
    with Record.open(data, database) as record:
        keep_log(record.folder.log)
        check_address(address, has_admin(record))
        address = with_certificate(address, record.folder.root, names_of(host, name or ()), say)
        settings = settings_of(
            record.folder.root, host, port, names=name or (), encrypted=address.encrypted, behind_proxy=behind_proxy
        )
        with ExitStack() as beside:
            if runner_links is not None:
                door = door_of(
                    runner_links, runner_links_port, record.folder.root, cert=cert, key=key, plain=runner_links_plain
                )
                settings = replace(settings, links=door.told)
                beside.enter_context(opened(create_link_app(record, settings, door), door.address))
                say(f"links of runners are open to phones at {door.address.url}")
            if watch is not None:
                beside.enter_context(watching(record, keeper_of(record, watch_clinic), watch))
            if watch_runs is not None:
                beside.enter_context(watched(RunWatch(record, keeper_of(record, watch_clinic), watch_runs)))
            beside.enter_context(kept_current(record))
            app = create_app(record, settings)
            beside.enter_context(working(record, workers))
            run(app, address, open_browser=open_browser and sys.stdout.isatty(), say=say)
