package dev.lakehouse4j.benchmarks.spark;

import java.util.Locale;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Sums what the tasks of an application did, and prints it in one line when the application ends. */
public final class TaskTotals extends SparkListener {

    private long jobs;
    private long tasks;
    private long runMillis;
    private long shuffledBytes;
    private long spilledBytes;
    private long resultBytes;

    /** Called by Spark, which is told the name of this class. */
    public TaskTotals() {}

    @Override
    public void onJobStart(SparkListenerJobStart start) {
        jobs++;
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        tasks++;
        TaskMetrics metrics = end.taskMetrics();
        if (metrics != null) {
            runMillis += metrics.executorRunTime();
            shuffledBytes += metrics.shuffleWriteMetrics().bytesWritten();
            spilledBytes += metrics.diskBytesSpilled();
            resultBytes += metrics.resultSize();
        }
    }

    @Override
    public void onApplicationEnd(SparkListenerApplicationEnd end) {
        System.out.printf(
                Locale.ROOT,
                "jobs %d, tasks %d, seconds of tasks %.1f, shuffled MB %.1f, spilled MB %.1f, results MB %.1f%n",
                jobs,
                tasks,
                runMillis / 1e3,
                shuffledBytes / 1e6,
                spilledBytes / 1e6,
                resultBytes / 1e6);
    }
}
