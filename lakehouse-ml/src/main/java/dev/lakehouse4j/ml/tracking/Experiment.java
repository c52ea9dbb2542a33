package dev.lakehouse4j.ml.tracking;

/**
 * A named group of runs, as MLflow has it.
 *
 * @param id MLflow's id of the experiment, digits
 * @param name name, unique in a tracker
 */
public record Experiment(String id, String name) {}
