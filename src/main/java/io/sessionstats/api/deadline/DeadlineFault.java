package io.sessionstats.api.deadline;

import java.util.List;

/**
 * An error as the dialect knows it. Its message is for the caller: it must give nothing away that
 * the caller may not know.
 */
public final class DeadlineFault extends Exception {

    private static final long serialVersionUID = 1L;

    /** What a validation error is about, in the vendor's words. */
    enum Reason {
        CANNOT_PARSE,
        FIELD_VALIDATION_FAILED
    }

    private final String code;
    private final int status;
    private final transient Details details;

    /**
     * What some of the errors say besides; null or empty where they do not.
     *
     * @param retryAfterSeconds how long to wait before another try; 0 for nothing said
     */
    record Details(
            Reason reason,
            List<FieldFault> fields,
            String resourceId,
            String resourceType,
            int retryAfterSeconds) {}

    private DeadlineFault(String code, int status, String message, Details details) {
        super(message, null, false, false); // Is an answer like any other, not worth a trace
        this.code = code;
        this.status = status;
        this.details = details;
    }

    /** The body is no JSON object. */
    static DeadlineFault unreadable(String message) {
        return new DeadlineFault(
                "ValidationException",
                400,
                message,
                new Details(Reason.CANNOT_PARSE, List.of(), null, null, 0));
    }

    /** Some members are not as they must be: all of those that are not. */
    static DeadlineFault invalid(List<FieldFault> fields) {
        String count = fields.size() == 1 ? "1 field is" : fields.size() + " fields are";
        return new DeadlineFault(
                "ValidationException",
                400,
                count + " not valid: see fieldList",
                new Details(Reason.FIELD_VALIDATION_FAILED, List.copyOf(fields), null, null, 0));
    }

    static DeadlineFault accessDenied(String message) {
        return plain("AccessDeniedException", 403, message, 0);
    }

    static DeadlineFault notFound(String resourceType, String resourceId) {
        return new DeadlineFault(
                "ResourceNotFoundException",
                404,
                "There is no " + resourceType + " " + resourceId,
                new Details(null, List.of(), resourceId, resourceType, 0));
    }

    static DeadlineFault throttled(String message, int retryAfterSeconds) {
        return plain("ThrottlingException", 429, message, retryAfterSeconds);
    }

    static DeadlineFault internal(String message, int retryAfterSeconds) {
        return plain("InternalServerErrorException", 500, message, retryAfterSeconds);
    }

    /**
     * The request does not prove whose it is.
     *
     * @param code what AWS calls it, such as {@code InvalidSignatureException}; of a closed list
     */
    public static DeadlineFault unauthenticated(String code, String message) {
        return plain(code, 403, message, 0);
    }

    /** An error of the HTTP layer that the service's model does not have. */
    static DeadlineFault plain(String code, int status, String message, int retryAfterSeconds) {
        return new DeadlineFault(
                code, status, message, new Details(null, List.of(), null, null, retryAfterSeconds));
    }

    public String code() {
        return code;
    }

    public int status() {
        return status;
    }

    Details details() {
        return details;
    }
}
