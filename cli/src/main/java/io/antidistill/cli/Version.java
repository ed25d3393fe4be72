package io.antidistill.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the build's version and the Java that runs it. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "antidistill " + Installation.version() + ", Java "
                    + Runtime.version().feature()
        };
    }
}
