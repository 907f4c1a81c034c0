"""The built wheel, installed in an empty environment, works with the network cut."""

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
NO_NETWORK = ["unshare", "--net", "--map-root-user"]


def run(*command: str | Path, **settings) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, **settings)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT)
    return next(folder.glob("gaitcue-*.whl"))


def installed(wheel: Path, folder: Path) -> Path:
    """The command in an environment of the wheel and what it requires, as it is installed here, and nothing else."""
    venv.create(folder)
    python = folder / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", wheel)
    packages = next(folder.glob("lib/python*/site-packages"))
    (package,) = distributions(path=[str(packages)])
    for one in required(package):
        for file in one.files or ():
            if ".." not in file.parts and (source := Path(str(one.locate_file(file)))).is_file():
                link(source, packages / file)
    return python.with_name("gaitcue")


def required(package: Distribution) -> list[Distribution]:
    """Every distribution that a package requires here, itself or through others."""
    found: dict[tuple[str, str], Distribution] = {}
    waiting = [(package, "")]
    while waiting:
        one, extra = waiting.pop()
        for told in map(Requirement, one.requires or ()):
            if told.marker is None or told.marker.evaluate({"extra": extra}):
                for wanted in {"", *told.extras} - {wanted for name, wanted in found if name == told.name}:
                    found[told.name, wanted] = needed = distribution(told.name)
                    waiting.append((needed, wanted))
    return [one for (_, extra), one in found.items() if not extra]


def link(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, place)
    except FileExistsError:  # two packages share a folder's file
        pass
    except OSError:  # on another disk
        shutil.copy2(source, place)


def test_the_wheel_holds_the_models_and_the_data_files(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for model in ("pose_detection", "pose_landmark_lite", "pose_landmark_full", "pose_landmark_heavy"):
        assert f"gaitcue/pose/models/{model}.tflite" in names
    for library in ("htmx.min.js", "uPlot.esm.js", "uPlot.min.css"):
        assert f"gaitcue/web/static/vendor/{library}" in names
    for file in (ROOT / "src" / "gaitcue").rglob("*"):
        if file.is_file() and file.suffix in (".toml", ".html", ".css", ".typ", ".js", ".svg"):
            assert file.relative_to(ROOT / "src").as_posix() in names, file


def on_all_cores() -> None:
    """As somebody runs it: these tests keep to one core, where pictures are looked at one after the other."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, range(os.cpu_count() or 1))


def test_the_wheel_analyses_a_clip_with_the_network_cut(wheel, tmp_path):
    if shutil.which("unshare") is None or subprocess.run([*NO_NETWORK, "true"], capture_output=True).returncode:
        pytest.skip("no network namespaces on this machine (unshare)")
    gaitcue = installed(wheel, tmp_path / "env")
    home = tmp_path / "home"
    home.mkdir()
    command = [*NO_NETWORK, gaitcue, "demo", "--seconds", "4", "--preset", "fast", "--out", "demo"]
    run(*command, cwd=tmp_path, env={"HOME": str(home), "PATH": "/usr/bin:/bin"}, preexec_fn=on_all_cores)
    result = json.loads((tmp_path / "demo" / "before" / "analysis.json").read_text())
    cadence = next(m for m in result["measures"] if m["measure"] == "cadence" and m["leg"] == "both")
    assert 120 < cadence["mean"] < 240
    assert (tmp_path / "demo" / "after" / "report.html").is_file()
    kept = {file.relative_to(home).parent.as_posix() for file in home.rglob("*") if file.is_file()}
    assert kept == {".cache/gaitcue"}, "nothing but the compiled models may be written to the home folder"


def test_a_build_that_cannot_fetch_the_models_says_why(tmp_path):
    left_out = shutil.ignore_patterns(".*", "models", "docs", "tests", "validation", "benchmarks")
    shutil.copytree(ROOT, tmp_path / "gaitcue", ignore=left_out)
    nobody_listens = {"npm_config_registry": "http://127.0.0.1:9", "npm_config_fetch_retries": "0"}
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", tmp_path, tmp_path / "gaitcue"]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | nobody_listens)
    assert done.returncode != 0
    assert "the pose models could not be fetched" in done.stderr
    assert "ECONNREFUSED" in done.stderr
