package io.sessionstats.session;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The first 128 bits of a SHA-256: no two different inputs will ever be seen to share them, nor can
 * anybody make two that do. They are kept in state, so they are computed the same for ever. For one
 * thread.
 */
public final class KeyHash {

    private final MessageDigest digest = sha256();
    private final byte[] result = new byte[32];
    private final ByteBuffer halves = ByteBuffer.wrap(result);

    /** Hashes some bytes; the answer is in {@link #high} and {@link #low}. */
    public void hash(byte[] bytes, int from, int to) {
        digest.update(bytes, from, to - from);
        finish();
    }

    /** Hashes two runs of bytes, each of which says where it is over, as one. */
    public void hash(byte[] bytes, int from, int to, int thenFrom, int thenTo) {
        digest.update(bytes, from, to - from);
        digest.update(bytes, thenFrom, thenTo - thenFrom);
        finish();
    }

    public long high() {
        return halves.getLong(0);
    }

    public long low() {
        return halves.getLong(8);
    }

    private void finish() {
        try {
            digest.digest(result, 0, result.length);
        } catch (DigestException e) {
            throw new IllegalStateException("there is room for a SHA-256", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
