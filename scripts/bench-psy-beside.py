"""The work of `scripts/bench-psy --beside`: simulated data as files, the other programs on them, and one table.

Two steps: `data FOLDER` writes the files; `table FOLDER OURS` runs girth and catsim and sets their CPU seconds and
accuracy beside ours, which stand in the file OURS as `name seconds`. Accuracy is judged for both by the same lines here:
the marginal log likelihood on 61 nodes, and the root mean square error against the parameters that drew the data.
"""

import sys
import time
from pathlib import Path

import numpy as np
import scipy.stats

NODES = np.linspace(-6, 6, 61)
WEIGHTS = np.exp(-(NODES**2) / 2) / np.exp(-(NODES**2) / 2).sum()
STEPS = 20
PEOPLE = 1000


def curves(a, d):
    """Category probabilities by item, category and node: graded, of which two categories are the 2PL."""
    upper = 1 / (1 + np.exp(-(a[:, None, None] * NODES + d[:, :, None])))
    ones = np.ones((len(a), 1, len(NODES)))
    steps = np.concatenate([ones, upper, 0 * ones], axis=1)
    return steps[:, :-1] - steps[:, 1:]


def log_likelihood(a, d, answers):
    logs = np.log(np.maximum(curves(a, d), 1e-300))
    sums = sum(logs[item, answers[:, item]] for item in range(answers.shape[1]))
    top = sums.max(axis=1, keepdims=True)
    return float((np.log(np.exp(sums - top) @ WEIGHTS) + top[:, 0]).sum())


def draw(rng, persons, items, categories):
    a = np.exp(0.1 + 0.3 * rng.normal(size=items))
    b = np.sort(rng.normal(size=(items, categories - 1)), axis=1)
    theta = rng.normal(size=persons)
    above = 1 / (1 + np.exp(-a[:, None] * (theta[:, None, None] - b)))
    answers = (rng.random((persons, items))[:, :, None] < above).sum(axis=2)
    return a, -a[:, None] * b, theta, answers


def everything():
    rng = np.random.default_rng(2026)
    drawn = {"2pl": draw(rng, 2000, 120, 2), "grm": draw(rng, 1000, 20, 4)}
    bank = np.column_stack([np.exp(0.1 + 0.3 * rng.normal(size=300)), rng.normal(size=300), np.full(300, 0.2)])
    return drawn, bank


def data(folder):
    drawn, bank = everything()
    for name, (*_, answers) in drawn.items():
        header = ",".join(f"i{item}" for item in range(answers.shape[1]))
        np.savetxt(folder / f"{name}.csv", answers, fmt="%d", delimiter=",", header=header, comments="")
    np.savetxt(folder / "bank.csv", bank, fmt="%.6f", delimiter=",", header="a,b,c", comments="")


def timed(work, runs=3):
    """CPU seconds of the whole process, best of some, and what came out."""
    best = None
    for _ in range(runs):
        start = time.process_time()
        done = work()
        spent = time.process_time() - start
        best = (spent, done) if best is None or spent < best[0] else best
    return best


def rmse(found, truth):
    return float(np.sqrt(np.mean((np.asarray(found) - truth) ** 2)))


def line(work, program, seconds, what):
    print(f"{work:<38} {program:<14} {seconds:>12.7f}  {what}", flush=True)


def judged(a, d, truth):
    true_a, true_d, _, answers = truth
    fit = f"log likelihood {log_likelihood(a, d, answers):.4f}"
    return f"{fit}, RMSE of a {rmse(a, true_a):.4f}, of d {rmse(d, true_d):.4f}"


def table(folder, ours):
    import catsim
    import girth

    drawn, bank = everything()
    mine = dict(line.split() for line in ours.read_text().splitlines() if len(line.split()) == 2)
    print(f"{'work':<38} {'program':<14} {'CPU s':>12}  what came out")
    for name, work in [("2pl", "2PL, 2,000 x 120"), ("grm", "graded, 1,000 x 20, 4 categories")]:
        truth = drawn[name]
        rows = np.genfromtxt(folder / f"ours_{name}.csv", delimiter=",", skip_header=1)
        line(work, "ukur", float(mine[f"calibrate_{name}"]), judged(rows[:, 0], rows[:, 1:], truth))
        fit = girth.twopl_mml if name == "2pl" else girth.grm_mml
        seconds, found = timed(lambda: fit(truth[3].T + (0 if name == "2pl" else 1)))
        a, b = found["Discrimination"], np.asarray(found["Difficulty"]).reshape(len(rows), -1)
        line(work, "girth 0.8.0", seconds, judged(a, -a[:, None] * b, truth))
    a, d, theta, answers = drawn["2pl"]
    for name, fit in [("eap", girth.ability_eap), ("ml", girth.ability_mle)]:
        line(f"{name} of 2,000 x 120", "ukur", float(mine[name]), "")
        seconds, _ = timed(lambda: fit(answers.T, -d[:, 0] / a, a))
        line(f"{name} of 2,000 x 120", "girth 0.8.0", seconds, "")
    adaptive(catsim, bank, mine)


def adaptive(catsim, bank, mine):
    from catsim.estimation import NumericalSearchEstimator
    from catsim.initialization import FixedPointInitializer
    from catsim.item_bank import ItemBank
    from catsim.selection import MaxInfoSelector
    from catsim.simulation import Simulator
    from catsim.stopping import TestLengthStopper

    # The same people as ours: at the quantiles of the population.
    theta = scipy.stats.norm.ppf((np.arange(PEOPLE) + 0.5) / PEOPLE)
    four = np.column_stack([bank, np.ones(len(bank))])

    def sit():
        parts = [FixedPointInitializer(0), MaxInfoSelector(), NumericalSearchEstimator(), TestLengthStopper(max_items=STEPS)]
        made = Simulator(ItemBank(four), theta, *parts, seed=1)
        made.simulate()
        return made

    work = f"adaptive step, bank of 300, {STEPS} items"
    line(work, "ukur", float(mine["cat"]) / (PEOPLE * STEPS), f"EAP: RMSE of theta {float(mine['cat_rmse']):.4f}")
    seconds, made = timed(sit, 1)
    found = np.array([estimates[-1] for estimates in made.estimations])
    line(work, f"catsim {catsim.__version__}", seconds / (PEOPLE * STEPS), f"ML: RMSE of theta {rmse(found, theta):.4f}")


if __name__ == "__main__":
    if sys.argv[1] == "data":
        data(Path(sys.argv[2]))
    else:
        table(Path(sys.argv[2]), Path(sys.argv[3]))
