package io.sessionstats.api;

import java.util.List;
import java.util.Set;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Takes each request to who answers it: an endpoint of the server, or the face that speaks it. */
final class RequestDispatch extends Handler.Abstract.NonBlocking {

    private static final String LIVE = "/livez";
    private static final String READY = "/readyz";
    private static final String METRICS = "/metrics";
    private static final Set<String> OWN = Set.of(LIVE, READY, METRICS);

    private final List<Face> faces;
    private final FacePool pool;
    private final ServerLimits limits;
    private final BodyMemory bodies;
    private final RecentReadiness readiness;
    private final OpenConnections connections;
    private final ApiMetrics metrics;
    private volatile boolean stopping;

    RequestDispatch(
            List<Face> faces,
            FacePool pool,
            ServerLimits limits,
            RecentReadiness readiness,
            OpenConnections connections,
            ApiMetrics metrics) {
        this.faces = List.copyOf(faces);
        this.pool = pool;
        this.limits = limits;
        this.bodies = new BodyMemory(limits.bodiesBytesMax());
        this.readiness = readiness;
        this.connections = connections;
        this.metrics = metrics;
    }

    /** From now on each answer is the last on its connection, and nobody is told to come here. */
    void stopSoon() {
        stopping = true;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        ReceivedExchange exchange =
                new ReceivedExchange(request, response, callback, connections, metrics);
        if (stopping) {
            exchange.closeAfterwards();
        }
        try {
            dispatch(exchange);
        } catch (RuntimeException e) {
            exchange.fail(e);
        }
        return true;
    }

    /** Of a request that comes while the server stops. */
    void refuse(Request request, Response response, Callback callback) {
        ReceivedExchange exchange =
                new ReceivedExchange(request, response, callback, connections, metrics);
        exchange.closeAfterwards();
        try {
            Face face = faceOf(exchange.head());
            if (face == null) {
                sendMessage(exchange, 503, "the server stops");
            } else {
                exchange.refuse(face, Face.Refusal.OVERLOADED);
            }
        } catch (RuntimeException e) {
            exchange.fail(e);
        }
    }

    private void dispatch(ReceivedExchange exchange) {
        RequestHead head = exchange.head();
        Face face = OWN.contains(head.rawPath()) ? null : faceOf(head);
        if (face == null) {
            exchange.answerOnceRead(limits, bodies, () -> answerOwn(exchange));
        } else {
            exchange.answerBy(face, pool, limits, bodies);
        }
    }

    private Face faceOf(RequestHead head) {
        for (Face face : faces) {
            if (face.speaks(head)) {
                return face;
            }
        }
        return null;
    }

    private void answerOwn(ReceivedExchange exchange) {
        RequestHead head = exchange.head();
        if (!OWN.contains(head.rawPath())) {
            sendMessage(exchange, 404, "there is nothing here");
        } else if (!head.method().equals("GET") && !head.method().equals("HEAD")) {
            exchange.sendOwn(OwnAnswers.methodNotAllowed(head.id()));
        } else if (head.rawPath().equals(LIVE)) {
            sendMessage(exchange, 200, "the server runs");
        } else if (head.rawPath().equals(METRICS)) {
            exchange.sendOwn(OwnAnswers.metrics(head.id(), metrics.text()));
        } else if (stopping) {
            sendMessage(exchange, 503, "the server stops");
        } else {
            readiness
                    .problem()
                    .thenAccept(
                            problem ->
                                    sendMessage(
                                            exchange,
                                            problem == null ? 200 : 503,
                                            problem == null ? "the server is ready" : problem));
        }
    }

    private static void sendMessage(ReceivedExchange exchange, int status, String message) {
        exchange.sendOwn(OwnAnswers.message(exchange.head().id(), status, message));
    }
}
