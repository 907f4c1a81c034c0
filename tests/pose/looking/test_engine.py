"""OpenVINO: the outputs we keep, the precision, and that it never calls home."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from gaitcue.pose.looking import engine
from gaitcue.pose.looking.engine import MODEL_INDEX, DetectorNetwork, PoseNetwork
from gaitcue.terms import cache
from gaitcue.terms.errors import BadOption, GaitcueError
from gaitcue.terms.keypoints import KEYPOINTS

SILENCE = """
import socket, sys
def refuse(*a, **k): raise SystemExit("a socket was opened")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
import numpy as np
from gaitcue.pose.looking.engine import PoseNetwork
out = PoseNetwork("lite", 1)(np.zeros((256, 256, 3), np.uint8))
assert out.heatmaps.shape == (19, 64, 64)
assert not any(name.startswith("openvino_telemetry") for name in sys.modules)
import openvino_telemetry
"""


@pytest.fixture(scope="module", autouse=True)
def compiled_here() -> Iterator[None]:
    """As the library does it, which keeps nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(cache.VARIABLE, raising=False)
        yield


@pytest.fixture(scope="module")
def lite() -> PoseNetwork:
    return PoseNetwork("lite", 2, "f32")


def test_every_keypoint_has_its_row_in_the_model() -> None:
    assert len(MODEL_INDEX) == len(KEYPOINTS)
    assert MODEL_INDEX[KEYPOINTS.index("left_hip")] == 23
    assert MODEL_INDEX[KEYPOINTS.index("right_toe")] == 32


def test_nobody_in_an_empty_picture(lite: PoseNetwork) -> None:
    out = lite(np.full((256, 256, 3), 128, np.uint8))
    assert out.presence < 0.5
    assert 0.0 <= out.heatmaps.min() <= out.heatmaps.max() <= 1.0
    assert out.regression.shape == (19, 2)


def test_answers_belong_to_their_questions(lite: PoseNetwork) -> None:
    """Several questions under way at once give what they give one by one, in any order of asking for the answer."""
    pictures = np.random.default_rng(3).integers(0, 255, (4, 256, 256, 3), dtype=np.uint8)
    alone = [lite(p).regression for p in pictures]
    tickets = [lite.start(p) for p in pictures]
    together = [lite.finish(t).regression for t in reversed(tickets)][::-1]
    np.testing.assert_allclose(together, alone, atol=1e-3)


def test_detector_gives_raw_boxes() -> None:
    boxes, scores = DetectorNetwork()(np.zeros((224, 224, 3), np.uint8))
    assert boxes.shape == (2254, 12)
    assert scores.shape == (2254,)


def test_facts_name_file_hash_and_precision(lite: PoseNetwork) -> None:
    assert lite.facts["name"] == "pose_landmark_lite"
    assert lite.facts["precision"] == "f32"
    assert len(lite.facts["sha256"]) == 64


def test_held_to_old_instructions_a_network_for_bf16_runs_in_f32_and_says_so() -> None:
    """The instructions that OpenVINO may use are fixed when it is loaded: a process of its own."""
    script = "from gaitcue.pose.looking.engine import PoseNetwork; print(PoseNetwork('lite', 1, 'bf16').facts)"
    environment = os.environ | {"ONEDNN_MAX_CPU_ISA": "AVX2"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "'precision': 'f32'" in done.stdout


def test_what_cannot_be_compiled_in_f32_either_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Core:
        def compile_model(self, model: object, device: str, options: dict[str, str]) -> None:
            asked.append(options["INFERENCE_PRECISION_HINT"])
            raise RuntimeError("no such primitive")

    monkeypatch.setattr(engine, "_core", Core)
    with pytest.raises(RuntimeError, match="no such primitive"):
        engine.Network(engine.Graph(object), 1, "bf16")
    assert asked == ["bf16", "f32"]


PICTURE = np.random.default_rng(0).integers(0, 255, (256, 256, 3), dtype=np.uint8)


def test_a_kept_model_is_not_read_again_and_says_the_same_to_the_last_bit(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lite: PoseNetwork
) -> None:
    monkeypatch.setenv("GAITCUE_CACHE", str(tmp_path))
    PoseNetwork("lite", 2, "f32")
    (file,) = tmp_path.iterdir()
    with monkeypatch.context() as context:
        context.setattr(engine, "_pose_model", None)
        kept = PoseNetwork("lite", 1, "f32")
    assert kept.facts == lite.facts
    np.testing.assert_array_equal(kept(PICTURE).heatmaps, lite(PICTURE).heatmaps)
    np.testing.assert_array_equal(kept(PICTURE).regression, lite(PICTURE).regression)
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("harm", ["cut short", "changed", "of another program"])
def test_a_damaged_kept_model_is_compiled_and_kept_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lite: PoseNetwork, harm: str
) -> None:
    monkeypatch.setenv("GAITCUE_CACHE", str(tmp_path))
    PoseNetwork("lite", 2, "f32")
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    if harm == "of another program":
        cache.write(file, b"no model")
    else:
        file.write_bytes(whole[:-1] if harm == "cut short" else whole[:1000] + b"x" + whole[1001:])
    np.testing.assert_array_equal(PoseNetwork("lite", 2, "f32")(PICTURE).heatmaps, lite(PICTURE).heatmaps)
    assert cache.read(file) is not None
    assert len(file.read_bytes()) > 0.9 * len(whole)


def test_what_a_kept_model_depends_on_gives_it_another_place(monkeypatch: pytest.MonkeyPatch) -> None:
    graph, options = engine.Graph(object, "lite", "hash"), {"INFERENCE_PRECISION_HINT": "f32", "NUM_STREAMS": "2"}
    made = [graph.made_from(options)]
    made.append(engine.Graph(object, "lite", "other").made_from(options))
    made.append(graph.made_from(options | {"INFERENCE_PRECISION_HINT": "bf16"}))
    monkeypatch.setenv("ONEDNN_MAX_CPU_ISA", "AVX2")
    made.append(graph.made_from(options))
    monkeypatch.setattr(engine, "cpu_flags", lambda: {"avx"})
    made.append(graph.made_from(options))
    assert len({tuple(each) for each in made}) == 5
    assert graph.made_from(options | {"NUM_STREAMS": "1"}) == made[-1], "streams are told anew at each reading"


class Devices:
    available_devices = ("CPU", "GPU.0")

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, object]]] = []

    def compile_model(self, model: object, device: str, options: dict[str, object]) -> "Devices":
        self.asked.append((device, options))
        return self

    def create_infer_request(self) -> None:
        pass


def test_graphics_get_only_what_graphics_know_and_are_found_by_any_number(monkeypatch: pytest.MonkeyPatch) -> None:
    core = Devices()
    monkeypatch.setattr(engine, "_core", lambda: core)
    monkeypatch.setattr(engine, "usable_cpus", lambda: 2)
    engine.check_device("gpu")
    engine.Network(engine.Graph(object), 2, "bf16", "gpu")
    assert core.asked == [("GPU", {"INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "THROUGHPUT"})]


def test_a_missing_device_is_one_line_that_names_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_core", lambda: type("Core", (), {"available_devices": ["CPU"]}))
    with pytest.raises(BadOption, match=r"^--device gpu: OpenVINO sees none here \(only cpu\); .*leave --device out$"):
        engine.check_device("gpu")


def test_missing_model_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(engine, "MODEL_FOLDER", tmp_path)
    with pytest.raises(GaitcueError, match="install gaitcue again"):
        engine.model_file("pose_landmark_lite")


def test_no_call_home_and_no_file_at_home(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", SILENCE], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_only_the_engine_imports_openvino() -> None:
    room = Path(engine.__file__).parent
    others = [p.name for p in room.rglob("*.py") if p.name != "engine.py" and "import openvino" in p.read_text()]
    assert others == []


def test_threads_that_compile_at_once_import_openvino_once() -> None:
    code = (
        "import sys; from concurrent.futures import ThreadPoolExecutor; from gaitcue.pose.looking import engine\n"
        "with ThreadPoolExecutor(4) as pool: list(pool.map(lambda _: engine._openvino(), range(4)))\n"
        "assert 'openvino' in sys.modules and 'openvino_telemetry' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
