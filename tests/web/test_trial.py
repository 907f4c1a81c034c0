"""Step 7: the cue trial at the server, without a browser: begun, gone through, stopped by pain, judged, remembered."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from gaitcue.clinic.rule_data import joined_titles
from gaitcue.store import clips, trials
from gaitcue.terms.together import condition_id
from gaitcue.work.clinic import answers, care, decisions
from gaitcue.work.clinic import trials as use
from support.cases import REACHING, gait
from support.record import HAMSTRING, analysed, visited
from support.trials import QUICK, Trial

TODAY = date.today()


def test_the_page_offers_what_the_decision_offers_and_one_cue_is_what_begins(trial, asker, record):
    begin = trial.page["begin"]
    offered = use.offer(record, asker, begin["analysis_id"], TODAY)
    eligible = [condition_id(one.cues) for one in offered.decision.offers if one.eligible]
    assert [one["cues"] for one in begin["offers"]] == eligible
    assert begin["offers"][0]["say"] in trial.shown
    assert trial.begin().status_code == 200
    state = trial.page["trial"]
    assert [stage["kind"] for stage in state["stages"]] == ["baseline", "cue", "return"]
    assert state["stages"][1]["minutes"] == offered.decision.protocol.cue_min


def test_the_longer_trial_draws_its_order_and_keeps_the_seed(trial, record, asker):
    from gaitcue.clinic.protocol import trial_order

    if trial.page["begin"]["held"]:
        pytest.skip("only one cue is offered")
    trial.begin(kind="long")
    with record.read(asker) as session:
        state = trials.trials_at(session, trial.visit)[0].state
    offered = use.offer(record, asker, state["analysis_id"], TODAY)
    best = [one.cues for one in offered.offers][:3]
    drawn = [tuple(stage["cues"]) for stage in state["stages"] if stage["kind"] == "cue"]
    assert tuple(drawn) == trial_order(best, state["seed"])
    assert [stage["kind"] for stage in state["stages"]].count("usual") == len(drawn) - 1
    assert f"The order of the cues was drawn by lot (seed {state['seed']})." in trial.shown


def test_a_cue_that_is_not_offered_cannot_be_begun_with(trial):
    refused = trial.begin(cues="nothing_like_it")
    assert refused.status_code == 422 and "not offered" in refused.json()["detail"]
    assert trial.page["trial"] is None


def test_what_is_blocked_is_said_and_nothing_is_offered(browser, record, asker):
    visit = visited(record, asker, on=TODAY, flags={"saddle_numbness": True})
    row = analysed(record, asker, visit, gait(**REACHING))
    trial = Trial(browser, record, asker, visit)
    assert trial.page["blocked"] and trial.page["begin"] is None
    assert "No cue is tried now." in trial.shown and "Try this cue" not in trial.shown
    refused = browser.call(f"/api/visits/{visit}/trials", {"analysis_id": row.id})
    assert refused.status_code == 422


def test_an_operation_in_the_care_record_bars_a_trial_as_it_bars_the_findings(browser, record, asker):
    visit = visited(record, asker, on=TODAY)
    row = analysed(record, asker, visit, gait(**REACHING))
    trial = Trial(browser, record, asker, visit)
    assert trial.page["begin"] is not None and not trial.page["blocked"]
    operated = {"when": str(TODAY - timedelta(days=14)), "kind": "surgery", "site": "proximal_hamstring"}
    care.enter(record, asker, row.runner_id, "treatment", operated, TODAY)
    assert decisions.decided(record, asker, row.id, TODAY).analysis.advice.blocks
    assert trial.page["blocked"] and trial.page["begin"] is None
    assert browser.call(f"/api/visits/{visit}/trials", {"analysis_id": row.id}).status_code == 422


def test_without_a_run_the_page_leads_to_filming(browser, record, asker):
    trial = Trial(browser, record, asker, visited(record, asker, on=TODAY))
    assert "film one as usual first" in trial.shown


def test_pain_comes_before_going_on(trial):
    trial.begin(baseline="new")
    refused = trial.do("next")
    assert refused.status_code == 422 and "pain" in refused.json()["detail"]
    trial.tell(pain=2)
    assert trial.do("next").status_code == 200
    assert trial.page["trial"]["now"]["id"] == "cue-1"


def test_pain_over_the_ceiling_ends_the_trial_and_a_mistaken_tap_is_taken_back(trial):
    trial.begin(baseline="new")
    trial.tell(pain=2)
    trial.do("next")
    trial.tell(pain=9)
    assert trial.page["trial"]["ended"] == "pain" and trial.page["trial"]["now"] is None
    assert "The pain went over" in trial.shown
    assert trial.do("next").status_code == 422
    trial.do("score", stage="cue-1", pain=3)
    assert trial.page["trial"]["now"]["id"] == "cue-1"


def test_two_people_edit_and_the_second_is_told(trial, browser):
    trial.begin(baseline="new")
    seen = trial.page["trial"]
    told = {"number": seen["number"], "stage": "baseline", "pain": 3}
    assert browser.call(f"/api/trials/{seen['id']}/score", told).status_code == 200
    late = browser.call(f"/api/trials/{seen['id']}/score", told | {"pain": 8})
    assert late.status_code == 409 and "somebody else" in late.json()["detail"]
    assert trial.page["trial"]["now"]["scores"][0]["value"] == "3"


def test_a_clip_that_comes_from_elsewhere_is_no_other_persons_step(trial, browser):
    trial.begin()
    seen = trial.page["trial"]
    trial.filmed("cue-1", gait(seed=1, **QUICK, cadence=163.0))
    told = {"number": seen["number"], "stage": "baseline", "pain": 3}
    assert browser.call(f"/api/trials/{seen['id']}/score", told).status_code == 200


def awaited(trial) -> str:
    """The part that a clip is taken for unless another is chosen."""
    return re.search(r'<select id="stage">.*?<option value="([\w-]+)" selected>', trial.shown, re.DOTALL)[1]


def test_a_clip_is_taken_for_the_latest_part_without_one_and_never_unasked_for_the_run_as_usual(trial):
    trial.begin(kind="long", baseline="filmed")
    trial.tell(pain=2, effort=2)
    trial.do("next")
    assert trial.page["trial"]["now"]["kind"] == "cue" and awaited(trial) == "cue-1"
    trial.tell(pain=2, effort=2, awkwardness=2)
    trial.do("next")
    assert trial.page["trial"]["now"]["kind"] == "usual" and awaited(trial) == "cue-1"
    trial.filmed("cue-1", gait(seed=1, **QUICK, cadence=163.0))
    trial.do("stop")
    assert trial.page["trial"]["ended"] == "asked" and awaited(trial) == "cue-1"


def test_a_film_that_is_there_for_two_parts_is_named(trial, record, asker):
    trial.begin(baseline="new")
    trial_id = trial.page["trial"]["id"]
    with record.write(asker) as session:
        clip = clips.add_clip(session, "c" * 64, 1, "run.mp4", {})
        for stage in ("baseline", "cue-1"):
            take = clips.add_take(session, trial.visit, clip.id, "run")
            use.filmed(session, trial_id, stage, take.id)
    assert [stage["same_as"] for stage in trial.page["trial"]["stages"]] == ["", "As usual", ""]
    assert 'The same film as "As usual": one film cannot show both.' in trial.shown


def test_the_start_of_the_time_is_kept(trial):
    trial.begin(baseline="new")
    assert trial.page["trial"]["now"]["started_at"] is None
    trial.do("start")
    now = trial.page["trial"]["now"]
    assert now["started_at"] and now["until"] > now["started_at"]
    assert 'data-until="' in trial.shown


def test_every_button_works_as_a_plain_form(trial, browser):
    trial.begin(baseline="new")
    seen = trial.page["trial"]
    way = f"/api/trials/{seen['id']}"
    tapped = browser.fill_in(f"{way}/score", {"number": "0", "stage": "baseline", "pain": "3"})
    assert (tapped.status_code, tapped.headers["location"]) == (303, f"/visits/{trial.visit}/trial#tap-pain-3")
    assert browser.fill_in(f"{way}/start", {"number": "1", "stage": "baseline"}).status_code == 303
    late = browser.fill_in(f"{way}/next", {"number": "0"})
    assert late.status_code == 409 and "Somebody else" in unescape(late.text)


def test_a_report_after_a_trial_is_about_the_run_as_usual_and_names_the_parts(trial, browser):
    began = trial.page["begin"]["analysis_id"]
    trial.run()
    draft = browser.get(f"/visits/{trial.visit}/report.json").json()
    (run,) = (one for one in draft["fields"] if one["name"] == "analysis")
    assert run["value"] == run["choices"][0][0] == began
    named = [title.partition(", ")[2] for _, title in run["choices"]]
    assert sorted(named) == ["As usual", "As usual again", "Shorter, faster steps: cadence +5 %"]


def test_the_verdict_is_that_of_the_command_and_is_remembered(trial, browser, record, asker):
    from gaitcue.clinic import read_profile
    from gaitcue.clinic.verdicts import judge_trial
    from gaitcue.work.clinic.trial_state import read_state, trial_of

    trial.run()
    told = trial.page["verdicts"][0]["told"]
    with record.read(asker) as session:
        row = trials.trials_at(session, trial.visit)[0]
    same = judge_trial(
        trial_of(read_state(row.state), TODAY),
        {
            "baseline": gait(**REACHING, cadence=154.0),
            trial_of(read_state(row.state), TODAY).conditions[0].name: gait(seed=1, **QUICK, cadence=163.0),
            "return baseline": gait(seed=2, **REACHING, cadence=154.0),
        },
        read_profile({"on": TODAY.isoformat(), **HAMSTRING}),
        today=TODAY,
    )
    assert told["ranking"][0]["verdict"] == same.verdicts[0].verdict == "keep"
    assert told["lead"] in trial.shown and told["ranking"][0]["evidence"] in trial.shown
    assert browser.get(f"/trials/{row.id}/1/trial.pdf").content.startswith(b"%PDF")
    assert "cue trial" in browser.get(f"/trials/{row.id}/1/trial.html").text
    assert browser.get(f"/trials/{row.id}/2/trial.pdf").status_code == 404


def test_that_clips_were_replaced_makes_no_other_verdict_of_the_same_runs(trial, record, asker):
    trial.run()
    with record.write(asker) as session:
        row = trials.trials_at(session, trial.visit)[0]
        named = [stage | {"replaced": ["0" * 32]} for stage in row.state["stages"]]
        trials.change_trial(session, row.id, None, row.state | {"stages": named})
    assert trial.page["verdicts"] and not trial.judged()


def test_what_a_trial_taught_stands_in_the_answers_of_the_next_visit_and_not_of_its_own(trial, record, asker):
    trial.run()
    with record.read(asker) as session:
        row = trials.trials_at(session, trial.visit)[0]
    with record.read(asker) as session:
        from gaitcue.store import visits

        own, _ = answers.answers_for(session, visits.visit(session, trial.visit), TODAY)
    assert "tried" not in own.profile
    later = visited(record, asker, on=TODAY + timedelta(days=20), profile=None, runner_id=row.runner_id)
    with record.read(asker) as session:
        then, _ = answers.answers_for(session, visits.visit(session, later), TODAY + timedelta(days=20))
    (entry,) = then.profile["tried"]
    assert (entry["cues"], entry["pain_change"]) == (row.state["stages"][1]["cues"], -2)


def test_the_next_morning_judges_again_and_both_verdicts_stay(trial, browser):
    trial.run()
    assert trial.page["verdicts"][0]["told"]["ranking"][0]["survival"]
    told = {"number": str(trial.page["trial"]["number"]), "pain_before": "2", "pain": "6"}
    done = browser.fill_in(f"/api/trials/{trial.page['trial']['id']}/morning", told)
    assert done.status_code == 303
    assert trial.judged()
    latest, first = trial.page["verdicts"]
    assert (first["next_day"], latest["next_day"]["pain"]) == (None, 6)
    assert latest["told"]["lead"] != first["told"]["lead"]
    assert not trial.judged()


def test_a_trial_that_was_stopped_by_pain_is_judged_with_what_was_filmed(trial):
    trial.begin()
    trial.tell(pain=3, effort=3)
    trial.do("next")
    trial.filmed("cue-1", gait(seed=1, **QUICK, cadence=163.0))
    trial.tell(pain=8)
    assert trial.judged()
    told = trial.page["verdicts"][0]["told"]
    assert told["ranking"][0]["verdict"] == "stop" and told["practice"] is None


def test_a_trial_begun_by_mistake_goes_and_one_with_a_verdict_stays(trial):
    trial.begin()
    assert trial.do("discard").status_code == 200
    assert trial.page["trial"] is None
    trial.run()
    assert trial.do("discard").status_code == 422


def test_the_run_that_was_analysed_is_not_run_again_only_asked_about(trial):
    trial.begin()
    now = trial.page["trial"]["now"]
    assert (now["kind"], now["counted"]) == ("baseline", True)
    assert f"{now['clip']} was run as usual and counts" in trial.shown and "trial-timer>" not in trial.shown


def test_a_run_as_usual_that_is_filmed_again_has_its_time_and_its_lead(trial):
    trial.begin(baseline="new")
    assert trial.page["trial"]["now"]["counted"] is False
    assert "Film half a minute" in trial.shown and "Start 2 minutes" in trial.shown


def test_where_nothing_is_offered_the_clinician_reads_why_and_is_led_on(browser, record, asker):
    visit = visited(record, asker, on=TODAY)
    row = analysed(record, asker, visit, gait(n=4, **REACHING))
    trial = Trial(browser, record, asker, visit)
    told, shown = trial.page["nothing"], trial.shown
    assert trial.page["begin"] is None and told["film_again"] and told["why"] in shown
    assert f"The runner reads: {told['for_runner']}" in shown
    assert f'href="/visits/{visit}/film"' in shown and f'href="/analyses/{row.id}/findings"' in shown


def test_a_trial_under_way_is_what_the_visit_goes_on_with(trial, browser):
    def steps() -> dict[str, str]:
        return {one["id"]: one["state"] for one in browser.get(f"/visits/{trial.visit}.json").json()["steps"]}

    assert (steps()["trial"], steps()["report"]) == ("open", "next")
    trial.begin(baseline="filmed")
    assert (steps()["trial"], steps()["report"]) == ("next", "open")
    assert "Go on with the trial" in browser.page(f"/visits/{trial.visit}")
    trial.do("discard")
    trial.run()
    assert (steps()["trial"], steps()["report"]) == ("done", "next")


def test_the_visit_and_the_film_page_name_the_part_that_each_clip_shows(trial, browser, record, asker):
    trial.run()
    with record.write(asker) as session:
        row = trials.trials_at(session, trial.visit)[0]
        gone = clips.add_take(session, trial.visit, None, "run")
        first, cue, back = row.state["stages"]
        stages = [first, cue, back | {"replaced": [gone.id]}]
        trials.change_trial(session, row.id, None, row.state | {"stages": stages})
    told = [one["summary"] for one in browser.get(f"/visits/{trial.visit}.json").json()["takes"]]
    tried = joined_titles(cue["cues"])
    parts = ("As usual", tried, "As usual again", "As usual again, replaced by another clip")
    assert len(told) == 4 and all(one.endswith(part) for one, part in zip(told, parts, strict=True)), told
    page = browser.get(f"/analyses/{trial.page['trial']['stages'][2]['analysis_id']}.json").json()
    assert page["run"].endswith("As usual again")
    runs = browser.page(f"/runners/{trial.page['runner']['id']}")
    assert "return.mp4, As usual again<" in runs and f"cue-1.mp4, {tried}<" in unescape(runs)
