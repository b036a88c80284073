package io.sessionstats.store.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What the cells of a queue or a fleet are found by: 64 bits of the SHA-256 of its farm and its id.
 * Two may share one: who reads checks the cell's usage key. The store keeps it, so it must be
 * computed the same for ever.
 */
final class ResourceHash {

    private ResourceHash() {}

    /** The hash, null without an id. */
    static Long of(String farmId, String resourceId) {
        if (resourceId == null) {
            return null;
        }
        MessageDigest digest = sha256();
        digest.update(farmId.getBytes(UTF_8));
        digest.update((byte) 0); // in no id
        digest.update(resourceId.getBytes(UTF_8));
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
