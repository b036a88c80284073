package io.sessionstats.api.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The vendor's JavaScript client, run by Node: {@code src/test/node/deadline.mjs}. Needs {@code npm
 * ci} there, and so runs with the profile {@code node} only.
 */
@Tag("node")
class DeadlineNodeIT {

    @Test
    void javaScriptClientIsServed() throws Exception {
        try (DeadlineServer server = new DeadlineServer()) {
            ProcessBuilder node =
                    new ProcessBuilder("node", "--test", "deadline.mjs")
                            .directory(Path.of("src/test/node").toFile())
                            .inheritIO();
            node.environment().put("DEADLINE_PORT", String.valueOf(server.port()));

            assertThat(node.start().waitFor()).isZero();
        }
    }
}
