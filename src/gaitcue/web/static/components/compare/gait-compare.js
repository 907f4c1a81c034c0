// @ts-check
import { ask } from "../api.js";
import { nextSpeed } from "../review/clock.js";
import { timeAt } from "./clock.js";
import { RunView } from "./run-view.js";
/** @import {Clock, InStep} from "./types.js" */
/** @import {Look} from "./run-view.js" */

/**
 * Runs on one clock and at one scale, beside one another or one over the other. A picture is drawn only when the frames
 * of all runs stand, so they are never out of step; a computer that is slow leaves frames out. How the runs are set in
 * step, and where each frame lies, comes from the server.
 *
 * Attributes: `comparison` id; `names` of the runs and `words` texts by their key, both as JSON.
 */
export class GaitCompare extends HTMLElement {
  /** @type {InStep | null} */
  #told = null;
  /** @type {RunView[]} */
  #runs = [];
  /** @type {HTMLCanvasElement[]} */
  #canvases = [];
  #clock = 0;
  #at = 0;
  #speed = 0.25;
  #playing = false;
  #over = false;
  #ghost = 1;
  /** @type {Record<string, string>} */
  #words = {};
  /** @type {string[]} */
  #names = [];

  connectedCallback() {
    this.#words = JSON.parse(this.getAttribute("words") ?? "{}");
    this.#names = JSON.parse(this.getAttribute("names") ?? "[]");
    this.addEventListener("click", (event) => this.#press(event));
    this.addEventListener("change", (event) => this.#chosen(event));
    this.addEventListener("input", (event) => this.#slid(event));
    document.addEventListener("keydown", (event) => this.#key(event));
    void this.#load();
  }

  async #load() {
    try {
      const got = await ask(`/api/comparisons/${this.getAttribute("comparison")}/in-step`);
      this.#told = /** @type {InStep} */ (got.told);
      this.#runs = this.#told.runs.map((run, i) => {
        const clip = got.shown[i].clip_id;
        return new RunView(run, clip ? `/media/${clip}/proxy.mp4` : null, () => this.#arrived());
      });
      this.#offer();
      this.#build();
      this.#show(this.#course.start_s);
      this.setAttribute("ready", "");
    } catch (problem) {
      this.#part("said").textContent = String(/** @type {Error} */ (problem).message);
    }
  }

  /** @param {string} name */
  #part(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-part=${name}]`));
  }

  /** @returns {Clock} */
  get #course() {
    return /** @type {InStep} */ (this.#told).clocks[this.#clock];
  }

  /** The moment of the common clock, s. */
  get clock() {
    return this.#at;
  }

  /** The frame of each run that is drawn. */
  get frames() {
    return this.#runs.map((view) => view.frame);
  }

  // ---- what can be chosen ----

  /** The ways to set these runs in step, and the runs that can be laid over the first. */
  #offer() {
    const told = /** @type {InStep} */ (this.#told);
    const align = /** @type {HTMLSelectElement} */ (this.#part("align"));
    align.replaceChildren(...told.clocks.map((clock, i) => option(String(i), this.#titleOf(clock))));
    const ghost = /** @type {HTMLSelectElement} */ (this.#part("ghost"));
    const free = told.runs.map((run, i) => ({ run, i })).filter(({ run, i }) => i > 0 && !run.no_ghost);
    ghost.replaceChildren(...free.map(({ i }) => option(String(i), this.#names[i] ?? "")));
    this.#ghost = free[0]?.i ?? 0;
    ghost.disabled = free.length < 2;
    const over = /** @type {HTMLButtonElement} */ (this.querySelector("[data-view=over]"));
    over.disabled = free.length === 0;
    const reasons = told.runs.map((run, i) => (run.no_ghost ? `${this.#names[i]}: ${run.no_ghost}.` : ""));
    this.#part("said").textContent = reasons.filter(Boolean).join(" ");
  }

  /** @param {Clock} clock */
  #titleOf(clock) {
    const side = clock.side ? (this.#words[clock.side] ?? clock.side) : "";
    return (this.#words[clock.kind] ?? clock.kind).replace("{side}", side);
  }

  #build() {
    const told = /** @type {InStep} */ (this.#told);
    const shown = this.#over ? [0] : told.runs.map((_, i) => i);
    this.#canvases = shown.map(() => document.createElement("canvas"));
    const figures = this.#canvases.map((canvas, k) => {
      [canvas.width, canvas.height] = told.size;
      canvas.setAttribute("role", "img");
      const figure = document.createElement("figure");
      const caption = document.createElement("figcaption");
      const name = this.#over ? `${this.#names[0]} + ${this.#names[this.#ghost]}` : (this.#names[k] ?? "");
      canvas.setAttribute("aria-label", (this.#words.picture ?? "").replace("{name}", name));
      caption.append(...(this.#over ? [this.#swatch(0), this.#swatch(this.#ghost)] : [name]));
      figure.append(caption, canvas);
      return figure;
    });
    this.#part("stage").replaceChildren(...figures);
    this.#part("ghosts").hidden = !this.#over;
    for (const one of this.querySelectorAll("[data-view]")) {
      one.setAttribute("aria-pressed", String((one.getAttribute("data-view") === "over") === this.#over));
    }
  }

  /** @param {number} run */
  #swatch(run) {
    const made = document.createElement("span");
    made.className = run ? "swatch later" : "swatch first";
    made.textContent = this.#names[run] ?? "";
    return made;
  }

  // ---- the clock ----

  /** @param {number} clock s */
  #show(clock) {
    const course = this.#course;
    this.#at = Math.max(0, Math.min(course.length_s, clock));
    this.#runs.forEach((view, i) => view.show(timeAt(course.courses[i], this.#at)));
    const slider = /** @type {HTMLInputElement} */ (this.#part("clock"));
    slider.max = String(course.length_s);
    slider.step = String(course.step_s);
    slider.value = String(this.#at);
    slider.setAttribute("aria-valuetext", this.#said());
    this.#part("time").textContent = this.#said();
    this.#arrived();
  }

  /** Where the clock stands, from the contact that is aligned. */
  #said() {
    const { start_s, cycle_s } = this.#course;
    const number = new Intl.NumberFormat(undefined, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
    if (cycle_s === null) return `${number.format(this.#at - start_s)} s`;
    const stride = Math.min(Math.floor(this.#at / cycle_s + 1e-6), Math.round(this.#course.length_s / cycle_s) - 1);
    const percent = Math.round((100 * (this.#at - stride * cycle_s)) / cycle_s);
    return (this.#words.at ?? "").replace("{stride}", String(stride + 1)).replace("{percent}", String(percent));
  }

  /** A frame has come: when all stand, the picture is drawn and the clock may go on. */
  #arrived() {
    if (!this.#runs.every((view) => view.stands)) return;
    this.#draw();
    if (this.#playing) this.#goOn();
  }

  /** @param {boolean} on */
  set playing(on) {
    if (on === this.#playing) return;
    this.#playing = on;
    const button = /** @type {HTMLElement} */ (this.querySelector("[data-do=play]"));
    button.textContent = (on ? this.#words.pause : this.#words.play) ?? "";
    this.#begun = performance.now();
    this.#from = this.#at >= this.#course.length_s - 1e-6 ? 0 : this.#at;
    if (on) this.#goOn();
  }

  get playing() {
    return this.#playing;
  }

  #begun = 0;
  #from = 0;
  #asked = 0;

  /** One turn at a time: the next frames are asked for when the last ones were drawn. From the end back to the start. */
  #goOn() {
    cancelAnimationFrame(this.#asked);
    this.#asked = requestAnimationFrame((now) => {
      if (!this.#playing) return;
      const next = this.#from + ((now - this.#begun) / 1000) * this.#speed;
      if (next >= this.#course.length_s) [this.#begun, this.#from] = [now, 0];
      this.#show(next >= this.#course.length_s ? 0 : next);
    });
  }

  /** @param {number} steps */
  step(steps) {
    this.playing = false;
    this.#show(this.#at + steps * this.#course.step_s);
  }

  /** @param {number} speed times true time */
  set speed(speed) {
    this.#speed = speed;
    [this.#begun, this.#from] = [performance.now(), this.#at];
    for (const one of this.querySelectorAll("[data-speed]")) {
      one.setAttribute("aria-pressed", String(Number(one.getAttribute("data-speed")) === speed));
    }
  }

  // ---- drawing ----

  #draw() {
    this.#canvases.forEach((canvas, k) => {
      const ink = canvas.getContext("2d");
      if (!ink) return;
      ink.setTransform(1, 0, 0, 1, 0, 0);
      ink.fillStyle = this.#colour("--ground");
      ink.fillRect(0, 0, canvas.width, canvas.height);
      if (this.#over) this.#drawOver(ink);
      else this.#drawAlone(ink, this.#runs[k]);
    });
    this.dataset.frames = this.frames.join(" ");
  }

  /** @param {CanvasRenderingContext2D} ink @param {RunView} run */
  #drawAlone(ink, run) {
    run.drawPicture(ink, 1);
    if (this.#bones) run.drawSkeleton(ink, 1, this.#look("--near-on-picture", "--far-on-picture"));
  }

  /** Pictures first, then skeletons; a skeleton is whole from half the strength on. @param {CanvasRenderingContext2D} ink */
  #drawOver(ink) {
    const [first, later] = [this.#runs[0], this.#runs[this.#ghost]];
    const strength = Number(/** @type {HTMLInputElement} */ (this.#part("opacity")).value) / 100;
    const ticked = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (this.#part(name)).checked;
    first.drawPicture(ink, 1);
    if (ticked("ghost-picture")) later.drawPicture(ink, strength);
    if (!this.#bones) return;
    first.drawSkeleton(ink, 1, this.#look("--first-run", "--first-run"));
    if (ticked("ghost-skeleton")) {
      later.drawSkeleton(ink, Math.min(1, 2 * strength), this.#look("--later-run", "--later-run"));
    }
  }

  /** Skeletons are shown. */
  get #bones() {
    return this.querySelector("[data-do=skeleton]")?.getAttribute("aria-pressed") === "true";
  }

  /** @param {string} near @param {string} far @returns {Look} */
  #look(near, far) {
    return { near: this.#colour(near), far: this.#colour(far), scale: 1 };
  }

  /** @param {string} name */
  #colour(name) {
    return getComputedStyle(this).getPropertyValue(name).trim() || "#37b6ff";
  }

  // ---- by hand ----

  /** @param {Event} event */
  #press(event) {
    const button = /** @type {Element} */ (event.target).closest("[data-do], [data-speed], [data-view]");
    if (!button || !this.#told) return;
    if (button.hasAttribute("data-speed")) this.speed = Number(button.getAttribute("data-speed"));
    else if (button.hasAttribute("data-view")) this.#lay(button.getAttribute("data-view") === "over");
    else this.#do(button.getAttribute("data-do") ?? "");
  }

  /** @param {boolean} over */
  #lay(over) {
    this.#over = over;
    this.#build();
    this.#draw();
  }

  /** @param {string} what */
  #do(what) {
    const bones = this.querySelector("[data-do=skeleton]");
    /** @type {Record<string, () => void>} */
    const deeds = {
      play: () => (this.playing = !this.#playing),
      back: () => this.step(-1),
      on: () => this.step(1),
      skeleton: () => {
        bones?.setAttribute("aria-pressed", String(bones.getAttribute("aria-pressed") !== "true"));
        this.#draw();
      },
    };
    deeds[what]?.();
  }

  /** @param {Event} event */
  #chosen(event) {
    const part = /** @type {HTMLElement} */ (event.target).dataset.part;
    const value = Number(/** @type {HTMLSelectElement} */ (event.target).value);
    if (part === "align") {
      this.playing = false;
      this.#clock = value;
      this.#show(this.#course.start_s);
    }
    if (part === "ghost") {
      this.#ghost = value;
      this.#lay(true);
    }
  }

  /** @param {Event} event */
  #slid(event) {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (input.dataset.part === "clock") {
      this.playing = false;
      this.#show(Number(input.value));
    } else if (["opacity", "ghost-picture", "ghost-skeleton"].includes(input.dataset.part ?? "")) this.#draw();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const at = /** @type {Element} */ (event.target);
    if (!this.#told || event.ctrlKey || event.metaKey || event.altKey) return;
    if (at.closest("input, select, textarea") || (at.closest("button, a, summary") && event.key === " ")) return;
    /** @type {Record<string, () => void>} */
    const keys = {
      " ": () => this.#do("play"), k: () => this.#do("play"), s: () => this.#do("skeleton"),
      ArrowLeft: () => this.step(-1), ArrowRight: () => this.step(1), j: () => this.step(-10), l: () => this.step(10),
      ",": () => (this.speed = nextSpeed(this.#speed, -1)), ".": () => (this.speed = nextSpeed(this.#speed, 1)),
      o: () => !this.querySelector("[data-view=over][disabled]") && this.#lay(!this.#over),
    };
    if (!keys[event.key]) return;
    keys[event.key]();
    event.preventDefault();
  }
}

/** @param {string} value @param {string} text */
function option(value, text) {
  const made = document.createElement("option");
  made.value = value;
  made.textContent = text;
  return made;
}

customElements.define("gait-compare", GaitCompare);
