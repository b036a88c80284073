package io.sessionstats.ledger;

import io.sessionstats.calendar.ScopeCalendars;
import io.sessionstats.session.Scope;
import java.io.DataInput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The scopes of one shard, and the event time that they have come to. */
public final class ScopeTable {

    private final ScopeCalendars calendars;
    private final long retentionMillis;

    private final Map<Scope, ScopeLedger> ledgers = new LinkedHashMap<>();
    private long watermarkMillis = Long.MIN_VALUE;
    private long dueMillis = Long.MAX_VALUE;

    /**
     * @param retentionMillis how long after its end a bucket may still change
     */
    public ScopeTable(ScopeCalendars calendars, long retentionMillis) {
        this.calendars = calendars;
        this.retentionMillis = retentionMillis;
    }

    /** Something has changed in a scope. */
    public void change(ScopeChange change) {
        ScopeLedger ledger =
                ledgers.computeIfAbsent(
                        change.scope(), scope -> new ScopeLedger(scope, calendars.of(scope)));
        ledger.change(change);
        dueMillis =
                Math.min(
                        dueMillis,
                        watermarkMillis == Long.MIN_VALUE
                                ? Long.MIN_VALUE
                                : ledger.dueMillis(watermarkMillis));
    }

    /** The event time at which something changes by time alone. */
    public long dueMillis() {
        return dueMillis;
    }

    /** Event time has moved on. */
    public void advance(long millis) {
        if (millis <= watermarkMillis) {
            return;
        }
        if (millis >= dueMillis) {
            dueMillis = Long.MAX_VALUE;
            for (ScopeLedger ledger : ledgers.values()) {
                ledger.advance(watermarkMillis, millis, retentionMillis);
                dueMillis = Math.min(dueMillis, ledger.dueMillis(millis));
            }
            ledgers.values().removeIf(ScopeLedger::isEmpty);
        }
        watermarkMillis = millis;
    }

    /** Tells the rows whose numbers differ from those told last. */
    public void tellRows(ScopeListener listener) {
        for (ScopeLedger ledger : ledgers.values()) {
            if (ledger.hasChanged()) {
                ledger.tellRows(watermarkMillis, listener);
            }
        }
    }

    public boolean isEmpty() {
        return ledgers.isEmpty();
    }

    /** Writes all of it. */
    public void write(BlockWriter out) {
        out.number(watermarkMillis);
        out.number(dueMillis);
        out.number(ledgers.size());
        for (ScopeLedger ledger : ledgers.values()) {
            ledger.write(out);
        }
    }

    /** Reads what {@link #write} has written. */
    public void read(DataInput in) throws IOException {
        watermarkMillis = Numbers.read(in);
        dueMillis = Numbers.read(in);
        for (long left = Numbers.read(in); left > 0; left--) {
            Scope scope = Scope.parse(Texts.read(in));
            ScopeLedger ledger = new ScopeLedger(scope, calendars.of(scope));
            ledger.read(in);
            ledgers.put(scope, ledger);
        }
    }
}
