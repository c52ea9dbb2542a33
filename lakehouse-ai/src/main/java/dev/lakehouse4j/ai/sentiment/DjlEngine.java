package dev.lakehouse4j.ai.sentiment;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Engines of DJL, without a look at the network, and with errors that name what is missing. */
final class DjlEngine {

    static final String PYTORCH = "PyTorch";
    static final String ONNX = "OnnxRuntime";
    private static final String OFFLINE = "ai.djl.offline";
    private static final String THREADS = "ai.djl.pytorch.num_threads";

    private DjlEngine() {}

    /**
     * An engine, loaded when it was not.
     *
     * @param name {@link #PYTORCH} or {@link #ONNX}
     * @throws SentimentException when its classes or native libraries are not there, naming the artifacts
     */
    static Engine get(String name) {
        try {
            return offline(() -> {
                Engine engine = Engine.hasEngine(name) ? Engine.getEngine(name) : null;
                if (engine == null) {
                    throw new SentimentException("Cannot use " + name
                            + ": its DJL engine is not on the class path. Add " + artifacts(name) + ".");
                }
                return engine;
            });
        } catch (EngineException | LinkageError | IllegalStateException e) {
            throw new SentimentException(
                    "Cannot load " + name + ": " + rootMessage(e) + ". For this platform add " + artifacts(name) + ".",
                    e);
        }
    }

    /**
     * Runs what may load an engine, with settings that hold for the time of loading, unless the application has made its
     * own: DJL looks for native libraries on its servers when it is not told to stay offline, and PyTorch would use all
     * processors for each operation, where this library works on several texts side by side.
     */
    static synchronized <T> T offline(Supplier<T> work) {
        Map<String, String> ours = new HashMap<>(Map.of(OFFLINE, "true", THREADS, "1"));
        ours.keySet().removeIf(key -> System.getProperty(key) != null);
        ours.forEach(System::setProperty);
        try {
            return work.get();
        } finally {
            ours.keySet().forEach(System::clearProperty);
        }
    }

    static String artifacts(String name) {
        if (name.equals(ONNX)) {
            return "ai.djl.onnxruntime:onnxruntime-engine";
        }
        return "ai.djl.pytorch:pytorch-engine, pytorch-jni and pytorch-native-cpu with the classifier " + platform();
    }

    /** The classifier of DJL's native artifacts for this machine. */
    private static String platform() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String name = system.startsWith("win") ? "win" : system.startsWith("mac") ? "osx" : "linux";
        String processor = System.getProperty("os.arch", "");
        return name + "-" + (processor.equals("amd64") ? "x86_64" : processor);
    }

    static String rootMessage(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage() == null ? cause : cause.getMessage())
                .replaceAll("\\.$", "");
    }
}
