// The sums: what conv2d computes, in its letters, and the same from the other side.

// Which of n pixels is read at position p, or null for a zero.
function source(p, n, boundary) {
  const around = (length) => ((p % length) + length) % length;      // never negative
  if (p >= 0 && p < n) return p;
  if (boundary === "edge") return p < 0 ? 0 : n - 1;
  if (boundary === "wrap") return around(n);
  if (boundary === "symmetric") {       // there and back is 2n long: both ends twice
    return Math.min(around(2 * n), 2 * n - 1 - around(2 * n));
  }
  if (boundary === "reflect") {         // there and back is 2n - 2 long: both ends once
    return Math.min(around(2 * n - 2), 2 * n - 2 - around(2 * n - 2));
  }
  return null;
}

// Where the rows of the padded image come from. So do its columns: it is a square.
function sources({ image, padding, boundary }) {
  const from = [];
  for (let p = -padding; p < image.length + padding; p++) {
    from.push(source(p, image.length, boundary));
  }
  return from;
}

function padded(image, from) {
  return from.map((row) => from.map((column) =>
    (row === null || column === null ? 0 : image[row][column])));
}

// How many windows fit along an axis, and how many pixels are left over at its end.
function windows(n, k, { stride, padding, dilation }) {
  const room = n + 2 * padding - dilation * (k - 1) - 1;
  return { room, count: Math.floor(room / stride) + 1, left: room % stride };
}

// Which pixels lie under the k taps of a window that begins at `start`.
function taps(start, k, { dilation }) {
  return Array.from({ length: k }, (_, i) => start + i * dilation);
}

// Convolution flips the kernel by 180 degrees; correlation takes it as it is.
function sliding({ kernel, flip }) {
  return flip ? kernel.map((row) => [...row].reverse()).reverse() : kernel;
}

// Gather: every output adds up what it sees.
//
//     y[m][n] = sum over i, j of w[i][j] * x[top + i * dilation][left + j * dilation]
//
function gather(x, w, rows, columns, { stride, dilation }) {
  const y = [];
  for (let m = 0; m < rows; m++) {
    const top = m * stride;
    y[m] = [];
    for (let n = 0; n < columns; n++) {
      const left = n * stride;
      let total = 0;
      for (let i = 0; i < w.length; i++) {
        for (let j = 0; j < w[0].length; j++) {
          total += w[i][j] * x[top + i * dilation][left + j * dilation];
        }
      }
      y[m][n] = total;
    }
  }
  return y;
}

// Scatter: the same products, but one pixel asks. With which weight does it arrive in
// each output? The answer is a table like y, null where it does not arrive. A border
// may repeat the pixel: then the weights that it meets add up.
function scatter([row, column], from, w, rows, columns, { stride, dilation }) {
  const fan = [];
  for (let m = 0; m < rows; m++) {
    const top = m * stride;
    fan[m] = [];
    for (let n = 0; n < columns; n++) {
      const left = n * stride;
      let weight = null;
      for (let i = 0; i < w.length; i++) {
        for (let j = 0; j < w[0].length; j++) {
          const meets = from[top + i * dilation] === row
            && from[left + j * dilation] === column;
          if (meets) weight += w[i][j];
        }
      }
      fan[m][n] = weight;
    }
  }
  return fan;
}
