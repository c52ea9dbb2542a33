package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.ml.estimator.ModelException;

/** There are not enough orders with known outcomes, late ones among them, to train or to judge a model. */
public class TooFewOutcomesException extends ModelException {

    private static final long serialVersionUID = 1L;

    /**
     * The error.
     *
     * @param message which outcomes are lacking, and the remedy
     */
    public TooFewOutcomesException(String message) {
        super(message);
    }
}
