"""A cue trial over the app's own actions, with runs that are made up, and what a worker does with it."""

from html import unescape

from gaitcue.store import analyses, clips, jobs
from gaitcue.store.columns import new_id
from gaitcue.work.clinic import trial_verdicts, trials
from gaitcue.work.clinic.analyzing import summary_of
from gaitcue.work.clinic.record import program
from gaitcue.work.jobs.saying import Saying
from gaitcue.work.jobs.work import Work
from gaitcue.work.results import write_result
from support.cases import REACHING, gait
from support.record import PROBE

QUICK = {"ankle_hip_distance_pct": 29.0, "shank_angle_ic": 7.0}


class Trial:
    """The trial of one visit, run over the app's own actions."""

    def __init__(self, browser, record, asker, visit: str) -> None:
        self.browser, self.record, self.asker, self.visit = browser, record, asker, visit

    @property
    def page(self) -> dict:
        return self.browser.get(f"/visits/{self.visit}/trial.json").json()

    @property
    def shown(self) -> str:
        return unescape(self.browser.page(f"/visits/{self.visit}/trial"))

    def begin(self, **told):
        found = self.page["begin"]["analysis_id"] if self.page["begin"] else ""
        return self.browser.call(f"/api/visits/{self.visit}/trials", {"analysis_id": found, **told})

    def do(self, what: str, **told):
        trial = self.page["trial"]
        now = trial["now"] or {}
        if what in ("start", "score", "elsewhere", "wording", "analyze"):
            told.setdefault("stage", now.get("id"))
        return self.browser.call(f"/api/trials/{trial['id']}/{what}", {"number": trial["number"], **told})

    def tell(self, **scores):
        for name, value in scores.items():
            assert self.do("score", **{name: value}).status_code == 200

    def filmed(self, stage: str, analysis) -> None:
        """A clip came for a stretch, and was analysed."""
        result, trial_id = new_id(), self.page["trial"]["id"]
        with self.record.folder.new_result(result) as folder:
            write_result(analysis, folder)
        with self.record.write(self.asker) as session:
            clip = clips.add_clip(session, new_id() * 2, 1, f"{stage}.mp4", PROBE)
            take = clips.add_take(session, self.visit, clip.id, "run")
            trials.filmed(session, trial_id, stage, take.id)
            key = f"key of {result}"
            analyses.add_analysis(session, take.id, key, result, summary_of(analysis, clip), analysis.measures)
        trial_verdicts.after_analysis(self.record, self.asker, self.visit)

    def judged(self) -> bool:
        """Does what a worker would; whether there was something to judge."""
        with self.record.write(program()) as session:
            waiting = [one for one in jobs.jobs(session).items if one.kind == "judge" and one.state == "queued"]
            claimed = None
            while waiting and (claimed is None or claimed.kind != "judge"):
                claimed = jobs.claim(session, "w", 60)
        if claimed is None:
            return False
        work = Work(self.record, program("gaitcue", claimed.clinic_id), claimed, "w", Saying(trial_verdicts.SHARES))
        trial_verdicts.judge(work)
        return True

    def run(self, pain=(4, 2, 4)) -> None:
        """From the start to the verdict, by hand."""
        before, after, again = pain
        self.begin(baseline="filmed")
        self.tell(pain=before, effort=3)
        self.do("next")
        self.do("start")
        self.filmed("cue-1", gait(seed=1, **QUICK, cadence=163.0))
        self.tell(pain=after, effort=4, awkwardness=2)
        self.do("next")
        self.filmed("return", gait(seed=2, **REACHING, cadence=154.0))
        self.tell(pain=again, effort=3)
        self.do("next")
        assert self.judged()
