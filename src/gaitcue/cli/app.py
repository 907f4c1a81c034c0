"""The command line: options, one-line errors and exit codes. The work itself lies in ``gaitcue.work``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from gaitcue.cli import care, live, person, record, retraining, runs
from gaitcue.cli.account import account_app
from gaitcue.cli.process import Stopped, own_the_process
from gaitcue.cli.serve import serve
from gaitcue.cli.terminal import complain, say
from gaitcue.terms.errors import BadOption, GaitcueError
from gaitcue.terms.version import __version__

app = typer.Typer(
    name="gaitcue",
    help="Running gait from a phone clip: measured with its error, compared, and turned into a cue that suits.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

UsageError: Any = typer.BadParameter.__base__
"""of click, which some versions of typer carry within them"""
BLUR = "Blur the runner's face in everything that is written; other people's faces stay."


def main() -> None:
    """Run the command; whatever ends it early is one line on standard error and an exit code of its own."""
    own_the_process()
    raise SystemExit(exit_code())


def exit_code() -> int:
    try:
        return app(standalone_mode=False) or 0
    except GaitcueError as error:
        complain(str(error))
    except UsageError as error:
        explain_usage(error)
    except Stopped as stopped:
        complain("; ".join(["stopped", *getattr(stopped, "__notes__", ())]))
        return stopped.exit_code
    except typer.Abort:
        complain("nothing was done")
        return 1
    except BrokenPipeError:
        # Whoever read the output has enough: Python must not try to write the rest of it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 2


def explain_usage(error: Any) -> None:
    """What is wrong with the options, in one line; without any, the help."""
    text = error.format_message()
    if "\n\n" in text:
        print(text, file=sys.stderr)
    else:
        complain(f"{text.rstrip('.')}; see {error.ctx.command_path if error.ctx else 'gaitcue'} --help")


def show_version(wanted: bool) -> None:
    if wanted:
        print(f"gaitcue {__version__}")
        raise typer.Exit


@app.callback()
def gaitcue(
    version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command()
def analyze(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            metavar="INPUT [OTHER_SIDE]",
            help="A video, a folder of numbered images, or tracked points (.c3d, .trc, .nc, .csv, .h5, JSON folder); "
            "or a finished result, which is made again from its points, without the video. "
            "Two clips of one run, one from each side, merge.",
        ),
    ],
    out: Annotated[
        Path | None, typer.Option(help="Folder for the result [INPUT without its suffix + .gaitcue].")
    ] = None,
    speed_kmh: Annotated[float | None, typer.Option(help="Running speed, km/h.")] = None,
    incline_pct: Annotated[float | None, typer.Option(help="Incline, %.")] = None,
    height_cm: Annotated[float | None, typer.Option(help="The runner's height, cm.")] = None,
    shoe: Annotated[str | None, typer.Option(help="Shoes worn.")] = None,
    cue: Annotated[str | None, typer.Option(help="The cue the runner was given.")] = None,
    pain: Annotated[float | None, typer.Option(help="Pain at the site while running, 0-10.")] = None,
    effort: Annotated[float | None, typer.Option(help="Effort, 0-10.")] = None,
    minutes_run: Annotated[float | None, typer.Option(help="Minutes run before the clip.")] = None,
    painful_side: Annotated[str | None, typer.Option(help="left, right or both.")] = None,
    capture_fps: Annotated[
        float | None, typer.Option(help="Frames per second at which the camera recorded (slow motion).")
    ] = None,
    near_side: Annotated[str, typer.Option(help="Body side towards the camera: auto, left or right.")] = "auto",
    facing: Annotated[str, typer.Option(help="Where the runner faces in the picture: auto, left or right.")] = "auto",
    person: Annotated[
        int | None, typer.Option(help="Which person to follow, counted from the left [the one who runs].")
    ] = None,
    runner_at: Annotated[
        str | None, typer.Option(help="Follow whoever is at this point: 412,530@120 (x,y@frame, frames from 0).")
    ] = None,
    start: Annotated[float | None, typer.Option(help="Start, s.")] = None,
    end: Annotated[float | None, typer.Option(help="End, s.")] = None,
    preset: Annotated[str, typer.Option(help="fast, standard or best.")] = "standard",
    model: Annotated[
        str, typer.Option(help="blazepose, or rtmpose once its weights were fetched (gaitcue fetch-model).")
    ] = "blazepose",
    device: Annotated[str, typer.Option(help="cpu, or gpu for Intel graphics whose driver is installed.")] = "cpu",
    markers: Annotated[
        str | None, typer.Option(help="Marker set of a .c3d or .trc: a shipped name or a TOML file.")
    ] = None,
    sticker: Annotated[
        list[str] | None, typer.Option(help="Pelvis sticker clicked once: asis=412,530@0 (name=x,y@frame).")
    ] = None,
    standing: Annotated[
        str | None, typer.Option(help="Quiet standing: a clip, or START-END in seconds of this one.")
    ] = None,
    roll_deg: Annotated[
        float | None, typer.Option(help="Camera roll: degrees the scene looks turned clockwise.")
    ] = None,
    known_length: Annotated[
        str | None, typer.Option(help="Something at the runner's distance: 212.5=0.6 (pixels=metres).")
    ] = None,
    corrections: Annotated[
        Path | None, typer.Option(help="Hand corrections (JSON) laid over the automatic result.")
    ] = None,
    parts: Annotated[
        bool, typer.Option("--parts", help="Compare what lies before and after the moment at which the gait changes.")
    ] = False,
    parts_at: Annotated[
        float | None, typer.Option(help="Compare what lies before and after this moment, s: a cue given in mid-clip.")
    ] = None,
    profile: Annotated[
        Path | None, typer.Option(help="The person (TOML): problems, sports ...; gives findings.")
    ] = None,
    red_flags: Annotated[Path | None, typer.Option(help="Answers to `gaitcue red-flags` (TOML).")] = None,
    overrides: Annotated[Path | None, typer.Option(help="A clinician's log of overridden findings.")] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Also write report.pdf.")] = False,
    video: Annotated[bool, typer.Option("--video", help="Also write the annotated clip.")] = False,
    blur_faces: Annotated[bool, typer.Option("--blur-faces", help=BLUR)] = False,
) -> None:
    """Measure the running gait in a clip and write the report."""
    told = {
        "speed_kmh": speed_kmh,
        "incline_pct": incline_pct,
        "height_cm": height_cm,
        "shoe": shoe,
        "cue": cue,
        "pain": pain,
        "effort": effort,
        "minutes_run": minutes_run,
        "painful_side": painful_side,
        "capture_fps": capture_fps,
        "near_side": near_side,
        "facing": facing,
        "person": person,
        "runner_at": runner_at,
        "start_s": start,
        "end_s": end,
        "preset": preset,
        "model": model,
        "device": device,
        "markers": markers,
        "stickers": sticker or (),
        "standing": standing,
        "roll_deg": roll_deg,
        "known_length": known_length,
        "corrections": corrections,
        "parts": parts,
        "parts_at_s": parts_at,
        "profile": profile,
        "red_flags": red_flags,
        "overrides": overrides,
    }
    wanted = {"pdf": pdf, "video": video, "blur_faces": blur_faces}
    print_summary(analyze_as_told(inputs, out, told, wanted))


def analyze_as_told(inputs: list[Path], out: Path | None, told: dict[str, Any], wanted: dict[str, bool]) -> Path:
    """The result folder; ``told`` are options and conditions by name, ``wanted`` what else is written or hidden."""
    from gaitcue.work.options import options_from

    options = options_from(told)

    # What is refused loads no model; what is not has its models compiled while the rest is imported.
    from gaitcue.work.preload import load_what_follows, prepare_models

    prepare_models(inputs, options.preset, options.model, options.device)
    from gaitcue.cli.progress import progress_bar
    from gaitcue.work.reports import analyze_to_folder

    load_what_follows()
    with progress_bar() as progress:
        return analyze_to_folder(inputs, out, options, **wanted, progress=progress)


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Folder for the clips and results.")] = Path("gaitcue-demo"),
    seconds: Annotated[float, typer.Option(help="Length of each clip, s.", min=4, max=60)] = 8.0,
    preset: Annotated[str, typer.Option(help="fast, standard or best.")] = "standard",
    open_report: Annotated[bool, typer.Option("--open/--no-open", help="Open the reports in the browser.")] = True,
) -> None:
    """Draw a runner before and after retraining (the truth is known), analyse both clips and compare them."""
    from gaitcue.cli.progress import progress_bar
    from gaitcue.cli.terminal_tables import print_comparison
    from gaitcue.pose.settings import PRESETS
    from gaitcue.work.demo import make_demo
    from gaitcue.work.options import check_choice
    from gaitcue.work.preload import load_what_follows

    check_choice("--preset", preset, PRESETS)
    load_what_follows()
    with progress_bar() as progress:
        folders = make_demo(out, seconds=seconds, preset=preset, progress=progress)  # type: ignore[arg-type]
    for folder in folders[:2]:
        print_summary(folder)
    print_comparison(folders[2])
    if open_report and sys.stdout.isatty():
        for page in (folders[0] / "report.html", folders[1] / "report.html", folders[2] / "comparison.html"):
            typer.launch(str(page))


@app.command()
def compare(
    inputs: Annotated[
        list[Path],
        typer.Argument(metavar="BEFORE AFTER [...]", help="Clips, or finished results; the first is before."),
    ],
    out: Annotated[Path | None, typer.Option(help="Folder for the comparison [comparison.gaitcue].")] = None,
    name: Annotated[list[str] | None, typer.Option(help="Name of a run, once for each.")] = None,
    same_session: Annotated[bool, typer.Option("--same-session", help="All filmed in one session.")] = False,
    same_camera: Annotated[bool, typer.Option("--same-camera", help="The camera was not touched in between.")] = False,
    preset: Annotated[str, typer.Option(help="For clips: fast, standard or best.")] = "standard",
    video: Annotated[bool, typer.Option("--video", help="Also write the clips side by side.")] = False,
    blur_faces: Annotated[bool, typer.Option("--blur-faces", help=BLUR)] = False,
) -> None:
    """Say what changed between two or more runs of one person, beyond the error of measuring."""
    from gaitcue.cli.progress import progress_bar
    from gaitcue.cli.terminal_tables import print_comparison
    from gaitcue.compare import Occasion
    from gaitcue.work.compare import compare_to_folder
    from gaitcue.work.options import options_from
    from gaitcue.work.preload import load_what_follows

    occasion = Occasion(same_session=same_session or same_camera, same_camera=same_camera)
    options = options_from({"preset": preset})
    load_what_follows()
    with progress_bar() as progress:
        folder = compare_to_folder(
            inputs, out, names=name, occasion=occasion, options=options, video=video, blur_faces=blur_faces,
            progress=progress,
        )  # fmt: skip
    print_comparison(folder)


@app.command()
def trial(
    file: Annotated[Path, typer.Argument(help="The visit (TOML): baseline, up to three conditions, return baseline.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder for the result [FILE without its suffix + .gaitcue].")
    ] = None,
    red_flags: Annotated[Path | None, typer.Option(help="Answers to `gaitcue red-flags` (TOML).")] = None,
    preset: Annotated[str, typer.Option(help="For clips: fast, standard or best.")] = "standard",
    pdf: Annotated[bool, typer.Option("--pdf", help="Also write trial.pdf.")] = False,
    blur_faces: Annotated[bool, typer.Option("--blur-faces", help=BLUR)] = False,
) -> None:
    """Judge a cue trial: which cue suits this person, which not, and why."""
    from gaitcue.cli.progress import progress_bar
    from gaitcue.cli.trial_table import print_trial
    from gaitcue.work.options import options_from
    from gaitcue.work.preload import load_what_follows
    from gaitcue.work.trial import trial_to_folder

    load_what_follows()
    with progress_bar() as progress:
        folder = trial_to_folder(
            file, out, red_flags=red_flags, options=options_from({"preset": preset}), pdf=pdf,
            blur_faces=blur_faces, progress=progress,
        )  # fmt: skip
    print_trial(folder)


for about in (person.cues, person.person, person.red_flags, person.override):
    app.command()(about)


@app.command()
def probe(
    clip: Annotated[Path, typer.Argument(help="A video or a folder of numbered images.")],
    capture_fps: Annotated[float | None, typer.Option(help="Frames per second at which the camera recorded.")] = None,
) -> None:
    """Say what a clip allows to be measured and what to change when filming."""
    from gaitcue.cli.terminal_tables import print_probe
    from gaitcue.work.probe import probe_clip

    print_probe(probe_clip(clip, capture_fps=capture_fps))


@app.command(name="fetch-model")
def fetch_model_command(
    name: Annotated[str, typer.Argument(help="rtmpose.")],
    yes: Annotated[bool, typer.Option("--yes", help="Agree to the download; without it you are asked.")] = False,
    file: Annotated[
        Path | None, typer.Option(help="A file you already have (.onnx, or the archive); nothing is downloaded.")
    ] = None,
    sha256: Annotated[
        str | None, typer.Option(help="With --file: the hash of your own .onnx, if it is not the official one.")
    ] = None,
) -> None:
    """Fetch the weights of another pose model, once and only with your consent."""
    from gaitcue.cli.progress import progress_bar
    from gaitcue.work.models import download_model, install_model, offer

    if file is not None:
        path = install_model(name, file, sha256)
    else:
        agree_to_download(offer(name), yes, sha256)
        with progress_bar() as progress:
            path = download_model(name, progress)
    say(f"stored in {path}; use it with gaitcue analyze CLIP --model {name}")


def agree_to_download(what: str, yes: bool, sha256: str | None) -> None:
    """Nothing is fetched unless the person said yes, by option or by answer."""
    if sha256 is not None:
        raise BadOption("--sha256 goes with --file: the hash of the official archive is known")
    say(what)
    if yes:
        return
    if not sys.stdin.isatty():
        raise BadOption("nothing was fetched: add --yes to agree to the download, or give your own file with --file")
    typer.confirm("Download it?", abort=True)


for command in (serve, record.backup, record.restore, record.export, record.delete, care.diary, care.tests, care.plan):
    app.command()(command)
record.record_app.command("runs")(runs.take_runs)
record.record_app.command()(care.care)
app.add_typer(record.record_app, name="record")
app.command()(runs.runs)
app.command()(live.live)
app.command()(retraining.retraining)
app.add_typer(account_app, name="account")


@app.command()
def measures() -> None:
    """List every measure: what it is, its unit, what it needs."""
    from gaitcue.cli.terminal_tables import print_measures

    print_measures()


def print_summary(folder: Path) -> None:
    from gaitcue.cli.terminal_tables import print_result

    print_result(folder)
