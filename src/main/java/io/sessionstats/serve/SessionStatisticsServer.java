package io.sessionstats.serve;

import io.sessionstats.api.CredentialsFormatException;
import io.sessionstats.options.ApiOptions;
import io.sessionstats.options.InvalidOptionException;
import io.sessionstats.options.OptionLayers;
import java.io.IOException;

/**
 * The API server as a process of its own, until SIGTERM or Ctrl-C: what {@code jobs/serve} runs.
 */
public final class SessionStatisticsServer {

    private SessionStatisticsServer() {}

    public static void main(String[] arguments) {
        if (OptionLayers.askForHelp(arguments)) {
            System.out.print(
                    """
                    jobs/serve: the API server; several can run side by side on one store.

                    """
                            + ApiOptions.help());
            return;
        }
        ApiOptions options;
        try {
            options = ApiOptions.read(arguments, System.getenv());
        } catch (InvalidOptionException e) {
            System.err.println("jobs/serve: " + e.getMessage());
            System.err.println("jobs/serve --help lists the options.");
            System.exit(2);
            return;
        }
        StatisticsApi api;
        try {
            api = StatisticsApi.start(options);
        } catch (CredentialsFormatException e) {
            System.err.println("jobs/serve: " + e.getMessage());
            System.exit(2);
            return;
        } catch (IOException | RuntimeException e) {
            System.err.println("jobs/serve: cannot start: " + e.getMessage());
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(api), "stop"));
        String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        System.out.println("listening on http://" + host + ":" + api.port());
        awaitTheEnd();
    }

    private static void stop(StatisticsApi api) {
        System.out.println("stopping");
        api.close();
        System.out.println("stopped");
    }

    /** All other threads are daemons. */
    private static void awaitTheEnd() {
        try {
            Thread.currentThread().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
