package io.sessionstats.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.ledger.BlockWriter;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTableTest {

    private static final int SEEDS = 60;

    private record Key(long high, long low) {}

    /** What is known of a session, as the table is to know it. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared
    private record Known(int flags, long start, long end, long details, byte[] payload) {}

    /**
     * Against a map.
     *
     * @param homes so many places of the table keys begin at: 1 makes one long run of them all, and
     *     -1 lets them begin at the table's last places, so that runs go on at its first
     */
    @ParameterizedTest(name = "homes {0}")
    @ValueSource(ints = {1, 3, -1, 1 << 20})
    void knowsWhatAMapKnows(int homes) throws IOException {
        for (long seed = 1; seed <= SEEDS; seed++) {
            String description = "seed " + seed;
            Random random = new Random(seed);
            SessionTable table = new SessionTable();
            Map<Key, Known> map = new HashMap<>();
            for (int step = 0; step < 400; step++) {
                Key key = key(random, homes);
                int at = table.find(key.high, key.low);
                assertThat(at >= 0).as(description).isEqualTo(map.containsKey(key));
                if (at < 0) {
                    map.put(key, add(table, key, random));
                } else if (random.nextInt(5) < (step / 100 % 2 == 0 ? 1 : 4)) {
                    table.remove(at);
                    map.remove(key);
                }
                if (random.nextInt(40) == 0) {
                    table.shrink();
                }
                if (random.nextInt(40) == 0) {
                    table = written(table);
                }
                if (step % 10 == 0) {
                    assertSame(table, map, description + ", step " + step);
                }
            }
        }
    }

    private static Key key(Random random, int homes) {
        long home = homes < 0 ? -1L - random.nextInt(2) : random.nextInt(homes);
        return new Key(random.nextInt(40), (home & 0xFFFFF) | ((long) random.nextInt(3) << 40));
    }

    private static Known add(SessionTable table, Key key, Random random) {
        int stage = 1 + random.nextInt(3);
        int flags = stage | SessionTable.quality((byte) random.nextInt(4));
        if (stage == SessionTable.OPEN && random.nextBoolean()) {
            flags = SessionTable.OPEN | SessionTable.STOPPED | SessionTable.TOUCHES_END;
        }
        long start = stage == SessionTable.WAITING ? 0 : random.nextLong(-(1L << 50), 1L << 50);
        long end = random.nextLong(-(1L << 54), 1L << 54);
        long details = stage == SessionTable.WAITING ? 0 : random.nextLong();
        byte[] payload = stage == SessionTable.CLOSED ? null : new byte[random.nextInt(3) * 50 + 1];
        if (payload != null) {
            random.nextBytes(payload);
        }
        int at = table.add(key.high, key.low, flags);
        table.start(at, start);
        table.end(at, end);
        table.details(at, details, ~details);
        table.payload(at, payload);
        return new Known(flags, start, end, details, payload);
    }

    private static void assertSame(SessionTable table, Map<Key, Known> map, String description) {
        assertThat(table.size()).as(description).isEqualTo(map.size());
        int used = 0;
        for (int at = 0; at < table.places(); at++) {
            used += table.stage(at) == 0 ? 0 : 1;
        }
        assertThat(used).as(description + ", places used").isEqualTo(map.size());
        map.forEach(
                (key, known) -> {
                    int at = table.find(key.high, key.low);
                    assertThat(at).as(description + ", place of " + key).isNotNegative();
                    assertThat(table.keyHigh(at)).isEqualTo(key.high);
                    assertThat(table.keyLow(at)).isEqualTo(key.low);
                    assertThat(table.flags(at)).as(description).isEqualTo(known.flags);
                    assertThat(table.qualityCode(at)).isEqualTo((byte) (known.flags >> 5));
                    assertThat(table.start(at)).as(description).isEqualTo(known.start);
                    assertThat(table.end(at)).as(description).isEqualTo(known.end);
                    assertThat(table.startedWith(at, known.details, ~known.details))
                            .as(description)
                            .isEqualTo(table.stage(at) != SessionTable.WAITING || isNew(table, at));
                    assertThat(Arrays.equals(table.payload(at), known.payload))
                            .as(description)
                            .isTrue();
                });
    }

    /** What a waiting end has in place of details is not kept. */
    private static boolean isNew(SessionTable table, int at) {
        return table.startedWith(at, 0, ~0L);
    }

    @Test
    void givesMemoryBackWhereMostOfItIsFree() {
        SessionTable table = new SessionTable();
        long empty = table.heapBytes();
        for (int session = 0; session < 10_000; session++) {
            int at = table.add(session, session * 31L, SessionTable.OPEN);
            table.payload(at, new byte[100]);
        }
        assertThat(table.heapBytes()).isGreaterThan(10_000 * (48 + 100));
        for (int session = 0; session < 10_000; session++) {
            table.remove(table.find(session, session * 31L));
        }

        table.shrink();

        assertThat(table.heapBytes()).isEqualTo(empty);
        assertThat(table.size()).isZero();
    }

    @Test
    void whatIsDueIsWrittenToo() throws IOException {
        SessionTable table = new SessionTable();
        assertThat(table.dueMillis()).isEqualTo(Long.MAX_VALUE);
        table.dueBy(7);
        table.dueBy(9);

        assertThat(written(table).dueMillis()).isEqualTo(7);

        table.dueAtOnce();
        assertThat(written(table).dueMillis()).isEqualTo(Long.MIN_VALUE);
        table.clearDue();
        assertThat(table.dueMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void sessionThatIsGoneIsNotTakenAsUntold() {
        SessionTable table = new SessionTable();
        int at = table.add(1, 2, SessionTable.OPEN | SessionTable.UNTOLD);
        table.addUntold(1, 2);
        table.remove(at);

        assertThat(table.hasUntold()).isTrue();
        assertThat(table.takeUntold()).isEqualTo(-1);
        assertThat(table.hasUntold()).isFalse();
    }

    private static SessionTable written(SessionTable table) throws IOException {
        BlockWriter block = new BlockWriter(1);
        table.write(block);
        SessionTable read = new SessionTable();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(block.toBlock()));
        read.read(in);
        assertThat(in.available()).isZero();
        return read;
    }
}
