package io.sessionstats.api;

/** Whether the server can do its work now. */
@FunctionalInterface
public interface Readiness {

    /** Looks; may take its time. Gives what is wrong in a sentence, or null if nothing is. */
    String problem() throws Exception;
}
