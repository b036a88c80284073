package io.sessionstats.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access keys of a file, read again when it changes: when it is written to, or another file
 * takes its place, also behind a symbolic link. A new version that is missing or cannot be accepted
 * changes nothing, and is logged once. {@link CredentialsJson} tells what stands in the file.
 */
public final class CredentialsFile implements Credentials, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CredentialsFile.class);

    private static final long LOOK_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int BYTES_MAX = 16 * 1024 * 1024;

    /** Within this time of a change, another may leave the same time stamp. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    /** What tells one version of the file from another, without reading it. */
    private record Version(FileTime modified, long bytes, Object fileKey) {}

    private final Path file;
    private final LongSupplier nanoClock;
    private final AtomicLong lastLookNanos;
    private volatile Map<String, AccessKey> keys;
    private volatile String problem;

    /** Null when the file is to be read again whatever it looks like; guarded by this. */
    private Version version;

    private ScheduledExecutorService background;
    private ScheduledFuture<?> looks;

    /** Reads the file, and looks at it again on use alone. */
    CredentialsFile(Path file, LongSupplier nanoClock)
            throws IOException, CredentialsFormatException {
        this.file = file;
        this.nanoClock = nanoClock;
        this.lastLookNanos = new AtomicLong(nanoClock.getAsLong());
        try {
            this.version = look();
            this.keys = read();
        } catch (NoSuchFileException e) {
            throw new IOException("credentials file " + file + ": no such file", e);
        } catch (IOException e) {
            throw new IOException("credentials file " + file + " cannot be read: " + e, e);
        }
        warnIfOthersMayRead();
    }

    /**
     * Reads the file, and looks at it from then on, once a second.
     *
     * @throws IOException if it cannot be read
     * @throws CredentialsFormatException if it cannot be accepted
     */
    public static CredentialsFile open(Path file) throws IOException, CredentialsFormatException {
        CredentialsFile credentials = new CredentialsFile(file, System::nanoTime);
        credentials.lookInBackground();
        return credentials;
    }

    private void lookInBackground() {
        background =
                Executors.newSingleThreadScheduledExecutor(
                        work -> {
                            Thread thread = new Thread(work, "api-credentials");
                            thread.setDaemon(true);
                            return thread;
                        });
        looks =
                background.scheduleWithFixedDelay(
                        this::lookWhenDue,
                        LOOK_INTERVAL_NANOS,
                        LOOK_INTERVAL_NANOS,
                        TimeUnit.NANOSECONDS);
    }

    @Override
    public AccessKey find(String accessKeyId) {
        lookWhenDue();
        return keys.get(accessKeyId);
    }

    /** How many keys there are. */
    public int size() {
        return keys.size();
    }

    /** Why the file as it is now is not what is used; null if it is. */
    public String problem() {
        return problem;
    }

    private void lookWhenDue() {
        long last = lastLookNanos.get();
        long now = nanoClock.getAsLong();
        if (now - last >= LOOK_INTERVAL_NANOS && lastLookNanos.compareAndSet(last, now)) {
            readIfChanged();
        }
    }

    private synchronized void readIfChanged() {
        try {
            Version found = look();
            if (found != null && found.equals(version)) {
                return;
            }
            Map<String, AccessKey> before = keys;
            keys = read();
            version = found; // As it was before reading, lest a later change be missed
            if (problem != null || !before.equals(keys)) {
                LOG.info("credentials file {} has been read again: {} keys", file, keys.size());
                warnIfOthersMayRead();
            }
            problem = null;
        } catch (CredentialsFormatException e) {
            keepOld(e.getMessage());
        } catch (IOException e) {
            keepOld("credentials file " + file + " cannot be read: " + e);
        }
    }

    private void keepOld(String why) {
        version = null;
        if (!why.equals(problem)) {
            LOG.error("{}; the {} keys read before stay in use", why, keys.size());
        }
        problem = why;
    }

    private Version look() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        FileTime modified = attributes.lastModifiedTime();
        boolean settled = modified.toInstant().isBefore(Instant.now().minus(SETTLED));
        return settled
                ? new Version(
                        modified,
                        attributes.size(),
                        Objects.requireNonNullElse(attributes.fileKey(), ""))
                : null;
    }

    private Map<String, AccessKey> read() throws IOException, CredentialsFormatException {
        // A pipe could keep its reader waiting for ever, and a device has no end
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new CredentialsFormatException(
                    "credentials file " + file + ": expected a regular file");
        }
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(BYTES_MAX + 1); // Whatever its size is said to be
        }
        if (content.length > BYTES_MAX) {
            throw new CredentialsFormatException(
                    "credentials file " + file + ": expected at most " + BYTES_MAX + " bytes");
        }
        return CredentialsJson.read(file.toString(), content);
    }

    private void warnIfOthersMayRead() {
        try {
            PosixFileAttributeView view =
                    Files.getFileAttributeView(file, PosixFileAttributeView.class);
            if (view != null) {
                Set<PosixFilePermission> permissions = view.readAttributes().permissions();
                if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
                    LOG.warn(
                            "credentials file {} can be read by every user of this machine; take"
                                    + " that away with chmod o-r",
                            file);
                }
            }
        } catch (IOException e) {
            LOG.debug("cannot look who may read {}", file, e);
        }
    }

    /** Looks no more. */
    @Override
    public void close() {
        if (background != null) {
            looks.cancel(false);
            background.shutdown();
        }
    }

    @Override
    public String toString() {
        return "credentials file " + file;
    }
}
