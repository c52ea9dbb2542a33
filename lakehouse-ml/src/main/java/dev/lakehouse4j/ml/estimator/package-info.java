/** Learners on a matrix of features: linear models and trees, trained by XGBoost, stored in its open format. */
@NullMarked
package dev.lakehouse4j.ml.estimator;

import org.jspecify.annotations.NullMarked;
