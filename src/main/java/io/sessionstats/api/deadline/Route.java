package io.sessionstats.api.deadline;

import io.sessionstats.api.Answer;
import io.sessionstats.api.RequestHead;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a request goes. Found on the path as sent, since a label may hold an encoded slash.
 *
 * @param known whether the path is one of the face's
 * @param operation null if the path is not known, or not with that method
 * @param farmLabel the farm's id as sent, percent-encoded; null if the path is not known
 */
record Route(boolean known, Operation operation, String farmLabel) {

    static final String ROOT = "/2023-10-12";

    private static final Pattern PATH =
            Pattern.compile(ROOT + "/farms/([^/]*)/sessions-statistics-aggregation");

    static Route of(RequestHead head) {
        Matcher path = PATH.matcher(head.rawPath());
        if (!path.matches()) {
            return new Route(false, null, null);
        }
        for (Operation operation : Operation.values()) {
            if (operation.method.equals(head.method())) {
                return new Route(true, operation, path.group(1));
            }
        }
        return new Route(true, null, path.group(1));
    }

    /** For metrics. */
    String operationName() {
        return operation == null ? Answer.UNKNOWN_OPERATION : operation.wireName;
    }
}
