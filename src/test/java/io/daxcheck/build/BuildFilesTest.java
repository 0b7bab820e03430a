package io.daxcheck.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The poms next to the root pom have no parent, so that each stays short: what they share is compared here. */
class BuildFilesTest {
    private static final Pattern VERSION =
            Pattern.compile("<artifactId>daxcheck[a-z-]*</artifactId>\\s*" + "<version>([^<$]+)</version>");
    private static final Pattern PROPERTY =
            Pattern.compile("<([a-z.A-Z-]+[.]version|project[.]build[.]outputTimestamp)>" + "([^<]+)</");

    private static String text(String pom) throws IOException {
        return Files.readString(Path.of(pom));
    }

    private static String version(String pom) throws IOException {
        Matcher matcher = VERSION.matcher(text(pom));
        assertThat(matcher.find()).as(pom).isTrue();
        return matcher.group(1);
    }

    private static Map<String, String> properties(String pom) throws IOException {
        Map<String, String> properties = new TreeMap<>();
        Matcher matcher = PROPERTY.matcher(text(pom));
        while (matcher.find()) {
            properties.put(matcher.group(1), matcher.group(2));
        }
        return properties;
    }

    @Test
    void allPomsHaveOneVersionAndOneVersionOfEachLibrary() throws IOException {
        Map<String, String> root = properties("pom.xml");
        assertThat(root).containsKeys("junit.version", "project.build.outputTimestamp");
        for (String pom : new String[] {"src/package/pom.xml", "src/spark/pom.xml", "src/bench/pom.xml"}) {
            assertThat(version(pom)).as(pom).isEqualTo(version("pom.xml"));
            Map<String, String> shared = properties(pom);
            shared.keySet().retainAll(root.keySet());
            assertThat(root).as(pom).containsAllEntriesOf(shared);
        }
    }
}
