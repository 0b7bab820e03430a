package io.daxcheck.diagnosis;

import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.kernel.KernelVersion;
import java.util.List;

/**
 * Which behaviours of the libnvdimm bus a host's kernel has for sure.
 *
 * @param models the kernels that it may be
 * @param isVendors whether it is of a vendor's series: those took over what the table does not list for them
 */
record KernelAge(List<KernelModel> models, boolean isVendors) {
    boolean has(KernelBehaviour behaviour) {
        for (KernelModel model : models) {
            if (!model.has(behaviour)) {
                return false;
            }
        }
        return true;
    }

    boolean lacks(KernelBehaviour behaviour) {
        for (KernelModel model : models) {
            if (model.has(behaviour)) {
                return false;
            }
        }
        return !isVendors;
    }

    /** The first upstream version that has a behaviour. */
    static KernelVersion first(KernelBehaviour behaviour) {
        return behaviour.since().orElseThrow().mainline();
    }
}
