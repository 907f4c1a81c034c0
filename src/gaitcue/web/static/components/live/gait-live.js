// @ts-check
/** @import {Said, Seen, State, Step} from "./types.js" */
import { drawGauge, where } from "./gauge.js";
import { nearSide } from "./overlay.js";
import { CameraPanel, fill } from "./panel.js";
import { Sound } from "./sound.js";

const MOVING = new Set(["baseline", "run", "walk"]);
const GRAVE = new Set(["live_nobody_seen"]);
const SLOW = "live_rate_too_low";

/**
 * <gait-live data-session data-words='{...}'> runs one session of a live retraining: it opens the camera, sends its
 * pictures, and shows where the session stands. The server keeps the session, so nothing that happens to this page
 * loses any of it. Event `live-step` {number, delay_ms, after_picture_ms}: the number of a step is shown so long after
 * its contact, and after the newest picture that it stands on was taken.
 */
export class GaitLive extends CameraPanel {
  /** @type {State | null} */
  state = null;
  sound = new Sound();
  /** @type {string[]} what is not as it should be in the newest picture */
  seenRemarks = [];
  asksWhy = false;

  connectedCallback() {
    super.connectedCallback();
    this.showVoice();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.sound.silence();
  }

  address() {
    return `/live/${this.dataset.session}/stream`;
  }

  listen() {
    super.listen();
    const { signal } = this.leaving;
    this.press("ready", () => this.goOn("ready"));
    this.press("resume", () => this.goOn("resume"));
    this.press("pause", () => this.stream?.tell({ kind: "pause", ...this.now() }));
    this.press("stop", () => this.askWhy(true));
    this.piece("pain").addEventListener("click", (event) => this.tellPain(event), { signal });
    this.piece("why").addEventListener("click", (event) => this.tellWhy(event), { signal });
    document.addEventListener("visibilitychange", () => this.hiddenOrShown(), { signal });
    if ("speechSynthesis" in window) {
      speechSynthesis.addEventListener("voiceschanged", () => this.showVoice(), { signal });
    }
  }

  /** @param {string} name */
  ticked(name) {
    return /** @type {HTMLInputElement} */ (this.piece(name)).checked;
  }

  // --- camera ---

  opened() {
    if (this.stream?.over && this.state?.phase !== "ended") this.stream.begin();
  }

  /** @param {boolean} lost @param {boolean} [again] */
  cutOff(lost, again) {
    super.cutOff(lost, again);
    if (lost) this.sound.metronome?.stop();
  }

  lostCamera() {
    this.stream?.tell({ kind: "pause", ...this.now() });
    super.lostCamera();
  }

  hiddenOrShown() {
    if (document.hidden) {
      if (MOVING.has(this.state?.phase ?? "")) {
        this.stream?.tell({ kind: "pause", ...this.now() });
        this.message(this.words.hidden);
      }
      return;
    }
    if (this.state && this.state.phase !== "ended") void this.stayAwake();
  }

  // --- what somebody taps ---

  /** @param {"ready" | "resume"} kind */
  goOn(kind) {
    this.sound.wake();
    void this.stayAwake();
    if (this.stream?.tell({ kind, ...this.now() })) this.message("");
    this.askWhy(false);
  }

  /** @param {boolean} asks */
  askWhy(asks) {
    this.asksWhy = asks;
    this.piece("why").hidden = !asks;
  }

  /** @param {Event} event */
  tellPain(event) {
    const score = /** @type {HTMLElement} */ (event.target).dataset.score;
    if (score !== undefined) this.stream?.tell({ kind: "pain", score: Number(score), ...this.now() });
  }

  /** @param {Event} event */
  tellWhy(event) {
    const why = /** @type {HTMLElement} */ (event.target).dataset.why;
    if (why === undefined) return;
    this.askWhy(false);
    if (why) this.stream?.tell({ kind: "stop", why, ...this.now() });
  }

  // --- what the server says ---

  /** @param {Said} said */
  hear(said) {
    super.hear(said);
    if (said.kind === "seen") this.showRemarks(said);
    else if (said.kind === "state") this.show(said);
    else if (said.kind === "step") this.step(said);
  }

  /** @param {Seen} seen */
  showRemarks(seen) {
    const phase = this.state?.phase ?? "setup";
    const remarks = seen.remarks.map((one) => one.words);
    if (phase !== "setup") {
      this.seenRemarks = seen.remarks.filter((one) => one.code !== SLOW).map((one) => one.words);
      this.fillRemarks();
      return;
    }
    const side = nearSide(seen.points);
    if (side) this.piece("outline").dataset.facing = side;
    const found = side && !seen.remarks.some((one) => GRAVE.has(one.code));
    const good = found ? [this.words.side.replace("{side}", this.words[`side_${side}`])] : [];
    if (found && !remarks.length) good.push(this.words.level);
    const checks = this.piece("checks");
    const lines = [...good, ...remarks];
    fill(checks, lines.length ? lines : [this.words.checking]);
    [...checks.children].forEach((one, i) => one.classList.toggle("wrong", i >= good.length && lines.length > 0));
    this.piece("ready").hidden = !found;
  }

  /** What the session says, and what the newest picture shows. */
  fillRemarks() {
    fill(this.piece("remarks"), [...(this.state?.remarks ?? []), ...this.seenRemarks]);
  }

  /** @param {Step} said */
  step({ number, contact_s, known_s }) {
    const target = this.state?.target;
    if (target && where(target) === "in" && this.ticked("tone")) this.sound.tone();
    const now_s = performance.now() / 1000;
    const detail = { number, delay_ms: 1000 * (now_s - contact_s), after_picture_ms: 1000 * (now_s - known_s) };
    this.dispatchEvent(new CustomEvent("live-step", { detail }));
  }

  /** @param {State} state */
  show(state) {
    const before = this.state;
    this.state = state;
    const { phase } = state;
    const moving = MOVING.has(phase);
    this.classList.toggle("running", phase !== "setup");
    this.piece("desk").dataset.phase = phase;
    this.piece("setup").hidden = this.piece("outline").toggleAttribute("hidden", phase !== "setup");
    this.piece("now").hidden = phase === "setup";
    this.showButtons(state, moving);
    this.piece("pain").hidden = !state.pain_due;
    this.piece("phase").textContent = this.words[phase] ?? "";
    this.piece("clock").textContent = clockOf(state, this.words);
    this.showFeedback(state, before);
    this.sound.beat(state, this.ticked("beat"));
    if (!moving) this.seenRemarks = [];
    this.fillRemarks();
    if (state.ended) this.end(state.ended.words);
  }

  /** @param {State} state @param {boolean} moving */
  showButtons({ phase, target }, moving) {
    if (phase !== "setup") this.piece("ready").hidden = true;
    this.piece("ready").textContent = target ? this.words.ready_run : this.words.ready_baseline;
    this.piece("resume").hidden = phase !== "paused";
    this.piece("pause").hidden = !moving;
    this.piece("stop").hidden = !(moving || phase === "paused") || this.asksWhy;
    this.piece("after").hidden = phase !== "ended";
  }

  /** @param {State} state @param {State | null} before */
  showFeedback(state, before) {
    const { target } = state;
    const shown = state.phase === "run" && state.feedback && target !== null;
    this.piece("gauge").hidden = !shown;
    if (before?.summary !== state.summary) this.piece("summary").textContent = state.summary;
    this.piece("faded").hidden = !(state.phase === "run" && !state.feedback);
    const place = shown ? where(target) : "none";
    if (shown) drawGauge((name) => this.piece(name), target, this.words);
    const out = place === "low" || place === "high";
    const speaks = this.ticked("speak") && this.sound.voice() !== undefined;
    this.piece("cue").hidden = !out || speaks;
    if (speaks && shown && (out || !before?.feedback)) this.sound.say(this.words.say, !before?.feedback);
  }

  showVoice() {
    this.piece("voice").hidden = this.sound.voice() !== undefined;
  }

  /** @param {string} words */
  end(words) {
    this.stream?.end();
    this.camera?.close();
    this.sound.silence();
    this.askWhy(false);
    this.piece("pain").hidden = true;
    this.piece("clock").textContent = "";
    this.message(words);
    void this.awake?.release();
  }
}

/** @param {State} state @param {Record<string, any>} words */
function clockOf(state, words) {
  const phase = state.phase === "paused" ? state.before_pause : state.phase;
  if (phase === "baseline") {
    const left = Math.max(Math.ceil(state.baseline_of_s - state.baseline_s), 0);
    return words.baseline_left.replace("{seconds}", `${left}`);
  }
  const left = Math.max(Math.ceil(state.total_s - state.elapsed_s), 0);
  return `${Math.floor(left / 60)}:${`${left % 60}`.padStart(2, "0")} ${words.left}`;
}

customElements.define("gait-live", GaitLive);
