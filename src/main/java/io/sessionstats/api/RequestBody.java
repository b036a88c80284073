package io.sessionstats.api;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final Reader reader;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(512);
    private long bytes;
    private Scheduler.Task timeout;

    private RequestBody(Request request, int bytesMax, Reader reader) {
        this.request = request;
        this.bytesMax = bytesMax;
        this.reader = reader;
    }

    static void read(Request request, ServerLimits limits, Reader reader) {
        RequestBody body = new RequestBody(request, limits.bodyBytesMax(), reader);
        if (request.getLength() > limits.bodyBytesMax()
                && request.getHeaders().contains(HttpHeader.EXPECT)) {
            body.refuse(Face.Refusal.BODY_TOO_LARGE, false); // Before it is sent
            return;
        }
        body.timeout =
                request.getComponents()
                        .getScheduler()
                        .schedule(
                                () -> body.refuse(Face.Refusal.BODY_INCOMPLETE, false),
                                limits.bodyTimeout());
        body.run();
    }

    @Override
    public void run() {
        while (!ended.get()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                refuse(Face.Refusal.BODY_INCOMPLETE, false);
                return;
            }
            take(chunk.getByteBuffer());
            boolean last = chunk.isLast();
            chunk.release();
            if (bytes > bytesMax && (last || bytes > DISCARDED_BYTES_MAX)) {
                refuse(Face.Refusal.BODY_TOO_LARGE, last);
            } else if (last) {
                complete();
            }
        }
    }

    private void take(ByteBuffer part) {
        bytes += part.remaining();
        if (bytes <= bytesMax) {
            byte[] copy = new byte[part.remaining()];
            part.get(copy);
            body.write(copy, 0, copy.length);
        }
    }

    private void complete() {
        if (ended.compareAndSet(false, true)) {
            timeout.cancel();
            reader.complete(body.toByteArray());
        }
    }

    private void refuse(Face.Refusal refusal, boolean usable) {
        if (ended.compareAndSet(false, true)) {
            if (timeout != null) {
                timeout.cancel();
            }
            reader.refused(refusal, usable);
        }
    }
}
