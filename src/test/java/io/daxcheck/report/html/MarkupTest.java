package io.daxcheck.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkupTest {
    @Test
    void textAndAttributesCannotBecomeMarkup() {
        Markup page = new Markup();
        page.element("p", "<b>&amp;\"'</p>", "title", "\" onload=\"alert(1)' <&>");
        assertThat(page.finish())
                .isEqualTo("<p title=\"&quot; onload=&quot;alert(1)&#39; &lt;&amp;&gt;\">"
                        + "&lt;b&gt;&amp;amp;&quot;&#39;&lt;/p&gt;</p>");
    }

    @Test
    void whatIsNotAsciiIsAReference() {
        assertThat(new Markup().text("– \ud83d\ude00 é").finish()).isEqualTo("&#8211; &#128512; &#233;");
    }

    /** What XML does not allow at all, and what would turn the reading direction round. */
    @Test
    void charactersThatNoPageMayHaveAreShownInAnotherWay() {
        assertThat(new Markup()
                        .text("a\u0000b\u001bc\nd\u202ee\ud800f\uffffg\ufffeh")
                        .finish())
                .isEqualTo("a\\x00b\\x1bc\\x0ad\\u202ee\\ud800f&#65533;g&#65533;h");
    }

    @Test
    void aLineEndStandsBetweenLinesAndNotInThem() {
        assertThat(new Markup().lines(List.of("one\ntwo", "<three>")).finish())
                .isEqualTo("one\\x0atwo\n&lt;three&gt;\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1a", "a b", "a>", "p onclick", "-a", "\u00e9"})
    void namesAreNames(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Markup().open(name));
        assertThatIllegalArgumentException().isThrownBy(() -> new Markup().open("p", name, "value"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a<b", "a&&b", "\u25b2", "\u0015"})
    void codeThatHtmlAndXmlReadInDifferentWaysIsRefused(String code) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Markup().verbatim(code));
    }

    @Test
    void aPageThatIsNotFinishedIsAMistake() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new Markup().open("p").finish());
    }

    @Test
    void givesOutWhatWasWrittenPieceByPiece() {
        Markup page = new Markup();
        page.open("p").text("a");
        assertThat(page.take()).isEqualTo("<p>a");
        page.text("b").close();
        assertThat(page.finish()).isEqualTo("b</p>");
    }
}
