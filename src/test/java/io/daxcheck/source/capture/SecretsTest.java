package io.daxcheck.source.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {
    private static final String TEXTS = """
            //s/x /m cifs user=a,password=8675309,dax 0 0 | //s/x /m cifs user=a,password=***,dax 0 0
            //s/x /m cifs password=ab,,REST,dax           | //s/x /m cifs password=***,dax
            //s/x /m cifs PASS="a b,c",dax                | //s/x /m cifs PASS=***,dax
            quiet rd.luks.key=/k:UUID=1 dax=always        | quiet rd.luks.key=*** dax=always
            a.token=x b.Secret=y credentials=/etc/c c=d   | a.token=*** b.Secret=*** credentials=*** c=d
            CONFIG_KEYS=y                                 | CONFIG_KEYS=y
            CONFIG_CMDLINE="root=/dev/sda passwd=x dax"   | CONFIG_CMDLINE="root=/dev/sda passwd=*** dax"
            CONFIG_SYSTEM_TRUSTED_KEYS="a.pem"            | CONFIG_SYSTEM_TRUSTED_KEYS=***
            UUID=1 / xfs dax 0 0                          | UUID=1 / xfs dax 0 0
            password=                                     | password=***
            """;

    private static String inJava(String text) {
        return new String(Secrets.blanked(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    private static String inSed(String text) throws Exception {
        Process sed = new ProcessBuilder("sed", Secrets.sed()).start();
        sed.getOutputStream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
        sed.getOutputStream().close();
        return new String(sed.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = TEXTS)
    void javaAndTheScriptBlankTheSame(String text, String blanked) throws Exception {
        assertThat(inJava(text)).isEqualTo(blanked);
        assertThat(inSed(text)).isEqualTo(blanked);
    }
}
