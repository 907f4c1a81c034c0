// @ts-check
/** @import {ClipUpload} from "../clip-upload.js" */
/** @import {Row, Said, Trial} from "./types.js" */
import { CameraPanel, fill } from "./panel.js";
import { Recorder, recordable, suffixOf } from "./recorder.js";

const LOOK_MS = 250;

/**
 * The stretch that the page shows (the data of `#trial`, which the server keeps and the page renews).
 * @typedef {{stage: string, title: string, filmed: boolean, clip: boolean, begun: boolean, left_s: number}} Part
 */

/**
 * <trial-live data-trial data-film data-least data-words> runs a cue trial live: the numbers of the run beside those as
 * usual, and the last `data-film` seconds of each stretch recorded, cut at its end and handed to the page's
 * <clip-upload>. What is recorded follows the page alone, so that nothing is lost when the numbers are.
 */
export class TrialLive extends CameraPanel {
  /** @type {string} the stretch that is recorded now */
  stage = "";
  title = "";
  /** @type {Set<string>} stretches that are done with */
  done = new Set();
  away = false;
  /** @type {number | undefined} */
  timer;
  clock = { told: "", at: 0 };

  connectedCallback() {
    super.connectedCallback();
    this.recorder = new Recorder(Number(this.dataset.film), () => this.broken());
    if (!recordable()) this.tellRecording(this.words.no_recorder);
    this.timer = setInterval(() => this.look(), LOOK_MS);
    this.look();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  address() {
    return `/trials/${this.dataset.trial}/stream`;
  }

  listen() {
    super.listen();
    const { signal } = this.leaving;
    this.press("off", () => {
      this.switchOff();
      this.piece("open").hidden = false;
      this.piece("open").focus();
    });
    document.addEventListener("visibilitychange", () => this.hiddenOrShown(), { signal });
    // A swap is told at once: the stretch that was run is cut before anything else happens.
    document.body.addEventListener("htmx:afterSwap", () => this.look(), { signal });
    window.addEventListener("beforeunload", (event) => this.recorder?.holds && event.preventDefault(), { signal });
  }

  // --- camera ---

  opened() {
    this.classList.add("on");
    this.away = false;
    this.piece("desk").hidden = false;
    this.piece("off").hidden = false;
    void this.stayAwake();
    const track = this.camera?.track;
    track?.addEventListener("mute", () => void this.recorder?.pause());
    if (this.stream?.over) this.stream.begin();
    this.look();
  }

  lostCamera() {
    super.lostCamera();
    void this.recorder?.pause();
  }

  switchOff() {
    void this.cut();
    this.stream?.end();
    this.camera?.close();
    void this.awake?.release();
    this.classList.remove("on");
    this.message("");
    this.piece("desk").hidden = this.piece("off").hidden = true;
  }

  hiddenOrShown() {
    if (!this.camera?.running) return;
    if (document.hidden) this.message(this.words.hidden);
    else void this.stayAwake();
  }

  // --- recording ---

  /** The stretch that the page shows now; none once the trial is over. @returns {Part | null} */
  stretch() {
    const told = document.getElementById("trial")?.dataset;
    if (!told?.stage) return null;
    const left_s = told.until ? (Date.parse(told.until) - this.serverNow(told.now ?? "")) / 1000 : 0;
    return {
      stage: told.stage, title: told.title ?? "", filmed: told.filmed !== undefined, clip: told.clip !== undefined,
      begun: Boolean(told.until), left_s,
    };
  }

  /** The server's clock, which the page told when it was drawn. @param {string} told */
  serverNow(told) {
    if (told !== this.clock.told) this.clock = { told, at: performance.now() };
    return Date.parse(told) + performance.now() - this.clock.at;
  }

  look() {
    const part = this.stretch();
    if (this.stage && part?.stage !== this.stage) void this.cut();
    if (!part && this.camera?.running) this.switchOff();
    this.piece("outline").toggleAttribute("hidden", part?.begun ?? false);
    if (!part || this.away || !recordable()) return;
    if (!part.begun || part.left_s > 0) this.record(part);
    else if (this.stage === part.stage) void this.cut();
  }

  /** @param {Part} part */
  record(part) {
    const { stream, running, track } = this.camera ?? {};
    if (this.done.has(part.stage) || this.recorder?.going || !running || !stream) return;
    if (!part.filmed) return this.tellRecording(this.words.not_filmed);
    if (part.clip) return this.tellRecording(this.words.filmed);
    if (!part.begun) return this.tellRecording(this.words.record_ready);
    if (track?.muted || track?.readyState === "ended") return;
    this.stage = part.stage;
    this.title = part.title;
    if (!this.recorder?.go(stream)) return this.broken();
    this.tellRecording(this.words.recording.replace("{seconds}", `${Math.round(Number(this.dataset.film))}`));
  }

  /** The end of the stretch that was recorded: its last seconds go to the clips. */
  async cut() {
    const { stage, title } = this;
    this.stage = "";
    this.done.add(stage);
    const found = await this.recorder?.cut();
    if (!stage || !found) return;
    this.tellRecording("");
    if (found.seconds < Number(this.dataset.least)) {
      return this.tellOutcome(title, this.words.short.replace("{seconds}", `${Math.round(found.seconds)}`));
    }
    const part = this.stretch();
    if (part?.stage === stage && part.clip) return this.tellRecording(this.words.filmed);
    this.tellOutcome(title, this.words.recorded);
    this.hand(stage, this.words.clip_name.replace("{title}", title), found.blob);
  }

  /** @param {string} stage @param {string} name @param {Blob} blob */
  hand(stage, name, blob) {
    const file = new File([blob], `${name}.${suffixOf(blob.type)}`, { type: blob.type });
    const clips = /** @type {ClipUpload | null} */ (document.querySelector("clip-upload"));
    clips?.take([file], { trial_id: this.dataset.trial ?? "", stage, recorded: true });
  }

  broken() {
    this.done.add(this.stage);
    this.stage = "";
    this.tellRecording("");
    this.tellOutcome(this.title, this.words.record_failed);
  }

  /** What is recorded now. @param {string} text */
  tellRecording(text) {
    this.write(this.piece("recording"), text);
  }

  /** What became of the part that was recorded: it stays while the next one is. @param {string} title @param {string} text */
  tellOutcome(title, text) {
    this.write(this.piece("outcome"), `${title}: ${text}`);
  }

  // --- what the server says ---

  /** @param {Said} said */
  hear(said) {
    super.hear(said);
    if (said.kind === "seen") fill(this.piece("remarks"), said.remarks.map((one) => one.words));
    else if (said.kind === "trial") this.show(said);
  }

  /** @param {string} words @param {boolean} takeOver */
  refused(words, takeOver) {
    super.refused(words, takeOver);
    this.away = takeOver;
    if (!takeOver) return;
    // Another window records: two clips of one stretch would be one too many.
    void this.recorder?.cut();
    this.stage = "";
    this.tellRecording("");
  }

  /** @param {Trial} trial */
  show(trial) {
    this.away = false;
    const shown = trial.rows.filter((row) => row.now || row.usual);
    const missing = trial.rows.filter((row) => !row.now && row.why);
    const table = this.piece("rows");
    const rows = shown.map((row) => this.row(row, table));
    if (rows.some((row, i) => row !== table.children[i]) || rows.length !== table.children.length) table.replaceChildren(...rows);
    this.piece("missing").hidden = missing.length === 0;
    fill(this.piece("missing-list"), missing.map((row) => `${row.title}: ${row.why}`));
    this.piece("waiting").hidden = trial.rows.some((row) => row.now) || missing.length === trial.rows.length;
    const about = { film: this.words.other_camera, live: "", "": this.words.no_usual }[trial.usual_from];
    this.write(this.piece("about"), about ?? "");
  }

  /** @param {Row} row @param {HTMLElement} table */
  row(row, table) {
    const found = [...table.children].find((one) => /** @type {HTMLElement} */ (one).dataset.measure === row.measure);
    const line = /** @type {HTMLElement} */ (found ?? this.newRow(row.measure));
    line.dataset.verdict = row.verdict;
    line.classList.toggle("unsure", row.status !== "ok");
    const [title, unit, now, usual, change, said] = line.querySelectorAll("[data-cell]");
    this.write(title, row.title);
    this.write(unit, row.unit);
    this.write(now, row.status === "low_confidence" && row.now ? `(${row.now})` : row.now || "–");
    this.write(usual, row.usual || "–");
    this.write(change, row.change);
    this.write(said, row.said);
    return line;
  }

  /** @param {string} measure */
  newRow(measure) {
    const pattern = /** @type {HTMLTemplateElement} */ (this.querySelector("template"));
    const line = /** @type {HTMLElement} */ (/** @type {Element} */ (pattern.content.firstElementChild).cloneNode(true));
    line.dataset.measure = measure;
    return line;
  }

  /** @param {Element} place @param {string} text */
  write(place, text) {
    if (place.textContent !== text) place.textContent = text;
  }
}

customElements.define("trial-live", TrialLive);
