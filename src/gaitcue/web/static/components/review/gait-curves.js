// @ts-check
/** @import {ReviewState} from "./state.js" */
/** @import {Curve, Signal} from "./types.js" */

const HEIGHT = 190;
/** Where a cursor is not shown: between strides there is no place in one. */
const OUT = -10;
// Found by its address, since the library brings no types to be checked against.
const LIBRARY = new URL("../../vendor/uPlot.esm.js", import.meta.url).href;
/** @type {any} */
const uPlot = (await import(LIBRARY)).default;

/**
 * One signal: over the stride (mean and one standard deviation of each leg) and over time, with a cursor in step with
 * the picture. A click in the lower picture shows that frame.
 *
 * Properties: `state` a ReviewState; `words` texts by their key.
 */
export class GaitCurves extends HTMLElement {
  /** @type {ReviewState | null} */
  #state = null;
  #name = "knee_flexion";
  #select = document.createElement("select");
  #cycle = document.createElement("div");
  #time = document.createElement("div");
  #key = document.createElement("p");
  /** @type {any} */
  #cyclePlot = null;
  /** @type {any} */
  #timePlot = null;
  /** @type {Record<string, string>} */
  words = {};

  /** @param {ReviewState} state */
  set state(state) {
    this.#state = state;
    this.#build();
    state.addEventListener("frame", () => this.#moveCursor());
    state.addEventListener("data", () => this.#draw());
    new ResizeObserver(() => this.#resize()).observe(this);
    this.#draw();
  }

  #build() {
    const names = [...new Set(this.#of("signals").map((signal) => signal.name))];
    this.#select.replaceChildren(
      ...names.map((name) => {
        const option = document.createElement("option");
        option.value = name;
        option.textContent = this.words[name] ?? name.replaceAll("_", " ");
        return option;
      }),
    );
    if (!names.includes(this.#name)) this.#name = names[0] ?? "";
    this.#select.value = this.#name;
    this.#select.setAttribute("aria-label", this.words.curve ?? "");
    this.#select.addEventListener("change", () => {
      this.#name = this.#select.value;
      this.#draw();
    });
    this.replaceChildren(this.#select, this.#key, this.#cycle, this.#time);
  }

  /** @template {"signals" | "curves"} K @param {K} kind @returns {import("./types.js").Review[K]} */
  #of(kind) {
    return /** @type {ReviewState} */ (this.#state).review[kind];
  }

  #draw() {
    this.#cyclePlot?.destroy();
    this.#timePlot?.destroy();
    this.#cyclePlot = this.#drawCycle(this.#of("curves").filter((curve) => curve.name === this.#name));
    this.#explain();
    this.#timePlot = this.#drawTime(this.#of("signals").filter((signal) => signal.name === this.#name));
    // The plots draw themselves in the next task; before that there is nothing to put a cursor on.
    setTimeout(() => this.#moveCursor());
  }

  /** Which leg has which colour, and what the pale bands are. */
  #explain() {
    const sides = [...new Set(this.#of("signals").filter((signal) => signal.name === this.#name).map((signal) => signal.side))];
    const legs = sides.map((side) => {
      const leg = document.createElement("span");
      leg.className = this.#isNear(side) ? "near" : "far";
      leg.textContent = this.words[`lane_${side}`] ?? side;
      return leg;
    });
    this.#key.className = "fine key";
    this.#key.replaceChildren(...legs, this.words.band ?? "");
  }

  /** @param {string} side */
  #isNear(side) {
    const near = this.#state?.review.near_side;
    return near === null || side === near;
  }

  /** @param {string} side */
  #colour(side) {
    const name = this.#isNear(side) ? "--near" : "--far";
    return getComputedStyle(this).getPropertyValue(name).trim() || "#0b5f96";
  }

  #axes() {
    const ink = getComputedStyle(this).getPropertyValue("--muted").trim() || "#52606d";
    const line = getComputedStyle(this).getPropertyValue("--line").trim() || "#d5dce3";
    const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
    return [axis, { ...axis, size: 46 }];
  }

  /** @param {Curve[]} curves */
  #drawCycle(curves) {
    if (!curves.length) return null;
    const percent = Array.from({ length: curves[0].mean.length }, (_, i) => i);
    /** @type {any[]} */
    const series = [{ label: this.words.cycle ?? "%" }];
    /** @type {any[]} */
    const data = [percent];
    /** @type {any[]} */
    const bands = [];
    for (const curve of curves) {
      const stroke = this.#colour(curve.side);
      const label = `${this.words[`lane_${curve.side}`] ?? curve.side} (${curve.strides})`;
      bands.push({ series: [data.length + 1, data.length + 2], fill: `${stroke}26` });
      series.push({ label, stroke, width: 2 }, { stroke: "transparent" }, { stroke: "transparent" });
      data.push(curve.mean, added(curve.mean, curve.sd, 1), added(curve.mean, curve.sd, -1));
    }
    return this.#plot(this.#cycle, series, data, bands, curves[0].unit, false);
  }

  /** @param {Signal[]} signals */
  #drawTime(signals) {
    if (!signals.length) return null;
    const review = /** @type {ReviewState} */ (this.#state).review;
    const first = review.points.first_frame;
    const times = signals[0].values.map((_, i) => review.time_s[first + i] ?? null);
    const series = [
      { label: "s" },
      ...signals.map((signal) => ({ label: this.words[`lane_${signal.side}`] ?? signal.side, stroke: this.#colour(signal.side), width: 1.5 })),
    ];
    return this.#plot(this.#time, series, [times, ...signals.map((s) => s.values)], [], signals[0].unit, true);
  }

  /**
   * @param {HTMLElement} place @param {any[]} series @param {any[]} data @param {any[]} bands @param {string} unit
   * @param {boolean} seeks a click shows that time
   */
  #plot(place, series, data, bands, unit, seeks) {
    const axes = this.#axes();
    Object.assign(axes[0], { label: seeks ? this.words.seconds : this.words.cycle, labelSize: 18, size: 34 });
    Object.assign(axes[1], { label: unit === "deg" ? "°" : unit.replaceAll("_", " "), labelSize: 20 });
    const plot = new uPlot(
      {
        width: Math.max(260, this.clientWidth), height: HEIGHT, series, bands, axes,
        scales: { x: { time: false } },
        legend: { show: false },
        cursor: { drag: { x: false, y: false }, points: { show: false }, y: false },
      },
      data,
      place,
    );
    if (seeks) {
      plot.over.addEventListener("click", (/** @type {MouseEvent} */ event) => {
        const at = plot.posToVal(event.offsetX, "x");
        const times = /** @type {ReviewState} */ (this.#state).review.time_s;
        this.#state?.show(times.findIndex((time) => time >= at));
      });
    }
    return plot;
  }

  #moveCursor() {
    const state = this.#state;
    if (!state) return;
    this.#timePlot?.setCursor({ left: this.#timePlot.valToPos(state.timeOf(state.frame), "x"), top: 1 }, false);
    if (!this.#cyclePlot) return;
    const stride = state.strideAt();
    const phase = stride && (100 * (state.frame - stride[0])) / (stride[1] - stride[0]);
    this.#cyclePlot.setCursor({ left: phase === null ? OUT : this.#cyclePlot.valToPos(phase, "x"), top: 1 }, false);
  }

  #resize() {
    const size = { width: Math.max(260, this.clientWidth), height: HEIGHT };
    this.#cyclePlot?.setSize(size);
    this.#timePlot?.setSize(size);
    this.#moveCursor();
  }
}

/** @param {(number | null)[]} mean @param {(number | null)[]} sd @param {1 | -1} sign */
function added(mean, sd, sign) {
  return mean.map((value, i) => (value == null || sd[i] == null ? null : value + sign * /** @type {number} */ (sd[i])));
}

customElements.define("gait-curves", GaitCurves);
