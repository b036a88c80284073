package io.sessionstats.api;

import java.util.concurrent.Semaphore;

/**
 * The memory for the bodies that are still coming in, all together: without it, many connections
 * that each send most of a body and then wait could fill the heap. The first part of each body is
 * free, so that requests of the usual size are answered whatever others hold.
 */
final class BodyMemory {

    /** What each body may hold for nothing. */
    static final int FREE_BYTES = 4 * 1024;

    private final Semaphore bytes;

    BodyMemory(int bytesMax) {
        this.bytes = new Semaphore(bytesMax);
    }

    /** What one body holds of it, until it is released. */
    final class Share {

        private int held;
        private boolean released;

        /** Makes room for a body of that many bytes; false if there is none. */
        synchronized boolean tryHold(int bodyBytes) {
            int more = bodyBytes - FREE_BYTES - held;
            if (released || (more > 0 && !bytes.tryAcquire(more))) {
                return false;
            }
            held += Math.max(0, more);
            return true;
        }

        synchronized void release() {
            bytes.release(held);
            held = 0;
            released = true;
        }
    }
}
