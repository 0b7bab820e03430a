package io.daxcheck.source.bundle;

/** A tool whose output a support tool collected, or one kind of file: each adds what it shows to the facts of the devices. */
interface BundleTool {
    void addTo(CollectedDevices devices, CommandOutputs outputs);
}
