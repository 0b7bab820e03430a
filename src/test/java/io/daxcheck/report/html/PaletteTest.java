package io.daxcheck.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contrast that WCAG 2.2 AA asks for, by its own formula. */
class PaletteTest {
    private static double luminance(String color) {
        int rgb = Integer.parseInt(color.substring(1), 16);
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
    }

    private static double linear(int channel) {
        double value = (channel & 0xff) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    private static double contrast(String one, String other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    @Test
    void theFormulaGivesTheRatiosThatEveryoneKnows() {
        assertThat(contrast("#000000", "#ffffff")).isEqualTo(21.0);
        assertThat(contrast("#767676", "#ffffff")).isBetween(4.54, 4.55);
    }

    @ParameterizedTest
    @EnumSource(Palette.class)
    void everyColorDiffersEnoughFromItsGrounds(Palette color) {
        if (color.use() == Palette.Use.TEXT || color.use() == Palette.Use.SHAPE) {
            assertThat(color.grounds()).isNotEmpty();
        }
        for (Palette ground : color.grounds()) {
            for (Function<Palette, String> scheme : List.<Function<Palette, String>>of(Palette::light, Palette::dark)) {
                assertThat(contrast(scheme.apply(color), scheme.apply(ground)))
                        .as("%s on %s, %s", color, ground, scheme.apply(color))
                        .isGreaterThanOrEqualTo(color.use().contrast());
            }
        }
    }

    /** A colour that a sheet names and the palette does not have would be black, or nothing. */
    @Test
    void theSheetUsesNoColorThatIsNotHere() {
        String sheet = PageStyle.SHEET;
        List<String> names = Arrays.stream(Palette.values())
                .map(color -> color.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        int uses = 0;
        for (int at = sheet.indexOf("var(--"); at >= 0; at = sheet.indexOf("var(--", at + 1)) {
            String name = sheet.substring(at + 6, sheet.indexOf(')', at));
            assertThat(names).contains(name);
            uses++;
        }
        assertThat(uses).isGreaterThan(20);
        assertThat(sheet.replace("#hatch-", ""))
                .as("a colour of its own")
                .doesNotContainPattern("(?m)^(?!--).*#[0-9a-f]{3}");
    }
}
