// @ts-check
/** @import {Said} from "./types.js" */
import { token } from "../api.js";

const VERSION = 1;
const HEAD_BYTES = 16;
const MOST_UNDER_WAY = 2;
const STUCK_MS = 3000;
const WAITS_MS = [500, 1000, 2000, 4000, 8000];
const FINAL = new Set([1000, 4400, 4409]);

/** The connection to the server: it comes back by itself until one of both sides ends it. */
export class Stream {
  /** @type {WebSocket | null} */
  socket = null;
  /** @type {number | undefined} */
  timer;
  tries = 0;
  open = false;
  over = true;
  sent = 0;
  answered = 0;
  sentAt = 0;

  /**
   * @param {string} path of this server
   * @param {{said: (said: Said) => void, lost: () => void, opened: (again: boolean) => void}} told
   */
  constructor(path, told) {
    this.path = path;
    this.told = told;
  }

  /** @param {boolean} [takeOver] send away the page that streams this session now */
  begin(takeOver = false) {
    this.end();
    this.over = false;
    this.connect(takeOver);
  }

  end() {
    this.over = true;
    clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    this.open = false;
    socket?.close();
  }

  /** @param {boolean} takeOver */
  connect(takeOver) {
    const address = new URL(this.path, location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.addEventListener("open", () => {
      const hello = { kind: "hello", token: token(), take_over: takeOver, time_s: performance.now() / 1000 };
      socket.send(JSON.stringify(hello));
    });
    socket.addEventListener("message", (event) => this.hear(socket, JSON.parse(event.data)));
    socket.addEventListener("close", (event) => this.closed(socket, event.code));
  }

  /** @param {WebSocket} socket @param {Said} said */
  hear(socket, said) {
    if (socket !== this.socket) return;
    if (said.kind !== "refused" && !this.open) {
      this.open = true;
      this.answered = this.sent;
      this.told.opened(this.tries > 0);
      this.tries = 0;
    }
    if (said.kind === "seen" || said.kind === "bad_picture") this.answered = Math.max(this.answered, said.frame);
    this.told.said(said);
  }

  /** @param {WebSocket} socket @param {number} code */
  closed(socket, code) {
    if (socket !== this.socket) return;
    this.socket = null;
    this.open = false;
    if (this.over || FINAL.has(code)) {
      this.over = true;
      return;
    }
    this.told.lost();
    const wait = WAITS_MS[Math.min(this.tries, WAITS_MS.length - 1)];
    this.tries += 1;
    this.timer = setTimeout(() => this.connect(false), wait);
  }

  /** The socket through which something can be said now: one that is closing takes nothing, some time before it says so. */
  sends() {
    return this.open && this.socket?.readyState === WebSocket.OPEN ? this.socket : null;
  }

  /** Whether a picture may go now: at most two are under way, so that the newest is never behind old ones. */
  ready() {
    if (!this.sends()) return false;
    const waits = this.sent - this.answered;
    return waits < MOST_UNDER_WAY || performance.now() - this.sentAt > STUCK_MS;
  }

  /** @param {ArrayBuffer} jpeg @param {number} time_s @returns {number} the picture's number */
  picture(jpeg, time_s) {
    const socket = this.sends();
    if (!socket) return 0;
    this.sent += 1;
    this.sentAt = performance.now();
    const message = new Uint8Array(HEAD_BYTES + jpeg.byteLength);
    const head = new DataView(message.buffer);
    head.setUint32(0, VERSION, true);
    head.setUint32(4, this.sent, true);
    head.setFloat64(8, time_s, true);
    message.set(new Uint8Array(jpeg), HEAD_BYTES);
    socket.send(message);
    return this.sent;
  }

  /** @param {Record<string, unknown>} told @returns {boolean} whether it could be sent */
  tell(told) {
    const socket = this.sends();
    if (!socket) return false;
    socket.send(JSON.stringify(told));
    return true;
  }
}
