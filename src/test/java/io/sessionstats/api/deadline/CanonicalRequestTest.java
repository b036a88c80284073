package io.sessionstats.api.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalRequestTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            /                | /
            ''               | /
            /a/b             | /a/b
            /a/b/            | /a/b/
            # JavaScript sends an empty farm id so, and signs it without the empty segment
            /farms//stats    | /farms/stats
            //               | /
            /a/./b           | /a/b
            /a/../b          | /b
            /../../a         | /a
            /a/..            | /
            /farm%20a%2Fb..  | /farm%2520a%252Fb..
            /%c3%A9          | /%25c3%25A9
            /a+b:c@d~e-f_g.h | /a%2Bb%3Ac%40d~e-f_g.h
            /é               | /%C3%A9
            /%zz%            | /%25zz%25
            """)
    void pathIsEncodedOnceMore(String sent, String canonical) {
        assertThat(CanonicalRequest.path(sent)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            textBlock =
                    """
            none           | ''
            ''             | ''
            a=1            | a=1
            b=2&a=1        | a=1&b=2
            a=2&a=1        | a=1&a=2
            a=1&A=1        | A=1&a=1
            a              | a=
            a=&b           | a=&b=
            &a=1&&         | a=1&
            a=b=c          | a=b%3Dc
            a=%2b%2F%3d    | a=%2B%2F%3D
            a=b+c          | a=b%2Bc
            a=%41          | a=A
            # By the encoded name: %C3 comes before a letter
            b=1&%C3%A9=2   | %C3%A9=2&b=1
            # By name before value, so not by the whole text: a- is more than a, - is less than =
            a-=1&a=1       | a=1&a-=1
            a=%zz&b=%4&c=% | a=%25zz&b=%254&c=%25
            =1             | =1
            """)
    void queryIsSortedAndInOneSpelling(String sent, String canonical) {
        assertThat(CanonicalRequest.query(sent)).isEqualTo(canonical.replaceAll("&$", ""));
    }

    @Test
    void headerValueHasNoMoreThanSingleBlanks() {
        assertThat(CanonicalRequest.headerValue(" \ta  \t b\tc ")).isEqualTo("a b c");
        assertThat(CanonicalRequest.headerValue("   ")).isEmpty();
        assertThat(CanonicalRequest.headerValue("a;b")).isEqualTo("a;b");
    }
}
