package io.sessionstats.api.deadline;

import io.sessionstats.api.deadline.AuthenticationException.Code;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * What an {@code Authorization} header of Signature Version 4 says, none of it verified yet:
 *
 * <pre>
 * AWS4-HMAC-SHA256 Credential=KEY/20261122/us-west-2/deadline/aws4_request,
 *     SignedHeaders=host;x-amz-date, Signature=HEX
 * </pre>
 *
 * @param accessKeyId never empty
 * @param date the scope's day in UTC, {@code yyyymmdd}
 * @param region the scope's region; whichever the client is configured with
 * @param service the scope's service
 * @param terminator the scope's last part
 * @param signedHeaders names in lower case, in their order, no repeats
 * @param signature hex digits
 */
record AuthorizationHeader(
        String accessKeyId,
        String date,
        String region,
        String service,
        String terminator,
        List<String> signedHeaders,
        String signature) {

    static final String ALGORITHM = "AWS4-HMAC-SHA256";

    /** Clients send some hundred; who sends more wants something else. */
    private static final int LENGTH_MAX = 8192;

    private static final List<String> PARAMETERS =
            List.of("Credential", "SignedHeaders", "Signature");
    private static final int CREDENTIAL_PARTS = 5;

    AuthorizationHeader {
        signedHeaders = List.copyOf(signedHeaders);
    }

    /**
     * @throws AuthenticationException INCOMPLETE_SIGNATURE, if it is not of this form
     */
    static AuthorizationHeader parse(String text) throws AuthenticationException {
        if (text.length() > LENGTH_MAX) {
            throw incomplete("expected at most " + LENGTH_MAX + " characters");
        }
        if (!text.startsWith(ALGORITHM + " ")) {
            throw incomplete("expected the algorithm '" + ALGORITHM + "'");
        }
        Map<String, String> parameters = parameters(text.substring(ALGORITHM.length() + 1));
        String[] credential = parameters.get("Credential").split("/", -1);
        if (credential.length != CREDENTIAL_PARTS || credential[0].isEmpty()) {
            throw incomplete(
                    "expected a Credential of the form"
                            + " '<access key id>/<yyyymmdd>/<region>/deadline/aws4_request'");
        }
        return new AuthorizationHeader(
                credential[0],
                credential[1],
                credential[2],
                credential[3],
                credential[4],
                headerNames(parameters.get("SignedHeaders")),
                parameters.get("Signature"));
    }

    private static Map<String, String> parameters(String text) throws AuthenticationException {
        Map<String, String> parameters = new HashMap<>();
        for (String part : text.split(",", -1)) {
            String parameter = part.strip();
            int equalSign = parameter.indexOf('=');
            if (equalSign < 0) {
                throw incomplete("expected key=value pairs (missing equal-sign)");
            }
            String name = parameter.substring(0, equalSign);
            String value = parameter.substring(equalSign + 1);
            if (!PARAMETERS.contains(name)) {
                throw incomplete("expected no parameters but " + PARAMETERS);
            }
            if (parameters.put(name, value) != null) {
                throw incomplete("expected one '" + name + "' parameter");
            }
        }
        for (String name : PARAMETERS) {
            if (!parameters.containsKey(name)) {
                throw incomplete("Authorization header requires '" + name + "' parameter");
            }
        }
        return parameters;
    }

    private static List<String> headerNames(String text) throws AuthenticationException {
        List<String> names = List.of(text.split(";", -1));
        if (!names.stream().allMatch(AuthorizationHeader::isHeaderName)
                || new HashSet<>(names).size() < names.size()) {
            throw incomplete(
                    "expected SignedHeaders of the form 'host;x-amz-date':"
                            + " names in lower case, without repeats");
        }
        return names;
    }

    private static boolean isHeaderName(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(
                                c ->
                                        (c >= 'a' && c <= 'z')
                                                || (c >= '0' && c <= '9')
                                                || c == '-'
                                                || c == '_'
                                                || c == '.');
    }

    private static AuthenticationException incomplete(String message) {
        return new AuthenticationException(
                Code.INCOMPLETE_SIGNATURE, "Authorization header: " + message + ".");
    }
}
