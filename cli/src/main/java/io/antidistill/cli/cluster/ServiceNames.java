package io.antidistill.cli.cluster;

/**
 * What the services of an installation are called on its cluster: consumer groups, transactional ids and internal topics
 * are named so. Two installations on one cluster differ by their prefix. Pure.
 */
public final class ServiceNames {
    private ServiceNames() {}

    /** The stream's application id. */
    public static String streams(String prefix) {
        return prefix + "antidistill-streams";
    }

    /** The monitor's group. */
    public static String monitor(String prefix) {
        return prefix + "antidistill-monitor";
    }

    /** How the names of the gateway's groups must begin. */
    public static String gateway(String prefix) {
        return prefix + "gateway";
    }
}
