package io.daxcheck.truth;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.host.Host;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.Tree;
import java.util.List;
import java.util.Optional;

/** Judging one device of a host: what every test does with a capture. */
public final class Judging {
    private Judging() {}

    /** The report on one device; it alone is judged. */
    public static HostReport device(Host host, String device) {
        HostDiagnosis diagnosis = new HostDiagnosis(host, Optional.empty());
        return diagnosis.judge(
                List.of(diagnosis.graph().stack(host.device(device).orElseThrow())));
    }

    /** The report on a host as it is made without naming a device. */
    public static HostReport hostReport(Host host) {
        HostDiagnosis diagnosis = new HostDiagnosis(host, Optional.empty());
        return diagnosis.judge(diagnosis.stacks(false));
    }

    /** What is said of one device of the host in a tree. */
    public static StackReport stack(Tree tree, String device) {
        return device(HostReader.read(tree), device).stacks().get(0);
    }

    /** The report on every block device of a host, a stack each. */
    public static HostReport everyDevice(Host host) {
        HostDiagnosis diagnosis = new HostDiagnosis(host, Optional.empty());
        return diagnosis.judge(diagnosis.stacks(true));
    }
}
