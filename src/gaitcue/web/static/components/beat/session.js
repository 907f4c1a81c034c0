// @ts-check
/**
 * A session with the beat, as far as a phone needs it: where it runs and walks, where the beat is heard, and the stop rule.
 * The same as live/protocol on the server; a test holds both together.
 */

/**
 * @typedef {{ ask_every_s: number, tolerated: number, stop_rise: number, stop_above: number }} PainRule
 * @typedef {{ retraining_id: string, number: number, of: number, kind: string, usual_spm: number,
 *   share_pct: number, stretches: { walk: boolean, seconds: number }[], blocks: { from_s: number, to_s: number }[],
 *   pain: PainRule }} Plan
 */

/** Seconds from the first step to the last. @param {Plan} plan */
export function totalOf(plan) {
  return plan.stretches.reduce((sum, one) => sum + one.seconds, 0);
}

/** Seconds of running within so many seconds. @param {Plan} plan @param {number} elapsed */
export function runAt(plan, elapsed) {
  let ran = 0;
  let start = 0;
  for (const one of plan.stretches) {
    if (!one.walk) ran += Math.min(Math.max(elapsed - start, 0), one.seconds);
    start += one.seconds;
  }
  return ran;
}

/** @param {Plan} plan @param {number} elapsed */
export function walksAt(plan, elapsed) {
  let start = 0;
  for (const one of plan.stretches) {
    start += one.seconds;
    if (elapsed < start) return one.walk;
  }
  return false;
}

/** Whether the beat is heard. @param {Plan} plan @param {number} elapsed */
export function beatAt(plan, elapsed) {
  if (elapsed < 0 || walksAt(plan, elapsed)) return false;
  const ran = runAt(plan, elapsed);
  return plan.blocks.some((one) => one.from_s <= ran && ran < one.to_s);
}

/**
 * What a pain score means: over the ceiling, or above what is tolerated and clearly up since the start, it ends.
 * @param {PainRule} rule @param {number} before @param {number} score @returns {"stop" | "eases" | "fine"}
 */
export function judged(rule, before, score) {
  const rose = score - before >= rule.stop_rise;
  if (score > rule.stop_above || (score > rule.tolerated && rose)) return "stop";
  return score > rule.tolerated || rose ? "eases" : "fine";
}

/**
 * When walking begins and when running, and when it is over; with the times at which pain is asked for.
 * @param {Plan} plan @returns {{ at: number, what: "run" | "walk" | "pain" | "end" }[]}
 */
export function signalsOf(plan) {
  /** @type {{ at: number, what: "run" | "walk" | "pain" | "end" }[]} */
  const found = [];
  let start = 0;
  for (const one of plan.stretches) {
    if (start > 0) found.push({ at: start, what: one.walk ? "walk" : "run" });
    start += one.seconds;
  }
  for (let at = plan.pain.ask_every_s; at < start; at += plan.pain.ask_every_s) found.push({ at, what: "pain" });
  return [...found, { at: start, what: "end" }];
}
