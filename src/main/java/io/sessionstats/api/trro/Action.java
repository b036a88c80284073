package io.sessionstats.api.trro;

import java.util.List;

/** The actions of this face, with the parameters that each defines. */
@SuppressWarnings("ImmutableEnumChecker") // Lists made by List.of
enum Action {
    DESCRIBE_SESSION_STATISTICS_BY_INTERVAL(
            "DescribeSessionStatisticsByInterval",
            List.of("ProjectId", "StatisticInterval", "DeviceId", "StartTime", "EndTime")),
    DESCRIBE_SESSION_STATISTICS(
            "DescribeSessionStatistics", List.of("ProjectId", "DeviceId", "StartTime", "EndTime"));

    private final String wireName;
    private final List<String> parameters;

    Action(String wireName, List<String> parameters) {
        this.wireName = wireName;
        this.parameters = parameters;
    }

    String wireName() {
        return wireName;
    }

    List<String> parameters() {
        return parameters;
    }

    /**
     * @throws TrroException if there is no such action
     */
    static Action of(String name) throws TrroException {
        for (Action action : values()) {
            if (action.wireName.equals(name)) {
                return action;
            }
        }
        throw new TrroException(
                ErrorCode.INVALID_ACTION,
                "Action: expected DescribeSessionStatisticsByInterval or"
                        + " DescribeSessionStatistics",
                "Action：应为 DescribeSessionStatisticsByInterval 或 DescribeSessionStatistics");
    }
}
