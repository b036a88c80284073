package io.sessionstats.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Speaks to all that is under {@code /face}; keeps what it receives. */
final class TestFace implements Face {

    /** What the face does with a request. */
    @FunctionalInterface
    interface Work {
        String answer(ReceivedRequest request) throws IOException, InterruptedException;
    }

    final BlockingQueue<ReceivedRequest> received = new LinkedBlockingQueue<>();
    volatile Work work = request -> "done";

    @Override
    public String name() {
        return "test";
    }

    @Override
    public boolean speaks(RequestHead head) {
        return head.rawPath().startsWith("/face");
    }

    @Override
    public Answer answer(ReceivedRequest request) throws IOException, InterruptedException {
        received.add(request);
        String text = work.answer(request);
        return text == null ? null : answer(request.head(), "work", Answer.OK, 200, text);
    }

    @Override
    public Answer refuse(RequestHead head, Refusal refusal) {
        int status =
                switch (refusal) {
                    case BODY_TOO_LARGE -> 413;
                    case BODY_INCOMPLETE -> 408;
                    case OVERLOADED, STORE_UNAVAILABLE -> 503;
                    case INTERNAL -> 500;
                };
        return answer(head, Answer.UNKNOWN_OPERATION, refusal.name(), status, refusal.name());
    }

    private static Answer answer(
            RequestHead head, String operation, String outcome, int status, String text) {
        return new Answer(
                operation,
                outcome,
                status,
                Map.of("Content-Type", "application/x-test", "x-request-id", head.id()),
                text.getBytes(UTF_8));
    }
}
