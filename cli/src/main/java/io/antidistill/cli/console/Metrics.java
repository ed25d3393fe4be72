package io.antidistill.cli.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Metrics of a service, served at {@code /metrics} for Prometheus if a port is given. Thread-safe. */
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final HttpServer server;

    private Metrics(HttpServer server) {
        this.server = server;
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        gc.bindTo(registry);
    }

    /**
     * Serves metrics on all interfaces, so that Prometheus can be elsewhere.
     *
     * @param port null to collect them only
     * @throws CommandFailure if the port is taken
     */
    public static Metrics on(Integer port) throws IOException {
        return port == null ? new Metrics(null) : on(new InetSocketAddress(port));
    }

    /** The same on the loopback interface only. */
    public static Metrics onLoopback(Integer port) throws IOException {
        return port == null ? new Metrics(null) : on(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static Metrics on(InetSocketAddress address) throws IOException {
        try {
            HttpServer server = HttpServer.create(address, 0);
            Metrics metrics = new Metrics(server);
            server.createContext("/metrics", metrics::answer);
            server.start();
            return metrics;
        } catch (BindException e) {
            throw new CommandFailure(
                    "the metrics port %d is taken. Free it, or choose another --metrics-port."
                            .formatted(address.getPort()),
                    e);
        }
    }

    /** Where the services put their metrics. */
    public MeterRegistry registry() {
        return registry;
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = registry.scrape().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
        gc.close();
        registry.close();
    }
}
