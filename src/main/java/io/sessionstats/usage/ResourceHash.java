package io.sessionstats.usage;

/**
 * What the cells of a queue or a fleet are found by: 64 bits of its farm and its id. Two may share
 * one, if only by somebody's design: who reads checks the cell's usage key. The store keeps it, so
 * it must be computed the same for ever. It is never 0.
 */
public final class ResourceHash {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** In no id. */
    private static final char BETWEEN = 0;

    private ResourceHash() {}

    /**
     * The hash.
     *
     * @param resourceId null for what the farm has without a queue, or fleet
     */
    public static long of(String farmId, String resourceId) {
        long hash = plus(FNV_OFFSET, farmId);
        if (resourceId != null) {
            hash = plus((hash ^ BETWEEN) * FNV_PRIME, resourceId);
        }
        // The product mixes upwards only: now the upper bits reach the lower ones as well.
        hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
        hash ^= hash >>> 32;
        return hash == 0 ? 1 : hash;
    }

    private static long plus(long hash, String text) {
        long sum = hash;
        for (int i = 0; i < text.length(); i++) {
            sum = (sum ^ text.charAt(i)) * FNV_PRIME;
        }
        return sum;
    }
}
