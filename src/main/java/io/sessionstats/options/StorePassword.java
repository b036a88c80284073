package io.sessionstats.options;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where the store's password is found; never the password itself, so that neither the job graph nor
 * a log can hold it. It is read on the machine that connects.
 *
 * @param file the file that holds it; null when it is in the environment
 */
public record StorePassword(String file) implements Serializable {

    private static final long serialVersionUID = 1L;

    /** The environment variable that may hold the password. */
    public static final String ENVIRONMENT_VARIABLE = Option.ENVIRONMENT_PREFIX + "STORE_PASSWORD";

    static StorePassword inEnvironment() {
        return new StorePassword(null);
    }

    static StorePassword inFile(Path file) {
        return new StorePassword(file.toString());
    }

    /**
     * Reads the password: the file's content without the line break at its end, or the environment
     * variable's value.
     *
     * @return null when the environment holds none
     * @throws InvalidOptionException if the file cannot be read
     */
    public String read() {
        return read(System.getenv());
    }

    String read(Map<String, String> environment) {
        if (file == null) {
            return environment.get(ENVIRONMENT_VARIABLE);
        }
        try {
            return Files.readString(Path.of(file), StandardCharsets.UTF_8)
                    .replaceFirst("\r?\n\\z", "");
        } catch (IOException e) {
            throw new InvalidOptionException(
                    "option store-password-file: cannot read " + file + ": " + e);
        }
    }
}
