// @ts-check
/** What a phone keeps of runs with the beat: the one that is being run, and those that wait to be sent. */

/**
 * @typedef {{ kind: string, time_s: number, score?: number, why?: string, at?: string }} Told
 * @typedef {{ sent: string, on: string, retraining_id: string, number: number, kind: string,
 *   stretches: { walk: boolean, seconds: number }[], blocks: { from_s: number, to_s: number }[], pain_before: number,
 *   elapsed: number, events: Told[], pain_after?: number, effort?: number, awkwardness?: number }} Run
 */

export class Kept {
  /** @param {string} address where they are sent to */
  constructor(address) {
    this.place = `gaitcue ${address}`;
  }

  /** @returns {{ run: Run | null, waiting: Run[] }} */
  get all() {
    return { run: null, waiting: [], ...JSON.parse(localStorage.getItem(this.place) ?? "{}") };
  }

  get run() {
    return this.all.run;
  }

  get waiting() {
    return this.all.waiting;
  }

  /** @param {Run | null} run */
  keepRun(run) {
    this.keep({ ...this.all, run });
  }

  /** The run is over and waits. @param {Run} run */
  add(run) {
    this.keep({ run: null, waiting: [...this.waiting, run] });
  }

  /** It has arrived. @param {string} sent */
  arrived(sent) {
    this.keep({ ...this.all, waiting: this.waiting.filter((one) => one.sent !== sent) });
  }

  /** @param {{ run: Run | null, waiting: Run[] }} all */
  keep(all) {
    if (all.run || all.waiting.length) localStorage.setItem(this.place, JSON.stringify(all));
    else localStorage.removeItem(this.place);
  }
}
