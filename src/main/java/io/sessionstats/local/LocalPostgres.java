package io.sessionstats.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A real PostgreSQL server on this machine that loses nothing that it has committed. */
final class LocalPostgres implements AutoCloseable {

    static final String USER = "postgres";
    static final String DATABASE = "postgres";

    /** The directory that the server's programs are unpacked into. */
    private static final String PROGRAMS = System.getProperty("session-statistics.programs");

    private final EmbeddedPostgres server;

    private LocalPostgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Starts a server over a directory, which is made if it does not exist. */
    static LocalPostgres start(Path directory, int port, Path logs) throws IOException {
        Files.createDirectories(directory.getParent());
        Files.createDirectories(logs);
        // A run that was stopped while it made the files has left some of them, and no data.
        Path complete = directory.resolveSibling(directory.getFileName() + "-complete");
        if (!Files.exists(complete)) {
            DataDirectory.delete(directory);
        }
        var builder =
                EmbeddedPostgres.builder()
                        .setPort(port)
                        .setDataDirectory(directory)
                        .setCleanDataDirectory(false)
                        .setRegisterShutdownHook(false)
                        .setPGStartupWait(Duration.ofMinutes(2))
                        .setOutputRedirector(
                                ProcessBuilder.Redirect.appendTo(
                                        logs.resolve("postgres.log").toFile()))
                        .setLocaleConfig("locale", "C")
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .setServerConfig("unix_socket_directories", "")
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("max_connections", "60")
                        .setServerConfig("shared_buffers", "64MB")
                        .setServerConfig("timezone", "UTC");
        if (PROGRAMS != null) {
            builder.setOverrideWorkingDirectory(Path.of(PROGRAMS).toFile());
        }
        EmbeddedPostgres server = builder.start();
        if (Thread.currentThread().isInterrupted()) {
            server.close();
            throw new IOException("interrupted while the server was starting");
        }
        if (!Files.exists(complete)) {
            Files.createFile(complete);
        }
        return new LocalPostgres(server);
    }

    static String jdbcUrl(int port) {
        return "jdbc:postgresql://localhost:" + port + "/" + DATABASE;
    }

    /**
     * Stops the server that a killed run has left running over a directory, if there is one. Only
     * the run that holds the data directory may call this.
     */
    static void stopOrphan(Path directory) {
        ProcessHandle orphan = orphan(directory);
        if (orphan == null) {
            return;
        }
        try {
            // PostgreSQL's fast shutdown; that of SIGTERM would wait for every client to leave.
            new ProcessBuilder(List.of("kill", "-INT", Long.toString(orphan.pid())))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            orphan.onExit().get(30, TimeUnit.SECONDS);
        } catch (IOException | ExecutionException | TimeoutException e) {
            orphan.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Null when there is none. */
    private static ProcessHandle orphan(Path directory) {
        try {
            List<String> lines = Files.readAllLines(directory.resolve("postmaster.pid"));
            return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                    .filter(process -> isServerOver(directory, process.info()))
                    .orElse(null);
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    /** Process ids are used again, so the file alone does not tell. */
    private static boolean isServerOver(Path directory, ProcessHandle.Info process) {
        return process.command().orElse("").endsWith("/postgres")
                && process.arguments()
                        .map(arguments -> List.of(arguments).contains(directory.toString()))
                        .orElse(true);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
