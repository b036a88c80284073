package io.sessionstats.job;

import io.sessionstats.session.Scope;

/**
 * The key of a session or a device: its scope and its id in one string, which takes a third of the
 * memory of three nested objects in every entry of the state.
 */
final class ScopedKey {

    /** No id has this character, so a key stands for one scope and one id only. */
    private static final char SEPARATOR = '\0';

    private ScopedKey() {}

    static String of(Scope scope, String id) {
        return scope.toString() + SEPARATOR + id;
    }

    static Scope scope(String key) {
        return Scope.parse(key.substring(0, key.indexOf(SEPARATOR)));
    }

    static String id(String key) {
        return key.substring(key.indexOf(SEPARATOR) + 1);
    }
}
