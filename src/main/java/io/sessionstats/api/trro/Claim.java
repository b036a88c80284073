package io.sessionstats.api.trro;

import java.util.List;
import java.util.function.Function;

/**
 * What a request says of its signer.
 *
 * @param secretId the key that it names
 * @param given the signature that it has
 * @param signatures the signatures that it may have, given the key's secret
 */
record Claim(String secretId, String given, Function<String, List<String>> signatures) {

    List<String> expected(String secret) {
        return signatures.apply(secret);
    }
}
