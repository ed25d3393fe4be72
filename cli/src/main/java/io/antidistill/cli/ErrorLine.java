package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever went wrong into one line that says what to do, and an exit code. */
final class ErrorLine {
    private static final int FAILURE = 1;
    private static final int USAGE = 2;

    private ErrorLine() {}

    static int usage(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        StringBuilder line = new StringBuilder("antidistill: ").append(sentence(oneLine(e.getMessage())));
        if (e instanceof UnmatchedArgumentException unmatched) {
            if (!unmatched.getSuggestions().isEmpty()) {
                line.append(" Did you mean ")
                        .append(String.join(" or ", unmatched.getSuggestions()))
                        .append('?');
            }
        }
        line.append(" See ").append(command.getCommandSpec().qualifiedName()).append(" --help.");
        command.getErr().println(line);
        return USAGE;
    }

    static int failure(Exception e, CommandLine command, boolean verbose) {
        Throwable cause = unwrap(e);
        command.getErr().println("antidistill: " + describe(cause));
        if (verbose) {
            e.printStackTrace(command.getErr());
        }
        return cause instanceof CommandFailure failure ? failure.exitCode() : FAILURE;
    }

    /** One line for an error, ending in a remedy where one is known. */
    static String describe(Throwable e) {
        Throwable cause = unwrap(e);
        String message = oneLine(String.valueOf(cause.getMessage()));
        if (cause instanceof CommandFailure) {
            return sentence(message);
        }
        if (cause instanceof FileSystemException file) {
            return file(file);
        }
        if (cause instanceof TimeoutException) {
            return "no answer from the Kafka cluster (%s). Check --bootstrap-servers, or whether `antidistill up` still runs."
                    .formatted(message);
        }
        if (cause instanceof UnknownTopicOrPartitionException) {
            return sentence(message)
                    + " Check --prefix and, on a secured cluster, this user's rights; `antidistill cluster topics` creates"
                    + " what is missing.";
        }
        if (cause instanceof AuthenticationException) {
            return sentence(message)
                    + " Check user, password, certificates and the protocol (security.protocol, sasl.*, ssl.*) in --config.";
        }
        if (cause instanceof AuthorizationException) {
            return sentence(message)
                    + " Ask the cluster's administrator for the right: `antidistill cluster acls` prints what each part needs.";
        }
        if (cause instanceof ConfigException) {
            return sentence(message) + " Correct it in --config or on the command line.";
        }
        // Our own exceptions carry their remedy; anything else that speaks of its own accord is better than its class
        // name.
        boolean speaks = cause.getMessage() != null
                && (cause.getClass().getName().startsWith("io.antidistill")
                        || cause instanceof IllegalArgumentException
                        || cause instanceof IOException
                        || cause instanceof KafkaException);
        return speaks
                ? sentence(message)
                : "unexpected %s%s. Run the command again with --verbose to see where."
                        .formatted(
                                cause.getClass().getSimpleName(),
                                cause.getMessage() == null ? "" : " (" + message + ")");
    }

    private static String file(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no file %s. Check the path.".formatted(e.getFile());
        }
        if (e instanceof AccessDeniedException) {
            return "no access to %s. Check its permissions, or choose another path.".formatted(e.getFile());
        }
        if (e instanceof FileAlreadyExistsException) {
            return "%s is in the way. Move it, or choose another path.".formatted(e.getFile());
        }
        return "cannot use %s: %s. Check the path and the disk."
                .formatted(e.getFile(), e.getReason() == null ? e.getClass().getSimpleName() : e.getReason());
    }

    /** The error that has something to say: wrappers are taken off. */
    private static Throwable unwrap(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null
                && (cause instanceof ExecutionException
                        || cause instanceof CompletionException
                        || cause instanceof UncheckedIOException
                        || cause.getClass() == RuntimeException.class
                        || cause.getClass() == KafkaException.class)) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private static String sentence(String message) {
        return message.matches("(?s).*[.!?]$") ? message : message + ".";
    }
}
