package io.sessionstats.store.postgres.publishing;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Where a row of a publication is, and how it compares with others in the order of its table's
 * primary key, more or less: rows that go into the index in its order cost the server a third less.
 *
 * @param position of the row among all, from 0
 * @param first is compared first
 * @param second then this
 * @param textAt where the text begins that is compared last
 * @param textLength 0 if there is none
 * @param chunk the row's
 * @param at where in the chunk the row begins
 */
record RowPlace(
        int position,
        long first,
        long second,
        int textAt,
        int textLength,
        ChunkRows chunk,
        int at) {

    static final Comparator<RowPlace> ORDER = RowPlace::compare;

    private static int compare(RowPlace one, RowPlace another) {
        int byFirst = Long.compare(one.first, another.first);
        if (byFirst != 0) {
            return byFirst;
        }
        int bySecond = Long.compare(one.second, another.second);
        if (bySecond != 0 || one.textLength == 0 || another.textLength == 0) {
            return bySecond;
        }
        return Arrays.compareUnsigned(
                one.chunk.fields().bytes(),
                one.textAt,
                one.textAt + one.textLength,
                another.chunk.fields().bytes(),
                another.textAt,
                another.textAt + another.textLength);
    }
}
