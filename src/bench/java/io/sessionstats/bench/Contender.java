package io.sessionstats.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What can be measured. */
enum Contender {
    /** The least with which Flink reads: every record parsed, and discarded. */
    LIMIT_PARSE(Kind.LIMIT),
    /** The least that a job like ours must do: parsed, paired in heap state, a timer a session. */
    LIMIT_PAIR(Kind.LIMIT),
    JOB_DISCARD_HEAP(Kind.JOB),
    JOB_DISCARD_ROCKSDB(Kind.JOB),
    JOB_POSTGRES_HEAP(Kind.JOB),
    JOB_POSTGRES_ROCKSDB(Kind.JOB),
    /** Flink SQL with what of the job it can say, rows discarded. */
    SQL_DISCARD(Kind.SQL),
    SQL_POSTGRES(Kind.SQL);

    enum Kind {
        LIMIT,
        JOB,
        SQL
    }

    private final Kind kind;

    Contender(Kind kind) {
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    boolean usesPostgres() {
        return name().contains("POSTGRES");
    }

    boolean usesRocksDb() {
        return name().contains("ROCKSDB");
    }

    /** The job and Flink SQL write checkpoints; the limit has nothing to lose. */
    boolean writesCheckpoints() {
        return kind != Kind.LIMIT;
    }

    /**
     * Contenders by name, with commas between them.
     *
     * @throws IllegalArgumentException if a name is none of them; the message lists all
     */
    static List<Contender> parseList(String text) {
        if (text.equals("all")) {
            return List.of(values());
        }
        List<Contender> contenders = new ArrayList<>();
        for (String name : text.split(",", -1)) {
            contenders.add(parse(name));
        }
        return contenders.stream().distinct().toList();
    }

    static Contender parse(String name) {
        return Arrays.stream(values())
                .filter(contender -> contender.toString().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "expected all, or with commas between them some of "
                                                + names()));
    }

    static String names() {
        return Arrays.stream(values()).map(Contender::toString).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
