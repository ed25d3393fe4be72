package io.antidistill.cli;

import picocli.CommandLine.Command;

/** What an operator does once, before the services start. */
@Command(
        name = "cluster",
        header = "Prepare a cluster: topics, schemas, default policies, access rules.",
        sortOptions = false,
        subcommands = {ClusterTopicsCommand.class, ClusterAclsCommand.class})
final class ClusterCommand {}
