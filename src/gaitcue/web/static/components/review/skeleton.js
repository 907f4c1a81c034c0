// @ts-check
/** @import {Points, Review, Side} from "./types.js" */

const BONES = [
  ["shoulder", "hip"], ["hip", "knee"], ["knee", "ankle"], ["ankle", "heel"], ["heel", "toe"], ["ankle", "toe"],
];
export const DRAGGED = ["shoulder", "hip", "knee", "ankle", "heel", "toe", "asis", "psis"];

/**
 * A point in a frame; null where it is not known.
 * @param {Points} points @param {string} name @param {number} frame
 * @returns {[number, number] | null}
 */
export function pointAt(points, name, frame) {
  const i = frame - points.first_frame;
  const x = points.x[name]?.[i];
  const y = points.y[name]?.[i];
  return x == null || y == null ? null : [x, y];
}

/** @typedef {Pick<Review, "points" | "near_side">} Skeleton */

/** @param {Skeleton} review @param {Side} side */
export function isNear(review, side) {
  return review.near_side === null || review.near_side === side;
}

/**
 * Draw the runner's bones and points: the far leg first, so that the near one lies over it.
 * @param {CanvasRenderingContext2D} ink @param {Skeleton} review @param {number} frame
 * @param {(x: number, y: number) => [number, number]} place source px -> canvas px
 * @param {{near: string, far: string, scale: number}} look
 */
export function drawSkeleton(ink, review, frame, place, look) {
  /** @type {Side[]} */
  const sides = review.near_side === "left" ? ["right", "left"] : ["left", "right"];
  for (const side of sides) {
    ink.strokeStyle = ink.fillStyle = isNear(review, side) ? look.near : look.far;
    ink.lineWidth = 2.5 * look.scale;
    ink.setLineDash(isNear(review, side) ? [] : [6 * look.scale, 4 * look.scale]);
    for (const [from, to] of BONES) {
      const a = pointAt(review.points, `${side}_${from}`, frame);
      const b = pointAt(review.points, `${side}_${to}`, frame);
      if (!a || !b) continue;
      ink.beginPath();
      ink.moveTo(...place(...a));
      ink.lineTo(...place(...b));
      ink.stroke();
    }
    ink.setLineDash([]);
    for (const joint of DRAGGED) {
      const at = pointAt(review.points, `${side}_${joint}`, frame);
      if (!at) continue;
      ink.beginPath();
      ink.arc(...place(...at), 3.5 * look.scale, 0, 2 * Math.PI);
      ink.fill();
    }
  }
}

/**
 * The point nearest to a place of the picture, within reach.
 * @param {Points} points @param {number} frame @param {number} x @param {number} y @param {number} reach px
 */
export function nearestPoint(points, frame, x, y, reach) {
  let best = null;
  let least = reach;
  for (const name of Object.keys(points.x)) {
    if (!DRAGGED.some((joint) => name.endsWith(`_${joint}`))) continue;
    const at = pointAt(points, name, frame);
    if (!at) continue;
    const far = Math.hypot(at[0] - x, at[1] - y);
    if (far < least) [best, least] = [name, far];
  }
  return best;
}
