// @ts-check
/**
 * Records the last seconds of a stretch. A recording cannot be shortened at its front, so it is made in pieces of the
 * length that is wanted, of which the last one that is long enough, or the one before, is kept.
 */
const BITS_PER_S = 6_000_000;
const SLICE_MS = 1000;
/** H.264 first, which most devices encode in hardware, then what costs least */
const TYPES = ["video/mp4;codecs=avc1", "video/mp4;codecs=avc1.42E01F", "video/webm;codecs=h264", "video/webm;codecs=vp8", "video/webm", "video/mp4"];
/** of the wanted length that a piece must have to be kept before the one that went before it */
const LONG_ENOUGH = 2 / 3;

/** @returns {string} how this browser records; empty when it cannot */
export function recordable() {
  if (!("MediaRecorder" in window)) return "";
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? "";
}

/** @param {string} type @returns {string} how a file of it ends */
export function suffixOf(type) {
  return type.includes("mp4") ? "mp4" : type.includes("matroska") ? "mkv" : "webm";
}

/** One recording from a start to an end. */
class Piece {
  /** @type {Blob[]} */
  parts = [];
  beganAt = performance.now();
  endedAt = 0;

  /** @param {MediaStream} stream @param {string} type @param {() => void} broken */
  constructor(stream, type, broken) {
    this.recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: BITS_PER_S });
    this.recorder.addEventListener("dataavailable", (event) => this.parts.push(event.data));
    this.recorder.addEventListener("error", broken);
    /** @type {Promise<void>} */
    this.done = new Promise((resolve) => {
      this.recorder.addEventListener("stop", () => {
        this.endedAt ||= performance.now();
        resolve();
      });
    });
    this.recorder.start(SLICE_MS);
  }

  /** Seconds that it holds. */
  get seconds() {
    return ((this.endedAt || performance.now()) - this.beganAt) / 1000;
  }

  get going() {
    return this.recorder.state !== "inactive";
  }

  async end() {
    if (this.going) this.recorder.stop();
    await this.done;
    return this;
  }

  get blob() {
    return new Blob(this.parts, { type: this.recorder.mimeType });
  }
}

export class Recorder {
  /** @type {Piece | null} */
  current = null;
  /** @type {Piece | null} */
  before = null;
  /** @type {number | undefined} */
  timer;

  /** @param {number} wanted_s @param {() => void} broken */
  constructor(wanted_s, broken) {
    this.wanted_s = wanted_s;
    this.broken = broken;
  }

  get going() {
    return this.current?.going ?? false;
  }

  /** Something of a stretch is here and was not given out yet. */
  get holds() {
    return this.current !== null || this.before !== null;
  }

  /** Record on; what was recorded before stays. @param {MediaStream} stream @returns {boolean} whether it could begin */
  go(stream) {
    let piece;
    try {
      piece = new Piece(stream, recordable(), this.broken);
    } catch {
      return false;
    }
    if (this.current) this.before = this.current;
    this.current = piece;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.turn(stream), this.wanted_s * 1000);
    return true;
  }

  /** A piece is as long as is wanted: the next one begins; where that cannot be, it goes on. @param {MediaStream} stream */
  async turn(stream) {
    const full = this.current;
    if (!full?.going || !stream.active) return;
    if (this.go(stream)) await full.end();
  }

  /** The camera is gone, or nothing more is to be recorded: what is there stays. */
  async pause() {
    clearTimeout(this.timer);
    await this.current?.end();
  }

  /** The end of a stretch: its last seconds. @returns {Promise<{blob: Blob, seconds: number} | null>} */
  async cut() {
    clearTimeout(this.timer);
    const { current, before } = this;
    this.current = this.before = null;
    await Promise.all([current?.end(), before?.end()]);
    const long = (current?.seconds ?? 0) >= LONG_ENOUGH * this.wanted_s;
    const kept = current && (long || current.seconds > (before?.seconds ?? 0)) ? current : before;
    return kept && { blob: kept.blob, seconds: kept.seconds };
  }
}
