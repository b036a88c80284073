package io.sessionstats.api;

import io.sessionstats.session.Scope;
import java.util.Set;

/**
 * Which scopes a key may read.
 *
 * @param all whether it may read everything
 * @param scopes what else it may read
 */
public record Grants(boolean all, Set<Scope> scopes) {

    public static final Grants ALL = new Grants(true, Set.of());

    public Grants {
        scopes = Set.copyOf(scopes);
    }

    public static Grants of(Scope... scopes) {
        return new Grants(false, Set.of(scopes));
    }

    public boolean mayRead(Scope scope) {
        return all || scopes.contains(scope);
    }
}
