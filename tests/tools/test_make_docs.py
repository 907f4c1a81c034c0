"""The generated pages are those that the code and the data make now."""

import json

from gaitcue.clinic.profile import Profile
from gaitcue.terms.forms import form
from tools.make_docs import pages, stale, write
from tools.person_page import person_page
from tools.schemas import schema_files


def test_every_generated_page_is_current():
    assert stale() == ([], []), "run python -m tools.make_docs"


def test_what_no_generator_makes_is_removed(tmp_path):
    (tmp_path / "measures").mkdir()
    (tmp_path / "measures" / "gone.md").write_text("old")
    assert set(write(tmp_path)) == {*pages(), "measures/gone.md"}
    assert write(tmp_path) == []


def test_the_person_page_names_every_field():
    page = person_page()
    names = [one.name.replace("[]", "") for one in form(Profile) if one.kind != "record"]
    assert [name for name in names if f"`{name}`" not in page] == []


def test_the_schemas_are_json_and_name_their_version():
    schemas = {name: json.loads(text) for name, text in schema_files().items() if name.endswith(".json")}
    assert schemas["analysis.schema.json"]["properties"]["schema"]["const"] == "gaitcue/analysis/1"
    assert "px_per_m" in schemas["analysis.schema.json"]["$defs"]["View"]["properties"]
    assert {"comparison.schema.json", "trial.schema.json", "person.schema.json"} <= set(schemas)
