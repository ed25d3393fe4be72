package io.antidistill.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.cli.console.Metrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code up} starts has no security, so nobody outside this machine may reach it. */
@Timeout(120)
class LoopbackOnlyTest {
    @TempDir
    Path directory;

    @Test
    void brokerRegistryAndMetricsCannotBeReachedFromElsewhere() throws Exception {
        List<InetAddress> outside = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList();
        Assumptions.assumeFalse(outside.isEmpty(), "this machine has no address but loopback");
        int metricsPort = free();
        try (EmbeddedBroker broker = new EmbeddedBroker(directory, 0);
                EmbeddedRegistry registry = new EmbeddedRegistry(directory, broker.bootstrap(), 0);
                Metrics metrics = Metrics.onLoopback(metricsPort)) {
            int brokerPort = Integer.parseInt(broker.bootstrap().replaceAll(".*:", ""));
            int registryPort = URI.create(registry.url()).getPort();
            for (int port : List.of(brokerPort, registryPort, metricsPort)) {
                assertThat(reached(InetAddress.getLoopbackAddress(), port)).isTrue();
                assertThat(outside).noneMatch(address -> reached(address, port));
            }
            assertThat(metrics.registry()).isNotNull();
        }
    }

    private static boolean reached(InetAddress address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 2_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
