package io.antidistill.cli;

import picocli.CommandLine.Command;

/** What could not be handled: without a subcommand, the list. */
@Command(
        name = "deadletters",
        aliases = "dead-letters",
        header = "List, show or replay the records that could not be handled, each with its reason.",
        sortOptions = false,
        subcommands = {
            DeadLettersCommand.ListCommand.class,
            DeadLetterShowCommand.class,
            DeadLetterReplayCommand.class,
        })
final class DeadLettersCommand extends DeadLetterLines {
    /** The list by its name. */
    @Command(
            name = "list",
            header = "Print each letter: its name, when, why, key, origin. The same as without `list`.",
            sortOptions = false)
    static final class ListCommand extends DeadLetterLines {}
}
