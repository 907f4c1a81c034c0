// @ts-check
/**
 * What a live stream says (`web/live_view.py`).
 * @typedef {"setup" | "baseline" | "run" | "walk" | "paused" | "ended"} Phase
 * @typedef {{measure: string, title: string, unit: string, decimals: number, low: number, high: number,
 *   baseline: number, value: number | null}} Target `value` is null while there is no feedback
 * @typedef {{kind: "state", phase: Phase, before_pause: Phase, baseline_s: number, baseline_of_s: number,
 *   elapsed_s: number, total_s: number, run_s: number, feedback: boolean, walk: boolean, pain_due: boolean, steps: number,
 *   target: Target | null, summary: string, remarks: string[], ended: {code: string, words: string} | null}} State
 * @typedef {{kind: "seen", frame: number, time_s: number, points: ([number, number] | null)[], rate_hz: number | null,
 *   look_ms: number, remarks: {code: string, words: string}[]}} Seen `points` in parts of the picture's width and height
 * @typedef {{kind: "step", number: number, leg: "left" | "right", contact_s: number, known_s: number}} Step
 *   `known_s` is when the newest picture was taken that it stands on; both on the page's clock
 * @typedef {{kind: "refused", words: string, take_over: boolean}} Refused
 * @typedef {{kind: "bad_picture", frame: number, words: string}} BadPicture
 * @typedef {{measure: string, title: string, unit: string, now: string, usual: string, change: string, said: string,
 *   verdict: "" | "changed" | "probably_changed" | "no_change_shown" | "cannot_tell", status: string, why: string}} Row
 * @typedef {{kind: "trial", stage: string, runs: boolean, usual_from: "" | "live" | "film", rows: Row[]}} Trial of a cue
 *   trial that is run live (`web/trial_live_view.py`)
 * @typedef {State | Seen | Step | Trial | Refused | BadPicture} Said
 */
export {};
