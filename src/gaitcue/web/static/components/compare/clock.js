// @ts-check
import { framesAround } from "../review/clock.js";
/** @import {Course, RunInStep} from "./types.js" */

/**
 * A run's own time at a moment of the common clock: even between two knots; where two knots share a moment, the later.
 * @param {Course} course @param {number} clock s
 */
export function timeAt(course, clock) {
  const at = course.clock_s;
  let i = 0;
  while (i < at.length - 2 && at[i + 1] <= clock) i += 1;
  const span = at[i + 1] - at[i];
  const share = span > 0 ? Math.max(0, Math.min(1, (clock - at[i]) / span)) : 0;
  return course.time_s[i] + share * (course.time_s[i + 1] - course.time_s[i]);
}

/**
 * The frame nearest to a time.
 * @param {number[]} times of each frame, s @param {number} time
 */
export function frameNearest(times, time) {
  const [low, high] = framesAround(times, time);
  return time - times[low] <= times[high] - time ? low : high;
}
