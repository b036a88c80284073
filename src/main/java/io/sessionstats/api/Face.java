package io.sessionstats.api;

import java.io.IOException;

/**
 * One outward dialect of the API. Any thread may call it; any other exception than those it
 * declares is a fault of the server, which logs it with the request's id and answers by {@link
 * #refuse}.
 */
public interface Face {

    /** For metrics and logs: lower-case letters. */
    String name();

    /** Whether a request is in this dialect, by its path and headers alone; must not block. */
    boolean speaks(RequestHead head);

    /**
     * Answers a request, also one that is wrong or not permitted. May block; the thread is
     * interrupted when the server has waited long enough for it while it stops.
     *
     * @throws IOException if the store cannot be used for now
     */
    Answer answer(ReceivedRequest request) throws IOException, InterruptedException;

    /**
     * Says in this dialect that the server could not or would not take a request; must not block.
     */
    Answer refuse(RequestHead head, Refusal refusal);

    /** Why a request never reached the face, or failed in it. */
    enum Refusal {
        /** The body is longer than the server takes. */
        BODY_TOO_LARGE,
        /** The body did not come in time, or not whole. */
        BODY_INCOMPLETE,
        /** More requests are being answered than the server takes at a time. */
        OVERLOADED,
        /** The store cannot be used for now. */
        STORE_UNAVAILABLE,
        /** A fault of the server. */
        INTERNAL
    }
}
