package io.sessionstats.api;

/**
 * The one key of a run on one's own machine: {@value #KEY_ID} with secret {@value #SECRET} may read
 * everything. For servers that listen on loopback alone.
 */
public final class LocalCredentials implements Credentials {

    public static final String KEY_ID = "local";
    public static final String SECRET = "local-secret";

    private static final AccessKey KEY = new AccessKey(KEY_ID, SECRET, Grants.ALL);

    @Override
    public AccessKey find(String accessKeyId) {
        return KEY_ID.equals(accessKeyId) ? KEY : null;
    }
}
