package io.daxcheck.cli;

import io.daxcheck.report.Version;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"daxcheck " + Version.current()};
    }
}
