package io.sessionstats.api.trro;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of a query string or a form body. */
final class FormFields {

    private FormFields() {}

    /**
     * Decodes {@code a=b&c=d}; a plus and {@code %20} are both a space.
     *
     * @param text null is as good as empty
     * @throws TrroException if it is malformed, or names a field twice
     */
    static Map<String, String> parse(String text) throws TrroException {
        Map<String, String> fields = new LinkedHashMap<>();
        if (text == null || text.isEmpty()) {
            return fields;
        }
        int from = 0;
        while (from <= text.length()) {
            int ampersand = text.indexOf('&', from);
            int to = ampersand < 0 ? text.length() : ampersand;
            if (to > from) {
                addField(text.substring(from, to), fields);
            }
            from = to + 1;
        }
        return fields;
    }

    private static void addField(String pair, Map<String, String> fields) throws TrroException {
        int equals = pair.indexOf('=');
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
        if (fields.put(name, value) != null) {
            throw new TrroException(
                    ErrorCode.INVALID_PARAMETER,
                    shown(name) + ": given twice",
                    shown(name) + "：重复出现");
        }
    }

    private static String decoded(String text) throws TrroException {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(encoded.length);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] == '%') {
                int high = i + 2 < encoded.length ? hexDigit(encoded[i + 1]) : -1;
                int low = i + 2 < encoded.length ? hexDigit(encoded[i + 2]) : -1;
                if (high < 0 || low < 0) {
                    throw malformed();
                }
                bytes.put((byte) (high * 16 + low));
                i += 2;
            } else {
                bytes.put(encoded[i] == '+' ? (byte) ' ' : encoded[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw malformed();
        }
    }

    /** Its value; -1 if it is none. */
    private static int hexDigit(byte c) {
        return HexFormat.isHexDigit(c) ? HexFormat.fromHexDigit(c) : -1;
    }

    /** Of parameters, or of a body of them, that cannot be decoded. */
    static TrroException malformed() {
        return new TrroException(
                ErrorCode.INVALID_PARAMETER,
                "expected parameters that are percent-encoded UTF-8",
                "参数应为 UTF-8 的百分号编码");
    }

    /** A name as a message may show it: short, and without what could disturb a log. */
    static String shown(String name) {
        String visible = name.replaceAll("[^\\p{Graph}]", "?");
        return visible.length() <= 64 ? visible : visible.substring(0, 64) + "...";
    }
}
