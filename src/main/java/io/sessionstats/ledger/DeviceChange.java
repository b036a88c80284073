package io.sessionstats.ledger;

import io.sessionstats.session.PackedEvent.PackedDetails;

/**
 * What a session counts for has changed: to be counted for one of its devices.
 *
 * @param keyHigh the first half of the device's key, a hash of its scope and id
 * @param keyLow the second half
 * @param before what the session counted for; null for nothing
 * @param after what it counts for now
 * @param roles of the device in the session: FIELD, REMOTE or both
 * @param deviceAt where in the details the device's id is
 * @param bytes the packed scope, session id and details of the session's start
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared
public record DeviceChange(
        long keyHigh,
        long keyLow,
        Extent before,
        Extent after,
        int roles,
        int deviceAt,
        byte[] bytes) {

    PackedDetails details() {
        return new PackedDetails(bytes);
    }
}
