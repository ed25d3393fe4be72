package io.antidistill.cli;

import picocli.CommandLine.Command;

/** Experiments on what protection costs and what it takes from a student. */
@Command(
        name = "experiment",
        header = "Measure what protection costs and takes from a student, and which thieves are found.",
        synopsisSubcommandLabel = "EXPERIMENT",
        subcommands = {
            TradeoffCommand.class,
            DynamicsCommand.class,
            AblationCommand.class,
            AttacksCommand.class,
            ExamplesCommand.class,
            ResponseCommand.class,
            ControllerCommand.class,
            LoopCommand.class,
            DetectionCommand.class
        })
final class ExperimentCommand {}
