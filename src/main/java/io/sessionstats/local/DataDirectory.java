package io.sessionstats.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a run keeps everything. One run at a time holds it, by a file lock that also ends with a
 * killed process. A temporary one is removed when it is closed, or by the next run if that one was
 * killed.
 */
final class DataDirectory implements AutoCloseable {

    private static final String TEMPORARY_PREFIX = "session-statistics-local-";

    private final Path root;
    private final boolean temporary;
    private final FileChannel lockFile;

    private DataDirectory(Path root, boolean temporary, FileChannel lockFile) {
        this.root = root;
        this.temporary = temporary;
        this.lockFile = lockFile;
    }

    /**
     * Opens a directory, which is made if it does not exist, and stops a database server that a
     * killed run has left running in it.
     *
     * @throws LocalStartException if another run holds it, or it cannot be made or written to
     */
    static DataDirectory open(Path path) throws LocalStartException {
        Path root = path.toAbsolutePath().normalize();
        FileChannel lock;
        try {
            Files.createDirectories(root);
            lock = lock(root);
        } catch (IOException e) {
            throw new LocalStartException(
                    "data directory " + root + " (option data-dir) cannot be used: " + e, e);
        }
        if (lock == null) {
            throw new LocalStartException(
                    "data directory "
                            + root
                            + " (option data-dir) is in use by another jobs/local; stop that one,"
                            + " or choose another directory");
        }
        DataDirectory directory = new DataDirectory(root, false, lock);
        LocalPostgres.stopOrphan(directory.postgres());
        return directory;
    }

    /** Makes a temporary directory, and removes those that killed runs have left behind. */
    static DataDirectory temporary(Path parent) throws LocalStartException {
        removeAbandoned(parent);
        try {
            Path root = Files.createTempDirectory(parent, TEMPORARY_PREFIX);
            return new DataDirectory(root, true, lock(root));
        } catch (IOException e) {
            throw new LocalStartException("no temporary directory in " + parent + ": " + e, e);
        }
    }

    Path root() {
        return root;
    }

    boolean isTemporary() {
        return temporary;
    }

    Path kafka() {
        return root.resolve("kafka");
    }

    Path postgres() {
        return root.resolve("postgres");
    }

    Path checkpoints() {
        return root.resolve("checkpoints");
    }

    /** Files of a running Flink; of no use to the next run. */
    Path flinkTemporary() {
        return root.resolve("flink-temporary");
    }

    Path demoRuns() {
        return root.resolve("demo-runs");
    }

    Path logs() {
        return root.resolve("logs");
    }

    @Override
    public void close() throws IOException {
        delete(flinkTemporary());
        if (temporary) {
            delete(root);
        }
        lockFile.close();
    }

    /** Null when another run holds it. */
    private static FileChannel lock(Path root) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            return null;
        }
        return channel;
    }

    private static void removeAbandoned(Path parent) {
        List<Path> candidates;
        try (Stream<Path> files = Files.list(parent)) {
            candidates =
                    files.filter(f -> f.getFileName().toString().startsWith(TEMPORARY_PREFIX))
                            .filter(Files::isWritable)
                            .toList();
        } catch (IOException e) {
            return;
        }
        for (Path candidate : candidates) {
            try (DataDirectory abandoned = open(candidate)) {
                delete(abandoned.root);
            } catch (LocalStartException | IOException e) {
                // It is in use, or not ours to remove.
            }
        }
    }

    /** Removes a directory, if it exists, with all that is in it. */
    static void delete(Path directory) throws IOException {
        // Parts that are just ending may still remove files of their own.
        for (int attempt = 1; ; attempt++) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
                return;
            } catch (UncheckedIOException | IOException e) {
                if (!Files.exists(directory)) {
                    return;
                }
                if (attempt == 10) {
                    throw new IOException("cannot remove " + directory, e);
                }
            }
        }
    }
}
