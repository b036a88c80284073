package io.sessionstats.api.deadline;

import io.sessionstats.store.Aggregation;
import io.sessionstats.store.Aggregation.State;
import io.sessionstats.store.AggregationFailedException;
import io.sessionstats.store.AggregationLimits;
import io.sessionstats.store.AggregationRow;
import io.sessionstats.store.AggregationStore;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsageQuery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Aggregations of one server or, with {@link #otherServer}, of several. What an aggregation finds
 * is what the test says, when the test lets it: {@link Work}.
 */
final class InMemoryAggregationStore implements AggregationStore {

    /** What happens when an aggregation is run. */
    interface Work {
        List<AggregationRow> rows(UsageQuery query)
                throws IOException, AggregationFailedException, InterruptedException;
    }

    /** What several servers share. */
    private static final class Shared {
        private final Map<String, Entry> aggregations = new LinkedHashMap<>();
        private final Set<InMemoryAggregationStore> living = new HashSet<>();
    }

    private static final class Entry {
        private final NewAggregation asked;
        private Aggregation aggregation;
        private InMemoryAggregationStore server;
        private int tries = 1;
        private List<AggregationRow> rows = List.of();

        private Entry(NewAggregation asked, InMemoryAggregationStore server) {
            this.asked = asked;
            this.server = server;
            become(State.IN_PROGRESS, null, null);
        }

        private void become(State state, String message, Instant completeThrough) {
            aggregation =
                    new Aggregation(
                            asked.aggregationId(),
                            asked.farmId(),
                            asked.request(),
                            state,
                            message,
                            completeThrough,
                            rows.size(),
                            Instant.EPOCH,
                            asked.expiresAt());
        }
    }

    private final Shared shared;
    private final Map<String, String> settings = new HashMap<>();
    private final Set<String> farms = new HashSet<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Instant completeThrough = Instant.parse("2099-01-01T00:00:00Z");
    private volatile Work work = query -> List.of();
    private volatile boolean outage;

    InMemoryAggregationStore() {
        this(new Shared());
    }

    private InMemoryAggregationStore(Shared shared) {
        this.shared = shared;
    }

    /** The same store as another server sees it. */
    InMemoryAggregationStore otherServer() {
        InMemoryAggregationStore other = new InMemoryAggregationStore(shared);
        other.farms.addAll(farms);
        return other;
    }

    void know(String farmId) {
        farms.add(farmId);
    }

    void work(Work next) {
        work = next;
    }

    void completeThrough(Instant through) {
        completeThrough = through;
    }

    void now(Instant instant) {
        now = instant;
    }

    /** From now on nothing works, or everything does again. */
    void outage(boolean isOut) {
        outage = isOut;
    }

    /** The server's lease ends. */
    void dies() {
        synchronized (shared) {
            shared.living.remove(this);
        }
    }

    Aggregation aggregation(String id) {
        synchronized (shared) {
            return shared.aggregations.get(id).aggregation;
        }
    }

    int size() {
        synchronized (shared) {
            return shared.aggregations.size();
        }
    }

    @Override
    public Optional<UsageGrain> usageGrain() throws IOException {
        check();
        return farms.isEmpty() ? Optional.empty() : Optional.of(UsageGrain.DEFAULT);
    }

    @Override
    public String secret() throws IOException {
        check();
        return settings.computeIfAbsent("secret", name -> "5ec2e7".repeat(11).substring(2));
    }

    @Override
    public boolean knowsFarm(String farmId) throws IOException {
        check();
        return farms.contains(farmId);
    }

    @Override
    public Start start(NewAggregation asked) throws IOException {
        check();
        synchronized (shared) {
            for (Entry entry : shared.aggregations.values()) {
                if (asked.invocationId() != null
                        && asked.invocationId().equals(entry.asked.invocationId())
                        && asked.accessKeyId().equals(entry.asked.accessKeyId())
                        && asked.farmId().equals(entry.asked.farmId())
                        && asked.request().equals(entry.asked.request())) {
                    return new Start.Repeated(entry.asked.aggregationId());
                }
            }
            for (Entry entry : shared.aggregations.values()) {
                if (entry.asked.farmId().equals(asked.farmId())
                        && entry.aggregation.state() == State.IN_PROGRESS) {
                    return new Start.Busy();
                }
            }
            shared.aggregations.put(asked.aggregationId(), new Entry(asked, this));
            return new Start.Added();
        }
    }

    @Override
    public Optional<Aggregation> find(String farmId, String aggregationId) throws IOException {
        check();
        synchronized (shared) {
            return Optional.ofNullable(shared.aggregations.get(aggregationId))
                    .map(entry -> entry.aggregation)
                    .filter(found -> found.farmId().equals(farmId))
                    .filter(found -> now.isBefore(found.expiresAt()));
        }
    }

    @Override
    public List<AggregationRow> rows(String aggregationId, long afterPosition, int limit)
            throws IOException {
        check();
        synchronized (shared) {
            return shared.aggregations.get(aggregationId).rows.stream()
                    .skip(afterPosition)
                    .limit(limit)
                    .toList();
        }
    }

    @Override
    public void run(String aggregationId, UsageQuery query, AggregationLimits limits)
            throws IOException, AggregationFailedException, InterruptedException {
        check();
        List<AggregationRow> rows = work.rows(query);
        check();
        synchronized (shared) {
            Entry entry = shared.aggregations.get(aggregationId);
            if (entry.server == this && entry.aggregation.state() == State.IN_PROGRESS) {
                entry.rows = List.copyOf(rows);
                entry.become(State.COMPLETED, null, completeThrough);
            }
        }
    }

    @Override
    public void end(String aggregationId, State state, String message) throws IOException {
        check();
        synchronized (shared) {
            Entry entry = shared.aggregations.get(aggregationId);
            if (entry != null
                    && entry.server == this
                    && entry.aggregation.state() == State.IN_PROGRESS) {
                entry.become(state, message, null);
            }
        }
    }

    @Override
    public void live(Duration lease) throws IOException {
        check();
        synchronized (shared) {
            shared.living.add(this);
        }
    }

    @Override
    public List<Aggregation> takeOver(int triesMax) throws IOException {
        check();
        synchronized (shared) {
            List<Aggregation> taken = new ArrayList<>();
            for (Entry entry : shared.aggregations.values()) {
                if (entry.aggregation.state() != State.IN_PROGRESS
                        || shared.living.contains(entry.server)) {
                    continue;
                }
                entry.server = this;
                if (entry.tries >= triesMax) {
                    entry.become(State.FAILED, "tried too often", null);
                } else {
                    entry.tries++;
                    taken.add(entry.aggregation);
                }
            }
            return taken;
        }
    }

    @Override
    public int deleteExpired() throws IOException {
        check();
        synchronized (shared) {
            int before = shared.aggregations.size();
            shared.aggregations
                    .values()
                    .removeIf(entry -> !now.isBefore(entry.aggregation.expiresAt()));
            return before - shared.aggregations.size();
        }
    }

    private void check() throws IOException {
        if (outage) {
            throw new IOException("the store cannot be used");
        }
    }
}
