"""The handmade runner for the report's tests."""

import pytest

from gaitcue.report.pages.model import Report, build_report
from gaitcue.terms.records import Analysis
from support import handmade
from support.catalog import catalog


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    return handmade.analysis()


@pytest.fixture(scope="session")
def report(analysis: Analysis) -> Report:
    return build_report(analysis, handmade.picker(), catalog=catalog)
