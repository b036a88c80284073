package io.sessionstats.ledger;

import io.sessionstats.statistics.Tally;
import java.io.DataInput;
import java.io.IOException;

/** Tallies in bytes. */
final class Tallies {

    private Tallies() {}

    static void write(Tally tally, BlockWriter out) {
        out.number(tally.sessions());
        out.number(tally.started());
        out.number(tally.ended());
        out.number(tally.durationMillis());
        out.number(tally.activeFieldDevices());
        out.number(tally.activeRemoteDevices());
        out.number(tally.rated());
        out.number(tally.notBad());
    }

    static Tally read(DataInput in) throws IOException {
        return new Tally(
                Numbers.read(in),
                Numbers.read(in),
                Numbers.read(in),
                Numbers.read(in),
                Numbers.read(in),
                Numbers.read(in),
                Numbers.read(in),
                Numbers.read(in));
    }
}
