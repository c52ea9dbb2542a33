"""Fits scikit-learn's KMeans once per line on standard input, and answers with seconds, inertia and iterations.

The points lie in a file of doubles in the byte order of the machine, point by point.
"""

import sys
import time

import numpy
import sklearn
from sklearn.cluster import KMeans

file, dimensions, clusters, starts, tolerance, iterations = sys.argv[1:]
points = numpy.fromfile(file).reshape(-1, int(dimensions))
print(f"scikit-learn {sklearn.__version__}", flush=True)
for line in sys.stdin:
    settings = KMeans(
        n_clusters=int(clusters),
        init="k-means++",
        n_init=int(starts),
        tol=float(tolerance),
        max_iter=int(iterations),
        random_state=int(line),
    )
    start = time.perf_counter()
    model = settings.fit(points)
    seconds = time.perf_counter() - start
    print(seconds, model.inertia_, model.n_iter_, flush=True)
