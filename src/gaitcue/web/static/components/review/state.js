// @ts-check
/** @import {Asked, Review, GaitEvent, Doubt} from "./types.js" */

/**
 * Where the page is: the frame that is shown and the event that is chosen. The parts of the page listen:
 * `frame` when another frame is shown, `data` when there are new numbers, `chosen` when another event is chosen.
 */
export class ReviewState extends EventTarget {
  /** @param {Review} review */
  constructor(review) {
    super();
    /** @type {Review} */
    this.review = review;
    this.frame = review.points.first_frame;
    /** @type {GaitEvent | null} */
    this.chosen = null;
    /** What was asked for and is not answered yet, in this order: the first is under way. @type {Asked[]} */
    this.asked = [];
  }

  /** The event as it is now; null where it is gone. @type {WeakMap<GaitEvent, GaitEvent | null>} */
  #became = new WeakMap();

  get frames() {
    return this.review.time_s.length;
  }

  /** Frames a true second, the mean over the recording. */
  get fps() {
    const t = this.review.time_s;
    return t.length > 1 ? (t.length - 1) / (t[t.length - 1] - t[0]) : 30;
  }

  /** @param {number} frame */
  timeOf(frame) {
    const t = this.review.time_s;
    const below = Math.max(0, Math.min(t.length - 1, Math.floor(frame)));
    const above = Math.min(t.length - 1, below + 1);
    return t[below] + (t[above] - t[below]) * (frame - below);
  }

  /** @param {number} frame */
  show(frame) {
    const next = Math.max(0, Math.min(this.frames - 1, Math.round(frame)));
    if (next === this.frame) return;
    this.frame = next;
    this.dispatchEvent(new Event("frame"));
  }

  /** @param {GaitEvent | null} event */
  choose(event) {
    this.chosen = event;
    this.dispatchEvent(new Event("chosen"));
    if (event) this.show(event.frame);
  }

  /** An event of earlier numbers among those of now; null where it is gone. @param {GaitEvent | null} event */
  latest(event) {
    let now = event;
    while (now && this.#became.has(now)) now = this.#became.get(now) ?? null;
    return now;
  }

  /** Where an event is, or will be when all that was asked for is done. @param {GaitEvent} event */
  placeOf(event) {
    const moves = this.asked.filter((one) => one.to !== undefined && this.latest(one.event ?? null) === event);
    return moves.at(-1)?.to ?? event.frame;
  }

  /**
   * New numbers after a correction; each event is found again by its place, the one that was moved where it was moved to.
   * @param {Review} review @param {Asked} [done]
   */
  renew(review, done) {
    const moved = this.latest(done?.event ?? null);
    if (review.events !== this.review.events) {
      for (const one of this.review.events) {
        const frame = one === moved ? (done?.to ?? one.frame) : one.frame;
        this.#became.set(one, nearest(review.events, { ...one, frame }));
      }
    }
    this.review = review;
    this.chosen = this.latest(this.chosen);
    this.dispatchEvent(new Event("data"));
    this.dispatchEvent(new Event("chosen"));
  }

  /** The next event (step 1) or the one before (step -1), seen from the frame that is shown. @param {1 | -1} step */
  chooseNext(step) {
    const from = this.chosen ? this.chosen.frame : this.frame;
    const rest = this.review.events.filter((e) => (e.frame - from) * step > 0.01);
    if (rest.length) this.choose(step > 0 ? rest[0] : rest[rest.length - 1]);
  }

  /** Show the next frames that the program doubts; from the last one back to the first. */
  showNextDoubt() {
    const doubts = [...this.review.doubts].sort((a, b) => a.first - b.first);
    const next = doubts.find((d) => d.first > this.frame) ?? doubts[0];
    if (next) this.show(next.first);
    return next ?? null;
  }

  /** The stride of the near leg that holds the frame: its first and last frame. @returns {[number, number] | null} */
  strideAt(frame = this.frame) {
    const side = this.review.near_side ?? this.review.events[0]?.side;
    const contacts = this.review.events.filter((e) => e.type === "initial_contact" && e.side === side);
    const index = contacts.findIndex((e, i) => e.frame <= frame && contacts[i + 1] && frame < contacts[i + 1].frame);
    return index < 0 ? null : [contacts[index].frame, contacts[index + 1].frame];
  }
}

/** The event of the same kind that lies nearest. @param {GaitEvent[]} events @param {GaitEvent} to */
function nearest(events, to) {
  const same = events.filter((e) => e.type === to.type && e.side === to.side && Math.abs(e.frame - to.frame) < 5);
  same.sort((a, b) => Math.abs(a.frame - to.frame) - Math.abs(b.frame - to.frame));
  return same[0] ?? null;
}
