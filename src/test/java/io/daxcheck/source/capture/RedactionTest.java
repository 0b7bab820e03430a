package io.daxcheck.source.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.Fact;
import io.daxcheck.host.Superblock;
import io.daxcheck.source.format.SuperblockReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    private static final String MAPPED_ELSEWHERE = """
            [   50.667577] ------------[ cut here ]------------
            [   50.667710] WARNING: CPU: 0 PID: 1184 at mm/memory.c:2339 insert_pfn+0x15b/0x210
            [   50.669400]  dax_fault_iter+0x2ef/0x680
            [   50.669438]  dax_iomap_pte_fault+0x1bb/0x3f0
            [   50.670034] ---[ end trace 0000000000000000 ]---
            """;

    private static final String DM = "sys/devices/virtual/block/dm-0/dm/";
    private static final String UUID = "3f1e9c52-7a10-4b5e-9d2c-0123456789ab";
    private static final String LVM_UUID = "0aBcDeFgHiJkLmNoPqRsTuVwXyZ012341AbCdEfGhIjKlMnOpQrStUvWxYz56789";

    /** Nothing of these may be left. */
    private static final List<String> SECRETS = List.of(
            "dbserver07",
            "corp.example",
            "prodvg",
            "lvorders",
            "customerfiles",
            "ORDERS",
            "vault",
            "3f1e9c52",
            "0123456789ab",
            "0aBcDeFg",
            "1AbCdEfG",
            "buildbot",
            "10.1.2.3",
            "WD-SERIAL",
            "hunter2");

    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, String> links = new TreeMap<>();

    private final CaptureSink collected = new CaptureSink() {
        @Override
        public void file(String path, byte[] content) {
            files.put(path, content);
        }

        @Override
        public void link(String path, String target) {
            links.put(path, target);
        }

        @Override
        public void directory(String path) {
            links.put(path, "");
        }

        @Override
        public void close() {
            files.put("closed", new byte[0]);
        }
    };

    private String text(String path) {
        return new String(files.get(path), StandardCharsets.UTF_8);
    }

    private static void add(Redaction redaction, String path, String content) {
        redaction.file(path, content.getBytes(StandardCharsets.UTF_8));
    }

    private void redactHost() throws IOException {
        Redaction redaction = new Redaction(collected);
        // Free text first: it is redacted last all the same.
        add(
                redaction,
                "commands/dmesg",
                "[0] Linux version 6.1.0 (buildbot@corp.example) (gcc) #1\n"
                        + "[0] Command line: root=/dev/mapper/prodvg-lvorders\n"
                        + "[1] usb 1-1: SerialNumber: WD-SERIAL\n"
                        + "[2] XFS (dm-0): Mounting V5 Filesystem " + UUID + "\n"
                        + "[3] XFS (dm-0): DAX unsupported by block device. Turning off DAX.\n"
                        + "[4] device-mapper: table: prodvg-lvorders on dbserver07: dax off\n"
                        + MAPPED_ELSEWHERE);
        add(
                redaction,
                "proc/cmdline",
                "BOOT_IMAGE=/vmlinuz root=UUID=" + UUID
                        + " ro memmap=4G!12G ip=10.1.2.3 rd.lvm.lv=prodvg/lvorders quiet\n");
        add(redaction, "skipped", "etc/systemd/system/customerfiles.mount\tEACCES\n");
        redaction.link("sys/class/block/dm-0", "../../devices/virtual/block/dm-0");
        redaction.link("dev/disk/by-uuid/" + UUID, "../../dm-0");
        redaction.link("dev/disk/by-label/ORDERS", "../../dm-0");
        redaction.link("dev/disk/by-id/dm-name-prodvg-lvorders", "../../dm-0");
        redaction.link("dev/disk/by-id/dm-uuid-LVM-" + LVM_UUID, "../../dm-0");
        redaction.link("dev/disk/by-id/ata-WD-SERIAL", "../../sda");
        add(redaction, "proc/sys/kernel/hostname", "dbserver07\n");
        add(redaction, "commands/uname", "Linux dbserver07 6.1.0 #1 SMP x86_64 GNU/Linux\n");
        add(redaction, "proc/version", "Linux version 6.1.0 (buildbot@corp.example) (gcc) #1 SMP Debian 6.1.55-1\n");
        add(redaction, DM + "name", "prodvg-lvorders\n");
        add(redaction, DM + "uuid", "LVM-" + LVM_UUID + "-real\n");
        add(
                redaction,
                "sys/devices/virtual/block/dm-1/dm/uuid",
                "CRYPT-LUKS2-3f1e9c527a104b5e9d2c0123456789ab-vault\n");
        add(redaction, "sys/devices/virtual/block/dm-1/dm/name", "vault\n");
        add(
                redaction,
                "commands/dmsetup-table",
                "prodvg-lvorders: 0 65536 linear 259:1 2048\n"
                        + "vault: 0 8 crypt aes-xts-plain64 :64:logon:cryptsetup:" + UUID + "-d0 0 259:0 32768\n");
        add(redaction, "commands/dmsetup-info", "prodvg-lvorders 253 0 LVM-" + LVM_UUID + "-real\nvault 253 1 \n");
        add(
                redaction,
                "proc/self/mountinfo",
                "36 1 253:0 / /srv/customerfiles rw,relatime shared:1 - xfs /dev/mapper/prodvg-lvorders rw,dax=always\n"
                        + "37 1 0:40 / /mnt/nfs rw - nfs4 10.1.2.3:/vault rw,clientaddr=10.1.2.3,dax,username=hunter2\n");
        add(redaction, "proc/mounts", "/dev/prodvg/lvorders /srv/customerfiles xfs rw,dax=always 0 0\n");
        add(
                redaction,
                "etc/fstab",
                "# vault of dbserver07\nUUID=" + UUID + "\t/srv/customerfiles  xfs dax,x-note=hunter2 0 2\n"
                        + "LABEL=ORDERS /srv/customerfiles ext4 defaults,dax 0 0\n");
        add(
                redaction,
                "etc/systemd/system/srv-customerfiles.mount",
                "[Unit]\nDescription=hunter2\n[Mount]\nWhat=LABEL=ORDERS\nWhere=/srv/customerfiles\nOptions=dax\n");
        add(
                redaction,
                "run/udev/data/b253:0",
                "S:prodvg/lvorders\nS:disk/by-uuid/" + UUID + "\nE:ID_FS_UUID=" + UUID
                        + "\nE:ID_FS_TYPE=xfs\nE:ID_SERIAL=WD-SERIAL\nE:DM_NAME=prodvg-lvorders\n");
        redaction.close();
    }

    @Test
    void nothingOfAnyNameIsLeft() throws IOException {
        redactHost();
        StringBuilder all = new StringBuilder();
        files.forEach((path, content) -> all.append(path).append(new String(content, StandardCharsets.UTF_8)));
        links.forEach((path, target) -> all.append(path).append(target));
        for (String secret : SECRETS) {
            assertThat(all.toString().toLowerCase(Locale.ROOT)).doesNotContain(secret.toLowerCase(Locale.ROOT));
        }
        assertThat(files).containsKey("closed");
    }

    /** One name is one name in every file, so that what belongs together still does. */
    @Test
    void whatDecidesStaysAndFitsTogether() throws IOException {
        redactHost();
        String volume = text(DM + "name").strip();
        assertThat(volume).startsWith("name").contains("-");
        assertThat(text("commands/dmsetup-table")).startsWith(volume + ": 0 65536 linear 259:1 2048\n");
        assertThat(text("commands/dmsetup-info"))
                .startsWith(volume + " 253 0 LVM-0")
                .contains("-real\n");
        assertThat(text(DM + "uuid")).hasSize("LVM-".length() + 64 + "-real\n".length());
        String[] mount = text("proc/self/mountinfo").split(" ", -1);
        assertThat(mount[4]).startsWith("/srv/name");
        assertThat(text("proc/self/mountinfo"))
                .contains(" - xfs /dev/mapper/" + volume + " rw,dax=always\n")
                .contains(" nfs4 redacted rw,redacted,dax,redacted\n");
        assertThat(text("proc/mounts"))
                .isEqualTo("/dev/" + volume.replace('-', '/') + " " + mount[4] + " xfs rw,dax=always 0 0\n");
        String uuid = links.keySet().stream()
                .filter(path -> path.startsWith("dev/disk/by-uuid/"))
                .findFirst()
                .orElseThrow()
                .substring("dev/disk/by-uuid/".length());
        assertThat(links).containsEntry("dev/disk/by-uuid/" + uuid, "../../dm-0");
        assertThat(links).containsKey("dev/disk/by-id/dm-name-" + volume);
        assertThat(text("etc/fstab")).startsWith("#\nUUID=" + uuid + " " + mount[4] + " xfs dax,");
        assertThat(text("commands/dmesg"))
                .contains("[2] XFS (dm-0): Mounting V5 Filesystem\n[3] XFS")
                .contains("XFS (dm-0): DAX unsupported by block device. Turning off DAX.\n")
                .endsWith(MAPPED_ELSEWHERE)
                .contains("table: " + volume + " on name5: dax off");
        assertThat(text("proc/cmdline")).isEqualTo("root=UUID=" + uuid + " ro memmap=4G!12G quiet\n");
        assertThat(text("proc/version")).isEqualTo("Linux version 6.1.0 redacted (gcc) #1 SMP Debian 6.1.55-1\n");
        assertThat(text("run/udev/data/b253:0")).contains("E:ID_FS_UUID=" + uuid + "\nE:ID_FS_TYPE=xfs\n");
        assertThat(files).containsKey("etc/systemd/system/srv-" + mount[4].substring("/srv/".length()) + ".mount");
    }

    /** The kernel that boots next is shown without the machine's ID and without titles. */
    @Test
    void menusOfBootLoadersKeepReleasesAlone() throws IOException {
        String id = "0123456789abcdef0123456789abcdef";
        try (Redaction redaction = new Redaction(collected)) {
            add(
                    redaction,
                    "boot/grub2/grubenv",
                    "# made by anna\nsaved_entry=" + id + "-5.14.0-427.el9.x86_64\nkernelopts=root=/dev/db07\n");
            add(redaction, "boot/grub/grubenv", "next_entry=Acme (6.1.0-18-amd64)\nsaved_entry=Acme\n");
            add(redaction, "boot/loader/loader.conf", "timeout 3\ndefault acme-*\n");
            add(redaction, "boot/loader/entries/" + id + "-5.14.0-427.el9.x86_64.conf", "");
            add(redaction, "boot/loader/entries/acme.conf", "title Acme\n");
            add(redaction, "boot/vmlinuz-5.14.0-427.el9.x86_64", "");
            add(redaction, "boot/vmlinuz-acme", "");
        }
        String hidden = "0".repeat(32) + "-5.14.0-427.el9.x86_64";
        assertThat(text("boot/grub2/grubenv")).isEqualTo("\nsaved_entry=" + hidden + "\n\n");
        assertThat(text("boot/grub/grubenv"))
                .startsWith("next_entry=" + "0".repeat(32) + "-6.1.0-18-amd64\nsaved_entry=name");
        assertThat(text("boot/loader/loader.conf")).startsWith("\ndefault name");
        assertThat(files)
                .containsKeys("boot/loader/entries/" + hidden + ".conf", "boot/vmlinuz-5.14.0-427.el9.x86_64")
                .doesNotContainKey("boot/vmlinuz-acme");
        StringBuilder all = new StringBuilder();
        for (String path : files.keySet()) {
            all.append(path).append(' ').append(text(path)).append('\n');
        }
        assertThat(all).doesNotContain("acme", "Acme", "anna", "0123456789abcdef");
    }

    @Test
    void distributionsThatEverybodyKnowsStay() throws IOException {
        try (Redaction redaction = new Redaction(collected)) {
            add(
                    redaction,
                    "etc/os-release",
                    "NAME=\"CentOS Stream\"\nID=\"centos\"\nVERSION_ID=\"9\"\nPRETTY_NAME=\"CentOS Stream 9\"\n"
                            + "HOME_URL=\"https://centos.org/\"\n");
            add(redaction, "etc/redhat-release", "Rocky Linux release 9.4 (Blue Onyx)\n");
        }
        assertThat(text("etc/os-release")).isEqualTo("NAME=\"CentOS Stream\"\nID=\"centos\"\nVERSION_ID=\"9\"\n\n\n");
        assertThat(text("etc/redhat-release")).isEqualTo("Rocky Linux release 9.4\n");
    }

    /** A token in every field that a host has; each is one that no list of what to remove would know. */
    @Test
    void noTokenInAnyFieldIsLeft() throws IOException {
        Redaction redaction = new Redaction(collected);
        Tokens tokens = new Tokens();
        redaction.link("sys/class/block/md_" + tokens.next(), "../../devices/virtual/block/md_" + tokens.next());
        redaction.link("sys/class/block/dm-0", "../../devices/virtual/block/dm-0");
        for (String directory : List.of("by-id", "by-uuid", "by-label", "by-partlabel", "by-partuuid", "by-path")) {
            redaction.link("dev/disk/" + directory + '/' + tokens.next(), "../../dm-0");
        }
        for (String attribute : List.of(
                "dev",
                "size",
                "ro",
                "badblocks",
                "queue/dax",
                "queue/zoned",
                "queue/write_cache",
                "dm/name",
                "dm/uuid",
                "loop/backing_file",
                "md/level",
                "md/metadata_version")) {
            add(redaction, "sys/devices/virtual/block/dm-0/" + attribute, tokens.next() + " 1\n");
        }
        for (String attribute : List.of(
                "mode",
                "uuid",
                "alt_name",
                "holder",
                "namespace",
                "provider",
                "modalias",
                "resource",
                "flags",
                "state",
                "security",
                "nfit/flags",
                "persistence_domain",
                "sector_size",
                "supported_alignments")) {
            add(redaction, "sys/devices/ndbus0/region0/namespace0.0/" + attribute, tokens.next() + "\n");
        }
        add(redaction, "etc/fstab", tokens.in("""
                # T comment
                UUID=T /T/T T T,dax,password=T,pass=8675309T,x-T,context="u:T,T",a,,T,username=T 0 2 # T
                LABEL=T/b T xfs defaults 0 0 T
                /dev/T/T /srv/T ext4 rtdev=/dev/T,T=T T T
                T:/T /T:T nfs4 T,addr=T 0 0
                //T/T /mnt/T cifs credentials=/T,password=T,,T 0 0
                """));
        for (String path : List.of("proc/self/mountinfo", "proc/1/mountinfo")) {
            add(redaction, path, tokens.in("""
                    36 1 253:0 /T /srv/T rw,T shared:T - xfs /dev/mapper/T rw,dax=T,T
                    T T T /T /T T T:1 - T T T=T T
                    37 1 0:40 / /mnt/T rw - nfs4 T:/T rw,clientaddr=T
                    T
                    """));
        }
        add(redaction, "proc/mounts", tokens.in("T /T T T T T\n/dev/T /T xfs rw,T=T 0 0\nT T\n"));
        add(
                redaction,
                "proc/cmdline",
                tokens.in(
                        "BOOT_IMAGE=/T root=UUID=T T ip=T password=T pin=8675309T systemd.setenv=\"A=a T T\" rootflags=subvol=@T,T=T"
                                + " memmap=4G!12GT rd.luks.name=T=T rd.lvm.lv=T/T resume=/dev/T rootfstype=T\n"));
        add(redaction, "proc/sys/kernel/hostname", tokens.next() + ".corp\n");
        add(redaction, "proc/version", tokens.in("Linux version 6.1.0 (T@T) (T) #1 T T\n"));
        add(redaction, "proc/version_signature", tokens.in("T T\n"));
        add(redaction, "commands/uname", tokens.in("Linux T 6.1.0 #T SMP T x86_64 T\n"));
        add(redaction, "commands/dmsetup-table", tokens.in("""
                T-T: 0 8 linear 259:1 0
                T: 0 8 crypt aes-T 1234567890123456T 0 259:0 32768 1 T
                T: 0 8 crypt aes :64:logon:T:T 0 259:0 0
                T: 0 8 verity 1 259:0 259:1 4096 4096 1 1 sha256 T T 2 T T
                T: 0 8 user 0 T
                T: T T T T
                T
                """));
        add(redaction, "commands/dmsetup-info", tokens.in("T-T 253 0 LVM-T\nT 253 1 CRYPT-LUKS2-T-T\nT T T T\n"));
        add(redaction, "run/udev/data/b253:0", tokens.in("""
                S:T/T
                S:disk/by-id/T
                N:T
                G:T
                E:ID_FS_UUID=T
                E:ID_FS_LABEL=T
                E:ID_FS_TYPE=T
                E:ID_FS_BLOCKSIZE=T
                E:ID_SERIAL=T
                E:DM_NAME=T
                E:DM_UUID=T
                E:T=T
                T
                """));
        add(redaction, "etc/systemd/system/srv-" + tokens.next() + ".mount", tokens.in("""
                # T
                [T]
                [Mount]
                What=T
                Where=/T
                Type=T
                Options=T,password=T
                SourcePath=/T
                Environment=T
                """));
        add(
                redaction,
                "etc/os-release",
                tokens.in(
                        "ID=T\nVERSION_ID=T\nNAME=\"T\"\nPRETTY_NAME=\"T\"\nHOME_URL=https://T/\nID_LIKE=\"rhel T\"\n"));
        add(redaction, "etc/redhat-release", tokens.in("T release 9.4 (T)\n"));
        add(
                redaction,
                "boot/config-6.1.0",
                tokens.in(
                        "# T\nCONFIG_FS_DAX=y\nCONFIG_DEFAULT_HOSTNAME=\"T\"\nCONFIG_CMDLINE=\"T\"\nCONFIG_LOCALVERSION=\"-T\"\nT\n"));
        add(
                redaction,
                "etc/default/grub",
                tokens.in(
                        "# T\nGRUB_DEFAULT=T\nGRUB_CMDLINE_LINUX=\"T memmap=T memmap=4G!12G password=T\"\nGRUB_T=T\n"));
        add(redaction, "proc/modules", tokens.in("T 1 0 - Live 0x0\n"));
        add(redaction, "proc/filesystems", tokens.in("nodev\tT\n\tT\nT\txfs\n"));
        add(redaction, "skipped", tokens.in("etc/systemd/system/T.mount\tT\nsuperblocks/dm-0\tT\n"));
        add(redaction, "commands/lsblk", tokens.next());
        add(redaction, "var/log/messages", tokens.next());
        add(redaction, "commands/dmesg", tokens.in("""
                [    0.000000] Command line: T dax
                [    1.0] Hostname set to <T>. dax
                [    2.0] XFS (T): DAX unsupported by block device. Turning off DAX.
                [    3.0] usb 1-1: SerialNumber: T BRD dax
                [    4.0] EXT4-fs (dm-0): T: dax from T at 10.1.2.3T and /home/T/file pid T comm: T
                [    5.0] audit: type=1 audit(1:2): op=T dax exe="/T"
                [    6.0] Unknown kernel command line parameters "T dax=T", will be passed to user space.
                [    7.0] dax T-T_extra VG-T
                T dax T
                """));
        redaction.close();
        assertThat(tokens.count).isGreaterThan(200);
        StringBuilder all = new StringBuilder();
        files.forEach(
                (path, content) -> all.append(path).append(' ').append(new String(content, StandardCharsets.UTF_8)));
        links.forEach(
                (path, target) -> all.append(path).append(' ').append(target).append('\n'));
        assertThat(all.toString().lines().filter(line -> line.contains("Tok"))).isEmpty();
        assertThat(all)
                .contains("DAX unsupported by block device. Turning off DAX.")
                .contains("GRUB_CMDLINE_LINUX=\"memmap=4G!12G\"")
                .contains("CONFIG_FS_DAX=y");
    }

    /** Marks that are found again wherever they come through. */
    private static final class Tokens {
        private int count;

        private String next() {
            count++;
            return "Tok" + count + "en";
        }

        /** A text with a token in place of each T. */
        private String in(String template) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < template.length(); i++) {
                boolean alone = template.charAt(i) == 'T'
                        && (i + 1 == template.length() || !Character.isLetterOrDigit(template.charAt(i + 1)))
                        && (i == 0 || !Character.isUpperCase(template.charAt(i - 1)));
                text.append(alone ? next() : template.substring(i, i + 1));
            }
            return text.toString();
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream stream = RedactionTest.class.getResourceAsStream("/io/daxcheck/source/format/" + name)) {
            return stream.readAllBytes();
        }
    }

    /** Of a filesystem without a dax option the magic is kept, and nothing else. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aFilesystemWithoutDaxKeepsItsMagicAlone(int which) throws IOException {
        byte[] before = new byte[4096];
        Arrays.fill(before, (byte) 'T');
        byte[] magic = which == 0
                ? new byte[] {0x10, 0x20, (byte) 0xf5, (byte) 0xf2}
                : "NTFS    ".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(magic, 0, before, which == 0 ? 1024 : 3, magic.length);
        Redaction redaction = new Redaction(collected);
        redaction.file("superblocks/pmem0", before);
        redaction.close();
        byte[] after = files.get("superblocks/pmem0");
        assertThat(recognised(after)).isEqualTo(recognised(before)).matches(Fact::isKnown);
        assertThat(new String(after, StandardCharsets.ISO_8859_1)).doesNotContain("TT");
    }

    /** All but its UUID and its label, or why it cannot be read. */
    private static Fact<String> recognised(byte[] bytes) {
        Fact<Superblock> found = SuperblockReader.read(new Fact.Known<>(bytes, "superblocks/pmem0"));
        return found.map(superblock -> superblock.type() + superblock.blockSize() + superblock.features());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "superblock-ext2",
                "superblock-ext3",
                "superblock-ext4",
                "superblock-ext4-1k",
                "superblock-ext4-inline-data",
                "superblock-journal",
                "superblock-xfs",
                "superblock-xfs-1k",
                "superblock-xfs-reflink",
                "superblock-xfs-512-byte-sectors",
                "superblock-swap"
            })
    void aSuperblockSaysWhatItSaidButNotWhose(String name) throws IOException {
        byte[] before = resource(name);
        Redaction redaction = new Redaction(collected);
        redaction.file("superblocks/pmem0", before);
        redaction.close();
        byte[] after = files.get("superblocks/pmem0");
        assertThat(after).hasSameSizeAs(before);
        assertThat(recognised(after)).isEqualTo(recognised(before)).matches(Fact::isKnown);
        int uuidOffset = name.contains("xfs") ? 32 : name.contains("swap") ? 1036 : 1024 + 0x68;
        String uuid = HexFormat.of().formatHex(before, uuidOffset, uuidOffset + 16);
        assertThat(uuid).isNotEqualTo("0".repeat(32));
        assertThat(HexFormat.of().formatHex(after)).doesNotContain(uuid);

        byte[] damaged = before.clone();
        damaged[name.contains("xfs") ? 200 : 1024 + 0x200] ^= 1;
        Redaction ofDamaged = new Redaction(collected);
        ofDamaged.file("superblocks/pmem0", damaged);
        ofDamaged.close();
        assertThat(recognised(files.get("superblocks/pmem0"))).isEqualTo(recognised(damaged));
    }

    /** Which of its files have DAX follows from the inodes of an erofs: they stay, without the names of the files. */
    @ParameterizedTest
    @CsvSource({"0, 0, noinline_data", "0, 2, ''", "1, 3, every_file_compressed"})
    void theFilesOfAnErofsStayWhatTheyWereWithoutTheirNames(int incompat, int layout, String feature)
            throws IOException {
        byte[] before = new byte[8192];
        ByteBuffer image = ByteBuffer.wrap(before).order(ByteOrder.LITTLE_ENDIAN);
        image.putInt(1024, 0xe0f5e1e2)
                .put(1036, (byte) 12)
                .putShort(1038, (short) 40)
                .putInt(1104, incompat);
        String names = "...customerfiles";
        directory(image, 40, names, new int[] {40, 40, 60}, new int[] {1, 2});
        directory(image, 60, names, new int[] {60, 40, 80}, new int[] {1, 2});
        image.put(60 * 32 + 32 + 2 * 12 + 10, (byte) 1);
        image.put(80 * 32, (byte) (layout << 1)).putInt(80 * 32 + 8, 100);
        image.position(80 * 32 + 32).put("customerfiles".getBytes(StandardCharsets.US_ASCII));
        Redaction redaction = new Redaction(collected);
        redaction.file("superblocks/pmem0", before);
        redaction.close();
        byte[] after = files.get("superblocks/pmem0");
        assertThat(recognised(before).value().orElseThrow()).contains(feature);
        assertThat(recognised(after)).isEqualTo(recognised(before));
        assertThat(new String(after, StandardCharsets.ISO_8859_1)).doesNotContain("customer");
    }

    /** A directory with three entries of the type directory, {@code .} and {@code ..} among them. */
    private static void directory(ByteBuffer image, int number, String names, int[] inodes, int[] ends) {
        int data = number * 32 + 32;
        int length = inodes.length * 12;
        image.put(number * 32, (byte) (2 << 1)).putInt(number * 32 + 8, length + names.length());
        int[] starts = {0, ends[0], ends[0] + ends[1]};
        for (int i = 0; i < inodes.length; i++) {
            image.putLong(data + i * 12, inodes[i])
                    .putShort(data + i * 12 + 8, (short) (length + starts[i]))
                    .put(data + i * 12 + 10, (byte) 2);
        }
        image.position(data + length).put(names.getBytes(StandardCharsets.US_ASCII));
    }
}
