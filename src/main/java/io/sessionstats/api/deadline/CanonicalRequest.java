package io.sessionstats.api.deadline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

/**
 * The text that a signature is over: the request in the one spelling that both sides can arrive at.
 * Any path, query and header can be spelt; nothing is refused here.
 */
final class CanonicalRequest {

    private static final HexFormat UPPER_CASE_HEX = HexFormat.of().withUpperCase();

    private CanonicalRequest() {}

    /**
     * The whole text.
     *
     * @param headerLines {@code name:value}, of the signed headers in their order
     * @param signedHeaders the names of the same headers
     * @param bodySha256 lower-case hex digits
     */
    static String text(
            String method,
            String rawPath,
            String rawQuery,
            List<String> headerLines,
            List<String> signedHeaders,
            String bodySha256) {
        return String.join(
                "\n",
                method,
                path(rawPath),
                query(rawQuery),
                String.join("\n", headerLines) + "\n",
                String.join(";", signedHeaders),
                bodySha256);
    }

    /**
     * The path without empty and dot segments, and with what was sent percent-encoded once more, as
     * every service but S3 has it: {@code %20} becomes {@code %2520}.
     */
    static String path(String rawPath) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : rawPath.split("/", -1)) {
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(encoded(segment.getBytes(UTF_8)));
            }
        }
        boolean endsWithSlash = rawPath.endsWith("/") && !segments.isEmpty();
        return "/" + String.join("/", segments) + (endsWithSlash ? "/" : "");
    }

    /** The parameters in the order of their encoded names and values, each in one spelling. */
    static String query(String rawQuery) {
        if (rawQuery == null) {
            return "";
        }
        List<Parameter> parameters = new ArrayList<>();
        for (String part : rawQuery.split("&", -1)) {
            if (!part.isEmpty()) {
                int equalSign = part.indexOf('=');
                String name = equalSign < 0 ? part : part.substring(0, equalSign);
                String value = equalSign < 0 ? "" : part.substring(equalSign + 1);
                parameters.add(new Parameter(encoded(decoded(name)), encoded(decoded(value))));
            }
        }
        parameters.sort(Comparator.comparing(Parameter::name).thenComparing(Parameter::value));
        return String.join(
                "&", parameters.stream().map(each -> each.name + "=" + each.value).toList());
    }

    private record Parameter(String name, String value) {}

    /** A header's value without blanks around it, and with one space for each run of them. */
    static String headerValue(String value) {
        StringBuilder collapsed = new StringBuilder(value.length());
        boolean afterBlanks = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ' ' || (c >= '\t' && c <= '\r')) {
                afterBlanks = true;
            } else {
                if (afterBlanks && collapsed.length() > 0) {
                    collapsed.append(' ');
                }
                afterBlanks = false;
                collapsed.append(c);
            }
        }
        return collapsed.toString();
    }

    /**
     * The bytes that a percent-encoded text stands for; a percent sign without digits is itself.
     */
    private static byte[] decoded(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%' && i + 2 < bytes.length && areHex(bytes[i + 1], bytes[i + 2])) {
                decoded.write(
                        (HexFormat.fromHexDigit(bytes[i + 1]) << 4)
                                | HexFormat.fromHexDigit(bytes[i + 2]));
                i += 2;
            } else {
                decoded.write(bytes[i]);
            }
        }
        return decoded.toByteArray();
    }

    private static boolean areHex(byte first, byte second) {
        return HexFormat.isHexDigit(first) && HexFormat.isHexDigit(second);
    }

    private static String encoded(byte[] bytes) {
        StringBuilder encoded = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            if (isUnreserved(b)) {
                encoded.append((char) b);
            } else {
                encoded.append('%');
                UPPER_CASE_HEX.toHexDigits(encoded, b);
            }
        }
        return encoded.toString();
    }

    private static boolean isUnreserved(byte b) {
        return (b >= 'A' && b <= 'Z')
                || (b >= 'a' && b <= 'z')
                || (b >= '0' && b <= '9')
                || b == '-'
                || b == '.'
                || b == '_'
                || b == '~';
    }
}
