package io.sessionstats.store.postgres;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a password is read whenever a connection is opened. The password itself is never kept or
 * serialised, so it may change while the job runs.
 *
 * @param kind what the name means
 * @param name of the environment variable or the file; empty for {@link Kind#NONE}
 */
public record PasswordSource(Kind kind, String name) implements Serializable {

    /** The places that a password can come from. */
    public enum Kind {
        NONE,
        ENVIRONMENT_VARIABLE,
        FILE
    }

    public PasswordSource {
        Objects.requireNonNull(kind, "kind");
        if ((kind == Kind.NONE) != name.isEmpty()) {
            throw new IllegalArgumentException(kind + " password source named \"" + name + "\"");
        }
    }

    /** The server asks for no password. */
    public static PasswordSource none() {
        return new PasswordSource(Kind.NONE, "");
    }

    public static PasswordSource environmentVariable(String name) {
        return new PasswordSource(Kind.ENVIRONMENT_VARIABLE, name);
    }

    /**
     * The file if one is named, or else the environment variable.
     *
     * @param file null if none is named
     */
    public static PasswordSource of(Path file, String variable) {
        return file == null ? environmentVariable(variable) : file(file.toString());
    }

    /** A file that holds the password; line ends after it do not belong to it. */
    public static PasswordSource file(String path) {
        return new PasswordSource(Kind.FILE, path);
    }

    /**
     * Reads the password as it is now.
     *
     * @return null if there is none
     * @throws IOException if the file cannot be read
     */
    String read() throws IOException {
        return switch (kind) {
            case NONE -> null;
            case ENVIRONMENT_VARIABLE -> System.getenv(name);
            case FILE -> Files.readString(Path.of(name)).replaceAll("[\r\n]+$", "");
        };
    }
}
