package io.sessionstats.pairing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sessionstats.session.SessionDetails;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * The first 128 bits of the SHA-256 of a start's details: equal details have equal fingerprints,
 * and no two different ones will ever be seen to share one. It is kept in state, so what it is
 * computed from must stay as it is: a detail that is added later counts only where it is present.
 */
record DetailsFingerprint(long high, long low) {

    static DetailsFingerprint of(SessionDetails details) {
        MessageDigest digest = sha256();
        add(digest, 1, details.queueId());
        add(digest, 2, details.fleetId());
        add(digest, 3, details.jobId());
        add(digest, 4, details.jobName());
        add(digest, 5, details.userId());
        add(digest, 6, details.workerId());
        add(digest, 7, details.instanceType());
        add(digest, 8, details.usageType() == null ? null : details.usageType().name());
        add(digest, 9, details.licenseProduct());
        add(
                digest,
                10,
                details.hourlyRateMicroUsd() == null
                        ? null
                        : Long.toString(details.hourlyRateMicroUsd()));
        add(digest, 11, details.fieldDeviceId());
        List<String> remoteDeviceIds = details.remoteDeviceIds();
        for (String remoteDeviceId : remoteDeviceIds) {
            add(digest, 12, remoteDeviceId);
        }
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new DetailsFingerprint(hash.getLong(), hash.getLong());
    }

    /** Adds a member that is present: its number, its length and its text. */
    private static void add(MessageDigest digest, int member, String text) {
        if (text == null) {
            return;
        }
        byte[] bytes = text.getBytes(UTF_8);
        digest.update((byte) member);
        digest.update((byte) (bytes.length >> 8));
        digest.update((byte) bytes.length);
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
