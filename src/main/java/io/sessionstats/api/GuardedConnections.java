package io.sessionstats.api;

import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Connections that hold where Jetty's do not (12.1.13):
 *
 * <ul>
 *   <li>A head of too many fields is refused while it comes in. A bound on bytes alone is not
 *       enough: a field of four bytes takes more than a hundred in memory.
 *   <li>One thread at a time reads. Jetty has what is no HTTP answered by a second thread, which
 *       reads on when it has answered, while the first may not have left: both then give back the
 *       same buffer, and two other connections get it and lose their requests.
 * </ul>
 */
final class GuardedConnections extends HttpConnectionFactory {

    private final int fieldsMax;

    GuardedConnections(HttpConfiguration configuration, int fieldsMax) {
        super(configuration);
        this.fieldsMax = fieldsMax;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        GuardedConnection connection =
                new GuardedConnection(getHttpConfiguration(), connector, endPoint, fieldsMax);
        connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
        return configure(connection, connector, endPoint);
    }

    /** Answers a request once no thread reads from its connection any more. */
    static void whileNobodyReads(Request request, Runnable answer) {
        if (request.getConnectionMetaData().getConnection() instanceof GuardedConnection guarded) {
            guarded.whileNobodyReads(answer);
        } else {
            answer.run();
        }
    }

    private static final class GuardedConnection extends HttpConnection {

        private final int fieldsMax;
        private final ReentrantLock reading = new ReentrantLock();

        GuardedConnection(
                HttpConfiguration configuration,
                Connector connector,
                EndPoint endPoint,
                int fieldsMax) {
            super(configuration, connector, endPoint);
            this.fieldsMax = fieldsMax;
        }

        @Override
        public void onFillable() {
            whileNobodyReads(super::onFillable);
        }

        private void whileNobodyReads(Runnable action) {
            reading.lock();
            try {
                action.run();
            } finally {
                reading.unlock();
            }
        }

        @Override
        protected RequestHandler newRequestHandler() {
            return new CountingHandler();
        }

        private final class CountingHandler extends RequestHandler {

            private int fields;

            @Override
            public void messageBegin() {
                fields = 0;
                super.messageBegin();
            }

            @Override
            public void parsedHeader(HttpField field) {
                count();
                super.parsedHeader(field);
            }

            @Override
            public void parsedTrailer(HttpField field) {
                count();
                super.parsedTrailer(field);
            }

            private void count() {
                fields++;
                if (fields > fieldsMax) {
                    throw new HttpException.RuntimeException(
                            HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431,
                            "expected at most " + fieldsMax + " header fields");
                }
            }
        }
    }
}
