package io.sessionstats.api;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/** Reads a body as it comes, without a thread that waits for it, up to a size and within a time. */
final class RequestBody implements Runnable {

    /**
     * So much of a body that is too long is read and thrown away before it is refused: many clients
     * look for an answer only when they have sent everything.
     */
    private static final long DISCARDED_BYTES_MAX = 1024 * 1024;

    /** What becomes of a body; one of its methods is called, once. */
    interface Reader {

        void complete(byte[] body);

        /**
         * The body will not be used.
         *
         * @param usable whether the connection can be used further: all of the body has been read
         */
        void refused(Face.Refusal refusal, boolean usable);
    }

    private final Request request;
    private final int bytesMax;
    private final Duration longest;
    private final BodyMemory.Share memory;
    private final Reader reader;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(512);
    private long bytes;
    private boolean ended;
    private Scheduler.Task timeout;

    private RequestBody(
            Request request, ServerLimits limits, BodyMemory.Share memory, Reader reader) {
        this.request = request;
        this.bytesMax = limits.bodyBytesMax();
        this.longest = limits.bodyTimeout();
        this.memory = memory;
        this.reader = reader;
    }

    static void read(Request request, ServerLimits limits, BodyMemory memory, Reader reader) {
        RequestBody body = new RequestBody(request, limits, memory.new Share(), reader);
        if (request.getLength() > limits.bodyBytesMax()
                && request.getHeaders().contains(HttpHeader.EXPECT)) {
            body.refuse(Face.Refusal.BODY_TOO_LARGE, false); // Before it is sent
            return;
        }
        body.run();
    }

    @Override
    public synchronized void run() {
        while (!ended) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                if (timeout == null) { // What is there already cannot be late
                    timeout =
                            request.getComponents()
                                    .getScheduler()
                                    .schedule(
                                            () -> refuse(Face.Refusal.BODY_INCOMPLETE, false),
                                            longest);
                }
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                refuse(Face.Refusal.BODY_INCOMPLETE, false);
                return;
            }
            boolean hasRoom = take(chunk.getByteBuffer());
            boolean last = chunk.isLast();
            chunk.release();
            if (!hasRoom) {
                refuse(Face.Refusal.OVERLOADED, last);
            } else if (bytes > bytesMax && (last || bytes > DISCARDED_BYTES_MAX)) {
                refuse(Face.Refusal.BODY_TOO_LARGE, last);
            } else if (last) {
                complete();
            }
        }
    }

    /** Whether there was memory for it. */
    private boolean take(ByteBuffer part) {
        bytes += part.remaining();
        if (bytes <= bytesMax) {
            if (!memory.tryHold((int) bytes)) {
                return false;
            }
            byte[] copy = new byte[part.remaining()];
            part.get(copy);
            body.write(copy, 0, copy.length);
        }
        return true;
    }

    private void complete() {
        end();
        reader.complete(body.toByteArray());
    }

    /** Also at the time-out, which waits for a read in progress to end. */
    private synchronized void refuse(Face.Refusal refusal, boolean usable) {
        if (!ended) {
            end();
            reader.refused(refusal, usable);
        }
    }

    private void end() {
        ended = true;
        if (timeout != null) {
            timeout.cancel();
        }
        memory.release();
    }
}
