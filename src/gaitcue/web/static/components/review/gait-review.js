// @ts-check
import { ask } from "../api.js";
import { ReviewState } from "./state.js";
import { reading } from "./tools.js";
import "./gait-player.js";
import { named } from "./gait-timeline.js";
import "./gait-curves.js";
/** @import {Asked, Change, Side} from "./types.js" */
/** @import {GaitPlayer} from "./gait-player.js" */
/** @import {GaitTimeline} from "./gait-timeline.js" */
/** @import {GaitCurves} from "./gait-curves.js" */
/** @import {Tool} from "./tools.js" */

/**
 * The review of one analysis: loads its numbers, joins player, timeline and curves, hears keys and buttons, and sends
 * what is changed by hand, one change after the other. While new numbers are on their way the old ones are marked as old.
 *
 * Attributes: `analysis` id; `words` texts by their key, as JSON.
 */
export class GaitReview extends HTMLElement {
  /** @type {ReviewState | null} */
  #state = null;
  #layers = 0;
  #busy = false;
  /** @type {Record<string, string>} */
  #words = {};

  connectedCallback() {
    this.#words = JSON.parse(this.getAttribute("words") ?? "{}");
    this.addEventListener("gait-asked", (event) => this.#ask(/** @type {CustomEvent<Asked>} */ (event).detail));
    this.addEventListener("gait-change", (event) => {
      this.#ask({ change: /** @type {CustomEvent<Change>} */ (event).detail });
    });
    this.addEventListener("gait-value", (event) => this.#offerValue(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener("gait-length", (event) => this.#offerLength(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener("gait-runner", (event) => this.#again(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener("gait-playing", () => this.#showPlaying());
    this.addEventListener("gait-speed", () => this.#showPlaying());
    this.addEventListener("click", (event) => this.#press(event));
    this.addEventListener("submit", (event) => this.#submit(event));
    document.addEventListener("keydown", (event) => this.#key(event));
    addEventListener("beforeunload", (event) => {
      // The change that is under way is made all the same; those that wait for it would be lost.
      if ((this.#state?.asked.length ?? 0) > 1) event.preventDefault();
    });
    void this.#load();
  }

  get #address() {
    return `/api/analyses/${this.getAttribute("analysis")}`;
  }

  /** @template {Element} T @param {string} name @returns {T | null} */
  #part(name) {
    return /** @type {T | null} */ (this.querySelector(name));
  }

  get #player() {
    return /** @type {GaitPlayer} */ (this.#part("gait-player"));
  }

  get #timeline() {
    return /** @type {GaitTimeline} */ (this.#part("gait-timeline"));
  }

  async #load() {
    try {
      const got = await ask(`${this.#address}/review`);
      this.#layers = got.layers;
      this.#state = new ReviewState(got.review);
      for (const name of ["gait-player", "gait-timeline", "gait-curves"]) {
        const part = /** @type {GaitPlayer | GaitTimeline | GaitCurves | null} */ (this.#part(name));
        if (!part) continue;
        part.words = this.#words;
        part.state = this.#state;
      }
      this.#state.addEventListener("frame", () => this.#showFrame());
      this.#state.addEventListener("chosen", () => this.#showChosen());
      this.#showFrame();
      this.#showChosen();
      this.#showMeasures();
      this.setAttribute("ready", "");
    } catch (problem) {
      this.#say(String(/** @type {Error} */ (problem).message), true);
    }
  }

  // ---- changes ----

  /** Each change waits until those before it are made; an event that is moved further goes there at once. @param {Asked} told */
  #ask(told) {
    const state = this.#state;
    if (!state) return;
    const last = state.asked.at(-1);
    const waits = state.asked.length > 1;
    if (last && told.to === undefined && JSON.stringify(told) === JSON.stringify(last)) return; // a double click
    if (last && waits && told.to !== undefined && last.to !== undefined && last.event === told.event) last.to = told.to;
    else state.asked.push(told);
    if (!this.#busy) void this.#makeAll();
  }

  /** Make what was asked for, in order. After one that cannot be, those after it would be made on other ground: they are not. */
  async #makeAll() {
    const state = /** @type {ReviewState} */ (this.#state);
    this.#busy = true;
    this.setAttribute("busy", "");
    this.#say(this.#words.working ?? "", false);
    try {
      for (let next = state.asked[0]; next; next = state.asked[0]) {
        await this.#make(next);
        state.asked.shift();
      }
      this.#say(this.#words.done ?? "", false);
    } catch (problem) {
      const left = state.asked.length > 1 ? ` ${this.#words.not_made ?? ""}` : "";
      this.#say(String(/** @type {Error} */ (problem).message) + left, true);
      state.asked = [];
      state.renew(state.review);
    } finally {
      this.#busy = false;
      this.removeAttribute("busy");
    }
  }

  /** @param {Asked} next */
  async #make(next) {
    const [what, told] = this.#request(next);
    if (!what) return;
    const got = await ask(`${this.#address}/${what}`, { expects: this.#layers, ...told });
    this.#layers = got.layers;
    // What a change leaves as it was is not sent again.
    const state = /** @type {ReviewState} */ (this.#state);
    state.renew({ ...state.review, ...got.review }, next);
    this.#showMeasures();
    await this.#renewLayers();
  }

  /** What is asked of the server; nothing where what was asked for is so already. @param {Asked} asked @returns {[string, object]} */
  #request(asked) {
    if (asked.undo !== undefined) {
      const numbers = this.#numbers;
      const number = asked.undo === "last" ? Math.max(0, ...numbers) : asked.undo;
      return [numbers.includes(number) ? "undo" : "", { number }];
    }
    const event = this.#state?.latest(asked.event ?? null);
    if (asked.to === undefined) {
      const change = event ? { ...asked.change, ...named(event) } : asked.change;
      return [asked.event && !event ? "" : "corrections", { change }];
    }
    const there = !event || event.frame === asked.to;
    return [there ? "" : "corrections", { change: { kind: "event", action: "move", ...(event && named(event)), to_frame: asked.to } }];
  }

  /** Numbers of the changes that can be taken back. */
  get #numbers() {
    return [...this.querySelectorAll("[data-undo]")].map((one) => Number(one.getAttribute("data-undo")));
  }

  /** The list of changes and what else follows from them, as the server writes it. */
  async #renewLayers() {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["layers", "standing", "badge"]) {
      const fresh = page.querySelector(`[data-part=${part}]`);
      const place = document.querySelector(`[data-part=${part}]`);
      if (fresh && place) place.replaceChildren(...fresh.childNodes);
    }
  }

  /** @param {string} text @param {boolean} wrong */
  #say(text, wrong) {
    const place = this.#part("[data-part=said]");
    if (!place) return;
    place.textContent = text;
    place.classList.toggle("wrong", wrong);
  }

  /** The change that was made last is taken back: one that still waits is not made. */
  #undoLast() {
    const asked = this.#state?.asked ?? [];
    if (asked.length > 1 && asked.at(-1)?.undo === undefined) {
      asked.pop();
      this.#state?.dispatchEvent(new Event("data"));
    } else if (asked.length || this.#numbers.length) this.#ask({ undo: "last" });
    else this.#say(this.#words.nothing_to_undo ?? "", false);
  }

  /** The clip is looked at again: for whoever was clicked, or with a standing clip. @param {unknown} [runner] */
  async #again(runner) {
    try {
      this.#say(this.#words.looking_again ?? "", false);
      const asked = await ask(`${this.#address}/again`, runner ? { runner_at: runner } : {});
      location.assign(asked.analysis ? `/analyses/${asked.analysis.id}` : `/visits/${asked.take.visit_id}/film`);
    } catch (problem) {
      this.#say(String(/** @type {Error} */ (problem).message), true);
    }
  }

  // ---- showing ----

  #showFrame() {
    const state = this.#state;
    const place = this.#part("[data-part=frame]");
    if (!state || !place) return;
    const time = new Intl.NumberFormat(undefined, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
    place.textContent = `${this.#words.frame ?? ""} ${state.frame} · ${time.format(state.timeOf(state.frame))} s`;
  }

  #showPlaying() {
    const button = this.#part("[data-do=play]");
    if (button) button.textContent = (this.#player.playing ? this.#words.pause : this.#words.play) ?? "";
    for (const one of this.querySelectorAll("[data-speed]")) {
      one.setAttribute("aria-pressed", String(Number(one.getAttribute("data-speed")) === this.#player.speed));
    }
  }

  #showChosen() {
    for (const one of this.querySelectorAll("[data-needs=event]")) {
      /** @type {HTMLButtonElement} */ (one).disabled = !this.#state?.chosen;
    }
  }

  #showMeasures() {
    const review = this.#state?.review;
    if (!review) return;
    for (const one of this.querySelectorAll("[data-now]")) {
      const now = review[/** @type {"facing" | "near_side"} */ (one.getAttribute("data-now"))];
      one.setAttribute("aria-pressed", String(now === one.getAttribute("data-side")));
    }
    for (const row of this.querySelectorAll("[data-measure]")) {
      const cells = row.querySelectorAll("[data-leg]");
      for (const cell of cells) {
        const found = review.measures.find(
          (m) => m.measure === row.getAttribute("data-measure") && (m.leg ?? m.side) === cell.getAttribute("data-leg"),
        );
        if (!found?.reason) cell.textContent = found?.text ?? "";
        else this.#explain(cell, found.text, found.reason);
        cell.classList.toggle("weak", found?.status === "low_confidence");
      }
    }
  }

  /** A number that opens to why it is missing or less sure; one that is open stays so. @param {Element} cell @param {string} text @param {string} reason */
  #explain(cell, text, reason) {
    const details = cell.querySelector("details") ?? document.createElement("details");
    const [summary, line] = [document.createElement("summary"), document.createElement("p")];
    summary.textContent = text;
    line.textContent = reason;
    details.className = "why";
    details.replaceChildren(summary, line);
    if (!details.isConnected) cell.replaceChildren(details);
  }

  // ---- keys and buttons ----

  /** @param {Event} event */
  #press(event) {
    const kinds = "[data-do], [data-speed], [data-tool], [data-undo], [data-forget], [data-change]";
    const button = /** @type {Element} */ (event.target).closest(kinds);
    if (!button || !this.#state) return;
    if (button.hasAttribute("data-change")) this.#ask({ change: JSON.parse(button.getAttribute("data-change") ?? "{}") });
    if (button.hasAttribute("data-forget")) void this.#forget(button.getAttribute("data-forget") ?? "");
    if (button.hasAttribute("data-speed")) this.#player.speed = Number(button.getAttribute("data-speed"));
    if (button.hasAttribute("data-tool")) this.#choose(/** @type {Tool} */ (button.getAttribute("data-tool")));
    if (button.hasAttribute("data-undo")) {
      event.preventDefault();
      this.#ask({ undo: Number(button.getAttribute("data-undo")) });
    }
    this.#do(button.getAttribute("data-do") ?? "", button);
  }

  /** @param {Tool} tool */
  #choose(tool) {
    this.#player.tool = tool;
    this.#player.scrollIntoView({ block: "nearest" });
    for (const one of this.querySelectorAll("[data-tool]")) {
      one.setAttribute("aria-pressed", String(one.getAttribute("data-tool") === tool));
    }
    this.#say(this.#words[`tool_${tool}`] ?? "", false);
  }

  /** @param {string} what @param {Element} [button] */
  #do(what, button) {
    const state = /** @type {ReviewState} */ (this.#state);
    const side = /** @type {Side} */ (button?.getAttribute("data-side") ?? "left");
    /** @type {Record<string, () => void>} */
    const deeds = {
      play: () => (this.#player.playing ? this.#player.pause() : this.#player.play()),
      back: () => this.#player.step(-1),
      on: () => this.#player.step(1),
      loop: () => {
        this.#player.loop = !this.#player.loop;
        this.#part("[data-do=loop]")?.setAttribute("aria-pressed", String(this.#player.loop));
      },
      skeleton: () => {
        this.#player.skeleton = !this.#player.skeleton;
        this.#part("[data-do=skeleton]")?.setAttribute("aria-pressed", String(this.#player.skeleton));
      },
      next_event: () => state.chooseNext(1),
      previous_event: () => state.chooseNext(-1),
      earlier: () => this.#timeline.nudge(-1),
      later: () => this.#timeline.nudge(1),
      remove: () => this.#timeline.removeChosen(),
      add_contact: () => this.#timeline.add("initial_contact", side),
      add_toe_off: () => this.#timeline.add("toe_off", side),
      doubt: () => {
        if (!state.showNextDoubt()) this.#say(this.#words.no_doubt ?? "", false);
      },
      stopwatch: () => this.#stopwatch(),
      again: () => void this.#again(),
      closer: () => this.#timeline.zoom(0.5),
      wider: () => this.#timeline.zoom(2),
    };
    deeds[what]?.();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const at = /** @type {Element} */ (event.target);
    if (!this.#state || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key !== "z" || at.closest("input, textarea")) return;
      event.preventDefault();
      this.#undoLast();
      return;
    }
    if (at.closest("input, select, textarea") || (at.closest("button, a, summary") && event.key === " ")) return;
    const chosen = event.shiftKey && this.#state.chosen !== null;
    /** @type {Record<string, string>} */
    const keys = {
      " ": "play", k: "play", ArrowLeft: chosen ? "earlier" : "back", ArrowRight: chosen ? "later" : "on",
      "[": "previous_event", "]": "next_event", Delete: "remove", d: "doubt", o: "loop", s: "skeleton",
      t: "stopwatch",
      "+": "closer", "-": "wider",
    };
    if (event.key === "j" || event.key === "l") this.#player.step(event.key === "j" ? -10 : 10);
    else if (event.key === "," || event.key === ".") this.#player.changeSpeed(event.key === "," ? -1 : 1);
    else if (keys[event.key]) this.#do(keys[event.key]);
    else return;
    event.preventDefault();
  }

  // ---- values measured by hand ----

  /** @param {{tool: string, value: number, unit: string, text: string, frame: number, places: number[][]}} told */
  #offerValue(told) {
    const form = /** @type {HTMLFormElement | null} */ (this.#part("form[data-part=value]"));
    if (!form) return;
    form.hidden = false;
    form.dataset.told = JSON.stringify(told);
    const shown = form.querySelector("output");
    if (shown) shown.textContent = told.text;
    form.querySelector("input")?.focus();
  }

  /** @type {number | null} frame at which the stopwatch was started */
  #started = null;

  /** From the frame of the first press to that of the second, in true time. */
  #stopwatch() {
    const state = /** @type {ReviewState} */ (this.#state);
    const from = this.#started;
    this.#started = from === null ? state.frame : null;
    this.#part("[data-do=stopwatch]")?.setAttribute("aria-pressed", String(from === null));
    if (from === null) {
      this.#say((this.#words.started ?? "").replace("{frame}", String(state.frame)), false);
      return;
    }
    const told = reading(Math.abs(state.timeOf(state.frame) - state.timeOf(from)), "s", 3);
    this.#offerValue({ tool: "stopwatch", frame: state.frame, places: [[from, state.frame]], ...told });
  }

  /** @param {{line: number[]}} told */
  #offerLength(told) {
    const form = /** @type {HTMLFormElement} */ (this.#part("form[data-part=length]"));
    form.hidden = false;
    form.dataset.told = JSON.stringify(told);
    form.querySelector("input")?.focus();
  }

  /** @param {Event} event */
  #submit(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (form.dataset.part !== "value" && form.dataset.part !== "length") return;
    event.preventDefault();
    if (form.dataset.part === "value") void this.#keepValue(form);
    else this.#setScale(form);
  }

  /** @param {HTMLFormElement} form */
  #setScale(form) {
    const { line } = JSON.parse(form.dataset.told ?? "{}");
    form.hidden = true;
    this.#ask({ change: { kind: "scale", line, length_m: Number(new FormData(form).get("cm")) / 100 } });
    form.reset();
  }

  /** @param {string} id */
  async #forget(id) {
    try {
      await ask(`${this.#address}/values/${id}/remove`, {});
      await this.#renewLayers();
    } catch (problem) {
      this.#say(String(/** @type {Error} */ (problem).message), true);
    }
  }

  /** @param {HTMLFormElement} form */
  async #keepValue(form) {
    const told = JSON.parse(form.dataset.told ?? "{}");
    const name = String(new FormData(form).get("name") ?? "");
    try {
      const drawn = { tool: told.tool, frame: told.frame, places: told.places };
      await ask(`${this.#address}/values`, { name, value: told.value, unit: told.unit, drawn });
      form.hidden = true;
      form.reset();
      await this.#renewLayers();
    } catch (problem) {
      this.#say(String(/** @type {Error} */ (problem).message), true);
    }
  }
}

customElements.define("gait-review", GaitReview);
