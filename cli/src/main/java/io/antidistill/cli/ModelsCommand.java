package io.antidistill.cli;

import picocli.CommandLine.Command;

/** Groups the commands that make models and what they learn from. */
@Command(
        name = "models",
        header = "Train the tiny models, derive proxies, distill students, write problems.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TrainTinyCommand.class,
            TrainWorkedCommand.class,
            DistillCommand.class,
            DeriveProxyCommand.class,
            ProblemsCommand.class
        },
        sortOptions = false)
final class ModelsCommand {}
