"""Writes sklearn.json beside this file: pip install scikit-learn scipy; python make_fixtures.py."""
import json
import pathlib

import numpy as np
import scipy.special
import scipy.stats
import sklearn
from scipy.optimize import minimize
from sklearn.calibration import calibration_curve
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import (accuracy_score, average_precision_score, brier_score_loss, confusion_matrix, f1_score,
                             log_loss, precision_recall_curve, precision_score, recall_score, roc_auc_score)


def metrics(scores, labels, threshold):
    predicted = scores >= threshold
    uniform = calibration_curve(labels, scores, n_bins=10, strategy="uniform")
    quantile = calibration_curve(labels, scores, n_bins=10, strategy="quantile")
    precision, recall, thresholds = precision_recall_curve(labels, scores)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-300)
    best = np.max(f1[:-1])
    return {
        "scores": scores.tolist(), "labels": labels.tolist(), "threshold": threshold,
        "roc_auc": roc_auc_score(labels, scores), "average_precision": average_precision_score(labels, scores),
        "log_loss": log_loss(labels, scores), "brier": brier_score_loss(labels, scores),
        "f1": f1_score(labels, predicted), "precision": precision_score(labels, predicted),
        "recall": recall_score(labels, predicted), "accuracy": accuracy_score(labels, predicted),
        "confusion": confusion_matrix(labels, predicted).ravel().tolist(),
        "uniform": {"observed": uniform[0].tolist(), "predicted": uniform[1].tolist()},
        "quantile": {"observed": quantile[0].tolist(), "predicted": quantile[1].tolist()},
        "best_f1": float(best), "best_threshold": float(thresholds[np.flatnonzero(f1[:-1] > best - 1e-12).max()]),
    }


def logistic(features, labels, bounds):
    """Weights, then intercept: the logistic loss with Platt's targets, minimised within bounds."""
    positives = labels.sum()
    negatives = len(labels) - positives
    target = np.where(labels, (positives + 1) / (positives + 2), 1 / (negatives + 2))

    def loss(w):
        z = features @ w[:-1] + w[-1]
        return np.sum(np.logaddexp(0, z) - target * z)

    def gradient(w):
        z = features @ w[:-1] + w[-1]
        d = scipy.special.expit(z) - target
        return np.append(features.T @ d, d.sum())

    return minimize(loss, np.zeros(features.shape[1] + 1), jac=gradient, method="L-BFGS-B", bounds=bounds,
                    options={"ftol": 1e-15, "gtol": 1e-11, "maxiter": 100000}).x.tolist()


def calibrators(scores, labels):
    isotonic = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(scores, labels.astype(float))
    grid = np.linspace(0, 1, 41)
    clipped = np.clip(scores, 1e-12, 1 - 1e-12)
    beta = np.column_stack([np.log(clipped), -np.log1p(-clipped)])
    return {
        "grid": grid.tolist(), "isotonic": isotonic.predict(grid).tolist(),
        "platt": logistic(scores[:, None], labels, [(0, None), (None, None)]),
        "beta": logistic(beta, labels, [(0, None), (0, None), (None, None)]),
    }


def psi(reference, current):
    """Shares of less than half a row count as half a row; bins without rows in both periods are left out."""
    n, m = reference.sum(), current.sum()
    total = 0.0
    for r, c in zip(reference, current):
        if r + c > 0:
            r, c = max(r, 0.5) / n, max(c, 0.5) / m
            total += (c - r) * np.log(c / r)
    return float(total)


def drift(rng):
    reference = np.round(rng.normal(0, 1, 400), 2)
    current = np.round(rng.normal(0.4, 1.3, 250), 2)
    cuts = np.unique(np.percentile(reference, np.arange(10, 100, 10)))
    edges = np.concatenate([[-np.inf], cuts, [np.inf]])
    counts = [np.array([np.sum((v > a) & (v <= b)) for a, b in zip(edges, edges[1:])]) for v in (reference, current)]
    missing = (8, 25)
    ks = scipy.stats.ks_2samp(reference, current).statistic
    en = len(reference) * len(current) / (len(reference) + len(current))
    return {
        "reference": reference.tolist(), "current": current.tolist(), "missing": missing,
        "psi": psi(np.append(counts[0], missing[0]), np.append(counts[1], missing[1])),
        "ks": float(ks), "ks_p_value": float(scipy.special.kolmogorov(np.sqrt(en) * ks)),
        "noise": float(scipy.stats.chi2.ppf(0.95, len(counts[0])) * (1 / 408 + 1 / 275)),
    }


rng = np.random.default_rng(20180301)
probability = rng.beta(1, 6, 300)
labels = rng.random(300) < probability
smooth = metrics(np.clip(probability + rng.normal(0, 0.02, 300), 0.001, 0.999), labels, 0.2)
ties = metrics(np.round(probability, 1), labels, 0.2)
wide = rng.uniform(0, 1, 300)
wide_labels = rng.random(300) < wide ** 2
result = {
    "made_with": f"scikit-learn {sklearn.__version__}, scipy {scipy.__version__}, numpy {np.__version__}",
    "smooth": smooth, "ties": ties,
    "calibration": {"scores": wide.tolist(), "labels": wide_labels.tolist(), **calibrators(wide, wide_labels)},
    "calibration_ties": {"scores": np.round(wide, 1).tolist(), "labels": wide_labels.tolist(),
                         **calibrators(np.round(wide, 1), wide_labels)},
    "drift": drift(rng),
}
pathlib.Path(__file__).with_name("sklearn.json").write_text(json.dumps(result, indent=None, separators=(",", ":")) + "\n")
