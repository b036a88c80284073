package io.sessionstats.api;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Connections that refuse a head of too many fields while it comes in. A bound on bytes alone is
 * not enough: a field of four bytes takes more than a hundred in memory.
 */
final class BoundedHeads extends HttpConnectionFactory {

    private final int fieldsMax;

    BoundedHeads(HttpConfiguration configuration, int fieldsMax) {
        super(configuration);
        this.fieldsMax = fieldsMax;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        BoundedConnection connection =
                new BoundedConnection(getHttpConfiguration(), connector, endPoint, fieldsMax);
        connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
        return configure(connection, connector, endPoint);
    }

    private static final class BoundedConnection extends HttpConnection {

        private final int fieldsMax;

        BoundedConnection(
                HttpConfiguration configuration,
                Connector connector,
                EndPoint endPoint,
                int fieldsMax) {
            super(configuration, connector, endPoint);
            this.fieldsMax = fieldsMax;
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
