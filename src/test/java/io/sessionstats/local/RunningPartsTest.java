package io.sessionstats.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningPartsTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final RunningParts parts =
            new RunningParts(new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8)));
    private final List<String> stopped = new ArrayList<>();

    @Test
    void partsStopOnceInReverseOrderAlsoWhenOneFailsTo() throws Exception {
        start("first");
        parts.start(
                "second",
                () ->
                        () -> {
                            throw new IllegalStateException("stuck");
                        });
        start("third");

        assertThat(parts.stop()).isTrue();
        assertThat(parts.stop()).isFalse();

        assertThat(stopped).containsExactly("third", "first");
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("second did not stop cleanly: java.lang.IllegalStateException: stuck");
    }

    @Test
    void partThatFailsToStartIsNotStopped() throws Exception {
        start("first");

        assertThatThrownBy(
                        () ->
                                parts.start(
                                        "second",
                                        () -> {
                                            throw new IllegalStateException("no port");
                                        }))
                .hasMessage("no port");

        parts.stop();
        assertThat(stopped).containsExactly("first");
    }

    @Test
    void nothingStartsAfterTheStop() throws Exception {
        parts.stop();

        assertThatThrownBy(() -> start("late")).isInstanceOf(InterruptedException.class);
        assertThat(parts.isStopping()).isTrue();
    }

    private void start(String name) throws Exception {
        parts.start(name, () -> () -> stopped.add(name));
    }
}
