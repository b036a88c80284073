package io.sessionstats.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The CPU of one contender in that of another, the databases' counted in. Ratios within one call
 * hold from machine to machine, seconds do not.
 */
record Ratio(Contender of, Contender to, double value) {

    private static final List<List<Contender>> PAIRS =
            List.of(
                    List.of(Contender.JOB_DISCARD_HEAP, Contender.LIMIT_PAIR),
                    List.of(Contender.JOB_POSTGRES_HEAP, Contender.LIMIT_PAIR),
                    List.of(Contender.SQL_DISCARD, Contender.JOB_DISCARD_HEAP),
                    List.of(Contender.SQL_POSTGRES, Contender.JOB_POSTGRES_HEAP),
                    List.of(Contender.JOB_DISCARD_ROCKSDB, Contender.JOB_DISCARD_HEAP),
                    List.of(Contender.JOB_POSTGRES_ROCKSDB, Contender.JOB_POSTGRES_HEAP));

    /** The ratios of interest between those that ran. */
    static List<Ratio> among(List<ContenderResult> results) {
        Map<Contender, ContenderResult> byContender = new EnumMap<>(Contender.class);
        results.forEach(result -> byContender.put(result.contender(), result));
        List<Ratio> ratios = new ArrayList<>();
        for (List<Contender> pair : PAIRS) {
            ContenderResult of = byContender.get(pair.get(0));
            ContenderResult to = byContender.get(pair.get(1));
            if (of != null && to != null) {
                ratios.add(new Ratio(pair.get(0), pair.get(1), value(of, to)));
            }
        }
        return ratios;
    }

    static double value(ContenderResult of, ContenderResult to) {
        return of.allCpuPerMillion() / to.allCpuPerMillion();
    }
}
