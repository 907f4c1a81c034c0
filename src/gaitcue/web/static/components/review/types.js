// @ts-check
/**
 * What the review page gets from `/analyses/{id}/review.json`: the records of `gaitcue.work.review`.
 *
 * @typedef {"left" | "right"} Side
 * @typedef {"initial_contact" | "toe_off"} EventType
 * @typedef {{first_frame: number, units: "px" | "m", y_axis: "down" | "up", x: Record<string, (number | null)[]>,
 *   y: Record<string, (number | null)[]>, confidence: Record<string, (number | null)[]>}} Points
 * @typedef {{time_s: number, frame: number, type: EventType, leg: "near" | "far" | null, side: Side,
 *   confidence: number, source: "auto" | "hand", half_width_s: number}} GaitEvent
 * @typedef {{first: number, last: number, code: string, side: Side | null}} Doubt
 * @typedef {{name: string, side: Side, unit: string, values: (number | null)[]}} Signal
 * @typedef {{name: string, unit: string, leg: "near" | "far" | null, side: Side, strides: number,
 *   mean: (number | null)[], sd: (number | null)[], toe_off_pct: number}} Curve
 * @typedef {{measure: string, leg: string | null, side: Side | null, unit: string, n: number, mean: number | null,
 *   status: string, reason: string | null, text: string}} MeasureRow
 * @typedef {{width: number | null, height: number | null, time_s: number[], facing: Side, near_side: Side | null,
 *   roll_deg: number, px_per_m: number | null, belt_deg: number | null, points: Points, events: GaitEvent[], doubts: Doubt[],
 *   signals: Signal[], curves: Curve[], measures: MeasureRow[]}} Review
 *
 * A change by hand: one layer over the automatic result.
 * @typedef {{kind: "event", action: "add" | "remove" | "move", type: EventType, leg: "near" | "far" | Side,
 *   frame: number, to_frame?: number}} EventChange
 * @typedef {{kind: "point", name: string, frame: number, x: number, y: number}} PointMove
 * @typedef {{kind: "roll", line: [number, number, number, number]} | {kind: "near_side", side: Side}} ViewChange
 * @typedef {{kind: "facing", side: Side} | {kind: "scale", line: [number, number, number, number], length_m: number} |
 *   {kind: "standing", use: boolean}} ToldOfClip
 * @typedef {{kind: "sticker", name: "asis" | "psis" | "c7", frame: number, x: number, y: number}} StickerChange
 * @typedef {EventChange | PointMove | ViewChange | ToldOfClip | StickerChange} Change
 *
 * A change as a person asks for it: `change`, a move of `event` to the frame `to`, or a layer that is taken back (`undo`,
 * a number, or the last one there is when its turn comes). What is done to an event is done to it as it then is.
 * @typedef {{change?: Change, event?: GaitEvent, to?: number, undo?: number | "last"}} Asked
 */
export {};
