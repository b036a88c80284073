package io.sessionstats.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sessionstats.session.Scope;
import java.io.IOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads {@code {"keys": [{"accessKeyId": "...", "secret": "...", "scopes": ["farm:...",
 * "project:..."]}]}}, where the scopes {@code ["*"]} are all. Strict: a member that is unknown,
 * missing or given twice is refused. No message repeats what stands in the file, but ids of keys
 * and scopes.
 */
final class CredentialsJson {

    private static final int ID_CHARACTERS_MAX = 128;

    private static final String SCOPES_EXPECTED =
            "expected scopes such as [\"farm:farm-1\", \"project:p1\"], or [\"*\"] for all";

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build();

    private final String file;

    private CredentialsJson(String file) {
        this.file = file;
    }

    /**
     * The keys by their ids.
     *
     * @param file its name, for messages
     */
    static Map<String, AccessKey> read(String file, byte[] content)
            throws CredentialsFormatException {
        return new CredentialsJson(file).keys(content);
    }

    private Map<String, AccessKey> keys(byte[] content) throws CredentialsFormatException {
        JsonNode root;
        try {
            root = JSON.readTree(content);
        } catch (JsonProcessingException e) {
            // Its message may quote what stands there
            throw new CredentialsFormatException(
                    "credentials file %s, line %d, column %d: expected JSON, each member once"
                            .formatted(
                                    file,
                                    e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                                    e.getLocation() == null ? 1 : e.getLocation().getColumnNr()));
        } catch (IOException e) {
            throw new CredentialsFormatException(
                    "credentials file %s: expected UTF-8 JSON".formatted(file));
        }
        requireMembers(root, "", List.of("keys"));
        JsonNode keys = root.get("keys");
        if (!keys.isArray()) {
            throw fault("keys", "expected an array of keys");
        }
        Map<String, AccessKey> byId = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            String path = "keys[" + i + "]";
            AccessKey key = key(keys.get(i), path);
            if (byId.put(key.id(), key) != null) {
                throw fault(
                        path + ".accessKeyId",
                        "expected another id than those before it, \"" + key.id() + "\" is one");
            }
        }
        return byId;
    }

    private AccessKey key(JsonNode key, String path) throws CredentialsFormatException {
        requireMembers(key, path, List.of("accessKeyId", "secret", "scopes"));
        String id = text(key.get("accessKeyId"));
        if (id == null || !id.matches("[A-Za-z0-9._-]{1,128}")) {
            throw fault(
                    path + ".accessKeyId",
                    "expected 1 to 128 letters, digits, dots, hyphens and underscores");
        }
        String secret = text(key.get("secret"));
        if (secret == null || !secret.matches("[\\x21-\\x7e]{1,256}")) {
            throw fault(
                    path + ".secret", "expected 1 to 256 printable ASCII characters, no blanks");
        }
        return new AccessKey(id, secret, grants(key.get("scopes"), path + ".scopes"));
    }

    private Grants grants(JsonNode scopes, String path) throws CredentialsFormatException {
        if (!scopes.isArray() || scopes.isEmpty()) {
            throw fault(path, SCOPES_EXPECTED);
        }
        if (scopes.size() == 1 && "*".equals(text(scopes.get(0)))) {
            return Grants.ALL;
        }
        Set<Scope> granted = new HashSet<>();
        for (int i = 0; i < scopes.size(); i++) {
            String place = path + "[" + i + "]";
            Scope scope;
            try {
                String text = text(scopes.get(i));
                scope = Scope.parse(text == null ? "" : text);
            } catch (IllegalArgumentException e) {
                throw fault(place, SCOPES_EXPECTED);
            }
            if (scope.id().length() > ID_CHARACTERS_MAX) {
                throw fault(place, "expected an id of at most 128 characters");
            }
            if (!granted.add(scope)) {
                throw fault(place, "expected each scope once, not " + scope + " again");
            }
        }
        return new Grants(false, granted);
    }

    private void requireMembers(JsonNode object, String path, List<String> members)
            throws CredentialsFormatException {
        String expected = "expected an object with members " + String.join(", ", members);
        if (!object.isObject()) {
            throw fault(path, expected);
        }
        String prefix = path.isEmpty() ? "" : path + ".";
        for (String member : members) {
            if (!object.has(member)) {
                throw fault(prefix + member, "is missing; " + expected);
            }
        }
        int place = 0;
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            place++;
            if (!members.contains(names.next())) {
                throw fault(path, "its member number " + place + " is unknown; " + expected);
            }
        }
    }

    private CredentialsFormatException fault(String path, String message) {
        return new CredentialsFormatException(
                "credentials file %s: %s%s"
                        .formatted(file, path.isEmpty() ? "" : path + ": ", message));
    }

    /** Null for what is no text. */
    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : null;
    }
}
