// @ts-check
/** In a clip for the browser frame i is shown from i / 30 s on: see `gaitcue.video.proxy`. */
export const PROXY_FPS = 30;

/**
 * The moment to seek to: the middle of the frame's slot, so that rounding in a browser never shows its neighbour.
 * @param {number} frame
 */
export function seekTime(frame) {
  return (frame + 0.5) / PROXY_FPS;
}

/** The frame that a moment of the clip shows. @param {number} mediaTime of the picture, s */
export function frameAt(mediaTime) {
  return Math.floor(mediaTime * PROXY_FPS + 0.01);
}

/** How fast the browser must play so that the runner moves at `speed` times true time. @param {number} fps @param {number} speed */
export function playbackRate(fps, speed) {
  return Math.min(16, Math.max(0.0625, (speed * fps) / PROXY_FPS));
}
