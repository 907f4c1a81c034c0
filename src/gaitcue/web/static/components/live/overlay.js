// @ts-check
/** The runner's skeleton over the picture. */
const SIDED = ["ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "toe"];
const BONES = [
  ["shoulder", "elbow"], ["elbow", "wrist"], ["shoulder", "hip"], ["hip", "knee"], ["knee", "ankle"], ["ankle", "heel"],
  ["heel", "toe"], ["ankle", "toe"],
];

/** Keypoints in the order of `gaitcue.terms.keypoints`. */
const KEYPOINTS = ["nose", ...SIDED.flatMap((point) => [`left_${point}`, `right_${point}`])];

/** The side towards the camera, by where the feet point: it is the side of the picture that the runner faces. @param {([number, number] | null)[]} points */
export function nearSide(points) {
  let ahead = 0;
  for (const side of ["left", "right"]) {
    const [heel, toe] = [points[indexOf(side, "heel")], points[indexOf(side, "toe")]];
    if (heel && toe) ahead += toe[0] - heel[0];
  }
  return ahead === 0 ? null : ahead > 0 ? "right" : "left";
}

/**
 * @param {HTMLCanvasElement} canvas @param {HTMLVideoElement} video
 * @param {([number, number] | null)[]} points in parts of the picture
 */
export function drawOverlay(canvas, video, points) {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const ink = canvas.getContext("2d");
  if (!ink || !video.videoWidth) return;
  ink.clearRect(0, 0, width, height);
  const scale = Math.min(width / video.videoWidth, height / video.videoHeight);
  const [wide, high] = [video.videoWidth * scale, video.videoHeight * scale];
  const [left, top] = [(width - wide) / 2, (height - high) / 2];
  /** @param {number} i @returns {[number, number] | null} */
  const place = (i) => {
    const at = points[i];
    return at ? [left + at[0] * wide, top + at[1] * high] : null;
  };
  ink.lineCap = "round";
  for (const [side, colour] of [["left", "#6db6e8"], ["right", "#f0945a"]]) {
    ink.strokeStyle = ink.fillStyle = colour;
    ink.lineWidth = 4;
    for (const [from, to] of BONES) {
      const [a, b] = [place(indexOf(side, from)), place(indexOf(side, to))];
      if (!a || !b) continue;
      ink.beginPath();
      ink.moveTo(...a);
      ink.lineTo(...b);
      ink.stroke();
    }
  }
}

/** @param {string} side @param {string} name */
function indexOf(side, name) {
  return KEYPOINTS.indexOf(`${side}_${name}`);
}
