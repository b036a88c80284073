package io.sessionstats.options;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where statistics are published.
 *
 * @param url the JDBC URL of a PostgreSQL database, without a password
 * @param user the role that connects
 * @param passwordFile the file that holds its password; null when that is in the environment
 *     variable {@value #PASSWORD_VARIABLE}, or when there is none. The password itself is read on
 *     the machine that connects, so that neither the job graph nor a log can hold it.
 * @param schema the schema that holds the tables; a plain lower-case name that needs no quotes
 */
public record StoreOptions(String url, String user, Path passwordFile, String schema) {

    /** The environment variable that may hold the password. */
    public static final String PASSWORD_VARIABLE = Option.ENVIRONMENT_PREFIX + "STORE_PASSWORD";

    /** Puts together values of a table that has the store's options. */
    static StoreOptions from(OptionValues values) {
        return new StoreOptions(
                values.get(JobOptionTable.STORE_URL),
                values.get(JobOptionTable.STORE_USER),
                values.get(JobOptionTable.STORE_PASSWORD_FILE),
                values.get(JobOptionTable.STORE_SCHEMA));
    }

    /** Refuses a password that is given in two places. */
    static void requireOnePassword(OptionValues values, Map<String, String> environment) {
        if (values.get(JobOptionTable.STORE_PASSWORD_FILE) != null
                && environment.containsKey(PASSWORD_VARIABLE)) {
            throw new InvalidOptionException(
                    "option store-password-file and environment variable "
                            + PASSWORD_VARIABLE
                            + " are both given: expected one of them");
        }
    }
}
