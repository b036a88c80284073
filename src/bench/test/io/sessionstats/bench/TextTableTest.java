package io.sessionstats.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void alignsTextToTheLeftAndNumbersToTheRight() {
        TextTable table = new TextTable("name", "n", "value");
        table.add("a longer name", "1", "2.00");
        table.add("b", "1,000", "-");

        assertThat(table)
                .hasToString(
                        """
                        | name          |     n | value |
                        | ------------- | ----: | ----: |
                        | a longer name |     1 |  2.00 |
                        | b             | 1,000 |     - |
                        """);
    }
}
