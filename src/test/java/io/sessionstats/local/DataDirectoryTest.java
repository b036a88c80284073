package io.sessionstats.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir Path parent;

    @Test
    void isHeldByOneRunAtATimeAndKept() throws Exception {
        Path root = parent.resolve("a").resolve("b");
        try (DataDirectory held = DataDirectory.open(root)) {
            Files.createDirectories(held.flinkTemporary().resolve("of-this-run"));
            Files.createDirectories(held.checkpoints());

            assertThatThrownBy(() -> DataDirectory.open(root))
                    .isInstanceOf(LocalStartException.class)
                    .hasMessage(
                            "data directory "
                                    + root
                                    + " (option data-dir) is in use by another jobs/local; stop"
                                    + " that one, or choose another directory");
        }

        try (DataDirectory again = DataDirectory.open(root)) {
            assertThat(again.checkpoints()).exists();
            assertThat(again.flinkTemporary()).doesNotExist();
            assertThat(again.isTemporary()).isFalse();
        }
    }

    @Test
    void fileInItsPlaceIsRefused() throws IOException {
        Path file = Files.createFile(parent.resolve("file"));

        assertThatThrownBy(() -> DataDirectory.open(file))
                .isInstanceOf(LocalStartException.class)
                .hasMessageStartingWith(
                        "data directory " + file + " (option data-dir) cannot be used: ");
    }

    @Test
    void temporaryOneIsRemovedAtTheEnd() throws Exception {
        Path root;
        try (DataDirectory temporary = DataDirectory.temporary(parent)) {
            root = temporary.root();
            Files.createDirectories(temporary.logs());
            Files.writeString(temporary.logs().resolve("local.log"), "said");
            assertThat(temporary.isTemporary()).isTrue();
        }
        assertThat(root).doesNotExist();
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void temporaryOneOfAKilledRunIsRemovedByTheNextAndALivingOneIsNot() throws Exception {
        Path killed = Files.createDirectory(parent.resolve("session-statistics-local-1"));
        Files.createFile(killed.resolve("lock"));
        try (DataDirectory living = DataDirectory.temporary(parent);
                DataDirectory next = DataDirectory.temporary(parent)) {
            assertThat(killed).doesNotExist();
            assertThat(living.root()).exists();
            assertThat(next.root()).exists();
        }
    }
}
