package io.sessionstats.usage;

/**
 * The figures of the groups of one period: a hash table with open addressing, so that finding a
 * group makes no object.
 */
final class PeriodInProgress {

    private static final int CAPACITY_MIN = 16;

    /** The number of each place's group; meaningless where there are no figures. */
    private int[] groups = new int[CAPACITY_MIN];

    /** Never more than half full, its length a power of two. */
    private RunningFigures[] figures = new RunningFigures[CAPACITY_MIN];

    private int size;

    /** The figures of a group; null if it has none. */
    RunningFigures find(int group) {
        return figures[place(group)];
    }

    /** Gives figures to a group that has none. */
    RunningFigures put(int group, RunningFigures groupFigures) {
        if (2 * size >= figures.length) {
            grow();
        }
        int place = place(group);
        groups[place] = group;
        figures[place] = groupFigures;
        size++;
        return groupFigures;
    }

    int size() {
        return size;
    }

    void forEach(GroupConsumer consumer) {
        for (int place = 0; place < figures.length; place++) {
            if (figures[place] != null) {
                consumer.accept(groups[place], figures[place]);
            }
        }
    }

    /** Is told a group and its figures. */
    @FunctionalInterface
    interface GroupConsumer {
        void accept(int group, RunningFigures figures);
    }

    /** Where a group is, or the empty place where it would be. */
    private int place(int group) {
        int mask = figures.length - 1;
        int place = ((group * 0x9E37_79B9) >>> 7) & mask;
        while (figures[place] != null && groups[place] != group) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void grow() {
        int[] oldGroups = groups;
        RunningFigures[] oldFigures = figures;
        groups = new int[2 * oldGroups.length];
        figures = new RunningFigures[2 * oldFigures.length];
        for (int old = 0; old < oldFigures.length; old++) {
            if (oldFigures[old] != null) {
                int place = place(oldGroups[old]);
                groups[place] = oldGroups[old];
                figures[place] = oldFigures[old];
            }
        }
    }
}
