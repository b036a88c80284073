package io.sessionstats.store;

import java.io.Serializable;

/** Makes a store where it is used: the factory travels to the machine that publishes. */
@FunctionalInterface
public interface StatisticsStoreFactory extends Serializable {

    /** Makes a store that connects when it is first called. */
    StatisticsStore open();
}
