package io.sessionstats.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request whose head has been received, until it is answered; that happens once. */
final class ReceivedExchange {

    private static final Logger LOG = LoggerFactory.getLogger(ReceivedExchange.class);

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final OpenConnections connections;
    private final ApiMetrics metrics;
    private final RequestHead head;
    private final long beginNanos = System.nanoTime();

    ReceivedExchange(
            Request request,
            Response response,
            Callback callback,
            OpenConnections connections,
            ApiMetrics metrics) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.connections = connections;
        this.metrics = metrics;
        this.head = head(request);
        metrics.requestBegins();
        connections.requestBegins(request.getConnectionMetaData().getConnection());
        // A face may take longer over its answer than a connection may be idle.
        request.addIdleTimeoutListener(timeout -> false);
    }

    private static RequestHead head(Request request) {
        HttpURI uri = request.getHttpURI();
        List<RequestHead.Header> headers = new ArrayList<>(request.getHeaders().size());
        for (HttpField field : request.getHeaders()) {
            String value = field.getValue();
            headers.add(new RequestHead.Header(field.getName(), value == null ? "" : value));
        }
        return new RequestHead(
                UUID.randomUUID().toString(),
                request.getMethod(),
                uri.getPath() == null ? "" : uri.getPath(),
                uri.getQuery(),
                headers,
                Instant.now());
    }

    RequestHead head() {
        return head;
    }

    /** Has a face answer, on one of the pool's threads, once the body is there. */
    void answerBy(Face face, FacePool pool, ServerLimits limits, BodyMemory memory) {
        RequestBody.read(
                request,
                limits,
                memory,
                new RequestBody.Reader() {
                    @Override
                    public void complete(byte[] body) {
                        if (!pool.tryRun(() -> answerNow(face, body))) {
                            refuse(face, Face.Refusal.OVERLOADED);
                        }
                    }

                    @Override
                    public void refused(Face.Refusal refusal, boolean usable) {
                        if (!usable) {
                            closeAfterwards();
                        }
                        refuse(face, refusal);
                    }
                });
    }

    /**
     * Has the server itself answer once the body, which it has no use for, has come: if it answered
     * and closed before, clients that send all before they look for an answer would never see it.
     */
    void answerOnceRead(ServerLimits limits, BodyMemory memory, Runnable answer) {
        RequestBody.read(
                request,
                limits,
                memory,
                new RequestBody.Reader() {
                    @Override
                    public void complete(byte[] body) {
                        try {
                            answer.run();
                        } catch (RuntimeException e) {
                            fail(e);
                        }
                    }

                    @Override
                    public void refused(Face.Refusal refusal, boolean usable) {
                        if (!usable) {
                            closeAfterwards();
                        }
                        complete(new byte[0]);
                    }
                });
    }

    private void answerNow(Face face, byte[] body) {
        Answer answer;
        try {
            answer = Objects.requireNonNull(face.answer(new ReceivedRequest(head, body)), "answer");
        } catch (IOException e) {
            LOG.warn("request {}: the store cannot be used for now", head.id(), e);
            refuse(face, Face.Refusal.STORE_UNAVAILABLE);
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            refuse(face, Face.Refusal.OVERLOADED); // The server stops
            return;
        } catch (RuntimeException | Error e) {
            LOG.error("request {} failed in face {}", head.id(), face.name(), e);
            refuse(face, Face.Refusal.INTERNAL);
            return;
        }
        send(face, answer);
    }

    /** Says in the face's dialect that it will not answer. */
    void refuse(Face face, Face.Refusal refusal) {
        Answer answer;
        try {
            answer = Objects.requireNonNull(face.refuse(head, refusal), "answer");
        } catch (RuntimeException e) {
            fail(e);
            return;
        }
        send(face, answer);
    }

    /** Answers that the server has a fault, where not even a face can say so. */
    void fail(Exception fault) {
        LOG.error("request {} failed", head.id(), fault);
        sendOwn(OwnAnswers.message(head.id(), 500, "Internal Server Error"));
    }

    /** Has the connection closed when the answer has been sent. */
    void closeAfterwards() {
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }

    /** Sends an answer of the server itself. */
    void sendOwn(Answer answer) {
        if (answer.status() >= 400 && answer.status() != 503) {
            metrics.httpFault(answer.status());
        }
        send(answer, "server");
    }

    private void send(Face face, Answer answer) {
        metrics.answered(face, answer, System.nanoTime() - beginNanos);
        send(answer, face.name());
    }

    private void send(Answer answer, String by) {
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "{} {} {} -> {} by {}: {} {}, {} us",
                    head.id(),
                    head.method(),
                    head.rawPath(),
                    answer.status(),
                    by,
                    answer.operation(),
                    answer.outcome(),
                    (System.nanoTime() - beginNanos) / 1_000);
        }
        metrics.requestEnds();
        connections.requestEnds(request.getConnectionMetaData().getConnection());
        response.setStatus(answer.status());
        answer.headers().forEach(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
    }
}
