package io.sessionstats.bench;

import io.sessionstats.local.LocalServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A process that holds a server, Kafka or PostgreSQL, so that its CPU is nobody else's and it is
 * stopped in any case.
 */
final class ServerProcess implements AutoCloseable {

    private static final String KAFKA = "kafka";
    private static final String POSTGRES = "postgres";
    private static final String READY = "READY ";

    private final ChildProcess process;
    private final int port;
    private final long serverProcess;

    private ServerProcess(ChildProcess process, int port, long serverProcess) {
        this.process = process;
        this.port = port;
        this.serverProcess = serverProcess;
    }

    static ServerProcess startKafka(Path directory, Path logs) throws Exception {
        return start(KAFKA, directory, logs, List.of("-Xms1g", "-Xmx1g"));
    }

    static ServerProcess startPostgres(Path directory, Path logs) throws Exception {
        return start(POSTGRES, directory, logs, List.of("-Xmx128m", "-XX:+UseSerialGC"));
    }

    private static ServerProcess start(
            String server, Path directory, Path logs, List<String> memory) throws Exception {
        String programs = System.getProperty("session-statistics.programs");
        List<String> flags =
                programs == null
                        ? memory
                        : List.of(
                                memory.get(0),
                                memory.get(1),
                                "-Dsession-statistics.programs=" + programs);
        ChildProcess process =
                ChildProcess.start(
                        flags,
                        System.getProperty("java.class.path"),
                        ServerProcess.class,
                        List.of(server, directory.toString(), logs.toString()),
                        logs.resolve(server + "-process.log"));
        String line;
        while ((line = process.nextLine()) != null) {
            if (line.startsWith(READY)) {
                String[] words = line.substring(READY.length()).split(" ", -1);
                return new ServerProcess(
                        process, Integer.parseInt(words[0]), Long.parseLong(words[1]));
            }
        }
        process.requireSuccess(server);
        throw new BenchException(server + " ended before it was ready");
    }

    /** What clients of the broker connect to. */
    String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** What clients of the database connect to. */
    String postgresUrl() {
        return LocalServers.postgresUrl(port);
    }

    /** The server's first process. */
    long serverProcess() {
        return serverProcess;
    }

    @Override
    public void close() throws IOException {
        process.close();
    }

    /** The process itself: KIND DIRECTORY LOGS. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[1]);
        int port = LocalServers.freePort();
        boolean kafka = arguments[0].equals(KAFKA);
        AutoCloseable server =
                kafka
                        ? LocalServers.startKafka(directory, port)
                        : LocalServers.startPostgres(directory, port, Path.of(arguments[2]));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop-server"));
        System.out.println(
                READY
                        + port
                        + " "
                        + (kafka ? ProcessHandle.current().pid() : postgresProcess(directory)));
        ChildProcess.endWithParent();
        Thread.currentThread().join();
    }

    private static long postgresProcess(Path directory) throws IOException {
        return Long.parseLong(
                Files.readAllLines(directory.resolve("postmaster.pid")).get(0).strip());
    }

    private static void stop(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            System.err.println("the server did not stop cleanly: " + e);
        }
    }
}
