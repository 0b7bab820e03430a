package io.daxcheck.diagnosis;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.FindingSet;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Superblock;
import io.daxcheck.mount.MountTable;
import io.daxcheck.rules.Answer;
import io.daxcheck.rules.Below;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.FilesystemFindings;
import io.daxcheck.rules.FilesystemOutcome;
import io.daxcheck.rules.FilesystemRules;
import io.daxcheck.rules.MountOutcome;
import io.daxcheck.rules.Mounting;
import io.daxcheck.rules.NextMount;
import io.daxcheck.stack.pages.Hazard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What mounting a filesystem with dax gives under one kernel: one with mkfs's defaults, and the one that is on a device. */
final class FilesystemOutcomes {
    private final MountTable mounts;
    private final FilesystemRules rules;
    private final FilesystemFindings findings;
    private final FilesystemBelow lowerDevices;
    private final boolean isHosts;

    /**
     * @param isHosts whether the kernel is the one that mounted what is mounted
     */
    FilesystemOutcomes(
            MountTable mounts,
            FilesystemRules rules,
            FilesystemFindings findings,
            FilesystemBelow lowerDevices,
            boolean isHosts) {
        this.mounts = mounts;
        this.rules = rules;
        this.findings = findings;
        this.lowerDevices = lowerDevices;
        this.isHosts = isHosts;
    }

    /** What one that has mkfs's defaults gets. */
    FilesystemOutcome withDefaults(Filesystem filesystem, Answer mount, BlockDevice top, Hazards hazards) {
        Mounting mounting = rules.mounting(
                filesystem,
                rules.plain(filesystem),
                Below.of(mount, top.partition().isPresent()));
        boolean hasDax = mounting.withDax() == MountOutcome.DAX;
        return new FilesystemOutcome(mounting.withDax(), hasDax ? hazards.kinds() : List.of());
    }

    /**
     * What mounting the filesystem on the device with dax gives; empty where it is nothing that can be mounted.
     *
     * @param hazards of a mount that the kernel gives DAX; where the device has none for a new one, of the mount that there is
     */
    Optional<FilesystemOutcome> onDevice(
            Fact.Known<Superblock> superblock, DeviceAnswer answer, Hazards hazards, FindingSet found) {
        BlockDevice top = answer.device();
        Answer mount = answer.forAll();
        Optional<Filesystem> filesystem = Filesystem.named(superblock.content().type());
        if (filesystem.isEmpty()) {
            String type = superblock.content().type();
            if (!Filesystem.hasNoDaxOption(type)) {
                return Optional.empty();
            }
            found.add(FilesystemFindings.noOption(type, top.name(), new Evidence(type, superblock.source())));
            return Optional.of(new FilesystemOutcome(MountOutcome.REFUSED, List.of()));
        }
        Below below = lowerDevices.of(
                filesystem.get(), superblock.content(), answer.to(filesystem.get()), mounts.optionsOn(top), top);
        Mounting mounting = rules.mounting(filesystem.get(), superblock.content(), below);
        boolean isShown = isHosts && !mount.isNo() && mounts.isMountedWithDax(top);
        MountOutcome outcome = mounting.withDax();
        if (outcome == MountOutcome.UNKNOWN
                && isShown
                && !rules.leavesHazardsOpen(filesystem.get(), superblock.content(), below)) {
            outcome = MountOutcome.DAX;
        }
        if (outcome == MountOutcome.UNKNOWN || mounting.always() == NextMount.UNKNOWN) {
            found.addNew(below.named().because());
            found.addNew(below.other().map(Answer::because).orElse(List.of()));
        }
        if (outcome == MountOutcome.UNKNOWN && !superblock.content().complete()) {
            found.add(FilesystemFindings.featuresUnknown(top, superblock, Severity.INFO));
        } else if (superblock.content().complete()) {
            findings.addTo(found, mounting, top, superblock, below);
        }
        boolean filesUseDax = outcome == MountOutcome.DAX || mounting.letsFilesUseDax();
        Hazards ofOthers = filesUseDax ? lowerDevices.hazardsOfOthers(below, found) : Hazards.NONE;
        boolean usesDax = mount.isNo() || filesUseDax;
        List<Hazard> all = new ArrayList<>();
        for (Hazard hazard : Hazard.values()) {
            boolean ofDevice = usesDax && hazards.kinds().contains(hazard);
            if (ofDevice
                    || ofOthers.kinds().contains(hazard)
                    || mounting.hazards().contains(hazard)) {
                all.add(hazard);
            }
        }
        boolean forSomeFiles = outcome == MountOutcome.DAX && mounting.always() == NextMount.PER_FILE;
        return Optional.of(new FilesystemOutcome(outcome, all, forSomeFiles, ofOthers.unknown()));
    }
}
