package io.sessionstats.api.deadline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sessionstats.api.Hashes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.OptionalLong;

/**
 * The tokens for the pages of one aggregation. A token says after which row the page begins, signed
 * with the store's secret: it is of use for that aggregation alone and as long as that is kept, at
 * whatever server of the store, and nobody else can make or change one.
 */
final class PageTokens {

    static final int LENGTH_MAX = 4096;

    private static final byte VERSION = 1;
    private static final int SIGNATURE_BYTES = 16;
    private static final int TOKEN_BYTES = 1 + Long.BYTES + SIGNATURE_BYTES;

    private final String farmId;
    private final String aggregationId;
    private final byte[] secret;

    PageTokens(String farmId, String aggregationId, String storeSecret) {
        this.farmId = farmId;
        this.aggregationId = aggregationId;
        this.secret = storeSecret.getBytes(UTF_8);
    }

    /** The token of the page that begins after the row of that position. */
    String token(long position) {
        ByteBuffer token = ByteBuffer.allocate(TOKEN_BYTES);
        token.put(VERSION).putLong(position).put(signature(position));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
    }

    /** The position after which the page begins; empty if it is no token of this aggregation. */
    OptionalLong position(String token) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return OptionalLong.empty();
        }
        if (bytes.length != TOKEN_BYTES) {
            return OptionalLong.empty();
        }
        long position = ByteBuffer.wrap(bytes).getLong(1);
        // The text is compared, not its bytes: several texts decode to the same bytes
        boolean genuine =
                MessageDigest.isEqual(token(position).getBytes(UTF_8), token.getBytes(UTF_8));
        return genuine ? OptionalLong.of(position) : OptionalLong.empty();
    }

    private byte[] signature(long position) {
        String signed = VERSION + "\n" + farmId + "\n" + aggregationId + "\n" + position;
        return Arrays.copyOf(Hashes.hmac(Hashes.HMAC_SHA256, secret, signed), SIGNATURE_BYTES);
    }
}
