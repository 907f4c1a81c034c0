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

/** Times true time, as the buttons of a page offer them. */
const SPEEDS = [0.125, 0.25, 0.5, 1, 2];

/** One speed slower (-1) or faster (1). @param {number} speed @param {1 | -1} way */
export function nextSpeed(speed, way) {
  return SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, SPEEDS.indexOf(speed) + way))];
}

/**
 * The two frames beside each other that a time lies between, or is nearest to.
 * @param {number[]} times of each frame, s @param {number} time
 */
export function framesAround(times, time) {
  let low = 0;
  let high = times.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (times[middle] <= time) low = middle;
    else high = middle;
  }
  return [low, high];
}
