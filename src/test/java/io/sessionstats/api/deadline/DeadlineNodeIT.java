package io.sessionstats.api.deadline;

import static java.nio.charset.StandardCharsets.UTF_8;
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
            ProcessBuilder command =
                    new ProcessBuilder("node", "--test", "--test-reporter=tap", "deadline.mjs")
                            .directory(Path.of("src/test/node").toFile())
                            .redirectErrorStream(true);
            command.environment().put("DEADLINE_PORT", String.valueOf(server.port()));
            Process node = command.start();
            String output = new String(node.getInputStream().readAllBytes(), UTF_8);

            assertThat(node.waitFor()).as(output).isZero();
            assertThat(output).containsPattern("# pass [1-9]").contains("# fail 0");
        }
    }
}
