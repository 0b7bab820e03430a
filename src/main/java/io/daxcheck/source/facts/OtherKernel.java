package io.daxcheck.source.facts;

import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.KernelConfig;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.OneLine;
import java.util.Optional;

/** The kernel to judge hosts as: their own, one that was named, or for each the one that it boots next. */
public final class OtherKernel {
    /** Every host's own. */
    public static final OtherKernel NONE = new OtherKernel(Optional.empty(), false);

    /** For each host the kernel that it boots next. */
    public static final OtherKernel NEXT = new OtherKernel(Optional.empty(), true);

    private final Optional<KernelRelease> named;
    private final boolean isNext;

    private OtherKernel(Optional<KernelRelease> named, boolean isNext) {
        this.named = named;
        this.isNext = isNext;
    }

    public static OtherKernel of(KernelRelease release) {
        return new OtherKernel(Optional.of(release), false);
    }

    public boolean isNext() {
        return isNext;
    }

    /**
     * The host with the configuration that this kernel has there, where it is installed and its configuration was read;
     * else as it is.
     *
     * @param release what {@link #on} answered
     */
    public static Host configured(Host host, Tree tree, Optional<KernelRelease> release) {
        if (release.isEmpty()) {
            return host;
        }
        KernelConfig config = BootConfig.ofInstalled(tree, release.get());
        return config.options().isKnown() ? host.withConfig(config) : host;
    }

    /**
     * The release to judge a host as; empty for its own.
     *
     * @throws InputException where the next one is wanted and cannot be determined
     */
    public Optional<KernelRelease> on(Tree host) throws InputException {
        if (!isNext) {
            return named;
        }
        Fact<KernelRelease> next = NextKernel.read(host);
        if (next.isKnown()) {
            return next.value();
        }
        String reason = next instanceof Fact.Unreadable<KernelRelease> unreadable
                ? OneLine.of(unreadable.source()) + ": " + unreadable.reason()
                : "no kernel in /boot, no entry of a boot loader was found";
        throw new InputException(OneLine.of(host.name()) + ": which kernel boots next is not known: " + reason
                + "; name one: --kernel RELEASE");
    }
}
