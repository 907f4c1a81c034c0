// @ts-check
/**
 * What `/api/comparisons/{id}/in-step` tells: the records of `gaitcue.work.in_step` and `gaitcue.work.shared_clock`.
 *
 * @typedef {import("../review/types.js").Side} Side
 * @typedef {import("../review/types.js").Points} Points
 * @typedef {{clock_s: number[], time_s: number[]}} Course
 * @typedef {{kind: "contact" | "cycle" | "time", side: Side | null, length_s: number, step_s: number,
 *   start_s: number, cycle_s: number | null, courses: Course[]}} Clock
 * @typedef {{turn: [number, number, number, number], across: number[], down: number[]}} Place
 * @typedef {{width: number | null, height: number | null, time_s: number[], near_side: Side | null, points: Points,
 *   place: Place, no_ghost: string}} RunInStep
 * @typedef {{size: [number, number], runs: RunInStep[], clocks: Clock[]}} InStep
 */
export {};
