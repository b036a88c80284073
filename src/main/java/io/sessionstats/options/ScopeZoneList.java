package io.sessionstats.options;

import io.sessionstats.session.Scope;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code project:nasa-ames=America/Los_Angeles,farm:f1=UTC}. An id may hold {@code =} and
 * {@code :} (a pair is split at its last {@code =}); a backslash takes the next character for
 * itself, so a comma within an id is written {@code \,}.
 */
final class ScopeZoneList {

    private ScopeZoneList() {}

    /**
     * The zones of the scopes that the text names.
     *
     * @throws IllegalArgumentException if it is not such a list, or a scope stands in it twice
     */
    static Map<Scope, ZoneId> parse(String text) {
        Map<Scope, ZoneId> zones = new LinkedHashMap<>();
        for (String pair : pairs(text)) {
            int split = pair.lastIndexOf('=');
            if (split < 0) {
                throw new IllegalArgumentException(expected("\"" + pair + "\" has no ="));
            }
            Scope scope;
            try {
                scope = Scope.parse(pair.substring(0, split));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(expected(e.getMessage()), e);
            }
            if (scope.id().length() > 128) {
                throw new IllegalArgumentException(
                        expected("the id of " + scope + " is longer than 128 characters"));
            }
            String zone = pair.substring(split + 1);
            try {
                if (zones.put(scope, TimeZones.parse(zone)) != null) {
                    throw new IllegalArgumentException(scope + " stands in the list twice");
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "\"" + zone + "\" of " + scope + ": " + e.getMessage(), e);
            }
        }
        return zones;
    }

    private static List<String> pairs(String text) {
        List<String> pairs = new ArrayList<>();
        if (text.isBlank()) {
            return pairs;
        }
        StringBuilder pair = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',') {
                pairs.add(pair.toString());
                pair.setLength(0);
            } else if (c != '\\') {
                pair.append(c);
            } else if (++i < text.length()) {
                pair.append(text.charAt(i));
            } else {
                throw new IllegalArgumentException(expected("it ends in a backslash"));
            }
        }
        pairs.add(pair.toString());
        return pairs;
    }

    private static String expected(String why) {
        return "expected farm:ID=ZONE or project:ID=ZONE, several with commas between them"
                + " (a comma within an id as \\,): "
                + why;
    }
}
