"""Who works here. On this computer alone there is one user, who needs no password."""

from __future__ import annotations

from gaitcue.store import accounts
from gaitcue.terms.asker import Asker, Role
from gaitcue.work.clinic.record import Record, program

LOCAL_LOGIN, LOCAL_CLINIC, LOCAL_NAME = "local", "Clinic", "Clinician"


def only_user(record: Record) -> Asker:
    """The one user of an app that only this computer reaches; made at first start."""
    with record.write(program()) as session:
        found = accounts.account_by_login(session, LOCAL_LOGIN)
        if found is None:
            known = accounts.clinics(session)
            clinic_id = known[0][0] if known else accounts.add_clinic(session, LOCAL_CLINIC)
            found = accounts.add_account(session, clinic_id, LOCAL_LOGIN, LOCAL_NAME, Role.ADMIN, None)
    return Asker(found.clinic_id, found.id, Role(found.role), found.name)


def has_admin(record: Record) -> bool:
    """Is there somebody who can log in and look after the accounts?"""
    with record.read(program()) as session:
        return any(one.role == Role.ADMIN and one.password_hash and one.active for one in accounts.accounts(session))
