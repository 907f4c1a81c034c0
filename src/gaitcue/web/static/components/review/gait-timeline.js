// @ts-check
import { framesAround } from "./clock.js";
/** @import {ReviewState} from "./state.js" */
/** @import {Asked, EventType, GaitEvent, Side} from "./types.js" */

const SVG = "http://www.w3.org/2000/svg";
const LANE = 30;
const PAD = 8;
const LEFT = 92;

/**
 * Time from left to right: a lane for each leg with its contacts as bars between initial contact and toe-off, the
 * frames that the program doubts, and where the picture stands. An event can be dragged, chosen by key and removed.
 *
 * Properties: `state` a ReviewState; `words` texts by their key.
 * Events: `gait-asked` with what shall be done to an event: see `Asked`.
 */
export class GaitTimeline extends HTMLElement {
  /** @type {ReviewState | null} */
  #state = null;
  #svg = /** @type {SVGSVGElement} */ (document.createElementNS(SVG, "svg"));
  #width = 900;
  /** first and last frame in view @type {[number, number]} */
  #span = [0, 1];
  /** @type {{event: GaitEvent, frame: number} | null} */
  #dragged = null;
  #scrubbing = false;
  /** @type {Record<string, string>} */
  words = {};

  /** @param {ReviewState} state */
  set state(state) {
    this.#state = state;
    this.#span = [0, Math.max(1, state.frames - 1)];
    state.addEventListener("frame", () => this.#moveCursor());
    state.addEventListener("data", () => this.#draw());
    state.addEventListener("chosen", () => this.#draw());
    this.replaceChildren(this.#svg);
    this.#svg.setAttribute("role", "group");
    this.#svg.setAttribute("aria-label", this.words.timeline ?? "");
    this.#svg.addEventListener("pointerdown", (event) => this.#press(event));
    this.#svg.addEventListener("pointermove", (event) => this.#drag(event));
    this.#svg.addEventListener("pointerup", (event) => this.#release(event));
    this.#svg.addEventListener("wheel", (event) => this.#zoom(event), { passive: false });
    new ResizeObserver(([entry]) => {
      this.#width = Math.max(320, Math.round(entry.contentRect.width));
      this.#draw();
    }).observe(this);
  }

  /** Move the chosen event by whole frames. @param {number} frames */
  nudge(frames) {
    const state = this.#state;
    if (!state?.chosen) return;
    this.#move(state.chosen, state.placeOf(state.chosen) + frames);
    state.show(state.placeOf(state.chosen));
  }

  removeChosen() {
    const event = this.#state?.chosen;
    if (event) this.#ask({ event, change: { kind: "event", action: "remove", ...named(event) } });
  }

  /** Add an event at the frame that is shown. @param {EventType} type @param {Side} side */
  add(type, side) {
    const frame = this.#state?.frame;
    if (frame !== undefined) this.#ask({ change: { kind: "event", action: "add", type, leg: side, frame } });
  }

  // ---- drawing ----

  /** @returns {Side[]} */
  get #lanes() {
    return this.#state?.review.near_side === "left" ? ["left", "right"] : ["right", "left"];
  }

  /** @param {GaitEvent} event */
  #placeOf(event) {
    return /** @type {ReviewState} */ (this.#state).placeOf(event);
  }

  /** @param {number} frame */
  #x(frame) {
    const [first, last] = this.#span;
    return LEFT + ((frame - first) / (last - first)) * (this.#width - LEFT - PAD);
  }

  /** @param {number} x */
  #frameAt(x) {
    const [first, last] = this.#span;
    return first + ((x - LEFT) / (this.#width - LEFT - PAD)) * (last - first);
  }

  #draw() {
    const state = this.#state;
    if (!state) return;
    const height = PAD * 2 + LANE * this.#lanes.length + 34;
    this.#svg.setAttribute("viewBox", `0 0 ${this.#width} ${height}`);
    this.#svg.setAttribute("width", String(this.#width));
    this.#svg.setAttribute("height", String(height));
    this.#svg.replaceChildren(
      ...this.#lanes.flatMap((side, lane) => this.#lane(side, PAD + lane * LANE)),
      ...this.#doubts(PAD + LANE * this.#lanes.length + 4),
      ...this.#ticks(height),
      shape("line", { class: "cursor", y1: 0, y2: height - 16 }),
    );
    this.#moveCursor();
  }

  /** @param {Side} side @param {number} y */
  #lane(side, y) {
    const state = /** @type {ReviewState} */ (this.#state);
    const near = state.review.near_side;
    const kind = near === null ? side : side === near ? "near" : "far";
    const events = state.review.events.filter((event) => event.side === side);
    const label = shape("text", { class: "label", x: 0, y: y + LANE / 2 + 4 });
    label.textContent = this.words[`lane_${side}`] ?? side;
    /** @type {Element[]} */
    const marks = [];
    for (const [i, event] of events.entries()) {
      const next = events[i + 1];
      if (event.type === "initial_contact" && next?.type === "toe_off") {
        const [x, end] = [this.#x(this.#placeOf(event)), this.#x(this.#placeOf(next))];
        marks.push(shape("rect", { class: `contact ${kind}`, x, y: y + 9, width: Math.max(1, end - x), height: LANE - 18, rx: 3 }));
      }
    }
    return [label, ...marks, ...events.map((event) => this.#mark(event, kind, y))];
  }

  /** @param {GaitEvent} event @param {string} kind @param {number} y */
  #mark(event, kind, y) {
    const dragged = this.#state?.latest(this.#dragged?.event ?? null) === event;
    const x = this.#x(dragged && this.#dragged ? this.#dragged.frame : this.#placeOf(event));
    const chosen = this.#state?.chosen === event;
    const group = shape("g", {
      class: `event ${kind} ${event.type} ${event.source}${chosen ? " chosen" : ""}`,
      transform: `translate(${x} ${y})`,
      tabindex: chosen ? 0 : -1,
      role: "button",
      "aria-pressed": chosen,
      "aria-label": this.#said(event),
    });
    group.append(
      shape("rect", { class: "grip", x: -7, y: 0, width: 14, height: LANE }),
      shape("line", { y1: 3, y2: LANE - 3 }),
      event.type === "initial_contact"
        ? shape("path", { d: "M-5 3 L5 3 L0 10 Z" })
        : shape("path", { d: `M-5 ${LANE - 3} L5 ${LANE - 3} L0 ${LANE - 10} Z` }),
    );
    const title = shape("title", {});
    title.textContent = this.#said(event);
    group.append(title);
    Object.assign(group, { gaitEvent: event });
    return group;
  }

  /** @param {GaitEvent} event */
  #said(event) {
    const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 3, minimumFractionDigits: 3 });
    const what = this.words[event.type] ?? event.type;
    const leg = this.words[`lane_${event.side}`] ?? event.side;
    const hand = event.source === "hand" ? `, ${this.words.by_hand ?? ""}` : "";
    return `${what}, ${leg}, ${number.format(event.time_s)} s${hand}`;
  }

  /** @param {number} y */
  #doubts(y) {
    const doubts = /** @type {ReviewState} */ (this.#state).review.doubts;
    return doubts.map((doubt) => {
      const x = this.#x(doubt.first - 0.5);
      const mark = shape("rect", { class: "doubt", x, y, width: Math.max(3, this.#x(doubt.last + 0.5) - x), height: 6, rx: 2 });
      const title = shape("title", {});
      title.textContent = this.words[doubt.code] ?? doubt.code;
      mark.append(title);
      return mark;
    });
  }

  /** @param {number} height */
  #ticks(height) {
    const state = /** @type {ReviewState} */ (this.#state);
    const seconds = (this.#span[1] - this.#span[0]) / state.fps;
    const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60].find((s) => seconds / s <= this.#width / 80) ?? 60;
    const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
    const first = Math.ceil(state.timeOf(this.#span[0]) / step);
    const last = Math.floor(state.timeOf(this.#span[1]) / step);
    const marks = [];
    for (let k = first; k <= last; k += 1) {
      const at = this.#x(frameOf(state.review.time_s, k * step));
      const text = shape("text", { class: "tick", x: at, y: height - 3, "text-anchor": "middle" });
      text.textContent = `${number.format(k * step)} s`;
      marks.push(shape("line", { class: "tick", x1: at, x2: at, y1: PAD, y2: height - 16 }), text);
    }
    return marks;
  }

  #moveCursor() {
    const state = this.#state;
    const cursor = this.#svg.querySelector(".cursor");
    if (!state || !cursor) return;
    const [first, last] = this.#span;
    if (state.frame < first || state.frame > last) {
      const half = (last - first) / 2;
      this.#view(state.frame - half, state.frame + half);
      return;
    }
    const x = String(this.#x(state.frame));
    cursor.setAttribute("x1", x);
    cursor.setAttribute("x2", x);
  }

  /** Show these frames. @param {number} first @param {number} last */
  #view(first, last) {
    const whole = Math.max(1, (this.#state?.frames ?? 2) - 1);
    const width = Math.min(whole, Math.max(20, last - first));
    const from = Math.min(Math.max(0, first), whole - width);
    this.#span = [from, from + width];
    this.#draw();
  }

  // ---- by hand ----

  /** @param {PointerEvent} event */
  #press(event) {
    const state = this.#state;
    if (!state || event.button !== 0) return;
    this.#svg.setPointerCapture(event.pointerId);
    const mark = /** @type {Element} */ (event.target).closest(".event");
    if (mark) {
      const chosen = /** @type {Element & {gaitEvent: GaitEvent}} */ (mark).gaitEvent;
      this.#dragged = { event: chosen, frame: this.#placeOf(chosen) };
      state.choose(chosen);
    } else {
      this.#scrubbing = true;
      state.show(this.#frameAt(this.#within(event)));
    }
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    if (this.#scrubbing) this.#state?.show(this.#frameAt(this.#within(event)));
    if (!this.#dragged) return;
    this.#dragged.frame = Math.round(this.#frameAt(this.#within(event)));
    this.#state?.show(this.#dragged.frame);
    this.#draw();
  }

  /** @param {PointerEvent} event */
  #release(event) {
    this.#svg.releasePointerCapture(event.pointerId);
    const moved = this.#dragged;
    this.#dragged = null;
    this.#scrubbing = false;
    const now = this.#state?.latest(moved?.event ?? null);
    if (moved && now && Math.abs(moved.frame - this.#placeOf(now)) >= 0.5) this.#move(now, moved.frame);
    else this.#draw();
  }

  /** @param {PointerEvent | WheelEvent} event */
  #within(event) {
    const box = this.#svg.getBoundingClientRect();
    return ((event.clientX - box.left) / box.width) * this.#width;
  }

  /** @param {WheelEvent} event */
  #zoom(event) {
    if (!event.ctrlKey && !event.shiftKey) return;
    event.preventDefault();
    const at = this.#frameAt(this.#within(event));
    const factor = event.deltaY > 0 ? 1.25 : 0.8;
    this.#view(at + (this.#span[0] - at) * factor, at + (this.#span[1] - at) * factor);
  }

  /** Zoom by key or button around the frame that is shown. @param {number} factor */
  zoom(factor) {
    const at = this.#state?.frame ?? 0;
    const half = ((this.#span[1] - this.#span[0]) * factor) / 2;
    this.#view(at - half, at + half);
  }

  /** @param {GaitEvent} event @param {number} frame */
  #move(event, frame) {
    const last = (this.#state?.frames ?? 1) - 1;
    this.#ask({ event, to: Math.max(0, Math.min(last, frame)) });
    this.#draw();
  }

  /** @param {Asked} detail */
  #ask(detail) {
    this.dispatchEvent(new CustomEvent("gait-asked", { bubbles: true, detail }));
  }
}

/** @param {string} name @param {Record<string, unknown>} attributes */
function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** How a change names an event. @param {GaitEvent} event */
export function named(event) {
  return { type: event.type, leg: event.side, frame: event.frame };
}

/** The frame, fractional, at a true time. @param {number[]} times @param {number} time */
function frameOf(times, time) {
  const [low, high] = framesAround(times, time);
  const width = times[high] - times[low];
  return width > 0 ? low + (time - times[low]) / width : low;
}

customElements.define("gait-timeline", GaitTimeline);
