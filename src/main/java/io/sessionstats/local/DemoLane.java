package io.sessionstats.local;

import io.sessionstats.session.Scope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * One worker of a demo farm, or one device of a demo project. It has one session in each slot of
 * its time, so its sessions never overlap.
 *
 * @param scope the farm or project
 * @param number counts the lanes of the scope from 0
 * @param slotMillis the length of its slots; a session is shorter
 */
record DemoLane(Scope scope, int number, long slotMillis) {

    static final long LONGEST_SLOT_MILLIS = 40 * 60_000;

    private static final int LANES_OF_A_FARM = 24;
    private static final int LANES_OF_A_PROJECT = 12;
    private static final long[] SLOT_MILLIS = {
        45_000, 90_000, 3 * 60_000, 10 * 60_000, LONGEST_SLOT_MILLIS
    };

    static List<DemoLane> all() {
        List<DemoLane> lanes = new ArrayList<>();
        add(lanes, Scope.farm("farm-" + hex("film")), LANES_OF_A_FARM);
        add(lanes, Scope.farm("farm-" + hex("advertising")), LANES_OF_A_FARM);
        add(lanes, Scope.project("harbour-cranes"), LANES_OF_A_PROJECT);
        add(lanes, Scope.project("nasa-ames"), LANES_OF_A_PROJECT);
        return lanes;
    }

    private static void add(List<DemoLane> lanes, Scope scope, int count) {
        for (int number = 0; number < count; number++) {
            lanes.add(new DemoLane(scope, number, SLOT_MILLIS[number % SLOT_MILLIS.length]));
        }
    }

    /** 32 hexadecimal digits, always the same for a name. */
    static String hex(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }
}
