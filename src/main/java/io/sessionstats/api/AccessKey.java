package io.sessionstats.api;

import java.util.Objects;

/**
 * An access key (AWS) or secret id (Tencent Cloud), with what it may read.
 *
 * @param id what requests name, 1 to 128 characters
 * @param secret what they are signed with; never shown
 * @param grants the scopes that it may read
 */
public record AccessKey(String id, String secret, Grants grants) {

    public AccessKey {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(secret, "secret");
        Objects.requireNonNull(grants, "grants");
    }

    @Override
    public String toString() {
        return "access key " + id;
    }
}
