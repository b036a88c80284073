package io.sessionstats.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A JVM that this one starts. It ends when its standard input does, so that it never outlives the
 * one that started it; what it has to say is on its standard output, all else in a log.
 */
final class ChildProcess implements AutoCloseable {

    private static final long END_SECONDS_MAX = 30;
    private static final int LOG_LINES_SHOWN = 15;

    private final Process process;
    private final BufferedReader output;
    private final Path log;

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.log = log;
    }

    /**
     * Starts a JVM.
     *
     * @param flags its options, but for the class path
     * @param log where its standard error goes
     */
    static ChildProcess start(
            List<String> flags, String classPath, Class<?> main, List<String> arguments, Path log)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("--add-opens=java.base/java.util=ALL-UNNAMED");
        command.add("-Dlog4j2.configurationFile=classpath:log4j2.properties");
        command.add("-cp");
        command.add(classPath);
        command.add(main.getName());
        command.addAll(arguments);
        Files.createDirectories(log.getParent());
        return new ChildProcess(
                new ProcessBuilder(command).redirectError(log.toFile()).start(), log);
    }

    /** The next line of its output; null when it has ended. */
    String nextLine() throws IOException {
        return output.readLine();
    }

    /**
     * Waits for its end.
     *
     * @throws BenchException if it has failed
     */
    void requireSuccess(String name) throws InterruptedException, IOException, BenchException {
        int code = process.waitFor();
        if (code != 0) {
            throw new BenchException(
                    "%s ended with exit code %d; its log %s ends:%n%s"
                            .formatted(name, code, log, endOfLog()));
        }
    }

    /**
     * Looks whether it still runs.
     *
     * @throws BenchException if it has ended
     */
    void requireRunning(String name) throws InterruptedException, IOException, BenchException {
        if (!process.isAlive()) {
            requireSuccess(name);
            throw new BenchException(name + " has ended by itself");
        }
    }

    private String endOfLog() throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            List<String> all = lines.toList();
            return String.join(
                    "\n", all.subList(Math.max(0, all.size() - LOG_LINES_SHOWN), all.size()));
        }
    }

    @Override
    public void close() throws IOException {
        try {
            process.getOutputStream().close();
            if (process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    /** For a child's own main: ends this process when its standard input does. */
    static void endWithParent() {
        Thread watch =
                new Thread(
                        () -> {
                            awaitEnd(System.in);
                            System.exit(0);
                        },
                        "end-with-parent");
        watch.setDaemon(true);
        watch.start();
    }

    private static void awaitEnd(InputStream input) {
        try (var reader = new InputStreamReader(input, StandardCharsets.UTF_8)) {
            while (reader.read() >= 0) {
                // Nothing is ever said there.
            }
        } catch (IOException e) {
            // As good as the end
        }
    }
}
