package io.sessionstats.local;

import io.sessionstats.options.JobOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;

/** The parts of {@code jobs/local}, started and configured as there, for a benchmark to use. */
public final class LocalServers {

    public static final String POSTGRES_USER = LocalPostgres.USER;

    private LocalServers() {}

    /** Starts a broker over a directory, which is made if it does not exist. */
    public static AutoCloseable startKafka(Path directory, int port) throws IOException {
        return LocalKafka.start(directory, port);
    }

    /** Starts a server over a directory; one that a killed run left there is stopped first. */
    public static AutoCloseable startPostgres(Path directory, int port, Path logs)
            throws IOException {
        LocalPostgres.stopOrphan(directory);
        return LocalPostgres.start(directory, port, logs);
    }

    public static String postgresUrl(int port) {
        return LocalPostgres.jdbcUrl(port);
    }

    public static int freePort() throws IOException {
        return LocalPort.findFree();
    }

    /** What {@code jobs/local} tells Flink, with its files under the given directory. */
    public static Configuration flinkConfiguration(JobOptions options, Path directory)
            throws Exception {
        Configuration configuration;
        Path temporary;
        try (DataDirectory data = DataDirectory.open(directory)) {
            configuration = LocalFlink.configuration(options, freePort(), data);
            temporary = data.flinkTemporary();
        }
        Files.createDirectories(temporary);
        return configuration;
    }

    /** Removes a directory, if it exists, with all that is in it. */
    public static void delete(Path directory) throws IOException {
        DataDirectory.delete(directory);
    }
}
