package io.sessionstats.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The first 128 bits of the SHA-256 of numbered parts: equal parts have equal fingerprints, and no
 * two different ones will ever be seen to share one. Fingerprints are kept in state and in the
 * store, so they must be computed the same for ever: a part that is added later counts only where
 * it is present.
 */
public record Fingerprint(long high, long low) {

    /** Takes parts in the order of their numbers. */
    public static final class Builder {

        private final MessageDigest digest = sha256();

        /**
         * Adds a part, by its number, its length and its text.
         *
         * @param number 1 to 127
         * @param text null if the part is lacking, which is not the same as empty
         */
        public Builder part(int number, String text) {
            if (text != null) {
                byte[] bytes = text.getBytes(UTF_8);
                digest.update((byte) number);
                digest.update((byte) (bytes.length >> 8));
                digest.update((byte) bytes.length);
                digest.update(bytes);
            }
            return this;
        }

        public Fingerprint build() {
            ByteBuffer hash = ByteBuffer.wrap(digest.digest());
            return new Fingerprint(hash.getLong(), hash.getLong());
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }
    }
}
