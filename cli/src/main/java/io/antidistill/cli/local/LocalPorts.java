package io.antidistill.cli.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that a data directory keeps: a free one is chosen at first and written down, so that clients find the system
 * again after a restart.
 */
final class LocalPorts {
    /** Below the range from which systems take ports for outgoing connections, which could be in the way later. */
    private static final int FIRST = 20_000;

    private static final int COUNT = 10_000;
    private static final int TRIES = 200;

    private final Path file;

    LocalPorts(Path directory) {
        this.file = directory.resolve("ports.properties");
    }

    /**
     * The port to use under that name, free at this moment.
     *
     * @param requested 0 for the one of last time or, at first, any free one
     */
    synchronized int choose(String name, int requested) {
        if (requested < 0 || requested > 65_535) {
            throw new LocalStartException("invalid value " + requested + " for the " + name
                    + " port: choose one from 1 to 65535, or 0 for any free one");
        }
        Properties remembered = read();
        int port = requested != 0 ? requested : remembered(remembered, name);
        if (port == 0) {
            port = anyFree();
        } else if (!free(port)) {
            throw new LocalStartException("port " + port + ", meant for the " + name
                    + ", is taken by another program; stop that, or choose another port"
                    + (requested != 0 ? "" : " (this one is remembered in " + file + ")"));
        }
        remembered.setProperty(name, Integer.toString(port));
        write(remembered);
        return port;
    }

    private int remembered(Properties remembered, String name) {
        String text = remembered.getProperty(name, "0");
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new LocalStartException("invalid value \"" + text + "\" for " + name + " in " + file
                    + "; delete the line to have a port chosen");
        }
        return Integer.parseInt(text);
    }

    private static int anyFree() {
        for (int i = 0; i < TRIES; i++) {
            int port = FIRST + ThreadLocalRandom.current().nextInt(COUNT);
            if (free(port)) {
                return port;
            }
        }
        throw new LocalStartException("no free port found from " + FIRST + " to " + (FIRST + COUNT - 1)
                + "; stop other programs, or choose a port");
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // a port that waits after its last connection is free for a listener
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Properties read() {
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                properties.load(in);
            } catch (IOException | IllegalArgumentException e) {
                throw new LocalStartException("cannot read " + file + "; delete it to have ports chosen anew", e);
            }
        }
        return properties;
    }

    /** Written beside and moved into place, so that an end in the middle leaves the old file. */
    private void write(Properties properties) {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (OutputStream out = Files.newOutputStream(next)) {
                properties.store(out, "Ports of the embedded servers");
            }
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new LocalStartException("cannot write " + file + "; check the permissions of its directory", e);
        }
    }
}
