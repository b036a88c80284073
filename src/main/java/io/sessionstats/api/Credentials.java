package io.sessionstats.api;

/** The access keys that the server knows; any thread may ask. */
@FunctionalInterface
public interface Credentials {

    /** The key of that id; null if there is none. */
    AccessKey find(String accessKeyId);
}
