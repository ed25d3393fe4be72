package io.antidistill.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPortsTest {
    @TempDir
    Path directory;

    @Test
    void remembersAPortByName() {
        int broker = new LocalPorts(directory).choose("broker", 0);
        int registry = new LocalPorts(directory).choose("registry", 0);

        assertThat(new LocalPorts(directory).choose("broker", 0)).isEqualTo(broker);
        assertThat(new LocalPorts(directory).choose("registry", 0)).isEqualTo(registry);
    }

    @Test
    void prefersThePortThatIsAskedForAndRemembersIt() throws IOException {
        int asked = freePort();
        new LocalPorts(directory).choose("broker", 0);

        assertThat(new LocalPorts(directory).choose("broker", asked)).isEqualTo(asked);
        assertThat(new LocalPorts(directory).choose("broker", 0)).isEqualTo(asked);
    }

    @Test
    void saysWhereATakenPortIsRemembered() throws IOException {
        int port = new LocalPorts(directory).choose("broker", 0);
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> new LocalPorts(directory).choose("broker", 0))
                    .isInstanceOf(LocalStartException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("remembered in " + directory.resolve("ports.properties"));
        }
    }

    @Test
    void refusesAPortThatIsNone() {
        assertThatThrownBy(() -> new LocalPorts(directory).choose("broker", 70_000))
                .isInstanceOf(LocalStartException.class)
                .hasMessageContaining("invalid value 70000 for the broker port");
    }

    @Test
    void refusesARememberedPortThatSomebodySpoilt() throws IOException {
        Files.writeString(directory.resolve("ports.properties"), "broker=many\n");

        assertThatThrownBy(() -> new LocalPorts(directory).choose("broker", 0))
                .isInstanceOf(LocalStartException.class)
                .hasMessageContaining("invalid value \"many\" for broker")
                .hasMessageContaining("delete the line");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
