"""Writes verdict-cases.json beside it: the decision rules for values, computed with scipy alone.

Run: python3 verdict_cases.py > verdict-cases.json   (numpy, scipy)

    d      = mean(x) - r'            r' = r - sign * E[max of n] * s  for best-of-n
    SE     = s * sqrt(1/n + 1/k)
    margin = max(rel*|r|, abs, h)    limit = margin + h    2q > margin: INCONCLUSIVE, whatever is seen
    narrow = d -+ t.ppf(1 - a,   df) * SE      inside [-limit, limit]  -> REPLICATED
    wide   = d -+ t.ppf(1 - a/2, df) * SE      beyond limit: better -> EXCEEDS, worse -> NOT-REPLICATED
    else INCONCLUSIVE; unknown selection = single (mean if k > 1) and best of 5 must agree.

E[max of n] by numerical integration of x*n*phi(x)*Phi(x)**(n-1).
"""
import json
import numpy as np
from scipy import integrate, stats


def expected_max(n):
    f = lambda x: x * n * stats.norm.pdf(x) * stats.norm.cdf(x) ** (n - 1)
    return integrate.quad(f, -12, 12, epsabs=1e-13)[0]


def reading(case, kind):
    x = np.array(case["values"])
    n, k, a = len(x), case["k"], case["alpha"]
    s, df = (x.std(ddof=1), n - 1) if n > 1 else (case["lent"] or (None, None))
    s = s or None  # equal seeds show how coarse the number is, not how certain
    d = x.mean() - case["r"]
    margin = max(case["rel"] * abs(case["r"]), case["abs"], case["h"])
    limit = margin + case["h"]
    if s is None:
        return {"word": "INCONCLUSIVE", "difference": d}
    sign = 1 if case["larger"] else -1
    if kind.startswith("best-of-"):
        d += sign * expected_max(int(kind[8:])) * s
    se = s * np.sqrt(1 / n + 1 / k)
    wn, ww = stats.t.ppf(1 - a, df) * se, stats.t.ppf(1 - a / 2, df) * se
    narrow, wide = [d - wn, d + wn], [d - ww, d + ww]
    if narrow[0] >= -limit and narrow[1] <= limit:
        word = "REPLICATED"
    elif wide[0] > limit:
        word = "EXCEEDS" if case["larger"] else "NOT-REPLICATED"
    elif wide[1] < -limit:
        word = "NOT-REPLICATED" if case["larger"] else "EXCEEDS"
    else:
        word = "INCONCLUSIVE"
    return {"word": word, "difference": d, "narrow": narrow, "wide": wide}


def solve(case):
    sel = case["selection"]
    kinds = ["mean" if case["k"] > 1 else "single", "best-of-5"] if sel == "unknown" else [sel]
    readings = [reading(case, kind) for kind in kinds]
    words = {r["word"] for r in readings}
    word = words.pop() if len(words) == 1 else "INCONCLUSIVE"
    if 2 * case["q"] > max(case["rel"] * abs(case["r"]), case["abs"], case["h"]):
        word = "INCONCLUSIVE"
    return {"word": word, "readings": readings}


def spread(mean, s, n):
    """n values of exactly this mean and standard deviation, symmetric about the mean."""
    x = np.arange(n) - (n - 1) / 2
    return [float(v) for v in mean + x * s / x.std(ddof=1)]


cases = []


def add(name, values, r, h, k=1, selection="single", rel=0.05, absolute=0.0, q=0.0, larger=True,
        lent=None, alpha=0.05):
    printed = f"{r:.{round(-np.log10(2 * h))}f}"
    case = dict(name=name, values=values, r=float(printed), printed=printed, h=h, k=k,
                selection=selection, rel=rel, abs=absolute, q=q, larger=larger, lent=lent,
                alpha=alpha)
    cases.append(case | {"expected": solve(case)})


R, H = 0.1720, 0.00005
for k in (1, 5):
    for n in (2, 3, 5, 10):
        add(f"equal, n {n}, k {k}", spread(0.1718, 0.0012, n), R, H, k=k)
    add(f"far below, k {k}", spread(0.1500, 0.0012, 5), R, H, k=k)
    add(f"far above, k {k}", spread(0.1950, 0.0012, 5), R, H, k=k)
    add(f"on the edge, k {k}", spread(0.1634, 0.0012, 5), R, H, k=k)
    add(f"wide spread, k {k}", spread(0.1720, 0.0150, 5), R, H, k=k)
    add(f"loss equal, k {k}", spread(0.4410, 0.0001, 5), 0.4411, H, k=k, rel=0, absolute=0.001, larger=False)
    add(f"loss above is worse, k {k}", spread(0.4450, 0.0001, 5), 0.4411, H, k=k, rel=0, absolute=0.001, larger=False)
    add(f"loss below is better, k {k}", spread(0.4370, 0.0001, 5), 0.4411, H, k=k, rel=0, absolute=0.001, larger=False)
for selection in ("mean", "single", "best-of-3", "best-of-5", "best-of-10", "best-of-20", "unknown"):
    add(f"selection {selection}, equal", spread(0.1700, 0.0010, 5), R, H, selection=selection)
    add(f"selection {selection}, just above", spread(0.1840, 0.0010, 10), R, H, selection=selection, k=5)
    add(f"selection {selection}, just below", spread(0.1600, 0.0012, 10), R, H, selection=selection, k=5)
add("unknown of several runs", spread(0.1715, 0.0008, 5), R, H, k=5, selection="unknown")
add("unknown disagrees", spread(0.1650, 0.0018, 10), R, H, k=5, selection="unknown")
add("unknown loss, best is lower", spread(0.4412, 0.0003, 5), 0.4411, H, rel=0, absolute=0.001, larger=False, selection="unknown")
add("one seed, nothing lent, within", [0.1715], R, H)
add("one seed, nothing lent, outside", [0.1500], R, H)
add("one seed, lent, equal", [0.1719], R, H, lent=[0.0012, 4])
add("one seed, lent, two degrees", [0.1719], R, H, lent=[0.0012, 2])
add("one seed, lent, below", [0.1500], R, H, lent=[0.0012, 4])
add("one seed, lent, above", [0.1990], R, H, lent=[0.0012, 4])
add("no spread at all, equal", [0.1720, 0.1720, 0.1720], R, H)
add("no spread at all, different", [0.1500, 0.1500, 0.1500], R, H)
add("rounding makes the margin", spread(0.174, 0.0001, 5), 0.17, 0.005, rel=0.001)
add("rounding, outside", spread(0.190, 0.0001, 5), 0.17, 0.005, rel=0.001)
add("steps make the margin", spread(0.5020, 0.0002, 5), 0.5, 0.05, rel=0.0, absolute=0.0001, q=0.04)
add("steps, few users", spread(0.180, 0.001, 5), 0.172, H, rel=0.001, q=0.005)
add("steps, many users", spread(0.180, 0.001, 5), 0.172, H, rel=0.001, q=1 / 6040)
add("absolute beats relative", spread(0.8137, 0.0001, 5), 0.8138, H, rel=0.0001, absolute=0.001, k=5)
add("interval touches the limit from inside", spread(0.1720, 0.0, 3), 0.1720, H, rel=0.0, absolute=0.00005)
add("level 0.01", spread(0.1660, 0.0016, 5), R, H, k=5, alpha=0.01)
add("level 0.10", spread(0.1660, 0.0016, 5), R, H, k=5, alpha=0.10)
add("two seeds of little spread", spread(0.1725, 0.0001, 2), R, H)
add("two seeds of some spread", spread(0.1725, 0.0010, 2), R, H)
add("negative published value", spread(-0.1000, 0.0005, 5), -0.1, 0.0005, k=5)
print(json.dumps(cases, indent=1, ensure_ascii=False))
