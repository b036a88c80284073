package io.sessionstats.ingest;

/**
 * What a record holds, made fit for a message: short, and without characters that could hide, break
 * lines or upset whoever stores it.
 */
final class Printable {

    private static final int MAX_CHARACTERS = 48;
    private static final String PUNCTUATION = " !\"#$%&'()*+,-./:;<=>?@[]^_`{|}~…";

    private Printable() {}

    /** The text in quotes, cut where it is long; {@code absent} for null. */
    static String quoted(String text) {
        return text == null ? "absent" : '"' + shortened(text) + '"';
    }

    /** The text, cut where it is long. */
    static String shortened(String text) {
        return cut(text, MAX_CHARACTERS);
    }

    /** A sentence of another library, which may hold characters of the record. */
    static String sentence(String text) {
        return cut(text, 4 * MAX_CHARACTERS);
    }

    private static String cut(String text, int maxCharacters) {
        StringBuilder printable = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (i == maxCharacters) {
                return printable.append('…').toString();
            }
            char c = text.charAt(i);
            if (Character.isLetterOrDigit(c) || PUNCTUATION.indexOf(c) >= 0) {
                printable.append(c);
            } else {
                printable.append(String.format("\\u%04x", (int) c));
            }
        }
        return printable.toString();
    }
}
