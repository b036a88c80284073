package io.sessionstats.usage;

/**
 * What the cells of a queue or a fleet are found by: 64 bits of its farm and its id. Two may share
 * one, if only by somebody's design: who reads checks the cell's usage key. The store keeps it, so
 * it must be computed the same for ever.
 */
public final class ResourceHash {

    /** Of cells without a queue, or fleet. */
    public static final long NONE = 0;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** In no id. */
    private static final char BETWEEN = 0;

    private ResourceHash() {}

    /** The hash, {@link #NONE} without an id. */
    public static long of(String farmId, String resourceId) {
        if (resourceId == null) {
            return NONE;
        }
        long hash = (plus(FNV_OFFSET, farmId) ^ BETWEEN) * FNV_PRIME;
        hash = plus(hash, resourceId);
        // The product mixes upwards only: now the upper bits reach the lower ones as well.
        hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
        return hash ^ (hash >>> 32);
    }

    private static long plus(long hash, String text) {
        long sum = hash;
        for (int i = 0; i < text.length(); i++) {
            sum = (sum ^ text.charAt(i)) * FNV_PRIME;
        }
        return sum;
    }
}
