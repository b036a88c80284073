package io.sessionstats.options;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Everything that the API server can be told, validated. Holds no secret.
 *
 * @param host the address or name to listen on
 * @param port the port to listen on
 * @param credentialsFile the access keys; null where a run on one's own machine needs none
 * @param requestRatePerSecond of each key and operation of the Deadline Cloud API
 * @param trroRequestRatePerSecond of each key and operation of the TRRO API
 * @param aggregationThreads how many aggregations of usage to work on at a time
 * @param aggregationTimeout how long one may take
 * @param storeConnections how many connections to the store to keep
 * @param clockWindow how far the time of a signature may be from the server's
 * @param store where statistics are read
 */
public record ApiOptions(
        String host,
        int port,
        Path credentialsFile,
        int requestRatePerSecond,
        int trroRequestRatePerSecond,
        int aggregationThreads,
        Duration aggregationTimeout,
        int storeConnections,
        Duration clockWindow,
        StoreOptions store) {

    /**
     * Reads the options of a server of its own from all layers; opens nothing.
     *
     * @throws InvalidOptionException for the first thing that cannot be accepted
     */
    public static ApiOptions read(String[] arguments, Map<String, String> environment) {
        OptionValues values =
                OptionLayers.read(
                        ApiOptionTable.TABLE.besides(JobOptionTable.TABLE), arguments, environment);
        StoreOptions.requireOnePassword(values, environment);
        if (values.get(ApiOptionTable.CREDENTIALS_FILE) == null) {
            throw new InvalidOptionException(
                    "option credentials-file is missing: expected a JSON file of the access keys"
                            + " that callers sign with, {\"keys\": [{\"accessKeyId\": \"...\","
                            + " \"secret\": \"...\", \"scopes\": [\"farm:...\", \"project:...\"]}]}");
        }
        return from(values);
    }

    /** The help of the API server's options. */
    public static String help() {
        return ApiOptionTable.TABLE.help() + OptionLayers.HELP;
    }

    /** Puts together values of a table that has the options of the API server and the store. */
    public static ApiOptions from(OptionValues values) {
        return new ApiOptions(
                values.get(ApiOptionTable.HOST),
                values.get(ApiOptionTable.PORT),
                values.get(ApiOptionTable.CREDENTIALS_FILE),
                values.get(ApiOptionTable.REQUEST_RATE),
                values.get(ApiOptionTable.TRRO_REQUEST_RATE),
                values.get(ApiOptionTable.AGGREGATION_THREADS),
                values.get(ApiOptionTable.AGGREGATION_TIMEOUT),
                values.get(ApiOptionTable.STORE_CONNECTIONS),
                values.get(ApiOptionTable.CLOCK_WINDOW),
                StoreOptions.from(values));
    }
}
