package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of src/docs/recipes.md as written, with the real programs. */
class RecipesTest {
    private static final Path SOURCES =
            Path.of(System.getProperty("basedir", "."), "src").toAbsolutePath();

    @TempDir
    private Path directory;

    /** What a document has in its fenced blocks of this language that start with this word. */
    private static List<String> commands(String program) throws IOException {
        List<String> found = new ArrayList<>();
        String[] parts = Files.readString(SOURCES.resolve("docs/recipes.md")).split("```", -1);
        for (int i = 1; i < parts.length; i += 2) {
            if (parts[i].startsWith("sh\n" + program + " ")) {
                found.add(parts[i].substring(3).strip());
            }
        }
        assertThat(found).as(program).isNotEmpty();
        return found;
    }

    /** Two hosts that are unsafe, one that is not, and an archive that is cut short. */
    @BeforeEach
    void collect() throws IOException {
        Path captures = Files.createDirectory(directory.resolve("captures"));
        for (String example : new String[] {"silent-corruption", "sound-lvm", "striped-raw-leg"}) {
            Files.write(captures.resolve(example + ".tar.gz"), CaptureDirectory.archive(example));
        }
        byte[] cut = CaptureDirectory.truncated(CaptureDirectory.archive("sound-lvm"), 4000);
        Files.write(captures.resolve("cut.tar.gz"), cut);
    }

    private void audit() throws IOException {
        Programs.daxcheck(directory);
        Programs.Run run = sh(commands("daxcheck").get(0), Map.of());
        assertThat(run.status()).isEqualTo(2);
        assertThat(directory.resolve("audit.jsonl")).isNotEmptyFile();
    }

    private Programs.Run sh(String command, Map<String, String> variables) {
        return Programs.run(directory, variables, List.of("/bin/sh", "-c", "PATH=" + directory + ":$PATH; " + command));
    }

    @Test
    void jqListsTheUnsafeDevicesOfAllHosts() throws IOException {
        Programs.find("jq", "jq");
        audit();
        Programs.Run run = sh(commands("jq").get(0), Map.of());
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "host\t/dev/mapper/t\toffset-not-page-aligned", "host\t/dev/mapper/t\tpanic-on-raw-leg");
    }

    @Test
    void duckDbAnswersTheSame() throws IOException, SQLException {
        audit();
        List<String> queries = new ArrayList<>();
        for (String command : commands("duckdb")) {
            assertThat(command).startsWith("duckdb -c \"").endsWith("\"");
            queries.add(command.substring("duckdb -c \"".length(), command.length() - 1));
        }
        assertThat(rows(queries.get(0)))
                .containsExactly(
                        List.of("host", "/dev/mapper/t", "offset-not-page-aligned"),
                        List.of("host", "/dev/mapper/t", "panic-on-raw-leg"));
        assertThat(rows(queries.get(1)))
                .startsWith(List.of("leaf-without-dax", "6"))
                .contains(List.of("sector-namespace", "3"));
    }

    private List<List<String>> rows(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET file_search_path = '" + directory + "'");
            List<List<String>> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery(query)) {
                while (result.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        row.add(result.getString(i));
                    }
                    rows.add(row);
                }
            }
            return rows;
        }
    }

    // --------------------------------------------------------------------------------------------- Ansible

    /** This host alone, reached without ssh; nothing of the user's own configuration. */
    private Map<String, String> ansible() throws IOException {
        Path inventory = Files.writeString(
                directory.resolve("inventory"),
                "box ansible_connection=local ansible_python_interpreter=/usr/bin/python3\n");
        Path configuration = Files.writeString(directory.resolve("ansible.cfg"), "[defaults]\n");
        return Map.of(
                "ANSIBLE_INVENTORY", inventory.toString(),
                "ANSIBLE_CONFIG", configuration.toString(),
                "ANSIBLE_HOME", directory.resolve("home").toString(),
                "ANSIBLE_LOCAL_TEMP", directory.resolve("tmp").toString(),
                "ANSIBLE_REMOTE_TEMP", directory.resolve("tmp").toString(),
                "ANSIBLE_NOCOLOR", "1",
                "LC_ALL", "C.UTF-8");
    }

    @Test
    void ansibleUnderstandsThePlaybook() throws IOException {
        Programs.find("ansible-playbook", "ansible-core");
        Path share = Files.createDirectories(directory.resolve("share/ansible"));
        Files.copy(SOURCES.resolve("image/share/ansible/daxcheck.yml"), share.resolve("daxcheck.yml"));
        Programs.Run run = sh(commands("ansible-playbook").get(0) + " --syntax-check", ansible());
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("playbook: share/ansible/daxcheck.yml");
        assertThat(run.status()).isZero();
    }

    @Test
    void ansibleReadsTheReportAsAFact() throws IOException {
        Programs.find("ansible", "ansible-core");
        Programs.daxcheck(directory);
        Path facts = Files.createDirectory(directory.resolve("facts.d"));
        String script = Files.readString(SOURCES.resolve("image/share/ansible/daxcheck.fact"));
        // Only the host that is judged is another one.
        Path file = Files.writeString(
                facts.resolve("daxcheck.fact"),
                script.replace(
                        "--format json",
                        "--format json --from " + directory.resolve("captures") + "/silent-corruption.tar.gz"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        Programs.Run run = sh(commands("ansible").get(0).replace("/etc/ansible/facts.d", facts.toString()), ansible());
        assertThat(run.out()).contains("\"ansible_local\": {", "\"verdict\": \"unsafe\"", "box | SUCCESS");
        assertThat(run.status()).isZero();
    }
}
