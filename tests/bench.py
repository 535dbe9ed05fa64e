"""Measure speed, side by side with others; --quick leaves out what takes longest.

The candidates of a line are run in turn, for several rounds, and the best time of each
counts. A number below the name of another is our time divided by its: below 1, we are
faster. What is not installed, or would take it too long, is left out.
"""

from __future__ import annotations

import importlib
import math
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import pureconv
from pureconv import convolve, correlate, correlate2d, exact

QUICK = "--quick" in sys.argv[1:]
PATIENCE = 0.3 if QUICK else 1.0  # seconds for each line, at least two rounds
TOO_LONG = 0.3 if QUICK else 2.0  # seconds that another may need, by an estimate
LARGEST = 100_000 if QUICK else 1_000_000

Work = Callable[[], Any]
random = Random(1)


def main() -> None:
    loops_against_bare_loops()
    loops_against_c()
    door()
    print()
    signals("ints from -1000 to 1000", whole, INT_PEERS)
    print()
    signals("floats, correctly rounded", random.random, FLOAT_PEERS)
    print()
    images()
    print()
    layers("ints of 8 bits", pixel, "int64")
    print()
    layers("floats, correctly rounded", gauss, "float64")
    print()
    growth()
    memory(LARGEST)


# === the peers: the module, what prepares its work, the seconds it may need for it ===


def module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"{name} is not installed, and left out.")
        return None


numpy = module("numpy")
scipy = module("scipy.signal")
more = module("more_itertools")
sympy = module("sympy")
torch = module("torch")

Peers = dict[str, tuple[Any, Callable[[Any, Any], Work], Callable[[int, int], float]]]


def with_arrays(function: str, library: Any, dtype: str) -> Callable[[Any, Any], Work]:
    def prepare(x: Any, w: Any) -> Work:
        arrays = numpy.array(x, dtype), numpy.array(w, dtype)
        return partial(getattr(library, function), *arrays)

    return prepare


def with_more_itertools(x: list[Any], w: list[Any]) -> Work:
    return lambda: list(more.convolve(x, w))


def with_sympy(x: list[Any], w: list[Any]) -> Work:
    return partial(sympy.convolution, x, w)


def per_product(nanoseconds: float) -> Callable[[int, int], float]:
    return lambda n, k: n * k * nanoseconds * 1e-9


def per_sample(nanoseconds: float) -> Callable[[int, int], float]:
    return lambda n, k: (n + k) * nanoseconds * 1e-9


FFT = (scipy, with_arrays("fftconvolve", scipy, "float64"), per_sample(100))
MORE = (more, with_more_itertools, per_product(50))
INT_PEERS: Peers = {
    "numpy int64": (numpy, with_arrays("convolve", numpy, "int64"), per_product(1)),
    "scipy fft": FFT,
    "more-itertools": MORE,
    "sympy": (sympy, with_sympy, per_sample(20_000)),
}
FLOAT_PEERS: Peers = {
    "numpy float64": (numpy, with_arrays("convolve", numpy, "float64"), per_product(1)),
    "scipy fft": FFT,
    "more-itertools": MORE,
}
IMAGE_PEERS: Peers = {
    "scipy direct": (scipy, with_arrays("convolve2d", scipy, "int64"), per_product(3)),
    "scipy fft": FFT,
}


def rivals(peers: Peers, x: Any, w: Any, n: int, k: int) -> dict[str, Work]:
    """Return those that are here, and do n samples by k taps soon enough."""
    return {
        name: prepare(x, w)
        for name, (library, prepare, seconds) in peers.items()
        if library is not None and seconds(n, k) <= TOO_LONG
    }


# === measuring ===


def best_times(label: str, works: dict[str, Work]) -> dict[str, float]:
    """Return the least seconds that each takes, all of them run in turn."""
    best = dict.fromkeys(works, math.inf)
    stop = perf_counter() + PATIENCE
    rounds = 0
    while rounds < 2 or perf_counter() < stop:
        rounds += 1
        for name, work in works.items():
            progress(f"{label}: {name}, round {rounds}")
            start = perf_counter()
            work()
            best[name] = min(best[name], perf_counter() - start)
    progress("")
    return best


def progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{text}\x1b[K", end="", file=sys.stderr, flush=True)


def heading(title: str, names: list[str]) -> None:
    print(f"{title:<32}{'ours':>12}" + "".join(f"{name:>16}" for name in names))


def line(
    label: str,
    ours: Work,
    others: dict[str, Work],
    names: list[str],
    parts: int = 1,
) -> float:
    """Print our time, and its ratio to that of each other; return the time.

    Where the loops are others, they do one of so many equal parts of the work.
    """
    times = best_times(label, {"ours": ours, **others})
    if "loops" in times:
        times["loops"] *= parts
    cells = [
        f"{times['ours'] / times[name]:>16.2f}" if name in times else f"{'-':>16}"
        for name in names
    ]
    print(f"{label:<32}{times['ours'] * 1000:>9.2f} ms" + "".join(cells), flush=True)
    return times["ours"]


# === what is measured ===


def whole() -> int:
    return random.randint(-1000, 1000)


def grid(rows: int, columns: int) -> list[list[int]]:
    return [[random.randint(0, 255) for _ in range(columns)] for _ in range(rows)]


def bare(x: list[Any], w: list[Any]) -> list[Any]:
    y = []
    for n in range(len(x) - len(w) + 1):
        total = 0
        for i in range(len(w)):
            total = total + w[i] * x[n + i]
        y.append(total)
    return y


def bare2d(x: list[list[Any]], w: list[list[Any]]) -> list[list[Any]]:
    y = []
    for m in range(len(x) - len(w) + 1):
        row = []
        for n in range(len(x[0]) - len(w[0]) + 1):
            total = 0
            for i in range(len(w)):
                for j in range(len(w[0])):
                    total = total + w[i][j] * x[m + i][n + j]
            row.append(total)
        y.append(row)
    return y


def loops_against_bare_loops() -> None:
    names = ["bare loops", *FLOAT_PEERS]
    heading("loops, on floats", names)
    x = [random.random() for _ in range(10_000)]
    for k in (3, 9, 65):
        w = [random.random() for _ in range(k)]
        others: dict[str, Work] = {"bare loops": partial(bare, x, w)}
        line(f"correlate {len(x):,} x {k}", partial(correlate, x, w), others, names)
        others = rivals(FLOAT_PEERS, x, w, len(x), k)
        line(f"convolve {len(x):,} x {k}", partial(convolve, x, w), others, names)
    image = [x[n : n + 100] for n in range(0, len(x), 100)]
    kernel = [[1.5, 2.5, 3.5], [4.5, 5.5, 6.5], [7.5, 8.5, 9.5]]
    others = {"bare loops": partial(bare2d, image, kernel)}
    ours = partial(correlate2d, image, kernel)
    line("correlate2d 100 x 100 by 3 x 3", ours, others, names)


C_LOOPS = r"""
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double x[10000], w[10000], y[10000];

/* Write the least seconds that correlate2d takes: rows, columns, and those of w. */
int main(int argc, char **argv)
{
    int rows = atoi(argv[1]), columns = atoi(argv[2]);
    int k = atoi(argv[3]), across = atoi(argv[4]), end = argc;
    double best = 1e9;
    for (int n = 0; n < 10000; n++)
        x[n] = w[n] = 1.0 / (n + end);
    for (int round = 0; round < 1000; round++) {
        clock_t start = clock();
        for (int m = 0; m <= rows - k; m++)
            for (int n = 0; n <= columns - across; n++) {
                double total = 0;
                for (int i = 0; i < k; i++)
                    for (int j = 0; j < across; j++)
                        total += w[i * across + j] * x[(m + i) * columns + n + j];
                y[m * columns + n] = total;
            }
        double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
        best = seconds > 0 && seconds < best ? seconds : best;
    }
    printf("%.9f\n", y[end] > 0 ? best : 0);
    return 0;
}
"""


def loops_against_c() -> None:
    """Print what a product costs, here and in the same loops that a compiler made."""
    compiler = shutil.which("cc")
    if not compiler:
        print("There is no cc: nothing is measured beside C.")
        return
    with TemporaryDirectory() as folder:
        program = f"{folder}/loops"
        words = [compiler, "-O2", "-x", "c", "-o", program, "-"]
        subprocess.run(words, input=C_LOOPS, text=True, check=True)
        print(f"{'loops, on floats':<32}{'ours':>12}{'C':>16}")
        for rows, columns, k, across in (
            (1, 10_000, 1, 3), (1, 10_000, 1, 9), (1, 10_000, 1, 65), (100, 100, 3, 3)
        ):  # fmt: skip
            sizes = [str(size) for size in (rows, columns, k, across)]
            seconds = subprocess.run([program, *sizes], capture_output=True, check=True)
            x, w = (tensor(random.random, *shape) for shape in
                    ((rows, columns), (k, across)))
            ours = partial(correlate2d, x, w) if k > 1 else partial(
                correlate, x[0], w[0])
            best = best_times("the loops", {"ours": ours})["ours"]
            products = (rows - k + 1) * (columns - across + 1) * k * across / 1e9
            label = f"{rows:,} x {columns:,} by {k} x {across}"
            print(f"{label:<32}{best / products:>5.1f} ns each"
                  f"{float(seconds.stdout) / products:>13.2f} ns", flush=True)


def door() -> None:
    """Print what it costs to let a sample in: one tap, less the same loop bare."""
    x = [random.random() for _ in range(200_000)]
    times = best_times("the door", {
        "ours": lambda: correlate(x, [1.5]), "bare": lambda: bare(x, [1.5])
    })
    cost = (times["ours"] - times["bare"]) / len(x) * 1e9
    label = f"the door, correlate {len(x):,} x 1"
    print(f"{label:<32}{cost:>6.0f} ns a sample{times['ours'] / times['bare']:>13.2f}")


def signals(title: str, number: Callable[[], Any], peers: Peers) -> None:
    heading(f"exact, {title}", list(peers))
    for n, k in (
        (10, 3), (100, 10), (1000, 3), (10_000, 9), (10_000, 100), (3000, 1000),
        (30_000, 30_000), (1_000_000, 3), (1_000_000, 1000),
    ):  # fmt: skip
        x, w = [number() for _ in range(n)], [number() for _ in range(k)]
        if n <= LARGEST:
            others = rivals(peers, x, w, n, k)
            line(f"{n:,} x {k:,}", partial(exact.convolve, x, w), others, list(peers))


def images() -> None:
    heading("exact, images of 0 to 255", list(IMAGE_PEERS))
    names = list(IMAGE_PEERS)
    for n, k in (16, 3), (64, 5), (256, 3), (256, 15), (256, 64), (1024, 3), (1024, 15):
        x, w = grid(n, n), grid(k, k)
        if n * n <= 2 * LARGEST:
            others = rivals(IMAGE_PEERS, x, w, n * n, k * k)
            ours = partial(exact.convolve2d, x, w)
            line(f"{n:,} x {n:,} by {k} x {k}", ours, others, names)


def pixel() -> int:
    return random.randint(-128, 127)


def gauss() -> float:
    return random.gauss(0, 1)


def tensor(number: Callable[[], Any], *shape: int) -> Any:
    if not shape:
        return number()
    return [tensor(number, *shape[1:]) for _ in range(shape[0])]


def im2col(x: Any, w: Any) -> Any:
    """Return conv2d(x, w) of NumPy: a product of matrices, as in `exact.windows`."""
    out, _, *taps = w.shape
    windows = numpy.lib.stride_tricks.sliding_window_view(x[0], taps, axis=(1, 2))
    _, rows, columns, *_ = windows.shape
    seen = windows.transpose(1, 2, 0, 3, 4).reshape(rows * columns, -1)
    return (seen @ w.reshape(out, -1).T).T.reshape(1, out, rows, columns)


def layers(title: str, number: Callable[[], Any], dtype: str) -> None:
    """Print what a layer of 64 channels in and out takes, with kernels of 3 x 3.

    The loops do one group, or an eighth of the channels that come out.
    """
    names = ["loops", f"numpy {dtype}", "torch float64"]
    heading(f"exact layers, {title}", names)
    for n in (14, 28) if QUICK else (14, 28, 56):
        x, w = tensor(number, 1, 64, n, n), tensor(number, 64, 64, 3, 3)
        others: dict[str, Work] = {"loops": partial(pureconv.conv2d, x, w[:8])}
        if numpy is not None:
            arrays = numpy.array(x, dtype), numpy.array(w, dtype)
            others[names[1]] = partial(im2col, *arrays)
        others.update(by_torch("conv2d", x, w))
        line(f"conv2d, {n} x {n}", partial(exact.conv2d, x, w), others, names, 8)

    x, w = tensor(number, 1, 64, 28, 28), tensor(number, 64, 64, 3, 3)
    for groups, label in ((4, "conv2d, 4 groups"), (64, "conv2d, depthwise")):
        each = 64 // groups
        kernels = [kernel[:each] for kernel in w]
        others = {"loops": partial(pureconv.conv2d, [x[0][:each]], kernels[:each])}
        others.update(by_torch("conv2d", x, kernels, groups=groups))
        ours = partial(exact.conv2d, x, kernels, groups=groups)
        line(label, ours, others, names, groups)

    some = [kernel[:8] for kernel in w]
    others = {"loops": partial(pureconv.conv_transpose2d, x, some)}
    others.update(by_torch("conv_transpose2d", x, w))
    ours = partial(exact.conv_transpose2d, x, w)
    line("conv_transpose2d", ours, others, names, 8)

    size, slopes = (28, 28), tensor(number, 1, 64, 26, 26)
    others = {"loops": partial(pureconv.conv2d_input_gradient, size, some, slopes)}
    ours = partial(exact.conv2d_input_gradient, size, w, slopes)
    line("conv2d_input_gradient", ours, others, names, 8)
    others = {
        "loops": partial(pureconv.conv2d_weight_gradient, [x[0][:8]], 3, slopes)
    }
    ours = partial(exact.conv2d_weight_gradient, x, 3, slopes)
    line("conv2d_weight_gradient", ours, others, names, 8)


def by_torch(name: str, x: Any, w: Any, **options: Any) -> dict[str, Work]:
    if torch is None:
        return {}
    tensors = (torch.tensor(each, dtype=torch.float64) for each in (x, w))
    function = getattr(torch.nn.functional, name)
    return {"torch float64": partial(function, *tensors, **options)}


def growth() -> None:
    print(f"{'exact, n x n: from n to 10 n':<32}{'ours':>12}{'grows as':>16}")
    for title, number in (("ints", whole), ("floats", random.random)):
        before = 0.0
        for n in (1000, 10_000, 100_000, 1_000_000):
            if n <= LARGEST and (title == "ints" or n < LARGEST):
                x, w = [number() for _ in range(n)], [number() for _ in range(n)]
                label = f"{title} {n:,} x {n:,}"
                times = best_times(label, {"ours": partial(exact.convolve, x, w)})
                seconds = times["ours"]
                power = f"n^{math.log10(seconds / before):.2f}" if before else "-"
                before = seconds
                print(f"{label:<32}{seconds * 1000:>9.2f} ms{power:>16}", flush=True)


def memory(n: int) -> None:
    """Print the most memory that a process of its own needs for n x n ints."""
    program = (
        "import random, resource; from pureconv import exact; "
        f"x = [random.randint(-1000, 1000) for _ in range({n})]; "
        "exact.convolve(x, x[::-1]); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    progress(f"memory for {n:,} x {n:,}")
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    progress("")
    if done.returncode:
        print(f"memory is left out: {done.stderr.strip().splitlines()[-1]}")
        return
    unit = 1 if sys.platform == "darwin" else 1024
    print(f"memory for ints {n:,} x {n:,}: {int(done.stdout) * unit / 2**20:,.0f} MiB")


if __name__ == "__main__":
    main()
