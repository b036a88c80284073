package io.sessionstats.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresDatabaseTest {

    private static final String URL = "jdbc:postgresql://db:5432/stats";

    @ParameterizedTest
    @ValueSource(strings = {"", "Upper", "pg_mine", "1st", "with space", "quo\"te", "a;b"})
    void oddSchemaNamesAreRefused(String schema) {
        assertThatThrownBy(() -> new PostgresDatabase(URL, "u", PasswordSource.none(), schema))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + schema + "\"");
    }

    @Test
    void otherUrlsAreRefused() {
        assertThatThrownBy(
                        () ->
                                new PostgresDatabase(
                                        "jdbc:mysql://db/stats",
                                        "u",
                                        PasswordSource.none(),
                                        PostgresDatabase.DEFAULT_SCHEMA))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("jdbc:mysql://db/stats")
                .hasMessageContaining("jdbc:postgresql://");
    }

    @Test
    void passwordInTheUrlIsRefusedWithoutRepeatingIt() {
        assertThatThrownBy(
                        () ->
                                new PostgresDatabase(
                                        URL + "?user=u&password=s3cret",
                                        "u",
                                        PasswordSource.none(),
                                        PostgresDatabase.DEFAULT_SCHEMA))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void passwordIsReadAnewAndNotSerialised(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("password");
        Files.writeString(file, "first\n");
        PostgresDatabase database =
                new PostgresDatabase(
                        URL,
                        "u",
                        PasswordSource.file(file.toString()),
                        PostgresDatabase.DEFAULT_SCHEMA);
        assertThat(database.password().read()).isEqualTo("first");
        byte[] bytes = serialized(database);
        Files.writeString(file, "second");

        PostgresDatabase copy =
                (PostgresDatabase)
                        new ObjectInputStream(new ByteArrayInputStream(bytes)).readObject();

        assertThat(copy).isEqualTo(database);
        assertThat(copy.password().read()).isEqualTo("second");
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("first");
    }

    @Test
    void unsetVariableMeansNoPassword() throws IOException {
        assertThat(PasswordSource.environmentVariable("NO_SUCH_VARIABLE").read()).isNull();
    }

    private static byte[] serialized(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }
}
