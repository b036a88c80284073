package io.sessionstats.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.api.CapturedRequest;
import io.sessionstats.api.Face;
import io.sessionstats.api.RequestHead;
import io.sessionstats.api.deadline.DeadlineFace;
import io.sessionstats.api.trro.TrroFace;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each request that the vendors' clients have sent is spoken by one face, whichever is asked first.
 */
class FaceRoutingTest {

    /** What a request is told by is its head alone, so the faces need nothing behind them. */
    private static final List<Face> FACES =
            List.of(
                    new DeadlineFace(null, null, null, null, Duration.ofHours(1)),
                    new TrroFace(id -> null, null, null, Clock.systemUTC(), Duration.ofMinutes(5)));

    static Stream<String> deadlineRequests() throws URISyntaxException {
        return captures(DeadlineFace.class);
    }

    static Stream<String> trroRequests() throws URISyntaxException {
        return captures(TrroFace.class);
    }

    private static Stream<String> captures(Class<?> face) throws URISyntaxException {
        String[] files = Path.of(face.getResource("captures").toURI()).toFile().list();
        return Stream.of(files).sorted();
    }

    private static List<String> speakersOf(RequestHead head) {
        return FACES.stream().filter(face -> face.speaks(head)).map(Face::name).toList();
    }

    @ParameterizedTest
    @MethodSource("deadlineRequests")
    void onlyTheDeadlineFaceSpeaks(String file) {
        CapturedRequest captured = CapturedRequest.read(DeadlineFace.class, file);

        assertThat(speakersOf(captured.head())).containsExactly("deadline");
    }

    @ParameterizedTest
    @MethodSource("trroRequests")
    void onlyTheTrroFaceSpeaks(String file) {
        CapturedRequest captured = CapturedRequest.read(TrroFace.class, file);

        assertThat(speakersOf(captured.head())).containsExactly("trro");
    }

    @Test
    void allRequestsAreThere() throws Exception {
        assertThat(deadlineRequests()).hasSize(27);
        assertThat(trroRequests()).hasSize(25);
    }
}
