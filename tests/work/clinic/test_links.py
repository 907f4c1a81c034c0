"""A link leads to one runner's one thing, until a time, so many times; only its hash is kept."""

from datetime import UTC, datetime, timedelta

import pytest

from gaitcue.store import runners
from gaitcue.terms.asker import Role
from gaitcue.terms.errors import NotThere
from gaitcue.work.clinic import links, tokens

SOON = timedelta(hours=1)


def made(record, asker, ends=SOON, uses=2):
    with record.write(asker) as session:
        runner = runners.add_runner(session, "Ada Runner")
        return links.make(session, runner.id, "report", datetime.now(UTC) + ends, uses=uses)


def test_whoever_holds_it_asks_as_its_one_runner_for_its_one_purpose(record, asker):
    link = made(record, asker)
    found = links.held(record, link.token).asker
    assert (found.role, found.purpose, found.runner_id) == (Role.LINK, "report", link.link.runner_id)


def test_looking_uses_nothing_up_and_using_does(record, asker):
    link = made(record, asker, uses=2)
    links.held(record, link.token)
    assert [links.use(record, link.token).link.uses_left for _ in range(2)] == [1, 0]
    with pytest.raises(NotThere, match="ended or was used up"):
        links.use(record, link.token)


def test_after_its_end_and_after_it_was_revoked_it_leads_nowhere(record, asker):
    over, revoked = made(record, asker, ends=-SOON), made(record, asker)
    with record.write(asker) as session:
        links.revoke(session, revoked.link.id, revoked.link.runner_id)
    for link in (over, revoked):
        with pytest.raises(NotThere):
            links.held(record, link.token)


def test_a_token_is_long_and_kept_nowhere(record, asker):
    link = made(record, asker)
    assert len(link.token) >= 43
    kept = b"".join(file.read_bytes() for file in record.folder.root.iterdir() if file.is_file())
    assert tokens.hash_of(link.token).encode() in kept and link.token.encode() not in kept
