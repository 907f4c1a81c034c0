// @ts-check
/**
 * What a person can measure by hand on the picture. Geometry of the picture only: every measure of the gait itself
 * comes from the server.
 * @typedef {[number, number]} Place
 * @typedef {"points" | "angle" | "vertical" | "belt" | "distance" | "roll" | "scale" | "asis" | "psis" | "c7" | "runner"} Tool
 * @typedef {{value: number, unit: string, text: string}} Reading
 */

/**
 * Places that a tool needs before it can say something; from the belt four where the feet do not show the belt: first
 * two along it.
 * @param {Tool} tool @param {number | null} belt angle of the belt in the picture
 */
export function placesOf(tool, belt) {
  if (tool === "belt") return belt === null ? 4 : 2;
  return { points: 0, angle: 3, vertical: 2, distance: 2, roll: 2, scale: 2, asis: 1, psis: 1, c7: 1, runner: 1 }[tool];
}

/**
 * What the drawn lines say.
 * @param {Tool} tool @param {Place[]} places
 * @param {{px_per_m: number | null, roll_deg: number, belt_deg: number | null}} picture
 * @returns {Reading}
 */
export function readingOf(tool, places, picture) {
  const [a, b, c, d] = places;
  if (tool === "angle") return reading(angleAt(a, b, c), "deg", 1);
  if (tool === "vertical") return reading(fromVertical(a, b) - picture.roll_deg, "deg", 1);
  if (tool === "roll") return reading(fromVertical(a, b), "deg", 1);
  if (tool === "belt") {
    const drawn = picture.belt_deg === null;
    return reading(between(drawn ? slope(a, b) : Number(picture.belt_deg), drawn ? slope(c, d) : slope(a, b)), "deg", 1);
  }
  const px = distance(a, b);
  return tool === "distance" && picture.px_per_m ? reading((100 * px) / picture.px_per_m, "cm", 1) : reading(px, "px", 0);
}

/** @param {number} value @param {string} unit @param {number} digits @returns {Reading} */
export function reading(value, unit, digits) {
  const shown = new Intl.NumberFormat(undefined, { maximumFractionDigits: digits, minimumFractionDigits: digits });
  return { value, unit, text: `${shown.format(value)}${unit === "deg" ? "°" : ` ${unit}`}` };
}

/** Slope of a line in the picture, degrees, + when its right end is higher. @param {Place} a @param {Place} b px, y down */
export function slope(a, b) {
  const [left, right] = a[0] <= b[0] ? [a, b] : [b, a];
  return Math.atan2(left[1] - right[1], right[0] - left[0]) * (180 / Math.PI);
}

/** Smaller angle between two lines, 0 to 90 degrees. @param {number} one @param {number} other slopes in degrees */
export function between(one, other) {
  const turn = Math.abs(one - other) % 180;
  return Math.min(turn, 180 - turn);
}

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
