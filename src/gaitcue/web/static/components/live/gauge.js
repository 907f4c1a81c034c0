// @ts-check
/** @import {Target} from "./types.js" */

const WIDE = 1000;
const MARGIN = 60;

/** @typedef {"in" | "low" | "high" | "none"} Where */

/** Where a value lies against the band. @param {Target} target @returns {Where} */
export function where(target) {
  if (target.value === null) return "none";
  if (target.value < target.low) return "low";
  return target.value > target.high ? "high" : "in";
}

/** The place of a value on the bar, whose ends lie a band's width beyond band and baseline. @param {Target} target */
export function scaleOf(target) {
  const band = target.high - target.low;
  const low = Math.min(target.baseline, target.low) - band;
  const high = Math.max(target.baseline, target.high) + band;
  /** @param {number} value */
  return (value) => MARGIN + (WIDE - 2 * MARGIN) * Math.min(Math.max((value - low) / (high - low), 0), 1);
}

/**
 * One number on one bar: band, own baseline, a round mark inside the band and an arrow towards it outside.
 * @param {(name: string) => HTMLElement | SVGElement} part @param {Target} target @param {Record<string, any>} words
 */
export function drawGauge(part, target, words) {
  const place = scaleOf(target);
  const found = where(target);
  const gauge = /** @type {HTMLElement} */ (part("gauge"));
  gauge.dataset.where = found;
  part("number").textContent = target.value === null ? "–" : target.value.toFixed(target.decimals).replace("-", "−");
  part("unit").textContent = target.unit === "deg" ? "°" : target.unit;
  part("band").setAttribute("x", `${place(target.low)}`);
  part("band").setAttribute("width", `${place(target.high) - place(target.low)}`);
  for (const end of ["x1", "x2"]) part("usual").setAttribute(end, `${place(target.baseline)}`);
  if (target.value !== null) part("marker").setAttribute("transform", `translate(${place(target.value)} 0)`);
  const arrow = part("marker").querySelector(".outside");
  arrow?.setAttribute("transform", found === "high" ? "scale(-1 1)" : "scale(1 1)");
  const said = { in: words.in_band, low: words.more, high: words.less, none: words.waiting_number }[found];
  part("verdict").textContent = said;
  part("bar-title").textContent = `${target.title}: ${said}`;
}
