package io.sessionstats.session;

import java.util.Objects;

/**
 * Whose numbers they are: a render farm or a project of remotely operated devices.
 *
 * @param kind farm or project
 * @param id the farm's or project's id, 1 to 128 characters
 */
public record Scope(Kind kind, String id) {

    /** The two kinds of fleets that sessions belong to. */
    public enum Kind {
        FARM,
        PROJECT
    }

    public Scope {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(id, "id");
    }

    public static Scope farm(String id) {
        return new Scope(Kind.FARM, id);
    }

    public static Scope project(String id) {
        return new Scope(Kind.PROJECT, id);
    }

    /**
     * Reads what {@link #toString()} writes.
     *
     * @throws IllegalArgumentException if the text does not start with {@code farm:} or {@code
     *     project:} or names no id
     */
    public static Scope parse(String text) {
        if (text.startsWith("farm:") && text.length() > 5) {
            return farm(text.substring(5));
        }
        if (text.startsWith("project:") && text.length() > 8) {
            return project(text.substring(8));
        }
        throw new IllegalArgumentException(
                "scope \"" + text + "\": expected farm:<farm id> or project:<project id>");
    }

    /** {@code farm:<id>} or {@code project:<id>}: how options and the store name a scope. */
    @Override
    public String toString() {
        return (kind == Kind.FARM ? "farm:" : "project:") + id;
    }

    /**
     * The same in every JVM, unlike that of a record with an enum in it: Flink spreads keys over
     * processes by their hash.
     */
    @Override
    public int hashCode() {
        return 31 * id.hashCode() + (kind == Kind.FARM ? 1 : 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scope that && kind == that.kind && id.equals(that.id);
    }
}
