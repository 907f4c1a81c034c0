"""One file for each step of the appointment: its pages and its actions. Each has a ``router``, listed here once."""

from __future__ import annotations

from fastapi import APIRouter

from gaitcue.web.routes import (
    accounts,
    answers,
    beat_link,
    care,
    care_link,
    compare,
    film,
    findings,
    jobs,
    keeping,
    link_making,
    links,
    live,
    login,
    mine,
    over_time,
    progress,
    reports,
    review,
    runners,
    runs,
    settings,
    told_once,
    trial,
    uploads,
)

ROUTERS: tuple[APIRouter, ...] = (
    runners.router,
    answers.router,
    film.router,
    uploads.router,
    jobs.router,
    review.router,
    compare.router,
    over_time.router,
    progress.router,
    runs.router,
    care.router,
    findings.router,
    trial.router,
    live.router,
    reports.router,
    link_making.router,
    links.router,
    care_link.router,
    beat_link.router,
    login.router,
    accounts.router,
    keeping.router,
    settings.router,
    mine.router,
    told_once.router,
    told_once.link_router,
)

LINK_ROUTERS: tuple[APIRouter, ...] = (links.router, care_link.router, beat_link.router, told_once.link_router)
"""the only ones that the door for phones in the local network opens"""
