package io.sessionstats.api;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers what is no HTTP, before a handler sees it, and what went wrong in a handler. */
final class HttpFaults implements Request.Handler {

    private final ApiMetrics metrics;

    HttpFaults(ApiMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        GuardedConnections.whileNobodyReads(request, () -> answer(request, response, callback));
        return true;
    }

    private void answer(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        String message = HttpStatus.getMessage(status);
        // The reason of a fault of the caller's is about what was sent; others stay in the log.
        if (request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof HttpException fault
                && status < 500
                && fault.getReason() != null) {
            message = fault.getReason();
        }
        metrics.httpFault(status);
        Answer answer = OwnAnswers.message(UUID.randomUUID().toString(), status, message);
        answer.headers().forEach(response.getHeaders()::put);
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
    }
}
