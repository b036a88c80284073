package io.sessionstats.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.session.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsFileTest {

    @TempDir Path directory;

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void keysAreReadWithTheirScopes() throws Exception {
        CredentialsFile credentials =
                open(
                        write(
                                "keys.json",
                                """
                                {"keys": [
                                  {"accessKeyId": "A.1_-", "secret": "s/+=",
                                   "scopes": ["farm:farm-1", "project:p,1"]},
                                  {"accessKeyId": "B", "secret": "t", "scopes": ["*"]}]}
                                """));

        AccessKey key = credentials.find("A.1_-");
        assertThat(key.secret()).isEqualTo("s/+=");
        assertThat(key.grants().mayRead(Scope.farm("farm-1"))).isTrue();
        assertThat(key.grants().mayRead(Scope.project("p,1"))).isTrue();
        assertThat(key.grants().mayRead(Scope.project("farm-1"))).isFalse();
        assertThat(credentials.find("B").grants().mayRead(Scope.farm("any"))).isTrue();
        assertThat(credentials.find("a.1_-")).isNull();
        assertThat(credentials.toString() + key).doesNotContain("s/+=");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        ``                               | expected an object with members keys
        []                               | expected an object with members keys
        {"keys": [hunter2]}              | , line 1, column 1
        {"keys": []} x                   | expected JSON
        {"keys": [], "keys": []}         | expected JSON, each member once
        {"keys": {}}                     | keys: expected an array of keys
        {}                               | keys: is missing; expected an object with members keys
        {"keys": [], "hunter2": 1}       | its member number 2 is unknown; expected an object with members keys
        {"keys": [1]}                    | keys[0]: expected an object with members accessKeyId, secret, scopes
        {"keys": [{"accessKeyId": "a", "scopes": ["*"]}]} | keys[0].secret: is missing
        {"keys": [{"accessKeyId": "a b", "secret": "hunter2", "scopes": ["*"]}]} | keys[0].accessKeyId: expected 1 to 128 letters
        {"keys": [{"accessKeyId": "a", "secret": "", "scopes": ["*"]}]} | keys[0].secret: expected 1 to 256 printable
        {"keys": [{"accessKeyId": "a", "secret": "hunter2 ", "scopes": ["*"]}]} | keys[0].secret: expected 1 to 256 printable
        {"keys": [{"accessKeyId": "a", "secret": 5, "scopes": ["*"]}]} | keys[0].secret: expected 1 to 256 printable
        {"keys": [{"accessKeyId": "a", "secret": "hunter2", "scopes": []}]} | keys[0].scopes: expected scopes such as
        {"keys": [{"accessKeyId": "a", "secret": "hunter2", "scopes": "*"}]} | keys[0].scopes: expected scopes such as
        {"keys": [{"accessKeyId": "a", "secret": "hunter2", "scopes": ["farm:x", "*"]}]} | keys[0].scopes[1]: expected scopes such as
        {"keys": [{"accessKeyId": "a", "secret": "hunter2", "scopes": ["farm:x", "farm:x"]}]} | keys[0].scopes[1]: expected each scope once, not farm:x again
        {"keys": [{"accessKeyId": "a", "secret": "hunter2", "scopes": ["*"]}, {"accessKeyId": "a", "secret": "t", "scopes": ["*"]}]} | keys[1].accessKeyId: expected another id
        """)
    void badFileIsRefusedNamingThePlaceAndNoSecret(String content, String message)
            throws IOException {
        Path file = write("keys.json", content);

        assertThatThrownBy(() -> open(file))
                .isInstanceOf(CredentialsFormatException.class)
                .hasMessageStartingWith("credentials file " + file)
                .hasMessageContaining(message)
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    @Test
    void missingFileIsSaid() {
        assertThatThrownBy(() -> open(directory.resolve("none")))
                .isInstanceOf(IOException.class)
                .hasMessage("credentials file " + directory.resolve("none") + ": no such file");
    }

    /** Without end, as a device is; a pipe, which only keeps its reader waiting, is told alike. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void deviceInItsPlaceIsRefused() throws Exception {
        Path file = write("keys.json", keys("a", "first"));
        CredentialsFile credentials = open(file);

        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/zero"));
        aSecondPasses();

        assertThat(credentials.find("a").secret()).isEqualTo("first");
        assertThat(credentials.problem()).endsWith("expected a regular file");
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(CredentialsFormatException.class)
                .hasMessageEndingWith("expected a regular file");
    }

    @Test
    void fileIsLookedAtOnceASecondAtMost() throws Exception {
        Path file = write("keys.json", keys("a", "first"));
        CredentialsFile credentials = open(file);
        write("keys.json", keys("a", "other"));

        nanos.addAndGet(999_999_999);
        assertThat(credentials.find("a").secret()).isEqualTo("first");
        nanos.addAndGet(1);
        assertThat(credentials.find("a").secret()).isEqualTo("other");
    }

    @Test
    void anotherFileMayTakeItsPlace() throws Exception {
        Path file = write("keys.json", keys("a", "first"));
        CredentialsFile credentials = open(file);

        Files.move(
                write("new.json", keys("b", "second")),
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        aSecondPasses();

        assertThat(credentials.find("a")).isNull();
        assertThat(credentials.find("b")).isNotNull();
    }

    @Test
    void linkMayBeTurnedToAnotherDirectory() throws Exception {
        Files.createDirectory(directory.resolve("v1"));
        Files.createDirectory(directory.resolve("v2"));
        write("v1/keys.json", keys("a", "first"));
        write("v2/keys.json", keys("a", "other"));
        Path data = Files.createSymbolicLink(directory.resolve("data"), Path.of("v1"));
        Path file = Files.createSymbolicLink(directory.resolve("keys"), Path.of("data/keys.json"));
        CredentialsFile credentials = open(file);

        Path turned = Files.createSymbolicLink(directory.resolve("new"), Path.of("v2"));
        Files.move(turned, data, StandardCopyOption.ATOMIC_MOVE);
        aSecondPasses();

        assertThat(credentials.find("a").secret()).isEqualTo("other");
    }

    @Test
    void badOrMissingNewVersionKeepsTheOldUntilAGoodOneComes() throws Exception {
        Path file = write("keys.json", keys("a", "first"));
        CredentialsFile credentials = open(file);
        assertThat(credentials.problem()).isNull();

        write("keys.json", "{\"keys\": [hunter2");
        aSecondPasses();
        assertThat(credentials.find("a").secret()).isEqualTo("first");
        assertThat(credentials.problem()).contains("expected JSON").doesNotContain("hunter2");

        Files.delete(file);
        aSecondPasses();
        assertThat(credentials.find("a").secret()).isEqualTo("first");
        assertThat(credentials.problem()).contains("cannot be read");

        write("keys.json", keys("a", "third"));
        aSecondPasses();
        assertThat(credentials.find("a").secret()).isEqualTo("third");
        assertThat(credentials.problem()).isNull();
    }

    @Test
    void changeIsSeenWithoutUse() throws Exception {
        Path file = write("keys.json", keys("a", "first"));
        try (CredentialsFile credentials = CredentialsFile.open(file)) {
            write("keys.json", "no JSON");

            Awaitility.await().forever().until(() -> credentials.problem() != null);
        }
    }

    @Test
    void localKeyMayReadEverything() {
        LocalCredentials credentials = new LocalCredentials();

        assertThat(credentials.find("local").secret()).isEqualTo("local-secret");
        assertThat(credentials.find("local").grants().mayRead(Scope.farm("any"))).isTrue();
        assertThat(credentials.find("other")).isNull();
    }

    private void aSecondPasses() {
        nanos.addAndGet(1_000_000_000);
    }

    private CredentialsFile open(Path file) throws Exception {
        return new CredentialsFile(file, nanos::get);
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private static String keys(String id, String secret) {
        return """
               {"keys": [{"accessKeyId": "%s", "secret": "%s", "scopes": ["*"]}]}"""
                .formatted(id, secret);
    }
}
