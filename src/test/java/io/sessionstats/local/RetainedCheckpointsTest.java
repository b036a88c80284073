package io.sessionstats.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetainedCheckpointsTest {

    @TempDir Path checkpoints;

    @Test
    void noneWithoutDirectoryOrCheckpoint() throws IOException {
        assertThat(RetainedCheckpoints.newest(checkpoints.resolve("none"))).isEmpty();
        assertThat(RetainedCheckpoints.newest(checkpoints)).isEmpty();
    }

    @Test
    void highestNumberOfAnyJobIsTheNewest() throws IOException {
        checkpoint("job1", "chk-9", "metadata");
        Path newest = checkpoint("job1", "chk-10", "metadata");
        checkpoint("job2", "chk-2", "metadata");

        assertThat(RetainedCheckpoints.newest(checkpoints)).contains(newest);
    }

    @Test
    void laterOfTwoWithTheSameNumberIsTheNewest() throws IOException {
        Path older = checkpoint("job1", "chk-3", "metadata");
        Path newer = checkpoint("job2", "chk-3", "metadata");
        Files.setLastModifiedTime(older.resolve("_metadata"), FileTime.fromMillis(1_000));
        Files.setLastModifiedTime(newer.resolve("_metadata"), FileTime.fromMillis(2_000));

        assertThat(RetainedCheckpoints.newest(checkpoints)).contains(newer);
    }

    @Test
    void incompleteOnesAndOtherDirectoriesAreLeftOut() throws IOException {
        Path complete = checkpoint("job1", "chk-1", "metadata");
        checkpoint("job1", "chk-2", "");
        Files.createDirectories(checkpoints.resolve("job1").resolve("chk-3"));
        Files.createDirectories(checkpoints.resolve("job1").resolve("shared"));
        checkpoint("job1", "chk-x", "metadata");
        checkpoint("job1", "savepoint-9", "metadata");

        assertThat(RetainedCheckpoints.newest(checkpoints)).contains(complete);
    }

    private Path checkpoint(String job, String name, String metadata) throws IOException {
        Path directory = Files.createDirectories(checkpoints.resolve(job).resolve(name));
        Files.writeString(directory.resolve("_metadata"), metadata);
        return directory;
    }
}
