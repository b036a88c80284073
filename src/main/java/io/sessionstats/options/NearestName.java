package io.sessionstats.options;

import java.util.Collection;
import java.util.Locale;

/** Finds the name that a mistyped one was probably meant to be. */
final class NearestName {

    private NearestName() {}

    /** {@code ; did you mean NAME?}, or nothing where no name is near. */
    static String suggestion(String given, Collection<String> names) {
        String wanted = given.toLowerCase(Locale.ROOT);
        int most = Math.min(4, 1 + wanted.length() / 4);
        String nearest = null;
        int nearestDistance = most + 1;
        for (String name : names) {
            int distance = distance(wanted, name.toLowerCase(Locale.ROOT), most);
            if (distance < nearestDistance
                    || (nearest != null
                            && distance == nearestDistance
                            && name.compareTo(nearest) < 0)) {
                nearest = name;
                nearestDistance = distance;
            }
        }
        return nearest == null ? "" : "; did you mean " + nearest + "?";
    }

    /** Letters to insert, remove or replace to make one of the other (Levenshtein's distance). */
    private static int distance(String left, String right, int most) {
        if (Math.abs(left.length() - right.length()) > most) {
            return most + 1;
        }
        int[] above = new int[right.length() + 1];
        for (int j = 0; j < above.length; j++) {
            above[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] row = new int[right.length() + 1];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = above[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[right.length()];
    }
}
