package io.daxcheck.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What is handed out names whose work it holds. Runs once the image is packed. */
@Tag("image")
class ImageTest {
    private static final Path IMAGE = Path.of(System.getProperty("daxcheck.image", "target/daxcheck"));
    private static final Path DOCUMENTS = IMAGE.resolve("share/doc/daxcheck");

    /** Names of the files that the jar's packages came from, as the tests' class path has them. */
    private static Set<String> libraries() throws IOException {
        Map<String, String> classes = new TreeMap<>();
        try (JarFile jar = new JarFile(IMAGE.resolve("lib/daxcheck.jar").toFile())) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                String name = entry.getName();
                if (name.endsWith(".class") && !name.startsWith("io/daxcheck/")) {
                    classes.put(name.substring(0, name.lastIndexOf('/')), name);
                }
            }
        }
        Set<String> libraries = new TreeSet<>();
        for (String name : classes.values()) {
            URL place = ImageTest.class.getClassLoader().getResource(name);
            assertThat(place).as(name).isNotNull();
            String file = place.getPath().substring(0, place.getPath().indexOf('!'));
            libraries.add(file.substring(file.lastIndexOf('/') + 1));
        }
        return libraries;
    }

    /** SPDX identifiers of the licences, by library. */
    private static Map<String, List<String>> licences(JsonNode bill) {
        Map<String, List<String>> licences = new TreeMap<>();
        for (JsonNode component : bill.get("components")) {
            List<String> identifiers = new ArrayList<>();
            for (JsonNode licence : component.get("licenses")) {
                identifiers.add(licence.at("/license/id").asString());
            }
            licences.put(component.get("name").asString(), identifiers);
        }
        return licences;
    }

    /** The plugin that writes it does nothing in a build without network. */
    private static JsonNode bill() throws IOException {
        assumeFalse(
                "offline=true".equals(System.getProperty("daxcheck.built")),
                "built offline: no bill of materials is made");
        return new ObjectMapper().readTree(Files.readString(DOCUMENTS.resolve("daxcheck.cdx.json")));
    }

    @Test
    void theBillOfMaterialsHasEveryLibraryInItsVersionAndNoOther() throws IOException {
        List<String> named = new ArrayList<>();
        for (JsonNode component : bill().get("components")) {
            named.add(component.get("name").asString() + '-'
                    + component.get("version").asString() + ".jar");
        }
        assertThat(libraries()).isNotEmpty().containsExactlyInAnyOrderElementsOf(named);
    }

    @Test
    void theNoticeHasALineForEachLibraryWithItsLicence() throws IOException {
        List<String> notice = Files.readAllLines(DOCUMENTS.resolve("NOTICE"));
        licences(bill())
                .forEach((library, identifiers) -> assertThat(identifiers)
                        .as(library)
                        .isNotEmpty()
                        .allSatisfy(identifier -> assertThat(notice)
                                .anyMatch(
                                        line -> line.matches("\\Q" + library + "\\E +\\Q" + identifier + "\\E  .*"))));
    }

    @Test
    void theTextOfEachLicenceThatALibraryBringsIsThere() throws IOException {
        for (String library : libraries()) {
            // The two that bring none.
            if (!library.matches("(picocli|xz)-.*")) {
                try (var texts = Files.list(DOCUMENTS.resolve("third-party/" + library.replaceFirst("-[0-9].*", "")))) {
                    assertThat(texts)
                            .as(library)
                            .anyMatch(text -> text.getFileName().toString().startsWith("LICENSE"));
                }
            }
        }
    }
}
