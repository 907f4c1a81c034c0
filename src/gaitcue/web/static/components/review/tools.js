// @ts-check
/**
 * What a person can measure by hand on the picture. Geometry of the picture only: every measure of the gait itself
 * comes from the server.
 * @typedef {[number, number]} Place
 * @typedef {"points" | "angle" | "vertical" | "distance" | "roll"} Tool
 */

/** Places that a tool needs before it can say something. @type {Record<Tool, number>} */
export const NEEDS = { points: 0, angle: 3, vertical: 2, distance: 2, roll: 2 };

/** Angle at the second of three places, 0 to 180 degrees. @param {Place} a @param {Place} b @param {Place} c */
export function angleAt(a, b, c) {
  const one = Math.atan2(a[1] - b[1], a[0] - b[0]);
  const other = Math.atan2(c[1] - b[1], c[0] - b[0]);
  const turn = Math.abs((one - other) * (180 / Math.PI)) % 360;
  return turn > 180 ? 360 - turn : turn;
}

/**
 * How far a line leans from the vertical, -90 to 90 degrees; positive when its upper end lies to the right.
 * @param {Place} a @param {Place} b px, y down
 */
export function fromVertical(a, b) {
  const [low, high] = a[1] > b[1] ? [a, b] : [b, a];
  return Math.atan2(high[0] - low[0], low[1] - high[1]) * (180 / Math.PI);
}

/** @param {Place} a @param {Place} b */
export function distance(a, b) {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
