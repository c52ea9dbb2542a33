package dev.lakehouse4j.ml.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Threads that share out numbered chunks of work. A chunk's result must not depend on who computes it or when: then the
 * whole does not depend on the number of threads.
 */
final class Workers implements AutoCloseable {

    private final int threads;
    private final ExecutorService helpers;

    Workers(int threads) {
        this.threads = threads;
        this.helpers = Executors.newFixedThreadPool(Math.max(1, threads - 1), task -> {
            Thread thread = new Thread(task, "lakehouse4j-cluster");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Does the chunks from 0 on, and returns when all are done. */
    void run(int chunks, IntConsumer chunk) {
        AtomicInteger next = new AtomicInteger();
        Runnable work = () -> {
            for (int i = next.getAndIncrement(); i < chunks; i = next.getAndIncrement()) {
                chunk.accept(i);
            }
        };
        List<Future<?>> helping = new ArrayList<>();
        for (int i = 1; i < Math.min(threads, chunks); i++) {
            helping.add(helpers.submit(work));
        }
        work.run();
        boolean interrupted = false;
        for (Future<?> helper : helping) {
            while (true) {
                try {
                    helper.get();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true; // The helpers still read the arrays: wait for them.
                } catch (ExecutionException e) {
                    throw new IllegalStateException("A chunk of work failed", e.getCause());
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        helpers.shutdownNow();
    }
}
