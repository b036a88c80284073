package io.sessionstats.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The first 128 bits of the SHA-256 of a usage key: equal keys have equal ids, and no two different
 * ones will ever be seen to share one. The store keeps it, so what it is computed from must stay as
 * it is: a part that is added later counts only where it is present.
 */
public record UsageKeyId(long high, long low) {

    static UsageKeyId of(UsageKey key) {
        MessageDigest digest = sha256();
        add(digest, 1, key.farmId());
        add(digest, 2, key.queueId());
        add(digest, 3, key.fleetId());
        add(digest, 4, key.jobId());
        add(digest, 5, key.userId());
        add(digest, 6, key.usageType().name());
        add(digest, 7, key.instanceType());
        add(digest, 8, key.licenseProduct());
        add(digest, 9, Long.toString(key.hourlyRateMicroUsd()));
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new UsageKeyId(hash.getLong(), hash.getLong());
    }

    /** Adds a part that is present: its number, its length and its text. */
    private static void add(MessageDigest digest, int part, String text) {
        if (text == null) {
            return;
        }
        byte[] bytes = text.getBytes(UTF_8);
        digest.update((byte) part);
        digest.update((byte) (bytes.length >> 8));
        digest.update((byte) bytes.length);
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
