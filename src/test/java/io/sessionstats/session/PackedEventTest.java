package io.sessionstats.session;

import static io.sessionstats.session.SessionFixtures.at;
import static io.sessionstats.session.SessionFixtures.devices;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.session.PackedEvent.PackedDetails;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PackedEventTest {

    private static final SessionDetails NOTHING_SAID =
            new SessionDetails(
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    UsageType.COMPUTE,
                    null,
                    null,
                    null,
                    List.of());

    private final PackedEvent.Packer packer = new PackedEvent.Packer();

    private record Key(long high, long low) {}

    private static Key key(PackedEvent event) {
        return new Key(event.keyHigh(), event.keyLow());
    }

    /** State is kept by them: they may never change. These were computed by another SHA-256. */
    @ParameterizedTest
    @CsvSource({
        "FARM,    studio, s1,     f3bf9ae5ff794691, 1239e53261369295",
        "PROJECT, nasa,   sjö 🤖, dbe7e1a73cc62b98, 3912b8d947f062c6"
    })
    void keyOfASessionStaysAsItIs(
            Scope.Kind kind, String scope, String id, String high, String low) {
        PackedEvent event = packer.pack(SessionEvent.ended(new Scope(kind, scope), id, 1, null));

        assertThat(Long.toHexString(event.keyHigh())).isEqualTo(high);
        assertThat(Long.toHexString(event.keyLow())).isEqualTo(low);
    }

    /** Every way of cutting a text in two, in both kinds of scope. */
    @Test
    void idsThatAreConcatenationsOfEachOtherHaveDifferentKeys() {
        String text = "farmsessionfarmsession1";
        Map<Key, String> seen = new HashMap<>();
        for (Scope.Kind kind : Scope.Kind.values()) {
            for (int cut = 1; cut < text.length(); cut++) {
                Scope scope = new Scope(kind, text.substring(0, cut));
                String id = text.substring(cut);
                PackedEvent event = packer.pack(SessionEvent.ended(scope, id, 1, null));
                assertThat(seen.put(key(event), scope + " " + id)).isNull();
            }
        }
        assertThat(seen).hasSize(2 * (text.length() - 1));
    }

    /** Lengths are written in two bytes; an id could hold what looks like one. */
    @Test
    void idThatHoldsAnothersLengthHasAnotherKey() {
        String id = "a" + (char) 0x01 + "b";

        assertThat(key(packed(Scope.farm("f"), id)))
                .isNotEqualTo(key(packed(Scope.farm("f"), "a")));
        assertThat(key(packed(Scope.farm("f" + (char) 0x01 + "a"), "b")))
                .isNotEqualTo(key(packed(Scope.farm("f"), id)));
    }

    private PackedEvent packed(Scope scope, String id) {
        return packer.pack(SessionEvent.ended(scope, id, 1, null));
    }

    @Test
    void startAndEndOfASessionHaveTheSameKeyWhateverTheySay() {
        Scope farm = Scope.farm("f");
        assertThat(
                        List.of(
                                key(packer.pack(SessionEvent.started(farm, "s", 1, NOTHING_SAID))),
                                key(
                                        packer.pack(
                                                SessionEvent.started(
                                                        farm,
                                                        "s",
                                                        2,
                                                        SessionFixtures.worker("w")))),
                                key(packer.pack(SessionEvent.ended(farm, "s", 3, Quality.BAD)))))
                .containsOnly(key(packed(farm, "s")));
    }

    @Test
    void textThatIsLackingIsNotOneOfItsNeighbours() {
        SessionDetails queue = farm("x", null, null);
        SessionDetails fleet = farm(null, "x", null);
        SessionDetails job = farm(null, null, "x");

        assertThat(List.of(details(queue), details(fleet), details(job))).doesNotHaveDuplicates();
        assertThat(details(queue)).isEqualTo(details(farm("x", null, null)));
    }

    private static SessionDetails farm(String queueId, String fleetId, String jobId) {
        return new SessionDetails(
                queueId,
                fleetId,
                jobId,
                null,
                null,
                null,
                null,
                UsageType.COMPUTE,
                null,
                null,
                null,
                List.of());
    }

    /** The packed details of a start, to be compared. */
    private List<Byte> details(SessionDetails details) {
        PackedEvent event = packer.pack(SessionEvent.started(Scope.farm("f"), "s", 1, details));
        List<Byte> bytes = new ArrayList<>();
        for (int i = event.details().detailsAt(); i < event.bytes().length; i++) {
            bytes.add(event.bytes()[i]);
        }
        return bytes;
    }

    /** Two packers, one of which has packed something longer before. */
    @Test
    void packingIsTheSameWhateverWasPackedBefore() {
        for (long seed = 1; seed <= 300; seed++) {
            SessionEvent event = new RandomEvents(new Random(seed)).next();
            packer.pack(new RandomEvents(new Random(-seed)).next());
            PackedEvent packed = packer.pack(event);
            PackedEvent anew = new PackedEvent.Packer().pack(event);

            assertThat(packed.bytes()).as("seed " + seed).isEqualTo(anew.bytes());
            assertThat(key(packed)).isEqualTo(key(anew));
        }
    }

    @Test
    void anyEventIsUnpackedAsItWas() {
        for (long seed = 1; seed <= 2_000; seed++) {
            SessionEvent event = new RandomEvents(new Random(seed)).next();

            PackedEvent packed = packer.pack(event);

            assertThat(packed.unpacked()).as("seed " + seed).isEqualTo(event);
            assertThat(packed.isStart()).isEqualTo(event.details() != null);
            assertThat(packed.timeMillis()).isEqualTo(event.timeMillis());
            PackedDetails details = packed.details();
            assertThat(details.scope()).isEqualTo(event.scope());
            assertThat(details.sessionId()).isEqualTo(event.sessionId());
            if (event.details() != null) {
                assertSame(details, event.details());
            }
        }
    }

    private static void assertSame(PackedDetails packed, SessionDetails details) {
        assertThat(packed.text(packed.fieldDeviceAt())).isEqualTo(details.activeFieldDevice());
        assertThat(packed.remoteDevices()).isEqualTo(details.remoteDeviceIds().size());
        if (!packed.isFarm()) {
            return;
        }
        assertThat(packed.text(packed.queueAt())).isEqualTo(details.queueId());
        assertThat(packed.text(packed.fleetAt())).isEqualTo(details.fleetId());
        assertThat(packed.jobId()).isEqualTo(details.jobId());
        assertThat(packed.jobName()).isEqualTo(details.jobName());
        assertThat(packed.namesJob())
                .isEqualTo(details.jobId() != null && details.jobName() != null);
        assertThat(packed.isLicense()).isEqualTo(details.usageType() == UsageType.LICENSE);
        assertThat(packed.priced())
                .isEqualTo(packed.isLicense() ? details.licenseProduct() : details.instanceType());
        Long rate = details.hourlyRateMicroUsd();
        assertThat(packed.sentRateMicroUsd()).isEqualTo(rate == null ? -1 : rate);
    }

    /** A rate of nothing is not the same as none. */
    @Test
    void rateOfZeroIsNotALackingOne() {
        SessionDetails zero =
                new SessionDetails(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        UsageType.COMPUTE,
                        null,
                        0L,
                        null,
                        List.of());

        assertThat(details(zero)).isNotEqualTo(details(NOTHING_SAID));
    }

    @Test
    void sixtyFourDevicesOfTheLongestIdsAreUnpackedAsTheyWere() {
        TreeSet<String> devices = new TreeSet<>();
        for (int i = 0; i < 64; i++) {
            devices.add("🤖".repeat(126) + (char) ('0' + i / 10) + i % 10);
        }
        SessionEvent event =
                SessionEvent.started(
                        Scope.project("🤖".repeat(128)),
                        "🤖".repeat(128),
                        at("10:00"),
                        devices("🤖".repeat(128), devices.toArray(String[]::new)));

        assertThat(packer.pack(event).unpacked()).isEqualTo(event);
    }

    @ParameterizedTest
    @EnumSource
    void codeOfAQualityIsReadAsThatQuality(Quality quality) {
        assertThat(PackedEvent.qualityOf(PackedEvent.codeOf(quality))).isEqualTo(quality);
        assertThat(PackedEvent.qualityOf(PackedEvent.codeOf(null))).isNull();
    }

    /** Events with anything in them that the contract allows. */
    private record RandomEvents(Random random) {

        SessionEvent next() {
            boolean farm = random.nextBoolean();
            Scope scope = farm ? Scope.farm(name()) : Scope.project(name());
            long time = random.nextLong(1L << 45);
            if (random.nextInt(4) == 0) {
                return SessionEvent.ended(scope, name(), time, maybe(Quality.GOOD));
            }
            return SessionEvent.started(scope, name(), time, farm ? farm() : project());
        }

        private SessionDetails farm() {
            return new SessionDetails(
                    maybe(name()),
                    maybe(name()),
                    maybe(name()),
                    maybe(name()),
                    maybe(name()),
                    maybe(name()),
                    maybe(name()),
                    random.nextBoolean() ? UsageType.COMPUTE : UsageType.LICENSE,
                    maybe(name()),
                    maybe(random.nextLong(1_000_000_000_001L)),
                    null,
                    List.of());
        }

        private SessionDetails project() {
            String[] remote = new String[random.nextInt(65)];
            Arrays.setAll(remote, i -> name());
            return devices(maybe(name()), remote);
        }

        private <T> T maybe(T value) {
            return random.nextInt(3) == 0 ? null : value;
        }

        private String name() {
            StringBuilder name = new StringBuilder();
            for (int i = random.nextInt(20) == 0 ? 128 : 1 + random.nextInt(6); i > 0; i--) {
                name.appendCodePoint(
                        switch (random.nextInt(6)) {
                            case 0 -> random.nextInt(1, 0xD800);
                            case 1 -> random.nextInt(0xE000, Character.MAX_CODE_POINT + 1);
                            default -> 'a' + random.nextInt(3);
                        });
            }
            return name.toString();
        }
    }
}
