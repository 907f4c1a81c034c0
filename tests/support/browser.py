"""A browser of the app that needs no socket."""

import re

from fastapi.testclient import TestClient

HERE = "http://127.0.0.1:8731"
LAN = "192.168.1.20"
"""this computer in its network, where the door for links is"""
TOKEN = re.compile(r'<meta name="csrf-token" content="(\w+)">')


def token_on(page: str) -> str:
    return TOKEN.search(page)[1]


class Browser(TestClient):
    """Asks as a browser does, and sends the token of the last page along with a form."""

    def page(self, path: str, **more) -> str:
        answer = self.get(path, headers={"accept": "text/html"}, **more)
        assert answer.status_code == 200, answer.text
        return answer.text

    def token(self) -> str:
        return token_on(self.get("/", headers={"accept": "text/html"}).text)

    def fill_in(self, path: str, fields: dict, **headers):
        """A plain form, without JavaScript; what it leads to is not followed."""
        told = {"csrf": self.token(), **fields}
        return self.post(path, data=told, headers={"accept": "text/html", **headers}, follow_redirects=False)

    def goes_on(self, path: str, fields: dict, **headers):
        """A plain form, and the page that it leads to."""
        sent = self.fill_in(path, fields, **headers)
        return self.get(sent.headers["location"], headers={"accept": "text/html"}) if sent.is_redirect else sent

    def call(self, path: str, told: dict, **headers):
        """JSON, as a component sends it."""
        return self.post(path, json=told, headers={"x-csrf-token": self.token(), **headers})


class Outside(Browser):
    """A browser of an app that others reach, at ``clinic.example``; it takes its token from the login."""

    def __init__(self, app, **more) -> None:
        super().__init__(app, base_url="https://clinic.example", raise_server_exceptions=False, **more)

    def token(self) -> str:
        return token_on(self.get("/login", headers={"accept": "text/html"}).text)

    def log_in(self, login: str, password: str):
        return self.call("/api/login", {"login": login, "password": password})
