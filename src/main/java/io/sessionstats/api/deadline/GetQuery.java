package io.sessionstats.api.deadline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The parameters of a Get. Unknown ones are ignored, as AWS does; one that is given twice is
 * refused, since nobody could tell which one is meant.
 *
 * @param maxResults 1 to 100
 * @param nextToken null for the first page
 */
record GetQuery(String aggregationId, int maxResults, String nextToken) {

    static final int RESULTS_MAX = 100;

    private static final Pattern AGGREGATION_ID = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern RESULTS = Pattern.compile("0*([1-9][0-9]?|100)");

    /**
     * Reads a query as sent.
     *
     * @param rawQuery null if there is none
     * @param faults takes what is wrong; if anything is, the result is not to be used
     */
    static GetQuery parse(String rawQuery, List<FieldFault> faults) {
        Map<String, String> values = new HashMap<>();
        for (String parameter : parameters(rawQuery)) {
            int equals = parameter.indexOf('=');
            String rawName = equals < 0 ? parameter : parameter.substring(0, equals);
            String name = PercentEncoding.decode(rawName).orElse("");
            if (!name.equals("aggregationId")
                    && !name.equals("maxResults")
                    && !name.equals("nextToken")) {
                continue;
            }
            String rawValue = equals < 0 ? "" : parameter.substring(equals + 1);
            // What cannot be decoded is no valid value of any of them
            String value = PercentEncoding.decode(rawValue).orElse("");
            if (values.put(name, value) != null) {
                faults.add(new FieldFault(name, "expected only once"));
            }
        }

        String aggregationId = values.get("aggregationId");
        if (aggregationId == null) {
            faults.add(new FieldFault("aggregationId", "required"));
        } else if (!AGGREGATION_ID.matcher(aggregationId).matches()) {
            faults.add(new FieldFault("aggregationId", "expected 32 lower-case hex digits"));
        }
        String maxResults = values.getOrDefault("maxResults", String.valueOf(RESULTS_MAX));
        boolean countable = maxResults.length() <= 9 && RESULTS.matcher(maxResults).matches();
        if (!countable) {
            faults.add(new FieldFault("maxResults", "expected a whole number from 1 to 100"));
        }
        String nextToken = values.get("nextToken");
        if (nextToken != null && nextToken.length() > PageTokens.LENGTH_MAX) {
            faults.add(
                    new FieldFault(
                            "nextToken",
                            "expected at most " + PageTokens.LENGTH_MAX + " characters"));
        }
        return new GetQuery(
                aggregationId, countable ? Integer.parseInt(maxResults) : RESULTS_MAX, nextToken);
    }

    private static List<String> parameters(String rawQuery) {
        List<String> parameters = new ArrayList<>();
        int start = 0;
        while (rawQuery != null && start <= rawQuery.length()) {
            int end = rawQuery.indexOf('&', start);
            end = end < 0 ? rawQuery.length() : end;
            if (end > start) {
                parameters.add(rawQuery.substring(start, end));
            }
            start = end + 1;
        }
        return parameters;
    }
}
